"""The figures of the journal as the window sees them: always a moment old, never waited for."""

from __future__ import annotations

from datetime import date, datetime
from datetime import time as time_of_day
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.jobs.background import Background, CallResult
from app.jobs.ledger import Ledger
from app.ui.backend import Backend

_LOOK_AT_CLOCK_MS = 60_000


class LedgerDesk(QObject):
    """Reads the ledger anew beside the window whenever a figure of it may have changed, also when
    the day has: today begins at midnight here.
    """

    changed = Signal()

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._backend: Backend | None = None
        self._task_id: str | None = None
        self._ledger = Ledger()
        self._is_known = False
        self._reading: int | None = None
        self._is_stale = False
        self._today = date.today()
        # By the clock on the wall: a timer of hours would sleep along with the machine.
        self._clock = QTimer(self)
        self._clock.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._clock.setInterval(_LOOK_AT_CLOCK_MS)
        self._clock.timeout.connect(self._look_at_clock)
        self._clock.start()

    @property
    def ledger(self) -> Ledger:
        """The figures as last read; empty before the first time."""
        return self._ledger

    @property
    def is_known(self) -> bool:
        """Whether they have been read."""
        return self._is_known

    def use(self, backend: Backend) -> None:
        """Take the figures of another service."""
        self._backend = backend
        self._forget()

    def look_at(self, task_id: str | None) -> None:
        """Another picture is open: this task's, or none."""
        if task_id != self._task_id:
            self._task_id = task_id
            self.refresh()

    def refresh(self) -> None:
        """Read the figures anew; `changed` follows. Before the journal is open there are none."""
        storage = self._backend.storage if self._backend is not None else None
        if self._reading is not None:
            self._is_stale = True
        elif storage is not None and storage.journal.is_open:
            self._is_stale = False
            self._today = date.today()
            midnight = datetime.combine(self._today, time_of_day()).timestamp()
            service = storage.runner.service
            work = partial(storage.journal.ledger, service, midnight, self._task_id)
            self._reading = self._background.call(work, self._on_read)

    def _forget(self) -> None:
        if self._reading is not None:
            self._background.cancel_call(self._reading)
            self._reading = None
        self._ledger, self._is_known = Ledger(), False
        self.changed.emit()
        self.refresh()

    def _on_read(self, result: CallResult[Ledger]) -> None:
        self._reading = None
        if self._is_stale:
            self.refresh()
        if result.value is not None:
            # What can't be read is told by the jobs, which need the journal more than this does.
            self._ledger, self._is_known = result.value, True
            self.changed.emit()

    def _look_at_clock(self) -> None:
        if date.today() != self._today:
            self.refresh()
