"""Jobs that were under way when the window was closed go on at the next start, without a POST."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from app.cli import Options
from app.sandbox.faults import Fault, Reset
from tests.support.window import HEIGHT, WIDTH, Stage


def test_waiting_job_brings_its_result_after_a_restart(stage: Stage) -> None:
    parent_id = stage.open()
    stage.do_some_work()
    task_id = stage.held()
    stage.close()
    stage.start()
    stage.wait_for_state("waiting")
    stage.server.change_task(task_id, status="done", percent=100)
    stage.wait_for_state("done")
    assert len(stage.paid()) == 1
    assert stage.comparison.isVisible()
    assert stage.comparison.property("imageSize").width() == 2 * WIDTH
    assert (stage.data_dir / "pictures" / f"{task_id}.png").is_file()
    assert parent_id in [request.query.get("taskId") for request in stage.server.requests]


def test_job_that_was_done_meanwhile_brings_its_result(stage: Stage) -> None:
    parent_id = stage.open()
    stage.do_some_work()
    task_id = stage.held()
    stage.close()
    stage.server.change_task(task_id, status="done", percent=100)
    stage.start(Options(api_url=stage.server.url, task_id=parent_id))
    stage.wait_for_picture((WIDTH, HEIGHT))
    stage.wait_for_state("done")
    stage.wait(lambda: stage.comparison.isVisible() or "is saved" in stage.message)
    if not stage.comparison.isVisible():  # the result was there before its original
        stage.choose("Show it")
    stage.wait(stage.comparison.isVisible)
    assert len(stage.paid()) == 1


def test_job_that_was_being_sent_is_unconfirmed_after_a_restart(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    gate = stage.server.faults.hold("inpaint", processed=True)
    stage.action("submit").trigger()
    stage.wait(gate.is_reached)
    stage.wait_for_state("submitting")
    stage.close()
    gate.release()
    stage.start()
    stage.wait_for_state("unconfirmed")
    assert stage.message.startswith("The program ended while the request was on its way")
    assert len(stage.paid()) == 1
    stage.choose("Ask again with the same request")
    stage.wait_for_state("done")
    first, second = stage.paid()
    assert first.body == second.body
    assert len(stage.server.masks) == 1


def test_unconfirmed_job_is_offered_again_after_a_restart(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    stage.server.faults.add(Fault("inpaint", Reset()))
    stage.action("submit").trigger()
    stage.wait_for_state("unconfirmed")
    stage.close()
    stage.start()
    stage.wait_for_state("unconfirmed")
    assert [b.text() for b in stage.choices] == ["Ask again with the same request", "Forget it"]
    stage.choose("Forget it")
    stage.wait_for_state("cancelled")
    stage.close()
    stage.start()
    stage.wait(lambda: stage.label("balanceLabel") == "500 ₽")
    assert (stage.state, len(stage.paid())) == ("idle", 1)


@pytest.mark.parametrize("step", ["opening", "submitting", "waiting", "downloading"])
def test_closing_at_any_step_leaves_nothing_running(stage: Stage, step: str) -> None:
    """The fixture and the guards see to it that no thread is left."""
    if step == "opening":
        gate = stage.server.faults.hold("result")
        stage.start(Options(api_url=stage.server.url, task_id="0123456789abcdef01234567"))
        stage.wait(gate.is_reached)
        return
    stage.open()
    stage.do_some_work()
    if step == "submitting":
        gate = stage.server.faults.hold("inpaint")
        stage.action("submit").trigger()
        stage.wait(gate.is_reached)
        return
    task_id = stage.held()
    if step == "downloading":
        stage.wait(stage.comparison.isVisible)  # with the preview
        stage.server.faults.hold("picture", times=None)
        stage.server.change_task(task_id, status="done", percent=100)
        stage.wait_for_state("downloading")


def test_new_job_can_be_submitted_while_an_old_one_is_still_running(stage: Stage) -> None:
    parent_id = stage.open()
    stage.do_some_work()
    old = stage.held()
    stage.close()
    stage.start(Options(api_url=stage.server.url, task_id=parent_id))
    stage.wait_for_picture()
    stage.wait_for_state("waiting")
    stage.stroke((20, 150), (200, 160))
    stage.action("submit").trigger()
    stage.wait_for_state("done")
    assert len(stage.paid()) == 2
    stage.server.change_task(old, status="done", percent=100)
    stage.wait((stage.data_dir / "pictures" / f"{old}.png").is_file)


def test_job_of_another_service_is_not_asked_for_here(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    stage.held()
    stage.close()
    asked = len(stage.server.requests)
    stage.start(Options(sandbox=True))
    stage.wait_for_picture()
    assert stage.state == "idle"
    assert len(stage.server.requests) == asked
    assert [label.text() for label in stage.window.findChildren(QLabel)].count("Sandbox: free") == 1
