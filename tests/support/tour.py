"""A tour of what the program can show: one state after the other, whatever language it speaks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QEvent, QMimeData
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QWidget,
)

from app.cli import Options
from app.sandbox.faults import Fault, Reply, Reset
from tests.support.window import LEFT, Stage, picture, png

_HELD = "for as long as it is held"
_ROUNDS = 3
SMALL_SCREEN = (1000, 640)
PARENT, GRID = "65f0a1c2d3e4b5a697887901", "65f0a1c2d3e4b5a697887902"

State = tuple[str, QWidget]
"""Its name, and the window that it is about."""


def tour(stage: Stage, folder: Path) -> Iterator[State]:
    """Lead through the states on a small screen; each is there, and laid out, when it is given.

    The windows are closed on the way; `folder` is for files to open.
    """
    stage.server.add_task(png(picture()), task_id=PARENT)
    grid = [f"upsample_{number}" for number in range(1, 5)]
    stage.server.add_task(png(picture()), task_id=GRID, actions=grid)
    QApplication.clipboard().clear()  # an id that an earlier test copied would be offered
    stage.data_dir.mkdir()
    recent = json.dumps({"recent_tasks": [PARENT, GRID]})
    (stage.data_dir / "settings.json").write_text(recent)
    wide = folder / "picture.png"
    wide.write_bytes(png(picture(10_000, 100)))
    for part in (_without_a_task(stage, wide), _in_the_sandbox(stage)):
        for name, window in part:
            if _HELD not in name:
                stage.wait_until_at_rest()
            settle()
            yield name, window
        stage.close()


def settle() -> None:
    """Let everything be laid out as it is to be seen."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    # Each round may change the size of something, which is laid out in the next one.
    for _ in range(_ROUNDS):
        QApplication.processEvents()


def _without_a_task(stage: Stage, image: Path) -> Iterator[State]:
    stage.is_newcomer = True
    stage.start(Options(api_url=stage.server.url))
    yield "empty, as large as it first opens", stage.window
    stage.window.resize(*SMALL_SCREEN)
    yield "empty", stage.window
    yield from _dialog(stage, "openTask")
    gate = stage.server.faults.hold("result")
    _open_task(stage, PARENT)
    stage.wait(gate.is_reached)
    yield f"opening, {_HELD}", stage.window
    stage.server.change_task(PARENT, status="processing", percent=40)
    gate.release()
    stage.wait(lambda: stage.message)
    yield "a task that is not done", stage.window
    stage.server.change_task(PARENT, status="done", percent=100)
    assert stage.application is not None
    stage.application.workspace.open_file(image)
    stage.wait_for_picture()
    stage.action("submit").trigger()
    yield "a picture without a task, and the hint of the first one", stage.window
    stage.is_newcomer = False


def _in_the_sandbox(stage: Stage) -> Iterator[State]:
    stage.start(Options(sandbox=True, task_id=PARENT))
    stage.window.resize(*SMALL_SCREEN)
    stage.wait_for_picture()
    stage.wait(lambda: stage.label("balanceLabel") != "—")
    yield "task open", stage.window
    stage.action("submit").trigger()
    yield "mask empty", stage.window
    yield from _painting(stage)
    yield from _jobs(stage)
    yield from _comparing(stage)
    yield from _history(stage)
    yield from _trouble(stage)
    yield from _dialogs(stage)


def _painting(stage: Stage) -> Iterator[State]:
    stage.set_brush(40)
    stage.stroke((60, 60), (120, 90))
    stage.set_brush(3)
    stage.stroke((200, 150))
    stage.find("promptEdit", QPlainTextEdit).setPlainText("лодка")
    stage.wait(lambda: _findings(stage) == 2)
    yield "doubts about mask and prompt", stage.window
    stage.action("undo").trigger()
    stage.action("wandTool").trigger()
    stage.wait(lambda: _findings(stage) == 1)
    yield "one step undone, another tool", stage.window
    stage.action("growMask").trigger()
    stage.wait(lambda: not stage.widget("editBusy").isVisible())
    yield "growing the mask", stage.window
    QTest.mouseClick(stage.widget("cancelEditButton"), LEFT)
    mime = QMimeData()  # owned by the clipboard, which outlives Python unless it is cleared
    mime.setData("image/png", png(Image.linear_gradient("L").resize((64, 48))))
    QApplication.clipboard().setMimeData(mime)
    yield from _dialog(stage, "pasteMask", "maskImportDialog")
    QApplication.clipboard().clear()


