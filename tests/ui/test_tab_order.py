"""The keyboard's way through the window: Tab from stop to stop, F6 from part to part."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)

from app.sandbox.faults import Fault, Reply
from app.ui.colours import DARK
from tests.support.window import LEFT, NO_KEYS, SHIFT, Stage, picture, png, shot

PARTS = (
    *("optionsBar", "toolBar", "messageBar", "compareBar"),
    *("canvas", "comparisonView", "jobPanel"),
)
ALSO = ("historyButton",)  # to which Tab comes, and F6 doesn't
USED = (
    *(QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox),
    *(QAbstractItemView, QLineEdit, QPlainTextEdit),
)


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def around(key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS) -> Iterator[QWidget]:
    """Every stop, the one that has the focus first; the way ends where it began."""
    first = focus()
    while True:
        yield focus()
        before = focus()
        QTest.keyClick(before, key, keys)
        assert focus() is not before, f"{before.accessibleName()} keeps the focus"
        if focus() is first:
            return


def part_of(stage: Stage, widget: QWidget) -> str:
    (name,) = (
        name
        for name in (*PARTS, *ALSO)
        if stage.widget(name) is widget or stage.widget(name).isAncestorOf(widget)
    )
    return name


def is_used(widget: QWidget) -> bool:
    """Whether hands do something with it, and no other key leads to it."""
    if not (widget.isVisible() and widget.isEnabled() and isinstance(widget, USED)):
        return False
    if isinstance(widget, QAbstractButton) and widget.autoExclusive():
        return widget.isChecked()  # arrow keys lead to the others
    inner = isinstance(widget.parentWidget(), QAbstractSpinBox)
    return not inner and not isinstance(widget, QScrollBar)


def with_a_result(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    stage.finish_job()
    stage.wait(stage.comparison.isVisible)
    # The message's buttons are made long after the panel's, and yet come before them.
    stage.server.faults.add(Fault("result", Reply(503), times=None))
    stage.drop_text("0123456789abcdef01234567")
    stage.wait(lambda: [button.text() for button in stage.choices] == ["Try again"])


def test_tab_reaches_everything_in_the_order_of_reading(stage: Stage) -> None:
    with_a_result(stage)
    stage.canvas.setFocus()
    way = [*around(Qt.Key.Key_Tab, SHIFT)]
    reached = set(way)
    for widget in stage.window.findChildren(QWidget):
        assert widget in reached or not is_used(widget), widget.accessibleName()
    way.reverse()
    parts = [part_of(stage, widget) for widget in way]
    changes = [
        part for before, part in zip([parts[-1], *parts], parts, strict=False) if part != before
    ]
    start = changes.index("optionsBar")
    assert (*changes[start:], *changes[:start]) == (*PARTS, *ALSO)
    for one, other in pairwise(way):
        if part_of(stage, one) == part_of(stage, other):
            corner, next_corner = (w.mapTo(stage.window, QPoint()) for w in (one, other))
            below = next_corner.y() >= corner.y() + one.height()
            assert below or next_corner.x() > corner.x(), (one, other)


def test_a_tool_is_one_stop_and_arrows_choose(stage: Stage) -> None:
    stage.open()
    tools = stage.widget("toolBar")
    stage.canvas.setFocus()
    way = [w for w in around(Qt.Key.Key_Tab, SHIFT) if tools.isAncestorOf(w)]
    (chosen,) = (w for w in way if isinstance(w, QAbstractButton) and w.isCheckable())
    assert chosen.isChecked()
    chosen.setFocus()
    QTest.keyClick(chosen, Qt.Key.Key_Down)
    assert stage.action("eraserTool").isChecked()
    assert focus() is not chosen
    assert isinstance(focus(), QAbstractButton)


def test_f6_goes_from_part_to_part_and_back(stage: Stage) -> None:
    with_a_result(stage)
    stage.canvas.setFocus()
    forwards = [part_of(stage, w) for w in around(Qt.Key.Key_F6)]
    assert tuple(forwards) == (*PARTS[4:], *PARTS[:4])
    backwards = [part_of(stage, w) for w in around(Qt.Key.Key_F6, SHIFT)]
    assert backwards == [forwards[0], *reversed(forwards[1:])]


def test_f6_comes_back_to_where_it_left(stage: Stage) -> None:
    stage.open()
    stage.type_prompt("a door")
    spin = stage.widget("brushSizeSpin")
    spin.setFocus()
    QTest.keyClick(spin, Qt.Key.Key_F6, SHIFT)
    assert focus() is stage.widget("promptEdit")
    QTest.keyClick(focus(), Qt.Key.Key_F6)
    assert focus() is spin


def test_a_stop_out_of_sight_is_scrolled_into_sight(stage: Stage) -> None:
    stage.start()
    stage.window.resize(960, 600)
    stage.drop_text(stage.server.add_task(png(picture())))
    stage.wait_for_picture()
    stage.do_some_work()
    stage.finish_job()
    stage.wait(stage.comparison.isVisible)
    # Until then the panel goes on changing.
    stage.wait(lambda: stage.label("costLabel") == "18 ₽ last time")
    stage.wait(lambda: stage.label("balanceLabel") == "482 ₽")
    panel = stage.widget("jobPanel")
    stage.wait(lambda: panel.height() >= panel.sizeHint().height())
    stage.canvas.setFocus()
    for widget in around(Qt.Key.Key_Tab, SHIFT):
        if panel.isAncestorOf(widget):
            assert widget.visibleRegion().boundingRect().size() == widget.size()


def test_a_stop_is_scrolled_into_sight_past_what_was_just_shown(stage: Stage) -> None:
    with_a_result(stage)
    stage.window.resize(960, 600)
    stage.wait_until_at_rest()
    panel = stage.widget("jobPanel")
    check, spin = stage.widget("pasteBackCheck"), stage.widget("featherSpin")
    check.setFocus()
    assert not spin.isVisible()
    QTest.keyClick(check, Qt.Key.Key_Space)
    assert spin.isVisible()
    QTest.keyClick(check, Qt.Key.Key_Tab)
    while panel.isAncestorOf(focus()):
        assert focus().visibleRegion().boundingRect().size() == focus().size()
        QTest.keyClick(focus(), Qt.Key.Key_Tab)


def test_a_button_that_goes_when_it_is_pressed_leaves_the_keys_to_the_picture(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    stage.canvas.setFocus()
    stage.held()
    QTest.mouseClick(stage.widget("cancelButton"), LEFT)
    stage.wait_for_message("Stopped waiting.")
    assert stage.canvas.hasFocus()
    QTest.mouseClick(stage.choices[0], LEFT)  # ask for it again
    assert not stage.message
    assert stage.canvas.hasFocus()


def test_without_a_picture_the_keys_go_back_to_the_ways_in(stage: Stage) -> None:
    stage.start()
    first = focus()
    stage.drop_text("0123456789abcdef01234567")
    stage.wait_for_message("no such task")
    (cross,) = stage.widget("messageBar").findChildren(QAbstractButton)
    cross.setFocus()
    QTest.keyClick(cross, Qt.Key.Key_Space)
    assert not stage.message
    assert focus() is first


def test_a_picture_that_keys_lead_to_has_a_ring(stage: Stage) -> None:
    stage.open()

    def edge() -> QColor:
        return shot(stage.canvas).pixelColor(1, stage.canvas.height() // 2)

    stage.canvas.setFocus()
    plain = edge()
    stage.widget("promptEdit").setFocus()
    QTest.keyClick(focus(), Qt.Key.Key_F6, SHIFT)
    assert stage.canvas.hasFocus()
    assert edge() == QColor(DARK.vivid)
    stage.stroke((50, 50))
    assert edge() == plain
