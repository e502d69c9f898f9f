"""The zoom and pan that all panes share."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.canvas.geometry import Size
from app.canvas.viewport import Viewport

_NO_SIZE = Size(1, 1)


class SharedView(QObject):
    """One part of a picture, seen by several panes, whose sizes and pictures may differ.

    The pane that is zoomed or panned sets its own viewport; every other shows the same part in
    fractions of its picture.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._viewport = Viewport(_NO_SIZE, _NO_SIZE)
        self._fits = True

    @property
    def fits(self) -> bool:
        """Whether the whole picture is to stay in view when a pane changes its size."""
        return self._fits

    def viewport_for(self, picture: Size, view: Size) -> Viewport:
        """What a pane of `view` device pixels shows of its picture."""
        if self._fits:
            return Viewport.fitting(picture, view)
        return self._viewport.for_picture(picture).resized(view)

    def show(self, viewport: Viewport) -> None:
        """A pane shows another part: the others follow."""
        self._viewport = viewport
        self._fits = False
        self.changed.emit()

    def fit(self) -> None:
        """Show the whole picture, now and when a pane changes its size."""
        self._fits = True
        self.changed.emit()
