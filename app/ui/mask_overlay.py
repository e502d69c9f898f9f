"""The mask over the picture: a view-sized image that is redrawn only where the mask changed."""

from __future__ import annotations

from PIL import Image
from PySide6.QtGui import QColor, QImage

from app.canvas.geometry import EMPTY, Rect, Size, united
from app.canvas.mask import Mask
from app.canvas.viewport import Viewport
from app.ui.mask_sample import sample

# The overlay's bytes are coverage. As the mask is sent, black has another than what is beside the
# picture, which is not shown.
_BESIDE, _BLACK = 0, 1
_OPAQUE = [max(_BLACK, coverage) for coverage in range(256)]

# So many view pixels are redrawn, or copied, more quickly than it is found out which are to be.
_QUICKLY_SAMPLED, _QUICKLY_COPIED = 200_000, 400_000


class MaskOverlay:
    """The visible part of a mask, one byte per view pixel; a colour table makes it an image.

    So painting it is one pass over what is to be repainted, and another colour costs nothing.
    """

    def __init__(self, mask: Mask, colour: QColor) -> None:
        self._mask = mask
        self._colour = colour
        self._is_as_sent = False
        self._viewport: Viewport | None = None
        self._inside = EMPTY  # where there is picture in the view
        self._bytes = Image.new("L", (1, 1))
        self._image = QImage()

    def set_colour(self, colour: QColor) -> None:
        """Use another colour; its alpha is the overlay's opacity."""
        self._colour = colour
        self._image.setColorTable(self._table())

    def set_as_sent(self, on: bool) -> None:
        """Show the mask opaque, black and white as it will be sent; nothing beside the picture."""
        self._is_as_sent = on
        self._image.setColorTable(self._table())
        self._viewport = None

    def image(self, viewport: Viewport) -> QImage:
        """The view in device pixels, up to date for `viewport`."""
        if viewport != self._viewport:
            size, self._viewport = viewport.view, viewport
            if (size.width, size.height) != self._bytes.size:
                self._make_image(size)
            self._inside = viewport.middles_in(Rect.of_size(viewport.picture))
            self._mask.take_changes()
            self._bytes.paste(_BESIDE, (0, 0, size.width, size.height))
            self._draw(viewport, Rect.of_size(size))
        return self._image

    def update(self) -> list[Rect]:
        """Redraw where the mask has changed since; returns the view pixels to repaint."""
        viewport = self._viewport
        changes = self._mask.take_changes()
        if viewport is None:
            return []
        # A reduced level's pixel covers several of the mask's, so more may have changed.
        step = 2 ** self._mask.pyramid.level_for(viewport.zoom)
        whole = Rect.of_size(viewport.view)
        areas = []
        for changed in changes:
            area = viewport.rect_to_view(_grown(changed, step)).intersected(whole)
            if not area.is_empty:
                areas.append(area)
        limit = _QUICKLY_COPIED if viewport.zoom == 1 else _QUICKLY_SAMPLED
        for area in _joined(areas, limit):
            self._draw(viewport, area)
        return areas

    def _make_image(self, size: Size) -> None:
        width, height = size.width, size.height
        # Rows of QImage begin at multiples of four bytes.
        stride = -(-width // 4) * 4
        memory = bytearray(stride * height)
        self._bytes = Image.frombuffer("L", (width, height), memory, "raw", "L", stride, 1)
        # frombuffer marks the image read-only out of caution; this memory is ours and writable.
        self._bytes.readonly = 0
        form = QImage.Format.Format_Indexed8
        self._image = QImage(memoryview(memory), width, height, stride, form)
        self._image.setColorTable(self._table())

    def _draw(self, viewport: Viewport, area: Rect) -> None:
        inside = self._inside.intersected(area)
        if not inside.is_empty:
            coverage = sample(self._mask.pyramid, viewport, inside)
            if self._is_as_sent:
                coverage = coverage.point(_OPAQUE)
            self._bytes.paste(coverage, (inside.x, inside.y))

    def _table(self) -> list[int]:
        """Byte to colour with straight alpha."""
        if self._is_as_sent:
            return [0, *(0xFF000000 | grey * 0x010101 for grey in (0, *range(2, 256)))]
        rgb, alpha = self._colour.rgb() & 0xFFFFFF, self._colour.alpha()
        return [(round(alpha * coverage / 255) << 24) | rgb for coverage in range(256)]


def _grown(rect: Rect, step: int) -> Rect:
    """With edges at multiples of `step`."""
    if step == 1:
        return rect
    return Rect.from_edges(
        rect.x // step * step,
        rect.y // step * step,
        -(-rect.right // step) * step,
        -(-rect.bottom // step) * step,
    )


def _joined(areas: list[Rect], limit: int) -> list[Rect]:
    """The same pixels and perhaps more, in one rectangle unless it has more than `limit`."""
    if len(areas) < 2:
        return areas
    whole = united(areas)
    return [whole] if whole.size.area <= limit else areas
