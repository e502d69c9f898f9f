"""A job under way: how it stands, and the way to write that down and tell it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.canvas.picture import Picture
from app.jobs.interrupt import Interrupt
from app.jobs.job import Job, JobError, JobEvent, JobState
from app.jobs.journal import Journal, Mark, Phase, Step
from app.jobs.journal_errors import JournalError
from app.jobs.poller import DEFAULT_PACE, Pace
from app.library.library import Library

if TYPE_CHECKING:
    from app.api.client import GptunnelClient

_log = logging.getLogger(__name__)

# The step that goes on while a job is in a state.
_STEPS = {
    JobState.ENCODING: Step.ENCODE,
    JobState.SUBMITTING: Step.SUBMIT,
    JobState.WAITING: Step.WAIT,
    JobState.DOWNLOADING: Step.DOWNLOAD,
}


class JobFailed(Exception):
    """A step has failed for good. `picture`: a result that arrived all the same."""

    def __init__(self, error: JobError, picture: Picture | None = None) -> None:
        super().__init__(error.detail)
        self.error = error
        self.picture = picture


@dataclass(frozen=True, slots=True)
class Means:
    """What a job needs to get on."""

    journal: Journal
    library: Library
    make_client: Callable[[], GptunnelClient]
    pace: Pace = DEFAULT_PACE


class LiveJob:
    """A job in its worker's thread."""

    def __init__(
        self, job: Job, means: Means, interrupt: Interrupt, tell: Callable[[JobEvent], None]
    ) -> None:
        self.job = job
        self.means = means
        self.interrupt = interrupt
        self._tell = tell
        self._client: GptunnelClient | None = None

    @property
    def client(self) -> GptunnelClient:
        """The connection to the service, made when first used. Raises ServiceError."""
        if self._client is None:
            self._client = self.means.make_client()
            self.interrupt.attach(self._client)
        return self._client

    def close_client(self) -> None:
        """Close the connection; the next use makes a new one, with the key as it is by then."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def become(self, job: Job, *marks: Mark, result: Picture | None = None) -> None:
        """Write down how the job stands from now on, then tell it.

        While money is at stake a journal that fails stops the job: raises JournalError, and
        the job stands as before. Once the task is known, or the job is at its end, losing its
        course would be worse than losing a line about it: then it is logged.
        """
        if job.state is not self.job.state:
            ended, begun = _STEPS.get(self.job.state), _STEPS.get(job.state)
            marks += ((ended, Phase.AFTER),) if ended else ()
            marks += ((begun, Phase.BEFORE),) if begun else ()
        try:
            self.means.journal.record(job, *marks)
            job = self._without_needless_request(job)
        except JournalError as error:
            if job.is_active and job.task_id is None:
                raise
            _log.error("Job %s is %s, but: %s", job.id, job.state, error)
        self.job = job
        self._tell(JobEvent(job, result=result))

    def _without_needless_request(self, job: Job) -> Job:
        """Drop the kept request once nobody will send it again. For jobs that are written down."""
        if not job.has_request or job.needs_request:
            return job
        self.means.journal.free_request(job.id)
        return replace(job, has_request=False)

    def tell_trouble(self, trouble: JobError, retry_at: float) -> None:
        """Tell what keeps the job from getting on, and when it tries again."""
        self.job = replace(self.job, trouble=trouble, retry_at=retry_at)
        self._tell(JobEvent(self.job))

    def tell_trouble_gone(self) -> None:
        """Tell that the job gets on again."""
        if self.job.trouble is not None:
            self.job = replace(self.job, trouble=None, retry_at=None)
            self._tell(JobEvent(self.job))

    def tell_preview(self, preview: Picture) -> None:
        """Tell of an intermediate picture."""
        self._tell(JobEvent(self.job, preview=preview))
