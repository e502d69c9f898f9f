"""The mask's outline: dashes, black beside white, that can be seen on any picture."""

from __future__ import annotations

from PIL import Image, ImageChops
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter

from app.canvas.geometry import EMPTY, Rect, Size
from app.canvas.mask_pyramid import MaskPyramid
from app.canvas.picture import anonymous_memory, image_over
from app.canvas.viewport import Viewport
from app.ui.mask_sample import sample

_BLACK, _WHITE, _NOTHING = 0xFF000000, 0xFFFFFFFF, 0x00000000
_STEPS = 8  # by which the dashes move on by their period
_PERIOD = 8  # a black and a white dash, in logical pixels along an axis
_TILE = 128
_FORMAT = QImage.Format.Format_ARGB32_Premultiplied
_ANY_WHITE = [0] + [255] * 255


class MaskOutline:
    """Marks each view pixel whose neighbour is on the other side of the mask's edge.

    A view pixel is inside if any of what it shows of the mask is white; beyond the picture all
    is outside. Where the inner side is black, the outer one is white. Everything is done on
    images of the view's size, and after a change only there, so nothing depends on the
    picture's size.
    """

    def __init__(self) -> None:
        self._viewport: Viewport | None = None
        self._period = 0
        self._step = 0
        nothing = Size(1, 1)
        # 255 is inside. One pixel more on each side than the view, for the edges at its border.
        self._inside = _Bytes(nothing)
        # 0 where there is no outline, otherwise an index into the colours of the dashes.
        self._dashes = _Bytes(nothing)
        self._pattern = Image.new("L", (1, 1))
        self._image: QImage | None = None
        self._tiles: list[Rect] | None = None

    def image(self, viewport: Viewport, pyramid: MaskPyramid, ratio: float = 1.0) -> QImage:
        """The view (premultiplied ARGB32, in device pixels), up to date for `viewport`.

        `ratio` is the number of device pixels in a logical one: dashes are as long everywhere.
        """
        period = _PERIOD * max(1, round(ratio))
        if viewport != self._viewport or period != self._period:
            size = viewport.view
            if size != self._dashes.size or period != self._period:
                self._pattern = _pattern(size, period)
                self._inside = _Bytes(Size(size.width + 2, size.height + 2))
                self._dashes = _Bytes(size)
            self._viewport, self._period = viewport, period
            self._image = None
            self._redraw(viewport, pyramid, _framed(size))
        if self._image is None:
            self._image = self._coloured().convertToFormat(_FORMAT)
        return self._image

    def update(self, changed: Rect, pyramid: MaskPyramid) -> Rect:
        """Redraw where the mask changed (picture pixels); returns the view pixels to repaint."""
        viewport = self._viewport
        if viewport is None:
            return EMPTY
        step = 2 ** pyramid.level_for(viewport.zoom)
        # A reduced level's pixel covers `step` of the mask's, so more of the view may change.
        grown = Rect.from_edges(
            changed.x // step * step,
            changed.y // step * step,
            -(-changed.right // step) * step,
            -(-changed.bottom // step) * step,
        )
        part = viewport.rect_to_view(grown).intersected(_framed(viewport.view))
        if part.is_empty:
            return EMPTY
        redrawn = self._redraw(viewport, pyramid, part)
        if self._image is not None:
            painter = QPainter(self._image)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.setClipRect(QRect(redrawn.x, redrawn.y, redrawn.width, redrawn.height))
            painter.drawImage(QPoint(0, 0), self._coloured())
            painter.end()
        return redrawn

    def advance(self) -> None:
        """Move the dashes on by one step."""
        self._step = (self._step + 1) % _STEPS
        self._image = None

    @property
    def tiles(self) -> list[Rect]:
        """Parts of the view that hold all of the outline: what moving it on has to repaint."""
        if self._tiles is None:
            dashes, size = self._dashes.image, self._dashes.size
            places = (
                Rect(x, y, min(_TILE, size.width - x), min(_TILE, size.height - y))
                for y in range(0, size.height, _TILE)
                for x in range(0, size.width, _TILE)
            )
            self._tiles = [place for place in places if dashes.crop(place.box).getbbox()]
        return self._tiles

    def _redraw(self, viewport: Viewport, pyramid: MaskPyramid, part: Rect) -> Rect:
        """Draw anew where the mask in `part` of the view changed; returns where that shows."""
        self._tiles = None
        self._draw_inside(viewport, pyramid, part)
        near = Rect(part.x - 1, part.y - 1, part.width + 2, part.height + 2)
        near = near.intersected(Rect.of_size(viewport.view))
        if not near.is_empty:
            self._draw_dashes(near)
        return near

    def _draw_inside(self, viewport: Viewport, pyramid: MaskPyramid, part: Rect) -> None:
        shown = sample(pyramid, viewport, part)
        if pyramid.level_for(viewport.zoom):
            shown = shown.point(_ANY_WHITE)
        self._inside.image.paste(shown, (part.x + 1, part.y + 1))

    def _draw_dashes(self, part: Rect) -> None:
        x, y, right, bottom = part.box
        inside = self._inside.image
        across = _difference(inside, (x, y + 1, right + 1, bottom + 1), (1, 0))
        down = _difference(inside, (x + 1, y, right + 1, bottom + 1), (0, 1))
        width, height = part.width, part.height
        edges = ImageChops.lighter(
            ImageChops.lighter(
                across.crop((0, 0, width, height)), across.crop((1, 0, width + 1, height))
            ),
            ImageChops.lighter(
                down.crop((0, 0, width, height)), down.crop((0, 1, width, height + 1))
            ),
        )
        # Adding 255 modulo 256 takes one away: the pattern's even numbers become odd inside.
        here = inside.crop((x + 1, y + 1, right + 1, bottom + 1))
        numbers = ImageChops.add_modulo(self._pattern.crop(part.box), here)
        self._dashes.image.paste(ImageChops.darker(edges, numbers), part.box)

    def _coloured(self) -> QImage:
        """The dashes as an indexed image, which must not outlive them."""
        image = self._dashes.as_indexed()
        shift = self._step * self._period // _STEPS
        colours = [_NOTHING]
        for number in range(1, 2 * self._period + 1):
            place, is_inside = (number - 1) // 2, number % 2 == 1
            is_first = (place + shift) % self._period < self._period // 2
            colours.append(_WHITE if is_first == is_inside else _BLACK)
        image.setColorTable(colours)
        return image


class _Bytes:
    """One byte per pixel, black at first, that Pillow draws into and Qt looks at."""

    def __init__(self, size: Size) -> None:
        self.size = size
        # Qt wants rows of whole words.
        stored = Size(-(-size.width // 4) * 4, size.height)
        self._memory = anonymous_memory(stored.area)
        self.image = image_over(self._memory, "L", stored)
        # See Mask: the memory is ours and writable.
        self.image.readonly = 0

    def as_indexed(self) -> QImage:
        """The same memory as indices into colours; only to be used as long as this is there."""
        width, height = self.size.width, self.size.height
        form = QImage.Format.Format_Indexed8
        return QImage(memoryview(self._memory), width, height, self.image.width, form)


def _framed(view: Size) -> Rect:
    return Rect(-1, -1, view.width + 2, view.height + 2)


def _difference(
    image: Image.Image, box: tuple[int, int, int, int], to: tuple[int, int]
) -> Image.Image:
    """255 where a pixel differs from its neighbour one to the right, or one below."""
    left, top, right, bottom = box
    return ImageChops.difference(
        image.crop(box), image.crop((left + to[0], top + to[1], right + to[0], bottom + to[1]))
    )


def _pattern(size: Size, period: int) -> Image.Image:
    """Diagonal stripes: 2, 4, … twice the period, then over again."""
    numbers = bytes(2 + 2 * (x % period) for x in range(size.width + period))
    rows = (numbers[y % period : y % period + size.width] for y in range(size.height))
    return Image.frombytes("L", (size.width, size.height), b"".join(rows))
