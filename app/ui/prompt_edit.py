"""The prompt's field, which goes back through what was submitted before."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QAction, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

_STEPS = {Qt.Key.Key_Up, Qt.Key.Key_Down}


class PromptEdit(QPlainTextEdit):
    """Older prompts lie behind what is being typed, which is never lost on the way.

    Two actions go there and back; they are enabled while there is somewhere to go.
    """

    def __init__(self, older: QAction, newer: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._older, self._newer = older, newer
        self._history: tuple[str, ...] = ()
        self._trail: tuple[str, ...] = ()  # what was typed, then what lies behind it
        self._place = 0
        self._stepping = False
        older.triggered.connect(self._show_older)
        newer.triggered.connect(self._show_newer)
        self.textChanged.connect(self._on_edited)
        self._enable()

    @property
    def draft(self) -> str:
        """What was typed and never submitted, also while an older one is shown; else ""."""
        typed = self._trail[0] if self._place else self.toPlainText()
        return "" if typed.strip() in self._history else typed

    def set_history(self, prompts: Sequence[str]) -> None:
        """What was submitted, newest first. A way back that was begun stays as it is."""
        self._history = tuple(prompts)
        self._enable()

    def replace_text(self, text: str) -> None:
        """Write this instead; what was there comes back with Undo."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)

    def _enable(self) -> None:
        self._older.setEnabled(self._place + 1 < len(self._way()))
        self._newer.setEnabled(self._place > 0)

    def _show_older(self) -> None:
        self._trail = self._way()
        self._go_to(self._place + 1)

    def _show_newer(self) -> None:
        self._go_to(self._place - 1)

    def _way(self) -> tuple[str, ...]:
        if self._place:
            return self._trail
        typed = self.toPlainText()
        return (typed, *(prompt for prompt in self._history if prompt != typed.strip()))

    def _go_to(self, place: int) -> None:
        self._place = place
        self._stepping = True
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        # Unlike setPlainText, which would forget what can be undone.
        cursor.insertText(self._trail[place])
        self._stepping = False
        self.moveCursor(QTextCursor.MoveOperation.End)
        self._enable()

    def _on_edited(self) -> None:
        if not self._stepping:
            self._place = 0
            self._enable()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text; files and pictures are the window's to open, and their addresses no prompt."""
        is_file = any(url.isLocalFile() for url in source.urls())
        return source.hasText() and not is_file and not source.hasImage()

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _STEPS
            and event.modifiers() & Qt.KeyboardModifier.AltModifier
        ):
            # On a Mac these would move the cursor; here they are for the history.
            event.ignore()
            return False
        return super().event(event)
