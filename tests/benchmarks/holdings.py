"""What a process holds, and whether that grows. Linux only: elsewhere /proc doesn't tell."""

from __future__ import annotations

import ctypes
import gc
import os
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QPixmapCache
from PySide6.QtWidgets import QApplication


@dataclass(frozen=True, slots=True)
class Holdings:
    """At one moment. `qobjects` are Qt's own, whether Python knows them or not; `blocks` is
    Python's count of the pieces of memory that its objects take.
    """

    threads: int
    files: int
    qobjects: int
    blocks: int
    megabytes: float

    @classmethod
    def now(cls) -> Holdings:
        """Once what is garbage has gone, and what was freed has been given back to the system."""
        gc.collect()
        # Qt keeps drawn icons there, up to 10 MB, and lets them go with time.
        QPixmapCache.clear()
        ctypes.CDLL(None).malloc_trim(0)
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return cls(
            # Qt's threads are not among Python's own.
            threads=len(list(Path("/proc/self/task").iterdir())),
            files=len(list(Path("/proc/self/fd").iterdir())),
            qobjects=_qobjects(),
            blocks=sys.getallocatedblocks(),
            megabytes=pages * os.sysconf("SC_PAGE_SIZE") / 1e6,
        )

    def __str__(self) -> str:
        return (
            f"{self.threads} threads, {self.files} files, {self.qobjects} QObjects, "
            f"{self.blocks} blocks, {self.megabytes:.1f} MB"
        )


def _qobjects() -> int:
    application = QApplication.instance()
    roots = [widget for widget in QApplication.topLevelWidgets() if widget.parent() is None]
    assert application is not None
    return sum(1 + len(root.findChildren(QObject)) for root in (application, *roots))


def slope(values: Sequence[float]) -> float:
    """How much a figure grows from one measurement to the next, by the straight line through
    all of them.
    """
    return statistics.linear_regression(range(len(values)), values).slope
