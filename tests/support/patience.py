"""Waiting, and measuring, on a machine that now and then stands still for some seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

Found = TypeVar("Found")

PATIENCE = 90.0
"""Seconds to wait for what comes at once, if it comes; also where a machine is stopped meanwhile,
as virtual ones are, and its clock goes on.
"""

_TICK = 0.01


def wait_for(condition: Callable[[], Found], seconds: float = PATIENCE) -> Found:
    """Ask until the condition holds; what it says then. AssertionError after so many seconds.

    These are counted in ticks: a machine that stood still for some of them has lost but one.
    """
    for _ in range(round(seconds / _TICK)):
        if found := condition():
            return found
        time.sleep(_TICK)
    found = condition()
    assert found, f"The condition did not come true within {seconds:g} s."
    return found


class Stopwatch:
    """How many seconds the `with` statement has lasted so far, but for those nobody had.

    A thread counts the ticks: whatever keeps it from running, a machine that stands still or is
    busy with others, keeps what is measured from running, too.
    """

    def __enter__(self) -> Self:
        self._ticks = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._count, name="stopwatch")
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()

    @property
    def seconds(self) -> float:
        """Never more than a clock would say, and on an idle machine hardly less."""
        return self._ticks * _TICK

    def _count(self) -> None:
        while not self._done.wait(_TICK):
            self._ticks += 1
