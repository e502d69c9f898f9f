"""The options bar: what each tool needs, in whatever room there is, and the keys given back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QSlider, QSpinBox, QToolButton, QWidget

from app.tools.options import ToolOptions
from app.tools.pressure import PressureCurve
from app.ui.options_bar import OptionsBar
from tests.support.language import spoken
from tests.support.qt import SignalLog
from tests.support.reading import cut_off
from tests.support.window import LEFT, Stage

FIELDS = {
    *("brushSizeSpin", "smoothingSpin", "pressureButton"),
    *("addButton", "subtractButton", "toleranceSpin", "contiguousCheck"),
}
BRUSH = {"brushSizeSpin", "smoothingSpin", "pressureButton"}
MODES = {"addButton", "subtractButton"}
SHOWN = {
    "brush": BRUSH,
    "eraser": BRUSH,
    "rectangle": MODES,
    "ellipse": MODES,
    "lasso": MODES,
    "polygon": MODES,
    "wand": MODES | {"toleranceSpin", "contiguousCheck"},
    "pan": set(),
}


def bar_of(stage: Stage) -> OptionsBar:
    return stage.find("optionsBar", OptionsBar)


def choose(stage: Stage, tool: str) -> None:
    stage.action(f"{tool}Tool").trigger()
    QApplication.processEvents()


def resize(stage: Stage, width: int, height: int) -> None:
    stage.window.resize(width, height)
    QApplication.processEvents()


def sliders(stage: Stage) -> list[QSlider]:
    """Those of numbers; the opacity has no number."""
    found = bar_of(stage).findChildren(QSlider)
    return [slider for slider in found if slider.objectName() != "overlayOpacitySlider"]


def places(stage: Stage, *names: str) -> list[QPoint]:
    """Where the buttons of these actions are, and the opacity's slider."""
    bar = bar_of(stage)
    actions = [stage.action(name) for name in names]
    buttons = bar.findChildren(QToolButton)
    widgets: list[QWidget] = [b for b in buttons if b.defaultAction() in actions]
    assert len(widgets) == len(names)
    widgets.append(stage.find("overlayOpacitySlider", QSlider))
    return [widget.mapTo(bar, QPoint()) for widget in widgets]


@pytest.fixture
def options(stage: Stage) -> SignalLog:
    """Every set of options that the bar has told since the window opened."""
    stage.open()
    return SignalLog(bar_of(stage).toolOptionsChanged)


# What is shown, and where


def test_each_tool_has_its_own_fields_and_nothing_else_moves(stage: Stage) -> None:
    stage.open()
    seen = set()
    for tool, fields in SHOWN.items():
        choose(stage, tool)
        assert {name for name in FIELDS if stage.widget(name).isVisible()} == fields, tool
        names = ("overlay", "outline", "asSent", "zoomOut", "zoomIn", "fit", "actualSize")
        seen.add((bar_of(stage).height(), *(place.toTuple() for place in places(stage, *names))))
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("language", "width"), [("en", 960), ("ru", 960), ("en", 880), ("ru", 760)]
)
def test_nothing_is_cut_off_in_a_small_window(
    qapp: QApplication, stage: Stage, language: str, width: int
) -> None:
    with spoken(qapp, language):
        stage.open()
        stage.window.setMinimumWidth(0)
        resize(stage, width, 600)
        assert stage.window.width() == width
        for tool in SHOWN:
            choose(stage, tool)
            bar = bar_of(stage)
            assert cut_off(bar) == [], tool
            narrow = [
                button.text()
                for button in bar.findChildren(QToolButton)
                if button.isVisible() and button.width() < button.sizeHint().width()
            ]
            assert narrow == [], tool


def test_sliders_give_way_and_come_back(stage: Stage) -> None:
    stage.open()
    resize(stage, 1280, 600)
    shown = {slider for slider in sliders(stage) if slider.isVisible()}
    assert len(shown) == 2
    stage.window.setMinimumWidth(0)
    resize(stage, 760, 600)
    assert not any(slider.isVisible() for slider in shown)
    assert all(stage.widget(name).isVisible() for name in BRUSH)
    resize(stage, 1280, 600)
    assert all(slider.isVisible() for slider in shown)


def test_nothing_can_be_set_while_nothing_is_painted_on(stage: Stage) -> None:
    stage.start()
    assert not any(stage.widget(name).isEnabled() for name in FIELDS)
    assert not stage.find("overlayOpacitySlider", QSlider).isEnabled()


# What is set


def test_every_field_is_told(stage: Stage, options: SignalLog) -> None:
    stage.set_brush(75)
    stage.find("smoothingSpin", QSpinBox).setValue(30)
    stage.find("toleranceSpin", QSpinBox).setValue(200)
    choose(stage, "wand")
    QTest.mouseClick(stage.find("contiguousCheck", QCheckBox), LEFT)
    choose(stage, "brush")
    told = ToolOptions(75, 30, PressureCurve(), 200, contiguous=False)
    assert options.items[-1] == told
    QTest.mouseClick(stage.find("pressureButton", QToolButton), LEFT)
    told = ToolOptions(75, 30, None, 200, contiguous=False)
    assert options.items[-1] == told == bar_of(stage).tool_options


