"""What all tools have in common that paint one shape at the end of a gesture."""

from __future__ import annotations

from collections.abc import Callable

from app.canvas.canvas import Canvas
from app.canvas.fill import Fill, FillPolygon, is_light, is_light_line
from app.canvas.geometry import EMPTY, Point, Rect
from app.canvas.mask import CHANGED, KEPT
from app.canvas.operations import Operation
from app.canvas.shapes import polygon
from app.canvas.stroke import Shape
from app.tools.tool import Modifiers, PointerEvent, Tool

_SUBTRACT = Modifiers.CTRL | Modifiers.ALT


class ShapeTool(Tool):
    """Nothing is painted before the end of the gesture, so that a preview costs nothing.

    Ctrl or Alt held at the first press subtracts, also when let go afterwards, as in
    Photoshop; held at the end they do too, so that one may still think of it on the way.
    `run` carries out what takes longer than a frame.
    """

    def __init__(
        self, canvas: Canvas, run: Callable[[Operation], None], label: str, *, erases: bool = False
    ) -> None:
        self._canvas = canvas
        self._run = run
        self._label = label
        self._erases = erases
        self._pressed_with = Modifiers.NONE
        self._held = Modifiers.NONE

    @property
    def adds(self) -> bool:
        """Whether the gesture under way would make the inside white if it ended now."""
        return not (self._erases or self._subtracts)

    @property
    def _subtracts(self) -> bool:
        """Whether the keys say so."""
        return bool((self._pressed_with | self._held) & _SUBTRACT)

    def _begin(self, event: PointerEvent) -> None:
        self._pressed_with = self._held = event.modifiers

    def _paint(self, shape: Shape) -> Rect:
        """The whole gesture as one step, be it later; returns what has changed already."""
        if not is_light(shape):
            self._run(Fill(shape, self._value, self._label))
            return EMPTY
        dirty = self._canvas.paint(shape, self._value)
        self._canvas.commit(self._label)
        return dirty

    def _paint_polygon(self, points: list[Point]) -> Rect:
        """The same with what a closed line goes round."""
        if not is_light_line(points):
            self._run(FillPolygon(tuple(points), self._value, self._label))
            return EMPTY
        return self._paint(polygon(points, self._canvas.size))

    @property
    def _value(self) -> int:
        return CHANGED if self.adds else KEPT
