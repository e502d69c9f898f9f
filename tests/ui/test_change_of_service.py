"""Another service in the middle of a session: whoever comes back finds the jobs as they stand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit

from app.cli import Options
from app.jobs.job import JobState
from app.sandbox.faults import Fault, Reset
from app.sandbox.server import SandboxServer
from tests.support.window import LEFT, Stage, picture, png

OK = QDialogButtonBox.StandardButton.Ok


@pytest.fixture
def other() -> Iterator[SandboxServer]:
    with SandboxServer(samples=False) as server:
        yield server


def start(
    stage: Stage, server: SandboxServer, task_id: str | None = None, image: Path | None = None
) -> None:
    """Start with a service that the preferences name."""
    stage.data_dir.mkdir(exist_ok=True)
    (stage.data_dir / "settings.json").write_text(json.dumps({"api_url": server.url}))
    stage.start(Options(task_id=task_id, image=image))


def change_to(stage: Stage, server: SandboxServer) -> None:
    """Name another service in the preferences."""
    stage.action("preferences").trigger()
    (dialog,) = (found for found in stage.window.findChildren(QDialog) if found.isVisible())
    field, buttons = dialog.findChild(QLineEdit, "apiUrlEdit"), dialog.findChild(QDialogButtonBox)
    assert isinstance(field, QLineEdit)
    assert isinstance(buttons, QDialogButtonBox)
    field.setText(server.url)
    QTest.mouseClick(buttons.button(OK), LEFT)
    stage.wait(lambda: not dialog.isVisible())
    stage.activate()


def job_under_way(stage: Stage) -> str:
    """Have a job wait for its task; the task's id."""
    start(stage, stage.server, stage.server.add_task(png(picture())))
    stage.wait_for_picture()
    stage.do_some_work()
    return stage.held()


def test_jobs_left_unfinished_go_on_as_at_a_start(stage: Stage, other: SandboxServer) -> None:
    task_id = job_under_way(stage)
    stage.close()
    start(stage, other)
    stage.wait(lambda: stage.label("spentTodayLabel") != "—")  # the journal has been read
    assert stage.state == "idle"
    change_to(stage, stage.server)
    stage.wait_for_state("waiting")
    stage.server.change_task(task_id, status="done", percent=100)
    stage.wait_for_state("done")
    assert (stage.data_dir / "pictures" / f"{task_id}.png").is_file()
    assert len(stage.paid()) == 1


def test_job_under_way_is_found_again_and_runs_once(stage: Stage, other: SandboxServer) -> None:
    task_id = job_under_way(stage)
    stage.wait(stage.comparison.isVisible)  # with the preview
    change_to(stage, other)
    stage.wait_for_state("idle")
    assert not stage.comparison.isVisible()
    change_to(stage, stage.server)
    stage.wait_for_state("waiting")
    stage.states.clear()
    stage.server.change_task(task_id, status="done", percent=100)
    stage.wait_for_state("done")
    stage.wait(stage.comparison.isVisible)
    assert stage.states == ["downloading", "done"]
    fetched = [request.endpoint for request in stage.server.requests].count("picture")
    assert fetched == 3  # the original's, the preview's and the result's
    assert len(stage.paid()) == 1


def test_job_that_ended_meanwhile_is_told(stage: Stage, other: SandboxServer) -> None:
    task_id = job_under_way(stage)
    assert stage.application is not None
    storage = stage.application.workspace.backend.storage
    assert storage is not None
    change_to(stage, other)
    stage.wait_for_state("idle")
    stage.server.change_task(task_id, status="done", percent=100)
    stage.wait(lambda: [job.state for job in storage.runner.jobs()] == [JobState.DONE])
    assert stage.state == "idle"
    change_to(stage, stage.server)
    assert stage.state == "done"
    stage.wait(lambda: stage.action("saveResult").isEnabled())
    change_to(stage, other)
    change_to(stage, stage.server)
    assert stage.state == "idle", "what has been looked at is not told again"


def test_question_is_asked_where_it_can_be_answered(stage: Stage, other: SandboxServer) -> None:
    start(stage, stage.server, stage.server.add_task(png(picture())))
    stage.wait_for_picture()
    stage.do_some_work()
    stage.server.faults.add(Fault("inpaint", Reset(), processed=True))
    stage.action("submit").trigger()
    stage.wait_for_state("unconfirmed")
    stage.wait(lambda: stage.choices)
    change_to(stage, other)
    assert stage.choices == []
    change_to(stage, stage.server)
    stage.wait_for_state("unconfirmed")
    stage.choose("Ask again with the same request")
    stage.wait_for_state("done")
    assert len(stage.server.masks) == 1


def test_a_task_that_only_the_user_knows_is_asked_of_the_service_in_use(
    stage: Stage, other: SandboxServer, tmp_path: Path
) -> None:
    image = tmp_path / "picture.png"
    image.write_bytes(png(picture()))
    gate = stage.server.faults.hold("result")
    start(stage, stage.server, stage.server.add_task(png(picture())), image)
    stage.wait_for_picture()
    stage.wait(gate.is_reached)
    change_to(stage, other)
    stage.wait(lambda: "result" in {request.endpoint for request in other.requests})
