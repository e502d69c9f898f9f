"""Pictures laid over a pane's own, so that the same fractions of both fall together."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter

from app.canvas.geometry import Point, Rect, Size
from app.canvas.mask_pyramid import MaskPyramid
from app.canvas.picture import Picture
from app.canvas.viewport import Viewport
from app.ui.mask_outline import MaskOutline
from app.ui.picture_cache import PictureCache


class _Aligned:
    """Something of the size of a picture that fills a rectangle of the pane's picture, be it larger
    or smaller.

    It is as wide as the rectangle; where their shapes differ, it is centred and cut off.
    """

    def __init__(self, size: Size, place: Rect) -> None:
        self._size = size
        self.place = place

    def seen(self, pane: Viewport) -> tuple[Viewport, Point] | None:
        """What `pane` shows of it, and where that begins (device pixels); None for nothing."""
        seen = pane.rect_to_view(self.place).intersected(Rect.of_size(pane.view))
        if seen.is_empty:
            return None
        size, place = self._size, self.place
        zoom = pane.zoom * place.width / size.width
        corner = pane.to_view(Point(place.x, place.y))
        overhang = (size.height * zoom - place.height * pane.zoom) / 2
        offset = round(corner.x - seen.x), round(corner.y - overhang - seen.y)
        return Viewport(size, seen.size, zoom, *offset), Point(seen.x, seen.y)


class AlignedPicture(_Aligned):
    """A picture, and over it the outline of `mask`, if there is one, which is of its size."""

    def __init__(self, picture: Picture, place: Rect, mask: MaskPyramid | None = None) -> None:
        super().__init__(picture.size, place)
        self.picture = picture
        self._cache = PictureCache(picture)
        self._outline = AlignedOutline(mask, place) if mask is not None else None

    def draw(self, painter: QPainter, pane: Viewport, surround: QColor, ratio: float) -> None:
        """Draw what `pane` shows of it; the painter is in logical pixels, `ratio` to a device's."""
        seen = self.seen(pane)
        if seen is not None:
            _draw(painter, self._cache.image(seen[0], surround), seen[1], ratio)
        if self._outline is not None:
            self._outline.draw(painter, pane, ratio)

    def place_of(self, fraction: Point) -> Point:
        """Where a place of the picture, in fractions of it, is in the pane's picture."""
        place = self.place
        return Point(place.x + fraction.x * place.width, place.y + fraction.y * place.height)


class AlignedOutline(_Aligned):
    """The outline of a mask."""

    def __init__(self, mask: MaskPyramid, place: Rect) -> None:
        super().__init__(mask.size, place)
        self._mask = mask
        self._outline = MaskOutline()

    def draw(self, painter: QPainter, pane: Viewport, ratio: float) -> None:
        """The same."""
        seen = self.seen(pane)
        if seen is not None:
            _draw(painter, self._outline.image(seen[0], self._mask, ratio), seen[1], ratio)


def _draw(painter: QPainter, image: QImage, corner: Point, ratio: float) -> None:
    image.setDevicePixelRatio(ratio)
    painter.drawImage(QPointF(corner.x / ratio, corner.y / ratio), image)


def aligned(
    wanted: Sequence[tuple[Picture, Rect]],
    before: Sequence[AlignedPicture],
    mask: MaskPyramid | None = None,
) -> tuple[AlignedPicture, ...]:
    """Pictures in their places; those that were there before are kept, with what they drew."""
    kept = {(layer.picture, layer.place): layer for layer in before}
    return tuple(kept.get(pair) or AlignedPicture(*pair, mask) for pair in wanted)
