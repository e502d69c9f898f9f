"""The history in the window: what came from what, found, opened again and gone on from."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QToolButton,
)

from app.cli import Options
from tests.support.history import (
    choose,
    find,
    instead,
    is_open,
    pick,
    rows,
    search,
    selected,
    shapes,
    show,
    tree,
)
from tests.support.job_rows import finish, hold, paint
from tests.support.kept import marked_in, old
from tests.support.window import CTRL, HEIGHT, LEFT, WIDTH, Stage, opened, picture, png

RIGHT_AREA = Qt.DockWidgetArea.RightDockWidgetArea
Reason = QContextMenuEvent.Reason
DOOR, ROOF, GATE = "a red door", "a green roof", "a blue gate"
# A place that each one's mask of `job_rows` has, and no other one.
MARKED = {DOOR: (50, 40), ROOF: (50, 150), GATE: (210, 40)}


def submit(stage: Stage, prompt: str) -> str:
    """Submit with a mask of its own, wait for the result, and return its task."""
    paint(stage, prompt)
    stage.finish_job()
    return stage.server.task_ids[-1]


def prompt_of(stage: Stage) -> str:
    return stage.find("promptEdit", QPlainTextEdit).toPlainText()


def exported(stage: Stage, path: Path) -> bytes:
    path.unlink(missing_ok=True)
    return stage.export(path)


def _is_shown(stage: Stage, wanted: list[str]) -> bool:
    return shapes(stage) == wanted


def offline(stage: Stage) -> None:
    stage.server.go_away()


def test_two_jobs_from_one_picture_and_one_gone_on_from(stage: Stage, tmp_path: Path) -> None:
    parent = stage.open()
    show(stage)
    submit(stage, DOOR)
    submit(stage, ROOF)
    QTest.keyClick(stage.canvas, Qt.Key.Key_2)
    stage.finish_job("continueFromCandidate")
    stage.wait(lambda: stage.window.windowTitle().startswith(stage.server.task_ids[-1]))
    stage.wait(lambda: len(rows(stage)) == 4)
    assert shapes(stage) == [
        f"Task {parent}, Opened picture, just now",
        f".{ROOF}, Repaint",
        "..Picture 2 of four, upsampled, Upsample",
        f".{DOOR}, Repaint",
    ]
    assert f"{ROOF}, Repaint · Done · 4 candidates, 18 ₽, just now" in [
        row.strip(".") for row in rows(stage)
    ]
    # The first one again: its picture, its mask, its prompt, its result.
    choose(stage, DOOR, "openHistoryNode")
    stage.wait(lambda: prompt_of(stage) == DOOR)
    stage.wait(lambda: stage.window.windowTitle().startswith(parent))
    stage.wait(stage.comparison.isVisible)
    stage.wait(lambda: stage.comparison.property("imageSize").width() == 2 * WIDTH)
    mask = exported(stage, tmp_path / "mask.png")
    assert marked_in(mask, MARKED[DOOR])
    assert not marked_in(mask, MARKED[ROOF])
    # It can be edited, and what is submitted now is another branch of the same picture.
    stage.stroke((200, 40), (220, 40))
    stage.finish_job()
    stage.wait(lambda: len(rows(stage)) == 5)
    assert [row.count(".") for row in shapes(stage)] == [0, 1, 1, 2, 1]
    body = json.loads(stage.paid()[-1].body)
    assert (body["taskId"], body["prompt"]) == (parent, DOOR)
    sent = stage.server.last_mask()
    assert marked_in(sent, MARKED[DOOR], MARKED[GATE])


def test_the_mask_painted_since_is_not_lost(stage: Stage, tmp_path: Path) -> None:
    stage.open()
    submit(stage, DOOR)
    paint(stage, GATE)
    show(stage)
    choose(stage, DOOR, "openHistoryNode")
    stage.wait_for_message("The mask you asked for is shown; the one you had painted is set aside.")
    stage.wait(lambda: old(stage))
    assert any(marked_in(path.read_bytes(), MARKED[GATE]) for path in old(stage))
    stage.choose("Bring it back")
    mask = exported(stage, tmp_path / "mask.png")
    assert marked_in(mask, MARKED[GATE])
    assert not marked_in(mask, MARKED[DOOR])
    field = stage.find("promptEdit", QPlainTextEdit)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert prompt_of(stage) == GATE, "the prompt, too"


def test_everything_is_there_after_a_restart_and_opens_without_the_service(
    stage: Stage, tmp_path: Path
) -> None:
    parent = stage.open()
    submit(stage, DOOR)
    submit(stage, ROOF)
    stage.close()
    offline(stage)
    asked = len(stage.server.requests)
    stage.start()
    show(stage)
    stage.wait(lambda: len(rows(stage)) == 3)
    choose(stage, DOOR, "openHistoryNode")
    stage.wait_for_picture((WIDTH, HEIGHT))
    stage.wait(lambda: stage.window.windowTitle().startswith(parent))
    stage.wait(stage.comparison.isVisible)
    assert prompt_of(stage) == DOOR
    assert marked_in(exported(stage, tmp_path / "mask.png"), MARKED[DOOR])
    stage.stroke((200, 40), (220, 40))
    assert marked_in(exported(stage, tmp_path / "mask.png"), MARKED[DOOR], MARKED[GATE])
    assert len(stage.server.requests) == asked
    stage.server.come_back()
    assert len(stage.paid()) == 2, "nothing was sent"


def test_the_lowest_dock_still_scrolls_to_the_current_row(stage: Stage) -> None:
    stage.open()
    submit(stage, DOOR)
    submit(stage, ROOF)
    show(stage)
    stage.wait(lambda: len(rows(stage)) == 3)
    dock, view = stage.find("historyDock", QDockWidget), tree(stage)
    area = stage.find("dockArea", QMainWindow)
    stage.wait_until_at_rest()
    area.resizeDocks([dock], [1], Qt.Orientation.Vertical)
    stage.wait(lambda: view.viewport().height() < 2 * view.visualRect(find(stage, DOOR)).height())
    for key, part in ((Qt.Key.Key_End, DOOR), (Qt.Key.Key_Home, "Task")):
        QTest.keyClick(view, key)
        assert part in selected(stage)
        # Qt leaves out the last line.
        room = view.viewport().rect().adjusted(0, 0, 0, 1)
        assert room.contains(view.visualRect(view.currentIndex()))


def test_going_on_from_a_single_picture_and_from_a_grid(stage: Stage) -> None:
    stage.open()
    grid = submit(stage, DOOR)
    QTest.keyClick(stage.canvas, Qt.Key.Key_3)
    stage.finish_job("continueFromCandidate")
    single = stage.server.task_ids[-1]
    stage.wait(lambda: stage.window.windowTitle().startswith(single))
    show(stage)
    stage.wait(lambda: len(rows(stage)) == 3)
    choose(stage, DOOR, "goOnFromHistoryNode")
    stage.wait(lambda: stage.window.windowTitle().startswith(grid))
    stage.wait_for_message("Pick one")
    choose(stage, "Picture 3 of four", "goOnFromHistoryNode")
    stage.wait(lambda: stage.window.windowTitle().startswith(single))
    stage.wait(lambda: stage.canvas.property("imageSize").width() == WIDTH)
    stage.stroke((20, 20), (60, 60))
    stage.finish_job()
    stage.wait(lambda: [row.count(".") for row in shapes(stage)] == [0, 1, 2, 3])


def test_a_running_job_tells_its_percent_in_place(stage: Stage) -> None:
    """Whatever is selected and open stays so."""
    stage.open()
    submit(stage, DOOR)
    show(stage)
    stage.wait(lambda: len(rows(stage)) == 2)
    pick(stage, DOOR)
    resets: list[int] = []
    tree(stage).model().modelReset.connect(lambda: resets.append(1))
    task_id = hold(stage, ROOF, 30)
    stage.wait(lambda: any("30 %" in row for row in rows(stage)))
    assert f".{ROOF}" in rows(stage)[1]
    assert selected(stage).startswith(DOOR)
    stage.server.change_task(task_id, status="processing", percent=70)
    stage.wait(lambda: any("70 %" in row for row in rows(stage)))
    finish(stage, task_id)
    stage.wait(lambda: f"{ROOF}, Repaint · Done" in " ".join(rows(stage)))
    assert selected(stage).startswith(DOOR)
    assert is_open(stage, "Opened picture")
    assert resets == []


def test_search_finds_as_you_type_and_keeps_what_it_came_from(stage: Stage) -> None:
    parent = stage.open()
    submit(stage, DOOR)
    paint(stage, ROOF)
    stage.find("promptEdit", QPlainTextEdit).setPlainText("синяя ДВЕРЬ")
    stage.finish_job()
    show(stage)
    stage.wait(lambda: len(rows(stage)) == 3)
    pick(stage, DOOR)
    for text, found in (
        ("дверь", ["синяя ДВЕРЬ"]),
        ("RED door", [DOOR]),
        ("door red", [DOOR]),
        ("repaint", ["синяя ДВЕРЬ", DOOR]),
        (parent[:10], []),
    ):
        search(stage, text)
        wanted = [f"Task {parent}, Opened picture, just now"]
        wanted += [f".{title}, Repaint" for title in found]
        stage.wait(partial(_is_shown, stage, wanted))
        assert is_open(stage, parent) or not found
        assert stage.label("historyCount") == f"{len(found) or 1} of 3"
    search(stage, "nothing like it")
    stage.wait(lambda: instead(stage).startswith("Nothing found for “nothing like it”."))
    QTest.mouseClick(stage.widget("showAllHistoryButton"), LEFT)
    assert len(rows(stage)) == 3
    search(stage, "nothing like it")
    stage.wait(lambda: instead(stage))
    field = stage.find("historySearch", QLineEdit)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    stage.wait(lambda: len(rows(stage)) == 3)
    assert (instead(stage), field.text()) == ("", "")
    assert stage.label("historyCount") == "3"
    assert selected(stage).startswith(DOOR), "where one was before"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert tree(stage).hasFocus()


def test_what_the_user_closes_stays_closed(stage: Stage) -> None:
    stage.open()
    submit(stage, DOOR)
    show(stage)
    stage.wait(lambda: len(rows(stage)) == 2)
    pick(stage, "Opened picture")
    assert is_open(stage, "Opened picture")
    QTest.keyClick(tree(stage), Qt.Key.Key_Left)
    assert not is_open(stage, "Opened picture")
    search(stage, DOOR)
    stage.wait(lambda: is_open(stage, "Opened picture"))
    search(stage, "")
    stage.wait(lambda: not is_open(stage, "Opened picture"))
    # By the mark in front of it, too.
    view, index = tree(stage), find(stage, "Opened picture")
    spot = view.visualRect(index).topLeft()
    spot.setX(spot.x() + 12)
    spot.setY(view.visualRect(index).center().y())
    QTest.mouseClick(view.viewport(), LEFT, pos=spot)
    assert is_open(stage, "Opened picture")


def test_prompt_and_task_are_taken_from_a_row(stage: Stage) -> None:
    stage.open()
    task_id = submit(stage, DOOR)
    stage.find("promptEdit", QPlainTextEdit).setPlainText("")
    show(stage)
    stage.wait(lambda: len(rows(stage)) == 2)
    choose(stage, DOOR, "useHistoryPrompt")
    assert prompt_of(stage) == DOOR
    assert stage.widget("promptEdit").hasFocus()
    choose(stage, DOOR, "copyHistoryTaskId")
    assert QGuiApplication.clipboard().text() == task_id
    choose(stage, DOOR, "copyHistoryLink")
    stage.wait(lambda: QGuiApplication.clipboard().text() != task_id)
    assert f"/task/image/{task_id}" in QGuiApplication.clipboard().text()


def test_a_failed_job_brings_its_mask_back_and_can_be_asked_for_again(stage: Stage) -> None:
    """Also one that an earlier session has seen to its end."""
    stage.open()
    task_id = hold(stage, DOOR)
    stage.server.change_task(task_id, status="failed", error="Overloaded")
    stage.wait_for_state("failed")
    stage.close()
    stage.start()
    show(stage)
    stage.wait(lambda: any("Failed" in row for row in rows(stage)))
    choose(stage, DOOR, "openHistoryNode")
    stage.wait_for_picture((WIDTH, HEIGHT))
    stage.wait(lambda: prompt_of(stage) == DOOR)
    stage.wait_for_message("could not finish")
    stage.server.change_task(task_id, status="done", percent=100)
    stage.choose("Ask for it again")
    stage.wait_for_state("done")
    stage.wait(stage.comparison.isVisible)
    assert len(stage.paid()) == 1


def test_enter_opens_and_letters_are_the_tools(stage: Stage) -> None:
    stage.open()
    submit(stage, DOOR)
    stage.action("clearMask").trigger()
    show(stage)
    stage.wait(lambda: len(rows(stage)) == 2)
    pick(stage, "Opened picture")
    view = tree(stage)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert selected(stage).startswith(DOOR)
    QTest.keyClick(view, Qt.Key.Key_E)
    assert stage.action("eraserTool").isChecked()
    assert selected(stage).startswith(DOOR)
    QTest.keyClick(view, Qt.Key.Key_Return)
    stage.wait(lambda: stage.label("coverageLabel") != "0.0 %")


def test_ctrl_h_and_ctrl_f_and_where_the_dock_was(stage: Stage) -> None:
    stage.open()
    dock = stage.find("historyDock", QDockWidget)
    assert not dock.isVisible()
    stage.wait(lambda: len(rows(stage)) == 1)
    QTest.keyClick(stage.canvas, Qt.Key.Key_H, CTRL)
    assert dock.isVisible()
    assert tree(stage).hasFocus()
    assert stage.action("history").isChecked()
    QTest.keyClick(stage.window, Qt.Key.Key_H, CTRL)
    assert not dock.isVisible()
    assert not stage.action("history").isChecked()
    QTest.keyClick(stage.canvas, Qt.Key.Key_F, CTRL)
    assert stage.widget("historySearch").hasFocus()
    stage.find("dockArea", QMainWindow).addDockWidget(RIGHT_AREA, dock)
    stage.close()
    stage.start()
    dock = stage.find("historyDock", QDockWidget)
    assert dock.isVisible()
    assert stage.find("dockArea", QMainWindow).dockWidgetArea(dock) == RIGHT_AREA
    assert stage.action("history").isChecked()


def test_it_says_why_there_is_nothing(stage: Stage, tmp_path: Path) -> None:
    stage.start()
    show(stage)
    stage.wait(lambda: instead(stage).startswith("Nothing here yet."))
    stage.close()
    in_the_way = tmp_path / "file"
    in_the_way.write_text("no folder")
    stage.start(Options(api_url=stage.server.url, data_dir=in_the_way / "data"))
    stage.action("history").trigger()
    stage.wait(lambda: "can't be written to" in instead(stage))


def test_the_sandbox_has_a_history_of_its_own_and_keeps_it(
    stage: Stage, qapp: QApplication, tmp_path: Path
) -> None:
    """It listens at another port each time, and has forgotten its tasks; the history hasn't."""
    stage.open()
    submit(stage, DOOR)
    stage.close()
    path = tmp_path / "mine.png"
    path.write_bytes(png(picture()))
    stage.start(Options(sandbox=True, image=path))
    stage.wait_for_picture((WIDTH, HEIGHT))
    show(stage)
    stage.wait(lambda: [row.count(".") for row in rows(stage)] == [0])
    paint(stage, ROOF)
    stage.action("submit").trigger()
    stage.wait_for_state("done")
    stage.close()
    stage.start(Options(sandbox=True))
    stage.wait_for_picture()
    show(stage)
    stage.wait(lambda: [row.count(".") for row in rows(stage)] == [0, 0, 1])  # with the sample
    assert not any(DOOR in row for row in rows(stage))
    choose(stage, ROOF, "openHistoryNode")
    stage.wait_for_picture((WIDTH, HEIGHT))
    stage.stroke((200, 40), (220, 40))
    stage.action("submit").trigger()
    stage.wait(lambda: stage.state in {"waiting", "downloading", "done"})
    stage.wait(lambda: sum(ROOF in row for row in rows(stage)) == 2)


