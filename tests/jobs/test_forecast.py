"""How long a job still takes: calm figures that come true, and honesty when it is late."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from app.jobs.forecast import Forecast, Forecaster
from app.jobs.job import Job, JobKind, JobRequest, JobState, new_job

BEGAN = 1_700_000_000.0


def waiting(percent: int = 0) -> Job:
    job = new_job(JobRequest(JobKind.REROLL, "parent"), "https://gptunnel.ru")
    return replace(job, state=JobState.WAITING, percent=percent, changed_at=BEGAN)


def forecaster(usual: float = 60.0) -> Forecaster:
    made = Forecaster()
    made.learn({JobKind.REROLL: usual})
    return made


def seconds(forecast: Forecast | None) -> float:
    assert forecast is not None
    assert forecast.seconds is not None
    return forecast.seconds


def test_without_a_history_nothing_is_foretold() -> None:
    assert Forecaster().forecast(waiting(50), BEGAN + 5) is None


@pytest.mark.parametrize("state", [s for s in JobState if s is not JobState.WAITING])
def test_only_a_waiting_job_has_a_time(state: JobState) -> None:
    assert forecaster().forecast(replace(waiting(), state=state), BEGAN) is None


def test_before_the_first_percent_it_takes_what_it_usually_takes() -> None:
    made, job = forecaster(), waiting()
    assert seconds(made.forecast(job, BEGAN)) == 60
    assert seconds(made.forecast(job, BEGAN + 20)) == pytest.approx(40)


def test_a_steady_job_is_counted_down_second_by_second() -> None:
    made, job = forecaster(), waiting()
    for at in range(60):
        job = replace(job, percent=round(at / 60 * 100))
        left = seconds(made.forecast(job, BEGAN + at))
        assert left == pytest.approx(60 - at, abs=2.5)


@pytest.mark.parametrize("pace", [0.5, 2.0])
def test_a_job_that_is_slower_or_quicker_than_usual_is_found_out_without_leaps(pace: float) -> None:
    made, job, takes = forecaster(), waiting(), 60 * pace
    lefts = []
    for half_seconds in range(int(takes) * 2):
        at = half_seconds / 2
        job = replace(job, percent=int(at / takes * 100))
        forecast = made.forecast(job, BEGAN + at)
        assert forecast is not None
        if forecast.seconds is None:
            assert at > 60 * 1.25, "it is late when it is, and no sooner"
            return
        lefts.append(forecast.seconds)
    # However wrong the first guess, no half second takes off or adds more than three.
    assert all(abs(after - before) <= 3 for before, after in pairwise(lefts))
    assert lefts[-1] < 5


def test_a_leap_of_the_percent_is_followed_within_seconds_and_not_at_once() -> None:
    made, job = forecaster(), waiting(10)
    before = seconds(made.forecast(job, BEGAN + 6))
    job = replace(job, percent=80)
    at_once = seconds(made.forecast(job, BEGAN + 6.5))
    for half_seconds in range(14, 40):
        later = seconds(made.forecast(job, BEGAN + half_seconds / 2))
    assert before > 45
    assert before - at_once < 8
    assert later < 12


def test_asking_twice_at_once_gives_the_same_answer() -> None:
    made, job = forecaster(), waiting(30)
    made.forecast(job, BEGAN + 10)
    assert made.forecast(job, BEGAN + 11) == made.forecast(job, BEGAN + 11)


def test_late_is_late() -> None:
    made = forecaster()
    assert made.forecast(waiting(95), BEGAN + 76) == Forecast(None)
    assert made.forecast(waiting(0), BEGAN + 60) == Forecast(None)
    assert seconds(made.forecast(waiting(95), BEGAN + 70)) < 10


def test_the_clock_may_be_set_back_and_jobs_may_take_no_time_at_all() -> None:
    assert seconds(forecaster().forecast(waiting(40), BEGAN - 3600)) >= 0
    assert seconds(forecaster(0.0).forecast(waiting(40), BEGAN + 1)) >= 0
