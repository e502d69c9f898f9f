"""Brush and eraser: the same round hard brush, painting white or black."""

from __future__ import annotations

from app.canvas.canvas import Canvas
from app.canvas.geometry import EMPTY, Point, Rect
from app.canvas.mask import CHANGED, KEPT
from app.canvas.stroke import Dab, segment, snapped
from app.tools.tool import Modifiers, PointerEvent, Tool


class BrushTool(Tool):
    """Paints a stroke of a fixed diameter in picture pixels; Shift+press draws a straight line
    from where the last stroke ended.

    After `cancel` the rest of the gesture, until the next press, does nothing.
    """

    def __init__(self, canvas: Canvas, diameter: float, *, erases: bool = False) -> None:
        self._canvas = canvas
        self.diameter = diameter
        self.erases = erases
        self._last: Dab | None = None
        self._anchor: Point | None = None

    @property
    def is_active(self) -> bool:
        """Whether a stroke is under way."""
        return self._last is not None

    def press(self, event: PointerEvent) -> Rect:
        """Make a dab, or with Shift a line from the last stroke's end."""
        dab = Dab(event.point, self.diameter)
        if event.modifiers & Modifiers.SHIFT and self._anchor is not None:
            dirty = self._segment(Dab(self._anchor, self.diameter), dab)
        else:
            # A single click is symmetric; the stroke itself follows the exact positions.
            still = snapped(dab)
            dirty = self._segment(still, still)
        self._last = dab
        return dirty

    def move(self, event: PointerEvent) -> Rect:
        """Go on to the pointer's position without a gap."""
        if self._last is None:
            return EMPTY
        dab = Dab(event.point, self.diameter)
        dirty = self._segment(self._last, dab)
        self._last = dab
        return dirty

    def release(self, event: PointerEvent) -> Rect:
        """End the stroke; a release at the same place as the last move adds nothing."""
        if self._last is None:
            return EMPTY
        dirty = self.move(event) if event.point != self._last.centre else EMPTY
        self._anchor, self._last = event.point, None
        self._canvas.commit("eraser" if self.erases else "brush")
        return dirty

    def cancel(self) -> Rect:
        """Take back the stroke under way."""
        self._last = None
        return self._canvas.abandon()

    def _segment(self, start: Dab, end: Dab) -> Rect:
        shape = segment(start, end, self._canvas.size)
        return self._canvas.paint(shape, KEPT if self.erases else CHANGED)
