"""From pointer positions to the pixels of a round brush: exact spans, no anti-aliasing.

A pixel belongs to a shape when its centre does. A stroke is the union of its segments; a
segment is the convex hull of the discs at its two ends, so that pressure may change the width.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from app.canvas.geometry import EMPTY, Point, Rect, Size
from app.canvas.mask import Span

MIN_DIAMETER = 1
MAX_DIAMETER = 1000

# What a large brush adds is told in so many bands; more of them cost more than they save.
_BANDS = 8
_LARGE = 64  # rows

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
    spans = _hull(start, end, _rows(size, start, end), size.width)
    for dab in (start, end):
        if dab.radius < _ALWAYS_HITS:
            spans = _with_pixel(spans, dab.centre, size)
    return _shape(spans)


def advance(start: Dab, end: Dab, size: Size) -> Shape:
    """The same where the dab at its start is painted already: only a crescent is new then.

    However large the brush, its `parts` are not much larger than what the way is long.
    """
    shape = segment(start, end, size)
    if len(shape.spans) <= _LARGE:
        return shape
    return replace(shape, parts=tuple(_crescent(start, shape)))


# Rows


def _rows(size: Size, *dabs: Dab) -> range:
    """The rows of the picture whose middles are between the dabs' top and bottom."""
    top = min([dab.centre.y - dab.radius for dab in dabs])
    bottom = max([dab.centre.y + dab.radius for dab in dabs])
    return range(max(0, _row_below(top)), min(size.height, math.floor(bottom + 0.5)))


def _row_below(y: float) -> int:
    """The first row whose centre is at `y` or below."""
    return math.ceil(y - 0.5)


def _hull(start: Dab, end: Dab, rows: range, width: int) -> list[Span]:
    """The pixels between two dabs in some of the rows between their top and bottom."""
    if not rows:
        return []
    stops = _right_edges(start, end, rows, width)
    starts = _right_edges(_mirrored(start, width), _mirrored(end, width), rows, width)
    return [
        (row, width - start, stop)
        for row, start, stop in zip(rows, starts, stops, strict=True)
        if start + stop > width
    ]


def _mirrored(dab: Dab, width: int) -> Dab:
    """The dab with left and right exchanged, so that right edges are all there is to find."""
    return Dab(Point(width - dab.centre.x, dab.centre.y), dab.diameter)


def _right_edges(start: Dab, end: Dab, rows: range, width: int) -> list[int]:
    """For each row the column after the hull's last pixel, at most `width`; 0 or less for none."""
    stops: list[int] = []
    for part, line in _right_outline(start, end, rows):
        stops += _edges(line, part)
    return _at_most(width, stops)


def _at_most(width: int, stops: list[int]) -> list[int]:
    if max(stops, default=0) > width:
        return [min(stop, width) for stop in stops]
    return stops


# The outline


@dataclass(frozen=True, slots=True)
class _Tangent:
    """A line from (x, top) on the disc `upper` down to `bottom` on the disc `lower`."""

    top: float
    bottom: float
    x: float
    slope: float
    upper: Dab
    lower: Dab


def _right_outline(start: Dab, end: Dab, rows: range) -> list[tuple[range, Dab | _Tangent]]:
    """Which disc or tangent the hull's right outline is on, from row to row.

    From the top down it is an arc of a disc, and at each tangent on this side it goes along
    that to an arc of the other disc. The rows are all between the hull's top and bottom. Each
    part has a formula of its own: a 1000-px brush has 1000 rows a pointer move.
    """
    tangents = _right_tangents(start, end)
    if tangents:
        disc = tangents[0].upper
    else:
        disc = max(start, end, key=lambda dab: dab.centre.x + dab.radius)
    parts: list[tuple[range, Dab | _Tangent]] = []
    done = rows.start
    for tangent in tangents:
        first = min(rows.stop, max(done, _row_below(tangent.top)))
        after = min(rows.stop, max(first, _row_below(tangent.bottom)))
        parts += [(range(done, first), disc), (range(first, after), tangent)]
        disc, done = tangent.lower, after
    return [*parts, (range(done, rows.stop), disc)]


