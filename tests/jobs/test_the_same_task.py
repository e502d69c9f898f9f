"""Answers that name a task of somebody else, and requests that would be sent a second time."""

from __future__ import annotations

import pytest
from PIL import Image

from app.jobs.job import ErrorCode, Job, JobKind, JobRequest, JobState
from app.sandbox.faults import Fault, Reply
from tests.jobs.bench import HEIGHT, PRICE, WIDTH, Bench, mask_image

FULL = 500.0


def names(bench: Bench, task_id: str) -> Reply:
    """An answer that calls this task done."""
    url = f"{bench.server.url}/task/image/{task_id}?cache=100"
    return Reply(200, {"id": task_id, "status": "done", "percent": 100, "result": url})


def kept(bench: Bench, job: Job) -> tuple[bytes, bytes]:
    assert job.result_path is not None
    return job.result_path.read_bytes(), job.result_path.with_suffix(".json").read_bytes()


def assert_in_doubt(job: Job) -> None:
    assert (job.state, job.task_id, job.result_path) == (JobState.UNCONFIRMED, None, None)
    assert job.error is not None
    assert job.error.code is ErrorCode.UNCONFIRMED
    assert "another one" in job.error.detail


def test_an_answer_about_the_parent_is_none(bench: Bench) -> None:
    bench.server.faults.add(Fault("upsample", names(bench, bench.grid_task), processed=True))
    job = bench.wait_for_rest(bench.upsample())
    assert_in_doubt(job)
    assert list(bench.library.pictures.iterdir()) == []
    bench.runner.ask_again(job.id)
    job = bench.wait_for(job.id, JobState.DONE)
    assert job.task_id not in {None, bench.grid_task}
    assert bench.server.balance == FULL - PRICE


def test_an_answer_about_another_job_s_task_is_none(bench: Bench) -> None:
    first = bench.wait_for(bench.upsample(), JobState.DONE)
    before = kept(bench, first)
    assert first.task_id is not None
    bench.server.faults.add(Fault("upsample", names(bench, first.task_id), processed=True))
    request = JobRequest(JobKind.UPSAMPLE, bench.grid_task, image=3)
    job = bench.wait_for_rest(bench.runner.submit(request))
    assert_in_doubt(job)
    assert kept(bench, first) == before
    bench.runner.ask_again(job.id)
    job = bench.wait_for(job.id, JobState.DONE)
    assert job.task_id not in {None, first.task_id}
    assert bench.server.balance == FULL - 2 * PRICE


@pytest.mark.parametrize("differs", ["prompt", "mask"])
def test_nor_is_one_about_another_inpaint(bench: Bench, differs: str) -> None:
    first = bench.wait_for(bench.inpaint(), JobState.DONE)
    assert first.task_id is not None
    bench.server.faults.add(Fault("inpaint", names(bench, first.task_id)))
    other = Image.new("L", (WIDTH, HEIGHT), 255) if differs == "mask" else mask_image()
    prompt = "a red door" if differs == "prompt" else first.prompt
    assert_in_doubt(bench.wait_for_rest(bench.inpaint(prompt, other)))


def test_the_same_request_may_bring_the_same_task(bench: Bench) -> None:
    jobs = [bench.wait_for(bench.inpaint(), JobState.DONE) for _ in range(2)]
    assert len({job.task_id for job in jobs}) == 1
    assert bench.server.balance == FULL - PRICE


@pytest.mark.parametrize("wallet", [False, True])
def test_a_task_that_others_money_pays_for_may_be_the_same(bench: Bench, wallet: bool) -> None:
    first = bench.wait_for(bench.upsample(), JobState.DONE)
    assert first.task_id is not None
    bench.server.faults.add(Fault("upsample", names(bench, first.task_id)))
    request = JobRequest(JobKind.UPSAMPLE, bench.grid_task, image=2, use_wallet=wallet)
    bench.wait_for(bench.runner.submit(request), JobState.DONE)


# What was not sent, and is submitted anew


def not_sent(bench: Bench) -> Job:
    bench.server.go_away()
    job = bench.wait_for_rest(bench.upsample())
    assert job.is_unsent
    bench.server.come_back()
    return job


@pytest.mark.parametrize("lost", [False, True])
def test_what_was_submitted_anew_is_not_sent_once_more(bench: Bench, lost: bool) -> None:
    old = not_sent(bench)
    if lost:
        bench.server.faults.add(Fault("upsample", Reply(500), processed=True))
    new = bench.wait_for_rest(bench.upsample())
    assert new.state is (JobState.UNCONFIRMED if lost else JobState.DONE)
    bench.runner.ask_again(old.id)
    old = bench.wait_for(old.id, JobState.CANCELLED)
    assert old.error is not None
    assert old.error.code is ErrorCode.SENT_ANEW
    assert (old.has_request, old.next_on_asking_again) == (False, None)
    assert bench.journal.job(old.id) == old
    assert len(bench.paid()) == 1


def test_what_was_done_before_does_not_keep_it_back(bench: Bench) -> None:
    bench.wait_for(bench.upsample(), JobState.DONE)
    old = not_sent(bench)
    bench.runner.ask_again(old.id)
    bench.wait_for(old.id, JobState.DONE)
    assert len(bench.paid()) == 2


def test_nor_does_another_request_or_one_that_failed(bench: Bench) -> None:
    old = not_sent(bench)
    request = JobRequest(JobKind.UPSAMPLE, bench.grid_task, image=1)
    bench.wait_for(bench.runner.submit(request), JobState.DONE)
    bench.server.faults.add(Fault("upsample", Reply(402)))
    bench.wait_for(bench.upsample(), JobState.FAILED)
    bench.runner.ask_again(old.id)
    bench.wait_for(old.id, JobState.DONE)
    assert len(bench.paid()) == 3
