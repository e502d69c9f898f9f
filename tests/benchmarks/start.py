"""From the command to the first frame, run from source, beside the least window of PySide6."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator

from tests.benchmarks.figures import Row
from tests.benchmarks.launch import ROOT, Program, Stage
from tests.support.x11 import MISSING

STARTS, RESTS = 15, 3
SLOWER, SPARE = 1.3, 25e6


def rows() -> Iterator[Row]:
    """Linux with Xvfb only."""
    if not sys.platform.startswith("linux") or "Xvfb" in MISSING:
        yield Row("from start to first frame", "not measured: only Xvfb tells")
        return
    program, bare = from_source()
    with Stage() as stage:
        stage.measure([program, bare], STARTS, RESTS)
    yield from against(program, bare, (SLOWER, bare))


def from_source() -> tuple[Program, Program]:
    """The program and the bare window, as this Python runs them."""
    bare = ROOT / "packaging" / "bundling" / "bare_window.py"
    return (
        Program("from source", (sys.executable, "-P", "-m", "app")),
        Program("a bare window from source", (sys.executable, str(bare))),
    )


def against(program: Program, bare: Program, *limits: tuple[float, Program]) -> Iterator[Row]:
    """What was measured of both, and whether the program keeps to what it may take."""
    yield from start_rows(bare)
    yield from start_rows(program, *limits)
    # The first frame, which has surfaces alone, is worth little if the rest is long in coming.
    filled = statistics.median(program.filled)
    yield Row(f"start to what is seen for good, {program.name}", f"{filled:.0f} ms")
    for each in (bare, program):
        yield Row(f"start to last frame, {each.name}", f"{statistics.median(each.settled):.0f} ms")
    held, least = statistics.median(program.held), statistics.median(bare.held)
    yield Row(f"resident at rest, {bare.name}", f"{least / 1e6:.0f} MB")
    yield Row(
        f"resident at rest, {program.name}",
        f"{held / 1e6:.0f} MB = bare + {(held - least) / 1e6:.0f}",
        f"≤ bare + {SPARE / 1e6:.0f} MB",
        held - least <= SPARE,
    )


def start_rows(program: Program, *limits: tuple[float, Program]) -> Iterator[Row]:
    """How long it takes to its first frame; for each limit, as a share of another's time, which it
    may not exceed.
    """
    what, times = f"start to first frame, {program.name}", program.times
    found = f"median {times.median:.0f} ms, least {min(times.all):.0f}"
    if not limits:
        yield Row(what, found)
    for limit, other in limits:
        share = times.median / other.times.median
        yield Row(what, f"{found} = {share:.2f} ×", f"≤ {limit:g} × {other.name}", share <= limit)
