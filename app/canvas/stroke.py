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
    first = max(0, math.ceil(top - 0.5))
    last = min(size.height - 1, math.floor(bottom - 0.5))
    if big.centre.distance(small.centre) <= big.radius - small.radius:
        rows = _disc_rows(big, first, last)
    else:
        rows = _hull_rows(big, small, first, last)
    spans = _clipped(rows, first, size.width)
    for dab in (start, end):
        if dab.radius < _ALWAYS_HITS:
            spans = _with_pixel(spans, dab.centre, size)
    return _shape(spans)


def _disc_rows(dab: Dab, first: int, last: int) -> list[tuple[float, float]]:
    """Left and right edge of a disc at the centre of each row; crossed where it isn't."""
    x, y, squared = dab.centre.x, dab.centre.y, dab.radius * dab.radius
    rows = []
    for row in range(first, last + 1):
        height = row + 0.5 - y
        rest = squared - height * height
        half = math.sqrt(rest) if rest >= 0 else -1.0
        rows.append((x - half, x + half))
    return rows


def _hull_rows(big: Dab, small: Dab, first: int, last: int) -> list[tuple[float, float]]:
    """The same for the convex hull of two discs of which neither holds the other.

    Its outline is an arc of each and the two outer tangents; the tangents touch where the
    normal makes the angle acos((R - r) / distance) with the axis.
    """
    ax, ay, bx, by = big.centre.x, big.centre.y, small.centre.x, small.centre.y
    distance = big.centre.distance(small.centre)
    ux, uy = (bx - ax) / distance, (by - ay) / distance
    cosine = (big.radius - small.radius) / distance
    sine = math.sqrt(1 - cosine * cosine)
    tangents = []
    for side in (sine, -sine):
        nx, ny = ux * cosine - uy * side, uy * cosine + ux * side
        x0, y0 = ax + nx * big.radius, ay + ny * big.radius
        x1, y1 = bx + nx * small.radius, by + ny * small.radius
        if y0 > y1:
            x0, y0, x1, y1 = x1, y1, x0, y0
        slope = (x1 - x0) / (y1 - y0) if y1 > y0 else 0.0
        tangents.append((y0, y1, x0 - y0 * slope, slope))
    (p0, p1, p, dp), (q0, q1, q, dq) = tangents
    r2, s2 = big.radius * big.radius, small.radius * small.radius
    rows = []
    for row in range(first, last + 1):
        y = row + 0.5
        left, right = math.inf, -math.inf
        rest = r2 - (y - ay) * (y - ay)
        if rest >= 0:
            half = math.sqrt(rest)
            left, right = ax - half, ax + half
        rest = s2 - (y - by) * (y - by)
        if rest >= 0:
            half = math.sqrt(rest)
            left, right = min(left, bx - half), max(right, bx + half)
        if p0 <= y <= p1:
            x = p + dp * y
            left, right = min(left, x), max(right, x)
        if q0 <= y <= q1:
            x = q + dq * y
            left, right = min(left, x), max(right, x)
        rows.append((left, right))
    return rows


def _clipped(rows: list[tuple[float, float]], first: int, width: int) -> list[Span]:
    """Edges to pixels: those whose centre is between them, inside the picture."""
    ceil, floor = math.ceil, math.floor
    spans = []
    for row, (left, right) in enumerate(rows, first):
        if left <= right and right >= 0.5 and left <= width - 0.5:
            start, stop = max(0, ceil(left - 0.5)), min(width, floor(right + 0.5))
            if start < stop:
                spans.append((row, start, stop))
    return spans


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
    left = min(span[1] for span in spans)
    right = max(span[2] for span in spans)
    return Shape(Rect.from_edges(left, spans[0][0], right, spans[-1][0] + 1), tuple(spans))
