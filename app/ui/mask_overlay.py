"""The mask over the picture: a view-sized image that is redrawn only where the mask changed."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from app.canvas.geometry import Rect
from app.canvas.mask import Mask
from app.canvas.viewport import Viewport
from app.ui.picture_cache import level_target

_TRANSPARENT = 0
_GREYS = [0xFF000000 | grey * 0x010101 for grey in range(256)]


class MaskOverlay:
    """The visible part of a mask in the overlay's colour, opacity baked in.

    Scaled with nearest neighbour, and the whole mask named as the source under a clip, so that
    a part drawn later is pixel for pixel the part of a full redraw, at any zoom.
    """

    def __init__(self, mask: Mask, colour: QColor) -> None:
        self._pyramid = mask.pyramid
        self._colour = colour
        self._as_sent = False
        self._table = _colour_table(colour)
        self._image = QImage()
        self._viewport: Viewport | None = None

    def set_colour(self, colour: QColor) -> None:
        """Use another colour; its alpha is the overlay's opacity."""
        self._colour = colour
        self._choose_table()

    def set_as_sent(self, on: bool) -> None:
        """Show the mask opaque, in black and white, or in the overlay's colour."""
        self._as_sent = on
        self._choose_table()

    def _choose_table(self) -> None:
        self._table = _GREYS if self._as_sent else _colour_table(self._colour)
        self._viewport = None

    def image(self, viewport: Viewport) -> QImage:
        """The view (premultiplied ARGB32, in device pixels), up to date for `viewport`."""
        if viewport != self._viewport:
            self._viewport = viewport
            size = viewport.view
            self._image = QImage(size.width, size.height, QImage.Format.Format_ARGB32_Premultiplied)
            self._image.fill(_TRANSPARENT)
            self._draw(viewport, Rect.of_size(size))
        return self._image

    def update(self, changed: Rect) -> Rect:
        """Redraw where the mask changed (picture pixels); returns the view pixels to repaint."""
        if self._viewport is None:
            return Rect(0, 0, 0, 0)
        step = 2 ** self._pyramid.level_for(self._viewport.zoom)
        # A reduced level's pixel covers `step` of the mask's, so more of the view may change.
        grown = Rect.from_edges(
            changed.x // step * step,
            changed.y // step * step,
            -(-changed.right // step) * step,
            -(-changed.bottom // step) * step,
        )
        view = self._viewport.rect_to_view(grown)
        view = view.intersected(Rect.of_size(self._viewport.view))
        if not view.is_empty:
            self._draw(self._viewport, view)
        return view

    def _draw(self, viewport: Viewport, view: Rect) -> None:
        index = self._pyramid.level_for(viewport.zoom)
        size, memory = self._pyramid.memory(index)
        source = QImage(
            memoryview(memory),
            size.width,
            size.height,
            size.width,
            QImage.Format.Format_Indexed8,
        )
        source.setColorTable(self._table)
        painter = QPainter(self._image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.setClipRect(QRect(view.x, view.y, view.width, view.height))
        painter.drawImage(level_target(viewport, index, size), source)
        painter.end()


def _colour_table(colour: QColor) -> list[int]:
    """Coverage 0–255 to the overlay's colour at that share of its opacity (straight alpha)."""
    rgb, alpha = colour.rgb() & 0xFFFFFF, colour.alpha()
    return [(round(alpha * coverage / 255) << 24) | rgb for coverage in range(256)]
