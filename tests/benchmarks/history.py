"""Undo and redo of a stroke, from the call to the repainted view; what the history holds."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from itertools import islice

from PySide6.QtWidgets import QApplication

from app.canvas.canvas import Canvas
from app.canvas.geometry import Rect
from tests.benchmarks.figures import Row, Times, timed
from tests.benchmarks.stand import LEFT, Hand, Stand, walk

SIDE, BRUSH = 4096, 40
STROKES, MOVES = 200, 60
LIMIT_MS, LIMIT_MB = 5, 16


def rows() -> Iterator[Row]:
    """With all of the picture in view, where a stroke reaches farthest over it."""
    stand = Stand(SIDE)
    stand.use_brush(BRUSH)
    _paint(stand)
    history = stand.canvas.history
    steps = []
    while (step := history.next_undo) is not None:
        steps.append(step)
        history.went_back(step)
    real = _weight(steps)
    while (step := history.next_redo) is not None:
        history.went_forward(step)
    yield Row(
        f"{STROKES} strokes, {SIDE}²",
        f"{history.byte_count / 1e6:.1f} MB by its own count, {real / 1e6:.1f} MB really",
        f"≤ {LIMIT_MB} MB",
        max(history.byte_count, real) <= LIMIT_MB * 1e6,
    )
    undo, redo = _undo_and_redo(stand)
    for what, times in (("undo", undo), ("redo", redo)):
        found = f"{times}, longest {max(times.all):.1f}"
        met = times.median <= LIMIT_MS
        yield Row(f"{what} a stroke, {SIDE}²", found, f"≤ {LIMIT_MS} ms", met)
    stand.close()


def _weight(start: object) -> int:
    """What an object takes in memory with all that it refers to, in bytes."""
    seen: dict[int, object] = {}
    waiting = [start]
    while waiting:
        found = waiting.pop()
        if id(found) not in seen and not isinstance(found, type):
            seen[id(found)] = found
            waiting += gc.get_referents(found)
    return sum(sys.getsizeof(found) for found in seen.values())


def _paint(stand: Stand) -> None:
    """Strokes of a steady hand all over the picture."""
    hand, path = Hand(stand.view), walk(stand.field(), seed=5)
    for _ in range(STROKES):
        spots = list(islice(path, MOVES))
        hand.press(spots[0], LEFT)
        for spot in spots:
            hand.move(spot)
        hand.release(spots[-1], LEFT)


def _undo_and_redo(stand: Stand) -> tuple[Times, Times]:
    canvas, view = stand.canvas, stand.view
    undo, redo = [], []

    def step(change: Rect) -> None:
        view.mask_changed(change)
        QApplication.processEvents()

    def back(it: Canvas = canvas) -> None:
        step(it.undo())

    def forward(it: Canvas = canvas) -> None:
        step(it.redo())

    for _ in range(STROKES // 2):
        undo.append(timed(back))
        redo.append(timed(forward))
        back()  # shown as well, so that the next one has no more to show than its own
    return Times(tuple(undo)), Times(tuple(redo))
