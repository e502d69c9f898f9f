"""What is paid for, and what is known about it when something goes wrong."""

from __future__ import annotations

import dataclasses
import sqlite3

import pytest
from PIL import Image
from PySide6.QtCore import QObject

from app.api.client import GptunnelClient
from app.canvas.codec import encode_mask
from app.jobs.job import ErrorCode, IllegalMove, JobState
from app.jobs.journal import FILE_NAME
from app.sandbox.faults import Close, Fault, Kind, Raw, Redirect, Reply, Reset, Silence, html_page
from tests.jobs.bench import PRICE, QUICK, Bench, mask_image, snapshot
from tests.support.replies import error_reply
from tests.support.sandbox_client import Client

FULL = 500.0


REFUSALS = [
    (error_reply(400), ErrorCode.INVALID_REQUEST),
    (error_reply(401, "unauthorized_request_error"), ErrorCode.UNAUTHORIZED),
    (error_reply(402, "insufficient_balance_error"), ErrorCode.INSUFFICIENT_BALANCE),
    (error_reply(404), ErrorCode.TASK_NOT_FOUND),
    (error_reply(409), ErrorCode.REJECTED),
    (error_reply(429), ErrorCode.RATE_LIMITED),
]

# Whatever may have reached the service and brought no usable answer.
UNANSWERED: list[Kind] = [
    Reset(before_body=True),
    Reset(),
    Close(),
    Silence(),
    Raw(),
    Reply(200, b"\x00\xff"),
    Reply(200, {"status": "idle"}),
    Reply(408),
    Reply(500),
    html_page(502),
    Reply(503, headers={"Retry-After": "1"}),
    Redirect("/v1/midjourney/upsample", 307),
]


@pytest.mark.parametrize(("reply", "code"), REFUSALS, ids=[code for _, code in REFUSALS])
def test_a_refusal_fails_the_job_at_no_cost(bench: Bench, reply: Reply, code: ErrorCode) -> None:
    bench.server.faults.add(Fault("upsample", reply))
    job = bench.wait_for_rest(bench.upsample())
    bench.assert_failed(job, code)
    assert job.error is not None
    assert job.error.server_text == "No, thank you."
    assert (job.task_id, job.cost) == (None, None)
    assert len(bench.paid()) == 1
    assert bench.server.balance == FULL


@pytest.mark.parametrize("kind", UNANSWERED, ids=repr)
def test_a_request_without_an_answer_is_unconfirmed_and_never_sent_again(
    bench: Bench, kind: Kind
) -> None:
    bench.access.timeouts = dataclasses.replace(QUICK, submit=0.3)
    bench.server.faults.add(Fault("upsample", kind))
    job = bench.wait_for_rest(bench.upsample())
    assert job.state is JobState.UNCONFIRMED
    assert job.error is not None
    assert job.error.code is ErrorCode.UNCONFIRMED
    assert job.error.detail
    assert job.next_on_asking_again is JobState.SUBMITTING
    assert len(bench.paid()) == 1
    kept = bench.journal.job(job.id)
    assert kept == job


def test_what_cannot_be_sent_fails_and_costs_nothing(bench: Bench) -> None:
    bench.server.go_away()
    job = bench.wait_for_rest(bench.upsample())
    bench.assert_failed(job, ErrorCode.NOT_SENT)
    assert bench.server.requests == ()
    bench.server.come_back()
    assert bench.server.balance == FULL


def test_without_a_key_nothing_is_sent(bench: Bench) -> None:
    bench.access.key = None
    bench.assert_failed(bench.wait_for_rest(bench.upsample()), ErrorCode.KEY_MISSING)
    assert bench.server.requests == ()


def test_an_address_without_encryption_is_not_used(bench: Bench) -> None:
    def insecure() -> GptunnelClient:
        return GptunnelClient("http://gptunnel.example", "key")

    bench.new_runner(make_client=insecure)
    bench.assert_failed(bench.wait_for_rest(bench.upsample()), ErrorCode.INSECURE_URL)


def test_an_empty_account_is_told_in_the_service_s_words(bench: Bench) -> None:
    bench.server.balance = PRICE - 1
    job = bench.wait_for_rest(bench.upsample())
    bench.assert_failed(job, ErrorCode.INSUFFICIENT_BALANCE)
    assert job.error is not None
    assert "balance is too low" in job.error.server_text


