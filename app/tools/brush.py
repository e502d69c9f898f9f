"""Brush and eraser: the same round hard brush, painting white or black."""

from __future__ import annotations

from dataclasses import dataclass

from app.canvas.canvas import Canvas
from app.canvas.geometry import EMPTY, Point, Rect
from app.canvas.limits import MIN_DIAMETER
from app.canvas.mask import CHANGED, KEPT
from app.canvas.stroke import Dab, advance, segment, snapped
from app.tools.pressure import PressureCurve
from app.tools.tool import Modifiers, Outline, PointerEvent, Preview, Tool


@dataclass(slots=True)
class Anchor:
    """Where the last stroke ended, which is where a straight line begins."""

    point: Point | None = None


class BrushTool(Tool):
    """Paints a stroke; Shift+press draws a straight line from where the last stroke ended.

    `diameter` is in picture pixels, at full pressure; `smoothing` is the length, in view
    pixels, of a string on which the pointer pulls the brush behind it, so that the hand's
    tremor is lost in the slack. They and `pressure` may change at any time.
    Brush and eraser share an `anchor`, so that a line of one goes on from the other.
    After `cancel` the rest of the gesture, until the next press, does nothing.
    """

    def __init__(
        self, canvas: Canvas, diameter: float, *, erases: bool = False, anchor: Anchor | None = None
    ) -> None:
        self._canvas = canvas
        self.diameter = diameter
        self.erases = erases
        self.pressure: PressureCurve | None = None
        self.smoothing = 0.0
        self._anchor = anchor or Anchor()
        self._last: Dab | None = None
        self._is_painted = False  # whether all pixels of `_last` are
        self._pointer = Point(0, 0)
        self._pressed_with = 0.0

    @property
    def is_active(self) -> bool:
        """Whether a stroke is under way."""
        return self._last is not None

    @property
    def preview(self) -> Preview | None:
        """The string from the brush to the pointer, when there is one."""
        if self._last is None or not self.smoothing:
            return None
        return Preview(Outline.LEASH, (self._last.centre, self._pointer), adds=not self.erases)

    def press(self, event: PointerEvent) -> Rect:
        """Make a dab, or with Shift a line from the last stroke's end."""
        self._pointer, self._pressed_with, self._is_painted = event.point, 0.0, False
        if event.modifiers & Modifiers.SHIFT and self._anchor.point is not None:
            # How hard a pen is put down says nothing about the line that is already behind it.
            dab = Dab(event.point, self.diameter)
            dirty = self._segment(Dab(self._anchor.point, self.diameter), dab)
        else:
            dab = Dab(event.point, self._width(event))
            dirty = self._still(dab)
        self._last = dab
        return dirty

    def move(self, event: PointerEvent) -> Rect:
        """Go on to the pointer's position, or as near as the string pulls, without a gap."""
        if self._last is None:
            return EMPTY
        self._pointer = event.point
        before, width = self._last, self._width(event)
        self._last = Dab(self._pulled(before.centre, event), width)
        if self._last.centre == before.centre:
            return self._still(self._last) if width > before.diameter else EMPTY
        return self._segment(before, self._last, event.zoom)

    def jump(self, event: PointerEvent) -> Rect:
        """Go on at another place, with nothing painted on the way there."""
        if self._last is None:
            return EMPTY
        self._pointer = event.point
        self._last = Dab(event.point, self._width(event))
        return self._still(self._last)

    def release(self, event: PointerEvent) -> Rect:
        """End the stroke where the brush is, which is not where the pointer is on a string."""
        if self._last is None:
            return EMPTY
        dirty = self.move(event)
        self._anchor.point, self._last = self._last.centre, None
        self._canvas.commit("eraser" if self.erases else "brush")
        return dirty

    def cancel(self) -> Rect:
        """Take back the stroke under way."""
        self._last = None
        return self._canvas.abandon()

    def _width(self, event: PointerEvent) -> float:
        """The brush's diameter at an event's pressure.

        A pen that is being lifted says 0 while it still moves (Wayland's compositors send that
        before the release, and so do some drivers): it keeps the pressure that it had, or
        each stroke would end in a hair.
        """
        if self.pressure is None:
            return self.diameter
        self._pressed_with = event.pressure or self._pressed_with
        return max(float(MIN_DIAMETER), self.diameter * self.pressure.factor(self._pressed_with))

    def _pulled(self, brush: Point, event: PointerEvent) -> Point:
        """Where the brush comes to when the pointer goes to the event's place."""
        string = self.smoothing / event.zoom
        distance = brush.distance(event.point)
        if not string:
            return event.point
        if distance <= string:
            return brush
        share = 1 - string / distance
        way = event.point - brush
        return brush + Point(way.x * share, way.y * share)

    def _still(self, dab: Dab) -> Rect:
        """A single click is symmetric; the stroke itself follows the exact positions."""
        place = snapped(dab)
        self._is_painted = False
        dirty = self._segment(place, place)
        self._is_painted = place == dab
        return dirty

    def _segment(self, start: Dab, end: Dab, zoom: float = 1.0) -> Rect:
        size = self._canvas.size
        shape = advance(start, end, size, zoom) if self._is_painted else segment(start, end, size)
        self._is_painted = True
        return self._canvas.paint(shape, KEPT if self.erases else CHANGED)
