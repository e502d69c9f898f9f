"""Cancel and quit, in every state: at once, truthfully, and with nothing left running."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.api.client import GptunnelClient
from app.jobs.job import ErrorCode, JobState
from app.sandbox.faults import Fault, Reset, Silence
from tests.jobs.bench import FAST, PRICE, Bench
from tests.support.patience import PATIENCE, Stopwatch

FULL = 500.0
AT_ONCE = 1.0


def submitting(bench: Bench) -> str:
    """A job whose request has reached the service, which says nothing."""
    gate = bench.server.faults.hold("upsample", then=Silence(), processed=True)
    job_id = bench.upsample()
    gate.wait_reached()
    gate.release()
    bench.wait_for(job_id, JobState.SUBMITTING)
    return job_id


def asking(bench: Bench) -> str:
    """A job in the middle of a question that isn't answered."""
    job_id = bench.upsample()
    bench.held(job_id)
    bench.server.faults.hold("result", then=Silence()).wait_reached()
    return job_id


def pausing(bench: Bench) -> str:
    """A job that waits between two questions, and would for an hour."""
    bench.new_runner(replace(FAST, interval=3600.0))
    job_id = bench.upsample()
    bench.server.wait_for_request("upsample")
    bench.wait_for(job_id, JobState.WAITING)
    return job_id


def downloading(bench: Bench) -> str:
    """A job whose finished picture doesn't arrive."""
    job_id = bench.upsample()
    task_id = bench.held(job_id, percent=0)
    gate = bench.server.faults.hold("picture", then=Silence())
    bench.release(task_id)
    gate.wait_reached()
    bench.wait_for(job_id, JobState.DOWNLOADING)
    return job_id


def away(bench: Bench) -> str:
    """A job that waits for the network to come back."""
    job_id = bench.upsample()
    bench.held(job_id)
    bench.server.go_away()
    bench.wait_for_trouble(job_id, ErrorCode.UNREACHABLE)
    return job_id


def beginning(bench: Bench) -> str:
    """A job that was submitted this moment."""
    return bench.inpaint()


SITUATIONS = [beginning, submitting, asking, pausing, downloading, away]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_cancel_takes_effect_at_once(bench: Bench, situation: Callable[[Bench], str]) -> None:
    job_id = situation(bench)
    with Stopwatch() as watch:
        bench.runner.cancel(job_id)
        assert watch.seconds < 0.05
        job = bench.wait_for(job_id, JobState.CANCELLED)
        assert watch.seconds < AT_ONCE
    assert bench.journal.job(job_id) == job
    assert len(bench.paid()) == (0 if situation is beginning else 1)


def test_a_request_that_was_out_may_be_charged_and_cancel_says_so(bench: Bench) -> None:
    job_id = submitting(bench)
    bench.runner.cancel(job_id)
    job = bench.wait_for(job_id, JobState.CANCELLED)
    assert job.error is not None
    assert job.error.code is ErrorCode.MAYBE_CHARGED
    assert bench.server.balance == FULL - PRICE
    # The picture that was paid for can still be had.
    bench.runner.ask_again(job_id)
    bench.wait_for(job_id, JobState.DONE)
    assert bench.server.balance == FULL - PRICE


def test_cancel_before_anything_was_sent_says_nothing_of_money(bench: Bench) -> None:
    job_id = bench.inpaint()
    bench.runner.cancel(job_id)
    job = bench.wait_for(job_id, JobState.CANCELLED)
    assert job.error is None
    assert job.next_on_asking_again is None
    assert bench.server.balance == FULL


def test_a_cancel_that_comes_before_the_connection_holds_for_it_too(bench: Bench) -> None:
    made, go_on = threading.Event(), threading.Event()

    def slowly() -> GptunnelClient:
        made.set()
        go_on.wait(PATIENCE)
        return bench.access.make_client()

    bench.new_runner(make_client=slowly)
    job_id = bench.upsample()
    made.wait(PATIENCE)
    bench.runner.cancel(job_id)
    go_on.set()
    job = bench.wait_for_rest(job_id)
    assert (job.state, job.error) == (JobState.CANCELLED, None)
    assert bench.paid() == []


