"""Whoever takes the mask gets it as it is seen, or learns that it won't come to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.canvas.canvas import Canvas
from app.ui.main_window import MainWindow
from app.ui.mask_edits import MaskEdits

Take = Callable[[Canvas], None]


@dataclass(frozen=True, slots=True, eq=False)
class _Taker:
    canvas: Canvas
    take: Take


class MaskTakers(QObject):
    """Submitting, exporting, copying: what needs the mask as the user means it.

    What is being painted is ended, what is only seen yet is applied, and what is being computed
    is waited for. If that is given up or fails, or another picture is opened first, those who
    wait are sent away (`sentAway`): a mask that nobody has seen is never taken.
    """

    sentAway = Signal()

    def __init__(self, window: MainWindow, edits: MaskEdits) -> None:
        super().__init__(edits)
        self._window = window
        self._waiting: list[_Taker] = []
        edits.givenUp.connect(self._send_away)

    def add(self, take: Take) -> None:
        """Hand the canvas over once its mask is what is seen of it; nothing without a canvas."""
        view = self._window.canvas
        canvas = view.canvas
        if canvas is None:
            return
        self._window.options.edit_bar.accept()
        view.finish_gesture()
        view.confirm_clicks()
        self._waiting.append(_Taker(canvas, take))
        self._window.when_settled(self._serve)

    def _serve(self) -> None:
        view = self._window.canvas
        if any(taker.canvas is not view.canvas for taker in self._waiting):
            self._send_away()
        while self._waiting and view.is_settled:
            taker = self._waiting.pop(0)
            taker.take(taker.canvas)

    def _send_away(self) -> None:
        if self._waiting:
            self._waiting.clear()
            self.sentAway.emit()
