"""A picture turned upright as another one is shown, of whose stored pixels it was made."""

from __future__ import annotations

from PIL import Image

from app.canvas.alignment import Rows
from app.canvas.geometry import Rect, Size, quadrants
from app.canvas.picture import (
    UPRIGHT,
    Level,
    Picture,
    anonymous_memory,
    patient_strips,
    picture_on,
)
from app.canvas.progress import Progress


def upright_beside(
    result: Picture, original: Picture, progress: Progress, *, is_grid: bool
) -> Picture:
    """The result turned as its original was to be upright, as `upright` does it."""
    return upright(result, original.orientation, progress, is_grid=is_grid)


def upright(
    result: Picture, orientation: int, progress: Progress | None = None, *, is_grid: bool
) -> Picture:
    """The result turned by an EXIF orientation, which it has then; of a grid each candidate, which
    stays where it is. As it is if there is nothing to turn, or if it has been turned already.

    The service works on the pixels as they are stored, and its pictures say nothing of a turn.
    Takes its time: for a worker thread. Raises Abandoned.
    """
    if orientation not in UPRIGHT or result.orientation in UPRIGHT:
        return result
    size = result.size.transposed if orientation >= 5 else result.size
    parts = quadrants if is_grid else _whole
    image = result.levels[0].image(result.has_alpha)
    turned = [
        (place, _turned_rows(image, part, orientation))
        for part, place in zip(parts(result.size), parts(size), strict=True)
    ]
    pixels = anonymous_memory(size.area * 4)
    for top, bottom in patient_strips(size, 4):
        strip = Image.new(image.mode, (size.width, bottom - top))
        for place, rows in turned:
            first, last = max(top, place.y), min(bottom, place.bottom)
            if first < last:
                strip.paste(rows(first - place.y, last - place.y), (place.x, first - top))
        pixels[top * size.width * 4 : bottom * size.width * 4] = strip.tobytes()
        if progress is not None:
            progress.report(bottom / size.height)
    return picture_on(Level(size, pixels), result.has_alpha, orientation)


def _whole(size: Size) -> tuple[Rect, ...]:
    return (Rect.of_size(size),)


def _turned_rows(image: Image.Image, part: Rect, orientation: int) -> Rows:
    """The rows of a part once it is turned: each strip is some rows or columns of what is stored,
    counted from one end or from the other.
    """

    def rows(top: int, bottom: int) -> Image.Image:
        across = orientation >= 5
        length = part.width if across else part.height
        if orientation in _FROM_THE_END:
            top, bottom = length - bottom, length - top
        if across:
            box = part.x + top, part.y, part.x + bottom, part.bottom
        else:
            box = part.x, part.y + top, part.right, part.y + bottom
        return image.crop(box).transpose(UPRIGHT[orientation])

    return rows


_FROM_THE_END = frozenset({3, 4, 7, 8})
