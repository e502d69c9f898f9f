"""Several jobs at once: each keeps its own mask and prompt, and none is lost from sight."""

from __future__ import annotations

import json
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget

from app.cli import Options
from tests.support.job_rows import (
    PLACES,
    PROMPTS,
    centre,
    click,
    finish,
    hold,
    paint,
    press_button,
    row,
    rows,
    says,
)
from tests.support.window import HEIGHT, LEFT, WIDTH, Stage, picture, png


def test_each_job_is_sent_with_its_own_mask_and_prompt(stage: Stage) -> None:
    stage.open()
    tasks = {prompt: hold(stage, prompt) for prompt in PROMPTS[:3]}
    assert [text.split(":")[0] for text in rows(stage)] == [*reversed(PROMPTS[:3])]
    for request, mask, prompt in zip(stage.paid(), stage.server.masks, PROMPTS[:3], strict=True):
        assert json.loads(request.body)["prompt"] == prompt
        (x, y), ((x0, y0), (x1, _)) = centre(mask), PLACES[prompt]
        assert abs(x - (x0 + x1) / 2) <= 1
        assert abs(y - y0) <= 1
    for prompt, task_id in tasks.items():
        finish(stage, task_id)
        stage.wait(partial(says, stage, prompt, "Done in"))
        kept = json.loads((stage.data_dir / "pictures" / f"{task_id}.json").read_text("utf-8"))
        assert kept["prompt"] == prompt
    assert len(stage.paid()) == 3


def test_submit_stays_available_and_painting_goes_on(stage: Stage) -> None:
    stage.open()
    hold(stage, PROMPTS[0])
    assert stage.widget("submitButton").isEnabled()
    assert stage.action("submit").isEnabled()
    assert rows(stage) == []  # one job needs no list
    hold(stage, PROMPTS[1], 60)
    assert stage.state == "waiting"
    assert len(rows(stage)) == 2


def test_fourth_waits_and_starts_by_itself(stage: Stage) -> None:
    stage.open()
    first, *_ = [hold(stage, prompt) for prompt in PROMPTS[:3]]
    paint(stage, PROMPTS[3])
    stage.action("submit").trigger()
    stage.wait(lambda: stage.label("jobStatus") == "Waits until another one is finished")
    assert stage.state == "idle"
    assert len(stage.paid()) == 3
    finish(stage, first)
    stage.wait_for_state("done")
    assert len(stage.paid()) == 4
    assert json.loads(stage.paid()[3].body)["prompt"] == PROMPTS[3]


def test_cancelling_a_queued_one_sends_nothing(stage: Stage) -> None:
    stage.open()
    first, *_ = [hold(stage, prompt) for prompt in PROMPTS[:3]]
    paint(stage, PROMPTS[3])
    stage.action("submit").trigger()
    stage.wait(lambda: says(stage, PROMPTS[3], "Waits until"))
    press_button(stage, PROMPTS[3])
    stage.wait_for_state("cancelled")
    assert stage.label("jobStatus") == "Cancelled before it was sent"
    assert stage.message == ""
    finish(stage, first)
    stage.wait(lambda: says(stage, PROMPTS[0], "Done"))
    assert len(stage.paid()) == 3


def test_picking_another_makes_it_current(stage: Stage) -> None:
    stage.open()
    hold(stage, PROMPTS[0], 30)
    second = hold(stage, PROMPTS[1], 70)
    assert "70 %" in stage.label("jobStatus")
    click(stage, PROMPTS[0])
    assert "30 %" in stage.label("jobStatus")
    assert stage.state == "waiting"
    finish(stage, second)
    stage.wait_for_message(f"Done: “{PROMPTS[1]}”")
    assert stage.state == "waiting"
    assert "30 %" in stage.label("jobStatus")
    assert not stage.action("saveResult").isEnabled()
    stage.choose("Show it")
    assert stage.state == "done"
    stage.wait(stage.action("saveResult").isEnabled)
    assert stage.comparison.property("imageSize").width() == 2 * WIDTH


def test_offer_goes_with_the_next_stroke_and_the_line_stays(stage: Stage) -> None:
    stage.open()
    first = hold(stage, PROMPTS[0])
    hold(stage, PROMPTS[1])
    finish(stage, first)
    stage.wait_for_message("Done:")
    stage.stroke((120, 100), (130, 100))
    assert stage.message == ""
    assert says(stage, PROMPTS[0], "Done")


def test_each_line_shows_its_own_result(stage: Stage, tmp_path: object) -> None:
    stage.open()
    tasks = [hold(stage, prompt) for prompt in PROMPTS[:2]]
    for task_id in tasks:
        finish(stage, task_id)
    stage.wait(lambda: all("Done" in text for text in rows(stage)))
    for prompt, task_id in zip(PROMPTS, tasks, strict=False):
        click(stage, prompt)
        path = stage.data_dir / f"{task_id}-copy.png"
        stage.wait(stage.action("saveResult").isEnabled)
        stage.choose_file("saveResult", path)
        stage.wait(path.exists)
        assert path.read_bytes() == (stage.data_dir / "pictures" / f"{task_id}.png").read_bytes()


def test_cancelling_one_in_the_list_leaves_the_current_one(stage: Stage) -> None:
    stage.open()
    hold(stage, PROMPTS[0])
    hold(stage, PROMPTS[1], 50)
    press_button(stage, PROMPTS[0])
    stage.wait_for_message("Stopped waiting. The service goes on with the task, which costs 18 ₽")
    assert stage.message.startswith(f"“{PROMPTS[0]}”")
    assert stage.state == "waiting"
    stage.action("cancel").trigger()
    stage.wait_for_state("cancelled")
    assert says(stage, PROMPTS[1], "Cancelled")


