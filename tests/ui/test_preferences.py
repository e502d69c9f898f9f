"""Preferences: pages that fit a small screen; the pen's curve, the canvas, and what is kept."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QSlider,
    QSpinBox,
    QToolButton,
    QWidget,
)

from app.cli import Options
from app.tools.options import ToolOptions
from app.tools.pressure import PressureCurve
from app.ui.options_bar import OptionsBar
from app.ui.theme import choose_scheme, colours
from tests.support.language import spoken
from tests.support.reading import cut_off
from tests.support.window import LEFT, NO_KEYS, Stage, shot

OK, CANCEL = QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel


class Dialog:
    """The preferences, as they are on the screen."""

    def __init__(self, stage: Stage) -> None:
        stage.action("preferences").trigger()
        found = stage.window.findChildren(QDialog, "preferencesDialog")
        (self.widget,) = (dialog for dialog in found if dialog.isVisible())
        self._stage = stage

    @property
    def pages(self) -> QListWidget:
        found = self.widget.findChild(QListWidget, "preferencesPages")
        assert isinstance(found, QListWidget)
        return found

    def turn_to(self, title: str) -> None:
        (item,) = self.pages.findItems(title, Qt.MatchFlag.MatchExactly)
        self.pages.setCurrentItem(item)

    def turn_to_page(self, row: int) -> None:
        self.pages.setCurrentRow(row)

    def spin(self, name: str) -> QSpinBox:
        found = self.widget.findChild(QSpinBox, name)
        assert isinstance(found, QSpinBox)
        return found

    def part(self, name: str) -> QWidget:
        found = self.widget.findChild(QWidget, name)
        assert isinstance(found, QWidget)
        return found

    @property
    def grid(self) -> QCheckBox:
        found = self.widget.findChild(QCheckBox, "pixelGridCheck")
        assert isinstance(found, QCheckBox)
        return found

    def press(self, button: QDialogButtonBox.StandardButton) -> None:
        box = self.widget.findChild(QDialogButtonBox)
        assert isinstance(box, QDialogButtonBox)
        QTest.mouseClick(box.button(button), LEFT)
        self._stage.activate()


def saved(stage: Stage, **expected: object) -> bool:
    """Whether the settings' file holds these."""
    path = stage.data_dir / "settings.json"
    found = json.loads(path.read_text()) if path.exists() else {}
    return {name: found.get(name) for name in expected} == expected


def options(stage: Stage) -> ToolOptions:
    return stage.find("optionsBar", OptionsBar).tool_options


# The pages


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_page_fits_a_small_screen(qapp: QApplication, stage: Stage, language: str) -> None:
    with spoken(qapp, language):
        stage.start()
        dialog = Dialog(stage)
        assert dialog.pages.count() > 3
        for row in range(dialog.pages.count()):
            dialog.pages.setCurrentRow(row)
            QApplication.processEvents()
            assert cut_off(dialog.widget) == [], dialog.pages.item(row).text()
            assert dialog.widget.height() <= 520
        names = [dialog.pages.item(row).text() for row in range(dialog.pages.count())]
        widths = [dialog.pages.fontMetrics().horizontalAdvance(name) for name in names]
        assert max(widths) < dialog.pages.viewport().width() - 20


