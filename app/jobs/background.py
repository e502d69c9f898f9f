"""Calls beside the window: anything that may take longer than a frame and isn't a job."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from app.jobs.threads import Threads, Worker

T = TypeVar("T")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CallResult(Generic[T]):
    """How a call ended: with a value, or with an error."""

    id: int
    value: T | None = None
    error: Exception | None = None


class _Pending(QObject):
    """Whom a result goes to. A connection, so that Qt drops it together with its receiver."""

    delivered = Signal(object)

    def __init__(
        self, receiver: Callable[[CallResult[T]], None], abort: Callable[[], None] | None
    ) -> None:
        super().__init__()
        self.delivered.connect(receiver)
        self.abort = abort


class _Call(Worker):
    finished = Signal(object)

    def __init__(self, call_id: int, work: Callable[[], object]) -> None:
        super().__init__()
        self._id = call_id
        self._work = work

    def work(self) -> None:
        self.finished.emit(self._result())

    def _result(self) -> CallResult[object]:
        try:
            return CallResult(self._id, value=self._work())
        except Exception as error:  # noqa: BLE001 - whatever it is, the receiver has to know
            if not _says_what_happened(error):
                _log.exception("A call in the background failed in an unforeseen way")
            return CallResult(self._id, error=error.with_traceback(None))


def _says_what_happened(error: Exception) -> bool:
    """Whether it is one of the typed errors of this program, or of the operating system."""
    return isinstance(error, OSError) or type(error).__module__.startswith("app.")


class Background(QObject):
    """Runs calls, each in its own thread, and brings the results back to the GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids = itertools.count(1)
        self._pending: dict[int, _Pending] = {}
        self._threads = Threads(self)
        self._is_shut_down = False

    def call(
        self,
        work: Callable[[], T],
        receiver: Callable[[CallResult[T]], None],
        abort: Callable[[], None] | None = None,
    ) -> int:
        """Run `work` in a thread of its own, then `receiver` with the result in this thread.

        `receiver` is a bound method of a QObject; when that is gone, the result is dropped.
        `abort` makes `work` end soon; it is called from this thread on cancel and shutdown.
        Returns the id that the result will have. After shutdown nothing is run: a timer may still
        ask for something while the window goes.
        """
        call_id = next(self._ids)
        if self._is_shut_down:
            return call_id
        call = _Call(call_id, work)
        call.finished.connect(self._deliver)
        self._pending[call_id] = _Pending(receiver, abort)
        self._threads.start(call)
        return call_id

    def cancel_call(self, call_id: int) -> None:
        """Drop the result of a call; one that has been delivered already is nothing to cancel."""
        pending = self._pending.pop(call_id, None)
        if pending is not None and pending.abort is not None:
            pending.abort()

    def shutdown(self, timeout: float = 1.5) -> bool:
        """Cancel every call and wait so many seconds at most; whether all threads have ended."""
        self._is_shut_down = True
        for call_id in tuple(self._pending):
            self.cancel_call(call_id)
        return self._threads.close(timeout)

    @Slot(object)
    def _deliver(self, result: CallResult[object]) -> None:
        pending = self._pending.pop(result.id, None)
        if pending is not None:
            pending.delivered.emit(result)
