"""A pane that shows a picture, with layers painted over it; hand and keys are PictureView's."""

from __future__ import annotations

import math

from PySide6.QtCore import Property, QEvent, QPoint, QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.canvas.geometry import Point, Rect, Size
from app.canvas.picture import Picture
from app.canvas.viewport import Viewport
from app.ui.picture_cache import PictureCache
from app.ui.pixel_grid import PixelGrid
from app.ui.shared_view import SharedView
from app.ui.theme import colours

_ORIGIN = QPoint(0, 0)


class PicturePane(QWidget):
    """Shows one picture at the zoom and pan that all panes share.

    All arithmetic is in device pixels; only events and updates are converted from and to Qt's
    logical ones.
    """

    viewChanged = Signal()

    def __init__(self, shared: SharedView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shared = shared
        self._cache: PictureCache | None = None
        self._viewport = Viewport(Size(1, 1), Size(1, 1))
        self._grid: PixelGrid | None = PixelGrid()
        self._surround = QColor(colours().surround)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(120, 120)
        shared.changed.connect(self.follow)

    # What scripts and other widgets ask

    @property
    def picture(self) -> Picture | None:
        """What is shown, if anything."""
        return self._cache.picture if self._cache else None

    @property
    def viewport(self) -> Viewport:
        """The part that is shown, in device pixels."""
        return self._viewport

    def set_picture(self, picture: Picture | None) -> None:
        """Show another picture at the shared zoom and pan."""
        self._cache = PictureCache(picture) if picture else None
        self.follow()

    def set_pixel_grid(self, shown: bool) -> None:
        """Show fine lines between the picture's pixels, from 800 % on."""
        self._grid = PixelGrid() if shown else None
        self.update()

    def _image_size(self) -> QSize:
        picture = self.picture
        return QSize(picture.size.width, picture.size.height) if picture else QSize()

    def _zoom(self) -> float:
        return self._viewport.zoom

    imageSize = Property(QSize, _image_size)
    zoom = Property(float, _zoom)

    @Slot(QPointF, result=QPointF)
    def imageToWidget(self, point: QPointF) -> QPointF:
        """A picture position in the widget's logical pixels."""
        there = self._viewport.to_view(Point(point.x(), point.y()))
        ratio = self.devicePixelRatioF()
        return QPointF(there.x / ratio, there.y / ratio)

    @Slot(QPointF, result=QPointF)
    def widgetToImage(self, point: QPointF) -> QPointF:
        """A position in the widget's logical pixels in picture pixels."""
        there = self.picture_point(point)
        return QPointF(there.x, there.y)

    def picture_point(self, position: QPointF) -> Point:
        """A widget position (logical pixels) in picture pixels, also outside the picture."""
        return self._viewport.to_picture(self._device(position))

    # Zoom and pan

    def zoom_by(self, steps: int, anchor: QPointF | None = None) -> None:
        """So many rungs in or out, around a widget position (default: the middle)."""
        where = self._device(anchor) if anchor is not None else self._middle()
        self.show_viewport(self._viewport.stepped(steps, where))

    def zoom_to(self, zoom: float, anchor: QPointF | None = None) -> None:
        """To a zoom in device pixels per picture pixel."""
        where = self._device(anchor) if anchor is not None else self._middle()
        self.show_viewport(self._viewport.zoomed(zoom, where))

    def show_viewport(self, viewport: Viewport) -> None:
        """Another part of the picture, in this view's size: the other panes follow."""
        self._shared.show(viewport)

    def follow(self) -> None:
        """Show what the other panes do, in the size that this one has now."""
        picture = self.picture
        if picture is not None:
            self._viewport = self._shared.viewport_for(picture.size, self._view_size())
        self.update()
        self.viewChanged.emit()

    def _view_size(self) -> Size:
        ratio = self.devicePixelRatioF()
        return Size(
            max(1, math.ceil(self.width() * ratio)), max(1, math.ceil(self.height() * ratio))
        )

    def _device(self, position: QPointF) -> Point:
        ratio = self.devicePixelRatioF()
        return Point(position.x() * ratio, position.y() * ratio)

    def _middle(self) -> Point:
        return Point(self._viewport.view.width / 2, self._viewport.view.height / 2)

    def update_view(self, *rects: Rect) -> None:
        """Repaint some device pixels."""
        ratio = self.devicePixelRatioF()
        for rect in rects:
            left, top = math.floor(rect.x / ratio), math.floor(rect.y / ratio)
            right, bottom = math.ceil(rect.right / ratio), math.ceil(rect.bottom / ratio)
            self.update(left, top, right - left, bottom - top)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.follow()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # The theme may be another one, which Qt repaints everything for.
        self._surround = QColor(colours().surround)

    # Painting: layers from back to front

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._cache is None:
            painter.fillRect(event.rect(), self._surround)
            return
        picture = self._cache.image(self._viewport, self._surround)
        grid = self._grid.image(self._viewport) if self._grid is not None else None
        self.paint_picture(painter, picture, grid)
        self.paint_layers(painter)

    def paint_picture(self, painter: QPainter, picture: QImage, grid: QImage | None) -> None:
        """Paint the picture and its pixel grid, both images of the whole view in device pixels."""
        self.paint_view(painter, picture)
        self.paint_mask(painter)
        if grid is not None:
            self.paint_view(painter, grid)

    def paint_view(self, painter: QPainter, image: QImage) -> None:
        """Paint an image of the whole view in device pixels.

        The painter is scaled and the image left alone: one that knew of the ratio could no longer
        be drawn into pixel by pixel.
        """
        ratio = self.devicePixelRatioF()
        if ratio == 1:
            painter.drawImage(_ORIGIN, image)
            return
        painter.scale(1 / ratio, 1 / ratio)
        painter.drawImage(_ORIGIN, image)
        painter.scale(ratio, ratio)

    def paint_mask(self, painter: QPainter) -> None:
        """What lies between the picture and its pixel grid; the painter is in logical pixels."""

    def paint_layers(self, painter: QPainter) -> None:
        """What lies over picture and grid; the painter is in logical pixels."""
