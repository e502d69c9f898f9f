"""The half of a job that costs money: encode, write down, send once."""

from __future__ import annotations

import logging
from dataclasses import replace

from app.api.errors import (
    Aborted,
    InsecureUrl,
    KeyMissing,
    Reason,
    Rejected,
    ServiceError,
    Unconfirmed,
)
from app.api.schema import PaidRequest, Task
from app.canvas.codec import encode_mask
from app.canvas.mask import MaskSnapshot
from app.canvas.preflight import UnfitMask, prove
from app.jobs.failures import job_error
from app.jobs.interrupt import StopReason
from app.jobs.job import NEVER_SENT, ErrorCode, Job, JobError, JobRequest, JobState
from app.jobs.journal import Phase, Step
from app.jobs.journal_errors import JournalError
from app.jobs.journal_errors import Reason as JournalReason
from app.jobs.live import JobFailed, LiveJob
from app.jobs.sent import paid_request

_log = logging.getLogger(__name__)

_MAYBE_CHARGED = JobError(
    ErrorCode.MAYBE_CHARGED, detail="Cancelled while the request was out; it may be charged."
)
_SENT_ANEW = JobError(
    ErrorCode.SENT_ANEW, detail="The same request was submitted anew, and sent, meanwhile."
)
_CUT_OFF = JobError(
    ErrorCode.INTERRUPTED, detail="The program ended before the service had answered."
)


def submit(live: LiveJob, request: JobRequest) -> Task | None:
    """From idle to waiting: returns the new task, or None when the job rests without one.

    Nothing is sent unless the journal holds it, and no mask that fails the proof. Raises Stopped,
    JobFailed, JournalError and LibraryError before that, and then nothing was sent. At the end
    of the program the request is kept all the same, so that the next start can offer to send it.
    """
    live.means.journal.add(live.job)
    live.interrupt.check_cancel()
    live.become(live.job.moved(JobState.ENCODING))
    paid = _kept_request(live, request)
    live.interrupt.check()
    live.become(live.job.moved(JobState.SUBMITTING))
    return _post(live, paid, again=False)


def enqueue(live: LiveJob, request: JobRequest) -> None:
    """Keep all that sending needs, and leave the job idle. Raises as `submit` does."""
    live.means.journal.add(live.job)
    live.interrupt.check_cancel()
    _kept_request(live, request)
    live.interrupt.check_cancel()
    live.become(live.job)


def submit_queued(live: LiveJob) -> Task | None:
    """What `submit` does, for a job that was enqueued."""
    live.become(live.job.moved(JobState.ENCODING))
    paid = _request_in_journal(live)
    live.interrupt.check()
    live.become(live.job.moved(JobState.SUBMITTING))
    return _post(live, paid, again=False)


def submit_again(live: LiveJob) -> Task | None:
    """The same, with the request that an earlier attempt may have brought to the service.

    It is sent byte for byte as it was, since the service takes that for the same task. A job
    of which it is certain that nothing was sent is submitted for the first time, unless the user
    has grown tired of it and submitted the same anew.
    """
    if live.job.is_unsent and live.means.journal.has_younger_twin(live.job.id):
        live.become(live.job.moved(JobState.CANCELLED, _SENT_ANEW))
        return None
    if live.job.is_unsent and _never_left(live):
        paid = _request_in_journal(live)
        live.become(live.job.moved(JobState.SUBMITTING))
        return _post(live, paid, again=False)
    live.become(live.job.moved(JobState.SUBMITTING))
    return _post(live, _request_in_journal(live), again=True)


def drop(live: LiveJob) -> None:
    """Cancel a job that is in the queue."""
    live.become(live.job.moved(JobState.CANCELLED))


def forget(live: LiveJob) -> None:
    """Give up a job that was not sent, or of which nobody knows whether the service took it."""
    live.become(live.job.moved(JobState.CANCELLED, None if live.job.is_unsent else _MAYBE_CHARGED))


