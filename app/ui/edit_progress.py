"""Says how far a change of the whole mask is, when it takes longer than a moment."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer

from app.ui.main_window import MainWindow
from app.ui.mask_edits import MaskEdits

# What is over by then needs no words.
_PATIENCE_MS = 200
_STEP_MS = 100


class EditProgress(QObject):
    """A line in the status bar and a waiting cursor over the canvas, until it is over."""

    def __init__(self, window: MainWindow, edits: MaskEdits) -> None:
        super().__init__(edits)
        self._window = window
        self._edits = edits
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tell)
        edits.busyChanged.connect(self._follow)

    def _follow(self, busy: bool) -> None:
        if busy:
            self._timer.start(_PATIENCE_MS)
        else:
            self._timer.stop()
            self._window.statusBar().clearMessage()
            self._window.canvas.refresh_cursor()

    def _tell(self) -> None:
        self._timer.setInterval(_STEP_MS)
        percent = round(self._edits.fraction * 100)
        self._window.tell(
            lambda: self.tr("Working on the mask: {percent} %. Esc gives it up.").format(
                percent=percent
            )
        )
        self._window.canvas.setCursor(Qt.CursorShape.BusyCursor)
