"""Submitting before the journal has been read: what earlier sessions sent is not paid for again."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from app.cli import Options
from app.jobs.job import Job
from app.jobs.journal_errors import JournalError, Reason
from app.jobs.journal_file import SetAside, open_or_replace
from app.sandbox.faults import Fault, Reset
from app.sandbox.server import SandboxServer
from app.sandbox.tasks import GRID_ACTIONS
from tests.support.notes import asks, notes
from tests.support.patience import PATIENCE
from tests.support.window import HEIGHT, WIDTH, Stage, picture, png
from tests.ui.test_change_of_service import change_to, start
from tests.ui.test_preflight import SENT, has_paid, press

LOST = Fault("inpaint", Reset(), processed=True)


@pytest.fixture
def opening(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """The journal is opened once this is set. Within a session it is, for the sake of the first."""
    may_open = threading.Event()
    may_open.set()

    def slowly(path: Path) -> tuple[sqlite3.Connection, SetAside | None]:
        assert may_open.wait(PATIENCE)
        return open_or_replace(path)

    monkeypatch.setattr("app.jobs.journal.open_or_replace", slowly)
    yield may_open
    may_open.set()


def start_again(stage: Stage, opening: threading.Event, task_id: str) -> None:
    """Close, start with the task and what was written for it, and submit while nothing is known."""
    stage.close()
    opening.clear()
    stage.start(Options(api_url=stage.server.url, task_id=task_id, prompt="a blue door"))
    stage.wait_for_picture()
    stage.wait(lambda: stage.work[0] not in {"—", "0.0 %"})
    press(stage)
    told = "Reading what was submitted before…"
    stage.wait(lambda: stage.window.statusBar().currentMessage() == told)
    assert stage.state == "idle"


def test_what_was_done_is_asked_about(stage: Stage, opening: threading.Event) -> None:
    task_id = stage.open()
    stage.do_some_work()
    stage.finish_job()
    start_again(stage, opening, task_id)
    opening.set()
    stage.wait(lambda: asks(stage))
    assert (notes(stage), stage.window.statusBar().currentMessage()) == ([SENT], "")
    assert has_paid(stage, 1)


def test_what_is_in_doubt_is_not_sent_again(stage: Stage, opening: threading.Event) -> None:
    task_id = stage.open()
    stage.do_some_work()
    stage.server.faults.add(LOST)
    stage.action("submit").trigger()
    stage.wait_for_state("unconfirmed")
    start_again(stage, opening, task_id)
    opening.set()
    stage.wait_for_state("unconfirmed")
    stage.wait_until_at_rest()
    assert stage.choices[0].text() == "Ask again with the same request"
    assert has_paid(stage, 1)


def test_what_is_under_way_is_not_sent_again(stage: Stage, opening: threading.Event) -> None:
    task_id = stage.open()
    stage.do_some_work()
    stage.held()
    start_again(stage, opening, task_id)
    opening.set()
    stage.wait_for_message("Exactly this is under way already.")
    assert has_paid(stage, 1)


def test_what_is_new_is_sent_when_the_journal_is_open(
    stage: Stage, opening: threading.Event
) -> None:
    task_id = stage.open()
    stage.do_some_work()
    start_again(stage, opening, task_id)
    assert has_paid(stage, 0)
    opening.set()
    stage.wait_for_state("done")
    assert has_paid(stage, 1)


def test_what_cannot_be_written_down_is_not_sent(
    stage: Stage, opening: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    task_id = stage.open()
    stage.do_some_work()
    start_again(stage, opening, task_id)

    def refused(path: Path) -> None:
        raise JournalError(Reason.NOT_WRITABLE, path)

    monkeypatch.setattr("tests.ui.test_submitting_early.open_or_replace", refused)
    opening.set()
    stage.wait_for_message("The data folder can't be written to.")
    assert (stage.state, has_paid(stage, 0)) == ("idle", True)
    assert not stage.action("cancel").isEnabled()  # nothing waits any more


def test_what_waits_can_be_taken_back(stage: Stage, opening: threading.Event) -> None:
    task_id = stage.open()
    stage.do_some_work()
    assert not stage.action("cancel").isEnabled()
    start_again(stage, opening, task_id)
    stage.action("cancel").trigger()
    assert stage.window.statusBar().currentMessage() == "Nothing was submitted."
    assert not stage.action("cancel").isEnabled()
    opening.set()
    stage.wait_until_at_rest()
    assert (stage.state, has_paid(stage, 0)) == ("idle", True)


def test_a_reroll_in_doubt_is_not_sent_again(stage: Stage, opening: threading.Event) -> None:
    task_id = stage.server.add_task(
        png(picture(2 * WIDTH, 2 * HEIGHT)), type="imagine", actions=GRID_ACTIONS
    )
    stage.server.faults.add(Fault("reroll", Reset(), processed=True))
    options = Options(api_url=stage.server.url, task_id=task_id)
    for _ in range(2):
        stage.start(options)
        stage.wait(lambda: stage.action("reroll").isEnabled())
        stage.action("reroll").trigger()
        if opening.is_set():
            stage.wait_for_state("unconfirmed")
            stage.close()
            opening.clear()
    assert stage.state == "idle"
    opening.set()
    stage.wait_for_state("unconfirmed")
    stage.wait_until_at_rest()
    assert has_paid(stage, 1)


def test_whatever_is_asked_for_meanwhile_is_sent_and_nothing_twice(
    stage: Stage, opening: threading.Event
) -> None:
    opening.clear()
    task_id = stage.server.add_task(
        png(picture(2 * WIDTH, 2 * HEIGHT)), type="imagine", actions=GRID_ACTIONS
    )
    stage.start(Options(api_url=stage.server.url, task_id=task_id))
    stage.wait(lambda: stage.action("reroll").isEnabled())
    stage.action("pick2").trigger()
    for name in ("reroll", "variation", "continueFromCandidate", "reroll"):
        stage.action(name).trigger()
    opening.set()
    stage.wait(partial(has_paid, stage, 3))
    stage.wait(lambda: all(not job.is_active for job in jobs(stage)))
    sent = sorted(request.endpoint for request in stage.paid())
    assert sent == ["reroll", "upsample", "variation"]


def jobs(stage: Stage) -> tuple[Job, ...]:
    assert stage.application is not None
    return stage.application.workspace.desk.listed


def test_nothing_is_sent_to_a_service_that_is_chosen_meanwhile(
    stage: Stage, opening: threading.Event
) -> None:
    with SandboxServer(samples=False) as other:
        opening.clear()
        start(stage, stage.server, stage.server.add_task(png(picture())))
        stage.wait_for_picture()
        stage.do_some_work()
        press(stage)
        change_to(stage, other)
        stage.wait_for_message("Nothing was submitted: another service was chosen first.")
        opening.set()
        stage.wait(lambda: stage.label("spentTodayLabel") != "—")
        press(stage)
        stage.wait_for_state("failed")  # it takes no stranger's key
        sent = [request.endpoint for request in other.requests]
        assert (sent.count("inpaint"), stage.paid()) == (1, [])
