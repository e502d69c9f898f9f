"""A large shape painted as an operation, since that takes longer than a frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from PIL import Image

from app.canvas.geometry import Size
from app.canvas.picture import Picture, strips
from app.canvas.progress import Progress
from app.canvas.stroke import Shape

# Measured on two cores: painting so many pixels and noting them for undo takes 12 ms.
_LIGHT_PIXELS = 1_500_000


def is_light(shape: Shape) -> bool:
    """Whether `Canvas.paint` and `commit` are done with it within a frame."""
    return shape.rect.size.area <= _LIGHT_PIXELS


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
