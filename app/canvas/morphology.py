"""Growing and shrinking a mask by a round neighbourhood, exactly, whatever its content.

A disc is a stack of rows: |dy| rows off its centre it is isqrt(r² - dy²) pixels wide on each
side. So the mask, widened by that much, is laid over itself shifted by dy up and down, for each
dy. From the disc's rim to its middle the widths only increase: each is made from the one before.
"""

from __future__ import annotations

import math

from PIL import Image

from app.canvas.bits import (
    around,
    black,
    full_row,
    packed_area,
    unpacked,
    white_bounds,
)
from app.canvas.geometry import Size
from app.canvas.progress import Progress


def grow(mask: Image.Image, radius: int, progress: Progress) -> Image.Image:
    """White is what has a white pixel of `mask` within `radius`: dx² + dy² ≤ radius².

    `mask` is an "L" image of 0 and 255, and so is the result. Raises Abandoned.
    """
    size = Size(*mask.size)
    white = white_bounds(mask, progress.part(0.0, 0.05))
    if white.is_empty:
        return black(size)
    area = around(white, radius, size)
    rows = packed_area(mask, area, progress.part(0.05, 0.1))
    grown = _grown(rows, radius, progress.part(0.1, 0.9))
    return unpacked(grown, area, size, progress.part(0.9, 1.0))


def shrink(mask: Image.Image, radius: int, progress: Progress) -> Image.Image:
    """White is what has no black pixel of `mask` within `radius`: dx² + dy² ≤ radius².

    Beyond the picture's edge all counts as white. `mask` is an "L" image of 0 and 255, and so
    is the result. Raises Abandoned.
    """
    size = Size(*mask.size)
    white = white_bounds(mask, progress.part(0.0, 0.05))
    if white.is_empty:
        return black(size)
    # Of all the black outside these bounds the nearest to a white pixel is right beside them.
    area = around(white, 1, size)
    rows = packed_area(mask, area, progress.part(0.05, 0.1))
    full = full_row(area.width)
    eaten = _grown([full ^ row for row in rows], radius, progress.part(0.1, 0.9))
    kept = [row & ~gone for row, gone in zip(rows, eaten, strict=True)]
    return unpacked(kept, area, size, progress.part(0.9, 1.0))


def _grown(rows: list[int], radius: int, progress: Progress) -> list[int]:
    """The rows grown by a disc; they may have bits left of the picture then."""
    grown = [0] * len(rows)
    wide, width = rows, 0
    beyond = [0] * radius
    first = min(radius, len(rows) - 1)
    for dy in range(first, -1, -1):
        wanted = math.isqrt(radius * radius - dy * dy)
        while width < wanted:
            # Runs are at least width + 1 long, also where the picture's right edge cut them
            # off: shifted by no more, the two copies leave no gap.
            step = min(wanted - width, width + 1)
            wide = [row | row << step | row >> step for row in wide]
            width += step
            progress.report((first - dy) / (first + 1))
        padded = beyond[:dy] + wide + beyond[:dy]
        grown = [
            row | upper | lower
            for row, upper, lower in zip(grown, padded, padded[2 * dy :], strict=False)
        ]
        progress.report((first - dy + 1) / (first + 1))
    return grown
