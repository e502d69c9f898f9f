"""Steps of zoom and pan, from the event to the repainted view."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise

from PySide6.QtCore import QPoint

from tests.benchmarks.figures import Row, Times
from tests.benchmarks.stand import LEFT, MIDDLE, Hand, Stand, walk

SIDES = (4096, 8192)
ZOOMS = (None, 0.5, 1.0, 8.0)
WAYS, NOTCHES, PANS = 12, 12, 40
LIMIT = 8


def rows() -> Iterator[Row]:
    """For each size: the wheel from all of the picture to its pixels and back, and drags."""
    for side in SIDES:
        stand = Stand(side)
        _paint(stand)
        for what, times in (("zoom", _zoom(stand)), ("pan", _pan(stand))):
            found = f"{times}, longest {max(times.all):.1f}"
            yield Row(f"{what} step, {side}²", found, f"≤ {LIMIT} ms", times.median <= LIMIT)
        stand.close()


def _paint(stand: Stand) -> None:
    """So that there is something to show."""
    hand = Hand(stand.view)
    stand.use_brush(200)
    spots = list(islice(walk(stand.field(), seed=1), 100))
    hand.press(spots[0], LEFT)
    hand.timed_moves(spots)
    hand.release(spots[-1], LEFT)


def _zoom(stand: Stand) -> Times:
    hand, times = Hand(stand.view), []
    for spot in islice(walk(Stand.middle(), seed=2), WAYS):
        for notch in (1, -1):
            times += [hand.timed_wheel(spot, notch) for _ in range(NOTCHES)]
        stand.show(None)
    return Times(tuple(times))


def _pan(stand: Stand) -> Times:
    hand, times = Hand(stand.view), []
    for zoom in ZOOMS:
        stand.show(zoom)
        spots = list(islice(walk(Stand.middle(), seed=3), PANS))
        hand.press(spots[0], MIDDLE)
        times += hand.timed_moves([QPoint(spot) for _, spot in pairwise(spots)])
        hand.release(spots[-1], MIDDLE)
    return Times(tuple(times))
