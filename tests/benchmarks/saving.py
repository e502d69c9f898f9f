"""Pointer moves while the mask is being saved beside them, as it is every other second in life."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from app.jobs.background import Background
from app.library.masks import Masks
from app.ui.mask_keeper import MaskKeeper, SavingPace
from tests.benchmarks.figures import Row, Times
from tests.benchmarks.stand import LEFT, RIGHT, Hand, Stand, settle, walk

SIDE = 8192
CELLS: tuple[tuple[int, str, float | None], ...] = (
    (400, "fit", None),
    (400, "100 %", 1.0),
    (100, "800 %", 8.0),
)
STROKES, MOVES = 24, 45
# A mouse that tells 250 times a second; in between, the saving thread gets on.
PAUSE = 0.004
# Saved again as soon as it has been saved.
HASTY = SavingPace(rest=0.01, longest=0.02)


def rows() -> Iterator[Row]:
    """Each cell: the moves that fell into a saving, and for comparison those that didn't."""
    for brush, name, zoom in CELLS:
        with tempfile.TemporaryDirectory() as folder:
            stand = Stand(SIDE)
            background = Background(stand.view)
            keeper = MaskKeeper(stand.view, Masks(Path(folder)), background, stand.view, HASTY)
            stand.show(zoom)
            stand.use_brush(brush)
            keeper.watch("mask", stand.canvas)
            during, beside = _strokes(stand, keeper)
            keeper.close()
            background.shutdown(10)
            stand.close()
        yield Row(
            f"move while saving, brush {brush}, {name}, {SIDE}²",
            f"{during}, longest {max(during.all):.1f}; else {beside}",
            "p99 ≤ 4",
            during.p99 <= 4,
        )


def _strokes(stand: Stand, keeper: MaskKeeper) -> tuple[Times, Times]:
    hand, path = Hand(stand.view), walk(stand.field(), seed=7)
    during: list[float] = []
    beside: list[float] = []
    for stroke in range(STROKES):
        # The first half with saving, the second without.
        saves = stroke < STROKES // 2
        if stroke == STROKES // 2:
            keeper.watch("", None)
        button = RIGHT if stroke % 3 == 2 else LEFT
        spots = list(islice(path, MOVES + 1))
        hand.press(spots[0], button)
        for spot in spots[1:]:
            time.sleep(PAUSE)
            busy = bool(keeper.masks.waiting)
            (took,) = hand.timed_moves([spot])
            if busy:
                during.append(took)
            elif not saves:
                beside.append(took)
        hand.release(spots[-1], button)
        settle()
    return Times(tuple(during)), Times(tuple(beside))
