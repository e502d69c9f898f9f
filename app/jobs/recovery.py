"""What became of the jobs that were under way when the program last ended."""

from __future__ import annotations

from collections.abc import Container

from app.jobs.job import NEVER_SENT, Job, JobState
from app.jobs.journal import Journal
from app.jobs.submission import interrupted

_NOT_ACCEPTED = frozenset({JobState.IDLE, JobState.ENCODING, JobState.SUBMITTING})


def recover(journal: Journal, service: str, known: Container[str]) -> tuple[Job, ...]:
    """The unfinished jobs of a service, oldest first, but for those `known` to be alive.

    One that was about to be sent, or in the queue, has failed; one that was being sent is
    unconfirmed; both are written down. Those that the end of an earlier session kept from being
    sent are among them until they are sent or forgotten. The others are as they were. Raises
    JournalError.
    """
    return tuple(
        _settled(journal, job)
        for job in journal.unfinished(service)
        if job.id not in known and _is_told(job)
    )


def _is_told(job: Job) -> bool:
    """One that failed for want of a network was told then, and is submitted anew."""
    return job.state is not JobState.FAILED or job.error == NEVER_SENT


def _settled(journal: Journal, job: Job) -> Job:
    if job.state not in _NOT_ACCEPTED:
        return job
    settled = interrupted(job)
    journal.record(settled)
    return settled