def _jobs(stage: Stage) -> Iterator[State]:
    stage.action("brushTool").trigger()
    balance = stage.label("balanceLabel")
    first = stage.held()
    stage.wait(lambda: stage.label("balanceLabel") not in (balance, "—"))
    stage.wait(stage.comparison.isVisible)
    yield "a job under way", stage.window
    gate = stage.server.faults.hold("inpaint")
    stage.find("promptEdit", QPlainTextEdit).setPlainText("№ 2")
    stage.action("submit").trigger()
    stage.wait(gate.is_reached)
    yield "two jobs", stage.window
    stage.server.faults.clear()
    gate.release()
    stage.wait_for_state("done")
    stage.server.change_task(first, status="done", percent=100)
    stage.wait(lambda: stage.message)
    yield "both done", stage.window


def _comparing(stage: Stage) -> Iterator[State]:
    stage.action("compareDifference").trigger()
    stage.wait(lambda: "255" in stage.comparison.accessibleDescription())
    yield "differences of a grid", stage.window
    stage.action("pick3").trigger()
    for mode in ("Difference", "Swipe", "Blink"):
        stage.action(f"compare{mode}").trigger()
        if mode == "Difference":
            stage.wait(lambda: "%" in stage.comparison.accessibleDescription())
        yield f"candidate, {mode}", stage.window
    stage.action("peek").setChecked(True)
    yield "the original", stage.window
    stage.action("peek").setChecked(False)
    stage.action("compareSideBySide").trigger()
    stage.action("pasteBack").trigger()
    yield "only the marked region", stage.window
    stage.action("pasteBack").trigger()


def _history(stage: Stage) -> Iterator[State]:
    stage.action("findInHistory").trigger()
    stage.wait(lambda: stage.widget("historyView").isVisible())
    yield "history", stage.window
    search = stage.find("historySearch", QLineEdit)
    search.setText("7 × 7")  # in no id
    stage.wait(lambda: not stage.widget("historyView").isVisible())
    yield "nothing found in the history", stage.window
    search.clear()
    stage.action("history").trigger()


def _trouble(stage: Stage) -> Iterator[State]:
    stage.server.faults.add(Fault("inpaint", Reset(), processed=True))
    stage.find("promptEdit", QPlainTextEdit).setPlainText("№ 3")
    stage.action("submit").trigger()
    stage.wait_for_state("unconfirmed")
    stage.wait(lambda: "₽" in stage.message)
    yield "unconfirmed", stage.window
    stage.server.faults.add(Fault("result", Reply(404), times=None))
    said = stage.message
    _open_task(stage, "nosuchtask")
    stage.wait(lambda: stage.message not in ("", said))
    yield "no such task", stage.window
    stage.server.faults.clear()
    _open_task(stage, GRID)
    stage.wait(lambda: not stage.canvas.isVisible())
    stage.action("pick2").trigger()
    yield "a grid as parent", stage.window


def _dialogs(stage: Stage) -> Iterator[State]:
    stage.action("shortcuts").trigger()
    (sheet,) = stage.window.findChildren(QDialog, "shortcutSheet")
    yield "shortcuts", sheet
    stage.action("shortcuts").trigger()
    stage.action("about").trigger()
    about = _shown_dialog(stage, "aboutDialog")
    licences = about.findChild(QPlainTextEdit)
    assert isinstance(licences, QPlainTextEdit)
    stage.wait(licences.toPlainText)
    yield "about", about
    about.reject()
    stage.action("preferences").trigger()
    dialog = _shown_dialog(stage, "preferencesDialog")
    pages = dialog.findChild(QListWidget, "preferencesPages")
    assert isinstance(pages, QListWidget)
    for row in range(pages.count()):
        pages.setCurrentRow(row)
        yield f"preferences, page {row + 1}", dialog
    pages.setCurrentRow(0)
    for name in ("apiKeyEdit", "apiUrlEdit"):
        field = dialog.findChild(QLineEdit, name)
        assert isinstance(field, QLineEdit)
        field.setText("http://two words")
    yield "preferences that can't be accepted", dialog
    dialog.reject()


def _dialog(stage: Stage, action: str, name: str = "") -> Iterator[State]:
    """The dialog that an action opens, which is left again."""
    stage.action(action).trigger()
    dialog = _shown_dialog(stage, name or f"{action}Dialog")
    yield action, dialog
    dialog.reject()
    stage.wait(lambda: dialog not in stage.window.findChildren(QDialog))
    stage.activate()


def _shown_dialog(stage: Stage, name: str) -> QDialog:
    def shown() -> list[QDialog]:
        return [one for one in stage.window.findChildren(QDialog, name) if one.isVisible()]

    stage.wait(shown)
    return shown()[0]


def _open_task(stage: Stage, task_id: str) -> None:
    assert stage.application is not None
    stage.application.workspace.open_task(task_id)


def _findings(stage: Stage) -> int:
    frames = stage.widget("preflightList").findChildren(QFrame, "finding")
    return sum(frame.isVisible() for frame in frames)
