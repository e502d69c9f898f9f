"""What a result changed: a heat map over the dimmed original, and the changed pixels in numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PIL import Image, ImageChops

from app.canvas.alignment import BYTES_OF_BOTH, aligned_rows, rows_of
from app.canvas.geometry import Rect, Size
from app.canvas.mask import MaskSnapshot
from app.canvas.picture import Level, Picture, anonymous_memory, image_over, patient_strips
from app.canvas.progress import Progress

# From this difference on (of 255, in the channel that differs most) a pixel counts as changed
# and is coloured: less is what JPEG and rescaling do to a picture that nobody touched.
THRESHOLD = 8

# Stops of matplotlib's "plasma" (S. van der Walt, N. Smith, 2015), whose steps look equally
# large; without its darkest blue, which is lost on the dimmed original.
RAMP = (
    *((84, 2, 163), (139, 10, 165), (185, 50, 137), (219, 92, 104)),
    *((244, 136, 73), (254, 188, 43), (240, 249, 33)),
)
_OPACITY = 0.85
_DARKEST, _DIMMED = 18, 0.36


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """How a result differs from its original. Counts are of the original's pixels.

    `heat` has the original's size. `inside` and `outside` are the mask's white and black pixels;
    without a mask everything is outside.
    """

    heat: Picture
    inside: int
    changed_inside: int
    outside: int
    changed_outside: int

    @property
    def share_outside(self) -> float | None:
        """The changed share of what the mask keeps, 0.0 to 1.0; None when it keeps nothing."""
        return self.changed_outside / self.outside if self.outside else None


def difference(
    original: Picture, result: Picture, part: Rect, mask: MaskSnapshot | None, progress: Progress
) -> Difference:
    """Compare a part of a result with the original, at the original's full size.

    `part` is in the result's pixels, and is scaled to the original when it has another size.
    Alpha counts where both have it. `mask` has the original's size. Takes its time: for a worker
    thread. Raises Abandoned.
    """
    size = original.size
    with_alpha = original.has_alpha and result.has_alpha
    rows_before = rows_of(original, size, with_alpha=with_alpha)
    rows_after = aligned_rows(result, part, original, size, with_alpha=with_alpha)
    largest = _blank(size)
    counts = _Counts(mask.image() if mask is not None else None)
    comparing = progress.part(0.0, 0.5)
    for top, bottom in patient_strips(size, BYTES_OF_BOTH):
        found = _largest_channel(rows_before(top, bottom), rows_after(top, bottom))
        largest.paste(found, (0, top))
        counts.add(found, top)
        comparing.report(bottom / size.height)
    heat = _heat(original, largest, progress.part(0.5, 1.0))
    outside = size.area - counts.inside
    changed_outside = counts.changed - counts.changed_inside
    return Difference(heat, counts.inside, counts.changed_inside, outside, changed_outside)


class _Counts:
    """Counts changed pixels, and those inside the mask beside."""

    def __init__(self, mask: Image.Image | None) -> None:
        self._mask = mask
        self.changed = self.inside = self.changed_inside = 0

    def add(self, found: Image.Image, top: int) -> None:
        """Count a strip of differences, the first row of which is `top`."""
        self.changed += sum(found.histogram()[THRESHOLD:])
        if self._mask is not None:
            white = self._mask.crop((0, top, found.width, top + found.height))
            inside = found.histogram(white)
            self.inside += sum(inside)
            self.changed_inside += sum(inside[THRESHOLD:])


def _largest_channel(before: Image.Image, after: Image.Image) -> Image.Image:
    """The difference of the channel that differs most, as "L"."""
    bands = ImageChops.difference(before, after).split()
    largest = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    return ImageChops.lighter(largest, bands[3]) if before.mode == "RGBA" else largest


# The heat map


def _heat(original: Picture, largest: Image.Image, progress: Progress) -> Picture:
    """The original, dimmed and grey, under the colours of the differences.

    Each level of the pyramid has the largest difference of what its pixels stand for, not the
    mean: a single changed pixel stays in sight from afar.
    """
    levels: list[Level] = []
    for level in original.levels:
        if levels:
            largest = _halved(largest, level.size)
        levels.append(_painted(level, largest, progress))
        progress.report(len(levels) / len(original.levels))
    return Picture(original.size, has_alpha=False, levels=tuple(levels))


def _painted(level: Level, largest: Image.Image, progress: Progress) -> Level:
    size = level.size
    pixels = anonymous_memory(size.area * 4)
    before = level.image(has_alpha=False)
    for top, bottom in patient_strips(size, BYTES_OF_BOTH):
        box = (0, top, size.width, bottom)
        found = largest.crop(box)
        blue, green, red = before.crop(box).split()[:3]
        dimmed = Image.merge("RGB", (red, green, blue)).convert("L").point(_DIM)
        shows = found.point(_SHOWS)
        bands = [Image.composite(found.point(table), dimmed, shows) for table in _HEAT]
        whole = Image.merge("RGBX", (*reversed(bands), Image.new("L", found.size, 255)))
        pixels[top * size.width * 4 : bottom * size.width * 4] = whole.tobytes()
        progress.report(progress.fraction)
    return Level(size, pixels)


def _blank(size: Size) -> Image.Image:
    """An "L" image of even width and height with room for `size`, all zero."""
    even = Size(size.width + size.width % 2, size.height + size.height % 2)
    image = image_over(anonymous_memory(even.area), "L", even)
    # frombuffer marks it read-only out of caution; the memory is nobody else's.
    image.readonly = 0
    return image


def _halved(image: Image.Image, size: Size) -> Image.Image:
    """The largest of each 2 by 2 pixels; `image` is one of `_blank`'s, `size` its half."""
    half = _blank(size)
    for top, bottom in patient_strips(size, BYTES_OF_BOTH):
        data = image.crop((0, top * 2, size.width * 2, bottom * 2)).tobytes()
        # Read as pairs of bytes, with every second row passed over: no loop over pixels.
        extent, stride = (size.width, bottom - top), size.width * 4
        upper = Image.frombuffer("LA", extent, data, "raw", "LA", stride, 1).split()
        lower = data[size.width * 2 :] + bytes(size.width * 2)
        below = Image.frombuffer("LA", extent, lower, "raw", "LA", stride, 1).split()
        rows = ImageChops.lighter(*upper), ImageChops.lighter(*below)
        half.paste(ImageChops.lighter(*rows), (0, top))
    return half


def heat_colour(found: int) -> tuple[int, int, int]:
    """The colour of a difference, 1 to 255. The root spreads the small ones, which are many."""
    place = math.sqrt(found / 255) * (len(RAMP) - 1)
    index = min(int(place), len(RAMP) - 2)
    share = place - index
    red, green, blue = (
        round(low + (high - low) * share)
        for low, high in zip(RAMP[index], RAMP[index + 1], strict=True)
    )
    return red, green, blue


# Tables for each value 0 to 255: the dimmed grey, the colour's channels, how much it covers.
_DIM = [round(_DARKEST + value * _DIMMED) for value in range(256)]
_HEAT = tuple([heat_colour(value)[channel] for value in range(256)] for channel in range(3))
_SHOWS = [0] * THRESHOLD + [round(255 * _OPACITY)] * (256 - THRESHOLD)
