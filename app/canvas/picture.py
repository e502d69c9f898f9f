"""A decoded picture and its mip pyramid, in memory that Pillow and Qt can both look at."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from app.canvas.geometry import Rect, Size

_STRIP_BYTES = 1 << 20
_SMALLEST_LEVEL = 64

# EXIF orientation → the Pillow operation that makes the picture upright (EXIF 2.32, tag 0x0112).
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def anonymous_memory(size: int) -> mmap.mmap:
    """`size` zero bytes, handed out by the kernel page by page as they are first touched.

    ``bytearray(size)`` touches them all at once while holding the GIL: 150 ms for 64 MB.
    """
    return mmap.mmap(-1, max(1, size))


def image_over(memory: mmap.mmap, mode: str, size: Size) -> Image.Image:
    """A Pillow image that looks at this memory instead of holding pixels of its own."""
    # Any object with the buffer protocol is taken; the stubs name three of them.
    return Image.frombuffer(
        mode,
        (size.width, size.height),
        memory,  # type: ignore[arg-type]
        "raw",
        mode,
        0,
        1,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One level of the pyramid: rows of 4-byte pixels in the order B, G, R, A, without padding.

    That is what QImage calls RGB32 or ARGB32 on a little-endian machine; Pillow sees it as
    RGBX or RGBA with red and blue swapped, which no operation used here minds.
    """

    size: Size
    pixels: mmap.mmap

    def image(self, has_alpha: bool) -> Image.Image:
        """A Pillow view of the same memory (red and blue swapped); not to be written to."""
        mode = "RGBA" if has_alpha else "RGBX"
        return image_over(self.pixels, mode, self.size)


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture as it is displayed: upright, 8 bits a channel, with its mip pyramid.

    `size` is what is displayed and painted on; `stored_size` what the file holds, which the
    service compares a mask with. They differ when EXIF says the picture lies on its side.
    Level 0 has `size`, and each next one half of the one before, rounded up.
    """

    size: Size
    has_alpha: bool
    levels: tuple[Level, ...]
    orientation: int = 1

    @property
    def stored_size(self) -> Size:
        """Width and height of the file's pixels, before it is turned upright."""
        return self.size.transposed if self.orientation >= 5 else self.size

    def level_for(self, zoom: float) -> int:
        """The smallest level that still has at least one pixel per view pixel at `zoom`."""
        level = 0
        while level + 1 < len(self.levels) and zoom * 2 ** (level + 1) <= 1:
            level += 1
        return level

    def colour_at(self, x: int, y: int) -> tuple[int, int, int]:
        """Red, green and blue of a pixel, each 0–255."""
        offset = (y * self.size.width + x) * 4
        blue, green, red = self.levels[0].pixels[offset : offset + 3]
        return red, green, blue

    def crop(self, rect: Rect) -> Picture:
        """A part of the picture as a picture of its own."""
        return picture_from_image(self.to_image().crop(rect.box))

    def to_image(self) -> Image.Image:
        """The full-size picture as a Pillow image, RGB or RGBA."""
        swapped = self.levels[0].image(self.has_alpha)
        blue, green, red, alpha = swapped.split()
        if self.has_alpha:
            return Image.merge("RGBA", (red, green, blue, alpha))
        return Image.merge("RGB", (red, green, blue))


def picture_from_image(image: Image.Image, orientation: int = 1) -> Picture:
    """Copy a Pillow image (RGB or RGBA, already upright) and build its pyramid.

    Works in strips, so that no step holds the GIL for more than a few milliseconds.
    """
    has_alpha = image.mode == "RGBA"
    levels = [_level_zero(image, has_alpha)]
    while min(levels[-1].size.width, levels[-1].size.height) > _SMALLEST_LEVEL:
        levels.append(_halved(levels[-1], has_alpha))
    return Picture(levels[0].size, has_alpha, tuple(levels), orientation)


def _level_zero(image: Image.Image, has_alpha: bool) -> Level:
    size = Size(*image.size)
    pixels = anonymous_memory(size.area * 4)
    raw = "BGRA" if has_alpha else "BGRX"
    for top, bottom in strips(size, 4):
        strip = image.crop((0, top, size.width, bottom)).tobytes("raw", raw)
        pixels[top * size.width * 4 : bottom * size.width * 4] = strip
    return Level(size, pixels)


def _halved(level: Level, has_alpha: bool) -> Level:
    smaller = level.image(has_alpha).reduce(2)
    size = Size(*smaller.size)
    pixels = anonymous_memory(size.area * 4)
    for top, bottom in strips(size, 4):
        strip = smaller.crop((0, top, size.width, bottom)).tobytes()
        pixels[top * size.width * 4 : bottom * size.width * 4] = strip
    return Level(size, pixels)


def strips(size: Size, bytes_per_pixel: int) -> Iterator[tuple[int, int]]:
    """Top and bottom row of strips of about 1 MB that cover a picture of this size."""
    rows = max(1, _STRIP_BYTES // max(1, size.width * bytes_per_pixel))
    for top in range(0, size.height, rows):
        yield top, min(size.height, top + rows)
