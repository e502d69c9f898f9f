"""The wand: everything of a colour like that of the pixel clicked on."""

from __future__ import annotations

import math
from collections.abc import Callable

from app.canvas.canvas import Canvas
from app.canvas.geometry import EMPTY, Point, Rect
from app.canvas.operations import Operation, SelectSimilar
from app.tools.shape_tool import ShapeTool
from app.tools.tool import PointerEvent


class WandTool(ShapeTool):
    """The pixel is the one pressed on; the search begins when the button is let go.

    It takes too long for a pointer event, so `run` carries it out. `tolerance` is the largest
    difference of a channel, 0 to 255; `contiguous` takes only what hangs together with the pixel.
    """

    def __init__(
        self, canvas: Canvas, run: Callable[[Operation], None], *, erases: bool = False
    ) -> None:
        super().__init__(canvas, run, "wand", erases=erases)
        self.tolerance = 32
        self.contiguous = True
        self._pixel: tuple[int, int] | None = None

    @property
    def is_active(self) -> bool:
        """Whether the button is held on a pixel."""
        return self._pixel is not None

    def press(self, event: PointerEvent) -> Rect:
        """Take the pixel under the pointer, if it is in the picture."""
        self._begin(event)
        self._pixel = self._pixel_at(event.point)
        return EMPTY

    def move(self, event: PointerEvent) -> Rect:
        """The pixel stays the one that was pressed on."""
        self._held = event.modifiers
        return EMPTY

    def release(self, event: PointerEvent) -> Rect:
        """Begin the search; what it finds changes the mask later."""
        self.move(event)
        if self._pixel is not None:
            (x, y), self._pixel = self._pixel, None
            self._run(SelectSimilar(x, y, self.tolerance, self.contiguous, self.adds))
        return EMPTY

    def cancel(self) -> Rect:
        """Search for nothing."""
        self._pixel = None
        return EMPTY

    def _pixel_at(self, point: Point) -> tuple[int, int] | None:
        x, y = math.floor(point.x), math.floor(point.y)
        size = self._canvas.size
        return (x, y) if 0 <= x < size.width and 0 <= y < size.height else None
