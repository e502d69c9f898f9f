"""A part of a result laid over its original, row by row: what comparing and pasting share."""

from __future__ import annotations

import math
from collections.abc import Callable

from PIL import Image

from app.canvas.geometry import Rect, Size
from app.canvas.picture import UPRIGHT, Picture

BYTES_OF_BOTH = 8
"""Of a pixel of the original and one of the result together: for the strips that are compared."""

Rows = Callable[[int, int], Image.Image]
"""The rows of a picture from one up to but without another, as Level.image has them."""


def rows_of(picture: Picture, size: Size, *, with_alpha: bool) -> Rows:
    """The rows of a whole picture, scaled to `size`."""
    return _scaled_rows(picture.levels[0].image(with_alpha), Rect.of_size(picture.size), size)


def aligned_rows(
    result: Picture, part: Rect, original: Picture, size: Size, *, with_alpha: bool
) -> Rows:
    """The rows of a part of a result, turned like its original and scaled to `size`.

    The service works on the pixels as they are stored: what it made of a picture that is turned
    upright to be shown has to be turned, too.
    """
    image = result.levels[0].image(with_alpha)
    if is_turned(result, original):
        image = image.crop(part.box).transpose(UPRIGHT[original.orientation])
        part = Rect.of_size(Size(*image.size))
    return _scaled_rows(image, part, size)


def is_turned(result: Picture, original: Picture) -> bool:
    """Whether a result has yet to be turned as its original was to be upright."""
    return original.orientation in UPRIGHT and result.orientation not in UPRIGHT


def _scaled_rows(image: Image.Image, part: Rect, size: Size) -> Rows:
    """The rows of a part of an image, scaled to `size`.

    Lanczos, since it gives back most of what another scaling did: of a photograph enlarged
    twice 0.8 % of the pixels count as changed, with a bilinear filter 2.8 %.
    """
    if part.size == size:
        return lambda top, bottom: image.crop((part.x, part.y + top, part.right, part.y + bottom))
    step = part.height / size.height
    reach = 3 * max(1.0, step) + 1  # how far the filter looks up and down, in the part's rows

    def scaled(top: int, bottom: int) -> Image.Image:
        # The strip alone, since resizing an image with alpha converts all of it.
        first = max(0, math.floor(top * step - reach))
        last = min(part.height, math.ceil(bottom * step + reach))
        strip = image.crop((part.x, part.y + first, part.right, part.y + last))
        box = (0, top * step - first, part.width, min(bottom * step, last) - first)
        return strip.resize((size.width, bottom - top), Image.Resampling.LANCZOS, box)

    return scaled