def _edges(line: Dab | _Tangent, rows: range) -> list[int]:
    """For each row the column after the last pixel left of a disc's or tangent's right side.

    `int` instead of `floor` differs left of the picture alone.
    """
    if isinstance(line, _Tangent):
        slope, row_0, x_0 = line.slope, line.top - 0.5, line.x + 0.5
        return [int(x_0 + slope * (row - row_0)) for row in rows]
    x_0 = line.centre.x + 0.5
    first, halves = _halves(line.centre.y, line.radius)
    return [int(x_0 + half) for half in halves[rows.start - first : rows.stop - first]]


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


def _right_tangents(start: Dab, end: Dab) -> list[_Tangent]:
    """The parts of the hull's right outline that are on neither disc, from the top down.

    The outer tangents of two discs touch where the normal makes the angle
    acos((R - r) / distance) with the axis. None when the big disc holds the small one.
    """
    big, small = (start, end) if start.radius >= end.radius else (end, start)
    distance = big.centre.distance(small.centre)
    if distance <= big.radius - small.radius:
        return []
    ux = (small.centre.x - big.centre.x) / distance
    uy = (small.centre.y - big.centre.y) / distance
    cosine = (big.radius - small.radius) / distance
    sine = math.sqrt(1 - cosine * cosine)
    tangents = []
    for side in (sine, -sine):
        nx, ny = ux * cosine - uy * side, uy * cosine + ux * side
        ends = [
            (dab.centre.y + ny * dab.radius, dab.centre.x + nx * dab.radius, dab)
            for dab in (big, small)
        ]
        (top, x, upper), (bottom, x_end, lower) = sorted(ends, key=lambda end: end[0])
        if nx > 0 and bottom > top:
            slope = (x_end - x) / (bottom - top)
            tangents.append(_Tangent(top, bottom, x, slope, upper, lower))
    return sorted(tangents, key=lambda tangent: tangent.top)


# Spans


def _crescent(disc: Dab, shape: Shape) -> Iterator[Rect]:
    """Where a shape reaches beyond a disc: rectangles of a few rows each."""
    x, y, squared = disc.centre.x, disc.centre.y, disc.radius * disc.radius
    step = -(-len(shape.spans) // _BANDS)
    for done in range(0, len(shape.spans), step):
        rows, lefts, rights = zip(*shape.spans[done : done + step], strict=True)
        top, bottom, left, right = rows[0], rows[-1] + 1, min(lefts), max(rights)
        # The band's row that is farthest from the middle is the disc's narrowest there.
        height = max(abs(top - y), abs(bottom - y))
        if height * height >= squared:
            yield Rect(left, top, right - left, bottom - top)
            continue
        half = math.sqrt(squared - height * height)
        inner_left = min(right, math.ceil(x - half))
        inner_right = max(left, math.floor(x + half))
        if left < inner_left:
            yield Rect(left, top, inner_left - left, bottom - top)
        if inner_right < right:
            yield Rect(inner_right, top, right - inner_right, bottom - top)


def _with_pixel(spans: list[Span], centre: Point, size: Size) -> list[Span]:
    """The spans and the pixel that `centre` is in, when it is inside the picture."""
    x, y = math.floor(centre.x), math.floor(centre.y)
    if not (0 <= x < size.width and 0 <= y < size.height):
        return spans
    if any(row == y and left <= x < right for row, left, right in spans):
        return spans
    return sorted([*spans, (y, x, x + 1)])


def _shape(spans: list[Span]) -> Shape:
    if not spans:
        return NOTHING
    left = min([left for _, left, _ in spans])
    right = max([right for _, _, right in spans])
    return Shape(Rect.from_edges(left, spans[0][0], right, spans[-1][0] + 1), tuple(spans))
