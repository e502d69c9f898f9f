"""What can go wrong with a job: told in words, with a way on, and nothing is paid for twice."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from app.sandbox.faults import Close, Fault, Kind, Raw, Reply, Reset, html_page
from tests.support.window import LEFT, Stage, opened, picture, png


def submit(stage: Stage, state: str) -> tuple[str, str]:
    """Open a task, work, submit, and wait for the state; the work as it was before."""
    stage.open()
    work = stage.do_some_work()
    stage.action("submit").trigger()
    stage.wait_for_state(state)
    return work


def test_no_key(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.open()
    work = stage.do_some_work()
    monkeypatch.delenv("GPTUNNEL_API_KEY")
    stage.action("submit").trigger()
    stage.wait_for_message("There is no usable API key. Enter the key")
    assert (stage.state, stage.work, stage.paid()) == ("failed", work, [])
    stage.choose("Preferences…")
    assert stage.window.findChild(QDialog, "preferencesDialog") is not None


def test_wrong_key(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.open()
    work = stage.do_some_work()
    monkeypatch.setenv("GPTUNNEL_API_KEY", "wrong")
    stage.action("submit").trigger()
    stage.wait_for_message("The service doesn't accept the API key. Check it in Preferences")
    assert (stage.state, stage.work) == ("failed", work)
    monkeypatch.setenv("GPTUNNEL_API_KEY", stage.server.key)
    stage.finish_job()
    assert stage.message == ""


def test_no_money(stage: Stage) -> None:
    stage.server.balance = 5.5
    work = submit(stage, "failed")
    stage.wait_for_message("There is 5.50 ₽ to spend.")
    assert stage.message.startswith("The balance is too low. Top up your GPTunnel account")
    assert stage.label("balanceLabel") == "5.50 ₽"
    assert stage.work == work
    stage.server.balance = 100
    stage.finish_job()
    assert len(stage.server.masks) == 1


def test_service_not_there_sends_nothing_and_says_so(stage: Stage) -> None:
    stage.open()
    work = stage.do_some_work()
    stage.server.go_away()
    stage.action("submit").trigger()
    stage.wait_for_message("The service can't be reached, so nothing was sent and nothing charged.")
    assert (stage.state, stage.work) == ("failed", work)
    stage.server.come_back()
    stage.finish_job()
    assert len(stage.paid()) == 1


LOST: dict[str, Kind] = {
    "reset": Reset(),
    "closed": Close(),
    "not HTTP": Raw(),
    "HTML": html_page(200),
    "garbage": Reply(200, "garbage"),
    "no task": Reply(200, {"ok": True}),
    "server error": html_page(502),
}


@pytest.mark.parametrize("kind", LOST)
def test_no_usable_answer_leaves_two_choices_and_one_request(stage: Stage, kind: str) -> None:
    stage.server.faults.add(Fault("inpaint", LOST[kind]))
    work = submit(stage, "unconfirmed")
    stage.wait_for_message("The request was sent, but no answer came back")
    texts = [button.text() for button in stage.choices]
    assert texts == ["Ask again with the same request", "Forget it"]
    assert stage.label("jobStatus") == "Not confirmed by the service"
    assert (stage.work, len(stage.paid())) == (work, 1)


def test_asking_again_sends_the_same_bytes_and_is_charged_once(stage: Stage) -> None:
    balance = stage.server.balance
    stage.server.faults.add(Fault("inpaint", Reset(), processed=True))
    submit(stage, "unconfirmed")
    stage.stroke((20, 150), (200, 160))  # is not part of what is asked again
    stage.choose("Ask again with the same request")
    stage.wait_for_state("done")
    first, second = stage.paid()
    assert first.body == second.body
    assert len(stage.server.masks) == 1
    assert stage.server.balance == balance - 18
    assert stage.message == ""
    assert stage.comparison.isVisible()


def test_balance_of_before_is_not_taken_for_that_of_now(stage: Stage) -> None:
    stage.open()
    stage.wait(lambda: stage.label("balanceLabel") == "500 ₽")
    stage.do_some_work()
    stage.server.faults.add(Fault("inpaint", Reset(), processed=True))
    gate = stage.server.faults.hold("balance")
    stage.action("submit").trigger()
    stage.wait_for_state("unconfirmed")
    stage.wait(gate.is_reached)
    assert "to spend" not in stage.message
    gate.release()
    stage.wait_for_message("Before it there were 500 ₽ to spend, now 482 ₽.")


def test_asking_again_and_losing_the_answer_again_asks_again(stage: Stage) -> None:
    stage.server.faults.add(Fault("inpaint", Reset(), times=2))
    submit(stage, "unconfirmed")
    stage.choose("Ask again with the same request")
    stage.wait(lambda: len(stage.paid()) == 2)
    stage.wait(lambda: len(stage.choices) == 2)
    assert stage.state == "unconfirmed"


def test_forgetting_an_unconfirmed_request(stage: Stage) -> None:
    stage.server.faults.add(Fault("inpaint", Reset(), processed=True))
    work = submit(stage, "unconfirmed")
    stage.choose("Forget it")
    stage.wait_for_state("cancelled")
    assert (stage.work, len(stage.paid())) == (work, 1)
    assert stage.widget("submitButton").isEnabled()


@pytest.mark.parametrize("reply", [html_page(200), Reply(200, "garbage"), html_page(503)])
def test_balance_that_makes_no_sense_disturbs_nothing(stage: Stage, reply: Reply) -> None:
    stage.server.faults.add(Fault("balance", reply, times=None))
    stage.open()
    stage.wait(lambda: stage.widget("balanceLabel").toolTip() != "")
    assert stage.label("balanceLabel") == "—"
    assert stage.message == ""
    stage.do_some_work()
    stage.finish_job()


@pytest.mark.parametrize("reply", [html_page(200), Reply(200, "garbage"), html_page(502)])
def test_nonsense_while_waiting_is_endured(stage: Stage, reply: Reply) -> None:
    stage.open()
    stage.do_some_work()
    task_id = stage.held()
    stage.server.faults.add(Fault("result", reply, times=None))
    words = "The service's answer makes no sense." if reply.status == 200 else "The service has a"
    stage.wait(lambda: words in stage.label("jobStatus"))
    stage.server.faults.clear()
    stage.server.change_task(task_id, status="done", percent=100)
    stage.wait_for_state("done")
    assert stage.message == ""


def test_unknown_status_counts_as_still_running(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    task_id = stage.held()
    stage.server.change_task(task_id, status="daydreaming", percent=55)
    stage.wait(lambda: "55 %" in stage.label("jobStatus"))
    assert stage.state == "waiting"
    stage.server.change_task(task_id, status="done", percent=100)
    stage.wait_for_state("done")


def test_network_gone_while_waiting_ends_in_the_result(stage: Stage) -> None:
    stage.open()
    work = stage.do_some_work()
    task_id = stage.held()
    stage.server.go_away()
    words = "No connection. Goes on by itself as soon as the network is back."
    stage.wait(lambda: stage.label("jobStatus") == words)
    assert stage.state == "waiting"
    stage.stroke((20, 150), (200, 160))
    stage.action("undo").trigger()
    stage.server.change_task(task_id, status="done", percent=100)
    stage.server.come_back()
    stage.wait_for_state("done")
    stage.wait(lambda: stage.work == work)
    assert len(stage.paid()) == 1
    assert stage.comparison.isVisible()


def test_task_that_fails_says_why(stage: Stage) -> None:
    stage.open()
    work = stage.do_some_work()
    task_id = stage.held()
    stage.server.change_task(task_id, status="failed", error="Banned prompt detected")
    stage.wait_for_state("failed")
    assert stage.message.startswith("The service could not finish the task.")
    assert "Banned prompt detected" in stage.message
    assert stage.work == work
    assert stage.label("jobStatus") == "Failed, 18 ₽ charged"
    first, status = stage.server.task_ids[0], stage.widget("jobStatus")
    stage.drop_text(stage.server.add_task(png(picture(64, 48))))
    stage.wait_for_picture((64, 48))
    stage.wait(lambda: not status.isVisible())
    stage.drop_text(first)
    stage.wait_for_picture((256, 192))
    stage.wait(status.isVisible)


def test_picture_that_stays_broken_can_be_asked_for_again(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    task_id = stage.held()
    stage.server.faults.add(Fault("picture", Reply(200, b"no picture"), times=None))
    stage.server.change_task(task_id, status="done", percent=100)
    stage.wait_for_state("failed")
    assert stage.message.startswith("The picture arrived damaged. Ask for it again")
    stage.server.faults.clear()
    stage.choose("Ask for it again")
    stage.wait_for_state("done")
    assert len(stage.paid()) == 1
    path = stage.data_dir / "pictures" / f"{task_id}.png"
    assert opened(path).size == (512, 384)


def test_messages_can_be_dismissed(stage: Stage) -> None:
    stage.open()
    stage.action("submit").trigger()
    stage.wait_for_message("The mask is empty")
    stage.choose_close()
    assert stage.message == ""


def test_message_bar_is_not_in_the_way(stage: Stage) -> None:
    """It is above the canvas, never over it, and no dialog stands in front of the window."""
    stage.server.balance = 0
    submit(stage, "failed")
    bar, canvas = stage.widget("messageBar"), stage.canvas
    bottom = bar.mapTo(stage.window, bar.rect().bottomLeft()).y()
    assert bottom < canvas.mapTo(stage.window, canvas.rect().topLeft()).y()
    assert [d for d in stage.window.findChildren(QDialog) if d.isVisible()] == []
    QTest.mouseClick(stage.widget("submitButton"), LEFT)
    stage.wait(lambda: len(stage.paid()) == 2)
