"""The edit bar: asks for one number in place of the tool's fields, and gives the keys back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMainWindow,
    QProgressBar,
    QPushButton,
    QSlider,
    QSpinBox,
    QWidget,
)

from app.ui.actions import Actions
from app.ui.options_bar import OptionsBar
from app.ui.theme import choose_scheme
from tests.support.language import spoken
from tests.support.qt import SignalLog, wait_until
from tests.support.reading import cut_off
from tests.support.window import LEFT, Stage, picture, png

RADII, SPECKS = (1, 256), (2, 100_000)


class Bench:
    """The options bar above something that can have the focus, and what the edit bar says."""

    def __init__(self, width: int = 1280) -> None:
        self.window = QMainWindow()
        self.options = OptionsBar(Actions(self.window), self.window)
        self.window.addToolBar(self.options)
        self.canvas = QWidget()
        self.canvas.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.window.setCentralWidget(self.canvas)
        self.options.done.connect(self.canvas.setFocus)
        self.bar = self.options.edit_bar
        self.values = SignalLog(self.bar.valueChanged)
        self.accepted = SignalLog(self.bar.accepted)
        self.rejections = 0
        self.bar.rejected.connect(self._count)
        self.window.resize(width, 600)
        self.window.show()
        self.window.activateWindow()
        self.canvas.setFocus()
        wait_until(self.canvas.hasFocus)

    def _count(self) -> None:
        self.rejections += 1

    @property
    def spin(self) -> QSpinBox:
        found = self.bar.findChild(QSpinBox, "editSpin")
        assert isinstance(found, QSpinBox)
        return found

    @property
    def slider(self) -> QSlider:
        found = self.bar.findChild(QSlider)
        assert isinstance(found, QSlider)
        return found

    def button(self, name: str) -> QPushButton:
        found = self.bar.findChild(QPushButton, name)
        assert isinstance(found, QPushButton)
        return found

    def says(self) -> list[str]:
        labels = self.bar.findChildren(QLabel)
        return [label.text() for label in labels if label.isVisible() and label.text()]

    def shows_the_tool(self) -> bool:
        found = self.options.findChild(QSpinBox, "brushSizeSpin")
        assert isinstance(found, QSpinBox)
        return found.isVisible() and not self.bar.isVisible()


@pytest.fixture
def bench(qapp: QApplication) -> Iterator[Bench]:
    choose_scheme(qapp, "dark")
    bench = Bench()
    yield bench
    bench.window.close()
    bench.window.deleteLater()


def test_it_takes_the_tool_s_place_and_the_keys_and_gives_both_back(bench: Bench) -> None:
    height = bench.canvas.height()
    bench.bar.ask("grow", 8, *RADII)
    QApplication.processEvents()
    assert not bench.shows_the_tool()
    assert bench.says()[0] == "Grow by"
    assert bench.spin.hasFocus()
    assert bench.spin.lineEdit().selectedText() == "8"
    assert bench.canvas.height() == height
    assert bench.values.items == [8]
    QTest.keyClicks(bench.spin, "24")
    assert bench.values.items == [8, 2, 24]
    QTest.keyClick(bench.spin, Qt.Key.Key_Return)
    assert bench.accepted.items == [24]
    assert bench.values.items == [8, 2, 24]
    assert bench.shows_the_tool()
    assert bench.canvas.hasFocus()
    assert bench.canvas.height() == height


@pytest.mark.parametrize("way", ["escape", "button", "enter on the button"])
def test_it_can_be_left_without_an_answer(bench: Bench, way: str) -> None:
    bench.bar.ask("shrink", 8, *RADII)
    cancel = bench.button("cancelEditButton")
    if way == "escape":
        QTest.keyClick(bench.spin, Qt.Key.Key_Escape)
    elif way == "button":
        QTest.mouseClick(cancel, LEFT)
    else:
        cancel.setFocus()
        QTest.keyClick(cancel, Qt.Key.Key_Return)
    assert (bench.rejections, bench.accepted.items) == (1, [])
    assert bench.shows_the_tool()
    assert bench.canvas.hasFocus()
    bench.bar.accept()
    bench.bar.reject()
    assert (bench.rejections, bench.accepted.items) == (1, [])


def test_apply_is_enter(bench: Bench) -> None:
    bench.bar.ask("shrink", 8, *RADII)
    QTest.keyClick(bench.spin, Qt.Key.Key_Up)
    QTest.mouseClick(bench.button("applyEditButton"), LEFT)
    assert bench.values.items == [8, 9]
    assert bench.accepted.items == [9]


def test_each_kind_remembers_its_last_answer(bench: Bench) -> None:
    for kind, value, limits in (("grow", 30, RADII), ("removeSpecks", 5000, SPECKS)):
        bench.bar.ask(kind, 8, *limits)
        bench.spin.setValue(value)
        bench.bar.accept()
    bench.bar.ask("shrink", 8, *RADII)
    bench.spin.setValue(99)
    bench.bar.reject()
    values = []
    for kind, limits in (("grow", RADII), ("removeSpecks", SPECKS), ("shrink", RADII)):
        bench.bar.ask(kind, 8, *limits)
        values.append(bench.spin.value())
        assert bench.values.items[-1] == bench.spin.value()
        bench.bar.reject()
    assert values == [30, 5000, 8]


def test_another_question_rejects_the_first(bench: Bench) -> None:
    bench.bar.ask("grow", 8, *RADII)
    bench.bar.ask("removeSpecks", 64, *SPECKS)
    assert bench.rejections == 1
    assert bench.says()[0] == "Remove specks below"
    assert bench.spin.hasFocus()
    assert bench.values.items == [8, 64]


def test_numbers_stay_within_their_limits(bench: Bench) -> None:
    bench.bar.ask("grow", 8, *RADII)
    QTest.keyClicks(bench.spin, "999")
    assert bench.spin.value() <= 256
    bench.bar.reject()
    bench.bar.ask("removeSpecks", 64, *SPECKS)
    assert (bench.spin.minimum(), bench.spin.maximum()) == SPECKS


def test_slider_has_room_for_small_numbers(bench: Bench) -> None:
    bench.bar.ask("removeSpecks", 64, *SPECKS)
    found = []
    for share in (0.0, 0.5, 1.0):
        bench.slider.setValue(round(bench.slider.maximum() * share))
        found.append(bench.spin.value())
    assert found == [2, 447, 100_000]
    assert bench.values.items == [64, *found]


def test_it_says_what_would_become_of_the_mask(bench: Bench) -> None:
    bench.bar.ask("grow", 8, *RADII)
    assert bench.says() == ["Grow by"]
    busy = bench.bar.findChild(QProgressBar)
    assert isinstance(busy, QProgressBar)
    assert not busy.isVisible()
    QApplication.processEvents()
    left = bench.button("applyEditButton").x()
    bench.bar.set_busy(True)
    assert busy.isVisible()
    QApplication.processEvents()
    assert bench.button("applyEditButton").x() == left
    bench.bar.set_coverage(0.123, 0.1504)
    bench.bar.set_busy(False)
    assert not busy.isVisible()
    assert bench.says()[1] == "12.3 % → 15.0 %"
    QApplication.processEvents()
    assert bench.button("applyEditButton").x() == left


@pytest.mark.parametrize("language", ["en", "ru"])
def test_nothing_is_cut_off_in_the_smallest_window(qapp: QApplication, language: str) -> None:
    with spoken(qapp, language):
        bench = Bench(960)
        for kind, limits in (("grow", RADII), ("shrink", RADII), ("removeSpecks", SPECKS)):
            bench.bar.ask(kind, limits[1], *limits)
            bench.bar.set_coverage(1, 1)
            bench.bar.set_busy(True)
            QApplication.processEvents()
            assert cut_off(bench.options) == [], kind
            text = bench.spin.lineEdit()
            assert text.fontMetrics().horizontalAdvance(text.text()) < text.width() - 4
        bench.bar.reject()
        QApplication.processEvents()
        assert bench.options.findChildren(QSlider, "overlayOpacitySlider")[0].isVisible()
        bench.window.close()
        bench.window.deleteLater()


def test_it_closes_with_the_picture(stage: Stage) -> None:
    grid = stage.server.add_task(png(picture()), actions=[f"upsample_{n}" for n in range(1, 5)])
    stage.open()
    stage.action("growMask").trigger()
    assert stage.widget("editBar").isVisible()
    stage.drop_text(grid)
    stage.wait(lambda: not stage.canvas.isVisible())
    assert not stage.widget("editBar").isVisible()
