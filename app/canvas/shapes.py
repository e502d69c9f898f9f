"""Rectangles, ellipses and polygons as exact spans of pixels.

A pixel belongs to a shape when its centre is inside. On an outline the left and the upper
edge belong, the right and the lower don't: shapes that share an edge neither overlap nor
leave a gap.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from app.canvas.geometry import Point, Rect, Size
from app.canvas.mask import Span
from app.canvas.stroke import NOTHING, Shape


def rectangle(a: Point, b: Point, size: Size) -> Shape:
    """What lies between two opposite corners, as far as it is inside `size`."""
    left, right = _range(a.x, b.x, size.width)
    top, bottom = _range(a.y, b.y, size.height)
    if left >= right or top >= bottom:
        return NOTHING
    rect = Rect.from_edges(left, top, right, bottom)
    return Shape(rect, tuple([(row, left, right) for row in range(top, bottom)]))


def ellipse(a: Point, b: Point, size: Size) -> Shape:
    """What lies in the ellipse that touches the sides of the rectangle between two corners."""
    x, y = (a.x + b.x) / 2, (a.y + b.y) / 2
    radius_x, radius_y = abs(a.x - b.x) / 2, abs(a.y - b.y) / 2
    if not radius_x or not radius_y:
        return NOTHING
    top, bottom = _range(a.y, b.y, size.height)
    row_0, squared, flatness = y - 0.5, radius_y * radius_y, radius_x / radius_y
    x_0, width = x - 0.5, size.width
    spans = []
    for row in range(top, bottom):
        height = row - row_0
        half = flatness * math.sqrt(max(0.0, squared - height * height))
        left, right = max(0, math.ceil(x_0 - half)), min(width, math.ceil(x_0 + half))
        if left < right:
            spans.append((row, left, right))
    return _shape(spans)


def polygon(points: Sequence[Point], size: Size) -> Shape:
    """What a closed line through the points goes round, as far as it is inside `size`.

    By the nonzero rule: where the line crosses itself, everything counts that it goes round
    more often one way than the other. Who closes a lasso a little beyond its beginning, or
    goes round twice, means all of it; by the even-odd rule the parts that are gone round twice
    would be holes (what users of Drawpile had to ask for: drawpile/Drawpile issue 1516).
    """
    stride = size.width + 1
    spans: list[Span] = []
    winding = start = 0
    last_stop = -1
    # The line goes down through the level of a row as often as up, so that none is open at the
    # row's end and one loop goes through all rows.
    for crossing in sorted(_crossings(points, size)):
        if not winding:
            start = crossing >> 1
        winding += -1 if crossing & 1 else 1
        stop = crossing >> 1
        if not winding and start < stop:
            row, left = divmod(start, stride)
            if start == last_stop:
                left = spans.pop()[1]
            spans.append((row, left, stop - row * stride))
            last_stop = stop
    return _shape(spans)


def _range(a: float, b: float, end: int) -> tuple[int, int]:
    """The first pixel whose centre is between two positions, and the one after the last."""
    return max(0, math.ceil(min(a, b) - 0.5)), min(end, math.ceil(max(a, b) - 0.5))


def _crossings(points: Sequence[Point], size: Size) -> list[int]:
    """Where the closed line through the points crosses the levels of the rows' centres.

    A crossing is one number: row by row and in a row from left to right, the first column
    whose centre is right of the line (0 to the width inclusive, beyond which nothing shows),
    doubled, plus 1 where the line goes up. Every edge is computed from its upper end, so that
    it crosses at the same places in both shapes that share it.
    """
    crossings: list[int] = []
    ceil, width, height, stride = math.ceil, size.width, size.height, size.width + 1
    corners = [
        (min(max(ceil(point.y - 0.5), 0), height), point.x - 0.5, point.y - 0.5) for point in points
    ]
    for (first, x, y), (after, x_end, y_end) in pairwise([*corners[-1:], *corners]):
        if first == after:
            continue
        slope, up = (x_end - x) / (y_end - y), 0
        if first > after:
            first, x, y, after, x_end, up = after, x_end, y_end, first, x, 1
        if 0 <= x <= width - 1 and 0 <= x_end <= width - 1:
            crossings += [
                2 * (row * stride + ceil(x + slope * (row - y))) + up for row in range(first, after)
            ]
        else:
            crossings += [
                2 * (row * stride + min(max(ceil(x + slope * (row - y)), 0), width)) + up
                for row in range(first, after)
            ]
    return crossings


def _shape(spans: list[Span]) -> Shape:
    if not spans:
        return NOTHING
    left = min([left for _, left, _ in spans])
    right = max([right for _, _, right in spans])
    return Shape(Rect.from_edges(left, spans[0][0], right, spans[-1][0] + 1), tuple(spans))
