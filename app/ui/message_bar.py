"""Errors, warnings and offers above the canvas: never modal, and they stay until answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Property, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QWidget,
)

from app.ui.copyable_label import CopyableLabel
from app.ui.icons import icon
from app.ui.language import Translated, Words
from app.ui.texts import tr, unbroken
from app.ui.theme import NORMAL, WIDE, roomy

_COLUMN = 320  # what a sentence wants to be wide, in logical pixels
# Row, column, and how many of each.
_BESIDE, _BELOW = (0, 2, 1, 1), (1, 1, 1, 3)
_LEFT, _MIDDLE = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignVCenter


class Level(StrEnum):
    """How serious a message is; the bar's colour and icon follow."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


def level_name(level: Level) -> str:
    """What the icon tells, for those who don't see it."""
    return {
        Level.INFO: tr("Note"),
        Level.SUCCESS: tr("Success"),
        Level.WARNING: tr("Warning"),
        Level.ERROR: tr("Error"),
    }[level]


@dataclass(frozen=True, slots=True)
class Choice:
    """A button in the bar: what it says, and what it does."""

    text: Words
    chosen: Callable[[], None]


class MessageBar(Translated, QFrame):
    """One message at a time; a new one takes the old one's place."""

    closed = Signal(str)
    """The user has closed a message unanswered; its topic."""
    dismissed = Signal()
    """The user has closed a message, or has chosen a way on and it has been taken."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self._words: Words | None = None
        self._said = ""
        self._level = Level.INFO
        self._passes = False
        self._topic = ""
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
        self._close.clicked.connect(self._on_close)
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(WIDE, NORMAL, NORMAL, NORMAL)
        self._layout.setSpacing(NORMAL)
        self._layout.setColumnStretch(1, 1)
        self._layout.addWidget(self._icon, 0, 0)
        self._layout.addWidget(self._label, 0, 1)
        self._layout.addLayout(self._choices, *_BESIDE)
        self._layout.addWidget(self._close, 0, 3)
        self._buttons: list[tuple[QPushButton, Words]] = []
        self._retranslate()
        self.hide()

    def _retranslate(self) -> None:
        self._close.setToolTip(self.tr("Dismiss"))
        self._close.setAccessibleName(self.tr("Dismiss the message"))
        self._icon.setAccessibleName(level_name(self._level))
        self._said = self._words() if self._words is not None else ""
        self._label.setText(unbroken(self._said))
        self.setAccessibleName(self._said)
        for button, words in self._buttons:
            button.setText(words())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """The choices beside the text, or below it where they would leave it a narrow column."""
        left = self.width() - self._choices.sizeHint().width() - 2 * (20 + WIDE + NORMAL)
        place = _BESIDE if left >= roomy(_COLUMN, self._label) else _BELOW
        if self._layout.getItemPosition(self._layout.indexOf(self._choices)) != place:
            self._layout.removeItem(self._choices)
            self._layout.addLayout(self._choices, *place)
            self._choices.setAlignment(_LEFT if place is _BELOW else _MIDDLE)

    def _draw_icon(self) -> None:
        self._icon.setPixmap(icon(self._level.value).pixmap(20, 20))

    def _text(self) -> str:
        return self._said

    text = Property(str, _text)

    @property
    def topic(self) -> str:
        """What the message is about, as its sender named it; empty when there is none."""
        return self._topic

    def show_message(
        self,
        level: Level,
        text: Words,
        *choices: Choice,
        passes: bool = False,
        must_choose: bool = False,
        topic: str = "",
    ) -> None:
        """Show a sentence, and buttons for what can be done about it.

        `passes`: it is a hint that the user's next stroke answers. `must_choose`: it can't be
        dismissed but by one of the choices.
        """
        self.clear()
        self._close.setVisible(not must_choose)
        self._passes = passes
        self._topic = topic
        self._level = level
        self.setProperty("level", level.value)
        self.style().unpolish(self)
        self.style().polish(self)
        self._draw_icon()
        self._words = text
        for choice in choices:
            button = QPushButton()
            button.clicked.connect(self.clear)
            button.clicked.connect(choice.chosen)
            button.clicked.connect(self.dismissed)
            self._choices.addWidget(button)
            self._buttons.append((button, choice.text))
        self._retranslate()
        self._arrange()
        self.show()
        self._announce(f"{level_name(level)}: {self.text}")

    def _announce(self, spoken: str) -> None:
        # Its names for everything on a screen take longer to make than most of the window.
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, spoken))

    def is_saying(self, text: Words) -> bool:
        """Whether this very text is shown."""
        return self._words is text

    def clear_hint(self) -> None:
        """Take the message away if it is a hint."""
        if self._passes:
            self.clear()

    def clear(self) -> None:
        """Take the message away."""
        self.hide()
        self._passes = False
        self._topic = ""
        self._words = None
        self._buttons.clear()
        self._said = ""
        self._label.clear()
        self.setAccessibleName("")
        while (item := self._choices.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _on_close(self) -> None:
        topic = self._topic
        self.clear()
        self.closed.emit(topic)
        self.dismissed.emit()
