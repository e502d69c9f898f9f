"""The list of several jobs in the window, as a hand uses it and an eye reads it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget, QPlainTextEdit, QToolButton

from tests.support.window import LEFT, Stage, opened

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
    stage.wait(gate.is_reached)
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
