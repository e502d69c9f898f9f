"""Hypothesis, set up so that it leaves nothing behind and knows when to stop."""

from __future__ import annotations

import contextlib
import faulthandler
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir

from tests.fuzz.targets import Target

SECONDS_A_CASE = 10.0
"""Of the processor; whoever waits may do so for twelve times as long."""


@contextlib.contextmanager
def nothing_left() -> Iterator[None]:
    """Hypothesis keeps its own files in a folder that goes, instead of the current one."""
    with tempfile.TemporaryDirectory(prefix="mask-painter-fuzz-") as folder:
        set_hypothesis_home_dir(Path(folder))
        try:
            yield
        finally:
            set_hypothesis_home_dir(None)


def run(target: Target, cases: int, number: int | None = None) -> None:
    """Try a target with so many cases; raises what one of the smallest raises.

    `number` seeds them; without it they are the same every time. A case that takes too long ends
    the process, with the stacks of its threads: what hangs in C knows no exception.
    """

    def check(values: tuple[Any, ...]) -> None:
        with _limited():
            target.check(*values)

    trial: Callable[..., None] = given(st.tuples(*target.strategies))(check)
    trial = settings(
        max_examples=cases,
        deadline=None,
        database=None,
        derandomize=number is None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )(trial)
    if number is not None:
        trial = seed(number)(trial)
    trial()


@contextlib.contextmanager
def _limited() -> Iterator[None]:
    faulthandler.dump_traceback_later(12 * SECONDS_A_CASE, exit=True)
    if sys.platform != "win32":
        # The signal's own effect, which comes after the stacks are printed, is the process's end.
        faulthandler.register(signal.SIGPROF, chain=True)
        signal.setitimer(signal.ITIMER_PROF, SECONDS_A_CASE)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        if sys.platform != "win32":
            signal.setitimer(signal.ITIMER_PROF, 0)
            faulthandler.unregister(signal.SIGPROF)
