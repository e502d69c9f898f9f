"""Whatever is written or marked can be told from its ground: WCAG 2.2 AA, in dark and light.

Text needs a contrast of 4.5, and 7 (AAA) where the system asks for high contrast; a line or mark
that tells something, 3. What is disabled is exempt
there, too.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QSlider,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.paths import resource
from app.ui.colours import DARK, HIGH_DARK, HIGH_LIGHT, LIGHT
from app.ui.compare_notes import paint_caption
from app.ui.theme import choose_scheme, colours, follow_system
from tests.support.qt import wait_until
from tests.support.window import shot
from tests.support.x11 import MISSING, Display

ROOT = Path(__file__).parents[2]

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

TEXT, LINE = 4.5, 3.0
HIGH_TEXT = 7.0
FOCUS_OF_PRIMARY = ("text", "accent", LINE)
PRESSED = 1.5  # of a ground, when the finger goes down
NOTICED = 1.8  # from one moment to the next
GROUNDS = ("window", "panel", "field", "hover", "checked", "info", "warning", "error", "success")
SCHEMES = {"dark": DARK, "light": LIGHT, "high dark": HIGH_DARK, "high light": HIGH_LIGHT}
SHEETS = ("theme", "high-contrast")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
INK, GROUND = (re.compile(rf"(?:^|[;\s]){name}:\s*@(\w+)") for name in ("color", "background"))


def luminance(colour: QColor) -> float:
    """As https://www.w3.org/TR/WCAG22/#dfn-relative-luminance has it."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def _luminance(rgb: int) -> float:
    return luminance(QColor(rgb))


def contrast(one: QColor, other: QColor) -> float:
    darker, lighter = sorted((_luminance(one.rgb()), _luminance(other.rgb())))
    return (lighter + 0.05) / (darker + 0.05)


# -- the table of colours, and the style sheet --------------------------------------------------


def needs() -> Iterator[tuple[str, str, float]]:
    """What stands on what, and by how much it has to differ."""
    for ink, ground in product(("text", "muted"), GROUNDS):
        yield ink, ground, TEXT
    for ground in ("accent", "accent_hover", "accent_pressed"):
        yield "on_accent", ground, TEXT
    for ground in ("window", "panel", "field"):
        yield "vivid", ground, TEXT
        yield "edge", ground, LINE
    for ground in (*GROUNDS, "line"):
        yield "vivid", ground, LINE
    yield FOCUS_OF_PRIMARY
    yield "accent_pressed", "accent", PRESSED


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_colours_differ_enough(scheme: str) -> None:
    table, short = SCHEMES[scheme], []
    for ink, ground, need in needs():
        if "high" in scheme and (ink, ground, need) == FOCUS_OF_PRIMARY:
            continue  # there the ground changes, too
        found = contrast(QColor(getattr(table, ink)), QColor(getattr(table, ground)))
        if found < (HIGH_TEXT if need == TEXT and "high" in scheme else need):
            short.append((ink, ground, found))
    assert short == []


def rules() -> Iterator[tuple[str, str]]:
    """The style sheets' selectors, each with what it says."""
    sheets = "".join(resource(f"{name}.qss").read_text("utf-8") for name in SHEETS)
    sheet = re.sub(r"/\*.*?\*/", "", sheets, flags=re.DOTALL)
    for selectors, body in RULE.findall(sheet):
        for selector in selectors.split(","):
            yield selector.strip(), body


def test_the_style_sheet_writes_in_colours_that_go_with_its_grounds() -> None:
    good = {(ink, ground) for ink, ground, need in needs() if need == TEXT}
    everywhere = {"text", "muted"}
    wrong = []
    for selector, body in rules():
        ink, ground = INK.search(body), GROUND.search(body)
        if ink is None or ink[1] == "disabled":
            continue
        is_good = (ink[1], ground[1]) in good if ground is not None else ink[1] in everywhere
        if not is_good:
            wrong.append((selector, ink[1], ground and ground[1]))
    assert wrong == []


def test_the_style_sheet_has_no_colour_of_its_own() -> None:
    literal = re.compile(r"#[0-9a-f]{3,8}\b(?=[^{}]*\})|\brgba?\(", re.IGNORECASE)
    assert [(selector, body) for selector, body in rules() if literal.search(body)] == []


# -- what is drawn of it ------------------------------------------------------------------------