def test_jobs_at_the_same_time_are_kept_and_hold_at_once(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    dialog = Dialog(stage)
    assert dialog.spin("parallelJobsSpin").value() == 3
    dialog.spin("parallelJobsSpin").setValue(1)
    dialog.press(OK)
    stage.wait(lambda: saved(stage, parallel_jobs=1))
    task_id = stage.held()
    stage.type_prompt("!")
    stage.action("submit").trigger()
    journal = stage.data_dir / "jobs.sqlite3"
    stage.wait(lambda: kept_states(journal) == ["waiting", "idle"])
    assert len(stage.paid()) == 1
    dialog = Dialog(stage)
    dialog.spin("parallelJobsSpin").setValue(2)
    dialog.press(OK)
    stage.wait(lambda: len(stage.paid()) == 2)
    stage.server.change_task(task_id, status="done", percent=100)
    stage.wait(lambda: kept_states(journal) == ["done", "done"])


def kept_states(journal: Path) -> list[str]:
    with closing(sqlite3.connect(journal)) as connection:
        rows = connection.execute("SELECT state FROM jobs WHERE request_digest IS NOT NULL")
        return [state for (state,) in rows]


def test_everything_that_can_be_set_has_a_name(stage: Stage) -> None:
    stage.start()
    dialog = Dialog(stage)
    labels = dialog.widget.findChildren(QLabel)
    named = {label.buddy() for label in labels if label.text()}
    kinds = (QSpinBox, QSlider, QListWidget)
    widgets = [widget for kind in kinds for widget in dialog.widget.findChildren(kind)]
    assert len(widgets) == 8
    assert [w for w in widgets if not w.accessibleName() and w not in named] == []


def test_the_key_can_be_pasted_at_once(stage: Stage) -> None:
    stage.start()
    dialog = Dialog(stage)
    stage.wait(lambda: dialog.part("apiKeyEdit").hasFocus())


def test_enter_in_a_number_accepts_and_escape_leaves(stage: Stage) -> None:
    stage.start()
    for key, expected in ((Qt.Key.Key_Escape, 128), (Qt.Key.Key_Return, 300)):
        dialog = Dialog(stage)
        dialog.turn_to("Canvas")
        spin = dialog.spin("undoMemorySpin")
        spin.setFocus()
        spin.selectAll()
        QTest.keyClicks(spin, "300")
        QTest.keyClick(spin, key)
        stage.wait(lambda: not stage.window.findChildren(QDialog))
        stage.activate()
        assert Dialog(stage).spin("undoMemorySpin").value() == expected
        stage.window.findChildren(QDialog)[0].reject()
        stage.wait(lambda: not stage.window.findChildren(QDialog))


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_ticks_can_be_read(qapp: QApplication, stage: Stage, theme: str) -> None:
    choose_scheme(qapp, theme)
    stage.data_dir.mkdir()
    (stage.data_dir / "settings.json").write_text(json.dumps({"theme": theme}))
    stage.start()
    dialog = Dialog(stage)
    dialog.turn_to("Canvas")
    dialog.widget.setFocus()
    inside = {}
    for on in (True, False):
        dialog.grid.setChecked(on)
        image = shot(dialog.grid)
        middle = image.height() // 2
        box = [image.pixelColor(x, y) for x in range(16) for y in range(middle - 7, middle + 8)]
        inside[on] = {colour.name() for colour in box}
        edge = image.pixelColor(0, middle).lightness()
        beside = image.pixelColor(18, middle).lightness()
        assert abs(edge - beside) > 60
    assert {colours().accent, "#ffffff"} <= inside[True]
    assert colours().accent not in inside[False]


# The looks


def try_next(dialog: Dialog, box: str, key: Qt.Key) -> None:
    """Go on in a list by keys, as a user does who wants to see what is in it."""
    dialog.turn_to_page(1)
    dialog.part(box).setFocus()
    QTest.keyClick(dialog.part(box), key)


def said(stage: Stage) -> str:
    return stage.action("submit").text().replace("&", "")


def test_language_is_seen_at_once_and_kept_with_ok(qapp: QApplication, stage: Stage) -> None:
    with spoken(qapp, "en"):
        stage.start()
        dialog = Dialog(stage)
        try_next(dialog, "languageBox", Qt.Key.Key_End)
        assert (said(stage), dialog.widget.windowTitle()) == ("Отправить", "Настройки")
        dialog.press(OK)
        assert said(stage) == "Отправить"
        stage.wait(lambda: saved(stage, language="ru"))


@pytest.mark.parametrize(
    ("box", "key"), [("languageBox", Qt.Key.Key_End), ("themeBox", Qt.Key.Key_Up)]
)
def test_what_was_tried_goes_with_cancel(
    qapp: QApplication, stage: Stage, box: str, key: Qt.Key
) -> None:
    stage.data_dir.mkdir()
    kept = json.dumps({"theme": "dark"})
    (stage.data_dir / "settings.json").write_text(kept)
    with spoken(qapp, "en"):
        stage.start()
        stage.wait_until_at_rest()
        before = shot(stage.window)
        dialog = Dialog(stage)
        try_next(dialog, box, key)
        assert shot(stage.window) != before
        dialog.press(CANCEL)
        stage.wait(lambda: shot(stage.window) == before)
    assert (stage.data_dir / "settings.json").read_text() == kept


def test_command_line_s_language_holds_until_another_is_chosen(
    qapp: QApplication, stage: Stage
) -> None:
    stage.data_dir.mkdir()
    (stage.data_dir / "settings.json").write_text(json.dumps({"language": "en"}))
    with spoken(qapp, "ru"):
        stage.start(Options(api_url=stage.server.url, language="ru"))
        dialog = Dialog(stage)
        dialog.press(OK)
        assert said(stage) == "Отправить"
        dialog = Dialog(stage)
        # English, which is chosen already; choosing it once more says that it shall hold.
        try_next(dialog, "languageBox", Qt.Key.Key_Up)
        try_next(dialog, "languageBox", Qt.Key.Key_Down)
        assert said(stage) == "Submit"
        dialog.press(CANCEL)
        assert said(stage) == "Отправить"


# The canvas


def test_grid_is_shown_as_chosen_and_kept(stage: Stage) -> None:
    stage.open()
    assert stage.action("pixelGrid").isChecked()
    dialog = Dialog(stage)
    dialog.turn_to("Canvas")
    dialog.grid.click()
    dialog.press(OK)
    assert not stage.action("pixelGrid").isChecked()
    stage.wait(lambda: saved(stage, pixel_grid=False))


def steps(stage: Stage) -> int:
    """How many strokes can be undone; none can afterwards."""
    count = 0
    while stage.action("undo").isEnabled():
        stage.action("undo").trigger()
        count += 1
    return count


def test_memory_bounds_what_can_be_undone(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.ui.workspace.MEGABYTE", 3)  # bytes, so that three strokes fill some
    stage.open()
    counts = []
    for memory in (1024, 32):
        dialog = Dialog(stage)
        dialog.turn_to("Canvas")
        dialog.spin("undoMemorySpin").setValue(memory)
        dialog.press(OK)
        for x in (40, 80, 120):
            stage.stroke((x, 40))
        counts.append(steps(stage))
    assert counts[0] == 3
    assert counts[1] < 3
    stage.wait(lambda: saved(stage, undo_memory=32))


def test_grid_of_the_menu_is_the_dialog_s(stage: Stage) -> None:
    stage.open()
    stage.action("pixelGrid").trigger()
    dialog = Dialog(stage)
    assert not dialog.grid.isChecked()
    dialog.press(OK)
    assert not stage.action("pixelGrid").isChecked()


# The pen


def test_curve_is_drawn_as_it_is_set_and_is_the_brush_s_afterwards(stage: Stage) -> None:
    stage.start()
    dialog = Dialog(stage)
    dialog.turn_to("Pen")
    plot, strip = dialog.part("pressurePlot"), dialog.part("pressureStrip")
    seen = [(shot(plot), shot(strip), plot.accessibleDescription())]
    for name, value in (("pressureMinimumSpin", 30), ("pressureSoftnessSpin", -100)):
        dialog.spin(name).setValue(value)
        seen.append((shot(plot), shot(strip), plot.accessibleDescription()))
    for before, after in pairwise(seen):
        assert before[0] != after[0]
        assert before[1] != after[1]
    said = [f"Half the pressure gives {share} % of the size" for share in (50, 65, 39)]
    assert [description for *_, description in seen] == said
    assert options(stage).pressure == PressureCurve()
    dialog.press(OK)
    assert options(stage).pressure == PressureCurve(0.3, -1)
    stage.wait(lambda: saved(stage, pressure_minimum=30, pressure_softness=-100))
    assert Dialog(stage).spin("pressureSoftnessSpin").value() == -100


def pen(widget: QWidget, kind: QEvent.Type, x: float, y: float, pressure: float) -> None:
    spot = QPointF(x, y)
    down = kind != QEvent.Type.TabletRelease
    event = QTabletEvent(
        kind,
        QPointingDevice.primaryPointingDevice(),
        spot,
        widget.mapToGlobal(spot),
        pressure,
        *(0, 0, 0, 0, 0),
        NO_KEYS,
        LEFT,
        LEFT if down else Qt.MouseButton.NoButton,
    )
    QApplication.sendEvent(widget, event)
    assert event.isAccepted()


def thickness(image: QImage, x: int) -> int:
    """How much of a column is drawn on, in pixels."""
    ground = image.pixelColor(12, 6).lightness()
    column = [image.pixelColor(x, y).lightness() for y in range(4, image.height() - 4)]
    return sum(abs(light - ground) > 60 for light in column)


def test_pen_can_be_tried_on_the_strip(stage: Stage) -> None:
    stage.start()
    dialog = Dialog(stage)
    dialog.turn_to("Pen")
    strip = dialog.part("pressureStrip")
    middle = strip.height() / 2
    pen(strip, QEvent.Type.TabletPress, 50, middle, 0.25)
    pen(strip, QEvent.Type.TabletMove, 150, middle, 0.25)
    pen(strip, QEvent.Type.TabletMove, 250, middle, 1.0)
    pen(strip, QEvent.Type.TabletRelease, 250, middle, 0.0)
    straight = shot(strip)
    light, heavy = thickness(straight, 100), thickness(straight, 200)
    assert light in {6, 7, 8}
    assert heavy in {27, 28, 29}
    assert thickness(straight, 350) == 0
    dialog.spin("pressureSoftnessSpin").setValue(100)
    assert thickness(shot(strip), 100) > 1.5 * light
    assert thickness(shot(strip), 200) == heavy


def test_cancelling_leaves_canvas_and_pen_as_they_were(stage: Stage) -> None:
    stage.start()
    dialog = Dialog(stage)
    dialog.spin("pressureMinimumSpin").setValue(50)
    dialog.spin("undoMemorySpin").setValue(64)
    dialog.grid.setChecked(False)
    dialog.press(CANCEL)
    assert options(stage).pressure == PressureCurve()
    assert stage.action("pixelGrid").isChecked()
    assert Dialog(stage).spin("undoMemorySpin").value() == 128


# What is remembered


def test_options_of_all_tools_are_as_they_were_left(stage: Stage) -> None:
    stage.open()
    stage.set_brush(123)
    stage.find("smoothingSpin", QSpinBox).setValue(45)
    stage.find("toleranceSpin", QSpinBox).setValue(6)
    stage.find("contiguousCheck", QCheckBox).setChecked(False)
    stage.find("pressureButton", QToolButton).setChecked(False)
    stage.action("outline").trigger()
    stage.action("pixelGrid").trigger()
    left = options(stage)
    stage.close()
    stage.open()
    assert options(stage) == left == ToolOptions(123, 45, None, 6, contiguous=False)
    assert stage.action("outline").isChecked()
    assert not stage.action("pixelGrid").isChecked()


def test_curve_comes_back_even_if_pressure_was_off(stage: Stage) -> None:
    stage.data_dir.mkdir()
    values = {"pressure": False, "pressure_minimum": 10, "pressure_softness": 20}
    Path(stage.data_dir / "settings.json").write_text(json.dumps(values))
    stage.open()
    assert options(stage).pressure is None
    QTest.mouseClick(stage.widget("pressureButton"), LEFT)
    assert options(stage).pressure == PressureCurve(0.1, 0.2)