def test_a_file_that_was_given_for_a_task_is_kept_as_its_picture(stage: Stage) -> None:
    task_id = stage.server.add_task(png(picture()))
    path = stage.data_dir.parent / "own.png"
    path.write_bytes(png(picture()) + b"as it is")
    stage.start(Options(api_url=stage.server.url, image=path, task_id=task_id))
    stage.wait_for_picture()
    submit(stage, DOOR)
    show(stage)
    stage.wait(lambda: len(rows(stage)) == 2)
    assert rows(stage)[0].startswith(f"Task {task_id}, Opened picture")
    kept = stage.data_dir / "pictures" / f"{task_id}.png"
    assert kept.read_bytes() == path.read_bytes()


def test_a_picture_that_is_not_kept_is_a_place_to_come_back_to(stage: Stage) -> None:
    task_id = stage.open()
    submit(stage, DOOR)
    stage.close()
    for path in (stage.data_dir / "pictures").glob(f"{task_id}.*"):
        path.unlink()
    stage.start()
    show(stage)
    stage.wait(lambda: len(rows(stage)) == 2)
    assert rows(stage)[0].startswith(f"Task {task_id}, The picture isn't kept here")
    choose(stage, task_id, "openHistoryNode")
    stage.wait(lambda: stage.window.windowTitle().startswith(task_id))
    stage.wait(lambda: rows(stage)[0].startswith(f"Task {task_id}, Opened picture"))
    assert opened(next((stage.data_dir / "pictures").glob(f"{task_id}.png"))).size == (
        WIDTH,
        HEIGHT,
    )


