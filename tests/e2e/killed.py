"""Runs the program as probe.py does, and kills it with SIGKILL at one exact point.

    python tests/e2e/killed.py WHEN:WHAT:NAME PORT [arguments of the program]

WHAT is `commit`, and NAME what the transaction of the journal writes (see `Watched`); or `rename`,
and NAME a pattern of the path that a file gets. WHEN is `before`, `after`, and for a file also
`half`: half of its bytes are on the disk then, under its temporary name; a name may end in `#2` for
the second such transaction or file. A point `never` kills nothing; the test may do that itself.
The service is asked in quick succession.
"""

from __future__ import annotations

import base64
import itertools
import os
import signal
import sqlite3
import sys
import zlib
from collections.abc import Iterable
from dataclasses import replace
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from app.jobs import poller
from tests.e2e import probe

when = what = name = count = ""
hits = itertools.count(1)


def kill_at(point: str) -> None:
    """Say where it is to be killed."""
    global when, what, name, count
    when, what, name = (*point.split(":"), "", "")[:3]
    name, _, count = name.partition("#")


def is_due() -> bool:
    """Whether this one of those that are meant is the one."""
    return next(hits) == int(count or 1)


def end() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
    signal.pause()  # the thread that was hit may run on for a moment


class Watched(sqlite3.Connection):
    """A connection that knows what its transaction has written.

    `added` a job, `request` its paid request, a state's name that a job is in, and a step as
    `save:before`.
    """

    wrote: frozenset[str] = frozenset()

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        if sql.strip() == "COMMIT":
            hit = what == "commit" and name.replace("/", ":") in self.wrote and is_due()
            self.wrote = frozenset()
            if hit and when == "before":
                end()
            cursor = super().execute(sql)
            if hit:
                end()
            return cursor
        self.wrote |= _writes(" ".join(sql.split()), parameters)
        return super().execute(sql, parameters)

    def executemany(self, sql: str, rows: Iterable[Any], /) -> sqlite3.Cursor:
        rows = list(rows)
        if "INSERT INTO steps" in sql:
            self.wrote |= {":".join(field for field in row[2:4]) for row in rows}
        return super().executemany(sql, rows)


def _writes(sql: str, parameters: Any) -> frozenset[str]:
    if sql.startswith("INSERT INTO jobs"):
        return frozenset({"added"})
    if sql.startswith("UPDATE jobs") and "request_body" in sql and "NULL" not in sql:
        return frozenset({"request"})
    if sql.startswith("UPDATE jobs") and isinstance(parameters, dict) and "state" in parameters:
        return frozenset({parameters["state"]})
    return frozenset()


def _rename(source: Any, target: Any, **options: Any) -> None:
    meant = what == "rename" and fnmatch(os.fspath(target), name)
    if not meant or not is_due():
        _really_rename(source, target, **options)
        return
    if when == "half":
        os.truncate(source, Path(source).stat().st_size // 2)
    if when != "after":
        end()
    _really_rename(source, target, **options)
    end()


_really_rename = os.replace


def stroke(*spots: tuple[float, float]) -> None:
    """Paint through these points of the picture."""
    canvas: Any = probe._widget("canvas")
    kinds = [QEvent.Type.MouseButtonPress, *[QEvent.Type.MouseMove] * (len(spots) - 1)]
    for kind, spot in zip(kinds, spots, strict=True):
        _mouse(canvas, kind, canvas.imageToWidget(QPointF(*spot)))
    _mouse(canvas, QEvent.Type.MouseButtonRelease, canvas.imageToWidget(QPointF(*spots[-1])))


def _mouse(canvas: Any, kind: QEvent.Type, spot: QPointF) -> None:
    none, left = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
    button = none if kind is QEvent.Type.MouseMove else left
    held = none if kind is QEvent.Type.MouseButtonRelease else left
    there = canvas.mapToGlobal(spot)
    keys = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(canvas, QMouseEvent(kind, spot, there, button, held, keys))


def write(text: str) -> None:
    """Put this into the prompt field."""
    probe._found(QPlainTextEdit, "promptEdit").setPlainText(text)


def mask() -> str:
    """The mask as it is, packed."""
    canvas: Any = probe._widget("canvas")
    return base64.b64encode(zlib.compress(canvas.canvas.snapshot().data)).decode()


def prepare() -> None:
    """Put what is watched in its place, before the program is imported."""
    os.replace = _rename  # type: ignore[assignment]  # narrower, but all that is used
    sqlite3.connect = partial(sqlite3.connect, factory=Watched)  # type: ignore[assignment]  # same
    poller.DEFAULT_PACE = replace(poller.DEFAULT_PACE, interval=0.03, spread=0.0)
    probe.ANSWERS.update(stroke=lambda spots: stroke(*spots), write=write, mask=mask)


def main() -> None:
    kill_at(sys.argv.pop(1))
    probe.main()


if __name__ == "__main__":
    prepare()
    main()