def test_options_set_elsewhere_are_shown_and_told_once(stage: Stage, options: SignalLog) -> None:
    wanted = ToolOptions(3, 100, None, 0, contiguous=False)
    bar_of(stage).set_tool_options(wanted)
    assert options.items == [wanted]
    assert stage.find("brushSizeSpin", QSpinBox).value() == 3
    assert stage.find("smoothingSpin", QSpinBox).text() == "100 px"
    assert not stage.find("pressureButton", QToolButton).isChecked()
    assert not stage.find("contiguousCheck", QCheckBox).isChecked()
    bar_of(stage).set_tool_options(wanted)
    assert options.items == [wanted]


def test_another_curve_waits_until_pressure_counts(stage: Stage, options: SignalLog) -> None:
    curve = PressureCurve(0.25, 0.5)
    button = stage.find("pressureButton", QToolButton)
    QTest.mouseClick(button, LEFT)
    told = len(options.items)
    bar_of(stage).set_pressure_curve(curve)
    assert len(options.items) == told
    QTest.mouseClick(button, LEFT)
    assert bar_of(stage).tool_options.pressure == curve


def test_shapes_add_or_subtract(stage: Stage) -> None:
    stage.open()
    log = SignalLog(bar_of(stage).subtractsChanged)
    choose(stage, "lasso")
    assert stage.find("addButton", QToolButton).isChecked()
    for name in ("subtractButton", "subtractButton", "addButton"):
        QTest.mouseClick(stage.widget(name), LEFT)
    assert log.items == [True, False]
    bar_of(stage).set_subtracts(True)
    assert stage.find("subtractButton", QToolButton).isChecked()
    assert not stage.find("addButton", QToolButton).isChecked()


def test_slider_of_sizes_can_hit_small_ones(stage: Stage) -> None:
    stage.open()
    size = stage.find("brushSizeSpin", QSpinBox)
    (slider,) = (s for s in sliders(stage) if s.parent() is size.parent())
    sizes = {}
    for share in (0.0, 0.25, 0.5, 1.0):
        slider.setValue(round(slider.maximum() * share))
        sizes[share] = size.value()
    assert sizes[0.0] == 1
    assert 4 <= sizes[0.25] <= 8
    assert 25 <= sizes[0.5] <= 40
    assert sizes[1.0] == 1000


# The keys and the wheel


def type_into(stage: Stage, name: str, text: str) -> QSpinBox:
    spin = stage.find(name, QSpinBox)
    spin.setFocus()
    spin.selectAll()
    QTest.keyClicks(spin, text)
    return spin


def test_enter_takes_the_number_and_gives_the_keys_back(stage: Stage, options: SignalLog) -> None:
    spin = type_into(stage, "brushSizeSpin", "213")
    assert options.items == []
    QTest.keyClick(spin, Qt.Key.Key_Return)
    assert spin.value() == 213
    assert options.items == [ToolOptions(brush_size=213)]
    assert stage.canvas.hasFocus()


def test_escape_drops_what_is_typed_and_gives_the_keys_back(
    stage: Stage, options: SignalLog
) -> None:
    spin = type_into(stage, "smoothingSpin", "77")
    QTest.keyClick(spin, Qt.Key.Key_Escape)
    assert (spin.value(), spin.text()) == (0, "0 px")
    assert options.items == []
    assert stage.canvas.hasFocus()


def test_letters_are_not_taken_for_shortcuts_in_a_number(stage: Stage) -> None:
    stage.open()
    spin = type_into(stage, "brushSizeSpin", "e[m5q]")
    QTest.keyClick(spin, Qt.Key.Key_Return)
    assert spin.value() == 5
    assert stage.action("brushTool").isChecked()
    assert stage.action("overlay").isChecked()


def test_wheel_and_clicks_on_buttons_leave_the_keys_with_the_canvas(stage: Stage) -> None:
    stage.open()
    stage.canvas.setFocus()
    for name in ("brushSizeSpin", "smoothingSpin"):
        widget = stage.widget(name)
        place = widget.mapTo(stage.window, widget.rect().center())
        QTest.wheelEvent(stage.window.windowHandle(), place, QPoint(0, 120))
        assert stage.canvas.hasFocus(), name
    QTest.mouseClick(stage.widget("pressureButton"), LEFT)
    choose(stage, "wand")
    for name in ("subtractButton", "contiguousCheck"):
        QTest.mouseClick(stage.widget(name), LEFT)
    assert stage.canvas.hasFocus()
