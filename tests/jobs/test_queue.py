"""Several jobs at once: no more than the limit under way, the others kept and in order."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing

import pytest
from PIL import Image

from app.api.schema import inpaint_request
from app.canvas.codec import encode_mask
from app.jobs.job import NEVER_SENT, ErrorCode, Job, JobKind, JobRequest, JobState, new_job
from app.jobs.journal import FILE_NAME
from app.sandbox.faults import Close, Fault, Pass, Reset
from tests.jobs.bench import HEIGHT, PRICE, WIDTH, Bench, snapshot
from tests.support.patience import PATIENCE
from tests.support.qt import wait_until

FULL = 500.0


@pytest.fixture
def one(bench: Bench) -> Bench:
    """A bench whose runner lets one job be under way."""
    bench.runner.limit = 1
    return bench


def queued(bench: Bench, prompt: str = "later") -> str:
    """A job that is in the queue, with all that it needs."""
    job_id = bench.inpaint(prompt)
    bench.wait_for(job_id, is_ready)
    return job_id


def is_ready(job: Job) -> bool:
    return job.is_queued and job.has_request


def masks(count: int) -> list[Image.Image]:
    images = [Image.new("L", (WIDTH, HEIGHT), 0) for _ in range(count)]
    for number, image in enumerate(images):
        image.paste(255, (number, 2, 20 + number, 20))
    return images


def test_no_more_than_the_limit_are_under_way_and_the_others_follow_in_order(bench: Bench) -> None:
    bench.runner.limit = 2
    images = masks(5)
    jobs = [bench.inpaint(f"door {n}", image) for n, image in enumerate(images[:2])]
    tasks = [bench.held(job_id) for job_id in jobs]
    jobs += [bench.inpaint(f"door {n + 2}", image) for n, image in enumerate(images[2:])]
    for job_id in jobs[2:]:
        job = bench.wait_for(job_id, is_ready)
        assert (job.state, job.is_active) == (JobState.IDLE, True)
    assert not any(bench.job(job_id).is_queued for job_id in jobs[:2])
    assert len(bench.paid()) == 2
    for task_id in tasks:
        bench.release(task_id)
    for job_id in jobs:
        bench.wait_for(job_id, JobState.DONE)
    sent = [request.body for request in bench.paid()]
    expected = [
        inpaint_request(bench.parent_task, encode_mask(snapshot(image)), f"door {n}").body
        for n, image in enumerate(images)
    ]
    # The first two are on their way at the same time.
    assert sorted(sent[:2]) == sorted(expected[:2])
    assert sorted(sent) == sorted(expected)
    assert sent.index(expected[2]) < sent.index(expected[4])
    assert bench.server.balance == FULL - 5 * PRICE


def test_a_queued_job_is_in_the_journal_with_its_exact_request_and_mask(one: Bench) -> None:
    first = one.inpaint()
    task_id = one.held(first)
    (image,) = masks(1)
    job_id = one.inpaint("a queue", image)
    one.wait_for(job_id, is_ready)
    png = encode_mask(snapshot(image))
    kept = one.journal.job(job_id)
    assert kept is not None
    assert kept.state is JobState.IDLE
    expected = inpaint_request(one.parent_task, png, "a queue")
    assert one.journal.request(job_id) == expected
    assert one.journal.mask(job_id) == png
    assert one.library.mask_path(job_id).read_bytes() == png
    assert len(one.paid()) == 1
    one.release(task_id)
    one.wait_for(job_id, JobState.DONE)
    assert one.paid()[1].body == expected.body
    assert one.states(job_id)[:3] == [JobState.IDLE, JobState.ENCODING, JobState.SUBMITTING]


@pytest.mark.parametrize("how", ["done", "failed", "cancelled", "unconfirmed"])
def test_the_next_one_begins_when_another_comes_to_rest(one: Bench, how: str) -> None:
    gate = one.server.faults.hold("upsample", then=Close() if how == "unconfirmed" else Pass())
    first = one.upsample()
    gate.wait_reached()
    second = queued(one)
    gate.release()
    if how != "unconfirmed":
        task_id = one.held(first)
        match how:
            case "done":
                one.release(task_id)
            case "failed":
                one.server.change_task(task_id, status="failed", error="no")
            case "cancelled":
                one.runner.cancel(first)
    one.wait_for(first, JobState(how))
    one.wait_for(second, JobState.DONE)


def test_cancelling_a_queued_job_sends_nothing_and_keeps_the_order(one: Bench) -> None:
    task_id = one.held(one.inpaint())
    jobs = [queued(one, f"door {n}") for n in range(3)]
    one.runner.cancel(jobs[1])
    job = one.wait_for(jobs[1], JobState.CANCELLED)
    assert (job.error, job.next_on_asking_again, job.is_queued) == (None, None, False)
    assert one.journal.job(job.id) == job
    assert one.journal.request(job.id) is None
    one.release(task_id)
    one.wait_for(jobs[2], JobState.DONE)
    assert one.job(jobs[0]).state is JobState.DONE
    assert len(one.paid()) == 3
    assert b"door 1" not in b"".join(request.body for request in one.paid())


def test_cancelling_in_the_moment_of_submitting_sends_nothing(one: Bench) -> None:
    task_id = one.held(one.inpaint())
    jobs = [one.inpaint(f"door {n}") for n in range(3)]
    for job_id in jobs:
        one.runner.cancel(job_id)
    for job_id in jobs:
        one.wait_for(job_id, JobState.CANCELLED)
    one.release(task_id)
    one.wait_for_rest(one.runner.jobs()[0].id)
    assert len(one.paid()) == 1


def test_cancelling_after_the_request_was_kept_but_before_that_is_known_sends_nothing(
    one: Bench,
) -> None:
    task_id = one.held(one.inpaint())
    job_id = one.inpaint("later")
    # No event is received meanwhile.
    assert one.runner._runs[job_id].worker.thread().wait(5000)
    one.runner.cancel(job_id)
    one.wait_for(job_id, JobState.CANCELLED)
    one.release(task_id)
    one.wait_for_rest(one.runner.jobs()[0].id)
    assert len(one.paid()) == 1


def test_a_higher_limit_lets_queued_jobs_begin_at_once(one: Bench) -> None:
    one.held(one.inpaint())
    second, third = queued(one, "2"), queued(one, "3")
    one.runner.limit = 2
    one.held(second)
    assert one.job(third).is_queued
    one.runner.limit = 3
    one.held(third)


def test_a_lower_limit_stops_nothing(bench: Bench) -> None:
    jobs = [bench.inpaint(str(n)) for n in range(3)]
    bench.runner.limit = 1
    for job_id in jobs:
        bench.wait_for(job_id, JobState.DONE)


def test_what_cannot_be_kept_leaves_the_queue_and_holds_up_nobody(one: Bench) -> None:
    task_id = one.held(one.inpaint())
    for path in one.library.masks.iterdir():
        path.unlink()
    one.library.masks.rmdir()
    one.library.masks.write_bytes(b"in the way")
    job_id = one.inpaint("unkept")
    one.assert_failed(one.wait_for_rest(job_id), ErrorCode.NOT_WRITABLE)
    one.library.masks.unlink()
    last = queued(one)
    one.release(task_id)
    one.wait_for(last, JobState.DONE)
    assert len(one.paid()) == 2


# The next start


def restarted(bench: Bench, *job_ids: str) -> list[Job]:
    bench.new_runner()
    bench.runner.resume()
    wait_until(lambda: {job.id for job in bench.runner.jobs()} >= set(job_ids))
    return [bench.job(job_id) for job_id in job_ids]


def test_a_queued_job_is_not_sent_by_the_next_start_but_at_the_users_word(one: Bench) -> None:
    first = one.inpaint()
    task_id = one.held(first)
    second = queued(one)
    request = one.journal.request(second)
    assert request is not None
    _, job = restarted(one, first, second)
    assert (job.state, job.error) == (JobState.FAILED, NEVER_SENT)
    assert job.next_on_asking_again is JobState.SUBMITTING
    assert len(one.paid()) == 1
    # Even with no room for it in the queue: it was said now.
    one.runner.limit = 1
    one.runner.ask_again(second)
    one.wait_for(second, JobState.DONE)
    assert one.paid()[1].body == request.body
    assert one.server.balance == FULL - 2 * PRICE
    one.release(task_id)
    one.wait_for(first, JobState.DONE)


def test_what_was_not_sent_is_told_at_every_start_until_it_is_decided(one: Bench) -> None:
    one.held(one.inpaint())
    kept, forgotten = queued(one, "kept"), queued(one, "forgotten")
    restarted(one, kept, forgotten)
    one.runner.forget(forgotten)
    job = one.wait_for(forgotten, JobState.CANCELLED)
    assert (job.error, job.next_on_asking_again) == (None, None)
    assert one.journal.request(forgotten) is None
    (job,) = restarted(one, kept)
    assert job.error == NEVER_SENT
    assert forgotten not in {job.id for job in one.runner.jobs()}
    assert len(one.paid()) == 1


def test_quitting_in_the_moment_of_submitting_keeps_the_request(bench: Bench) -> None:
    job_ids = [bench.inpaint(str(n)) for n in range(5)]
    assert bench.runner.shutdown(PATIENCE)
    for job_id in job_ids:
        kept = bench.journal.job(job_id)
        assert kept is not None
        assert kept.has_request or kept.task_id or kept.state is JobState.UNCONFIRMED, kept


def test_sending_now_that_is_refused_fails_at_no_cost(one: Bench) -> None:
    one.held(one.inpaint())
    job_id = queued(one)
    restarted(one, job_id)
    one.server.balance = PRICE - 1
    one.runner.ask_again(job_id)
    job = one.wait_for_error(job_id, ErrorCode.INSUFFICIENT_BALANCE)
    assert (job.state, job.next_on_asking_again) == (JobState.FAILED, None)
    assert one.journal.request(job_id) is None


def test_sending_now_without_an_answer_is_unconfirmed_and_offered_as_such(one: Bench) -> None:
    one.held(one.inpaint())
    job_id = queued(one)
    restarted(one, job_id)
    one.server.faults.add(Fault("inpaint", Reset(), processed=True))
    one.runner.ask_again(job_id)
    one.wait_for(job_id, JobState.UNCONFIRMED)
    one.runner.ask_again(job_id)
    one.wait_for(job_id, JobState.DONE)
    assert one.server.balance == FULL - 2 * PRICE


def test_what_found_no_connection_can_be_sent_later(bench: Bench) -> None:
    bench.server.go_away()
    job_id = bench.upsample()
    job = bench.wait_for_rest(job_id)
    bench.assert_failed(job, ErrorCode.NOT_SENT)
    assert job.next_on_asking_again is JobState.SUBMITTING
    bench.events.clear()
    bench.runner.ask_again(job_id)
    wait_until(lambda: bench.states(job_id) == [JobState.SUBMITTING, JobState.FAILED])
    bench.server.come_back()
    bench.runner.ask_again(job_id)
    bench.wait_for(job_id, JobState.DONE)
    assert len(bench.paid()) == 1


def test_a_mark_of_sending_in_the_journal_outweighs_what_the_job_says(one: Bench) -> None:
    one.held(one.inpaint())
    job_id = queued(one)
    restarted(one, job_id)
    with closing(sqlite3.connect(one.data_dir / FILE_NAME)) as connection, connection:
        connection.execute(
            "INSERT INTO steps (job_id, at, step, phase, state, note) "
            "VALUES (?, 0, 'submit', 'before', 'submitting', '')",
            (job_id,),
        )
    # A refusal now proves nothing about what was sent then.
    one.server.balance = PRICE - 1
    one.runner.ask_again(job_id)
    job = one.wait_for_error(job_id, ErrorCode.INSUFFICIENT_BALANCE)
    assert job.state is JobState.UNCONFIRMED


def test_resumed_jobs_count_but_never_wait(bench: Bench) -> None:
    jobs = [bench.upsample() if n == 0 else bench.inpaint(str(n)) for n in range(3)]
    for job_id in jobs:
        bench.held(job_id)
    bench.new_runner()
    bench.runner.limit = 1
    bench.runner.resume()
    wait_until(lambda: len(bench.runner.jobs()) == 3)
    last = queued(bench)
    for job_id in jobs:
        bench.release(bench.job(job_id).task_id or "")
        bench.wait_for(job_id, JobState.DONE)
    bench.wait_for(last, JobState.DONE)


def test_a_job_whose_request_was_not_kept_is_not_offered(bench: Bench) -> None:
    job = new_job(JobRequest(JobKind.REROLL, bench.grid_task), bench.server.url)
    bench.journal.add(job)
    (told,) = restarted(bench, job.id)
    assert (told.error, told.next_on_asking_again) == (NEVER_SENT, None)
    assert told.may_be_forgotten


def test_how_long_it_takes_counts_from_its_being_sent(one: Bench) -> None:
    first = one.held(one.inpaint("first"))
    later = queued(one)
    assert one.job(later).sent_at is None
    released_at = time.time()
    one.release(first)
    job = one.wait_for(later, JobState.DONE)
    assert job.sent_at is not None
    assert job.created_at < released_at < job.sent_at < job.changed_at
    kept = one.journal.job(later)
    assert kept is not None
    assert kept.sent_at == pytest.approx(job.sent_at, abs=0.1)
