"""What keys and finished jobs do, and don't do, to what the user is at."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from app.sandbox.faults import Fault, Reply
from tests.support.notes import Moments
from tests.support.window import LEFT, Stage, picture, png

BAD_GATEWAY = Reply(502, "<html>bad gateway</html>")


def test_return_in_a_field_buys_nothing(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    stage.finish_job()
    QTest.keyClick(stage.comparison, Qt.Key.Key_2)
    paid = len(stage.paid())
    for name in ("brushSizeSpin", "submitButton", "overlayOpacitySlider"):
        widget = stage.widget(name)
        for code in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            widget.setFocus()  # which a field gives back at the first of them
            QTest.keyClick(widget, code)
    assert len(stage.paid()) == paid
    stage.canvas.setFocus()
    QTest.keyClick(stage.canvas, Qt.Key.Key_Return)
    stage.wait(lambda: len(stage.paid()) == paid + 1)
    assert json.loads(stage.paid()[-1].body)["image"] == 2
    stage.wait_for_state("done")


def test_upsampled_picture_waits_while_something_else_is_open(stage: Stage, tmp_path: Path) -> None:
    own = tmp_path / "own.png"
    own.write_bytes(png(picture(300, 200)))
    stage.open()
    stage.do_some_work()
    stage.finish_job()
    QTest.keyClick(stage.comparison, Qt.Key.Key_3)
    gate = stage.server.faults.hold("upsample")
    stage.action("continueFromCandidate").trigger()
    stage.wait(gate.is_reached)
    stage.choose_file("openImage", own)
    stage.wait_for_picture((300, 200))
    stage.stroke((100, 100), (150, 100))
    stage.wait(lambda: stage.label("coverageLabel") != "0.0 %")
    work = stage.work
    gate.release()
    stage.wait_for_message("A job on another picture is done; its result is saved.")
    assert stage.work == work
    stage.choose("Show it")
    stage.wait_for_picture((256, 192))


def test_job_that_was_cancelled_can_be_asked_for_again(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    task_id = stage.held()
    stage.action("cancel").trigger()
    stage.wait_for_message("Stopped waiting. The service goes on with the task")
    assert stage.state == "cancelled"
    stage.server.change_task(task_id, status="done", percent=100)
    stage.choose("Ask for it again")
    stage.wait_for_state("done")
    assert len(stage.paid()) == 1
    assert stage.comparison.isVisible()


def test_result_is_back_when_its_original_is_opened_again(stage: Stage) -> None:
    parent = stage.open()
    other = stage.server.add_task(png(picture(300, 200)))
    stage.do_some_work()
    stage.finish_job()
    stage.drop_text(other)
    stage.wait_for_picture((300, 200))
    assert not stage.comparison.isVisible()
    stage.drop_text(parent)
    stage.wait_for_picture((256, 192))
    stage.wait(stage.comparison.isVisible)


def test_each_job_in_doubt_can_be_answered(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    stage.server.faults.add(Fault("inpaint", BAD_GATEWAY), Fault("inpaint", BAD_GATEWAY))
    stage.action("submit").trigger()
    stage.wait_for_state("unconfirmed")
    stage.stroke((30, 150), (60, 150))
    stage.action("submit").trigger()
    stage.wait(lambda: len(stage.paid()) == 2)
    stage.wait_for_state("unconfirmed")
    for _ in range(2):
        stage.wait(lambda: "Forget it" in [button.text() for button in stage.choices])
        stage.choose("Forget it")
    stage.wait(lambda: stage.choices == [] or "Forget it" not in stage.choices[0].text())
    assert len(stage.paid()) == 2


def test_free_second_submission_keeps_the_price_beside_the_picture(
    stage: Stage, moments: Moments
) -> None:
    stage.open()
    stage.do_some_work()
    stage.finish_job()
    stage.action("submit").trigger()
    moments.go_by(0.55)
    stage.finish_job()
    first, second = (json.loads(request.body) for request in stage.paid())
    assert first == second
    (sidecar,) = (
        json.loads(path.read_text("utf-8"))
        for path in (stage.data_dir / "pictures").glob("*.json")
        if json.loads(path.read_text("utf-8"))["kind"] == "inpaint"
    )
    assert sidecar["cost"] == 18.0


def test_markup_of_the_service_is_shown_as_it_is(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    task_id = stage.held()
    stage.server.change_task(task_id, status="failed", error="<b>moderation</b> &amp; more")
    stage.wait_for_message("<b>moderation</b> &amp; more")
    bar = stage.widget("messageBar")
    assert bar.isVisible()
    QTest.mouseClick(bar, LEFT)


def test_doubt_stays_on_offer_until_it_is_answered(stage: Stage) -> None:
    stage.open()
    other = stage.server.add_task(png(picture(300, 200)))
    stage.do_some_work()
    stage.server.faults.add(Fault("inpaint", BAD_GATEWAY))
    stage.action("submit").trigger()
    stage.wait_for_state("unconfirmed")
    (cross,) = stage.widget("messageBar").findChildren(QToolButton)
    assert not cross.isVisible()
    stage.drop_text(other)
    stage.wait_for_picture((300, 200))
    stage.wait(lambda: "Forget it" in [button.text() for button in stage.choices])
    stage.drop_text("nothing that can be opened")
    assert stage.message.startswith("There is no picture")
    stage.choose_close()
    assert "Ask again with the same request" in [button.text() for button in stage.choices]
    stage.choose("Ask again with the same request")
    stage.wait_for_message("A job on another picture is done")