def test_asking_again_sends_the_same_bytes_and_is_not_charged_twice(bench: Bench) -> None:
    bench.server.faults.add(Fault("upsample", Reset(), processed=True))
    job_id = bench.upsample()
    bench.wait_for(job_id, JobState.UNCONFIRMED)
    task_id = bench.server.task_ids[-1]
    assert bench.server.balance == FULL - PRICE
    bench.events.clear()
    bench.runner.ask_again(job_id)
    job = bench.wait_for(job_id, JobState.DONE)
    assert bench.states(job_id)[0] is JobState.SUBMITTING
    first, second = bench.paid()
    assert (first.path, first.body) == (second.path, second.body)
    assert job.task_id == task_id
    assert job.error is None
    assert bench.server.balance == FULL - PRICE


def test_asking_again_for_what_is_done_by_now_tells_what_it_has_cost(bench: Bench) -> None:
    bench.server.faults.add(Fault("upsample", Reset(), processed=True))
    job_id = bench.upsample()
    bench.wait_for(job_id, JobState.UNCONFIRMED)
    task_id = bench.server.task_ids[-1]
    bench.release(task_id)
    Client(bench.server).done(task_id)
    bench.runner.ask_again(job_id)
    job = bench.wait_for(job_id, JobState.DONE)
    assert job.cost == PRICE
    assert bench.library.sidecar(task_id).cost == PRICE
    assert bench.server.balance == FULL - PRICE


def test_asking_twice_in_a_hurry_sends_once(bench: Bench) -> None:
    bench.server.faults.add(Fault("upsample", Reset(), processed=True))
    job_id = bench.upsample()
    bench.wait_for(job_id, JobState.UNCONFIRMED)
    for _ in range(3):
        bench.runner.ask_again(job_id)
    bench.wait_for(job_id, JobState.DONE)
    assert len(bench.paid()) == 2


@pytest.mark.parametrize(("reply", "code"), REFUSALS, ids=[code for _, code in REFUSALS])
def test_a_refusal_of_the_second_attempt_says_nothing_about_the_first(
    bench: Bench, reply: Reply, code: ErrorCode
) -> None:
    bench.server.faults.add(Fault("upsample", Reset(), processed=True), Fault("upsample", reply))
    job_id = bench.upsample()
    bench.wait_for(job_id, JobState.UNCONFIRMED)
    bench.runner.ask_again(job_id)
    job = bench.wait_for_error(job_id, code)
    assert job.state is JobState.UNCONFIRMED
    bench.runner.ask_again(job_id)
    bench.wait_for(job_id, JobState.DONE)
    assert bench.server.balance == FULL - PRICE


def test_the_second_attempt_may_fail_to_be_sent_and_all_stays_open(bench: Bench) -> None:
    bench.server.faults.add(Fault("upsample", Reset(), processed=True))
    job_id = bench.upsample()
    bench.wait_for(job_id, JobState.UNCONFIRMED)
    bench.server.go_away()
    bench.runner.ask_again(job_id)
    job = bench.wait_for_error(job_id, ErrorCode.NOT_SENT)
    assert job.state is JobState.UNCONFIRMED
    bench.server.come_back()
    bench.runner.ask_again(job_id)
    bench.wait_for(job_id, JobState.DONE)


def test_a_forgotten_job_is_cancelled_and_says_that_it_may_be_charged(bench: Bench) -> None:
    bench.server.faults.add(Fault("upsample", Reset(), processed=True))
    job_id = bench.upsample()
    bench.wait_for(job_id, JobState.UNCONFIRMED)
    bench.runner.forget(job_id)
    job = bench.wait_for(job_id, JobState.CANCELLED)
    assert job.error is not None
    assert job.error.code is ErrorCode.MAYBE_CHARGED
    assert bench.journal.job(job_id) == job
    assert len(bench.paid()) == 1
    # Regretted: the request is still there, byte for byte.
    bench.runner.ask_again(job_id)
    bench.wait_for(job_id, JobState.DONE)
    assert bench.server.balance == FULL - PRICE


def test_there_is_nothing_to_ask_or_forget_of_a_finished_job(bench: Bench) -> None:
    job_id = bench.upsample()
    bench.wait_for(job_id, JobState.DONE)
    with pytest.raises(IllegalMove):
        bench.runner.ask_again(job_id)
    with pytest.raises(IllegalMove):
        bench.runner.forget(job_id)
    with pytest.raises(KeyError):
        bench.runner.ask_again("no such job")


