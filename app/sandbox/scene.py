"""A region of a picture with its surroundings at several scales, and sources to fill it from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from app.sandbox.membrane import mean

_MIRROR = Image.Transpose.FLIP_LEFT_RIGHT

# Misfits as they count: large ones mean another thing altogether, up to a limit.
_STEEP = [min(150, v + v * v // 24) for v in range(256)]


@dataclass(frozen=True, slots=True)
class Box:
    """Half-open, in picture pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """In pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """In pixels."""
        return self.bottom - self.top

    def grown(self, by: int) -> Box:
        """Larger by so many pixels on every side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def cut(self, width: int, height: int) -> Box:
        """The part of it in a picture of this size."""
        return Box(
            max(0, self.left), max(0, self.top), min(width, self.right), min(height, self.bottom)
        )

    def aligned(self, cell: int) -> Box:
        """The smallest box around this one whose edges are multiples of ``cell``."""
        return Box(
            self.left // cell * cell,
            self.top // cell * cell,
            -(-self.right // cell) * cell,
            -(-self.bottom // cell) * cell,
        )

    @property
    def corners(self) -> tuple[int, int, int, int]:
        """As Pillow wants a box."""
        return self.left, self.top, self.right, self.bottom


@dataclass(frozen=True, slots=True)
class Offset:
    """Where a pixel's colour comes from: ``dx, dy`` away, in the picture or its mirror image."""

    mirrored: bool
    dx: int
    dy: int


@dataclass(frozen=True, slots=True)
class Scene:
    """A region, the window around it to work on, and the part of the picture to copy from.

    ``factors`` are the scales, coarse to fine; window and canvas start on the coarsest's lattice.
    """

    picture: Image.Image
    marked: Image.Image
    window: Box
    canvas: Box
    factors: tuple[int, ...]

    @classmethod
    def around(cls, picture: Image.Image, marked: Image.Image, region: Box) -> Scene:
        """The scene of a region; ``marked`` is the mask with only 0 and 255."""
        extent = max(region.width, region.height)
        near = region.grown(min(max(20, extent // 5), 160)).cut(*picture.size)
        longest = max(near.width, near.height)
        factors = [-(-longest // 440)]
        while longest // factors[0] > 72:
            factors.insert(0, factors[0] * 3)
        coarsest = factors[0]
        reach = near.grown(max(160, extent * 5 // 4)).cut(*picture.size)
        start = reach.aligned(coarsest)
        canvas = Box(start.left, start.top, reach.right, reach.bottom)
        return cls(picture, marked, near.aligned(coarsest), canvas, tuple(factors))

    def level(self, factor: int) -> Level:
        """The scene reduced by one of its factors."""
        window, canvas = self.window, self.canvas
        hole = self.marked.reduce(factor, canvas.corners)
        return Level(
            self.picture.reduce(factor, canvas.corners),
            hole.point([255] + [0] * 255),
            Box(
                (window.left - canvas.left) // factor,
                (window.top - canvas.top) // factor,
                (window.right - canvas.left) // factor,
                (window.bottom - canvas.top) // factor,
            ),
        )

    def mirrored(self) -> Image.Image:
        """The window's own mirror image, at full size: always there, wherever the region lies."""
        beyond = max(0, self.window.right - self.picture.width)
        return self.source(Offset(True, beyond, 0))

    def source(self, offset: Offset) -> Image.Image:
        """The window's content by one offset, at full size."""
        return _cut(self.picture, self.window, offset)


class Level:
    """The scene at one scale."""

    def __init__(self, canvas: Image.Image, usable: Image.Image, window: Box) -> None:
        self._canvas = canvas
        self._usable = usable
        self._safe = ImageChops.invert(widened(ImageChops.invert(usable), 1))
        self._inside = Image.new("L", canvas.size, 255)
        self._well_inside = self._inside.copy()
        ImageDraw.Draw(self._well_inside).rectangle(
            (0, 0, canvas.width - 1, canvas.height - 1), outline=0, width=2
        )
        self.window = window
        self.size = (window.width, window.height)
        here = Offset(False, 0, 0)
        self.own_mirror = Offset(True, max(0, window.right - canvas.width), 0)
        self.base = self.colours(here)
        self.known = _cut(usable, window, here)
        self.hole = ImageChops.subtract(_cut(self._inside, window, here), self.known)

    def colours(self, offset: Offset) -> Image.Image:
        """The window's content by one offset; black beyond the picture."""
        return _cut(self._canvas, self.window, offset)

    def difference(self, offset: Offset) -> Image.Image:
        """How far the source is from what is there; large differences count more ("L")."""
        difference = ImageChops.difference(self.colours(offset), self.base).convert("L")
        return difference.point(_STEEP)

    @cached_property
    def _striking(self) -> Image.Image:
        blurred = self._canvas.filter(ImageFilter.GaussianBlur(max(self.size) / 6))
        detail = ImageChops.difference(self._canvas, blurred).convert("L")
        here = ImageChops.multiply(_cut(detail, self.window, Offset(False, 0, 0)), self.known)
        usual = 8 + 2.5 * mean(here) / (mean(self.known) / 255 + 1e-6)
        striking = detail.point([255 if v > usual else 0 for v in range(256)])
        # With some margin: a part of a thing is worse than the whole or nothing.
        return (
            widened(striking, 4).filter(ImageFilter.BoxBlur(1)).point([v // 8 for v in range(256)])
        )

    def striking(self, offset: Offset) -> Image.Image:
        """How much the source stands out more than the surroundings do ("L")."""
        return _cut(self._striking, self.window, offset)

    def in_hole(self, image: Image.Image) -> float:
        """Mean of an "L" image over the region; of 0 to 1 for a mask."""
        return mean(ImageChops.multiply(image, self.hole)) / (mean(self.hole) + 1e-6)

    def is_near(self, offset: Offset) -> bool:
        """Whether the offset would just bring back what was there."""
        near = max(self.size) // 6
        return not offset.mirrored and max(abs(offset.dx), abs(offset.dy)) <= near

    def distance(self, offset: Offset) -> float:
        """Sources from other heights are dearer: most pictures are layered. In levels."""
        return 100 * abs(offset.dy) / self.size[1]

    def usable(self, offset: Offset) -> Image.Image:
        """255 where the source is a known pixel, 0 in the region and beyond the picture."""
        return _cut(self._safe, self.window, offset)

    def within(self, offset: Offset) -> Image.Image:
        """255 where the source is well inside the picture."""
        return _cut(self._well_inside, self.window, offset)

    def penalty(self, offset: Offset) -> Image.Image:
        """0 for known sources; what was there before is a last resort; beyond there is nothing.

        Widened, so that an offset also rules the surroundings of where it is used.
        """
        by = max(1, max(self.size) // 14)
        beyond = ImageChops.invert(_cut(self._inside, self.window, offset))
        unusable = ImageChops.invert(self.usable(offset))
        last_resort = widened(ImageChops.multiply(unusable, self.hole), by)
        never = widened(ImageChops.multiply(beyond, self.hole), by)
        return ImageChops.lighter(last_resort.point([0] * 128 + [120] * 128), never)

    def offsets(self, count: int) -> list[Offset]:
        """About ``count`` offsets on a lattice whose sources lie in the canvas by half or more."""
        width, height = self._canvas.size
        step = max(1, round((2 * width * height / count) ** 0.5))
        left, top = self.window.left + self.size[0] // 2, self.window.top + self.size[1] // 2
        return [
            Offset(mirrored, dx, dy)
            for mirrored, edge in ((False, left), (True, width - left))
            for dx in range(-(edge // step) * step, width - edge, step)
            for dy in range(-(top // step) * step, height - top, step)
        ]


def widened(mask: Image.Image, by: int) -> Image.Image:
    """A mask of 0 and 255 grown by some pixels; much faster than MaxFilter."""
    return mask.filter(ImageFilter.BoxBlur(by)).point([0] + [255] * 255)


def _cut(image: Image.Image, window: Box, offset: Offset) -> Image.Image:
    """The window moved by an offset; mirrored ones are mirrored about the window's middle."""
    x = window.left + (-offset.dx if offset.mirrored else offset.dx)
    y = window.top + offset.dy
    piece = image.crop((x, y, x + window.width, y + window.height))
    return piece.transpose(_MIRROR) if offset.mirrored else piece
