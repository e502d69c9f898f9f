"""Guards around every test: what a test leaves behind or complains about makes it fail.

- Threads that outlive the test, Python's and Qt's alike. A QThread that still runs when the
  program ends aborts it.
- Qt's warnings, which otherwise scroll by on standard error.
- Records logged at WARNING or above.
- Exceptions in slots: PySide6 prints them and goes on.

Each guard is a recorder whose ``problems()`` are plain sentences; conftest.py joins them.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import time
import traceback
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

THREAD_GRACE = 2.0
"""Seconds that threads have for ending after the test: a queued quit() takes its time.

Counted in ticks: a machine that stood still for some of them has lost but one.
"""
_GRACE_TICK = 0.005

# Native threads that Qt and the libraries below it keep for the process's whole life.
LASTING_THREADS = (
    "QDBusConnection",  # QtGui, to the session's bus, on first use
    "QXcbEventQueue",  # reads the X11 connection
    "WaylandEventThr",  # reads the Wayland connection
    "Thread (pooled)",  # Qt's global pool: an idle thread ends after 30 s
    "gmain",  # GLib
    "gdbus",
    "pool-spawner",
    "dconf worker",
    "llvmpipe-",  # Mesa's software renderer
)

# Qt's warnings that say nothing about our code.
EXPECTED_QT_MESSAGES = (
    r"This plugin does not support (raise\(\)|propagateSizeHints\(\)|grabbing)",  # offscreen
    r"QStandardPaths: wrong permissions on runtime directory",  # the machine's, not ours
)


def _matches(text: str, patterns: Iterable[str]) -> bool:
    return any(re.search(pattern, text) for pattern in patterns)


class ThreadGuard:
    """Compares the threads at its making with those when it is asked.

    ``threading`` knows Python's threads; the native ones, QThreads among them, are listed by
    Linux alone (/proc), so that elsewhere a leaked QThread shows only once it has run Python code.
    """

    def __init__(self) -> None:
        self._before = self._alive()

    def problems(self, allowed: Iterable[str] = (), grace: float = THREAD_GRACE) -> list[str]:
        """One sentence per thread that is new and still runs after ``grace`` seconds."""
        # There is nothing to wait on: the leak is just what isn't known.
        for _ in range(round(grace / _GRACE_TICK)):
            if not self._leaked(allowed):
                return []
            time.sleep(_GRACE_TICK)
        leaked = self._leaked(allowed)
        return [f"The thread {name!r} still runs after the test." for name in leaked]

    def _leaked(self, allowed: Iterable[str]) -> list[str]:
        new = {key: name for key, name in self._alive().items() if key not in self._before}
        names = sorted(new.values())
        lasting = tuple(name for name in names if name.startswith(LASTING_THREADS))
        return [name for name in names if name not in lasting and not _matches(name, allowed)]

    @staticmethod
    def _alive() -> dict[int, str]:
        """Names of the running threads by native id."""
        # A dummy stands for a native thread that once ran Python code; it may be gone long since.
        threads = {
            thread.native_id: thread.name
            for thread in threading.enumerate()
            if thread.native_id and not isinstance(thread, threading._DummyThread)
        }
        return {**ThreadGuard._native(), **threads}

    @staticmethod
    def _native() -> dict[int, str]:
        tasks = Path("/proc/self/task")
        if not tasks.is_dir():
            return {}
        found = {}
        for task in tasks.iterdir():
            try:
                found[int(task.name)] = (task / "comm").read_text(encoding="utf-8").strip()
            except OSError:
                continue  # It ended between the two calls.
        return found


class LogGuard(logging.Handler):
    """Collects log records at WARNING or above, from the root logger."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self._records: list[str] = []

    def __enter__(self) -> LogGuard:
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record's text, formatted now: its arguments may change."""
        self._records.append(f"{record.levelname} {record.name}: {record.getMessage()}")

    def problems(self, allowed: Iterable[str] = ()) -> list[str]:
        """One sentence per record that matches none of the allowed patterns."""
        return [f"Logged: {text}" for text in self._records if not _matches(text, allowed)]


class QtMessageGuard:
    """Collects Qt's warnings; installed once PySide6 is there, since it mustn't import it."""

    def __init__(self) -> None:
        self._messages: list[str] = []
        self._installed = False

    def install(self) -> None:
        """Start to listen if PySide6.QtCore has been imported by now."""
        if self._installed or "PySide6.QtCore" not in sys.modules:
            return
        from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

        harmless = (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)

        def take(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
            sys.stderr.write(f"Qt: {message}\n")
            if kind not in harmless:
                self._messages.append(f"{context.category}: {message}")

        qInstallMessageHandler(take)
        self._installed = True

    def remove(self) -> None:
        """Stop listening: at Python's end, Qt may speak when a handler can't run any more."""
        if self._installed:
            from PySide6.QtCore import qInstallMessageHandler

            qInstallMessageHandler(None)
            self._installed = False

    def problems(self, allowed: Iterable[str] = ()) -> list[str]:
        """One sentence per unexpected message since the last call."""
        messages, self._messages = self._messages, []
        expected = (*EXPECTED_QT_MESSAGES, *allowed)
        return [f"Qt warned: {text}" for text in messages if not _matches(text, expected)]


class UncaughtGuard:
    """Collects the exceptions that reach sys.excepthook: no caller of ours could catch them."""

    def __init__(self) -> None:
        self._problems: list[str] = []
        self._previous = sys.excepthook

    def __enter__(self) -> UncaughtGuard:
        self._previous, sys.excepthook = sys.excepthook, self._take
        return self

    def __exit__(self, *_: object) -> None:
        sys.excepthook = self._previous

    def _take(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        text = "".join(traceback.format_exception(kind, error, trace))
        self._problems.append(f"Nothing caught this exception:\n{text}")

    def problems(self) -> list[str]:
        """One sentence per exception, with its traceback."""
        return self._problems
