"""A job's state in words, as far as no window is needed to see them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.api.errors import NotSent, Reason, Unreachable
from app.jobs.failures import job_error
from app.jobs.forecast import Forecast
from app.jobs.job import ErrorCode, Job, JobError, JobKind, JobState
from app.ui.job_sentences import ending_sentence, job_sentence
from app.ui.job_words import cancel_hint, short_state, state_text, steady_state, title
from app.ui.messages import exception_sentence

NOW = 1_000.0
WAITING = Job(
    id="1",
    kind=JobKind.INPAINT,
    parent_id="parent",
    original_id="parent",
    service="https://service",
    created_at=NOW - 65,
    changed_at=NOW,
    prompt="a red\n  door",
    state=JobState.WAITING,
    task_id="task",
    percent=40,
)


def in_trouble(code: ErrorCode, seconds: float = 11.2) -> Job:
    return replace(WAITING, trouble=JobError(code), retry_at=NOW + seconds)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (ErrorCode.RATE_LIMITED, "The service is busy. Asking again in 12 s."),
        (ErrorCode.SERVER_FAULT, "The service has a fault of its own. Asking again in 12 s."),
        (ErrorCode.BAD_ANSWER, "The service's answer makes no sense. Asking again in 12 s."),
        (
            ErrorCode.UNREACHABLE,
            "No connection. Goes on by itself as soon as the network is back.",
        ),
    ],
)
def test_trouble_is_counted_down(code: ErrorCode, words: str) -> None:
    assert state_text(in_trouble(code), NOW) == words


def test_countdown_ends_while_it_is_asking() -> None:
    job = in_trouble(ErrorCode.RATE_LIMITED, seconds=3)
    assert short_state(job, NOW) == "Asking again in 3 s"
    assert short_state(job, NOW + 2.5) == "Asking again in 1 s"
    assert short_state(job, NOW + 3) == "Trying again"
    assert state_text(job, NOW + 3) == "Trying again. The service is busy."


def test_what_is_read_out_does_not_tick() -> None:
    assert state_text(WAITING, NOW) == "The service is painting: 40 % · 1:05"
    assert steady_state(WAITING) == "The service is painting: 40 %"
    assert steady_state(in_trouble(ErrorCode.RATE_LIMITED)) == "Trying again. The service is busy."


def test_queued_job_says_what_it_waits_for_and_that_nothing_is_charged() -> None:
    job = replace(WAITING, state=JobState.IDLE, task_id=None, percent=0, is_queued=True)
    assert state_text(job, NOW) == "Waits until another one is finished"
    assert cancel_hint(job) == "Nothing has been sent yet, and nothing will be charged."
    assert "may still finish the task and charge" in cancel_hint(WAITING)


def test_line_of_a_finished_job_is_short() -> None:
    done = replace(WAITING, state=JobState.DONE, cost=18.0, percent=100)
    assert short_state(done, NOW) == "Done · 18 ₽"
    assert short_state(replace(done, cost=0.0), NOW) == "Done"


def test_title_is_one_line_and_never_empty() -> None:
    assert title(WAITING) == "a red door"
    assert title(replace(WAITING, prompt="")) == "With the original prompt"
    upsample = replace(WAITING, prompt="", kind=JobKind.UPSAMPLE, image=3)
    assert title(upsample) == "Picture 3 of four, upsampled"
    varied = replace(WAITING, prompt="", kind=JobKind.VARIATION)
    assert title(replace(varied, image=2)) == "Variation of picture 2"
    assert title(replace(varied, mode="high")) == "Strong variation"
    assert title(replace(varied, mode="low")) == "Subtle variation"
    assert title(replace(varied, kind=JobKind.REROLL)) == "Reroll"


@pytest.mark.parametrize(
    ("seconds", "words", "short"),
    [
        (0.0, "almost done", "almost done"),
        (3.9, "almost done", "almost done"),
        (4.1, "about 5 s left", "~5 s"),
        (17.0, "about 20 s left", "~20 s"),
        (31.0, "about 40 s left", "~40 s"),
        (90.0, "about 90 s left", "~90 s"),
        (91.0, "about 2 min left", "~2 min"),
        (None, "longer than usual", "longer than usual"),
    ],
)
def test_the_time_left_is_the_rougher_the_longer_it_is(
    seconds: float | None, words: str, short: str
) -> None:
    forecast = Forecast(seconds)
    assert state_text(WAITING, NOW, forecast) == f"The service is painting: 40 %\n1:05 · {words}"
    assert short_state(WAITING, NOW, forecast) == f"40 % · {short}"


def test_what_keeps_a_job_from_getting_on_comes_before_the_time_left() -> None:
    job = in_trouble(ErrorCode.UNREACHABLE)
    assert "left" not in state_text(job, NOW, Forecast(30.0))
    assert short_state(job, NOW, Forecast(30.0)) == "No connection"


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason.CERTIFICATE, "This computer doesn't trust the certificate that gptunnel.ru shows."),
        (Reason.CERTIFICATE_DATE, "The certificate of gptunnel.ru isn't valid at this time"),
        (Reason.CERTIFICATE_HOST, "Something else answers in the place of gptunnel.ru"),
        (Reason.HANDSHAKE, "No encrypted connection to gptunnel.ru comes about."),
        (Reason.PROXY, "The proxy doesn't connect to gptunnel.ru."),
    ],
)
def test_what_stands_in_the_way_is_named_and_nothing_was_sent(reason: Reason, words: str) -> None:
    failed = replace(
        WAITING,
        state=JobState.FAILED,
        task_id=None,
        error=job_error(NotSent(reason, host="gptunnel.ru")),
    )
    assert ending_sentence(failed).startswith(words)
    assert ending_sentence(failed).endswith("Nothing was sent, and nothing charged.")
    assert short_state(failed, NOW) == "Not sent"
    assert exception_sentence(Unreachable(reason, host="gptunnel.ru")).startswith(words)


def test_time_in_the_queue_is_not_counted() -> None:
    job = replace(WAITING, created_at=NOW - 600, sent_at=NOW - 65)
    assert short_state(job, NOW) == "40 % · 1:05"
    assert state_text(replace(job, state=JobState.DONE, cost=18.0), NOW) == "Done in 1:05 for 18 ₽"


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.CANCELLED])
def test_what_came_to_nothing_says_what_it_cost(state: JobState) -> None:
    job = replace(WAITING, state=state, cost=18.0)
    word = state.value.capitalize()
    assert state_text(job, NOW) == f"{word}, 18 ₽ charged"
    assert short_state(job, NOW) == f"{word} · 18 ₽"
    assert (
        state_text(replace(job, cost=None), NOW) == short_state(replace(job, cost=0), NOW) == word
    )


def test_what_the_service_says_ends_where_the_next_sentence_begins() -> None:
    for said, end in (("no money", "“no money”."), ("Pay up!", "“Pay up!”")):
        error = JobError(ErrorCode.INSUFFICIENT_BALANCE, server_text=said)
        assert job_sentence(error).endswith(f" The service says: {end}")
