"""Connected areas of a mask: holes to fill, specks to remove."""

from __future__ import annotations

import bisect
import itertools
import math
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from app.canvas.bits import (
    black,
    full_row,
    packed_area,
    pixel,
    unpacked,
    white_bounds,
)
from app.canvas.flood import flooded
from app.canvas.geometry import Rect, Size
from app.canvas.picture import patient_strips, strips
from app.canvas.progress import Progress

# The first byte apart: re then looks for that alone, eight times as fast where all is black.
_white_runs = re.compile(rb"\xff\xff*").finditer


def fill_holes(mask: Image.Image, progress: Progress) -> Image.Image:
    """White is also the black that is not 4-connected to the picture's edge.

    `mask` is an "L" image of 0 and 255, and so is the result. Raises Abandoned.
    """
    size = Size(*mask.size)
    white = white_bounds(mask, progress.part(0.0, 0.05))
    if white.is_empty:
        return black(size)
    # Outside these bounds all is black: their border is as good as the picture's edge.
    rows = packed_area(mask, white, progress.part(0.05, 0.3))
    full = full_row(white.width)
    dark = [full ^ row for row in rows]
    ends = pixel(0, white.width) | pixel(white.width - 1, white.width)
    seeds = [row & ends for row in dark]
    seeds[0], seeds[-1] = dark[0], dark[-1]
    outside = flooded(dark, seeds, white.width, progress.part(0.3, 0.8))
    filled = [full ^ row for row in outside]
    return unpacked(filled, white, size, progress.part(0.8, 1.0))


def remove_specks(mask: Image.Image, smallest: int, progress: Progress) -> Image.Image:
    """Black are also the 8-connected white areas of fewer than `smallest` pixels.

    `mask` is an "L" image of 0 and 255, and so is the result. Time goes with the runs of white
    pixels in rows, some 1.5 µs for each; each takes 4 bytes. Raises Abandoned.
    """
    size = Size(*mask.size)
    white = white_bounds(mask, progress.part(0.0, 0.05))
    if white.is_empty:
        return black(size)
    runs = _joined_runs(mask, white, progress.part(0.05, 0.7))
    return _without_small(mask, white, runs, smallest, progress.part(0.7, 1.0))


@dataclass(frozen=True, slots=True)
class Specks:
    """Small areas of a mask: how many, their pixels in all, a pixel of the topmost one."""

    count: int
    pixels: int
    first: tuple[int, int]


def find_specks(
    mask: Image.Image, smallest: int, most_runs: int, progress: Progress
) -> Specks | None:
    """The areas that `remove_specks` would remove; None when there are none.

    Also None for a mask of more than `most_runs` runs of white pixels in rows, which is noise
    and would take long: then nobody is told. Raises Abandoned.
    """
    white = white_bounds(mask, progress.part(0.0, 0.1))
    try:
        runs = _joined_runs(mask, white, progress.part(0.1, 1.0), most_runs)
    except _TooManyRuns:
        return None
    small = [(n, -size) for n, size in enumerate(runs.links) if -smallest < size < 0]
    if not small:
        return None
    first = small[0][0]
    row = bisect.bisect_right(runs.first_of_row, first) - 1
    box = (white.x, white.y + row, white.right, white.y + row + 1)
    spans = _white_runs(mask.crop(box).tobytes())
    span = next(itertools.islice(spans, first - runs.first_of_row[row], None))
    place = (white.x + span.start(), white.y + row)
    return Specks(len(small), sum(size for _, size in small), place)


@dataclass(frozen=True, slots=True)
class _Runs:
    """The runs of white pixels, numbered in the order in which they are read, and their areas.

    For the first run of each area `links` has minus the area's number of pixels; for any other
    the number of an earlier run of the same area (a union-find forest, 4 bytes a run: noise of
    8192² has 17 million). `first_of_row` has the number of each row's first run, and at its end
    how many there are.
    """

    links: array[int]
    first_of_row: array[int]

    def area(self, number: int) -> int:
        """The first run of the area that run `number` is of; shortens the way for next time."""
        links = self.links
        while (parent := links[number]) >= 0:
            grandparent = links[parent]
            if grandparent < 0:
                return parent
            links[number] = number = grandparent
        return number

    def join(self, one: int, other: int) -> int:
        """Make two areas, named by their first runs, one; returns the first run of that."""
        if one == other:
            return one
        first, second = min(one, other), max(one, other)
        self.links[first] += self.links[second]
        self.links[second] = first
        return first

    def small_in(self, row: int, smallest: int) -> list[int]:
        """Which runs of a row, counted within it, are of areas of fewer pixels than `smallest`."""
        first, after = self.first_of_row[row : row + 2]
        links, area = self.links, self.area
        return [n - first for n in range(first, after) if -links[area(n)] < smallest]


class _TooManyRuns(Exception):
    """More than were asked for."""


def _joined_runs(
    mask: Image.Image, area: Rect, progress: Progress, most: float = math.inf
) -> _Runs:
    """All runs of a part of the mask, joined where they touch a run of the row above.

    Raises _TooManyRuns for more than `most`.
    """
    runs = _Runs(array("i"), array("i", [0]))
    above: list[tuple[int, int]] = []
    above_first = 0
    for row in _rows(mask, area, progress):
        first = len(runs.links)
        here = [run.span() for run in _white_runs(row)]
        place, count = 0, len(above)
        for number, (left, right) in enumerate(here, first):
            runs.links.append(left - right)
            root = number
            while place < count and above[place][1] < left:
                place += 1
            touching = place
            while touching < count and above[touching][0] <= right:
                root = runs.join(root, runs.area(above_first + touching))
                touching += 1
        above, above_first = here, first
        runs.first_of_row.append(len(runs.links))
        if len(runs.links) > most:
            raise _TooManyRuns
    return runs


def _without_small(
    mask: Image.Image, area: Rect, runs: _Runs, smallest: int, progress: Progress
) -> Image.Image:
    """The mask without the areas of fewer than `smallest` pixels."""
    result = black(Size(*mask.size))
    for top, bottom in strips(area.size, 1):
        box = (area.x, area.y + top, area.right, area.y + bottom)
        strip = bytearray(mask.crop(box).tobytes())
        for row in range(top, bottom):
            small = runs.small_in(row, smallest)
            if small:
                start = (row - top) * area.width
                spans = [run.span() for run in _white_runs(strip, start, start + area.width)]
                for left, right in map(spans.__getitem__, small):
                    strip[left:right] = bytes(right - left)
            progress.report((row + 1) / area.height)
        result.paste(Image.frombytes("L", (area.width, bottom - top), strip), box)
    return result


def _rows(mask: Image.Image, area: Rect, progress: Progress) -> Iterator[bytes]:
    """The bytes of each row of a part of the mask."""
    for top, bottom in patient_strips(area.size, 1):
        strip = mask.crop((area.x, area.y + top, area.right, area.y + bottom)).tobytes()
        for row in range(top, bottom):
            start = (row - top) * area.width
            yield strip[start : start + area.width]
            progress.report((row + 1) / area.height)
