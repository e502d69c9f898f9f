"""What nobody catches: exceptions that end a thread, or come out of a slot or event handler.

PySide6 hands those of slots and of overridden event handlers to `sys.excepthook`, in whatever
thread they happened, and goes on; `tests/diagnostics/test_hooks.py` shows each way.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

_log = logging.getLogger(__name__)

# A program that fails in ever new ways is not helped by ever more reports.
_MOST = 50


@dataclass(frozen=True, slots=True)
class Uncaught:
    """An exception that nothing caught, for the first time at this place."""

    text: str  # the redacted traceback
    thread: str
    in_main_thread: bool


class Hooks:
    """Takes over from Python until `remove`; from any thread.

    Each failure is printed as Python would, but without secrets, logged, and given to `receive`
    in the thread in which it happened: once, however often it comes again.
    """

    def __init__(self, receive: Callable[[Uncaught], None], redact: Callable[[str], str]) -> None:
        self._receive = receive
        self._redact = redact
        self._seen: set[int] = set()
        self._lock = threading.Lock()
        self._busy = threading.local()
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)

    def install(self) -> None:
        """Be told from now on."""
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread
        sys.unraisablehook = self._on_unraisable

    def remove(self) -> None:
        """Leave it to those who were told before."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, trace)
        else:
            self._take(error, trace)

    def _on_thread(self, arguments: threading.ExceptHookArgs) -> None:
        error = arguments.exc_value
        # A thread may end itself by SystemExit; Python keeps silent about it, too.
        if error is not None and not isinstance(error, SystemExit):
            self._take(error, arguments.exc_traceback)

    def _on_unraisable(self, arguments: sys.UnraisableHookArgs) -> None:
        if arguments.exc_value is not None:
            self._take(arguments.exc_value, arguments.exc_traceback)

    def _take(self, error: BaseException, trace: TracebackType | None) -> None:
        if getattr(self._busy, "now", False):
            return  # what fails while a failure is taken care of would go round in a circle
        self._busy.now = True
        try:
            if self._is_new(error, trace):
                self._tell(error, trace)
        # There is nobody left to tell; the event loop must not end because of it.
        except Exception:  # noqa: BLE001
            _print("A failure could not be reported.\n")
        finally:
            self._busy.now = False

    def _is_new(self, error: BaseException, trace: TracebackType | None) -> bool:
        places = [(f.f_code.co_filename, line) for f, line in traceback.walk_tb(trace)]
        # Of a recursion without end, which is never of the same depth, the beginning says enough.
        mark = hash((type(error), tuple(places[:20])))
        with self._lock:
            if mark in self._seen or len(self._seen) >= _MOST:
                return False
            self._seen.add(mark)
            return True

    def _tell(self, error: BaseException, trace: TracebackType | None) -> None:
        text = self._redact("".join(traceback.format_exception(type(error), error, trace)))
        _print(text)
        thread = threading.current_thread()
        _log.critical("Nothing caught this:\n%s", text.rstrip())
        self._receive(Uncaught(text, thread.name, thread is threading.main_thread()))


def _print(text: str) -> None:
    # A program without a console has no standard error.
    if sys.stderr is not None:
        sys.stderr.write(text)
        sys.stderr.flush()