@pytest.mark.parametrize("reason", [Reason.Keyboard, Reason.Mouse])
def test_the_menu_of_a_row(stage: Stage, reason: Reason) -> None:
    """The keyboard's is the current row's, wherever the pointer is."""
    stage.open()
    submit(stage, DOOR)
    show(stage)
    stage.wait(lambda: len(rows(stage)) == 2)
    pick(stage, DOOR if reason is Reason.Keyboard else "Opened picture")
    view = tree(stage)
    spot = QPoint() if reason is Reason.Keyboard else view.visualRect(find(stage, DOOR)).center()
    event = QContextMenuEvent(reason, spot, view.viewport().mapToGlobal(spot))
    QApplication.sendEvent(view.viewport(), event)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    names = [action.objectName() for action in menu.actions() if not action.isSeparator()]
    assert names[0] == "openHistoryNodeAction"
    assert names[-1] == "deleteHistoryNodeAction"
    assert selected(stage).startswith(DOOR)
    menu.close()


def test_the_status_bar_leads_to_the_history_and_back(stage: Stage) -> None:
    stage.open()
    button, dock = stage.find("historyButton", QToolButton), stage.find("historyDock", QDockWidget)
    QTest.mouseClick(button, LEFT)
    stage.wait(dock.isVisible)
    assert button.isChecked()
    QTest.mouseClick(button, LEFT)
    stage.wait(lambda: not dock.isVisible())
    assert not button.isChecked()
