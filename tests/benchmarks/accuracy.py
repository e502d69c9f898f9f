"""A stroke's pixels against the union of discs along the hand's way, tried out pixel by pixel."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice, pairwise

from PySide6.QtCore import QPoint, QPointF

from tests.benchmarks.figures import Row
from tests.benchmarks.stand import LEFT, Hand, Stand, walk

SIDE, MOVES = 1024, 14
SLACK = 0.75
CASES = ((1, 1.0), (2, 2.0), (7, 0.75), (40, 1.0), (41, 3.7), (120, 0.75), (333, 1.5))

_Spot = tuple[float, float]


def rows() -> Iterator[Row]:
    """Strokes by real pointer events, of several brushes at several zooms."""
    checked = wrong = unsure = 0
    for number, (brush, zoom) in enumerate(CASES):
        stand = Stand(SIDE)
        stand.show(zoom)
        stand.use_brush(brush)
        spots = list(islice(walk(Stand.middle(), seed=number), MOVES))
        hand = Hand(stand.view)
        hand.press(spots[0], LEFT)
        for spot in spots[1:]:
            hand.move(spot)
        hand.release(spots[-1], LEFT)
        found = _compare(stand, spots, brush / 2)
        checked, wrong, unsure = checked + found[0], wrong + found[1], unsure + found[2]
        stand.close()
    yield Row(
        "stroke to mask",
        f"{wrong} of {checked} pixels wrong ({unsure} differ within {SLACK} px of the outline)",
        f"0 beyond {SLACK} px",
        wrong == 0,
    )


def _compare(stand: Stand, spots: list[QPoint], radius: float) -> tuple[int, int, int]:
    """How many pixels were looked at, how many are wrong, how many differ next to the outline."""
    view, mask = stand.view, stand.canvas.mask
    places = [view.widgetToImage(QPointF(spot)) for spot in spots]
    path = [(place.x(), place.y()) for place in places]
    margin = radius + 3
    left, right = min(x for x, _ in path) - margin, max(x for x, _ in path) + margin
    top, bottom = min(y for _, y in path) - margin, max(y for _, y in path) + margin
    checked = wrong = unsure = 0
    for y in range(max(0, math.floor(top)), min(SIDE, math.ceil(bottom))):
        row = mask.rows(y, y + 1)
        for x in range(max(0, math.floor(left)), min(SIDE, math.ceil(right))):
            distance = _distance(path, (x + 0.5, y + 0.5)) - radius
            checked += 1
            if (row[x] == 255) != (distance <= 0):
                if abs(distance) > SLACK:
                    wrong += 1
                else:
                    unsure += 1
    return checked, wrong, unsure


def _distance(path: list[_Spot], place: _Spot) -> float:
    """From a place to the nearest point of a path."""
    return min(_to_segment(place, a, b) for a, b in pairwise(path))


def _to_segment(place: _Spot, a: _Spot, b: _Spot) -> float:
    (x, y), (ax, ay), (bx, by) = place, a, b
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    along = ((x - ax) * dx + (y - ay) * dy) / length if length else 0.0
    along = max(0.0, min(1.0, along))
    return math.hypot(x - ax - along * dx, y - ay - along * dy)
