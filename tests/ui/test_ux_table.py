"""Each row of the table of shortcuts, by keys and pointer alone, in the order of the table."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QSpinBox, QToolButton

from tests.support.window import (
    ALT,
    CTRL,
    LEFT,
    MIDDLE,
    NO_KEYS,
    RIGHT,
    SHIFT,
    Stage,
    key,
    mouse,
    opened,
    shot,
    wheel,
)

Key = Qt.Key
PRESS, MOVE, RELEASE = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonRelease,
)


@pytest.fixture(autouse=True)
def window(stage: Stage) -> None:
    """A picture of 256 × 192, at 100 %, and a brush of 10 pixels."""
    stage.open()
    stage.set_brush(10)
    stage.canvas.setFocus()


def press(stage: Stage, code: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    QTest.keyClick(stage.canvas, code, keys)


def mask(stage: Stage, tmp_path: Path) -> Image.Image:
    path = tmp_path / "mask.png"
    path.unlink(missing_ok=True)
    image = opened(stage.export(path))
    stage.canvas.setFocus()
    return image


def box(stage: Stage, tmp_path: Path) -> tuple[int, int, int, int] | None:
    return mask(stage, tmp_path).getbbox()


def brush_size(stage: Stage) -> int:
    return stage.find("brushSizeSpin", QSpinBox).value()


def test_brush_eraser_and_swap(stage: Stage, tmp_path: Path) -> None:
    stage.stroke((50, 50), (100, 50))
    press(stage, Key.Key_E)
    stage.stroke((60, 50))
    press(stage, Key.Key_B)
    stage.stroke((20, 50))
    press(stage, Key.Key_X)
    stage.stroke((75, 50))
    press(stage, Key.Key_X)
    stage.stroke((120, 50))
    stage.stroke((90, 50), button=RIGHT)
    row = mask(stage, tmp_path).crop((0, 50, 256, 51))
    seen = [row.getpixel((x, 0)) for x in (20, 50, 60, 68, 75, 83, 90, 100, 120)]
    assert seen == [255, 255, 0, 255, 0, 255, 0, 255, 255]


def test_brush_size(stage: Stage) -> None:
    press(stage, Key.Key_BracketRight)
    assert brush_size(stage) == 11
    press(stage, Key.Key_BracketLeft)
    assert brush_size(stage) == 10
    wheel(stage.canvas, stage.to_widget(50, 50), 2, CTRL)
    assert brush_size(stage) == 12
    stage.stroke((50, 50), (90, 50), button=RIGHT, keys=ALT)
    assert brush_size(stage) > 12
    assert not stage.action("undo").isEnabled()


def test_straight_line(stage: Stage, tmp_path: Path) -> None:
    stage.stroke((20, 20))
    stage.stroke((120, 120), keys=SHIFT)
    image = mask(stage, tmp_path)
    assert {image.getpixel((place, place)) for place in range(20, 121)} == {255}


@pytest.mark.parametrize(("keys", "corner"), [(NO_KEYS, 0), (SHIFT, 255)])
def test_rectangle_and_ellipse(
    stage: Stage, tmp_path: Path, keys: Qt.KeyboardModifier, corner: int
) -> None:
    """M and Shift+M: only the ellipse leaves the corners out."""
    press(stage, Key.Key_M, keys)
    stage.stroke((30, 40), (90, 80))
    image = mask(stage, tmp_path)
    assert image.getbbox() == (30, 40, 90, 80)
    assert image.getpixel((31, 41)) == 255 - corner


def test_square_and_from_the_centre(stage: Stage, tmp_path: Path) -> None:
    press(stage, Key.Key_M)
    stage.stroke((30, 40), (90, 60), keys=SHIFT)
    left, top, right, bottom = box(stage, tmp_path) or (0, 0, 0, 0)
    assert right - left == bottom - top > 0
    press(stage, Key.Key_Delete)
    mouse(stage.canvas, PRESS, stage.to_widget(60, 60))
    mouse(stage.canvas, MOVE, stage.to_widget(70, 65), keys=ALT)
    mouse(stage.canvas, MOVE, stage.to_widget(80, 70), keys=ALT)
    mouse(stage.canvas, RELEASE, stage.to_widget(80, 70), keys=ALT)
    assert box(stage, tmp_path) == (40, 50, 80, 70)


def test_lasso_and_polygon(stage: Stage, tmp_path: Path) -> None:
    press(stage, Key.Key_L)
    stage.stroke((20, 20), (60, 20), (60, 60), (20, 60))
    assert box(stage, tmp_path) == (20, 20, 60, 60)
    press(stage, Key.Key_L, SHIFT)
    for place in ((100, 100), (140, 100), (140, 140), (100, 140), (9, 9)):
        stage.stroke(place)
    press(stage, Key.Key_Backspace)
    press(stage, Key.Key_Return)
    assert box(stage, tmp_path) == (20, 20, 140, 140)


def test_wand(stage: Stage) -> None:
    press(stage, Key.Key_W)
    stage.stroke((128, 96))
    stage.wait(lambda: stage.work[0] != "0.0 %")
    assert stage.action("undo").text() == "&Undo Wand"


@pytest.mark.parametrize("keys", [CTRL, ALT])
def test_subtract_with_a_shape(stage: Stage, tmp_path: Path, keys: Qt.KeyboardModifier) -> None:
    press(stage, Key.Key_M)
    stage.stroke((20, 20), (80, 80))
    stage.stroke((50, 10), (90, 90), keys=keys)
    assert box(stage, tmp_path) == (20, 20, 50, 80)


def test_zoom_at_the_pointer_and_by_keys(stage: Stage) -> None:
    spot = stage.to_widget(50, 40)
    wheel(stage.canvas, spot, 2)
    there = stage.to_picture(spot)
    assert stage.canvas.property("zoom") > 1
    assert (round(there.x()), round(there.y())) == (50, 40)
    press(stage, Key.Key_1, CTRL)
    press(stage, Key.Key_Plus, CTRL)
    larger = stage.canvas.property("zoom")
    press(stage, Key.Key_Minus, CTRL)
    assert larger > stage.canvas.property("zoom") == 1.0


@pytest.mark.parametrize("way", ["space", "middle"])
def test_pan(stage: Stage, way: str) -> None:
    wheel(stage.canvas, stage.to_widget(128, 96), 8)
    spot = stage.to_widget(128, 96)
    if way == "space":
        key(stage.canvas, QEvent.Type.KeyPress, Key.Key_Space)
    button = LEFT if way == "space" else MIDDLE
    stage.drag(stage.canvas, [spot, spot + spot / 20], button)
    went = stage.to_widget(128, 96) - spot
    assert (round(went.x()), round(went.y())) == (round(spot.x() / 20), round(spot.y() / 20))
    assert not stage.action("undo").isEnabled()


@pytest.mark.parametrize("tool", ["brush", "rectangle", "lasso"])
def test_escape_abandons_the_gesture(stage: Stage, tmp_path: Path, tool: str) -> None:
    stage.stroke((20, 20))
    press(stage, {"brush": Key.Key_B, "rectangle": Key.Key_M, "lasso": Key.Key_L}[tool])
    spots = [stage.to_widget(*place) for place in ((100, 100), (150, 110), (120, 150))]
    mouse(stage.canvas, PRESS, spots[0])
    mouse(stage.canvas, MOVE, spots[1])
    press(stage, Key.Key_Escape)
    mouse(stage.canvas, MOVE, spots[2])
    mouse(stage.canvas, RELEASE, spots[2])
    assert box(stage, tmp_path) == (15, 15, 25, 25)


def test_undo_redo_invert_and_clear(stage: Stage) -> None:
    def shows(share: str) -> None:
        stage.wait(lambda: stage.work[0] == share)

    stage.stroke((60, 60), (140, 100))
    stage.wait(lambda: stage.work[0] != "0.0 %")
    painted = stage.work[0]
    press(stage, Key.Key_Z, CTRL)
    shows("0.0 %")
    press(stage, Key.Key_Z, CTRL | SHIFT)
    shows(painted)
    press(stage, Key.Key_Z, CTRL)
    press(stage, Key.Key_Y, CTRL)
    shows(painted)
    press(stage, Key.Key_I, CTRL)
    stage.wait(lambda: stage.work[0] != painted)
    press(stage, Key.Key_I, CTRL | SHIFT)
    shows(painted)
    press(stage, Key.Key_Delete)
    shows("0.0 %")
    press(stage, Key.Key_Z, CTRL)
    shows(painted)


def test_overlay_and_the_original(stage: Stage) -> None:
    bare = shot(stage.canvas)
    stage.stroke((60, 60), (140, 100))
    painted = shot(stage.canvas)
    assert painted != bare
    press(stage, Key.Key_Q)
    hidden = shot(stage.canvas)
    press(stage, Key.Key_Q)
    assert shot(stage.canvas) == painted
    for code in (Key.Key_Backslash, Key.Key_Tab):
        QTest.keyPress(stage.canvas, code)
        assert shot(stage.canvas) == hidden
        QTest.keyRelease(stage.canvas, code)
        assert shot(stage.canvas) == painted
        assert stage.canvas.hasFocus()


def test_submit_cancel_and_prompts(stage: Stage) -> None:
    stage.do_some_work()
    gate = stage.server.faults.hold("result")
    stage.canvas.setFocus()
    press(stage, Key.Key_Return, CTRL)
    stage.wait(gate.is_reached)
    press(stage, Key.Key_X, SHIFT)
    gate.release()
    stage.wait_for_state("cancelled")
    assert len(stage.paid()) == 1
    stage.type_prompt("!")
    press(stage, Key.Key_Up, ALT)
    assert stage.work[1] == "a blue door"
    press(stage, Key.Key_Down, ALT)
    assert stage.work[1] == "a blue door!"


def test_candidates_and_the_ways_to_compare(stage: Stage) -> None:
    stage.do_some_work()
    stage.finish_job()
    stage.canvas.setFocus()
    for code, picked in (
        (Key.Key_3, "3"),
        (Key.Key_Right, "4"),
        (Key.Key_Right, "1"),
        (Key.Key_Left, "4"),
        (Key.Key_1, "1"),
        (Key.Key_2, "2"),
        (Key.Key_4, "4"),
    ):
        press(stage, code)
        assert _picked(stage) == f"Candidate {picked}"
    press(stage, Key.Key_Y)
    assert stage.action("compareSwipe").isChecked()
    press(stage, Key.Key_Return)
    stage.wait(lambda: [request.endpoint for request in stage.paid()] == ["inpaint", "upsample"])
    stage.wait_for_state("done")


def test_fit_and_actual_size(stage: Stage) -> None:
    wheel(stage.canvas, stage.to_widget(50, 40), 5)
    press(stage, Key.Key_1, CTRL)
    assert stage.canvas.property("zoom") == 1.0
    wheel(stage.canvas, stage.to_widget(50, 40), 12)
    press(stage, Key.Key_0, CTRL)
    corner, end = stage.to_widget(0, 0), stage.to_widget(256, 192)
    assert stage.canvas.rect().contains(corner.toPoint())
    assert stage.canvas.rect().contains(end.toPoint())


@pytest.mark.parametrize(("code", "keys"), [(Key.Key_F1, NO_KEYS), (Key.Key_Question, SHIFT)])
def test_sheet(stage: Stage, code: Qt.Key, keys: Qt.KeyboardModifier) -> None:
    press(stage, code, keys)
    assert stage.find("shortcutSheet", QDialog).isVisible()


def _picked(stage: Stage) -> str:
    buttons = stage.widget("candidateStrip").findChildren(QToolButton)
    (checked,) = [button for button in buttons if button.isChecked()]
    return checked.accessibleName()
