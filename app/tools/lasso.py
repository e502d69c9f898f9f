"""The lasso: what the pointer went round."""

from __future__ import annotations

from collections.abc import Callable

from app.canvas.canvas import Canvas
from app.canvas.geometry import EMPTY, Point, Rect
from app.canvas.operations import Operation
from app.tools.shape_tool import ShapeTool
from app.tools.tool import Outline, PointerEvent, Preview

# What is nearer than this to the last point, in view pixels, shows nothing new: a pen at rest.
_STEP = 0.5


class LassoTool(ShapeTool):
    """A line drawn freely, closed straight from where it ends to where it began."""

    def __init__(
        self, canvas: Canvas, run: Callable[[Operation], None], *, erases: bool = False
    ) -> None:
        super().__init__(canvas, run, "lasso", erases=erases)
        self._points: list[Point] = []

    @property
    def is_active(self) -> bool:
        """Whether a line is being drawn."""
        return bool(self._points)

    @property
    def preview(self) -> Preview | None:
        """The line so far."""
        if not self._points:
            return None
        return Preview(Outline.PATH, tuple(self._points), self.adds)

    def press(self, event: PointerEvent) -> Rect:
        """Begin the line."""
        self._begin(event)
        self._points = [event.point]
        return EMPTY

    def move(self, event: PointerEvent) -> Rect:
        """Go on with the line."""
        if self._points:
            self._held = event.modifiers
            if event.point.distance(self._points[-1]) * event.zoom >= _STEP:
                self._points.append(event.point)
        return EMPTY

    def release(self, event: PointerEvent) -> Rect:
        """Close the line and paint what is inside."""
        if not self._points:
            return EMPTY
        self.move(event)
        points, self._points = self._points, []
        return self._paint_polygon(points)

    def cancel(self) -> Rect:
        """Forget the line."""
        self._points = []
        return EMPTY