@pytest.mark.parametrize(
    "write",
    [
        "INSERT ON jobs",
        "UPDATE OF request_body ON jobs",
        "UPDATE ON jobs WHEN NEW.state = 'encoding'",
        "UPDATE ON jobs WHEN NEW.state = 'submitting'",
        "INSERT ON steps WHEN NEW.step = 'submit' AND NEW.phase = 'before'",
    ],
)
@pytest.mark.allow_log("Job .* is failed, but")
def test_what_the_journal_cannot_hold_is_not_sent(bench: Bench, write: str) -> None:
    with sqlite3.connect(bench.data_dir / FILE_NAME) as connection:
        connection.execute(
            f"CREATE TRIGGER refusing BEFORE {write} BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    connection.close()
    job = bench.wait_for_rest(bench.upsample())
    bench.assert_failed(job, ErrorCode.STORAGE)
    assert bench.server.requests == ()


@pytest.mark.allow_log("Job .* is failed, but")
def test_a_closed_journal_stops_every_new_job(bench: Bench) -> None:
    bench.journal.close()
    job = bench.wait_for_rest(bench.upsample())
    bench.assert_failed(job, ErrorCode.STORAGE)
    assert bench.server.requests == ()


@pytest.mark.allow_log("but: The journal")
def test_a_journal_that_breaks_after_the_payment_loses_no_picture(bench: Bench) -> None:
    gate = bench.server.faults.hold("upsample")
    job_id = bench.upsample()
    gate.wait_reached()
    bench.journal.close()
    gate.release()
    job = bench.wait_for(job_id, JobState.DONE)
    assert job.result_path is not None
    assert job.result_path.is_file()


def test_a_mask_that_cannot_be_kept_is_not_sent(bench: Bench) -> None:
    bench.library.masks.rmdir()
    bench.library.masks.write_bytes(b"a file in the way")
    job = bench.wait_for_rest(bench.inpaint())
    bench.assert_failed(job, ErrorCode.NOT_WRITABLE)
    assert bench.server.requests == ()
    bench.library.masks.unlink()


def test_a_body_that_was_changed_on_disk_is_never_sent(bench: Bench) -> None:
    bench.server.faults.add(Fault("upsample", Reset(), processed=True))
    job_id = bench.upsample()
    bench.wait_for(job_id, JobState.UNCONFIRMED)
    with sqlite3.connect(bench.data_dir / FILE_NAME) as connection:
        connection.execute("UPDATE jobs SET request_body = CAST('{}' AS BLOB)")
    connection.close()
    bench.runner.ask_again(job_id)
    job = bench.wait_for_error(job_id, ErrorCode.JOURNAL_DAMAGED)
    assert job.state is JobState.UNCONFIRMED
    assert len(bench.paid()) == 1


@pytest.mark.allow_log("unforeseen")
def test_a_mistake_in_the_program_does_not_leave_the_job_hanging(bench: Bench) -> None:
    def broken() -> GptunnelClient:
        raise LookupError("a mistake")

    bench.new_runner(make_client=broken)
    job = bench.wait_for_rest(bench.upsample())
    # It happened while submitting, so nobody knows.
    assert job.state is JobState.UNCONFIRMED
    assert job.error is not None
    assert job.error.code is ErrorCode.INTERNAL


def test_a_window_that_closes_early_is_not_told_any_more(bench: Bench) -> None:
    listener = QObject()
    bench.runner.jobChanged.connect(listener.setProperty)
    listener.deleteLater()
    bench.wait_for(bench.upsample(), JobState.DONE)


def greyed(image: Image.Image) -> Image.Image:
    image.putpixel((7, 7), 3)
    return image


@pytest.mark.parametrize("mask", [Image.new("L", mask_image().size), greyed(mask_image())])
def test_an_empty_or_grey_mask_is_never_sent(bench: Bench, mask: Image.Image) -> None:
    bench.assert_failed(bench.wait_for_rest(bench.inpaint(image=mask)), ErrorCode.MASK_UNFIT)
    assert bench.paid() == []
    assert bench.server.balance == FULL


def test_a_mask_whose_file_is_not_what_was_painted_is_never_sent(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = encode_mask(snapshot(mask_image().transpose(Image.Transpose.FLIP_LEFT_RIGHT)))
    monkeypatch.setattr("app.jobs.submission.encode_mask", lambda mask: other)
    bench.assert_failed(bench.wait_for_rest(bench.inpaint()), ErrorCode.MASK_UNFIT)
    assert bench.paid() == []
