"""One job's steps, in a thread of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal

from app.api.errors import ServiceError
from app.jobs.collection import collect, collect_again
from app.jobs.failures import job_error
from app.jobs.interrupt import Interrupt, Stopped, StopReason
from app.jobs.job import Job, JobError, JobRequest, JobState
from app.jobs.journal_errors import JournalError
from app.jobs.live import JobFailed, LiveJob, Means
from app.jobs.submission import submit, submit_again, submit_queued
from app.jobs.threads import Worker
from app.library.errors import LibraryError

_log = logging.getLogger(__name__)

Errand = Callable[[LiveJob], None]


def run_new(live: LiveJob, request: JobRequest) -> None:
    """The whole of a new job."""
    task = submit(live, request)
    if task is not None:
        collect(live, task)


def run_queued(live: LiveJob) -> None:
    """The whole of a job that was enqueued."""
    task = submit_queued(live)
    if task is not None:
        collect(live, task)


def run_again(live: LiveJob) -> None:
    """What "ask again" means for a job that rests."""
    if live.job.task_id is not None:
        collect_again(live)
        return
    task = submit_again(live)
    if task is not None:
        # The answer to a repeated request doesn't tell what the first one has cost, and no other
        # would follow if the task is done by now.
        collect(live, task if live.job.cost is not None else None)


class JobWorker(Worker):
    """Runs an errand for a job. `changed` carries a JobEvent each time the job changes.

    Unless the program ends, the last of them has the job at rest, or in the queue.
    """

    changed = Signal(object)

    def __init__(self, job: Job, errand: Errand, means: Means, interrupt: Interrupt) -> None:
        super().__init__()
        self._job = job
        self._errand = errand
        self._means = means
        self._interrupt = interrupt

    def work(self) -> None:
        """Run the errand, and bring the job to rest however that ends."""
        live = LiveJob(self._job, self._means, self._interrupt, self.changed.emit)
        try:
            self._errand(live)
        except Stopped as stop:
            # At the end of the program the journal says all: the job goes on at the next start.
            if stop.reason is StopReason.CANCEL:
                live.become(live.job.moved(JobState.CANCELLED))
        except JobFailed as failure:
            _give_up(live, failure)
        except (ServiceError, JournalError, LibraryError) as error:
            _give_up(live, JobFailed(job_error(error)))
        except Exception as error:  # noqa: BLE001 - no mistake of ours may leave a job hanging
            _log.exception("Job %s failed in an unforeseen way", self._job.id)
            _give_up(live, JobFailed(job_error(error)))
        finally:
            live.close_client()


def _give_up(live: LiveJob, failure: JobFailed) -> None:
    job = live.job
    if job.state is JobState.SUBMITTING:
        # Nobody knows how far the request came.
        live.become(job.moved(JobState.UNCONFIRMED, failure.error))
    elif job.is_active:
        live.become(job.moved(JobState.FAILED, failure.error), result=failure.picture)
    else:
        _still_at_rest(live, failure.error)


def _still_at_rest(live: LiveJob, error: JobError) -> None:
    """Asking again could not even begin: the job rests as before, for the reason it had."""
    live.become(replace(live.job, trouble=error))
