"""Scroll bars say which part of the picture is seen, and change it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollBar

from tests.support.window import MIDDLE, Stage, picture, png, wheel


@pytest.fixture(autouse=True)
def window(stage: Stage) -> None:
    stage.open(png(picture(700, 500)))


def bars(stage: Stage, name: str = "canvas") -> tuple[QScrollBar, QScrollBar]:
    """The horizontal and the vertical one of a pane."""
    frame = stage.widget(name).parentWidget()
    assert frame is not None
    found = frame.findChildren(QScrollBar)
    across, down = sorted(found, key=lambda bar: bar.orientation().value)
    return across, down


def test_they_are_of_use_only_when_something_is_out_of_sight(stage: Stage) -> None:
    place = stage.canvas.geometry()
    assert not any(bar.isEnabled() for bar in bars(stage))
    stage.zoom_to(4.0, 350, 250)
    assert all(bar.isEnabled() for bar in bars(stage))
    assert stage.canvas.geometry() == place
    stage.action("fit").trigger()
    assert not any(bar.isEnabled() for bar in bars(stage))
    # A picture that fits may have been pushed partly out of sight.
    start = stage.to_widget(350, 250)
    stage.drag(stage.canvas, [start, start + QPointF(-350, 0)], MIDDLE)
    assert [bar.isEnabled() for bar in bars(stage)] == [True, False]


def test_they_follow_the_view(stage: Stage) -> None:
    stage.zoom_to(4.0, 350, 250)
    across, down = bars(stage)
    before = across.value(), down.value()
    start = stage.to_widget(350, 250)
    stage.drag(stage.canvas, [start, start + QPointF(-60, 25)], MIDDLE)
    assert (across.value(), down.value()) == (before[0] + 60, before[1] - 25)
    assert across.pageStep() == stage.canvas.width()


def test_each_end_brings_the_picture_s_edge_to_the_middle(stage: Stage) -> None:
    stage.zoom_to(4.0, 350, 250)
    across, down = bars(stage)
    middle = QPointF(stage.canvas.rect().center())
    across.setValue(across.minimum())
    down.setValue(down.maximum())
    corner = stage.to_picture(middle)
    assert abs(corner.x()) <= 1
    assert abs(corner.y() - 500) <= 1
    # And no further: a pan past it is held back there, too.
    stage.drag(stage.canvas, [middle, middle + QPointF(90, -90)], MIDDLE)
    assert (across.value(), down.value()) == (across.minimum(), down.maximum())


def test_wheel_and_clicks_on_a_bar_scroll_and_leave_the_keys_to_the_canvas(stage: Stage) -> None:
    stage.zoom_to(4.0, 350, 250)
    stage.canvas.setFocus()
    across, down = bars(stage)
    corner = stage.to_widget(0, 0)
    wheel(down, QPointF(5, 5), -1)
    assert stage.to_widget(0, 0).y() < corner.y()
    assert stage.canvas.property("zoom") == 4.0
    wheel(across, QPointF(5, 5), -1)
    assert stage.to_widget(0, 0).x() < corner.x()
    before = across.value()
    QTest.mouseClick(across, Qt.MouseButton.LeftButton, pos=across.rect().center() * 1.9)
    assert across.value() > before
    assert stage.canvas.hasFocus()


def test_beside_a_result_only_the_canvas_has_them_and_both_panes_are_alike(stage: Stage) -> None:
    stage.set_brush(100)
    stage.stroke((300, 200))
    stage.finish_job()
    stage.wait(stage.comparison.isVisible)
    assert all(bar.isVisible() for bar in bars(stage))
    assert not any(bar.isVisible() for bar in bars(stage, "comparisonView"))
    assert stage.comparison.height() == stage.canvas.height()
    assert abs(stage.comparison.width() - stage.canvas.width()) <= 1
    stage.zoom_to(4.0, 350, 250)
    across, _down = bars(stage)
    before = stage.to_widget(0, 0, stage.comparison)
    across.setValue(across.value() + 40)
    assert stage.to_widget(0, 0, stage.comparison).x() == pytest.approx(before.x() - 40, abs=2)
