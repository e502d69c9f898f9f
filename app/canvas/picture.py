"""A decoded picture and its mip pyramid, in memory that Pillow and Qt can both look at."""

from __future__ import annotations

import mmap
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PIL import Image

from app.canvas.geometry import Rect, Size

_STRIP_BYTES = 1 << 20
_SMALLEST_LEVEL = 64
_PAUSE = 0.0003  # seconds

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

    ``bytearray(size)`` touches them all at once while holding the GIL: 150 ms for 64 MB. Private
    memory, since giving shared memory back takes 45 ms for 256 MB, and private 18.
    """
    if sys.platform == "win32":
        return mmap.mmap(-1, max(1, size))
    return mmap.mmap(-1, max(1, size), flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)


def image_over(memory: mmap.mmap | bytes, mode: str, size: Size) -> Image.Image:
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
    RGBX or RGBA with red and blue swapped, which no operation used here minds. Of RGBX the fourth
    byte is 255, too: Qt copies it into the window, whose own is not ignored on Wayland.
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

    def alpha_at(self, x: int, y: int) -> int:
        """How opaque a pixel is, 0–255."""
        return self.levels[0].pixels[(y * self.size.width + x) * 4 + 3] if self.has_alpha else 255

    def crop(self, rect: Rect) -> Picture:
        """A part of the picture as a picture of its own."""
        whole = self.levels[0].image(self.has_alpha)

        def rows(top: int, bottom: int) -> bytes:
            return whole.crop((rect.x, rect.y + top, rect.right, rect.y + bottom)).tobytes()

        return picture_on(_level(Size(rect.width, rect.height), rows), self.has_alpha)

    def to_image(self) -> Image.Image:
        """The full-size picture as a Pillow image, RGB or RGBA."""
        swapped = self.levels[0].image(self.has_alpha)
        mode = "RGBA" if self.has_alpha else "RGB"
        image = Image.new(mode, swapped.size, None)
        for top, bottom in strips(self.size, 4):
            blue, green, red, alpha = swapped.crop((0, top, self.size.width, bottom)).split()
            image.paste(Image.merge(mode, (red, green, blue, alpha)[: len(mode)]), (0, top))
        return image


def picture_from_image(image: Image.Image, orientation: int = 1) -> Picture:
    """Copy a Pillow image (RGB or RGBA, already upright) and build its pyramid.

    Works in strips, so that no step holds the GIL for more than a few milliseconds.
    """

    def rows(top: int, bottom: int) -> bytes:
        strip = image.crop((0, top, image.width, bottom))
        return strip.convert("RGBA").tobytes("raw", "BGRA")

    return picture_on(_level(Size(*image.size), rows), image.mode == "RGBA", orientation)


def picture_on(first: Level, has_alpha: bool, orientation: int = 1) -> Picture:
    """A picture with its pyramid, which stands on this level."""
    levels = [first]
    while min(levels[-1].size.width, levels[-1].size.height) > _SMALLEST_LEVEL:
        levels.append(_halved(levels[-1], has_alpha))
    return Picture(first.size, has_alpha, tuple(levels), orientation)


def _halved(level: Level, has_alpha: bool) -> Level:
    smaller = level.image(has_alpha).reduce(2)

    def rows(top: int, bottom: int) -> bytes:
        return smaller.crop((0, top, smaller.width, bottom)).tobytes()

    return _level(Size(*smaller.size), rows)


def _level(size: Size, rows: Callable[[int, int], bytes]) -> Level:
    """A level made of strips: `rows` gives the bytes from one row up to but without another."""
    pixels = anonymous_memory(size.area * 4)
    for top, bottom in strips(size, 4):
        pixels[top * size.width * 4 : bottom * size.width * 4] = rows(top, bottom)
    return Level(size, pixels)


def strips(size: Size, bytes_per_pixel: int) -> Iterator[tuple[int, int]]:
    """Top and bottom row of strips of about 1 MB that cover a picture of this size."""
    rows = max(1, _STRIP_BYTES // max(1, size.width * bytes_per_pixel))
    for top in range(0, size.height, rows):
        yield top, min(size.height, top + rows)


def patient_strips(size: Size, bytes_per_pixel: int) -> Iterator[tuple[int, int]]:
    """The same for a worker, who gives way after each."""
    for top, bottom in strips(size, bytes_per_pixel):
        yield top, bottom
        give_way()


def give_way() -> None:
    """Let the window have the interpreter, between calls of a worker that hold it for long.

    Without it the window waits for the end of such a call each time it wants the interpreter,
    which at a pointer move is several times. In the window's own thread it does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        time.sleep(_PAUSE)
