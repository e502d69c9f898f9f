"""From pointer positions to the pixels of a round brush: exact spans, no anti-aliasing.

A pixel belongs to a shape when its centre does. A stroke is the union of its segments; a
segment is the convex hull of the discs at its two ends, so that pressure may change the width.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from app.canvas.geometry import EMPTY, Point, Rect, Size, united
from app.canvas.mask import Span

# Beyond this diameter on the screen it is told which part of a brush is new: in bands, lower and
# lower towards top and bottom, where the outline runs along them. More of them cost more than they
# save, as does one for a smaller brush.
_LARGE = 250
_BANDS = 8
_BAND_EDGES = [(1 - math.cos(math.pi * band / _BANDS)) / 2 for band in range(_BANDS + 1)]

# Below this radius a disc can lie between all pixel centres; the pixel it is in is added then.
_ALWAYS_HITS = math.sqrt(0.5)


@dataclass(frozen=True, slots=True)
class Dab:
    """A round brush mark: centre in picture pixels, and diameter."""

    centre: Point
    diameter: float

    @property
    def radius(self) -> float:
        """Half the diameter."""
        return self.diameter / 2


@dataclass(frozen=True, slots=True)
class Shape:
    """Pixels inside the picture: spans sorted by row, and the rectangle around them.

    When something of it was painted before, the rectangle is around all the rest, and `parts`
    are smaller ones that hold it, too.
    """

    rect: Rect
    spans: tuple[Span, ...]
    parts: tuple[Rect, ...] = ()


NOTHING = Shape(EMPTY, ())


def snapped(dab: Dab) -> Dab:
    """The dab moved by at most half a pixel each way so that its pixels are symmetric.

    Odd diameters go to a pixel's centre, even ones to a corner, as pixel artists expect of a
    single click.
    """
    offset = 0.5 if round(dab.diameter) % 2 else 0.0
    x = math.floor(dab.centre.x - offset + 0.5) + offset
    y = math.floor(dab.centre.y - offset + 0.5) + offset
    return Dab(Point(x, y), float(round(dab.diameter)))


def segment(start: Dab, end: Dab, size: Size) -> Shape:
    """The pixels between two dabs, both included, as far as they lie inside `size`."""
    spans = _spans(_hull(start, end, size), (start, end), size)
    return Shape(_around(spans), tuple(spans))


def advance(start: Dab, end: Dab, size: Size, zoom: float = 1.0) -> Shape:
    """What a segment adds to the dab at its start, which is painted already: a crescent.

    Its spans may go on into that dab. However large the brush at this zoom, its `parts` are not
    much larger than what the way is long.
    """
    hull = _hull(start, end, size, start_is_painted=True)
    spans = _spans(hull, (end,), size)
    if min(start.diameter, end.diameter) * zoom <= _LARGE:
        return Shape(_around(spans), tuple(spans))
    parts = tuple(_crescent(_disc(start), hull))
    return Shape(united(parts), tuple(spans), parts)


@dataclass(frozen=True, slots=True)
class _Hull:
    """In each of some rows the first column and the column after the last; none if they cross."""

    rows: range
    starts: list[int]
    stops: list[int]


def _hull(start: Dab, end: Dab, size: Size, *, start_is_painted: bool = False) -> _Hull:
    """What is between two dabs, in the rows whose middles are between their top and bottom.

    Where its outline is that of a start which is painted, it is drawn in to the start's middle.
    """
    (x_0, y_0, r_0), (x_1, y_1, r_1) = start_disc, end_disc = _disc(start), _disc(end)
    top, bottom = min(y_0 - r_0, y_1 - r_1), max(y_0 + r_0, y_1 + r_1)
    rows = range(max(0, _row_below(top)), min(size.height, math.floor(bottom + 0.5)))
    width = size.width
    stops = _right_edges(start_disc, end_disc, rows, start_is_painted)
    # With left and right exchanged, right edges are all there is to find.
    mirrored_start, mirrored_end = (width - x_0, y_0, r_0), (width - x_1, y_1, r_1)
    mirrored = _right_edges(mirrored_start, mirrored_end, rows, start_is_painted)
    starts = [width - stop for stop in mirrored]
    if max(x_0 + r_0, x_1 + r_1) > width:
        stops = [min(stop, width) for stop in stops]
    if min(x_0 - r_0, x_1 - r_1) < 0:
        starts = [max(start, 0) for start in starts]
    return _Hull(rows, starts, stops)


def _spans(hull: _Hull, dabs: Iterable[Dab], size: Size) -> list[Span]:
    """A hull's pixels, and those that small dabs are in."""
    spans = [
        span for span in zip(hull.rows, hull.starts, hull.stops, strict=True) if span[1] < span[2]
    ]
    for dab in dabs:
        if dab.radius < _ALWAYS_HITS:
            spans = _with_pixel(spans, dab.centre, size)
    return spans


def _around(spans: list[Span]) -> Rect:
    """The rectangle around spans that are sorted by row."""
    if not spans:
        return EMPTY
    left, right = min([span[1] for span in spans]), max([span[2] for span in spans])
    return Rect.from_edges(left, spans[0][0], right, spans[-1][0] + 1)


