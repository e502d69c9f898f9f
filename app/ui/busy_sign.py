"""Says how far something is that is computed, when it takes longer than a moment."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer

from app.ui.main_window import MainWindow
from app.ui.picture_view import PictureView

# What is over by then needs no words.
_PATIENCE_MS = 200
_STEP_MS = 100


class BusySign(QObject):
    """A line in the status bar and a waiting cursor over a pane, until it is over.

    `words` makes the line of a percentage, `fraction` says what has been done, 0 to 1.
    """

    def __init__(
        self,
        window: MainWindow,
        view: PictureView,
        words: Callable[[int], str],
        fraction: Callable[[], float],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._view = view
        self._words = words
        self._fraction = fraction
        self._has_told = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tell)

    def follow(self, busy: bool) -> None:
        """Something has begun, perhaps in the place of what was under way, or is over."""
        if busy:
            if not self._timer.isActive():
                self._timer.start(_PATIENCE_MS)
            return
        self._timer.stop()
        if self._has_told:
            self._has_told = False
            self._window.statusBar().clearMessage()
            self._view.refresh_cursor()

    def _tell(self) -> None:
        self._timer.setInterval(_STEP_MS)
        self._has_told = True
        percent = round(self._fraction() * 100)
        self._window.tell(lambda: self._words(percent))
        self._view.setCursor(Qt.CursorShape.BusyCursor)
