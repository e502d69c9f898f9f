"""Times, and the rows of the table: what was measured, what it must reach, and whether it does."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `met` is None where nothing is demanded."""

    what: str
    found: str
    goal: str = ""
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """How long something took, each time it was done; milliseconds."""

    all: tuple[float, ...]

    @property
    def median(self) -> float:
        """Half of the times are shorter."""
        return statistics.median(self.all)

    @property
    def p99(self) -> float:
        """One in a hundred times is longer."""
        return sorted(self.all)[min(len(self.all) - 1, len(self.all) * 99 // 100)]

    def __str__(self) -> str:
        return f"{self.median:.2f} ms, p99 {self.p99:.2f}"


def timed(action: Callable[[], object]) -> float:
    """How long it takes now, in milliseconds."""
    begun = time.perf_counter()
    action()
    return (time.perf_counter() - begun) * 1000


def table(rows: Iterable[Row]) -> str:
    """The rows as text with aligned columns, those without a goal too."""
    cells = [("what", "found", "goal", "")]
    verdicts = {True: "ok", False: "MISS", None: ""}
    cells += [(row.what, row.found, row.goal, verdicts[row.met]) for row in rows]
    widths = [max(len(line[column]) for line in cells) for column in range(4)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)
