"""The polygon: corner after corner, one click each."""

from __future__ import annotations

import math
from collections.abc import Callable

from app.canvas.canvas import Canvas
from app.canvas.geometry import EMPTY, Point, Rect
from app.canvas.operations import Operation
from app.tools.shape_tool import ShapeTool
from app.tools.tool import Modifiers, Outline, PointerEvent, Preview

# How near to the first corner a click closes the polygon, in view pixels.
_NEAR = 8
# A line less steep than this is nearer to level than to 45°.
_LEVEL = math.tan(math.radians(22.5))


class PolygonTool(ShapeTool):
    """Each click adds a corner; it can be moved until the button is let go.

    A click near the first corner closes the polygon, and `confirm` closes it with the corners
    that have been clicked. Shift turns the new side to the nearest multiple of 45°.
    """

    def __init__(
        self, canvas: Canvas, run: Callable[[Operation], None], *, erases: bool = False
    ) -> None:
        super().__init__(canvas, run, "polygon", erases=erases)
        self._corners: list[Point] = []
        self._holds_corner = False
        self._pointer: Point | None = None

    @property
    def is_active(self) -> bool:
        """Whether there are corners."""
        return bool(self._corners)

    @property
    def preview(self) -> Preview | None:
        """The polygon as a click here would make it: its last point is the pointer's.

        Where a click would close it, and before the pointer has moved, there is no such point.
        """
        if not self._corners:
            return None
        pointed = () if self._pointer is None else (self._pointer,)
        return Preview(Outline.PATH, (*self._corners, *pointed), self.adds)

    def press(self, event: PointerEvent) -> Rect:
        """Add a corner, or close the polygon at its first one."""
        if not self._corners:
            self._begin(event)
        self._held = event.modifiers
        if self._closes(event):
            return self.confirm()
        self._corners.append(self._turned(event))
        self._holds_corner, self._pointer = True, None
        return EMPTY

    def move(self, event: PointerEvent) -> Rect:
        """Move the corner that has just been added."""
        if self._holds_corner:
            self._held = event.modifiers
            self._corners.pop()
            self._corners.append(self._turned(event))
        return EMPTY

    def release(self, event: PointerEvent) -> Rect:
        """The corner stays where it is."""
        self.move(event)
        self._holds_corner = False
        return EMPTY

    def hover(self, event: PointerEvent) -> None:
        """Show the side that a click here would add."""
        if self._corners:
            self._held = event.modifiers
            self._pointer = None if self._closes(event) else self._turned(event)

    def confirm(self) -> Rect:
        """Close the polygon and paint what is inside; fewer than three corners paint nothing."""
        if not self._corners:
            return EMPTY
        corners = self._corners
        self.cancel()
        return self._paint_polygon(corners)

    def take_back(self) -> None:
        """Take the last corner away; with the only one the gesture ends."""
        if self._corners:
            self._corners.pop()
        self._holds_corner = False

    def cancel(self) -> Rect:
        """Forget all corners."""
        self._corners = []
        self._holds_corner, self._pointer = False, None
        return EMPTY

    def _closes(self, event: PointerEvent) -> bool:
        """Whether a click there is on the first corner of a polygon that has an inside."""
        return (
            len(self._corners) >= 3 and self._corners[0].distance(event.point) * event.zoom <= _NEAR
        )

    def _turned(self, event: PointerEvent) -> Point:
        """The pointer's place; with Shift the nearest one on the eight ways from the corner."""
        if not self._corners or Modifiers.SHIFT not in event.modifiers:
            return event.point
        corner = self._corners[-1]
        way = event.point - corner
        if abs(way.y) <= _LEVEL * abs(way.x):
            return Point(event.point.x, corner.y)
        if abs(way.x) <= _LEVEL * abs(way.y):
            return Point(corner.x, event.point.y)
        side = (abs(way.x) + abs(way.y)) / 2
        return corner + Point(math.copysign(side, way.x), math.copysign(side, way.y))
