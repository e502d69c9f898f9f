"""Errors, warnings and offers above the canvas: never modal, and they stay until answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Property, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from app.ui.copyable_label import CopyableLabel
from app.ui.theme import NORMAL, WIDE, icon


class Level(StrEnum):
    """How serious a message is; the bar's colour and icon follow."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Choice:
    """A button in the bar: what it says, and what it does."""

    text: str
    chosen: Callable[[], None]


class MessageBar(QFrame):
    """One message at a time; a new one takes the old one's place."""

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self._passes = False
        self._icon = QLabel()
        self._icon.setFixedSize(20, 20)
        self._label = CopyableLabel()
        self._label.setWordWrap(True)
        # A server's words may look like markup.
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._choices = QHBoxLayout()
        self._choices.setSpacing(NORMAL)
        self._close = QToolButton()
        self._close.setIcon(icon("close"))
        self._close.setIconSize(QSize(16, 16))
        self._close.setToolTip(self.tr("Dismiss"))
        self._close.setAccessibleName(self.tr("Dismiss the message"))
        self._close.clicked.connect(self.clear)
        self._close.clicked.connect(self.dismissed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(WIDE, NORMAL, NORMAL, NORMAL)
        layout.setSpacing(NORMAL)
        layout.addWidget(self._icon)
        layout.addWidget(self._label, 1)
        layout.addLayout(self._choices)
        layout.addWidget(self._close)
        self.hide()

    def _text(self) -> str:
        return self._label.text()

    text = Property(str, _text)

    def show_message(
        self,
        level: Level,
        text: str,
        *choices: Choice,
        passes: bool = False,
        must_choose: bool = False,
    ) -> None:
        """Show a sentence, and buttons for what can be done about it.

        `passes`: it is a hint that the user's next stroke answers. `must_choose`: it can't be
        dismissed but by one of the choices.
        """
        self.clear()
        self._close.setVisible(not must_choose)
        self._passes = passes
        self.setProperty("level", level.value)
        self.style().unpolish(self)
        self.style().polish(self)
        self._icon.setPixmap(icon(level.value).pixmap(20, 20))
        self._label.setText(text)
        self.setAccessibleName(text)
        for choice in choices:
            button = QPushButton(choice.text)
            button.clicked.connect(self.clear)
            button.clicked.connect(choice.chosen)
            self._choices.addWidget(button)
        self.show()

    def clear_hint(self) -> None:
        """Take the message away if it is a hint."""
        if self._passes:
            self.clear()

    def clear(self) -> None:
        """Take the message away."""
        self.hide()
        self._passes = False
        self._label.clear()
        while (item := self._choices.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