@pytest.fixture(params=SCHEMES)
def scheme(
    request: pytest.FixtureRequest, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> str:
    contrast, _, name = str(request.param).rpartition(" ")
    monkeypatch.setattr("app.ui.theme.wants_contrast", lambda: bool(contrast))
    choose_scheme(qapp, name)
    return str(request.param)


def pixels(image: QImage) -> Iterator[QColor]:
    for y, x in product(range(image.height()), range(image.width())):
        yield image.pixelColor(x, y)


def strongest(image: QImage) -> float:
    """The contrast of the ink with the ground, which the corner shows."""
    ground = image.pixelColor(4, 4)
    return max(contrast(colour, ground) for colour in pixels(image))


def large(widget: QWidget) -> QWidget:
    """With strokes so wide that some pixels are ink alone."""
    font = widget.font()
    font.setPixelSize(40)
    widget.setFont(font)
    widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    widget.show()
    return widget


def text_field() -> QWidget:
    edit = QPlainTextEdit()
    edit.setPlaceholderText("lllll")
    edit.setFrameStyle(0)
    return edit


def link() -> QWidget:
    return QLabel('<a href="x">lllll</a>')


def badge() -> QWidget:
    label = QLabel("lllll")
    label.setProperty("role", "badge")
    return label


@pytest.mark.usefixtures("scheme")
@pytest.mark.parametrize("make", [text_field, link, badge])
def test_what_is_not_of_the_style_sheet_s_colour_can_be_read(make: Callable[[], QWidget]) -> None:
    assert strongest(shot(large(make()))) >= TEXT


@pytest.mark.parametrize("picture", ["white", "black", "#7aabff", "#808080"])
def test_captions_are_read_on_any_picture(qapp: QApplication, picture: str) -> None:
    image = QImage(200, 80, QImage.Format.Format_RGB32)
    image.fill(QColor(picture))
    painter = QPainter(image)
    font = painter.font()
    font.setPixelSize(40)
    painter.setFont(font)
    paint_caption(painter, image.size(), "lllll")
    painter.end()
    assert strongest(image.copy(80, 20, 40, 40)) >= TEXT


# -- the focus ----------------------------------------------------------------------------------


def button(**properties: object) -> Callable[[], QWidget]:
    def make() -> QWidget:
        made = QPushButton("Text")
        for name, value in properties.items():
            made.setProperty(name, value)
        return made

    return make


def tool_button(name: str, *, checked: bool) -> Callable[[], QWidget]:
    def make() -> QWidget:
        made = QToolButton()
        made.setObjectName(name)
        made.setText("Text")
        made.setCheckable(True)
        made.setChecked(checked)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return made

    return make


def check_box(*, checked: bool) -> Callable[[], QWidget]:
    def make() -> QWidget:
        made = QCheckBox("Text")
        made.setChecked(checked)
        return made

    return make


def slider() -> QWidget:
    return QSlider(Qt.Orientation.Horizontal)


TAKES_FOCUS: dict[str, Callable[[], QWidget]] = {
    "button": button(),
    "primary button": button(primary=True),
    "link": button(role="link"),
    "tool button": tool_button("", checked=False),
    "checked tool button": tool_button("", checked=True),
    "small tool button": tool_button("small", checked=False),
    "candidate": tool_button("candidate", checked=False),
    "picked candidate": tool_button("candidate", checked=True),
    "check box": check_box(checked=False),
    "checked check box": check_box(checked=True),
    "combo box": QComboBox,
    "line edit": QLineEdit,
    "text edit": QPlainTextEdit,
    "spin box": QSpinBox,
    "slider": slider,
    "list": QListWidget,
}


@pytest.mark.usefixtures("scheme")
@pytest.mark.parametrize("kind", TAKES_FOCUS)
def test_the_focus_is_seen(kind: str) -> None:
    window = QWidget()
    widget, other = TAKES_FOCUS[kind](), QLineEdit()
    layout = QVBoxLayout(window)
    layout.addWidget(widget)
    layout.addWidget(other)
    window.show()
    window.activateWindow()
    wait_until(window.isActiveWindow)
    other.setFocus()
    without, size = shot(window), widget.sizeHint()
    widget.setFocus()
    wait_until(widget.hasFocus)
    with_focus = shot(window)
    changed = sum(
        contrast(before, after) >= NOTICED
        for before, after in zip(
            *(pixels(image.copy(widget.geometry())) for image in (without, with_focus)), strict=True
        )
    )
    window.close()
    assert changed >= 20
    assert widget.sizeHint() == size  # nothing moves


# -- high contrast ------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("make", [button(), QLineEdit, QSpinBox, QComboBox, QPlainTextEdit])
def test_high_contrast_has_borders_of_two_pixels_and_moves_nothing(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, make: Callable[[], QWidget], theme: str
) -> None:
    sizes = []
    for high in (False, True):
        monkeypatch.setattr("app.ui.theme.wants_contrast", lambda on=high: on)
        choose_scheme(qapp, theme)
        widget = make()
        sizes.append(widget.sizeHint())
        image = shot(widget)
    rows = [image.pixelColor(image.width() // 2, y).name() for y in range(3)]
    assert rows[:2] == [colours().edge] * 2
    assert rows[2] != colours().edge
    assert sizes[0] == sizes[1]


def test_the_window_changes_with_the_contrast_of_the_system(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose_scheme(qapp, "dark")
    follow_system(qapp)
    monkeypatch.setattr("app.ui.theme.wants_contrast", lambda: True)
    hints = qapp.styleHints().accessibility()
    hints.contrastPreferenceChanged.emit(Qt.ContrastPreference.HighContrast)
    assert qapp.palette().text().color().name() == HIGH_DARK.text
    monkeypatch.undo()
    hints.contrastPreferenceChanged.emit(Qt.ContrastPreference.NoPreference)
    assert qapp.palette().text().color().name() == DARK.text


@pytest.mark.skipif(
    "Xvfb" in MISSING or shutil.which("dbus-run-session") is None,
    reason="Xvfb or dbus-run-session is not installed",
)
def test_a_real_desktop_asks_for_contrast_and_changes_its_mind(tmp_path: Path) -> None:
    """GNOME's, and any that Qt takes for its like: what they want is asked of their portal."""
    with Display() as display:
        env = {**os.environ, **display.env, "PYTHONPATH": str(ROOT)}
        env["QT_QPA_PLATFORMTHEME"] = "gnome"  # Qt's own, without GTK
        del env["DBUS_SESSION_BUS_ADDRESS"]
        script = Path(__file__).with_name("contrast_bus.py")
        colours = HIGH_DARK.text, DARK.text
        done = subprocess.run(
            ["dbus-run-session", "--", sys.executable, "-P", str(script), str(tmp_path), *colours],
            env=env, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [HIGH_DARK.text, DARK.text, HIGH_DARK.text]
