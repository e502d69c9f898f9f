"""The jobs of one service, each in its own thread, as the window sees them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.jobs.background import Background, CallResult
from app.jobs.collection import collect
from app.jobs.interrupt import Interrupt, StopReason
from app.jobs.job import IllegalMove, Job, JobEvent, JobRequest, JobState, new_job
from app.jobs.journal import Journal
from app.jobs.live import Means
from app.jobs.poller import DEFAULT_PACE, Pace
from app.jobs.recovery import recover
from app.jobs.submission import drop, enqueue, forget
from app.jobs.threads import Threads
from app.jobs.worker import Errand, JobWorker, run_again, run_new, run_queued
from app.library.library import Library

if TYPE_CHECKING:
    from app.api.client import GptunnelClient

DEFAULT_LIMIT = 3


@dataclass(frozen=True, slots=True)
class _Run:
    worker: JobWorker
    interrupt: Interrupt


class Runner(QObject):
    """Runs jobs. For the GUI thread: no method but `shutdown` does anything that takes time.

    No more than `limit` jobs that the user submits are under way at once. One beyond that has
    `Job.is_queued` and waits, idle, until another one comes to rest; by then the journal holds
    its exact request and mask. Resumed jobs count, but never wait, since asking for a task costs
    nothing; nor do those that the user asks for again, or wants to be sent now.

    The journal and the library are used from the workers' threads alone. `make_client` is called
    there too, for every job, and again when the service did not accept the key.
    """

    jobChanged = Signal(object)
    """A JobEvent, for each change of each job."""

    resumeFailed = Signal(object)
    """A JournalError: the unfinished jobs could not be read."""

    resumed = Signal()
    """All the unfinished jobs have been told, or that they could not be read."""

    def __init__(
        self,
        journal: Journal,
        library: Library,
        make_client: Callable[[], GptunnelClient],
        service: str,
        *,
        limit: int = DEFAULT_LIMIT,
        pace: Pace = DEFAULT_PACE,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.service = service.rstrip("/")
        self._means = Means(journal, library, make_client, pace)
        self._limit = limit
        self._closed = False
        self._is_resumed = False
        self._jobs: dict[str, Job] = {}
        self._queue: list[str] = []
        self._runs: dict[str, _Run] = {}
        self._threads = Threads(self)
        self._background = Background(self)

    def jobs(self) -> tuple[Job, ...]:
        """The jobs of this session, resumed ones among them, as last told by `jobChanged`."""
        return tuple(self._jobs.values())

    @property
    def is_resumed(self) -> bool:
        """Whether what earlier sessions left unfinished is known, as far as it can be."""
        return self._is_resumed

    @property
    def limit(self) -> int:
        """How many jobs may be under way at once."""
        return self._limit

    @limit.setter
    def limit(self, limit: int) -> None:
        self._limit = limit
        self._start_queued()

    def submit(self, request: JobRequest) -> str:
        """Begin a job, or put it in the queue, and return its id."""
        job = new_job(request, self.service)
        if self._queue or self._under_way() >= self._limit:
            job = replace(job, is_queued=True)
            self._queue.append(job.id)
        self._jobs[job.id] = job
        self._start(job, partial(enqueue if job.is_queued else run_new, request=request))
        return job.id

    def cancel(self, job_id: str) -> None:
        """Stop a job that is under way or in the queue, at once. It says so with the state
        cancelled.

        The service isn't told, for it knows no such thing: it may still charge. Nothing happens
        when the job already rests.
        """
        run = self._runs.get(job_id)
        if run is not None:
            run.interrupt.stop(StopReason.CANCEL)
        elif job_id in self._queue:
            self._leave_queue(job_id)

    def recall(self, job: Job) -> Job:
        """Count a job of an earlier session among those of this one; as it is known here, if it
        is already. One that is under way is left to `resume`, which would take it for alive.
        """
        if job.is_active:
            return self._jobs.get(job.id, job)
        return self._jobs.setdefault(job.id, job)

    def ask_again(self, job_id: str) -> None:
        """Go on with a job that rests: see `Job.next_on_asking_again`.

        Raises IllegalMove where that is None, KeyError for an id that isn't in `jobs()`.
        """
        job = self._jobs[job_id]
        if job_id in self._runs:
            return
        if job.next_on_asking_again is None:
            raise IllegalMove(job.state, JobState.SUBMITTING)
        self._start(job, run_again)

    def forget(self, job_id: str) -> None:
        """Give up a job that is unconfirmed or was not sent (`Job.may_be_forgotten`): it becomes
        cancelled. Raises IllegalMove, KeyError.
        """
        job = self._jobs[job_id]
        if job_id in self._runs:
            return
        if not job.may_be_forgotten:
            raise IllegalMove(job.state, JobState.CANCELLED)
        self._start(job, forget)

    def resume(self) -> None:
        """Go on with the unfinished jobs that an earlier session left; `jobChanged` tells them."""
        work = partial(recover, self._means.journal, self.service, self._jobs)
        self._background.call(work, self._on_recovered)

    def shutdown(self, timeout: float = 1.5) -> bool:
        """Stop everything and wait so many seconds at most; whether all threads have ended.

        Jobs stay in the journal as they are, to be resumed. If it's False, a thread was in the
        middle of what can't be interrupted (decoding a huge picture): end with `os._exit` then.
        From now on nobody is told of anything: there is no window left to show it.
        """
        self._closed = True
        self.blockSignals(True)
        deadline = time.monotonic() + timeout
        for run in self._runs.values():
            run.interrupt.stop(StopReason.SHUTDOWN)
        jobs_ended = self._threads.close(timeout)
        return self._background.shutdown(max(0.0, deadline - time.monotonic())) and jobs_ended

    def _start(self, job: Job, errand: Errand) -> None:
        interrupt = Interrupt()
        worker = JobWorker(job, errand, self._means, interrupt)
        worker.changed.connect(self._on_changed)
        self._runs[job.id] = _Run(worker, interrupt)
        self._threads.start(worker)

    def _under_way(self) -> int:
        return sum(not self._jobs[job_id].is_queued for job_id in self._runs)

    def _start_queued(self) -> None:
        """Begin queued jobs, oldest first, as far as the limit allows."""
        while self._queue and not self._closed and self._under_way() < self._limit:
            job_id = self._queue[0]
            if job_id in self._runs:
                # Its request is being written down; the end of that leads here again.
                return
            del self._queue[0]
            self._jobs[job_id] = job = replace(self._jobs[job_id], is_queued=False)
            self._start(job, run_queued)

    def _leave_queue(self, job_id: str) -> None:
        self._queue.remove(job_id)
        self._start(self._jobs[job_id], drop)

    @Slot(object)
    def _on_changed(self, event: JobEvent) -> None:
        job = self._jobs[event.job.id] = event.job
        if job.is_queued and not self._closed:
            # Ready to be sent, unless the user has cancelled it in this very moment.
            run = self._runs.pop(job.id)
            if run.interrupt.reason is StopReason.CANCEL:
                self._leave_queue(job.id)
        elif not job.is_active:
            self._runs.pop(job.id, None)
            if job.id in self._queue:
                self._queue.remove(job.id)
        self.jobChanged.emit(event)
        self._start_queued()

    @Slot(object)
    def _on_recovered(self, result: CallResult[tuple[Job, ...]]) -> None:
        if result.error is not None:
            self.resumeFailed.emit(result.error)
        for job in result.value or ():
            if job.id in self._jobs:
                continue  # asked for twice
            self._jobs[job.id] = job
            self.jobChanged.emit(JobEvent(job))
            if job.is_active:
                self._start(job, collect)
        self._is_resumed = True
        self.resumed.emit()
