"""Two fingers on a touch pad: they slide the picture and pinch it; a wheel zooms."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QApplication, QSpinBox

from tests.support.window import CTRL, NO_KEYS, Stage, picture, png

PHASE, GESTURE = Qt.ScrollPhase, Qt.NativeGestureType


@pytest.fixture(autouse=True)
def window(stage: Stage) -> None:
    stage.open(png(picture(700, 500)))
    stage.zoom_to(4.0, 350, 250)


def turn(
    stage: Stage,
    pixels: tuple[int, int],
    angle: tuple[int, int],
    phase: Qt.ScrollPhase,
    keys: Qt.KeyboardModifier = NO_KEYS,
) -> None:
    spot = stage.to_widget(350, 250)
    button, there = Qt.MouseButton.NoButton, stage.canvas.mapToGlobal(spot)
    event = QWheelEvent(spot, there, QPoint(*pixels), QPoint(*angle), button, keys, phase, False)
    QApplication.sendEvent(stage.canvas, event)


def gesture(
    stage: Stage,
    kind: Qt.NativeGestureType,
    spot: QPointF,
    value: float = 0.0,
    delta: QPointF | None = None,
) -> None:
    device, there = QPointingDevice.primaryPointingDevice(), stage.canvas.mapToGlobal(spot)
    delta = delta or QPointF()
    event = QNativeGestureEvent(kind, device, 2, spot, spot, there, value, delta)
    QApplication.sendEvent(stage.canvas, event)


def zoom(stage: Stage) -> float:
    return float(stage.canvas.property("zoom"))


def test_two_fingers_slide_the_picture(stage: Stage) -> None:
    before = stage.to_widget(0, 0)
    turn(stage, (0, 0), (0, 0), PHASE.ScrollBegin)
    turn(stage, (-30, 12), (-360, 144), PHASE.ScrollUpdate)
    turn(stage, (-5, 0), (-60, 0), PHASE.ScrollMomentum)
    # A slow slide: less than a pixel, but not no angle.
    for _ in range(30):
        turn(stage, (0, 0), (0, 9), PHASE.ScrollUpdate)
    turn(stage, (0, 0), (0, 0), PHASE.ScrollEnd)
    assert stage.to_widget(0, 0) - before == QPointF(-35, 12)
    assert zoom(stage) == 4.0


def test_ctrl_and_two_fingers_change_the_brush_gently(stage: Stage) -> None:
    stage.set_brush(100)
    before = stage.to_widget(0, 0)
    for _ in range(9):
        turn(stage, (0, 10), (0, 120), PHASE.ScrollUpdate, CTRL)
    assert stage.find("brushSizeSpin", QSpinBox).value() == 121
    for _ in range(50):
        turn(stage, (0, 10), (0, 120), PHASE.ScrollMomentum, CTRL)
    assert stage.find("brushSizeSpin", QSpinBox).value() == 121
    assert stage.to_widget(0, 0) == before


def test_fine_wheel_zooms_once_its_angles_make_a_notch(stage: Stage) -> None:
    # As X11 reports touch pads and fine wheels, with or without pixels.
    for pixels in ((0, 4), (0, 0)):
        was = zoom(stage)
        for _ in range(3):
            turn(stage, pixels, (0, 30), PHASE.NoScrollPhase)
        assert zoom(stage) == was
        turn(stage, pixels, (0, 30), PHASE.NoScrollPhase)
        assert zoom(stage) > was


def test_sideways_wheel_pans_and_alt_with_an_upright_one_zooms(stage: Stage) -> None:
    before = stage.to_widget(0, 0)
    turn(stage, (0, 0), (-120, 0), PHASE.NoScrollPhase)
    moved = stage.to_widget(0, 0) - before
    assert moved.x() < -20
    assert moved.y() == 0
    assert zoom(stage) == 4.0
    turn(stage, (0, 0), (120, 0), PHASE.NoScrollPhase, Qt.KeyboardModifier.AltModifier)
    assert zoom(stage) > 4.0


def test_pinch_keeps_what_is_between_the_fingers_there_and_ends_where_it_began(
    stage: Stage,
) -> None:
    spot = stage.to_widget(300.5, 200.5)
    before = stage.canvas.property("zoom"), stage.to_widget(0, 0)
    gesture(stage, GESTURE.BeginNativeGesture, spot)
    for _ in range(100):
        gesture(stage, GESTURE.ZoomNativeGesture, spot, 0.02)
    # The scale is thrice what it was, however many steps it took.
    assert zoom(stage) == pytest.approx(12.0)
    off = stage.to_widget(300.5, 200.5) - spot
    assert max(abs(off.x()), abs(off.y())) <= 1
    gesture(stage, GESTURE.PanNativeGesture, spot, delta=QPointF(20, -10))
    off = stage.to_widget(300.5, 200.5) - spot
    assert max(abs(off.x() - 20), abs(off.y() + 10)) <= 1
    gesture(stage, GESTURE.PanNativeGesture, spot, delta=QPointF(-20, 10))
    for _ in range(100):
        gesture(stage, GESTURE.ZoomNativeGesture, spot, -0.02)
    gesture(stage, GESTURE.EndNativeGesture, spot)
    assert zoom(stage) == pytest.approx(before[0])
    assert stage.to_widget(0, 0) == before[1]
