"""Pictures laid over a pane's own, so that the same fractions of both fall together."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter

from app.canvas.geometry import Point, Rect
from app.canvas.picture import Picture
from app.canvas.viewport import Viewport
from app.ui.picture_cache import PictureCache


class AlignedPicture:
    """A picture that fills a rectangle of the pane's picture, be it larger or smaller.

    It is as wide as the rectangle; where their shapes differ, it is centred and cut off.
    """

    def __init__(self, picture: Picture, place: Rect) -> None:
        self.picture = picture
        self.place = place
        self._cache = PictureCache(picture)

    def draw(self, painter: QPainter, pane: Viewport, surround: QColor, ratio: float) -> None:
        """Draw what `pane` shows of it; the painter is in logical pixels, `ratio` to a device's."""
        seen = pane.rect_to_view(self.place).intersected(Rect.of_size(pane.view))
        if seen.is_empty:
            return
        image = self._cache.image(self._viewport(pane, seen), surround)
        image.setDevicePixelRatio(ratio)
        painter.drawImage(QPointF(seen.x / ratio, seen.y / ratio), image)

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
    wanted: Sequence[tuple[Picture, Rect]], before: Sequence[AlignedPicture]
) -> tuple[AlignedPicture, ...]:
    """Pictures in their places; those that were there before are kept, with what they drew."""
    kept = {(layer.picture, layer.place): layer for layer in before}
    return tuple(kept.get(pair) or AlignedPicture(*pair) for pair in wanted)
