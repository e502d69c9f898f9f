"""Pictures laid over a pane's own, so that the same fractions of both fall together."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter

from app.canvas.geometry import Point, Rect
from app.canvas.mask_pyramid import MaskPyramid
from app.canvas.picture import Picture
from app.canvas.viewport import Viewport
from app.ui.mask_outline import MaskOutline
from app.ui.picture_cache import PictureCache


class AlignedPicture:
    """A picture that fills a rectangle of the pane's picture, be it larger or smaller.

    It is as wide as the rectangle; where their shapes differ, it is centred and cut off. Over it
    lies the outline of `mask`, if there is one, which is of the picture's size.
    """

    def __init__(self, picture: Picture, place: Rect, mask: MaskPyramid | None = None) -> None:
        self.picture = picture
        self.place = place
        self._cache = PictureCache(picture)
        self._mask = mask
        self._outline = MaskOutline()

    def draw(self, painter: QPainter, pane: Viewport, surround: QColor, ratio: float) -> None:
        """Draw what `pane` shows of it; the painter is in logical pixels, `ratio` to a device's."""
        seen = pane.rect_to_view(self.place).intersected(Rect.of_size(pane.view))
        if seen.is_empty:
            return
        viewport, corner = self._viewport(pane, seen), QPointF(seen.x / ratio, seen.y / ratio)
        image = self._cache.image(viewport, surround)
        image.setDevicePixelRatio(ratio)
        painter.drawImage(corner, image)
        if self._mask is not None:
            outline = self._outline.image(viewport, self._mask, ratio)
            outline.setDevicePixelRatio(ratio)
            painter.drawImage(corner, outline)

    def _viewport(self, pane: Viewport, seen: Rect) -> Viewport:
        size, place = self.picture.size, self.place
        zoom = pane.zoom * place.width / size.width
        corner = pane.to_view(Point(place.x, place.y))
        overhang = (size.height * zoom - place.height * pane.zoom) / 2
        return Viewport(
            size, seen.size, zoom, round(corner.x - seen.x), round(corner.y - overhang - seen.y)
        )

    def place_of(self, fraction: Point) -> Point:
        """Where a place of the picture, in fractions of it, is in the pane's picture."""
        place = self.place
        return Point(place.x + fraction.x * place.width, place.y + fraction.y * place.height)


def aligned(
    wanted: Sequence[tuple[Picture, Rect]],
    before: Sequence[AlignedPicture],
    mask: MaskPyramid | None = None,
) -> tuple[AlignedPicture, ...]:
    """Pictures in their places; those that were there before are kept, with what they drew."""
    kept = {(layer.picture, layer.place): layer for layer in before}
    return tuple(kept.get(pair) or AlignedPicture(*pair, mask) for pair in wanted)
