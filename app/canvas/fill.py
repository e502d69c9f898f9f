"""Large shapes painted as operations, since that takes longer than a frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from PIL import Image

from app.canvas.geometry import Point, Size
from app.canvas.picture import Picture, strips
from app.canvas.progress import Progress
from app.canvas.shapes import polygon
from app.canvas.stroke import Shape

# Measured on two cores: painting so many pixels and noting them for undo takes 10 ms, and so
# does finding what a line goes round that crosses so many rows.
_LIGHT_PIXELS = 1 << 20
_LIGHT_ROWS = 25_000


def is_light(shape: Shape) -> bool:
    """Whether `Canvas.paint` and `commit` are done with it within a frame."""
    return shape.rect.size.area <= _LIGHT_PIXELS


def is_light_line(points: Sequence[Point]) -> bool:
    """Whether `polygon` is done with these points within a frame: not so with a wild scribble."""
    return sum(abs(b.y - a.y) for a, b in pairwise(points)) <= _LIGHT_ROWS


@dataclass(frozen=True, slots=True)
class Fill:
    """The pixels of a shape set to 0 or 255."""

    shape: Shape
    value: int
    label: str
    is_light: ClassVar = True

    def result(self, picture: Picture, mask: Image.Image, progress: Progress) -> Image.Image:
        """The mask with the shape in it."""
        # Without a colour, since zeroing 64 MB in one call would hold the GIL for 45 ms.
        result = Image.new("L", mask.size, None)
        fill = bytes([self.value]) * mask.width
        spans = iter((*self.shape.spans, (mask.height, 0, 0)))
        row, left, right = next(spans)
        for top, bottom in strips(Size(*mask.size), 1):
            progress.report(top / mask.height)
            box = (0, top, mask.width, bottom)
            pixels = bytearray(mask.crop(box).tobytes())
            while row < bottom:
                start = (row - top) * mask.width
                pixels[start + left : start + right] = fill[: right - left]
                row, left, right = next(spans)
            strip = Image.frombuffer("L", (mask.width, bottom - top), pixels, "raw", "L", 0, 1)
            result.paste(strip, box)
        return result


@dataclass(frozen=True, slots=True)
class FillPolygon:
    """What a closed line through the points goes round set to 0 or 255."""

    points: tuple[Point, ...]
    value: int
    label: str
    is_light: ClassVar = False

    def result(self, picture: Picture, mask: Image.Image, progress: Progress) -> Image.Image:
        """The mask with the polygon in it."""
        shape = polygon(self.points, picture.size)
        return Fill(shape, self.value, self.label).result(picture, mask, progress)
