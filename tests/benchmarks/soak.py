"""Two hundred jobs in a row in one window, with the service failing now and then: what grows?

    python -m tests.benchmarks.soak [--jobs 200] [--seed 1] [--embedded]

Prints, every so many jobs, what the process holds, and in the end how that has grown since the
first ones, and what became of the jobs. The service is another process, so that only the program's
own holdings count; with --embedded it is in the same one, as in the sandbox. Exits with 1 if
anything has grown by more than its measure. Linux only.
"""

# ruff: noqa: T201 - figures are what it is for

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest

from app.sandbox.faults import Drip, Fault, Kind, Reply, Reset, Truncate
from app.sandbox.server import SandboxServer
from tests.benchmarks.holdings import Holdings, slope
from tests.benchmarks.stand import start_qt
from tests.support.far_service import far_service
from tests.support.window import Stage

STEP, FEW = 10, 3
# Until then the program's own caches fill.
WARM_UP = 50
PATIENCE = 60.0
DURATION, MONEY = (0.2, 0.3), 1e6

# Per fifty jobs. The window's own pictures come and go by about a megabyte.
MOST_MEGABYTES = 0.75
# Of each job the session remembers how it ended, in some 60 small pieces.
MOST_BLOCKS = 50 * 60

# What may go wrong with the jobs, and how often it does.
UNPAID: tuple[tuple[str, Kind], ...] = (
    ("result", Reset()),
    ("result", Reply(500)),
    ("result", Reply(429, headers={"Retry-After": "0"})),
    ("result", Reply(200, "garbage")),
    ("picture", Reset()),
    ("picture", Truncate(0.5)),
    ("picture", Drip(step=4096, interval=0.001)),
    ("picture", Reply(503)),
)
PAID: tuple[tuple[str, Kind], ...] = (
    ("inpaint", Reply(400)),
    ("inpaint", Reply(500)),
    ("inpaint", Reset()),
)
UNPAID_SHARE, PAID_SHARE = 0.5, 0.1


def soak(stage: Stage, jobs: int, rng: random.Random) -> tuple[list[Holdings], Counter[str]]:
    """Submit so many jobs, one after the other; what is held from time to time, and how they
    ended.
    """
    stage.open()
    stage.set_brush(60)
    stage.stroke((60, 60), (180, 120))
    ends: Counter[str] = Counter()
    held = []
    for number in range(1, jobs + 1):
        ends[_job(stage, number, rng)] += 1
        if number % STEP == 0:
            held.append(Holdings.now())
            print(f"{number:4}: {held[-1]}", flush=True)
    return held, ends


def _job(stage: Stage, number: int, rng: random.Random) -> str:
    """One job with whatever befalls it; how it ended."""
    faults = stage.server.faults
    if rng.random() < UNPAID_SHARE:
        on, kind = rng.choice(UNPAID)
        faults.add(Fault(on, kind, times=rng.randint(1, 2)))
    if rng.random() < PAID_SHARE:
        on, kind = rng.choice(PAID)
        faults.add(Fault(on, kind, processed=rng.random() < 0.5))
    stage.states.clear()
    stage.widget("promptEdit").setProperty("plainText", f"soak number {number}")
    stage.action("submit").trigger()
    rests = {"done", "failed", "unconfirmed", "cancelled"}
    stage.wait(lambda: rests & set(stage.states), PATIENCE)
    end = stage.state
    faults.clear()
    if end == "unconfirmed":
        stage.wait(lambda: stage.choices, PATIENCE)
        stage.choose(stage.choices[rng.randrange(2)].text())
        stage.wait(lambda: stage.state in {"done", "failed", "cancelled"}, PATIENCE)
        end = f"unconfirmed, then {stage.state}"
    return end


@contextmanager
def _service(*, embedded: bool) -> Iterator[SandboxServer]:
    if embedded:
        with SandboxServer(duration=DURATION, balance=MONEY, samples=False) as server:
            yield server
    else:
        with far_service(DURATION, MONEY) as service:
            # All that a stage wants of it here, it has.
            yield cast("SandboxServer", service)


def report(held: list[Holdings]) -> list[str]:
    """Print how what is held has grown since the first jobs; what has grown too much."""
    late = held[WARM_UP // STEP - 1 :]
    each = 50 // STEP
    megabytes = each * slope([figures.megabytes for figures in late])
    blocks = each * slope([figures.blocks for figures in late])
    print(f"after {WARM_UP}: {late[0]}")
    print(f"at the end: {late[-1]}")
    print(f"per fifty jobs: {megabytes:+.2f} MB, {blocks:+.0f} blocks")
    grown = [
        name
        for name in ("threads", "files", "qobjects")
        # The least of a few: some question for the balance may be under way at any moment.
        if min(getattr(figures, name) for figures in late[-FEW:])
        > min(getattr(figures, name) for figures in late[:FEW])
    ]
    return grown + ["memory"] * (megabytes > MOST_MEGABYTES) + ["blocks"] * (blocks > MOST_BLOCKS)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--embedded", action="store_true")
    given = parser.parse_args()
    if given.jobs < WARM_UP + 2 * STEP:
        parser.error(f"the first {WARM_UP} jobs only warm it up: take {WARM_UP + 2 * STEP} or more")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    qt = start_qt()
    with (
        tempfile.TemporaryDirectory() as folder,
        pytest.MonkeyPatch.context() as patch,
        _service(embedded=given.embedded) as service,
    ):
        stage = Stage(service, Path(folder), patch)
        held, ends = soak(stage, given.jobs, random.Random(given.seed))
        paid = len(stage.paid())
        stage.close()
    qt.quit()
    print(f"{paid} paid requests; " + ", ".join(f"{count} {end}" for end, count in ends.items()))
    grown = report(held)
    print("grown: " + (", ".join(grown) or "nothing"))
    return int(bool(grown))


if __name__ == "__main__":
    sys.exit(main())
