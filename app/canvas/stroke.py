"""From pointer positions to the pixels of a round brush: exact spans, no anti-aliasing.

A pixel belongs to a shape when its centre does. A stroke is the union of its segments; a
segment is the convex hull of the discs at its two ends, so that pressure may change the width.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from app.canvas.geometry import EMPTY, Point, Rect, Size
from app.canvas.mask import Span

# Beyond this diameter it is told which part of a brush is new: in bands, lower and lower towards
# top and bottom, where the outline runs along them. More of them cost more than they save.
_LARGE = 64
_BANDS = 12
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

    When something of it was painted before, `parts` are rectangles that hold all the rest.
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
    return _shape(_hull(start, end, size), start, end, size)


def advance(start: Dab, end: Dab, size: Size) -> Shape:
    """The same where the dab at its start is painted already: only a crescent is new then.

    However large the brush, its `parts` are not much larger than what the way is long.
    """
    hull = _hull(start, end, size)
    shape = _shape(hull, start, end, size)
    if min(start.diameter, end.diameter, len(hull.rows)) <= _LARGE:
        return shape
    return replace(shape, parts=tuple(_crescent(start, end, hull)))


@dataclass(frozen=True, slots=True)
class _Hull:
    """In each of some rows the first column and the column after the last; none if they cross."""

    rows: range
    starts: list[int]
    stops: list[int]


def _hull(start: Dab, end: Dab, size: Size) -> _Hull:
    """What is between two dabs, in the rows whose middles are between their top and bottom."""
    (x_0, y_0, r_0), (x_1, y_1, r_1) = start_disc, end_disc = _disc(start), _disc(end)
    top, bottom = min(y_0 - r_0, y_1 - r_1), max(y_0 + r_0, y_1 + r_1)
    rows = range(max(0, _row_below(top)), min(size.height, math.floor(bottom + 0.5)))
    width = size.width
    stops = _right_edges(start_disc, end_disc, rows)
    # With left and right exchanged, right edges are all there is to find.
    mirrored = _right_edges((width - x_0, y_0, r_0), (width - x_1, y_1, r_1), rows)
    starts = [width - stop for stop in mirrored]
    if max(stops, default=0) > width:
        stops = [min(stop, width) for stop in stops]
    if min(starts, default=0) < 0:
        starts = [max(start, 0) for start in starts]
    return _Hull(rows, starts, stops)


def _shape(hull: _Hull, start: Dab, end: Dab, size: Size) -> Shape:
    spans = [
        span for span in zip(hull.rows, hull.starts, hull.stops, strict=True) if span[1] < span[2]
    ]
    if len(spans) == len(hull.rows) and spans:
        left, right = min(hull.starts), max(hull.stops)
    else:
        left, right = _width(spans)
    for dab in (start, end):
        if dab.radius < _ALWAYS_HITS:
            spans = _with_pixel(spans, dab.centre, size)
            left, right = _width(spans)
    if not spans:
        return NOTHING
    return Shape(Rect.from_edges(left, spans[0][0], right, spans[-1][0] + 1), tuple(spans))


def _width(spans: list[Span]) -> tuple[int, int]:
    """The first column of any span, and the column after the last."""
    lefts, rights = [left for _, left, _ in spans], [right for _, _, right in spans]
    return min(lefts, default=0), max(rights, default=0)


def _crescent(start: Dab, end: Dab, hull: _Hull) -> Iterator[Rect]:
    """Where the hull of two dabs reaches beyond the first: rectangles of a few rows each."""
    x, y, radius = _disc(start)
    way_x, way_y = end.centre.x - x, end.centre.y - y
    grows = end.diameter > start.diameter
    for first, after in pairwise([round(len(hull.rows) * share) for share in _BAND_EDGES]):
        rows = hull.rows[first:after]
        left, right = min(hull.starts[first:after]), max(hull.stops[first:after])
        top, bottom = rows.start - y, rows.stop - y
        if max(-top, bottom) >= radius:
            if left < right:
                yield Rect(left, rows.start, right - left, len(rows))
            continue
        top_half = math.sqrt(radius * radius - top * top)
        bottom_half = math.sqrt(radius * radius - bottom * bottom)
        half = min(top_half, bottom_half)
        inner_left = min(right, math.ceil(x - half))
        inner_right = max(left, math.floor(x + half))
        # Behind the dab there is nothing new: there the way leads into it, from each end of the
        # band (a vector from the middle to the outline, times the way).
        above, below = top * way_y, bottom * way_y
        if left < inner_left and (
            grows or max(above - top_half * way_x, below - bottom_half * way_x) >= 0
        ):
            yield Rect(left, rows.start, inner_left - left, len(rows))
        if inner_right < right and (
            grows or max(above + top_half * way_x, below + bottom_half * way_x) >= 0
        ):
            yield Rect(inner_right, rows.start, right - inner_right, len(rows))


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


def _right_edges(start: _Disc, end: _Disc, rows: range) -> list[int]:
    """For each row the column after the hull's last pixel; 0 or less for none.

    From the top down the outline is an arc of a disc, and at each tangent on this side it
    goes along that to an arc of the other disc. The rows are all between the hull's top and
    bottom. `int` instead of `floor` differs left of the picture alone.
    """
    tangents = _right_tangents(start, end)
    if tangents:
        disc = tangents[0].upper
    else:
        # One holds the other; where they touch, the larger one is the hull.
        disc = max(start, end, key=lambda disc: (disc[0] + disc[2], disc[2]))
    stops: list[int] = []
    done = rows.start
    for top, bottom, x, slope, _, lower in tangents:
        first = min(rows.stop, max(done, _row_below(top)))
        after = min(rows.stop, max(first, _row_below(bottom)))
        stops += _arc(disc, done, first)
        row_0, x_0 = top - 0.5, x + 0.5
        stops += [int(x_0 + slope * (row - row_0)) for row in range(first, after)]
        disc, done = lower, after
    stops += _arc(disc, done, rows.stop)
    return stops


def _arc(disc: _Disc, start: int, stop: int) -> list[int]:
    """For some rows the column after the disc's last pixel."""
    if start >= stop:
        return []
    x, y, radius = disc
    first, halves = _halves(y, radius)
    x += 0.5
    return [int(x + half) for half in halves[start - first : stop - first]]


@lru_cache(maxsize=4)
def _halves(y: float, radius: float) -> tuple[int, list[float]]:
    """Half of a disc's width in each of its rows and in one more on either side; the first row.

    Remembered, since each dab is the end of one segment and the start of the next, and has two
    sides. `abs`, since rounding can make the square of a row that the disc only touches
    negative, by next to nothing.
    """
    row_0, squared = y - 0.5, radius * radius
    first, last = _row_below(y - radius) - 1, math.floor(y + radius + 0.5)
    sqrt = math.sqrt
    return first, [
        sqrt(abs(squared - (row - row_0) * (row - row_0))) for row in range(first, last + 1)
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
