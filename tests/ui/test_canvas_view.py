"""The painting surface under a hand: gestures, zoom and pan, tools and sizes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSpinBox

from app.ui.colours import DARK, LIGHT
from app.ui.theme import choose_scheme
from tests.support.window import (
    CTRL,
    HEIGHT,
    LEFT,
    MIDDLE,
    RIGHT,
    SHIFT,
    WIDTH,
    Stage,
    key,
    mouse,
    opened,
    shot,
    wheel,
)

PRESS, MOVE, RELEASE = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonRelease,
)


@pytest.fixture(autouse=True)
def window(stage: Stage) -> None:
    stage.open()
    stage.set_brush(10)


def mask(stage: Stage, tmp_path: Path) -> Image.Image:
    path = tmp_path / "mask.png"
    path.unlink(missing_ok=True)
    return opened(stage.export(path))


def test_what_scripts_ask_of_the_canvas(stage: Stage) -> None:
    size, zoom = stage.canvas.property("imageSize"), stage.canvas.property("zoom")
    assert (size.width(), size.height(), zoom) == (WIDTH, HEIGHT, 1.0)
    assert "anvas" in stage.canvas.accessibleName()
    spot = stage.to_widget(10.25, 20.75)
    assert stage.to_picture(spot) == QPointF(10.25, 20.75)
    stage.zoom_to(4.0, 128, 96)
    assert stage.to_widget(11, 20) - stage.to_widget(10, 20) == QPointF(4, 0)
    assert stage.to_widget(10, 21) - stage.to_widget(10, 20) == QPointF(0, 4)


def test_what_is_around_the_picture_follows_the_theme(qapp: QApplication, stage: Stage) -> None:
    for theme, scheme in (("light", LIGHT), ("dark", DARK)):
        choose_scheme(qapp, theme)
        assert shot(stage.canvas).pixelColor(1, 1).name() == scheme.surround


@pytest.mark.parametrize("notches", [1, 6, 10, -1, -5])
def test_wheel_zooms_at_the_pointer(stage: Stage, notches: int) -> None:
    spot = stage.to_widget(100, 80)
    wheel(stage.canvas, spot, notches)
    zoom = stage.canvas.property("zoom")
    assert (zoom > 1) == (notches > 0)
    after = stage.to_widget(100, 80)
    assert abs(after.x() - spot.x()) <= 1
    assert abs(after.y() - spot.y()) <= 1


def test_keys_and_actions_zoom(stage: Stage) -> None:
    def zoom() -> float:
        return float(stage.canvas.property("zoom"))

    QTest.keyClick(stage.canvas, Qt.Key.Key_Plus, CTRL)
    assert zoom() == 1.5
    QTest.keyClick(stage.canvas, Qt.Key.Key_Minus, CTRL)
    assert zoom() == 1.0
    stage.action("zoomIn").trigger()
    stage.action("zoomIn").trigger()
    assert zoom() == 2.0
    QTest.keyClick(stage.canvas, Qt.Key.Key_1, CTRL)
    assert zoom() == 1.0
    stage.zoom_to(8.0, 10, 10)
    QTest.keyClick(stage.canvas, Qt.Key.Key_0, CTRL)
    for corner in ((0, 0), (WIDTH, HEIGHT)):
        assert stage.canvas.rect().contains(stage.to_widget(*corner).toPoint())


def pan(stage: Stage, button: Qt.MouseButton) -> QPointF:
    """Drag by (30, -20) in three steps; how far the picture went."""
    start = stage.to_widget(100, 80)
    before = stage.to_widget(0, 0)
    steps = [start + QPointF(10 * i, -20 / 3 * i) for i in range(4)]
    stage.drag(stage.canvas, steps, button)
    return stage.to_widget(0, 0) - before


def assert_panned(stage: Stage, button: Qt.MouseButton) -> None:
    stage.zoom_to(3.0, 100, 80)
    went = pan(stage, button)
    assert abs(went.x() - 30) <= 1
    assert abs(went.y() + 20) <= 1
    assert stage.label("coverageLabel") == "0.0 %"
    assert not stage.action("undo").isEnabled()


def test_middle_drag_pans(stage: Stage) -> None:
    assert_panned(stage, MIDDLE)


def test_space_drag_pans_and_painting_is_back_after_it(stage: Stage) -> None:
    key(stage.canvas, QEvent.Type.KeyPress, Qt.Key.Key_Space)
    assert_panned(stage, LEFT)
    key(stage.canvas, QEvent.Type.KeyRelease, Qt.Key.Key_Space)
    stage.stroke((50, 50), (60, 60))
    assert stage.action("undo").isEnabled()


def test_pan_tool_pans(stage: Stage) -> None:
    QTest.keyClick(stage.canvas, Qt.Key.Key_H)
    assert stage.action("panTool").isChecked()
    assert_panned(stage, LEFT)


def test_right_drag_erases_and_with_the_eraser_paints(stage: Stage, tmp_path: Path) -> None:
    stage.stroke((50, 50), (100, 50))
    stage.stroke((70, 50), button=RIGHT)
    image = mask(stage, tmp_path)
    assert [image.getpixel((x, 50)) for x in (50, 70, 90)] == [255, 0, 255]
    QTest.keyClick(stage.canvas, Qt.Key.Key_E)
    stage.stroke((90, 50))
    stage.stroke((70, 50), button=RIGHT)
    image = mask(stage, tmp_path)
    assert [image.getpixel((x, 50)) for x in (50, 70, 90)] == [255, 255, 0]


def test_tools_follow_keys_and_actions(stage: Stage, tmp_path: Path) -> None:
    def tools() -> list[bool]:
        return [stage.action(f"{name}Tool").isChecked() for name in ("brush", "eraser", "pan")]

    assert tools() == [True, False, False]
    QTest.keyClick(stage.canvas, Qt.Key.Key_X)
    assert tools() == [False, True, False]
    QTest.keyClick(stage.canvas, Qt.Key.Key_X)
    assert tools() == [True, False, False]
    stage.action("eraserTool").trigger()
    assert tools() == [False, True, False]
    stage.action("invertMask").trigger()
    stage.stroke((50, 50))
    assert mask(stage, tmp_path).getpixel((50, 50)) == 0
    QTest.keyClick(stage.canvas, Qt.Key.Key_B)
    stage.stroke((50, 50))
    assert mask(stage, tmp_path).getextrema() == (255, 255)


def test_escape_abandons_the_stroke(stage: Stage, tmp_path: Path) -> None:
    stage.stroke((20, 20))
    spots = [stage.to_widget(x, 100) for x in (50, 100, 150, 200)]
    mouse(stage.canvas, PRESS, spots[0])
    mouse(stage.canvas, MOVE, spots[1])
    QTest.keyClick(stage.canvas, Qt.Key.Key_Escape)
    mouse(stage.canvas, MOVE, spots[2])
    mouse(stage.canvas, RELEASE, spots[3])
    assert mask(stage, tmp_path).getbbox() == (15, 15, 25, 25)
    stage.action("undo").trigger()
    assert not stage.action("undo").isEnabled()


def test_stroke_that_leaves_the_widget_goes_on_when_it_returns(
    stage: Stage, tmp_path: Path
) -> None:
    outside = QPointF(-300, stage.canvas.height() / 2)
    beyond = QPointF(stage.canvas.width() / 2, -200)
    inside = [stage.to_widget(30, 96), stage.to_widget(128, 20)]
    stage.drag(stage.canvas, [inside[0], outside, beyond, inside[1]])
    image = mask(stage, tmp_path)
    assert image.getpixel((5, 96)) == 255  # on the way out
    assert image.getpixel((128, 5)) == 255  # on the way back
    stage.action("undo").trigger()
    assert not stage.action("undo").isEnabled()


def test_shift_click_draws_a_straight_line(stage: Stage, tmp_path: Path) -> None:
    stage.stroke((20.5, 20.5))
    stage.stroke((120.5, 120.5), keys=SHIFT)
    image = mask(stage, tmp_path)
    assert all(image.getpixel((x, x)) == 255 for x in range(20, 121))


def brush_size(stage: Stage) -> int:
    return stage.find("brushSizeSpin", QSpinBox).value()


def test_ctrl_wheel_and_brackets_change_the_brush(stage: Stage, tmp_path: Path) -> None:
    stage.set_brush(100)
    wheel(stage.canvas, stage.to_widget(50, 50), 1, CTRL)
    assert (brush_size(stage), stage.canvas.property("zoom")) == (110, 1.0)
    wheel(stage.canvas, stage.to_widget(50, 50), -2, CTRL)
    QTest.keyClick(stage.canvas, Qt.Key.Key_BracketLeft)
    assert brush_size(stage) == 80
    QTest.keyClick(stage.canvas, Qt.Key.Key_BracketRight)
    assert brush_size(stage) == 88
    stage.stroke((128, 96))
    left, top, right, bottom = mask(stage, tmp_path).getbbox() or (0, 0, 0, 0)
    assert (right - left, bottom - top) == (88, 88)


@pytest.mark.parametrize(("size", "code", "expected"), [(1, "[", 1), (1000, "]", 1000)])
def test_brush_stays_between_1_and_1000(stage: Stage, size: int, code: str, expected: int) -> None:
    stage.set_brush(size)
    QTest.keyClick(stage.canvas, Qt.Key(ord(code)))
    assert brush_size(stage) == expected


def test_smallest_brush_paints_one_pixel(stage: Stage, tmp_path: Path) -> None:
    stage.set_brush(1)
    stage.stroke((50.4, 60.7))
    assert mask(stage, tmp_path).getbbox() == (50, 60, 51, 61)


def test_largest_brush_covers_the_picture(stage: Stage, tmp_path: Path) -> None:
    stage.set_brush(1000)
    stage.stroke((128, 96))
    assert mask(stage, tmp_path).getextrema() == (255, 255)


def test_clear_and_invert_can_be_undone(stage: Stage, tmp_path: Path) -> None:
    stage.stroke((50, 50))
    painted = mask(stage, tmp_path).tobytes()
    QTest.keyClick(stage.canvas, Qt.Key.Key_Delete)
    assert mask(stage, tmp_path).getbbox() is None
    QTest.keyClick(stage.canvas, Qt.Key.Key_Z, CTRL)
    assert mask(stage, tmp_path).tobytes() == painted
    QTest.keyClick(stage.canvas, Qt.Key.Key_I, CTRL)
    inverted = mask(stage, tmp_path).tobytes()
    assert inverted == bytes(255 - value for value in painted)
    QTest.keyClick(stage.canvas, Qt.Key.Key_Z, CTRL)
    QTest.keyClick(stage.canvas, Qt.Key.Key_Y, CTRL)
    assert mask(stage, tmp_path).tobytes() == inverted


def test_coverage_is_the_white_share(stage: Stage) -> None:
    stage.action("invertMask").trigger()
    stage.wait(lambda: stage.label("coverageLabel") == "100.0 %")
    stage.action("clearMask").trigger()
    stage.wait(lambda: stage.label("coverageLabel") == "0.0 %")
    stage.set_brush(1)
    stage.stroke((50, 50))
    stage.wait(lambda: stage.label("coverageLabel") == "< 0.1 %")


def test_undo_during_a_stroke_waits_for_its_end(stage: Stage, tmp_path: Path) -> None:
    stage.stroke((20, 20))
    spots = [stage.to_widget(x, 100) for x in (50, 100)]
    mouse(stage.canvas, PRESS, spots[0])
    QTest.keyClick(stage.canvas, Qt.Key.Key_Z, CTRL)
    mouse(stage.canvas, MOVE, spots[1])
    mouse(stage.canvas, RELEASE, spots[1])
    assert mask(stage, tmp_path).getpixel((20, 20)) == 255
    stage.action("undo").trigger()
    assert mask(stage, tmp_path).getbbox() == (15, 15, 25, 25)
