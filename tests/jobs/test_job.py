"""The table of moves, and what "ask again" means where."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.jobs.job import (
    ACTIVE,
    MOVES,
    NEVER_SENT,
    ErrorCode,
    IllegalMove,
    Job,
    JobError,
    JobKind,
    JobRequest,
    JobState,
    new_job,
)

# The table of the design, by hand: from each state, where a job may go.
ALLOWED = {
    "idle": "encoding failed cancelled",
    "encoding": "submitting failed cancelled",
    "submitting": "waiting unconfirmed failed cancelled",
    "unconfirmed": "submitting cancelled",
    "waiting": "downloading failed cancelled",
    "downloading": "done failed cancelled",
    "done": "",
    "failed": "submitting waiting cancelled",
    "cancelled": "submitting waiting",
}
PAIRS = [(before, after) for before in JobState for after in JobState]


def a_job(state: JobState = JobState.IDLE, **fields: object) -> Job:
    job = new_job(JobRequest(JobKind.REROLL, "parent"), "https://gptunnel.ru")
    return replace(job, state=state, **fields)  # type: ignore[arg-type]  # fields of Job


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_the_table_is_the_one_of_the_design(before: JobState, after: JobState) -> None:
    job = a_job(before)
    if after in ALLOWED[before].split():
        assert job.moved(after).state is after
    else:
        with pytest.raises(IllegalMove) as caught:
            job.moved(after)
        assert (caught.value.before, caught.value.after) == (before, after)


def test_every_state_is_in_the_table() -> None:
    assert set(MOVES) == set(JobState)


def test_an_active_state_can_always_be_left_by_itself() -> None:
    assert {state for state in JobState if JobState.FAILED in MOVES[state]} == ACTIVE


def test_a_move_clears_the_trouble_and_sets_the_error() -> None:
    away = JobError(ErrorCode.UNREACHABLE)
    job = a_job(JobState.WAITING, trouble=away, changed_at=0.0)
    moved = replace(job, retry_at=1.0).moved(JobState.FAILED, JobError(ErrorCode.NO_PROGRESS))
    assert moved.retry_at is None
    assert (moved.trouble, moved.error) == (None, JobError(ErrorCode.NO_PROGRESS))
    assert moved.changed_at > 0
    assert moved.moved(JobState.WAITING).error is None


MAYBE = JobError(ErrorCode.MAYBE_CHARGED)
REFUSED = JobError(ErrorCode.INVALID_REQUEST)


@pytest.mark.parametrize(
    ("job", "state"),
    [
        (a_job(JobState.UNCONFIRMED), JobState.SUBMITTING),
        (a_job(JobState.CANCELLED, error=MAYBE), JobState.SUBMITTING),
        (a_job(JobState.CANCELLED), None),
        (a_job(JobState.CANCELLED, task_id="1"), JobState.WAITING),
        (a_job(JobState.FAILED), None),
        (a_job(JobState.FAILED, error=NEVER_SENT, has_request=True), JobState.SUBMITTING),
        (a_job(JobState.FAILED, error=NEVER_SENT), None),
        (a_job(JobState.FAILED, error=NEVER_SENT, has_request=True, task_id="1"), JobState.WAITING),
        (a_job(JobState.FAILED, error=REFUSED, has_request=True), None),
        (a_job(JobState.CANCELLED, has_request=True), None),
        (a_job(JobState.FAILED, task_id="1"), JobState.WAITING),
        (a_job(JobState.DONE, task_id="1"), None),
        (a_job(JobState.WAITING, task_id="1"), None),
        (a_job(JobState.IDLE), None),
    ],
)
def test_asking_again_sends_only_what_may_have_been_charged_or_never_left(
    job: Job, state: JobState | None
) -> None:
    assert job.next_on_asking_again is state
    rests = not job.is_active
    assert not (rests and job.needs_request) or state is JobState.SUBMITTING


@pytest.mark.parametrize(
    ("job", "forgettable"),
    [
        (a_job(JobState.UNCONFIRMED), True),
        (a_job(JobState.FAILED, error=NEVER_SENT), True),
        (a_job(JobState.FAILED, error=NEVER_SENT, task_id="1"), False),
        (a_job(JobState.FAILED, error=REFUSED), False),
        (a_job(JobState.CANCELLED, error=MAYBE), False),
        (a_job(JobState.DONE), False),
    ],
)
def test_what_waits_for_a_word_can_be_forgotten(job: Job, forgettable: bool) -> None:
    assert job.may_be_forgotten is forgettable


def test_a_job_that_is_begun_is_not_in_the_queue() -> None:
    assert not a_job(is_queued=True).moved(JobState.ENCODING).is_queued