@pytest.mark.parametrize("situation", [asking, downloading])
def test_a_cancelled_job_keeps_its_task_and_may_be_asked_for(
    bench: Bench, situation: Callable[[Bench], str]
) -> None:
    job_id = situation(bench)
    bench.runner.cancel(job_id)
    job = bench.wait_for(job_id, JobState.CANCELLED)
    assert job.task_id == bench.server.task_ids[-1]
    bench.release(bench.server.task_ids[-1])
    bench.runner.ask_again(job_id)
    bench.wait_for(job_id, JobState.DONE)
    assert len(bench.paid()) == 1


def test_cancelling_a_second_attempt_keeps_it_possible_that_the_first_was_charged(
    bench: Bench,
) -> None:
    bench.server.faults.add(Fault("upsample", Reset(), processed=True))
    job_id = bench.upsample()
    bench.wait_for(job_id, JobState.UNCONFIRMED)
    gate = bench.server.faults.hold("upsample")
    bench.runner.ask_again(job_id)
    gate.wait_reached()
    bench.runner.cancel(job_id)
    job = bench.wait_for(job_id, JobState.CANCELLED)
    assert job.error is not None
    assert job.error.code is ErrorCode.MAYBE_CHARGED
    gate.release()


def test_there_is_nothing_to_cancel_in_a_job_at_rest(bench: Bench) -> None:
    job_id = bench.upsample()
    job = bench.wait_for(job_id, JobState.DONE)
    bench.runner.cancel(job_id)
    bench.runner.cancel("no such job")
    assert bench.job(job_id) == job


AFTER_QUITTING: dict[Callable[[Bench], str], JobState] = {
    submitting: JobState.UNCONFIRMED,
    asking: JobState.WAITING,
    pausing: JobState.WAITING,
    downloading: JobState.DOWNLOADING,
    away: JobState.WAITING,
}


@pytest.mark.parametrize("situation", AFTER_QUITTING)
def test_quitting_takes_effect_at_once_and_ends_no_job(
    bench: Bench, situation: Callable[[Bench], str]
) -> None:
    job_id = situation(bench)
    with Stopwatch() as watch:
        assert bench.runner.shutdown(PATIENCE)
        assert watch.seconds < AT_ONCE
    kept = bench.journal.job(job_id)
    assert kept is not None
    assert kept.state is AFTER_QUITTING[situation]
    assert (kept.task_id is None) == (situation is submitting)


def test_quitting_right_after_submitting_sends_nothing_or_is_known(bench: Bench) -> None:
    job_id = bench.inpaint()
    with Stopwatch() as watch:
        assert bench.runner.shutdown(PATIENCE)
        assert watch.seconds < AT_ONCE
    kept = bench.journal.job(job_id)
    settled = {JobState.IDLE, JobState.ENCODING, JobState.FAILED, JobState.UNCONFIRMED}
    assert kept is None or kept.state in settled | {JobState.WAITING}


def test_quitting_with_many_jobs_under_way_is_no_slower(bench: Bench) -> None:
    bench.runner.limit = 8
    jobs = [bench.upsample() for _ in range(12)]
    under_way, in_the_queue = jobs[:8], jobs[8:]
    for job_id in under_way:
        bench.held(job_id)
    for job_id in in_the_queue:
        bench.wait_for(job_id, lambda job: job.has_request)
    with Stopwatch() as watch:
        assert bench.runner.shutdown(PATIENCE)
        assert watch.seconds < AT_ONCE


def test_after_quitting_nothing_can_be_begun(bench: Bench) -> None:
    bench.runner.shutdown()
    with pytest.raises(RuntimeError):
        bench.upsample()
