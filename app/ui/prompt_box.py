"""In the panel: the prompt under its heading, and how long it is."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.actions import Actions
from app.ui.labels import heading, muted
from app.ui.language import Translated
from app.ui.prompt_edit import PromptEdit
from app.ui.texts import number
from app.ui.theme import NORMAL

_HEIGHT, _LOW_HEIGHT = 96, 72
_LONG = 200  # characters


class PromptBox(Translated, QWidget):
    """`edit` is where the prompt is written."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._older, self._newer = actions["previousPrompt"], actions["nextPrompt"]
        self.edit = PromptEdit(self._older, self._newer)
        self.edit.setObjectName("promptEdit")
        self.edit.setTabChangesFocus(True)
        self.edit.textChanged.connect(self._show_length)
        self._heading = heading()
        self._length = muted()
        self._length.setObjectName("promptLengthLabel")
        row = QHBoxLayout()
        row.addWidget(self._heading, 1)
        row.addWidget(self._length)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(NORMAL)
        layout.addLayout(row)
        layout.addWidget(self.edit)
        self._retranslate()

    def _retranslate(self) -> None:
        self._heading.setText(self.tr("What should appear"))
        self.edit.setPlaceholderText(
            self.tr("In English. Left empty, the original prompt is used.")
        )
        self.edit.setToolTip(f"{self._older.toolTip()}\n{self._newer.toolTip()}")
        self.edit.setAccessibleName(self._heading.text())
        self._show_length()

    def set_low(self, on: bool) -> None:
        """Whether there is little room."""
        self.edit.setFixedHeight(_LOW_HEIGHT if on else _HEIGHT)

    def _show_length(self) -> None:
        """Count what is long. The service documents no limit, so none is pretended."""
        length = len(self.edit.toPlainText())
        count = number(length, 0)
        is_long = length >= _LONG
        self._length.setText(self.tr("{count} characters").format(count=count) if is_long else "")
