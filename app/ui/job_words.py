"""A job's state and figures in words."""

from __future__ import annotations

from typing import assert_never

from app.jobs.job import Job, JobState
from app.ui.messages import duration, job_sentence, number, roubles, tr


def has_cyrillic(text: str) -> bool:
    """Whether any letter is Cyrillic (the Unicode blocks U+0400 to U+052F)."""
    return any("\u0400" <= letter <= "\u052f" for letter in text)


def coverage_text(coverage: float | None) -> str:
    """The share in percent with as many digits as it needs; small ones never look like none."""
    if coverage is None:
        return "—"
    percent = coverage * 100
    if 0 < percent < 0.1:
        return f"< {number(0.1, 1)} %"
    return f"{number(percent, 1)} %"


def state_text(job: Job | None, now: float) -> str:
    """The job's state in words, with percent and the time since it began (`now`: epoch s)."""
    if job is None:
        return ""
    text = _state_words(job)
    if job.is_active:
        return f"{text} · {duration(max(0.0, now - job.created_at))}"
    return text


def _state_words(job: Job) -> str:
    if job.trouble is not None:
        return tr("Trying again. {reason}").format(reason=job_sentence(job.trouble))
    match job.state:
        case JobState.IDLE | JobState.ENCODING:
            return tr("Preparing the mask")
        case JobState.SUBMITTING:
            return tr("Sending")
        case JobState.UNCONFIRMED:
            return tr("Not confirmed by the service")
        case JobState.WAITING:
            return tr("The service is painting: {percent} %").format(percent=job.percent)
        case JobState.DOWNLOADING:
            return tr("Fetching the result")
        case JobState.DONE if job.cost == 0:
            took = duration(job.changed_at - job.created_at)
            return tr("Done in {time}, free of charge").format(time=took)
        case JobState.DONE if job.cost is not None:
            took = duration(job.changed_at - job.created_at)
            return tr("Done in {time} for {cost}").format(time=took, cost=roubles(job.cost))
        case JobState.DONE:
            return tr("Done in {time}").format(time=duration(job.changed_at - job.created_at))
        case JobState.FAILED:
            return tr("Failed")
        case JobState.CANCELLED:
            return tr("Cancelled")
    assert_never(job.state)