def test_what_has_been_looked_at_makes_room_for_the_next(stage: Stage) -> None:
    stage.open()
    first, second = (hold(stage, prompt) for prompt in PROMPTS[:2])
    finish(stage, second)
    stage.wait_for_state("done")
    finish(stage, first)
    stage.wait(lambda: says(stage, PROMPTS[0], "Done"))
    hold(stage, PROMPTS[2])
    assert [text.split(":")[0] for text in rows(stage)] == [PROMPTS[2], PROMPTS[0]]


def test_list_is_worked_with_keys(stage: Stage) -> None:
    stage.open()
    tasks = [
        hold(stage, prompt, percent) for prompt, percent in zip(PROMPTS, (20, 50, 80), strict=False)
    ]
    before = stage.work[0]
    jobs = stage.find("jobList", QListWidget)
    stage.widget("submitButton").setFocus()
    QTest.keyClick(stage.widget("submitButton"), Qt.Key.Key_Tab)
    assert jobs.hasFocus()
    QTest.keyClick(jobs, Qt.Key.Key_Down)
    assert "50 %" in stage.label("jobStatus")
    QTest.keyClick(jobs, Qt.Key.Key_Down)
    assert "20 %" in stage.label("jobStatus")
    QTest.keyClick(jobs, Qt.Key.Key_Delete)
    stage.wait_for_state("cancelled")
    stage.wait(lambda: says(stage, PROMPTS[0], "Cancelled"))
    QTest.keyClick(jobs, Qt.Key.Key_Backspace)
    stage.wait(lambda: len(rows(stage)) == 2)
    assert stage.work[0] == before  # Delete clears the mask elsewhere
    assert stage.state == "waiting"
    QTest.keyClick(jobs, Qt.Key.Key_X, Qt.KeyboardModifier.ShiftModifier)
    stage.wait_for_state("cancelled")
    QTest.keyClick(jobs, Qt.Key.Key_E)
    assert stage.action("eraserTool").isChecked()
    for task_id in tasks:
        finish(stage, task_id)


def test_lines_are_read_out(stage: Stage) -> None:
    stage.open()
    for prompt in PROMPTS[:2]:
        hold(stage, prompt)
    interface = QAccessible.queryAccessibleInterface(stage.find("jobList", QListWidget))
    assert interface.text(QAccessible.Text.Name) == "Jobs"
    assert interface.child(0).text(QAccessible.Text.Name).startswith("a green roof: The service is")


def test_exactly_the_same_is_not_sent_twice(stage: Stage) -> None:
    stage.open()
    hold(stage, PROMPTS[0])
    stage.action("submit").trigger()
    stage.wait_for_message("Exactly this is under way already.")
    stage.stroke((20, 100), (30, 100))
    stage.action("undo").trigger()  # painted anew, but the same
    stage.action("submit").trigger()
    stage.wait_for_message("Exactly this is under way already.")
    assert len(stage.paid()) == 1
    stage.type_prompt(", old")
    stage.action("submit").trigger()
    stage.wait(lambda: len(stage.paid()) == 2)


def test_same_as_one_of_an_earlier_session_is_not_sent_twice(stage: Stage) -> None:
    parent = stage.open()
    hold(stage, PROMPTS[0])
    stage.close()
    stage.start(Options(api_url=stage.server.url, task_id=parent))
    stage.wait_for_picture()
    stage.wait_for_state("waiting")
    paint(stage, PROMPTS[0])
    stage.action("submit").trigger()
    stage.wait_for_message("Exactly this is under way already.")
    assert len(stage.paid()) == 1


def test_result_is_never_beside_another_original(stage: Stage) -> None:
    stage.open()
    first = hold(stage, PROMPTS[0], 60)
    stage.wait(stage.comparison.isVisible)  # with the preview
    other = stage.server.add_task(png(picture(300, 200)))
    stage.drop_text(other)
    stage.wait_for_picture((300, 200))
    second = hold(stage, PROMPTS[1], 60)
    stage.wait(stage.comparison.isVisible)
    click(stage, PROMPTS[0])
    assert "60 %" in stage.label("jobStatus")
    assert not stage.comparison.isVisible()
    assert stage.widget("openOriginalButton").isVisible()
    finish(stage, first)
    stage.wait_for_state("done")
    assert not stage.comparison.isVisible()
    click(stage, PROMPTS[1])
    assert stage.comparison.isVisible()
    assert not stage.widget("openOriginalButton").isVisible()
    click(stage, PROMPTS[0])
    assert stage.message == ""  # the offer to show it
    QTest.mouseClick(stage.widget("openOriginalButton"), LEFT)
    stage.wait_for_picture((WIDTH, HEIGHT))
    stage.wait(stage.comparison.isVisible)
    assert stage.comparison.property("imageSize").width() == 2 * WIDTH
    assert not stage.widget("openOriginalButton").isVisible()
    finish(stage, second)
    stage.wait_for_message("A job on another picture is done")
    assert stage.comparison.property("imageSize").width() == 2 * WIDTH


def test_double_click_opens_what_a_job_belongs_to(stage: Stage) -> None:
    stage.open()
    hold(stage, PROMPTS[0])
    other = stage.server.add_task(png(picture(300, 200)))
    stage.drop_text(other)
    stage.wait_for_picture((300, 200))
    hold(stage, PROMPTS[1])
    jobs = stage.find("jobList", QListWidget)
    spot = jobs.visualItemRect(jobs.item(row(stage, PROMPTS[0]))).center()
    QTest.mouseClick(jobs.viewport(), LEFT, pos=spot)
    QTest.mouseDClick(jobs.viewport(), LEFT, pos=spot)
    stage.wait_for_picture((WIDTH, HEIGHT))
