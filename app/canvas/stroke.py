"""From pointer positions to the pixels of a round brush: exact spans, no anti-aliasing.

A pixel belongs to a shape when its centre does. A stroke is the union of its segments; a
segment is the convex hull of the discs at its two ends, so that pressure may change the width.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from app.canvas.geometry import EMPTY, Point, Rect, Size
from app.canvas.mask import Span

MIN_DIAMETER = 1
MAX_DIAMETER = 1000

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
    """Pixels inside the picture: spans sorted by row, and the rectangle around them."""

    rect: Rect
    spans: tuple[Span, ...]


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
    big, small = (start, end) if start.radius >= end.radius else (end, start)
    top = min(start.centre.y - start.radius, end.centre.y - end.radius)
    bottom = max(start.centre.y + start.radius, end.centre.y + end.radius)
    rows = range(max(0, _row_below(top)), min(size.height, math.floor(bottom + 0.5)))
    stops = _right_edges(big, small, rows, size.width)
    starts = _right_edges(_mirrored(big, size), _mirrored(small, size), rows, size.width)
    width = size.width
    spans = [
        (row, width - start, stop)
        for row, start, stop in zip(rows, starts, stops, strict=True)
        if start + stop > width
    ]
    for dab in (start, end):
        if dab.radius < _ALWAYS_HITS:
            spans = _with_pixel(spans, dab.centre, size)
    return _shape(spans)


def _row_below(y: float) -> int:
    """The first row whose centre is at `y` or below."""
    return math.ceil(y - 0.5)


def _mirrored(dab: Dab, size: Size) -> Dab:
    """The dab with left and right exchanged, so that right edges are all there is to find."""
    return Dab(Point(size.width - dab.centre.x, dab.centre.y), dab.diameter)


def _right_edges(big: Dab, small: Dab, rows: range, width: int) -> list[int]:
    """For each row the column after the hull's last pixel, at most `width`; 0 or less for none.

    From the top down the outline is an arc of a disc, and at each tangent on this side it
    goes along that to an arc of the other disc. The rows are all between the hull's top and
    bottom. Each part has a formula of its own: a 1000-px brush has 1000 rows a pointer move.
    """
    tangents = _right_tangents(big, small)
    if tangents:
        disc = tangents[0].upper
    else:
        disc = max(big, small, key=lambda dab: dab.centre.x + dab.radius)
    stops: list[int] = []
    done = rows.start
    for tangent in tangents:
        first = min(rows.stop, max(done, _row_below(tangent.top)))
        after = min(rows.stop, max(first, _row_below(tangent.bottom)))
        stops += _arc(disc, range(done, first))
        slope, row_0, x_0 = tangent.slope, tangent.top - 0.5, tangent.x + 0.5
        stops += [int(x_0 + slope * (row - row_0)) for row in range(first, after)]
        disc, done = tangent.lower, after
    stops += _arc(disc, range(done, rows.stop))
    if max(stops, default=0) > width:
        return [min(stop, width) for stop in stops]
    return stops


def _arc(disc: Dab, rows: range) -> list[int]:
    """For each row the column after the disc's last pixel.

    `int` instead of `floor` differs left of the picture alone. `abs`, since rounding can make
    the square of a row that only touches the disc negative, by next to nothing.
    """
    row_0, squared, x = disc.centre.y - 0.5, disc.radius * disc.radius, disc.centre.x + 0.5
    squares = [squared - (height := row - row_0) * height for row in rows]
    return [int(x + half) for half in map(math.sqrt, map(abs, squares))]


@dataclass(frozen=True, slots=True)
class _Tangent:
    """A line from (x, top) on the disc `upper` down to `bottom` on the disc `lower`."""

    top: float
    bottom: float
    x: float
    slope: float
    upper: Dab
    lower: Dab


def _right_tangents(big: Dab, small: Dab) -> list[_Tangent]:
    """The parts of the hull's right outline that are on neither disc, from the top down.

    The outer tangents of two discs touch where the normal makes the angle
    acos((R - r) / distance) with the axis. None when the big disc holds the small one.
    """
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
