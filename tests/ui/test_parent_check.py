"""A picture from a file with the id of its task: what the service says of that task counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QToolButton

from app.cli import Options
from app.sandbox.faults import Fault, Reply
from app.sandbox.tasks import GRID_ACTIONS
from tests.support.notes import Moments, asks, choose_note, notes
from tests.support.window import Stage, picture, png

RUNNING = "The task has no finished picture yet. Open it again once it is done."
FAILED = "The task has failed, so there is nothing to repaint. Open another one."
UNKNOWN = "The service knows no such task. Check the id, and that the key is of the same account."
GRID = "A mask needs a single picture: pick one of the four first."
NO_KEY = "The API key is missing, or the service doesn't accept it: enter it in Preferences."
UNSURE = "The service couldn't be asked about this task: it may be unfinished, or a grid of four."


def begin(stage: Stage, tmp_path: Path, task_id: str) -> None:
    """Start with the picture in a file, and paint on it."""
    image = tmp_path / "picture.png"
    image.write_bytes(png(picture()))
    stage.start(Options(api_url=stage.server.url, image=image, task_id=task_id))
    stage.wait_for_picture()
    stage.stroke((60, 60), (140, 100))


def asked(stage: Stage) -> int:
    return sum(request.endpoint == "result" for request in stage.server.requests)


def submit(stage: Stage) -> None:
    stage.action("submit").trigger()


def test_a_finished_task_of_one_picture_is_asked_about_once_and_needs_no_word(
    stage: Stage, tmp_path: Path
) -> None:
    begin(stage, tmp_path, stage.server.add_task(png(picture())))
    stage.wait(lambda: asked(stage) == 1)
    assert notes(stage) == []
    gate = stage.server.faults.hold("inpaint")
    submit(stage)
    stage.wait(stage.paid)
    assert asked(stage) == 1
    gate.release()
    stage.wait_for_state("done")


@pytest.mark.parametrize(
    ("fields", "note", "message"),
    [
        ({"status": "failed", "error": "no"}, FAILED, FAILED),
        ({"actions": GRID_ACTIONS}, GRID, "This task is a grid of four pictures"),
        (None, UNKNOWN, UNKNOWN),
    ],
    ids=["failed", "a grid", "unknown"],
)
def test_a_task_that_cannot_be_repainted_is_noted_and_nothing_is_sent(
    fields: dict[str, str] | None, note: str, message: str, stage: Stage, tmp_path: Path
) -> None:
    task_id = "0" * 24
    if fields is not None:
        task_id = stage.server.add_task(png(picture()), **fields)  # type: ignore[arg-type]  # its own
    begin(stage, tmp_path, task_id)
    stage.wait(lambda: note in notes(stage))
    submit(stage)
    stage.wait_for_message(message)
    assert (stage.state, stage.paid()) == ("idle", [])


def test_a_grid_can_be_opened_to_pick_one_of_its_pictures(stage: Stage, tmp_path: Path) -> None:
    begin(stage, tmp_path, stage.server.add_task(png(picture()), actions=GRID_ACTIONS))
    submit(stage)
    stage.wait_for_message("This task is a grid of four pictures")
    stage.choose("Open the task")
    stage.wait(stage.comparison.isVisible)
    stage.action("pick2").trigger()
    stage.choose("Use picture 2")
    stage.wait_for_state("done")


def test_a_task_that_still_runs_is_asked_about_until_it_is_done(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.parent_check._AGAIN_MS", 20)
    task_id = stage.server.add_task(png(picture()), status="processing", percent=40)
    begin(stage, tmp_path, task_id)
    stage.wait(lambda: notes(stage) == [RUNNING])
    submit(stage)
    stage.wait_for_message(RUNNING)
    assert stage.paid() == []
    stage.server.change_task(task_id, status="done", percent=100)
    stage.wait(lambda: notes(stage) == [])
    times = asked(stage)
    stage.finish_job()
    assert asked(stage) > times  # about the new task
    assert len(stage.paid()) == 1


def test_submit_waits_for_the_answer_and_painting_does_not(stage: Stage, tmp_path: Path) -> None:
    gate = stage.server.faults.hold("result")
    begin(stage, tmp_path, stage.server.add_task(png(picture())))
    stage.wait(gate.is_reached)
    submit(stage)
    before = stage.label("coverageLabel")
    stage.stroke((60, 140), (180, 140))
    stage.wait(lambda: stage.label("coverageLabel") != before)
    stage.wait(lambda: stage.window.statusBar().currentMessage().startswith("Asking the service"))
    assert (stage.state, stage.paid()) == ("idle", [])
    gate.release()
    stage.wait_for_state("done")
    assert len(stage.paid()) == 1
    assert stage.window.statusBar().currentMessage() == ""


def test_a_grid_is_found_at_submit_when_the_answer_comes_late(stage: Stage, tmp_path: Path) -> None:
    gate = stage.server.faults.hold("result")
    begin(stage, tmp_path, stage.server.add_task(png(picture()), actions=GRID_ACTIONS))
    submit(stage)
    gate.release()
    stage.wait_for_message("This task is a grid of four pictures")
    assert stage.paid() == []


def test_without_an_answer_it_is_a_doubt_that_can_be_overridden(
    stage: Stage, tmp_path: Path, moments: Moments
) -> None:
    stage.server.faults.add(Fault("result", Reply(503), times=None))
    begin(stage, tmp_path, stage.server.add_task(png(picture())))
    stage.wait(lambda: notes(stage) == [UNSURE])
    times = asked(stage)
    submit(stage)  # asks once more
    stage.wait(lambda: asks(stage))
    assert (asked(stage), stage.paid()) == (times + 1, [])
    moments.go_by(0.55)
    submit(stage)
    stage.server.faults.clear()
    stage.wait_for_state("done")
    assert len(stage.paid()) == 1


@pytest.mark.parametrize("key", ["", "wrong"])
def test_without_a_key_that_is_taken_the_way_leads_to_the_preferences(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("GPTUNNEL_API_KEY", key)
    begin(stage, tmp_path, stage.server.add_task(png(picture())))
    stage.wait(lambda: notes(stage) == [NO_KEY])
    submit(stage)
    assert (stage.state, stage.paid()) == ("idle", [])
    choose_note(stage, "Preferences…")
    stage.wait(lambda: stage.window.findChildren(QDialog, "preferencesDialog"))


def test_a_silent_service_is_not_waited_for_for_long(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.parent_check._PATIENCE_MS", 50)
    gate = stage.server.faults.hold("result", times=2)
    begin(stage, tmp_path, stage.server.add_task(png(picture())))
    submit(stage)
    stage.wait(lambda: notes(stage) == [UNSURE])
    gate.release()
    assert (stage.state, stage.paid()) == ("idle", [])


def test_it_is_asked_again_as_soon_as_the_service_is_heard(stage: Stage, tmp_path: Path) -> None:
    stage.server.faults.add(Fault("any", Reply(503), times=None))
    begin(stage, tmp_path, stage.server.add_task(png(picture())))
    stage.wait(lambda: notes(stage) == [UNSURE])
    stage.server.faults.clear()
    buttons = stage.window.findChildren(QToolButton)
    next(b for b in buttons if b.accessibleName() == "Ask for the balance again").click()
    stage.wait(lambda: notes(stage) == [])


def test_it_is_asked_again_at_a_click(stage: Stage, tmp_path: Path) -> None:
    stage.server.faults.add(Fault("result", Reply(503)))
    begin(stage, tmp_path, stage.server.add_task(png(picture()), actions=GRID_ACTIONS))
    stage.wait(lambda: notes(stage) == [UNSURE])
    choose_note(stage, "Check again")
    stage.wait(lambda: notes(stage) == [GRID])


def test_the_answer_about_one_picture_is_not_taken_for_another(
    stage: Stage, tmp_path: Path
) -> None:
    gate = stage.server.faults.hold("result", times=1)
    begin(stage, tmp_path, stage.server.add_task(png(picture()), actions=GRID_ACTIONS))
    stage.wait(gate.is_reached)
    submit(stage)
    single = stage.server.add_task(png(picture(200, 160)))
    assert stage.application is not None
    stage.application.workspace.open_task(single)
    stage.wait_for_picture((200, 160))
    gate.release()
    stage.wait_for_message("Nothing was submitted")
    stage.stroke((60, 60), (140, 100))
    assert notes(stage) == []
    stage.finish_job()
    assert len(stage.paid()) == 1
