"""A job's state and figures in words."""

from __future__ import annotations

import math
from typing import assert_never

from app.jobs.forecast import Forecast
from app.jobs.job import ErrorCode, Job, JobError, JobKind, JobState
from app.ui.job_sentences import job_sentence
from app.ui.texts import duration, percent, roubles, tr

_ALMOST, _SHORT, _LONG = 4, 20, 90  # seconds left


def title(job: Job) -> str:
    """What tells a job from the others, in one line."""
    return title_of(job.prompt, job.kind, job.image, job.mode)


def title_of(prompt: str, kind: JobKind, image: int | None, mode: str | None) -> str:
    """The same by what a `Job` has of these."""
    text = " ".join(prompt.split())
    if text:
        return text
    match kind:
        case JobKind.UPSAMPLE:
            return tr("Picture {number} of four, upsampled").format(number=image)
        case JobKind.VARIATION if image is not None:
            return tr("Variation of picture {number}").format(number=image)
        case JobKind.VARIATION:
            return tr("Subtle variation") if mode == "low" else tr("Strong variation")
        case JobKind.REROLL:
            return tr("Reroll")
        case JobKind.INPAINT:
            return tr("With the original prompt")
    assert_never(kind)


def cancel_hint(job: Job | None) -> str:
    """What cancelling a job under way means for the money."""
    if job is not None and job.is_queued:
        return tr("Nothing has been sent yet, and nothing will be charged.")
    return tr("Stop waiting. The service may still finish the task and charge for it.")


def state_text(job: Job | None, now: float, forecast: Forecast | None = None) -> str:
    """The job's state in words, with percent and the time since it began (`now`: epoch s), and
    on a second line how long it still takes, where that can be told.
    """
    if job is None:
        return ""
    if job.trouble is not None and job.is_active:
        return _trouble_words(job.trouble, _seconds_left(job, now))
    if job.is_active and forecast is not None:
        return f"{_state_words(job)}\n{_age(job, now)} · {_left(forecast)}"
    if job.is_active and not job.is_queued:
        return f"{_state_words(job)} · {_age(job, now)}"
    return _state_words(job)


def steady_state(job: Job) -> str:
    """The same without what ticks, for those who have it read to them."""
    if job.trouble is not None and job.is_active:
        return _trouble_words(job.trouble, None)
    return _state_words(job)


def short_state(job: Job, now: float, forecast: Forecast | None = None) -> str:
    """The state for a line of the list, as short as can be."""
    left = _seconds_left(job, now)
    if job.trouble is not None and job.is_active:
        if job.trouble.code is ErrorCode.UNREACHABLE:
            return tr("No connection")
        if left is None:
            return tr("Trying again")
        return tr("Asking again in {seconds} s").format(seconds=left)
    if job.is_queued:
        return tr("Waits its turn")
    if job.state is JobState.WAITING:
        return f"{percent(job.percent)} · {_short_left(forecast) if forecast else _age(job, now)}"
    if job.state is JobState.UNCONFIRMED:
        return tr("Not confirmed")
    if job.is_unsent:
        return tr("Not sent")
    ends = {
        JobState.DONE: tr("Done"),
        JobState.FAILED: tr("Failed"),
        JobState.CANCELLED: tr("Cancelled"),
    }
    if job.state in ends and job.cost:
        return f"{ends[job.state]} · {roubles(job.cost)}"
    return tr("Done") if job.state is JobState.DONE else _state_words(job)


def _age(job: Job, now: float) -> str:
    # What went before, in the queue, nobody painted.
    begun = job.sent_at if job.sent_at is not None else job.created_at
    return duration(max(0.0, now - begun))


def _left(forecast: Forecast) -> str:
    seconds = forecast.seconds
    if seconds is None:
        return tr("longer than usual")
    if seconds < _ALMOST:
        return tr("almost done")
    if seconds > _LONG:
        return tr("about {minutes} min left").format(minutes=math.ceil(seconds / 60))
    return tr("about {seconds} s left").format(seconds=_rough(seconds))


def _short_left(forecast: Forecast) -> str:
    seconds = forecast.seconds
    if seconds is None or seconds < _ALMOST:
        return _left(forecast)
    if seconds > _LONG:
        return tr("~{minutes} min").format(minutes=math.ceil(seconds / 60))
    return tr("~{seconds} s").format(seconds=_rough(seconds))


def _rough(seconds: float) -> int:
    """Rounded up, the more the longer: a figure that changes each second is read each second."""
    step = 5 if seconds <= _SHORT else 10
    return math.ceil(seconds / step) * step


def _seconds_left(job: Job, now: float) -> int | None:
    """Seconds until the service is asked again; None while it is being asked, or unknown."""
    if job.retry_at is None or job.retry_at <= now:
        return None
    return math.ceil(job.retry_at - now)


def _trouble_words(trouble: JobError, seconds: int | None) -> str:
    if trouble.code is ErrorCode.UNREACHABLE:
        return tr("No connection. Goes on by itself as soon as the network is back.")
    reasons = {
        ErrorCode.RATE_LIMITED: tr("The service is busy."),
        ErrorCode.SERVER_FAULT: tr("The service has a fault of its own."),
        ErrorCode.BAD_ANSWER: tr("The service's answer makes no sense."),
    }
    reason = reasons.get(trouble.code) or job_sentence(trouble)
    if seconds is None:
        return tr("Trying again. {reason}").format(reason=reason)
    return tr("{reason} Asking again in {seconds} s.").format(reason=reason, seconds=seconds)


def _state_words(job: Job) -> str:
    match job.state:
        case JobState.IDLE if job.is_queued:
            return tr("Waits until another one is finished")
        case JobState.IDLE | JobState.ENCODING if job.kind is JobKind.INPAINT:
            return tr("Preparing the mask")
        case JobState.IDLE | JobState.ENCODING:
            return tr("Preparing the request")
        case JobState.SUBMITTING:
            return tr("Sending")
        case JobState.UNCONFIRMED:
            return tr("Not confirmed by the service")
        case JobState.WAITING:
            return tr("The service is painting: {percent} %").format(percent=job.percent)
        case JobState.DOWNLOADING:
            return tr("Fetching the result")
        case JobState.DONE if job.cost == 0:
            took = _age(job, job.changed_at)
            return tr("Done in {time}, free of charge").format(time=took)
        case JobState.DONE if job.cost is not None:
            took = _age(job, job.changed_at)
            return tr("Done in {time} for {cost}").format(time=took, cost=roubles(job.cost))
        case JobState.DONE:
            return tr("Done in {time}").format(time=_age(job, job.changed_at))
        case JobState.FAILED if job.is_unsent:
            return tr("Not sent, and not charged")
        case JobState.FAILED if job.cost:
            return tr("Failed, {cost} charged").format(cost=roubles(job.cost))
        case JobState.FAILED:
            return tr("Failed")
        case JobState.CANCELLED if job.task_id is None and job.error is None:
            return tr("Cancelled before it was sent")
        case JobState.CANCELLED if job.cost:
            return tr("Cancelled, {cost} charged").format(cost=roubles(job.cost))
        case JobState.CANCELLED:
            return tr("Cancelled")
    assert_never(job.state)
