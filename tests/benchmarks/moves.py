"""Pointer moves: the event through the real canvas, and the paint that it causes, ring included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from tests.benchmarks.figures import Row, Times
from tests.benchmarks.stand import LEFT, RIGHT, Hand, Nothing, PaintCount, Stand, walk

SIDES = (1024, 4096, 8192)
ZOOMS: tuple[tuple[str, float | None], ...] = (("fit", None), ("100 %", 1.0), ("800 %", 8.0))
STROKES, MOVES = 10, 45


@dataclass(frozen=True, slots=True)
class Cell:
    """Painting with one brush at one zoom on one picture, and the floor measured in between."""

    brush: int
    zoom: str
    side: int
    times: Times
    floor: Times

    @property
    def ratio(self) -> float:
        """How many empty repaints a move takes."""
        return self.times.median / self.floor.median

    @property
    def limit(self) -> float:
        """What the ratio may be at most."""
        return 5 if self.brush == 40 and self.zoom != "800 %" else 14

    def row(self) -> Row:
        """The cell as a line of the table."""
        return Row(
            f"move, brush {self.brush}, {self.zoom}, {self.side}²",
            f"{self.times} = {self.ratio:.1f} × floor {self.floor.median:.3f}",
            f"≤ {self.limit:.0f} × floor, p99 ≤ 4",
            self.ratio <= self.limit and self.times.p99 <= 4,
        )


def rows() -> Iterator[Row]:
    """Every cell, and what the picture's size makes of it."""
    nothing = Nothing()
    cells = [cell for side in SIDES for cell in _cells(side, Hand(nothing))]
    nothing.deleteLater()
    yield from (cell.row() for cell in cells)
    yield _growth(cells)


def _cells(side: int, nothing: Hand) -> Iterator[Cell]:
    stand = Stand(side)
    for name, zoom in ZOOMS:
        stand.show(zoom)
        for brush in (40, 100 if zoom == 8.0 else 400):
            stand.use_brush(brush)
            yield Cell(brush, name, side, *_strokes(stand, nothing))
    stand.close()


def _strokes(stand: Stand, nothing: Hand) -> tuple[Times, Times]:
    """Strokes that paint and erase in turn; the floor after each, by the same moves."""
    hand, path = Hand(stand.view), walk(stand.field(), seed=7)
    times: list[float] = []
    floor: list[float] = []
    _check_painted(stand.view, path)
    for stroke in range(STROKES):
        button = RIGHT if stroke % 2 else LEFT
        spots = list(islice(path, MOVES + 1))
        hand.press(spots[0], button)
        times += hand.timed_moves(spots[1:])
        hand.release(spots[-1], button)
        nothing.press(spots[0], button)
        floor += nothing.timed_moves(spots[1:])
        nothing.release(spots[-1], button)
    return Times(tuple(times)), Times(tuple(floor))


def _check_painted(view: QWidget, path: Iterator[QPoint]) -> None:
    """What is timed is indeed the paint: one for each move."""
    counted, hand = PaintCount(view), Hand(view)
    for number, spot in enumerate(islice(path, 3), start=1):
        hand.move(spot)
        assert counted.count == number
    view.removeEventFilter(counted)


def _growth(cells: list[Cell]) -> Row:
    """The largest picture against the smallest: the cell where it matters most."""
    medians = {(cell.brush, cell.zoom, cell.side): cell.times.median for cell in cells}
    ratios = {
        (brush, zoom): median / medians[brush, zoom, SIDES[0]]
        for (brush, zoom, side), median in medians.items()
        if side == SIDES[-1]
    }
    (brush, zoom), worst = max(ratios.items(), key=lambda item: item[1])
    return Row(
        f"move, {SIDES[-1]}² against {SIDES[0]}²",
        f"{worst:.2f} × in the worst cell (brush {brush}, {zoom})",
        "≤ 1.3 ×",
        worst <= 1.3,
    )
