"""Several jobs at once: each keeps its own mask and prompt, and none is lost from sight."""

from __future__ import annotations

import json
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget, QPlainTextEdit, QToolButton

from app.cli import Options
from app.sandbox.faults import Fault, Reply, Reset
from tests.support.window import HEIGHT, LEFT, WIDTH, Stage, opened, picture, png

PLACES = {
    "a red door": ((40, 40), (60, 40)),
    "a green roof": ((40, 150), (60, 150)),
    "a blue gate": ((200, 40), (220, 40)),
    "a white wall": ((200, 150), (220, 150)),
}
PROMPTS = tuple(PLACES)


def rows(stage: Stage) -> list[str]:
    """The visible lines of the list, from the top, as they are read out: prompt and state."""
    jobs = stage.find("jobList", QListWidget)
    if not jobs.isVisible():
        return []
    role = Qt.ItemDataRole.AccessibleTextRole
    return [str(jobs.item(number).data(role)) for number in range(jobs.count())]


def row(stage: Stage, prompt: str) -> int:
    """The number of a prompt's line."""
    return next(n for n, text in enumerate(rows(stage)) if text.startswith(prompt))


def says(stage: Stage, prompt: str, part: str) -> bool:
    """Whether a line says this."""
    return any(text.startswith(prompt) and part in text for text in rows(stage))


def click(stage: Stage, prompt: str) -> None:
    """Click a line."""
    jobs = stage.find("jobList", QListWidget)
    item = jobs.item(row(stage, prompt))
    jobs.scrollToItem(item)
    QTest.mouseClick(jobs.viewport(), LEFT, pos=jobs.visualItemRect(item).center())


def press_button(stage: Stage, prompt: str) -> None:
    """Click the button of a line."""
    jobs = stage.find("jobList", QListWidget)
    line = jobs.itemWidget(jobs.item(row(stage, prompt)))
    (button,) = line.findChildren(QToolButton)
    QTest.mouseClick(button, LEFT)


def paint(stage: Stage, prompt: str) -> None:
    """A mask of its own, and a prompt."""
    stage.action("clearMask").trigger()
    stage.stroke(*PLACES[prompt])
    stage.find("promptEdit", QPlainTextEdit).selectAll()
    stage.type_prompt(prompt)


def hold(stage: Stage, prompt: str, percent: int = 40) -> str:
    """Submit with a mask of its own, and have the task stay at so many percent; returns its id."""
    paint(stage, prompt)
    known = len(stage.server.task_ids)
    gate = stage.server.faults.hold("inpaint", processed=True)
    stage.action("submit").trigger()
    gate.wait_reached()
    (task_id,) = stage.server.task_ids[known:]
    stage.server.change_task(task_id, status="processing", percent=percent)
    gate.release()
    stage.wait(lambda: f"{percent} %" in stage.label("jobStatus"))
    return task_id


def finish(stage: Stage, task_id: str) -> None:
    """Let a task that is held be done."""
    stage.server.change_task(task_id, status="done", percent=100)


def centre(mask: bytes) -> tuple[int, int]:
    """The middle of what is white in a mask."""
    box = opened(mask).convert("L").getbbox()
    assert box is not None
    return (box[0] + box[2]) // 2, (box[1] + box[3]) // 2


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
    stage.wait_for_message("Stopped waiting. The service goes on with the task and may charge")
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


def test_doubts_are_told_one_after_the_other_with_what_others_took(stage: Stage) -> None:
    stage.open()
    stage.wait(lambda: stage.label("balanceLabel") == "500 ₽")
    stage.server.faults.add(Fault("inpaint", Reset(), processed=True, times=2))
    for prompt in PROMPTS[:2]:
        paint(stage, prompt)
        stage.action("submit").trigger()
        stage.wait_for_message(f"“{prompt}”" if prompt != PROMPTS[0] else "no answer came back")
        stage.wait_for_state("unconfirmed")
    hold(stage, PROMPTS[2])
    assert len(rows(stage)) == 3
    click(stage, PROMPTS[0])
    stage.wait_for_message(f"“{PROMPTS[0]}”: The request was sent, but no answer came back")
    stage.wait_for_message("Before it there were 500 ₽ to spend, now 446 ₽. Other jobs took 18 ₽")
    click(stage, PROMPTS[1])
    stage.wait_for_message(f"“{PROMPTS[1]}”")
    stage.choose("Ask again with the same request")
    stage.wait_for_message(f"“{PROMPTS[0]}”")
    stage.choose("Forget it")
    stage.wait(lambda: says(stage, PROMPTS[0], "Cancelled"))
    stage.wait(lambda: len(stage.paid()) == 4)


