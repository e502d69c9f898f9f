"""The mask over the picture: tinted, outlined, as it is sent, or out of the way."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QImage, QPainter

from app.canvas.geometry import Rect
from app.canvas.mask import Mask
from app.ui.composite import Composite
from app.ui.mask_overlay import MaskOverlay
from app.ui.outline_layer import OutlineLayer
from app.ui.picture_view import PictureView


class MaskLayers(QObject):
    """What a view paints of one mask. `peek` hides all of it for a moment."""

    def __init__(self, view: PictureView) -> None:
        super().__init__(view)
        self._view = view
        self._mask: Mask | None = None
        self._overlay: MaskOverlay | None = None
        self._composite = Composite()
        self._outline = OutlineLayer(view)
        self._colour = QColor(255, 59, 48, 128)
        self._is_shown = True
        self._as_sent = False
        self._is_peeking = False

    @property
    def colour(self) -> QColor:
        """The overlay's colour; its alpha is the opacity."""
        return self._colour

    def show_mask(self, mask: Mask | None) -> None:
        """Show another mask, or none."""
        if mask is not self._mask:
            self._mask = mask
            self._overlay = None
            if mask is not None:
                self._overlay = MaskOverlay(mask, self._colour)
                self._overlay.set_as_sent(self._as_sent)
            self._outline.reset()
            self._view.update()

    def mask_changed(self, rect: Rect) -> None:
        """What is shown changed inside `rect` (picture pixels)."""
        if self._mask is not None and self._overlay is not None:
            parts = self._overlay.update()
            self._composite.changed(parts)
            self._view.update_view(*parts)
            self._outline.mask_changed(rect, self._mask.pyramid)

    def set_colour(self, colour: QColor) -> None:
        """Use another colour; its alpha is the opacity."""
        self._colour = colour
        if self._overlay is not None:
            self._overlay.set_colour(colour)
        self._view.update()

    def set_shown(self, shown: bool) -> None:
        """Show or hide the overlay; the outline has a switch of its own."""
        self._is_shown = shown
        self._view.update()

    def set_as_sent(self, on: bool) -> None:
        """Show the mask opaque, black and white, in the place of the picture."""
        self._as_sent = on
        if self._overlay is not None:
            self._overlay.set_as_sent(on)
        self._view.update()

    def set_outline_shown(self, shown: bool) -> None:
        """Show or hide the outline."""
        self._outline.set_shown(shown)

    def peek(self, on: bool) -> None:
        """Show nothing but the picture as long as this is on."""
        if on != self._is_peeking:
            self._is_peeking = on
            self._view.update()

    def over(self, picture: QImage, grid: QImage | None) -> QImage:
        """The picture with the overlay on it, and over both the grid; all in device pixels."""
        layers = [picture]
        if self._overlay is not None and (self._is_shown or self._as_sent) and not self._is_peeking:
            layers.append(self._overlay.image(self._view.viewport))
        if grid is not None:
            layers.append(grid)
        return self._composite.image(layers)

    def paint_outline(self, painter: QPainter) -> None:
        """Paint the outline, in the view's logical pixels."""
        if self._mask is not None and not self._is_peeking:
            self._outline.paint(painter, self._mask.pyramid)
