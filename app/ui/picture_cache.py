"""The visible part of a picture as one image of the view's size, so that a repaint is a copy."""

from __future__ import annotations

from PIL import Image
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QRegion

from app.canvas.geometry import Rect, Size
from app.canvas.picture import Level, Picture
from app.canvas.viewport import TIE, Viewport

# From this zoom on pixels are shown as hard squares.
HARD_PIXELS_FROM = 3.0

_CHECK_LIGHT, _CHECK_DARK, _CHECK_SIZE = QColor("#9c9c9c"), QColor("#7c7c7c"), 8


class PictureCache:
    """Draws a picture at a viewport from its mip pyramid; a pan only draws what comes in."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._levels = [level_image(level, picture.has_alpha) for level in picture.levels]
        self._image = QImage()
        self._viewport: Viewport | None = None
        self._surround = QColor()
        self._checkerboard = _checkerboard()

    @property
    def picture(self) -> Picture:
        """What is shown."""
        return self._picture

    def image(self, viewport: Viewport, surround: QColor) -> QImage:
        """The view (RGB32, in device pixels), up to date for `viewport`."""
        if surround != self._surround:
            self._surround, self._viewport = surround, None
        if viewport != self._viewport:
            self._draw(viewport)
            self._viewport = viewport
        return self._image

    def _draw(self, viewport: Viewport) -> None:
        old, before = self._image, self._viewport
        size = viewport.view
        image = QImage(size.width, size.height, QImage.Format.Format_RGB32)
        fresh = QRegion(image.rect())
        painter = QPainter(image)
        if before is not None and self._is_pan(before, viewport):
            offset = QPoint(
                viewport.origin_x - before.origin_x, viewport.origin_y - before.origin_y
            )
            # Whoever showed it may have told it the screen's ratio.
            old.setDevicePixelRatio(1)
            painter.drawImage(offset, old)
            fresh -= QRegion(old.rect().translated(offset))
        painter.setClipRegion(fresh)
        self._render(painter, viewport)
        painter.end()
        self._image = image

    @staticmethod
    def _is_pan(before: Viewport, after: Viewport) -> bool:
        return (before.zoom, before.view, before.picture) == (
            after.zoom,
            after.view,
            after.picture,
        )

    def _render(self, painter: QPainter, viewport: Viewport) -> None:
        painter.fillRect(0, 0, viewport.view.width, viewport.view.height, self._surround)
        index = self._picture.level_for(viewport.zoom)
        target = level_target(viewport, index, self._picture.levels[index].size)
        if self._picture.has_alpha:
            # It stays where it is on the picture, so that what a pan brings in goes on with it.
            painter.setBrushOrigin(viewport.origin_x, viewport.origin_y)
            painter.fillRect(target, self._checkerboard)
        if viewport.zoom >= HARD_PIXELS_FROM:
            self._render_hard(painter, viewport)
            return
        smooth = viewport.zoom != 1.0
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(target, self._levels[index])

    def _render_hard(self, painter: QPainter, viewport: Viewport) -> None:
        """Each view pixel shows what lies under its middle.

        QPainter misses that by a pixel here and there at zooms such as 9.37, beside the grid.
        """
        fresh = painter.clipBoundingRect().toAlignedRect()
        area = viewport.middles_in(Rect.of_size(self._picture.size)).intersected(
            Rect(fresh.x(), fresh.y(), fresh.width(), fresh.height())
        )
        if area.is_empty:
            return
        step = 1 / viewport.zoom
        left = (area.x - viewport.origin_x + TIE) * step
        top = (area.y - viewport.origin_y + TIE) * step
        pixels = (
            self._picture.levels[0]
            .image(self._picture.has_alpha)
            .transform(
                (area.width, area.height),
                Image.Transform.AFFINE,
                (step, 0, left, 0, step, top),
                Image.Resampling.NEAREST,
            )
            .tobytes()
        )
        form = _format(self._picture.has_alpha)
        squares = QImage(pixels, area.width, area.height, area.width * 4, form)
        painter.drawImage(QPoint(area.x, area.y), squares)


def level_target(viewport: Viewport, index: int, size: Size) -> QRectF:
    """Where a level of a pyramid lies in the view; its last pixels may overhang the picture."""
    scale = viewport.zoom * 2**index
    return QRectF(viewport.origin_x, viewport.origin_y, size.width * scale, size.height * scale)


def level_image(level: Level, has_alpha: bool) -> QImage:
    """A QImage over the level's own memory, which the level keeps alive."""
    return QImage(
        memoryview(level.pixels),
        level.size.width,
        level.size.height,
        level.size.width * 4,
        _format(has_alpha),
    )


def _format(has_alpha: bool) -> QImage.Format:
    return QImage.Format.Format_ARGB32 if has_alpha else QImage.Format.Format_RGB32


def _checkerboard() -> QBrush:
    tile = QImage(_CHECK_SIZE * 2, _CHECK_SIZE * 2, QImage.Format.Format_RGB32)
    tile.fill(_CHECK_LIGHT)
    painter = QPainter(tile)
    painter.fillRect(0, 0, _CHECK_SIZE, _CHECK_SIZE, _CHECK_DARK)
    painter.fillRect(_CHECK_SIZE, _CHECK_SIZE, _CHECK_SIZE, _CHECK_SIZE, _CHECK_DARK)
    painter.end()
    brush = QBrush(tile)
    brush.setStyle(Qt.BrushStyle.TexturePattern)
    return brush
