"""The next start: what the last one left is gone on with, and nothing is paid twice."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from app.api.schema import upsample_request
from app.jobs.job import ErrorCode, Job, JobKind, JobRequest, JobState, new_job
from app.jobs.journal import FILE_NAME
from app.jobs.journal_errors import JournalError
from tests.jobs.bench import PRICE, Bench
from tests.support.qt import SignalLog, wait_until

FULL = 500.0


def left_behind(bench: Bench, state: JobState, **fields: object) -> Job:
    """A job as a crash would leave it: in the journal, with nobody at work on it."""
    request = JobRequest(JobKind.UPSAMPLE, bench.grid_task, image=1)
    job = replace(new_job(request, bench.server.url), state=state, **fields)  # type: ignore[arg-type]  # fields of Job
    bench.journal.add(job)
    bench.journal.keep_request(job.id, upsample_request(bench.grid_task, 1), None)
    return replace(job, has_request=True)


def resumed(bench: Bench, job: Job) -> Job:
    bench.new_runner()
    bench.runner.resume()
    wait_until(lambda: any(known.id == job.id for known in bench.runner.jobs()))
    return bench.job(job.id)


@pytest.mark.parametrize("state", [JobState.WAITING, JobState.DOWNLOADING])
def test_a_job_whose_task_is_known_goes_on(bench: Bench, state: JobState) -> None:
    job_id = bench.upsample()
    task_id = bench.held(job_id)
    bench.wait_for_percent(job_id, 30)
    assert bench.runner.shutdown()
    if state is JobState.DOWNLOADING:
        kept = bench.journal.job(job_id)
        assert kept is not None
        bench.journal.record(kept.moved(state))
    bench.release(task_id)
    resumed(bench, bench.job(job_id))
    job = bench.wait_for(job_id, JobState.DONE)
    assert bench.states(job_id)[0] is state
    assert (job.task_id, job.cost) == (task_id, PRICE)
    assert job.result_path is not None
    assert job.result_path.is_file()
    assert len(bench.paid()) == 1
    assert bench.server.balance == FULL - PRICE


@pytest.mark.parametrize("state", [JobState.IDLE, JobState.ENCODING])
def test_a_job_that_was_about_to_be_sent_was_not(bench: Bench, state: JobState) -> None:
    job = resumed(bench, left_behind(bench, state))
    bench.assert_failed(job, ErrorCode.NOT_SENT)
    assert bench.journal.job(job.id) == job
    assert bench.paid() == []


def test_a_job_that_was_being_sent_is_unconfirmed(bench: Bench) -> None:
    job = resumed(bench, left_behind(bench, JobState.SUBMITTING))
    assert job.state is JobState.UNCONFIRMED
    assert job.error is not None
    assert job.error.code is ErrorCode.INTERRUPTED
    assert bench.journal.job(job.id) == job
    assert bench.paid() == []
    bench.runner.ask_again(job.id)
    bench.wait_for(job.id, JobState.DONE)
    (sent,) = bench.paid()
    assert sent.body == upsample_request(bench.grid_task, 1).body


def test_an_unconfirmed_job_is_told_at_every_start_until_it_is_decided(bench: Bench) -> None:
    left = left_behind(bench, JobState.UNCONFIRMED)
    assert resumed(bench, left).state is JobState.UNCONFIRMED
    assert resumed(bench, left).state is JobState.UNCONFIRMED
    bench.runner.forget(left.id)
    bench.wait_for(left.id, JobState.CANCELLED)
    resumed(bench, left_behind(bench, JobState.UNCONFIRMED))
    assert left.id not in {job.id for job in bench.runner.jobs()}


def test_a_crash_while_sending_is_asked_again_at_no_second_cost(bench: Bench) -> None:
    gate = bench.server.faults.hold("upsample", processed=True)
    job_id = bench.upsample()
    gate.wait_reached()
    # The process dies here: what counts is what the file says at this moment.
    with sqlite3.connect(bench.data_dir / FILE_NAME) as connection:
        (state,) = connection.execute("SELECT state FROM jobs").fetchone()
    connection.close()
    assert state == "submitting"
    assert bench.runner.shutdown()
    gate.release()
    assert resumed(bench, bench.job(job_id)).state is JobState.UNCONFIRMED
    bench.runner.ask_again(job_id)
    bench.wait_for(job_id, JobState.DONE)
    first, second = bench.paid()
    assert first.body == second.body
    assert bench.server.balance == FULL - PRICE


@pytest.mark.parametrize("state", [JobState.SUBMITTING, JobState.WAITING])
def test_a_job_that_was_looked_at_before_goes_on_all_the_same(
    bench: Bench, state: JobState
) -> None:
    left = left_behind(bench, state, task_id="1" if state is JobState.WAITING else None)
    bench.new_runner()
    assert bench.runner.recall(left) == left
    bench.runner.resume()
    wait_until(lambda: bench.runner.is_resumed)
    job = bench.wait_for_rest(left.id)
    assert job.state is (JobState.FAILED if job.task_id else JobState.UNCONFIRMED)


def test_jobs_of_another_service_are_left_alone(bench: Bench) -> None:
    other = left_behind(bench, JobState.SUBMITTING, service="https://gptunnel.ru")
    mine = left_behind(bench, JobState.SUBMITTING)
    resumed(bench, mine)
    assert [job.id for job in bench.runner.jobs()] == [mine.id]
    assert bench.journal.job(other.id) == other


def test_finished_jobs_are_not_told_again(bench: Bench) -> None:
    for state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED):
        left_behind(bench, state, task_id="1")
    mine = left_behind(bench, JobState.SUBMITTING)
    resumed(bench, mine)
    assert [job.id for job in bench.runner.jobs()] == [mine.id]


def test_jobs_of_this_session_are_not_taken_for_left_behind(bench: Bench) -> None:
    gate = bench.server.faults.hold("upsample")
    job_id = bench.upsample()
    gate.wait_reached()
    left = left_behind(bench, JobState.IDLE)
    bench.runner.resume()
    wait_until(lambda: len(bench.runner.jobs()) == 2)
    assert bench.job(job_id).state is JobState.SUBMITTING
    bench.runner.resume()
    gate.release()
    bench.wait_for(job_id, JobState.DONE)
    bench.wait_for(left.id, JobState.FAILED)
    assert len(bench.paid()) == 1


def test_a_service_is_the_same_with_and_without_a_slash(bench: Bench) -> None:
    assert bench.runner.service == bench.server.url
    assert not bench.runner.service.endswith("/")


def test_a_journal_that_cannot_be_read_is_told(bench: Bench) -> None:
    log = SignalLog(bench.runner.resumeFailed)
    bench.journal.close()
    bench.runner.resume()
    assert isinstance(log.wait(), JournalError)
    assert bench.runner.jobs() == ()
