"""Masks packed into one int per row, so that one operation of Python's works on a whole row.

A row of 4096 pixels takes 0.1 µs to shift, and as much to combine with another; nothing that the
standard library or Pillow offers for bytes comes near. The leftmost pixel is the highest bit; the
lowest bits, up to 7, fill the last byte up and mean nothing.
"""

from __future__ import annotations

from PIL import Image

from app.canvas.geometry import EMPTY, Rect, Size
from app.canvas.picture import anonymous_memory, image_over, strips
from app.canvas.progress import Progress


def row_bytes(width: int) -> int:
    """How many bytes a row of `width` pixels takes."""
    return (width + 7) // 8


def pixel(x: int, width: int) -> int:
    """A row of `width` pixels with only column `x` white."""
    return 1 << (8 * row_bytes(width) - 1 - x)


def full_row(width: int) -> int:
    """A row of `width` white pixels."""
    return ((1 << width) - 1) << (8 * row_bytes(width) - width)


def packed(image: Image.Image) -> list[int]:
    """The rows of an "L" image of 0 and 255."""
    data = image.convert("1", dither=Image.Dither.NONE).tobytes()
    stride = row_bytes(image.width)
    return [int.from_bytes(data[i : i + stride], "big") for i in range(0, len(data), stride)]


def packed_area(image: Image.Image, area: Rect, progress: Progress) -> list[int]:
    """The rows of a part of an "L" image of 0 and 255."""
    rows: list[int] = []
    for top, bottom in strips(area.size, 1):
        rows += packed(image.crop((area.x, area.y + top, area.right, area.y + bottom)))
        progress.report(bottom / area.height)
    return rows


def unpacked(rows: list[int], area: Rect, size: Size, progress: Progress) -> Image.Image:
    """A black "L" image of `size` with these rows in `area`; bits left of it are dropped."""
    image = black(size)
    stride = row_bytes(area.width)
    inside = (1 << 8 * stride) - 1
    for top, bottom in strips(area.size, 1):
        part = rows[top:bottom]
        if any(part):
            data = b"".join([(row & inside).to_bytes(stride, "big") for row in part])
            strip = Image.frombytes("1", (area.width, bottom - top), data)
            image.paste(strip.convert("L"), (area.x, area.y + top))
        progress.report(bottom / area.height)
    return image


def black(size: Size) -> Image.Image:
    """A writable black "L" image; Pillow's own would be zeroed at once, 33 ms for 64 MB."""
    image = image_over(anonymous_memory(size.area), "L", size)
    # See Mask: the memory is the image's own.
    image.readonly = 0
    return image


def white_bounds(image: Image.Image, progress: Progress) -> Rect:
    """The smallest rectangle around everything white; empty when nothing is."""
    white = EMPTY
    size = Size(*image.size)
    for top, bottom in strips(size, 1):
        box = image.crop((0, top, size.width, bottom)).getbbox()
        if box:
            white = white.united(Rect.from_edges(box[0], top + box[1], box[2], top + box[3]))
        progress.report(bottom / size.height)
    return white


def around(area: Rect, margin: int, size: Size) -> Rect:
    """`area` with `margin` more pixels on each side, as far as a picture of `size` goes."""
    wider = Rect.from_edges(
        area.x - margin, area.y - margin, area.right + margin, area.bottom + margin
    )
    return wider.intersected(Rect.of_size(size))
