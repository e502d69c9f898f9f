"""The program on a disk that takes two seconds for whatever is to be on it for certain.

    python tests/disk/slow.py PORT [arguments of the program]

The probe knows `stall`: for how long, in seconds, the window has not answered at worst so far.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
import time
from typing import Any

from PySide6.QtCore import QTimer

from tests.e2e import killed, probe

SECONDS = 2.0
_fsync = os.fsync
_TICK = 0.01
_ticks: list[int] = []
_timers: list[QTimer] = []


class SlowToCommit(killed.Watched):
    """SQLite flushes by itself, out of Python's sight."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        if sql.strip() == "COMMIT":
            time.sleep(SECONDS)
        return super().execute(sql, parameters)


def slow_fsync(descriptor: int) -> None:
    time.sleep(SECONDS)
    _fsync(descriptor)


def stall() -> float:
    """Asked for the first time, it begins to watch.

    A thread counts how often it gets its turn between two beats of the window: a machine that
    stands still, or is busy with others, keeps both from it.
    """
    if not _timers:
        timer = QTimer()
        timer.timeout.connect(lambda: _ticks.append(0))
        timer.start(5)
        _timers.append(timer)
        _ticks.append(0)
        threading.Thread(target=_count, name="stall", daemon=True).start()
    return max(_ticks) * _TICK


def _count() -> None:
    while True:
        time.sleep(_TICK)
        _ticks[-1] += 1


if __name__ == "__main__":
    killed.Watched = SlowToCommit  # type: ignore[misc]  # before `prepare` gives it to SQLite
    os.fsync = slow_fsync  # type: ignore[assignment]  # narrower, but all that is used
    probe.ANSWERS["stall"] = stall
    sys.argv.insert(1, "never")
    killed.prepare()
    killed.main()
