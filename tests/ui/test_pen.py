"""A pen on the canvas: pressure, the eraser at its other end, and no mouse beside it."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication, QToolButton

from tests.support.window import LEFT, NO_KEYS, Stage, key, opened

PRESS, MOVE, RELEASE = (
    QEvent.Type.TabletPress,
    QEvent.Type.TabletMove,
    QEvent.Type.TabletRelease,
)
NONE = Qt.MouseButton.NoButton
PEN, ERASER = QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser


@pytest.fixture(autouse=True)
def window(stage: Stage) -> None:
    stage.open()
    stage.set_brush(40)


@cache
def device(end: QPointingDevice.PointerType) -> QPointingDevice:
    capabilities = QInputDevice.Capability.Position | QInputDevice.Capability.Pressure
    kind = QInputDevice.DeviceType.Stylus
    return QPointingDevice("pen", 77, kind, end, capabilities, 1, 2)


def pen(
    stage: Stage,
    kind: QEvent.Type,
    x: float,
    y: float,
    pressure: float,
    end: QPointingDevice.PointerType = PEN,
) -> bool:
    """One event of a pen; whether the canvas took it, so that Qt makes no mouse event of it."""
    spot = stage.to_widget(x, y)
    there = QPointF(stage.canvas.mapToGlobal(spot))
    button = NONE if kind == MOVE else LEFT
    held = LEFT if pressure and kind != RELEASE else NONE
    event = QTabletEvent(
        kind, device(end), spot, there, pressure, 0, 0, 0, 0, 0, NO_KEYS, button, held
    )
    event.ignore()  # as Qt begins with
    QApplication.sendEvent(stage.canvas, event)
    return event.isAccepted()


def mask(stage: Stage, tmp_path: Path) -> Image.Image:
    path = tmp_path / "mask.png"
    path.unlink(missing_ok=True)
    return opened(stage.export(path))


def widths(image: Image.Image) -> list[int]:
    """The height of the white in each column that has any."""
    columns = (image.crop((x, 0, x + 1, image.height)) for x in range(image.width))
    return [count for column in columns if (count := column.histogram()[255])]


def test_pressure_drives_the_size(stage: Stage, tmp_path: Path) -> None:
    pen(stage, PRESS, 40, 90, 0.1)
    for step in range(1, 10):
        assert pen(stage, MOVE, 40 + 18 * step, 90, 0.1 + 0.1 * step)
    pen(stage, RELEASE, 202, 90, 0.0)
    found = widths(mask(stage, tmp_path))
    rising = found[: found.index(max(found)) + 1]
    assert all(a <= b for a, b in pairwise(rising))
    assert rising[0] <= 4
    assert max(found) == 40
    assert found[-1] < 25, "the stroke is round at its end, and no dab of pressure 0 is added"


def test_pressure_can_be_switched_off(stage: Stage, tmp_path: Path) -> None:
    toggle = stage.find("pressureButton", QToolButton)
    toggle.click()
    pen(stage, PRESS, 40, 90, 0.1)
    pen(stage, MOVE, 140, 90, 0.2)
    pen(stage, RELEASE, 140, 90, 0.0)
    assert mask(stage, tmp_path).getbbox() == (20, 70, 160, 110)


def test_other_end_erases_whatever_tool_is_chosen(stage: Stage, tmp_path: Path) -> None:
    stage.stroke((60, 90), (180, 90))
    for tool in ("brushTool", "eraserTool"):
        stage.action(tool).trigger()
        pen(stage, PRESS, 120, 60, 1.0, ERASER)
        pen(stage, MOVE, 120, 120, 1.0, ERASER)
        pen(stage, RELEASE, 120, 120, 0.0, ERASER)
        found = mask(stage, tmp_path)
        assert found.getpixel((120, 90)) == 0
        assert found.getpixel((70, 90)) == 255
        stage.action("undo").trigger()
        stage.wait(lambda: stage.label("coverageLabel") != "0.0 %")


def test_mouse_events_made_of_the_pen_do_nothing(stage: Stage, tmp_path: Path) -> None:
    """Windows sends them beside the pen's own."""
    stage.set_brush(10)

    def made(kind: QEvent.Type, x: float, y: float) -> None:
        spot = stage.to_widget(x, y)
        there = QPointF(stage.canvas.mapToGlobal(spot))
        button = NONE if kind == QEvent.Type.MouseMove else LEFT
        source = Qt.MouseEventSource.MouseEventSynthesizedBySystem
        event = QMouseEvent(kind, spot, spot, there, button, LEFT, NO_KEYS, source)
        QApplication.sendEvent(stage.canvas, event)

    pen(stage, PRESS, 40, 40, 1.0)
    made(QEvent.Type.MouseButtonPress, 200, 150)
    pen(stage, MOVE, 80, 40, 1.0)
    made(QEvent.Type.MouseMove, 220, 150)
    made(QEvent.Type.MouseButtonRelease, 220, 150)
    pen(stage, MOVE, 120, 40, 1.0)
    pen(stage, RELEASE, 120, 40, 0.0)
    assert mask(stage, tmp_path).getbbox() == (35, 35, 125, 45)
    stage.action("undo").trigger()
    assert not stage.action("undo").isEnabled(), "it was one stroke"


def test_pen_pans_while_space_is_held(stage: Stage, tmp_path: Path) -> None:
    stage.canvas.setFocus()
    key(stage.canvas, QEvent.Type.KeyPress, Qt.Key.Key_Space)
    assert not pen(stage, PRESS, 40, 40, 0.8), "Qt makes a mouse press of it, which pans"
    key(stage.canvas, QEvent.Type.KeyRelease, Qt.Key.Key_Space)
    assert mask(stage, tmp_path).getbbox() is None


def test_hovering_pen_is_left_to_qt_which_moves_the_mouse(stage: Stage) -> None:
    assert not pen(stage, MOVE, 40, 40, 0.0)
