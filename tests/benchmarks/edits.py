"""Edits of the whole mask that run beside the window: grow, the wand and their kin."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks import regions
from tests.benchmarks.figures import Row

RUNS = 1
LIMIT = 0.5  # seconds, for what users do most
_LIMITED = ("grow 32,", "wand 16, photograph", "wand 32, photograph", "wand 64, photograph")

# While one is computed, the window waits for the interpreter at most from report to report.
LONGEST_GAP_MS = 50


def rows() -> Iterator[Row]:
    """As `regions` measures them, against the goals."""
    for one in regions.rows(runs=RUNS):
        found = f"{one.seconds:.2f} s, at most {one.gap_ms:.0f} ms between reports"
        goal, met = f"reports ≤ {LONGEST_GAP_MS} ms", one.gap_ms <= LONGEST_GAP_MS
        if one.name.startswith(_LIMITED):
            goal, met = f"≤ {LIMIT} s, {goal}", met and one.seconds <= LIMIT
        yield Row(f"{one.name}, 4096²", found, goal, met)
