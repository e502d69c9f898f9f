"""What the window shows before anything is open: three ways in."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.paths import resource
from app.ui.theme import TIGHT, WIDE, icon


class EmptyState(QWidget):
    """A card with a button for each way in; pictures can be dropped anywhere on the window."""

    sandboxWanted = Signal()
    cancelled = Signal()

    def __init__(
        self, open_task: QAction, open_image: QAction, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("emptyState")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._ways = self._ways_card(open_task, open_image)
        self._opening = self._opening_card()
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        for card in (self._ways, self._opening):
            # Not by alignment: that would give a card its size hint instead of the height that
            # its wrapped lines need.
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(card, 1000)
            row.addStretch(1)
            outer.addLayout(row)
        outer.addStretch(3)
        self.show_opening(False)

    def show_opening(self, on: bool) -> None:
        """While something is being opened, say so instead of offering ways in."""
        self._ways.setVisible(not on)
        self._opening.setVisible(on)

    def _opening_card(self) -> QFrame:
        card = _card(360)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(32, 28, 32, 28)
        layout.setSpacing(WIDE)
        text = QLabel(self.tr("Opening the picture…"))
        text.setProperty("role", "heading")
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.clicked.connect(self.cancelled)
        layout.addWidget(text)
        layout.addWidget(bar)
        layout.addWidget(cancel, 0, Qt.AlignmentFlag.AlignHCenter)
        return card

    def _ways_card(self, open_task: QAction, open_image: QAction) -> QFrame:
        card = _card(600)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(32, 28, 32, 28)
        layout.setSpacing(WIDE)
        layout.addLayout(self._heading())
        for name, title, text, slot in (
            (
                "open-task",
                self.tr("Open a task…"),
                self.tr("Paste the id or the result link of a Midjourney task."),
                open_task.trigger,
            ),
            (
                "image",
                self.tr("Open a picture…"),
                self.tr("Or drop one on this window, or paste it."),
                open_image.trigger,
            ),
            (
                "sandbox",
                self.tr("Try the sandbox"),
                self.tr("A service on this computer: no key, no cost, no network."),
                self.sandboxWanted.emit,
            ),
        ):
            row, button = self._way_in(name, title, text)
            button.clicked.connect(slot)
            if name == "open-task":
                button.setProperty("primary", True)
            layout.addLayout(row)
        return card

    def _heading(self) -> QHBoxLayout:
        mark = QLabel()
        mark.setPixmap(QIcon(str(resource("app-icon.svg"))).pixmap(48, 48))
        title = QLabel(self.tr("Repaint one part of a picture"))
        title.setProperty("role", "title")
        text = QLabel(
            self.tr("Mark what should change, say what should appear, compare the results.")
        )
        text.setProperty("role", "muted")
        text.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(TIGHT)
        words.addWidget(title)
        words.addWidget(text)
        heading = QHBoxLayout()
        heading.setSpacing(WIDE)
        heading.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        heading.addLayout(words, 1)
        return heading

    def _way_in(self, name: str, title: str, text: str) -> tuple[QHBoxLayout, QPushButton]:
        button = QPushButton(title)
        button.setIcon(icon(name, "on_accent" if name == "open-task" else "text"))
        button.setIconSize(QSize(20, 20))
        button.setMinimumWidth(190)
        hint = QLabel(text)
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(WIDE)
        row.addWidget(button)
        row.addWidget(hint, 1)
        return row, button


def _card(width: int) -> QFrame:
    card = QFrame()
    card.setObjectName("emptyCard")
    card.setMaximumWidth(width)
    return card
