"""Two hundred jobs in a row in one window, with the service failing now and then: what grows?

    python -m tests.benchmarks.soak [--jobs 200] [--seed 1]

Prints, every so many jobs, how many threads, open files and megabytes the process has, and in the
end how that has grown since the first ones, and what became of the jobs. Exits with 1 if threads
or files have grown.
"""

# ruff: noqa: T201 - figures are what it is for

from __future__ import annotations

import argparse
import gc
import os
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.sandbox.faults import Drip, Fault, Kind, Reply, Reset, Truncate
from tests.benchmarks.stand import start_qt
from tests.support.window import Stage, staged

WARM_UP = 20
PATIENCE = 60.0

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


@dataclass(frozen=True, slots=True)
class Figures:
    """What the process holds: the service is in it, too."""

    threads: int
    files: int
    megabytes: float

    @classmethod
    def now(cls) -> Figures:
        """After what is garbage has gone."""
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        files = len(list(Path("/proc/self/fd").iterdir()))
        # Qt's are not among Python's own.
        threads = len(list(Path("/proc/self/task").iterdir()))
        return cls(threads, files, pages * os.sysconf("SC_PAGE_SIZE") / 1e6)

    def __str__(self) -> str:
        return f"{self.threads} threads, {self.files} files, {self.megabytes:.0f} MB"


def soak(stage: Stage, jobs: int, rng: random.Random) -> tuple[Figures, Figures, Counter[str]]:
    """Submit so many jobs, one after the other; the figures after the first ones and at the end."""
    stage.server.balance = 1e6
    stage.open()
    stage.set_brush(60)
    stage.stroke((60, 60), (180, 120))
    early = Figures.now()
    ends: Counter[str] = Counter()
    for number in range(1, jobs + 1):
        ends[_job(stage, number, rng)] += 1
        if number == WARM_UP:
            early = Figures.now()
        if number % 20 == 0:
            print(f"{number:4}: {Figures.now()}", flush=True)
    return early, Figures.now(), ends


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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    qt = start_qt()
    with (
        tempfile.TemporaryDirectory() as folder,
        pytest.MonkeyPatch.context() as patch,
        staged(Path(folder), patch) as stage,
    ):
        early, late, ends = soak(stage, given.jobs, random.Random(given.seed))
        paid = len(stage.paid())
    qt.quit()
    print(f"after {WARM_UP}: {early}")
    print(f"after {given.jobs}: {late}")
    print(f"{paid} paid requests; " + ", ".join(f"{count} {end}" for end, count in ends.items()))
    return int(late.threads > early.threads or late.files > early.files + 2)


if __name__ == "__main__":
    sys.exit(main())
