"""Zoom and pan: where a picture's pixels are on the screen. Pure arithmetic, shared by panes."""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass, replace

from app.canvas.geometry import Point, Rect, Size

MIN_ZOOM = 0.01
MAX_ZOOM = 32.0

# The steps of "zoom in" and "zoom out", as image editors have them.
LADDER = (
    *(0.01, 0.02, 0.03, 0.05, 0.0625, 0.0833, 0.125, 0.1667, 0.25, 0.3333, 0.5, 0.6667, 0.75),
    *(1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0),
)

# A middle on the very edge belongs to the next pixel, however the numbers were rounded.
TIE = 1e-6

# Fitting leaves this much of the view free on each side.
FIT_MARGIN = 16


@dataclass(frozen=True, slots=True)
class Viewport:
    """A picture of `picture` pixels seen through a view of `view` device pixels.

    `zoom` is view pixels per picture pixel. `origin_x`, `origin_y` is where the picture's top
    left corner is in the view: whole pixels, so that a part repainted later falls on exactly
    the pixels of the whole.
    """

    picture: Size
    view: Size
    zoom: float = 1.0
    origin_x: int = 0
    origin_y: int = 0

    @classmethod
    def fitting(cls, picture: Size, view: Size) -> Viewport:
        """The whole picture, centred, as large as the view allows but not over 100 %."""
        wide = max(1, view.width - 2 * FIT_MARGIN) / max(1, picture.width)
        high = max(1, view.height - 2 * FIT_MARGIN) / max(1, picture.height)
        return cls(picture, view, max(MIN_ZOOM, min(1.0, wide, high))).centred()

    @property
    def extent(self) -> Size:
        """The size of the whole picture in view pixels, rounded up."""
        return Size(
            math.ceil(self.picture.width * self.zoom), math.ceil(self.picture.height * self.zoom)
        )

    def to_view(self, point: Point) -> Point:
        """A picture position in view pixels."""
        return Point(point.x * self.zoom + self.origin_x, point.y * self.zoom + self.origin_y)

    def to_picture(self, point: Point) -> Point:
        """A view position in picture pixels, also beyond the picture's edge."""
        return Point((point.x - self.origin_x) / self.zoom, (point.y - self.origin_y) / self.zoom)

    def rect_to_view(self, rect: Rect) -> Rect:
        """All view pixels that show any part of a rectangle of the picture."""
        return Rect.from_edges(
            math.floor(rect.x * self.zoom) + self.origin_x,
            math.floor(rect.y * self.zoom) + self.origin_y,
            math.ceil(rect.right * self.zoom) + self.origin_x,
            math.ceil(rect.bottom * self.zoom) + self.origin_y,
        )

    def middles_in(self, rect: Rect) -> Rect:
        """The view pixels whose middle lies in a rectangle of the picture.

        So each view pixel belongs to one pixel of the picture: what is shown as a hard square.
        """

        def first(edge: int, origin: int) -> int:
            return math.ceil(edge * self.zoom - 0.5 - TIE) + origin

        return Rect.from_edges(
            first(rect.x, self.origin_x),
            first(rect.y, self.origin_y),
            first(rect.right, self.origin_x),
            first(rect.bottom, self.origin_y),
        )

    @property
    def visible(self) -> Rect:
        """The pixels of the picture that the view shows, at least in part."""
        start, end = (
            self.to_picture(Point(0, 0)),
            self.to_picture(Point(self.view.width, self.view.height)),
        )
        seen = Rect.from_edges(
            math.floor(start.x), math.floor(start.y), math.ceil(end.x), math.ceil(end.y)
        )
        return seen.intersected(Rect.of_size(self.picture))

    def centred(self) -> Viewport:
        """The picture in the middle of the view."""
        return replace(
            self,
            origin_x=round((self.view.width - self.picture.width * self.zoom) / 2),
            origin_y=round((self.view.height - self.picture.height * self.zoom) / 2),
        )

    def zoomed(self, zoom: float, anchor: Point, fixed: Point | None = None) -> Viewport:
        """At another zoom, with the picture's point `fixed` at `anchor` (view pixels).

        Without `fixed` it is the point that is there now, and stays.
        """
        zoom = max(MIN_ZOOM, min(MAX_ZOOM, zoom))
        fixed = fixed or self.to_picture(anchor)
        return replace(
            self,
            zoom=zoom,
            origin_x=round(anchor.x - fixed.x * zoom),
            origin_y=round(anchor.y - fixed.y * zoom),
        ).kept_in_sight()

    def stepped(self, steps: int, anchor: Point) -> Viewport:
        """So many rungs of the ladder in (positive) or out (negative)."""
        if steps > 0:
            rung = bisect.bisect_right(LADDER, self.zoom * 1.001) + steps - 1
        else:
            rung = bisect.bisect_left(LADDER, self.zoom * 0.999) + steps
        return self.zoomed(LADDER[max(0, min(len(LADDER) - 1, rung))], anchor)

    def panned(self, dx: float, dy: float) -> Viewport:
        """Moved by so many view pixels."""
        return replace(
            self, origin_x=round(self.origin_x + dx), origin_y=round(self.origin_y + dy)
        ).kept_in_sight()

    @property
    def scroll(self) -> tuple[int, int]:
        """How far the view's middle is from the picture's left and top, 0 to `extent`."""
        return self.view.width // 2 - self.origin_x, self.view.height // 2 - self.origin_y

    def scrolled(self, x: int, y: int) -> Viewport:
        """With another `scroll`."""
        return self.panned(self.scroll[0] - x, self.scroll[1] - y)

    def resized(self, view: Size) -> Viewport:
        """In a view of another size, with the same point of the picture in the middle."""
        return replace(
            self,
            view=view,
            origin_x=self.origin_x + round((view.width - self.view.width) / 2),
            origin_y=self.origin_y + round((view.height - self.view.height) / 2),
        ).kept_in_sight()

    def kept_in_sight(self) -> Viewport:
        """The same, moved where needed so that the picture can't be lost outside the view.

        The view's middle always lies over the picture or its edge, so each corner can be
        brought to the middle to be worked on.
        """
        middle_x, middle_y = self.view.width // 2, self.view.height // 2
        return replace(
            self,
            origin_x=max(middle_x - self.extent.width, min(middle_x, self.origin_x)),
            origin_y=max(middle_y - self.extent.height, min(middle_y, self.origin_y)),
        )

    def for_picture(self, picture: Size) -> Viewport:
        """The same part, in fractions, of a picture of another size.

        The zoom is such that both pictures appear equally wide.
        """
        if picture == self.picture:
            return self
        centre = self.to_picture(Point(self.view.width / 2, self.view.height / 2))
        zoom = self.zoom * self.picture.width / picture.width
        x = centre.x / self.picture.width * picture.width
        y = centre.y / self.picture.height * picture.height
        return Viewport(
            picture,
            self.view,
            zoom,
            round(self.view.width / 2 - x * zoom),
            round(self.view.height / 2 - y * zoom),
        )
