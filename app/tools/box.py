"""Rectangle and ellipse: a box dragged from one corner to the opposite one."""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import Enum

from app.canvas.canvas import Canvas
from app.canvas.geometry import EMPTY, Point, Rect
from app.canvas.operations import Operation
from app.canvas.shapes import ellipse, rectangle
from app.tools.shape_tool import ShapeTool
from app.tools.tool import Modifiers, Outline, PointerEvent, Preview


class Figure(Enum):
    """What is painted in the box; the value is the change's name in the history."""

    RECTANGLE = "rectangle"
    ELLIPSE = "ellipse"


class BoxTool(ShapeTool):
    """Shift makes the box a square; Alt draws it from its centre.

    The corners are at the pixel corners nearest to the pointer, so that the preview shows
    exactly what will be painted, and boxes dragged from the same corner fit together.

    Alt held at the press subtracts, and means the centre only when pressed again, as in
    Photoshop; unless there is nothing to switch, since the tool subtracts anyway or the mask
    is empty: then it means the centre at once.
    """

    def __init__(
        self,
        canvas: Canvas,
        run: Callable[[Operation], None],
        figure: Figure,
        *,
        erases: bool = False,
    ) -> None:
        super().__init__(canvas, run, figure.value, erases=erases)
        self._figure = figure
        self._start: Point | None = None
        self._end = Point(0, 0)
        self._alt_subtracts = False
        self._alt_is_spent = False

    @property
    def is_active(self) -> bool:
        """Whether a box is being dragged."""
        return self._start is not None

    @property
    def preview(self) -> Preview | None:
        """The box as it would be painted now."""
        if self._start is None:
            return None
        outline = Outline.ELLIPSE if self._figure is Figure.ELLIPSE else Outline.RECTANGLE
        return Preview(outline, self._corners(self._start), self.adds)

    @property
    def _subtracts(self) -> bool:
        return Modifiers.CTRL in self._pressed_with | self._held or self._alt_subtracts

    def press(self, event: PointerEvent) -> Rect:
        """Set the first corner, or the centre."""
        self._begin(event)
        self._start = self._end = _pixel_corner(event.point)
        self._alt_subtracts = self._alt_is_spent = (
            Modifiers.ALT in event.modifiers
            and Modifiers.CTRL not in event.modifiers
            and not self._erases
            and not self._canvas.mask.is_empty
        )
        return EMPTY

    def move(self, event: PointerEvent) -> Rect:
        """Drag the opposite corner."""
        if self._start is not None:
            self._held = event.modifiers
            self._end = _pixel_corner(event.point)
            self._alt_is_spent &= Modifiers.ALT in event.modifiers
        return EMPTY

    def release(self, event: PointerEvent) -> Rect:
        """Paint the box."""
        if self._start is None:
            return EMPTY
        self.move(event)
        a, b = self._corners(self._start)
        self._start = None
        fill = ellipse if self._figure is Figure.ELLIPSE else rectangle
        return self._paint(fill(a, b, self._canvas.size))

    def cancel(self) -> Rect:
        """Forget the box."""
        self._start = None
        return EMPTY

    def _corners(self, start: Point) -> tuple[Point, Point]:
        """Two opposite corners of the box, as the keys want it."""
        way = self._end - start
        if Modifiers.SHIFT in self._held:
            side = max(abs(way.x), abs(way.y))
            way = Point(math.copysign(side, way.x), math.copysign(side, way.y))
        if Modifiers.ALT in self._held and not self._alt_is_spent:
            return start - way, start + way
        return start, start + way


def _pixel_corner(point: Point) -> Point:
    """The corner of pixels that is nearest to a point."""
    return Point(math.floor(point.x + 0.5), math.floor(point.y + 0.5))
