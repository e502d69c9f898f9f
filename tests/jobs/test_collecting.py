"""From a known task to a picture on disk, whatever the service and the network do meanwhile."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

import pytest

from app.jobs.job import ErrorCode, JobState
from app.sandbox.faults import (
    Close,
    Fault,
    Kind,
    Oversize,
    Redirect,
    Reply,
    Reset,
    Silence,
    Truncate,
    html_page,
)
from tests.jobs.bench import FAST, PRICE, QUICK, Bench
from tests.support.qt import wait_until

PASSING: list[Kind] = [
    Reset(),
    Close(),
    Silence(),
    Reply(500),
    html_page(502),
    Reply(503, headers={"Retry-After": "1"}),
    Reply(429, headers={"Retry-After": "1"}),
    Reply(200, b"not JSON"),
    Reply(200, {"status": "done"}),
]


@pytest.mark.parametrize("kind", PASSING, ids=repr)
def test_asking_goes_on_after_what_passes(bench: Bench, kind: Kind) -> None:
    bench.access.timeouts = dataclasses.replace(QUICK, silence=0.2)
    bench.server.faults.add(Fault("result", kind, times=3))
    job_id = bench.upsample()
    job = bench.wait_for(job_id, JobState.DONE)
    assert job.trouble is None
    assert bench.has_told_trouble
    assert len(bench.paid()) == 1


def test_the_network_may_go_away_while_waiting_and_come_back(bench: Bench) -> None:
    job_id = bench.upsample()
    task_id = bench.held(job_id)
    bench.server.go_away()
    job = bench.wait_for_trouble(job_id, ErrorCode.UNREACHABLE)
    assert job.state is JobState.WAITING
    bench.server.come_back()
    bench.wait_for(job_id, lambda job: job.trouble is None)
    bench.release(task_id)
    bench.wait_for(job_id, JobState.DONE)


def test_the_network_may_go_away_while_downloading_and_come_back(bench: Bench) -> None:
    job_id = bench.upsample()
    task_id = bench.held(job_id, percent=0)
    gate = bench.server.faults.hold("picture", then=Close())
    bench.release(task_id)
    gate.wait_reached()
    bench.wait_for(job_id, JobState.DOWNLOADING)
    bench.server.go_away()
    gate.release()
    job = bench.wait_for_trouble(job_id, ErrorCode.UNREACHABLE)
    assert job.state is JobState.DOWNLOADING
    bench.server.come_back()
    assert bench.wait_for(job_id, JobState.DONE).result_path


COUNTED = [
    (Reply(429, headers={"Retry-After": "40"}), ErrorCode.RATE_LIMITED, 40.0),
    (Reply(429, headers={"Retry-After": "9999"}), ErrorCode.RATE_LIMITED, 60.0),
    (Reply(503, headers={"Retry-After": "40"}), ErrorCode.SERVER_FAULT, 40.0),
    (Reply(500), ErrorCode.SERVER_FAULT, 20.0),
    (Close(), ErrorCode.UNREACHABLE, 10.0),
]


@pytest.mark.parametrize(("kind", "code", "seconds"), COUNTED, ids=lambda value: str(value)[:20])
def test_a_job_in_trouble_says_when_it_asks_again(
    bench: Bench, kind: Kind, code: ErrorCode, seconds: float
) -> None:
    bench.new_runner(
        dataclasses.replace(
            FAST,
            first_backoff=20.0,
            longest_backoff=20.0,
            longest_absence=10.0,
            longest_retry_after=60.0,
        )
    )
    gate = bench.server.faults.hold("result", then=kind)
    job_id = bench.upsample()
    gate.wait_reached()
    before = time.time()
    gate.release()
    job = bench.wait_for_trouble(job_id, code)
    assert job.retry_at is not None
    # Jitter takes away up to half, but nothing of what the service asked for.
    shortest = seconds if seconds >= 40 else seconds / 2
    assert before + shortest <= job.retry_at <= time.time() + seconds


def test_the_countdown_ends_with_the_next_good_answer(bench: Bench) -> None:
    job_id = bench.upsample()
    task_id = bench.held(job_id)
    bench.server.faults.add(Fault("result", Reply(500), times=4))

    def told() -> list[float | None]:
        return [event.job.retry_at for event in bench.events if event.job.trouble is not None]

    wait_until(lambda: len(told()) == 4)
    job = bench.wait_for(job_id, lambda job: job.trouble is None)
    assert job.retry_at is None
    assert len(set(told())) == 4, "each wait has its own"
    bench.release(task_id)
    bench.wait_for(job_id, JobState.DONE)


def test_the_countdown_of_a_download_ends_with_the_next_good_answer(bench: Bench) -> None:
    job_id = bench.upsample()
    task_id = bench.held(job_id, percent=0)
    bench.server.faults.add(Fault("picture", Reply(500)))
    gate = bench.server.faults.hold("picture")
    bench.release(task_id)
    gate.wait_reached()
    job = bench.wait_for(job_id, lambda job: job.trouble is None and bench.has_told_trouble)
    assert (job.state, job.retry_at) == (JobState.DOWNLOADING, None)
    gate.release()
    bench.wait_for(job_id, JobState.DONE)


def test_a_word_that_is_not_documented_means_still_running(bench: Bench) -> None:
    job_id = bench.upsample()
    task_id = bench.held(job_id)
    bench.server.change_task(task_id, status="queued_again", percent=31)
    bench.wait_for_percent(job_id, 31)
    assert bench.job(job_id).state is JobState.WAITING
    bench.release(task_id)
    bench.wait_for(job_id, JobState.DONE)


def test_a_percent_that_goes_back_is_not_shown(bench: Bench) -> None:
    job_id = bench.upsample()
    task_id = bench.held(job_id, percent=60)
    bench.wait_for_percent(job_id, 60)
    bench.server.change_task(task_id, percent=20)
    count = len(bench.server.requests)
    wait_until(lambda: len(bench.server.requests) >= count + 3)
    assert bench.job(job_id).percent == 60
    bench.release(task_id)
    bench.wait_for(job_id, JobState.DONE)


def test_a_task_that_makes_no_progress_ends_some_day_and_may_be_asked_again(bench: Bench) -> None:
    bench.new_runner(dataclasses.replace(FAST, patience=0.3))
    job_id = bench.upsample()
    task_id = bench.held(job_id)
    job = bench.wait_for_rest(job_id)
    bench.assert_failed(job, ErrorCode.NO_PROGRESS)
    assert job.task_id == task_id
    bench.release(task_id)
    bench.runner.ask_again(job_id)
    bench.wait_for(job_id, JobState.DONE)
    assert len(bench.paid()) == 1


def test_a_task_that_failed_says_why(bench: Bench) -> None:
    job_id = bench.upsample()
    task_id = bench.held(job_id)
    bench.server.change_task(task_id, status="failed", error="Banned prompt: door")
    job = bench.wait_for_rest(job_id)
    bench.assert_failed(job, ErrorCode.TASK_FAILED)
    assert job.error is not None
    assert job.error.server_text == "Banned prompt: door"
    kept = bench.journal.job(job_id)
    assert kept is not None
    assert (kept.task_id, kept.error) == (task_id, job.error)


def task_reply(bench: Bench, **fields: object) -> Reply:
    return Reply(200, {"id": bench.server.task_ids[-1], "percent": 100, **fields})


def test_done_without_a_picture_is_asked_a_few_times(bench: Bench) -> None:
    job_id = bench.upsample()
    bench.held(job_id)
    bench.server.faults.add(Fault("result", task_reply(bench, status="done", result=None), times=2))
    bench.release(bench.server.task_ids[-1])
    bench.wait_for(job_id, JobState.DONE)


def test_an_intermediate_picture_is_not_the_result_of_what_is_done(bench: Bench) -> None:
    job_id = bench.upsample()
    task_id = bench.held(job_id)
    early = f"{bench.server.url}/task/image/{task_id}?cache=60"
    reply = task_reply(bench, status="done", result=early)
    bench.server.faults.add(Fault("result", reply, times=3))
    bench.release(task_id)
    bench.wait_for(job_id, JobState.DONE)
    shown = {r.query["cache"] for r in bench.server.requests if r.endpoint == "picture"}
    assert "100" in shown
    assert "60" not in shown
    assert bench.library.sidecar(task_id).link.endswith("cache=100")


def test_but_it_is_better_than_none(bench: Bench) -> None:
    job_id = bench.upsample()
    bench.server.change_task(bench.held(job_id, 60), status="done")
    bench.wait_for(job_id, JobState.DONE)


def test_done_without_a_picture_fails_in_the_end_and_may_be_asked_again(bench: Bench) -> None:
    job_id = bench.upsample()
    bench.held(job_id)
    bench.server.faults.add(
        Fault("result", task_reply(bench, status="done", result=None), times=None)
    )
    bench.assert_failed(bench.wait_for_rest(job_id), ErrorCode.NO_RESULT)
    bench.server.faults.clear()
    bench.release(bench.server.task_ids[-1])
    bench.runner.ask_again(job_id)
    bench.wait_for(job_id, JobState.DONE)
    assert len(bench.paid()) == 1


def test_a_task_that_the_service_denies_fails_after_a_few_questions(bench: Bench) -> None:
    job_id = bench.upsample()
    bench.held(job_id)
    bench.server.faults.add(Fault("result", Reply(404), times=None))
    bench.assert_failed(bench.wait_for_rest(job_id), ErrorCode.TASK_NOT_FOUND)


def test_a_key_given_meanwhile_is_used_for_a_task_under_way(bench: Bench) -> None:
    job_id = bench.upsample()
    task_id = bench.held(job_id)
    for key, code in ((None, ErrorCode.KEY_MISSING), ("wrong", ErrorCode.UNAUTHORIZED)):
        bench.access.key = key
        bench.server.faults.add(Fault("result", Reply(401)))
        bench.wait_for_trouble(job_id, code)
    bench.access.key = bench.server.key
    bench.release(task_id)
    bench.wait_for(job_id, JobState.DONE)


def test_a_broken_picture_is_fetched_again(bench: Bench) -> None:
    job_id = bench.upsample()
    task_id = bench.held(job_id, percent=0)
    bench.server.faults.add(
        Fault("picture", Truncate(0.5, declared=True)),
        Fault("picture", Truncate(0.5, declared=False)),
        Fault("picture", Reply(404)),
        Fault("picture", Reply(200, b"")),
    )
    bench.release(task_id)
    job = bench.wait_for(job_id, JobState.DONE)
    assert bench.result(job_id)
    # What was broken isn't kept once the whole picture is there.
    assert list(bench.library.pictures.glob("*damaged*")) == []
    assert job.result_path == bench.library.find(task_id)


def test_a_picture_that_stays_broken_fails_the_job_but_is_kept(bench: Bench) -> None:
    job_id = bench.upsample()
    task_id = bench.held(job_id, percent=0)
    whole = Fault("picture", Truncate(0.5, declared=False), times=None)
    bench.server.faults.add(whole)
    bench.release(task_id)
    job = bench.wait_for_rest(job_id)
    bench.assert_failed(job, ErrorCode.PICTURE_DAMAGED)
    (damaged,) = bench.library.pictures.iterdir()
    assert damaged.read_bytes().startswith(b"\x89PNG")
    assert bench.library.find(task_id) is None
    assert job.task_id == task_id
    bench.server.faults.clear()
    bench.runner.ask_again(job_id)
    assert bench.wait_for(job_id, JobState.DONE).result_path == bench.library.find(task_id)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://127.0.0.1/picture.png", ErrorCode.DOWNLOAD_REFUSED),
        ("file:///etc/passwd", ErrorCode.DOWNLOAD_REFUSED),
        ("/task/image/nothing", ErrorCode.REJECTED),
    ],
)
def test_a_result_that_cannot_be_fetched_fails_with_its_reason(
    bench: Bench, url: str, code: ErrorCode
) -> None:
    job_id = bench.upsample()
    task_id = bench.held(job_id, percent=0)
    bench.release(task_id, url)
    bench.assert_failed(bench.wait_for_rest(job_id), code)


def test_an_address_that_has_run_out_is_asked_for_anew(bench: Bench) -> None:
    job_id = bench.upsample()
    task_id = bench.held(job_id, percent=0)
    gate = bench.server.faults.hold("picture")
    bench.release(task_id, "/task/image/run-out")
    gate.wait_reached()
    bench.release(task_id, f"/task/image/{task_id}")
    gate.release()
    bench.wait_for(job_id, JobState.DONE)


def test_a_cost_that_was_told_is_not_unlearned(bench: Bench) -> None:
    job_id = bench.upsample()
    task_id = bench.held(job_id)
    usage = {"total_cost": 0}
    bench.server.faults.add(
        Fault("result", Reply(200, {"id": task_id, "percent": 50, "usage": usage}), times=None)
    )
    assert bench.wait_for_percent(job_id, 50).cost == PRICE


def test_an_absence_of_the_network_never_ends_a_job(bench: Bench) -> None:
    # With no patience at all: whatever counted would end it.
    bench.new_runner(dataclasses.replace(FAST, patience=0.0))
    gate = bench.server.faults.hold("result")
    job_id = bench.upsample()
    gate.wait_reached()
    bench.server.go_away()
    job = bench.wait_for_trouble(job_id, ErrorCode.UNREACHABLE)
    assert job.state is JobState.WAITING
    # It must be done by then, however long the painter takes.
    picture = f"{bench.server.url}/task/image/{bench.grid_task}?cache=100"
    bench.release(job.task_id or "", picture)
    bench.server.come_back()
    bench.wait_for(job_id, JobState.DONE)


def test_a_redirect_loop_is_not_followed_for_ever(bench: Bench) -> None:
    job_id = bench.upsample()
    task_id = bench.held(job_id, percent=0)
    bench.server.faults.add(Fault("picture", Redirect(f"/task/image/{task_id}"), times=None))
    bench.release(task_id)
    bench.assert_failed(bench.wait_for_rest(job_id), ErrorCode.DOWNLOAD_REFUSED)


@pytest.mark.parametrize("kind", [Reply(500), Reply(200, b"not a picture"), Oversize(1 << 20)])
def test_previews_that_fail_harm_nobody(bench: Bench, kind: Kind) -> None:
    job_id = bench.upsample()
    bench.server.faults.add(Fault("picture", kind, times=None))
    task_id = bench.held(job_id, percent=20)
    for percent in (30, 40, 50, 60, 70):
        bench.server.change_task(task_id, percent=percent)
        bench.wait_for_percent(job_id, percent)
    assert bench.job(job_id).trouble is None
    # Not for ever: a slow one holds up the questions.
    assert sum(request.endpoint == "picture" for request in bench.server.requests) <= 3
    bench.server.faults.clear()
    bench.release(task_id)
    bench.wait_for(job_id, JobState.DONE)


def test_a_picture_that_cannot_be_kept_is_still_shown(bench: Bench) -> None:
    job_id = bench.upsample()
    task_id = bench.held(job_id)
    aside = move_away(bench.library.pictures)
    bench.release(task_id)
    job = bench.wait_for_rest(job_id)
    bench.assert_failed(job, ErrorCode.NOT_WRITABLE)
    assert bench.result(job_id)
    bench.library.pictures.unlink()
    aside.rename(bench.library.pictures)
    bench.runner.ask_again(job_id)
    assert bench.wait_for(job_id, JobState.DONE).result_path


def move_away(folder: Path) -> Path:
    """Put a file in the place of a folder."""
    aside = folder.rename(folder.with_name("aside"))
    folder.write_bytes(b"in the way")
    return aside
