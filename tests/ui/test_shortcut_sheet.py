"""The sheet of shortcuts: complete, readable in any language, and never in the way."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt, QTranslator
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QScrollBar, QWidget

from app.ui.actions import SPECS
from app.ui.shortcut_sheet import PartView
from app.ui.shortcut_table import COLUMNS
from tests.support.language import spoken
from tests.support.qt import wait_until
from tests.support.window import SHIFT, Stage


class Verbose(QTranslator):
    """A language with longer words than English, as Russian is."""

    def translate(
        self, context: str, text: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        return text + "ая" * (len(text) // 8 + 1) if context in {"shortcuts", "actions"} else ""

    def isEmpty(self) -> bool:
        return False


@pytest.fixture
def verbose(qapp: QApplication) -> Iterator[None]:
    translator = Verbose()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def test_f1_opens_it_and_closes_it_again(stage: Stage) -> None:
    stage.open()
    QTest.keyClick(stage.canvas, Qt.Key.Key_F1)
    sheet = _sheet(stage)
    assert sheet.isVisible()
    QTest.keyClick(sheet, Qt.Key.Key_F1)
    assert not sheet.isVisible()
    stage.activate()
    QTest.keyClick(stage.canvas, Qt.Key.Key_Question, SHIFT)
    assert sheet.isVisible()


def test_escape_closes_it(stage: Stage) -> None:
    stage.open()
    stage.action("shortcuts").trigger()
    QTest.keyClick(_sheet(stage), Qt.Key.Key_Escape)
    assert not _sheet(stage).isVisible()


@pytest.mark.parametrize("code", ["en", "ru"])
def test_it_is_scrolled_one_way_alone(stage: Stage, qapp: QApplication, code: str) -> None:
    stage.open()
    with spoken(qapp, code):
        stage.action("shortcuts").trigger()
        QApplication.processEvents()
        area = _sheet(stage).findChild(QScrollArea)
        assert area is not None
        assert not area.horizontalScrollBar().isVisible()


def test_one_can_paint_while_it_is_open(stage: Stage) -> None:
    stage.open()
    stage.action("shortcuts").trigger()
    assert not _sheet(stage).isModal()
    stage.stroke((60, 60), (140, 100))
    stage.wait(lambda: stage.work[0] not in {"—", "0.0 %"})


def test_every_action_with_keys_is_on_it_once() -> None:
    rows = (row for part in itertools.chain(*COLUMNS) for row in part.rows)
    listed = sorted(name for row in rows for name in row.actions)
    assert listed == sorted(spec.name for spec in SPECS if spec.keys)


@pytest.fixture
def russian(qapp: QApplication) -> Iterator[None]:
    with spoken(qapp, "ru"):
        yield


@pytest.mark.parametrize("language", [None, "russian", "verbose"])
def test_nothing_is_cut_off(
    stage: Stage, request: pytest.FixtureRequest, language: str | None
) -> None:
    if language is not None:
        request.getfixturevalue(language)
    stage.open()
    stage.action("shortcuts").trigger()
    sheet = _sheet(stage)
    assert sheet.width() <= 1000
    assert sheet.height() <= 640
    if language != "verbose":
        (area,) = sheet.findChildren(QScrollArea)
        bars = area.findChildren(QScrollBar)
        wait_until(lambda: not any(bar.isVisible() for bar in bars))
    parts = sheet.findChildren(PartView)
    assert len(parts) == sum(map(len, COLUMNS))
    for part in parts:
        metrics = QFontMetricsF(part.font())
        for line in part.lines:
            box = line.box.toAlignedRect()
            caps = QRect(*map(round, (line.corner.x(), line.corner.y(), line.caps.width, 22)))
            assert part.rect().contains(box), line.text
            assert part.rect().contains(caps.adjusted(0, 0, -2, 0)), line.text
            assert not box.intersects(caps), line.text
            longest = max(metrics.horizontalAdvance(word) for word in line.text.split())
            assert longest <= line.box.width(), line.text
    for one, other in itertools.combinations(parts, 2):
        assert not _place(one, sheet).intersects(_place(other, sheet))


def test_a_tool_bar_shows_all_its_buttons_in_the_smallest_window(stage: Stage) -> None:
    stage.open()
    stage.window.resize(stage.window.minimumSize())
    more = stage.widget("toolBar").findChild(QWidget, "qt_toolbar_ext_button")
    wait_until(lambda: stage.window.height() == stage.window.minimumHeight())
    assert more is not None
    assert not more.isVisible()


def _sheet(stage: Stage) -> QDialog:
    return stage.find("shortcutSheet", QDialog)


def _place(part: QWidget, sheet: QWidget) -> QRect:
    return QRect(part.mapTo(sheet, part.rect().topLeft()), part.size())
