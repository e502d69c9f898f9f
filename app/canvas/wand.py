"""The magic wand: what has about the colour of a pixel."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image, ImageChops

from app.canvas.bits import black, packed, pixel, unpacked
from app.canvas.flood import flooded
from app.canvas.geometry import Rect
from app.canvas.mask import CHANGED, KEPT
from app.canvas.picture import Picture, strips
from app.canvas.progress import Progress


def similar(
    picture: Picture, x: int, y: int, tolerance: int, *, contiguous: bool, progress: Progress
) -> Image.Image:
    """White is where each channel differs by at most `tolerance` (0–255) from pixel (x, y).

    The channels are red, green, blue and, when the picture has it, alpha. `contiguous` takes
    only what is 4-connected to the pixel. The result is an "L" image of 0 and 255. Raises
    Abandoned, and IndexError when (x, y) is not in the picture.
    """
    size = picture.size
    if not (0 <= x < size.width and 0 <= y < size.height):
        raise IndexError(f"({x}, {y}) is not in a picture of {size}")
    alike = _similar_strips(picture, x, y, tolerance)
    if not contiguous:
        everywhere = black(size)
        for top, bottom, strip in alike:
            everywhere.paste(strip, (0, top))
            progress.report(bottom / size.height)
        return everywhere
    rows: list[int] = []
    for _, bottom, strip in alike:
        rows += packed(strip)
        progress.report(0.5 * bottom / size.height)
    seeds = [0] * size.height
    seeds[y] = pixel(x, size.width)
    region = flooded(rows, seeds, size.width, progress.part(0.5, 0.9))
    return unpacked(region, Rect.of_size(size), size, progress.part(0.9, 1.0))


def _similar_strips(
    picture: Picture, x: int, y: int, tolerance: int
) -> Iterator[tuple[int, int, Image.Image]]:
    """Strips from top to bottom as (top, bottom, "L" image of 0 and 255)."""
    image = picture.levels[0].image(picture.has_alpha)
    offset = (y * picture.size.width + x) * 4
    colour = picture.levels[0].pixels[offset : offset + (4 if picture.has_alpha else 3)]
    tables = [
        [CHANGED if abs(value - wanted) <= tolerance else KEPT for value in range(256)]
        for wanted in colour
    ]
    for top, bottom in strips(picture.size, 4):
        bands = image.crop((0, top, picture.size.width, bottom)).split()
        alike, *others = [band.point(table) for band, table in zip(bands, tables, strict=False)]
        for other in others:
            alike = ImageChops.darker(alike, other)
        yield top, bottom, alike