def interrupted(job: Job) -> Job:
    """How a job stands that was between idle and waiting when the program ended."""
    if job.state is JobState.SUBMITTING:
        return job.moved(JobState.UNCONFIRMED, _CUT_OFF)
    return job.moved(JobState.FAILED, NEVER_SENT)


def _kept_request(live: LiveJob, request: JobRequest) -> PaidRequest:
    """The exact request, which the journal holds from now on, as the library holds its mask."""
    mask_png = _proven_png(request.mask) if request.mask is not None else None
    paid = paid_request(request, mask_png)
    live.interrupt.check_cancel()
    if mask_png is not None:
        live.means.library.save_mask(live.job.id, mask_png)
    live.means.journal.keep_request(live.job.id, paid, mask_png)
    live.job = replace(live.job, has_request=True)
    return paid


def _request_in_journal(live: LiveJob) -> PaidRequest:
    paid = live.means.journal.request(live.job.id)
    if paid is None:
        raise JournalError(JournalReason.DAMAGED, live.means.journal.path)
    return paid


def _never_left(live: LiveJob) -> bool:
    """Whether the journal proves it: the mark of sending is written before the first byte, and
    each attempt that began ended without a connection.
    """
    marks = [e for e in live.means.journal.history(live.job.id) if e.step is Step.SUBMIT]
    begun = sum(mark.phase is Phase.BEFORE for mark in marks)
    failed = sum(mark.phase is Phase.AFTER and mark.state is JobState.FAILED for mark in marks)
    return begun == failed


def _proven_png(mask: MaskSnapshot) -> bytes:
    """The mask's file, read again before anything is paid for it. Raises JobFailed."""
    png = encode_mask(mask)
    try:
        prove(png, mask)
    except UnfitMask as error:
        raise JobFailed(job_error(error)) from error
    return png


def _post(live: LiveJob, paid: PaidRequest, *, again: bool) -> Task | None:
    try:
        task = live.client.submit(paid)
        _refuse_strange(task, live)
    except ServiceError as error:
        live.become(_unanswered(live, error, again))
        return None
    job = live.job.moved(JobState.WAITING)
    # To a repeated request the service says 0, though the first one has cost what it has.
    cost = (task.usage.total_cost or None) if again else task.usage.total_cost
    live.become(replace(job, task_id=task.id, cost=cost))
    return task


def _refuse_strange(task: Task, live: LiveJob) -> None:
    """Raise Unconfirmed for an answer that can't be about this request, as from a cache that mixes
    its answers up: its task would be shown as the result, and kept in the place of the other.
    """
    try:
        is_anothers = live.means.journal.is_anothers_task(live.job.id, task.id)
    except JournalError as error:
        # What became of the money is known now, and is not to be lost for this.
        _log.error("Task %s may be another job's, but: %s", task.id, error)
        is_anothers = False
    if is_anothers or task.id == live.job.parent_id:
        raise Unconfirmed(Reason.BAD_ANSWER, f"it names task {task.id}, which is another one")


def _unanswered(live: LiveJob, error: ServiceError, again: bool) -> Job:
    """How the job stands when the request brought no task.

    After an attempt that may have been charged, no later one proves that it wasn't: then a
    refusal, too, leaves the job unconfirmed.
    """
    job = live.job
    refused = isinstance(error, Rejected | KeyMissing | InsecureUrl)
    aborted_late = isinstance(error, Aborted) and error.maybe_sent
    maybe_sent = again or aborted_late or isinstance(error, Unconfirmed)
    if not refused and live.interrupt.reason is StopReason.CANCEL:
        return job.moved(JobState.CANCELLED, _MAYBE_CHARGED if maybe_sent else None)
    if not refused and live.interrupt.reason is StopReason.SHUTDOWN:
        return interrupted(job) if maybe_sent else job.moved(JobState.FAILED, NEVER_SENT)
    return job.moved(JobState.UNCONFIRMED if maybe_sent else JobState.FAILED, job_error(error))
