"""Shapes, polygon and wand under a hand, with the keys that change what they do."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton

from tests.support.window import (
    ALT,
    CTRL,
    LEFT,
    NO_KEYS,
    RIGHT,
    SHIFT,
    Stage,
    mouse,
    opened,
    png,
    wheel,
)

PRESS, MOVE, RELEASE, DOUBLE = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
)
WIDTH, HEIGHT = 256, 192


@pytest.fixture(autouse=True)
def window(stage: Stage) -> None:
    stage.open(png(two_fields()))


def two_fields() -> Image.Image:
    """Blue, with two separate fields of green."""
    image = Image.new("RGB", (WIDTH, HEIGHT), (20, 40, 200))
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 20, 79, 59), (30, 180, 60))
    draw.rectangle((150, 100, 199, 169), (30, 180, 60))
    return image


def mask(stage: Stage, tmp_path: Path) -> Image.Image:
    path = tmp_path / "mask.png"
    path.unlink(missing_ok=True)
    return opened(stage.export(path))


def box(stage: Stage, tmp_path: Path) -> tuple[int, int, int, int] | None:
    return mask(stage, tmp_path).getbbox()


def share(stage: Stage) -> str:
    return stage.label("coverageLabel")


def hold(
    stage: Stage, start: tuple[int, int], end: tuple[int, int], keys: Qt.KeyboardModifier = NO_KEYS
) -> None:
    """A drag that has not ended yet."""
    mouse(stage.canvas, PRESS, stage.to_widget(*start), LEFT, keys)
    mouse(stage.canvas, MOVE, stage.to_widget(*end), LEFT, keys)


def end(stage: Stage, spot: tuple[int, int], keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    mouse(stage.canvas, RELEASE, stage.to_widget(*spot), LEFT, keys)


def test_rectangle_is_seen_before_it_is_painted(stage: Stage, tmp_path: Path) -> None:
    stage.action("rectangleTool").trigger()
    blank = stage.canvas.grab().toImage()
    hold(stage, (30, 40), (130, 100))
    assert stage.canvas.grab().toImage() != blank
    assert share(stage) == "0.0 %"
    end(stage, (130, 100))
    assert box(stage, tmp_path) == (30, 40, 130, 100)
    stage.action("undo").trigger()
    assert box(stage, tmp_path) is None


def test_escape_gives_a_shape_up_and_leaves_nothing_on_the_screen(
    stage: Stage, tmp_path: Path
) -> None:
    stage.action("ellipseTool").trigger()
    stage.canvas.setFocus()
    blank = stage.canvas.grab().toImage()
    hold(stage, (30, 40), (130, 100))
    QTest.keyClick(stage.canvas, Qt.Key.Key_Escape)
    assert stage.canvas.grab().toImage() == blank
    end(stage, (130, 100))
    assert box(stage, tmp_path) is None
    assert not stage.action("undo").isEnabled()


def test_keys_pressed_during_the_drag_change_the_shape_at_once(
    stage: Stage, tmp_path: Path
) -> None:
    stage.action("rectangleTool").trigger()
    stage.canvas.setFocus()
    hold(stage, (100, 80), (140, 100))
    without = stage.canvas.grab().toImage()
    QTest.keyPress(stage.canvas, Qt.Key.Key_Shift)
    squared = stage.canvas.grab().toImage()
    assert squared != without
    QTest.keyRelease(stage.canvas, Qt.Key.Key_Shift, SHIFT)
    assert stage.canvas.grab().toImage() == without
    QTest.keyPress(stage.canvas, Qt.Key.Key_Alt)
    assert stage.canvas.grab().toImage() not in (without, squared)
    end(stage, (140, 100), ALT)
    assert box(stage, tmp_path) == (60, 60, 140, 100)


def test_shift_makes_squares_and_ctrl_takes_away(stage: Stage, tmp_path: Path) -> None:
    stage.action("rectangleTool").trigger()
    stage.stroke((20, 20), (120, 60), keys=SHIFT)
    assert box(stage, tmp_path) == (20, 20, 120, 120)
    stage.stroke((70, 10), (240, 150), keys=CTRL)
    assert box(stage, tmp_path) == (20, 20, 70, 120)
    stage.stroke((20, 20), (40, 130), keys=ALT)
    assert box(stage, tmp_path) == (40, 20, 70, 120)
    stage.stroke((50, 10), (90, 130), button=RIGHT)
    assert box(stage, tmp_path) == (40, 20, 50, 120)


def test_x_and_the_bar_switch_between_adding_and_subtracting(stage: Stage, tmp_path: Path) -> None:
    stage.action("rectangleTool").trigger()
    stage.stroke((20, 20), (120, 120))
    stage.canvas.setFocus()
    QTest.keyClick(stage.canvas, Qt.Key.Key_X)
    stage.stroke((60, 10), (130, 130))
    assert box(stage, tmp_path) == (20, 20, 60, 120)
    (add,) = [b for b in stage.window.findChildren(QToolButton) if b.text() == "Add"]
    QTest.mouseClick(add, LEFT)
    stage.stroke((100, 100), (140, 140))
    assert box(stage, tmp_path) == (20, 20, 140, 140)


def test_polygon_by_clicks_and_each_way_to_close_it(stage: Stage, tmp_path: Path) -> None:
    stage.action("polygonTool").trigger()
    stage.canvas.setFocus()
    corners = [(20, 20), (120, 20), (120, 120)]

    def click(*spot: int) -> None:
        stage.stroke((spot[0], spot[1]))

    for corner in corners:
        click(*corner)
    QTest.keyClick(stage.canvas, Qt.Key.Key_Return)
    expected = mask(stage, tmp_path)
    assert expected.getbbox() == (20, 20, 120, 120)
    stage.action("undo").trigger()
    for corner in corners:
        click(*corner)
    click(21, 22)  # near the first one
    assert mask(stage, tmp_path).tobytes() == expected.tobytes()
    stage.action("undo").trigger()
    for corner in corners[:2]:
        click(*corner)
    spot = stage.to_widget(120, 120)
    for kind in (PRESS, RELEASE, DOUBLE, RELEASE):
        mouse(stage.canvas, kind, spot)
    assert mask(stage, tmp_path).tobytes() == expected.tobytes()


def test_polygon_takes_corners_back_and_can_be_given_up(stage: Stage, tmp_path: Path) -> None:
    stage.action("polygonTool").trigger()
    stage.canvas.setFocus()
    for spot in ((20, 20), (120, 20), (240, 190)):
        stage.stroke(spot)
    QTest.keyClick(stage.canvas, Qt.Key.Key_Backspace)
    stage.stroke((240, 10))
    stage.action("undo").trigger()  # takes a corner back as well
    stage.stroke((120, 120))
    QTest.keyClick(stage.canvas, Qt.Key.Key_Enter)
    assert box(stage, tmp_path) == (20, 20, 120, 120)
    for spot in ((150, 20), (220, 20), (220, 120)):
        stage.stroke(spot)
    QTest.keyClick(stage.canvas, Qt.Key.Key_Escape)
    assert box(stage, tmp_path) == (20, 20, 120, 120)


def test_choosing_another_tool_gives_a_polygon_up(stage: Stage, tmp_path: Path) -> None:
    stage.action("polygonTool").trigger()
    for spot in ((20, 20), (120, 20), (120, 120)):
        stage.stroke(spot)
    stage.action("rectangleTool").trigger()
    stage.stroke((200, 150), (210, 160))
    assert box(stage, tmp_path) == (200, 150, 210, 160)


def test_wand_takes_the_field_that_is_clicked(stage: Stage, tmp_path: Path) -> None:
    stage.action("wandTool").trigger()
    stage.stroke((50, 40))
    stage.wait(lambda: share(stage) != "0.0 %")
    assert box(stage, tmp_path) == (20, 20, 80, 60)
    stage.stroke((170, 120), keys=SHIFT)
    assert box(stage, tmp_path) == (20, 20, 200, 170)
    stage.stroke((50, 40), keys=ALT)
    assert box(stage, tmp_path) == (150, 100, 200, 170)


def test_wand_everywhere_takes_what_does_not_hang_together(stage: Stage, tmp_path: Path) -> None:
    stage.action("wandTool").trigger()
    stage.widget("contiguousCheck").setProperty("checked", False)
    stage.stroke((50, 40))
    assert mask(stage, tmp_path).histogram()[255] == 60 * 40 + 50 * 70


def test_right_button_with_alt_makes_the_brush_larger_where_it_stands(
    stage: Stage, tmp_path: Path
) -> None:
    stage.set_brush(20)
    spot = stage.to_widget(100, 90)
    mouse(stage.canvas, PRESS, spot, RIGHT, ALT)
    mouse(stage.canvas, MOVE, spot + QPointF(15, 3), RIGHT, ALT)
    assert stage.widget("brushSizeSpin").property("value") == 50
    mouse(stage.canvas, MOVE, spot + QPointF(-7, 0), RIGHT, ALT)
    mouse(stage.canvas, RELEASE, spot + QPointF(-7, 0), RIGHT, ALT)
    assert stage.widget("brushSizeSpin").property("value") == 6
    assert box(stage, tmp_path) is None
    mouse(stage.canvas, PRESS, spot, RIGHT, ALT)
    mouse(stage.canvas, MOVE, spot + QPointF(40, 0), RIGHT, ALT)
    stage.canvas.setFocus()
    QTest.keyClick(stage.canvas, Qt.Key.Key_Escape)
    assert stage.widget("brushSizeSpin").property("value") == 6


def test_a_key_held_shows_the_picture_without_its_mask(stage: Stage) -> None:
    blank = stage.canvas.grab().toImage()
    stage.stroke((60, 60), (140, 100))
    QTest.mouseMove(stage.canvas)
    stage.canvas.setFocus()
    mouse(stage.canvas, QEvent.Type.Leave, QPointF(0, 0))
    for code in (Qt.Key.Key_Backslash, Qt.Key.Key_Tab):
        painted = stage.canvas.grab().toImage()
        assert painted != blank
        QTest.keyPress(stage.canvas, code)
        assert stage.canvas.grab().toImage() != painted
        QTest.keyRelease(stage.canvas, code)
        assert stage.canvas.grab().toImage() == painted
    assert stage.canvas.hasFocus()


def test_the_status_line_says_what_the_tools_keys_do(stage: Stage) -> None:
    hint = stage.find("hintLabel", QLabel)
    told = set()
    for tool in ("brush", "rectangle", "ellipse", "lasso", "polygon", "pan"):
        stage.action(f"{tool}Tool").trigger()
        told.add(hint.accessibleName())
    assert len(told) == 6
    assert all(told)


def test_zoom_in_the_middle_of_a_stroke_leaves_one_step(stage: Stage, tmp_path: Path) -> None:
    stage.set_brush(10)
    hold(stage, (40, 40), (90, 40))
    wheel(stage.canvas, stage.to_widget(90, 40), 3)
    mouse(stage.canvas, MOVE, stage.to_widget(120, 60))
    mouse(stage.canvas, MOVE, stage.to_widget(130, 60))
    end(stage, (130, 60))
    assert mask(stage, tmp_path).getpixel((60, 40)) == 255
    stage.action("undo").trigger()
    assert box(stage, tmp_path) is None
    assert not stage.action("undo").isEnabled()


def test_another_tool_chosen_with_the_button_on_a_corner_ends_the_polygon(
    stage: Stage, tmp_path: Path
) -> None:
    stage.set_brush(10)
    stage.action("polygonTool").trigger()
    stage.stroke((20, 20))
    mouse(stage.canvas, PRESS, stage.to_widget(120, 20))
    stage.action("brushTool").trigger()
    end(stage, (120, 20))
    stage.stroke((60, 100), (80, 100))
    assert box(stage, tmp_path) == (55, 95, 85, 105)


def test_brush_size_that_is_dragged_when_a_dialog_opens_is_let_go(stage: Stage) -> None:
    stage.set_brush(20)
    spot = stage.to_widget(100, 90)
    mouse(stage.canvas, PRESS, spot, RIGHT, ALT)
    QApplication.sendEvent(stage.canvas, QEvent(QEvent.Type.WindowBlocked))
    mouse(stage.canvas, MOVE, spot + QPointF(50, 0), Qt.MouseButton.NoButton)
    assert stage.widget("brushSizeSpin").property("value") == 20
    stage.stroke((40, 40))
    stage.wait(lambda: share(stage) != "0.0 %")


def test_two_buttons_make_one_stroke(stage: Stage, tmp_path: Path) -> None:
    stage.set_brush(10)
    hold(stage, (40, 40), (90, 40))
    spot = stage.to_widget(200, 150)
    mouse(stage.canvas, PRESS, spot, RIGHT, ALT)
    mouse(stage.canvas, RELEASE, spot, RIGHT, ALT)
    end(stage, (95, 40))
    assert box(stage, tmp_path) == (35, 35, 100, 45)
