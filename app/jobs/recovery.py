"""What became of the jobs that were under way when the program last ended."""

from __future__ import annotations

from collections.abc import Container

from app.jobs.job import Job, JobState
from app.jobs.journal import Journal
from app.jobs.submission import interrupted

_UNFINISHED = (
    JobState.IDLE,
    JobState.ENCODING,
    JobState.SUBMITTING,
    JobState.UNCONFIRMED,
    JobState.WAITING,
    JobState.DOWNLOADING,
)
_NOT_ACCEPTED = frozenset({JobState.IDLE, JobState.ENCODING, JobState.SUBMITTING})


def recover(journal: Journal, service: str, known: Container[str]) -> tuple[Job, ...]:
    """The unfinished jobs of a service, oldest first, but for those `known` to be alive.

    One that was about to be sent has failed, one that was being sent is unconfirmed; both are
    written down. The others are as they were. Raises JournalError.
    """
    return tuple(
        _settled(journal, job) for job in journal.jobs(service, _UNFINISHED) if job.id not in known
    )


def _settled(journal: Journal, job: Job) -> Job:
    if job.state not in _NOT_ACCEPTED:
        return job
    settled = interrupted(job)
    journal.record(settled)
    return settled
