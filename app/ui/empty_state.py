"""What the window shows before anything is open: three ways in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.paths import resource
from app.ui.icons import icon
from app.ui.language import Translated
from app.ui.recent_menu import RecentTask, RecentTiles
from app.ui.theme import NORMAL, TIGHT, WIDE, roomy

# In logical pixels: of a way's button, and of what is said beside it.
_LEAST_WIDTH, _LEAST_HINT = 190, 180


class EmptyState(Translated, QScrollArea):
    """A card with a button for each way in; pictures can be dropped anywhere on the window.

    Where large type finds no room it scrolls.
    """

    sandboxWanted = Signal()
    keyWanted = Signal()
    """The user wants to enter the API key."""
    cancelled = Signal()

    def __init__(
        self, open_task: QAction, open_image: QAction, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("emptyState")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it scrolls to what in it has the focus
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The viewport's size. To ask the viewport itself would have Python make names for all kinds
        # of widgets, for which it takes 8 ms.
        self._room = self.size()
        self._ways = self._ways_card(open_task, open_image)
        self._opening = self._opening_card()
        body = QWidget()
        body.setObjectName("emptyBody")
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QVBoxLayout(body)
        outer.addStretch(2)
        for card in (self._ways, self._opening):
            # Not by alignment: that would give a card its size hint instead of the height that
            # its wrapped lines need.
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(card, 1000)
            row.addStretch(1)
            outer.addLayout(row)
        outer.addWidget(self._foot(), 3)
        self.setWidget(body)
        self._retranslate()
        self.show_opening(False)

    def _retranslate(self) -> None:
        self._title.setText(self.tr("Repaint one part of a picture"))
        self._promise.setText(
            self.tr("Mark what should change, say what should appear, compare the results.")
        )
        for (button, hint), title, text in zip(
            self._ways_in,
            (self.tr("Open a task…"), self.tr("Open a picture…"), self.tr("Try the sandbox")),
            (
                self.tr("Paste the id or the result link of a Midjourney task."),
                self.tr("Or drop one on this window, or paste it."),
                self.tr("On this computer: no key, no cost, no network."),
            ),
            strict=True,
        ):
            button.setText(title)
            hint.setText(text)
        self._key_note.setText(self.tr("Tasks need your GPTunnel API key."))
        self._key.setText(self.tr("Enter it…"))
        self._news.setText(self.tr("Opening the picture…"))
        self._cancel.setText(self.tr("Cancel"))
        self._fit()

    def show_opening(self, on: bool) -> None:
        """While something is being opened, say so instead of offering ways in."""
        left = self._opening if not on else self._ways
        focused = QApplication.focusWidget()
        had_focus = focused is not None and left.isAncestorOf(focused)
        # What has the focus and goes would hand it to whatever comes next in the window.
        self._ways.setVisible(not on)
        self._opening.setVisible(on)
        if had_focus:
            self.take_keys()

    def take_keys(self) -> None:
        """Have the focus where the next key is wanted."""
        (self._cancel if self._opening.isVisible() else self._ways_in[0][0]).setFocus()

    def show_key_wanted(self, on: bool) -> None:
        """Whether there is no API key yet, without which no task can be opened."""
        self._key_row.setVisible(on)

    def show_recent(self, tasks: Sequence[RecentTask]) -> None:
        """Offer the tasks that were open lately."""
        self.recent.show_tasks(tasks)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._room = event.size()
        self._fit()

    def _arrange_hints(self) -> None:
        """Beside the buttons, or below them where they would be narrow columns."""
        widest = max(button.sizeHint().width() for button, _hint in self._ways_in)
        card = min(self._room.width(), self._ways.maximumWidth())
        below = card - 5 * WIDE - max(widest, _LEAST_WIDTH) < roomy(_LEAST_HINT, self)
        self._grid.setVerticalSpacing(TIGHT if below else WIDE)
        for row, (_button, hint) in enumerate(self._ways_in):
            hint.setContentsMargins(0, 0, 0, NORMAL if below else 0)
            place = (2 * row + 1, 0, 1, 2) if below else (2 * row, 1, 1, 1)
            self._grid.removeWidget(hint)
            self._grid.addWidget(hint, *place)

    def _fit(self) -> None:
        """Recent tasks are in the menu, too: where all else would be squeezed they give way."""
        self._arrange_hints()
        layout = self._ways.layout()
        if layout is not None:
            self.recent.setVisible(self.recent.has_tasks)
            layout.activate()
            width = min(self._room.width(), self._ways.maximumWidth())
            self.recent.setVisible(
                self.recent.has_tasks and layout.totalHeightForWidth(width) <= self._room.height()
            )

    def _opening_card(self) -> QFrame:
        card = _card(360)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(2 * WIDE, 2 * WIDE, 2 * WIDE, 2 * WIDE)
        layout.setSpacing(WIDE)
        self._news = QLabel()
        self._news.setProperty("role", "heading")
        self._news.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        self._cancel = QPushButton()
        self._cancel.clicked.connect(self.cancelled)
        layout.addWidget(self._news)
        layout.addWidget(bar)
        layout.addWidget(self._cancel, 0, Qt.AlignmentFlag.AlignHCenter)
        return card

    def _ways_card(self, open_task: QAction, open_image: QAction) -> QFrame:
        card = _card(600)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(2 * WIDE, 2 * WIDE, 2 * WIDE, 2 * WIDE)
        layout.setSpacing(WIDE)
        layout.addLayout(self._heading())
        self._grid = grid = QGridLayout()
        grid.setHorizontalSpacing(WIDE)
        grid.setColumnStretch(1, 1)
        self._ways_in: list[tuple[QPushButton, QLabel]] = []
        for row, (name, slot) in enumerate(
            (
                ("open-task", open_task.trigger),
                ("image", open_image.trigger),
                ("sandbox", self.sandboxWanted.emit),
            )
        ):
            button, hint = self._way_in(name)
            button.clicked.connect(slot)
            button.setProperty("primary", row == 0)
            grid.addWidget(button, 2 * row, 0)
            self._ways_in.append((button, hint))
        layout.addLayout(grid)
        self.recent = RecentTiles()
        layout.addWidget(self.recent)
        return card

    def _foot(self) -> QWidget:
        """Below the cards, which don't move when something is said there."""
        self._key_note = QLabel()
        self._key = QPushButton()
        self._key.setObjectName("enterKeyButton")
        self._key.setProperty("role", "link")
        self._key.setCursor(Qt.CursorShape.PointingHandCursor)
        self._key.clicked.connect(self.keyWanted)
        self._key_row = QWidget()
        row = QHBoxLayout(self._key_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(NORMAL)
        row.addStretch(1)
        row.addWidget(self._key_note)
        row.addWidget(self._key)
        row.addStretch(1)
        self._key_row.hide()
        foot = QWidget()
        layout = QVBoxLayout(foot)
        layout.setContentsMargins(0, NORMAL, 0, 0)
        layout.addWidget(self._key_row)
        layout.addStretch(1)
        return foot

    def _heading(self) -> QHBoxLayout:
        mark = QLabel()
        mark.setPixmap(QIcon(str(resource("app-icon.svg"))).pixmap(48, 48))
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._promise = QLabel()
        self._promise.setProperty("role", "muted")
        self._promise.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(TIGHT)
        words.addWidget(self._title)
        words.addWidget(self._promise)
        heading = QHBoxLayout()
        heading.setSpacing(WIDE)
        heading.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        heading.addLayout(words, 1)
        return heading

    def _way_in(self, name: str) -> tuple[QPushButton, QLabel]:
        button = QPushButton()
        button.setIcon(icon(name, "on_accent" if name == "open-task" else "text"))
        button.setIconSize(QSize(20, 20))
        button.setMinimumWidth(_LEAST_WIDTH)
        hint = QLabel()
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        return button, hint


def _card(width: int) -> QFrame:
    card = QFrame()
    card.setObjectName("emptyCard")
    card.setMaximumWidth(roomy(width, card))
    return card