def test_doubt_is_not_covered_by_what_else_is_done(stage: Stage) -> None:
    stage.open()
    first = hold(stage, PROMPTS[0])
    stage.server.faults.add(Fault("inpaint", Reset()))
    paint(stage, PROMPTS[1])
    stage.action("submit").trigger()
    stage.wait_for_state("unconfirmed")
    finish(stage, first)
    stage.wait(lambda: says(stage, PROMPTS[0], "Done"))
    assert [b.text() for b in stage.choices] == ["Ask again with the same request", "Forget it"]


def test_balance_follows_each_job(stage: Stage) -> None:
    stage.open()
    stage.wait(lambda: stage.label("balanceLabel") == "500 ₽")
    for prompt in PROMPTS[:3]:
        hold(stage, prompt)
        left = f"{500 - 18 * len(stage.paid())} ₽"
        stage.wait(lambda: stage.label("balanceLabel") == left)  # noqa: B023 - waited for at once
    assert stage.label("costLabel") == "18 ₽"


def test_waiting_is_counted_down(stage: Stage) -> None:
    stage.open()
    hold(stage, PROMPTS[0])
    busy = Reply(429, {"error": "slow down"}, headers={"Retry-After": "30"})
    stage.server.faults.add(Fault("result", busy, times=None))
    stage.wait(lambda: stage.label("jobStatus").startswith("The service is busy."))


def test_restart_with_two_running_and_one_in_doubt(stage: Stage) -> None:
    parent = stage.open()
    first, second = (hold(stage, prompt) for prompt in PROMPTS[:2])
    stage.server.faults.add(Fault("inpaint", Reset()))
    paint(stage, PROMPTS[2])
    stage.action("submit").trigger()
    stage.wait_for_state("unconfirmed")
    stage.close()
    stage.start(Options(api_url=stage.server.url, task_id=parent))
    stage.wait_for_picture()
    stage.wait(lambda: len(rows(stage)) == 3)
    assert stage.state == "unconfirmed"  # the newest
    stage.wait_for_message(f"“{PROMPTS[2]}”: The request was sent, but no answer came back")
    finish(stage, first)
    finish(stage, second)
    stage.wait(lambda: says(stage, PROMPTS[0], "Done") and says(stage, PROMPTS[1], "Done"))
    stage.choose("Forget it")
    stage.wait_for_state("cancelled")
    click(stage, PROMPTS[0])
    stage.wait(stage.comparison.isVisible)
    assert len(stage.paid()) == 3


def test_queued_job_is_not_sent_after_a_restart_until_the_user_says_so(stage: Stage) -> None:
    parent = stage.open()
    for prompt in PROMPTS[:3]:
        hold(stage, prompt)
    paint(stage, PROMPTS[3])
    stage.action("submit").trigger()
    stage.wait(lambda: says(stage, PROMPTS[3], "Waits until"))
    stage.close()
    stage.start(Options(api_url=stage.server.url, task_id=parent))
    stage.wait_for_picture()
    stage.wait_for_message(f"“{PROMPTS[3]}”: The program ended before this was sent, so nothing")
    assert [b.text() for b in stage.choices] == ["Send it now", "Forget it"]
    assert len(stage.paid()) == 3
    stage.choose_close()  # it can wait: its line stays
    assert stage.message == ""
    click(stage, PROMPTS[3])
    stage.choose("Send it now")
    stage.wait_for_state("done")
    assert len(stage.paid()) == 4
    assert json.loads(stage.paid()[3].body)["prompt"] == PROMPTS[3]


def test_what_was_paid_before_is_not_counted_again(stage: Stage) -> None:
    stage.open()
    paint(stage, PROMPTS[0])
    stage.finish_job()
    stage.wait(lambda: stage.label("balanceLabel") == "482 ₽")
    stage.server.faults.add(Fault("inpaint", Reset(), processed=True))
    paint(stage, PROMPTS[1])
    stage.action("submit").trigger()
    stage.wait_for_message("Before it there were 482 ₽ to spend, now 464 ₽.")
    assert "Other jobs" not in stage.message
