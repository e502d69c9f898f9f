"""Results of which each candidate is known to the bit, and what is pasted of them."""

from __future__ import annotations

import random

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QSpinBox, QWidget

from app.sandbox.faults import Fault, Reply
from app.sandbox.tasks import UPSAMPLE_ACTIONS
from tests.support.window import HEIGHT, LEFT, WIDTH, Stage, picture, png, shot

SIZE = (WIDTH, HEIGHT)
Colour = tuple[int, int, int]

# Two places of the picture: in the middle of what Stage.do_some_work marks, and far from it.
MARKED, UNMARKED = (100, 80), (220, 150)


def noise(seed: int, size: tuple[int, int] = SIZE) -> Image.Image:
    """What no other picture has, in no place."""
    return Image.frombytes("RGB", size, random.Random(seed).randbytes(size[0] * size[1] * 3))


def candidate(number: int) -> Image.Image:
    """What the service makes of the original: all of it is new."""
    return Image.blend(picture(), noise(number), 0.4)


def grid() -> Image.Image:
    sheet = Image.new("RGB", (2 * WIDTH, 2 * HEIGHT))
    for number in (1, 2, 3, 4):
        sheet.paste(candidate(number), ((number - 1) % 2 * WIDTH, (number - 1) // 2 * HEIGHT))
    return sheet


def answer_with(stage: Stage, image: Image.Image) -> None:
    """Have every task of the service have this picture from now on."""
    stage.server.faults.clear()
    reply = Reply(200, png(image), content_type="image/png")
    stage.server.faults.add(Fault("picture", reply, times=999))


def pick(stage: Stage, number: int) -> None:
    QTest.keyClick(stage.comparison, Qt.Key(ord(str(number))))
    stage.wait(lambda: stage.comparison.property("imageSize").width() == WIDTH)


def finish_single(stage: Stage) -> None:
    """Have the job that is under way come to one picture, the first candidate's."""
    answer_with(stage, candidate(1))
    task_id = stage.server.task_ids[-1]
    stage.server.change_task(task_id, status="done", percent=100, actions=UPSAMPLE_ACTIONS)
    stage.wait_for_state("done")


def single_result(stage: Stage) -> str:
    """Submit, and wait for a result that is one picture; returns the id of its task."""
    task_id = stage.held()
    finish_single(stage)
    stage.wait(stage.comparison.isVisible)
    return task_id


def check(stage: Stage) -> QCheckBox:
    return stage.find("pasteBackCheck", QCheckBox)


def paste(stage: Stage, feather: int = 8) -> None:
    """Have only the marked region, and wait until that is what is seen."""
    if not check(stage).isChecked():
        QTest.mouseClick(check(stage), LEFT, pos=check(stage).rect().center() * 0.2)
    assert check(stage).isChecked()
    stage.find("featherSpin", QSpinBox).setValue(feather)
    stage.wait(lambda: seen(stage, stage.comparison, UNMARKED) == original_at(UNMARKED))


def seen(stage: Stage, view: QWidget, place: tuple[int, int]) -> Colour:
    """The colour of a pane at a place of the original, at 100 %."""
    stage.zoom_to(1.0, WIDTH / 2, HEIGHT / 2)
    spot = stage.to_widget(place[0] + 0.5, place[1] + 0.5, view)
    colour: QColor = shot(view).pixelColor(int(spot.x()), int(spot.y()))
    return colour.red(), colour.green(), colour.blue()


def at(image: Image.Image, place: tuple[int, int]) -> Colour:
    colour = image.getpixel(place)
    assert isinstance(colour, tuple)
    red, green, blue = colour[:3]
    return red, green, blue


def original_at(place: tuple[int, int]) -> Colour:
    return at(picture(), place)