def _crescent(painted: _Disc, hull: _Hull) -> Iterator[Rect]:
    """Where a hull reaches beyond the disc at its start: rectangles of a few rows each."""
    x, y, radius = painted
    for first, after in pairwise([round(len(hull.rows) * share) for share in _BAND_EDGES]):
        if first == after:
            continue
        rows = hull.rows[first:after]
        left, right = min(hull.starts[first:after]), max(hull.stops[first:after])
        if left >= right:
            continue
        distance = max(y - rows.start, rows.stop - y)
        half = math.sqrt(max(0.0, radius * radius - distance * distance))
        inner_left, inner_right = math.ceil(x - half), math.floor(x + half)
        if inner_left >= inner_right:
            yield Rect(left, rows.start, right - left, len(rows))
            continue
        if left < inner_left:
            yield Rect(left, rows.start, min(right, inner_left) - left, len(rows))
        if inner_right < right:
            left = max(left, inner_right)
            yield Rect(left, rows.start, right - left, len(rows))


# The outline, in plain numbers: a 1000-px brush has 1000 rows a pointer move

# Centre and radius.
_Disc = tuple[float, float, float]


class _Tangent(NamedTuple):
    """A line from (x, top) on the disc `upper` down to `bottom` on the disc `lower`."""

    top: float
    bottom: float
    x: float
    slope: float
    upper: _Disc
    lower: _Disc


def _disc(dab: Dab) -> _Disc:
    return dab.centre.x, dab.centre.y, dab.diameter / 2


def _row_below(y: float) -> int:
    """The first row whose centre is at `y` or below."""
    return math.ceil(y - 0.5)


def _right_edges(start: _Disc, end: _Disc, rows: range, start_is_painted: bool) -> list[int]:
    """For each row the column after the hull's last pixel; 0 or less for none.

    From the top down the outline is an arc of a disc, and at each tangent on this side it
    goes along that to an arc of the other disc. The rows are all between the hull's top and
    bottom.
    """
    tangents = _right_tangents(start, end)
    if tangents:
        disc = tangents[0].upper
    else:
        # One holds the other; where they touch, the larger one is the hull.
        disc = max(start, end, key=lambda disc: (disc[0] + disc[2], disc[2]))
    painted = start if start_is_painted else None
    stops: list[int] = []
    done, floor = rows.start, math.floor
    for top, bottom, x, slope, _, lower in tangents:
        first = min(rows.stop, max(done, _row_below(top)))
        after = min(rows.stop, max(first, _row_below(bottom)))
        stops += _arc(disc, done, first, painted)
        row_0, x_0 = top - 0.5, x + 0.5
        stops += [floor(x_0 + slope * (row - row_0)) for row in range(first, after)]
        disc, done = lower, after
    stops += _arc(disc, done, rows.stop, painted)
    return stops


def _arc(disc: _Disc, start: int, stop: int, painted: _Disc | None) -> list[int]:
    """For some rows the column after a disc's last pixel; if that is painted, its middle's."""
    if start >= stop:
        return []
    x, y, radius = disc
    x += 0.5
    floor = math.floor  # `int` takes four times as long
    if disc == painted:
        return [floor(x)] * (stop - start)
    row_0 = floor(y)
    first, halves = _halves(y - row_0, radius)
    first += row_0
    return [floor(x + half) for half in halves[start - first : stop - first]]


@lru_cache(maxsize=8)
def _halves(y: float, radius: float) -> tuple[int, list[float]]:
    """Half of a disc's width in each of its rows and in one more on either side; the first row.

    Remembered, since a disc has two sides, and the next one often lies in its rows as this one
    does: `y`, its middle, is from 0 up to 1. `abs`, since rounding can make the square of a row
    that the disc only touches negative, by next to nothing.
    """
    row_0, squared, sqrt = y - 0.5, radius * radius, math.sqrt
    first, last = _row_below(y - radius) - 1, math.floor(y + radius + 0.5)
    return first, [
        sqrt(abs(squared - (height := row - row_0) * height)) for row in range(first, last + 1)
    ]


def _right_tangents(start: _Disc, end: _Disc) -> list[_Tangent]:
    """The parts of the hull's right outline that are on neither disc, from the top down.

    The outer tangents of two discs touch where the normal makes the angle
    acos((R - r) / distance) with the axis. None when the big disc holds the small one.
    """
    big, small = (start, end) if start[2] >= end[2] else (end, start)
    (x_0, y_0, r_0), (x_1, y_1, r_1) = big, small
    dx, dy = x_1 - x_0, y_1 - y_0
    distance = math.hypot(dx, dy)
    if distance <= r_0 - r_1:
        return []
    ux, uy, cosine = dx / distance, dy / distance, (r_0 - r_1) / distance
    sine = math.sqrt(1 - cosine * cosine)
    tangents = []
    for side in (sine, -sine):
        nx, ny = ux * cosine - uy * side, uy * cosine + ux * side
        if nx <= 0:
            continue
        x, top, upper, x_end, bottom, lower = (
            *(x_0 + nx * r_0, y_0 + ny * r_0, big),
            *(x_1 + nx * r_1, y_1 + ny * r_1, small),
        )
        if top > bottom:
            x, top, upper, x_end, bottom, lower = x_end, bottom, lower, x, top, upper
        if bottom > top:
            slope = (x_end - x) / (bottom - top)
            tangents.append(_Tangent(top, bottom, x, slope, upper, lower))
    if len(tangents) == 2 and tangents[0].top > tangents[1].top:
        tangents.reverse()
    return tangents


def _with_pixel(spans: list[Span], centre: Point, size: Size) -> list[Span]:
    """The spans and the pixel that `centre` is in, when it is inside the picture."""
    x, y = math.floor(centre.x), math.floor(centre.y)
    if not (0 <= x < size.width and 0 <= y < size.height):
        return spans
    if any(row == y and left <= x < right for row, left, right in spans):
        return spans
    return sorted([*spans, (y, x, x + 1)])
