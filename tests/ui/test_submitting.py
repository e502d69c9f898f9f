"""Submitting: sent once, told in order, and the hand isn't held up meanwhile."""

from __future__ import annotations

import json
import re

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QProgressBar

from app.sandbox.faults import Fault, Reset
from tests.support.window import CTRL, HEIGHT, LEFT, WIDTH, Stage, mouse, picture, png


def submitted(stage: Stage) -> dict[str, object]:
    """The body of the one paid request that was sent."""
    (request,) = stage.paid()
    body = json.loads(request.body)
    assert isinstance(body, dict)
    return body


def test_states_are_told_in_order(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    assert stage.state == "idle"
    stage.finish_job()
    assert stage.states[-5:] == ["encoding", "submitting", "waiting", "downloading", "done"]
    assert set(stage.states[:-5]) <= {"idle"}


def test_body_holds_task_mask_and_prompt(stage: Stage) -> None:
    task_id = stage.open()
    stage.do_some_work()
    stage.finish_job()
    body = submitted(stage)
    assert (body["taskId"], body["prompt"]) == (task_id, "a blue door")
    assert body.keys() == {"taskId", "prompt", "mask"}


@pytest.mark.parametrize("typed", ["", "  \n "])
def test_empty_prompt_is_left_out(stage: Stage, typed: str) -> None:
    stage.open()
    stage.stroke((60, 60), (140, 100))
    stage.type_prompt(typed)
    stage.finish_job()
    assert "prompt" not in submitted(stage)


@pytest.mark.parametrize("way", ["button", "keys", "action"])
def test_submitting_twice_sends_once(stage: Stage, way: str) -> None:
    stage.open()
    stage.do_some_work()
    for _ in range(2):
        match way:
            case "button":
                QTest.mouseClick(stage.widget("submitButton"), LEFT)
            case "keys":
                QTest.keyClick(stage.widget("promptEdit"), Qt.Key.Key_Return, CTRL)
            case _:
                stage.action("submit").trigger()
    stage.wait_for_state("done")
    assert len(stage.paid()) == 1


def test_double_click_sends_once(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    button = stage.widget("submitButton")
    spot = QPointF(20, 10)
    for kind in (
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.MouseButtonRelease,
    ):
        mouse(button, kind, spot)
    stage.wait_for_state("done")
    assert len(stage.paid()) == 1


def test_next_job_can_be_submitted_after_the_first(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    stage.finish_job()
    stage.stroke((20, 150), (40, 160))
    stage.finish_job()
    assert len(stage.paid()) == len(set(stage.server.masks)) == 2


def test_empty_mask_is_not_sent(stage: Stage) -> None:
    stage.open()
    stage.type_prompt("a blue door")
    stage.action("submit").trigger()
    assert stage.message.startswith("The mask is empty. Paint over what should change")
    assert stage.state == "idle"
    stage.stroke((60, 60), (140, 100))
    assert stage.message == ""
    assert stage.paid() == []


def test_nothing_open_is_not_sent(stage: Stage) -> None:
    stage.start()
    button = stage.widget("submitButton")
    assert (button.isEnabled(), button.toolTip()) == (False, "Open a task first")
    stage.action("submit").trigger()
    stage.wait_for_message("Open a task first")
    stage.drop_text(stage.server.add_task(png(picture(WIDTH, HEIGHT))))
    stage.wait(button.isEnabled)
    assert button.toolTip() == stage.action("submit").toolTip()


def test_words_percent_and_time_while_it_runs(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    progress = stage.find("taskProgress", QProgressBar)
    assert not progress.isVisible()
    stage.held()
    status = stage.label("jobStatus")
    assert re.fullmatch(r"The service is painting: 40 % · 0:0\d", status)
    assert (progress.isVisible(), progress.maximum(), progress.value()) == (True, 100, 40)
    stage.wait(lambda: re.search(r"· 0:0[1-9]", stage.label("jobStatus")))
    stage.server.change_task(stage.server.task_ids[-1], percent=75)
    stage.wait(lambda: "75 %" in stage.label("jobStatus"))
    assert progress.value() == 75
    stage.server.change_task(stage.server.task_ids[-1], status="done", percent=100)
    stage.wait_for_state("done")
    assert re.fullmatch(r"Done in 0:0\d for 18 ₽", stage.label("jobStatus"))
    assert not progress.isVisible()
    stage.wait(lambda: stage.label("costLabel") == "18 ₽ last time")


def test_balance_follows_what_was_charged(stage: Stage) -> None:
    stage.open()
    stage.wait(lambda: stage.label("balanceLabel") == "500 ₽")
    stage.do_some_work()
    stage.finish_job()
    stage.wait(lambda: stage.label("balanceLabel") == "482 ₽")


def test_painting_goes_on_while_a_job_runs(stage: Stage) -> None:
    stage.open()
    before = stage.do_some_work()
    task_id = stage.held()
    stage.stroke((20, 150), (200, 160))
    stage.type_prompt(" in the wall")
    stage.wait(lambda: stage.work[0] != before[0])
    after = stage.work
    stage.server.change_task(task_id, status="done", percent=100)
    stage.wait_for_state("done")
    assert stage.work == after == (after[0], "a blue door in the wall")


def test_cancelling_while_waiting_is_at_once_and_another_can_follow(stage: Stage) -> None:
    stage.open()
    work = stage.do_some_work()
    stage.held()
    QTest.mouseClick(stage.widget("cancelButton"), LEFT)
    stage.wait_for_state("cancelled")
    assert stage.label("jobStatus") == "Cancelled, 18 ₽ charged"
    assert not stage.widget("cancelButton").isVisible()
    assert stage.work == work
    stage.stroke((20, 150), (200, 160))
    stage.finish_job()


def test_cancelling_while_sending_says_what_it_may_cost(stage: Stage) -> None:
    stage.open()
    work = stage.do_some_work()
    gate = stage.server.faults.hold("inpaint")
    stage.action("submit").trigger()
    stage.wait(gate.is_reached)
    stage.action("cancel").trigger()
    stage.wait_for_state("cancelled")
    stage.wait_for_message("The request may have reached the service, which may still charge")
    gate.release()
    assert stage.work == work
    assert len(stage.paid()) == 1


def test_message_about_something_else_stays_while_a_job_gets_on(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    task_id = stage.held()
    stage.drop_text("0123456789abcdef01234567")
    stage.wait_for_message("The service knows no such task.")
    stage.server.change_task(task_id, percent=60)
    stage.wait(lambda: "60 %" in stage.label("jobStatus"))
    assert stage.message.startswith("The service knows no such task.")


def test_request_that_is_lost_is_not_repeated_by_itself(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    stage.server.faults.add(Fault("inpaint", Reset()))
    stage.action("submit").trigger()
    stage.wait_for_state("unconfirmed")
    assert len(stage.paid()) == 1
