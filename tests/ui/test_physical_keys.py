"""A key without a Latin letter does what its place on a US keyboard does, and only then."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QSpinBox, QWidget

from app.ui.physical_keys import physical_key
from tests.support.window import ALT, CTRL, NO_KEYS, SHIFT, Stage

Key = Qt.Key

# What a Russian layout types at a place (its X11 code), and what the place is called.
PLACES = {
    "Q": ("Й", 24),
    "W": ("Ц", 25),
    "E": ("У", 26),
    "T": ("Е", 28),
    "Y": ("Н", 29),
    "I": ("Ш", 31),
    "[": ("Х", 34),
    "]": ("Ъ", 35),
    "A": ("Ф", 38),
    "H": ("Р", 43),
    "L": ("Д", 46),
    "'": ("Э", 48),
    "Z": ("Я", 52),
    "X": ("Ч", 53),
    "C": ("С", 54),
    "V": ("М", 55),
    "B": ("И", 56),
    "M": ("Ь", 58),
    "/": (".", 61),
}


def russian(place: str, held: Qt.KeyboardModifier = NO_KEYS, *, repeats: bool = False) -> QKeyEvent:
    """The press of a key as X11 tells it while a Russian layout is in force."""
    sign, code = PLACES[place]
    text = "" if held & (CTRL | ALT) else sign if held & SHIFT else sign.lower()
    return _event(ord(sign), held, code, 0, text, repeats=repeats)


def _event(
    key: int,
    held: Qt.KeyboardModifier,
    scan_code: int,
    virtual_key: int,
    text: str = "",
    *,
    repeats: bool = False,
) -> QKeyEvent:
    kind = QEvent.Type.KeyPress
    return QKeyEvent(kind, key, held, scan_code, virtual_key, 0, text, repeats, 1)


def press(widget: QWidget, place: str, held: Qt.KeyboardModifier = NO_KEYS) -> None:
    """Press it where Qt has found no shortcut for what is typed, as it finds none."""
    QApplication.sendEvent(widget, russian(place, held))


# The tables


@pytest.mark.parametrize(
    ("platform", "scan_code", "virtual_key", "expected"),
    [
        ("linux", 56, 0x6C9, Key.Key_B),
        ("linux", 34, 0x6C8, Key.Key_BracketLeft),
        ("linux", 51, 0, Key.Key_Backslash),
        ("linux", 61, 0, Key.Key_Slash),
        ("linux", 10, 0, Key.Key_1),
        ("win32", 0x30, 0x42, Key.Key_B),
        ("win32", 0x1A, 0xDB, Key.Key_BracketLeft),
        ("win32", 0x2B, 0xDC, Key.Key_Backslash),
        ("win32", 0x35, 0xBF, Key.Key_Slash),
        ("win32", 0x28, 0xDE, Key.Key_Apostrophe),
        ("darwin", 1, 0x0B, Key.Key_B),
        ("darwin", 1, 0x00, Key.Key_A),
        ("darwin", 1, 0x21, Key.Key_BracketLeft),
        ("darwin", 1, 0x2A, Key.Key_Backslash),
        ("darwin", 1, 0x2C, Key.Key_Slash),
        ("darwin", 1, 0x32, Key.Key_QuoteLeft),
    ],
)
def test_places_of_each_system(
    platform: str, scan_code: int, virtual_key: int, expected: Qt.Key
) -> None:
    event = _event(ord("Ж"), NO_KEYS, scan_code, virtual_key)
    assert physical_key(event, platform) == expected


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_what_no_keyboard_sent_is_what_it_says(platform: str) -> None:
    for key in (Key.Key_B, Key.Key_Backslash, ord("Ж"), Key.Key_Escape):
        assert physical_key(_event(key, NO_KEYS, 0, 0), platform) == key


def test_a_latin_letter_is_what_is_typed() -> None:
    """On a French keyboard the A is where the Q is elsewhere."""
    assert physical_key(_event(Key.Key_A, NO_KEYS, 24, 0), "linux") == Key.Key_A


@pytest.mark.parametrize(
    "held",
    [CTRL | ALT, Qt.KeyboardModifier.GroupSwitchModifier, Qt.KeyboardModifier.KeypadModifier],
)
def test_a_sign_typed_with_altgr_is_what_is_typed(held: Qt.KeyboardModifier) -> None:
    """On a German keyboard the backslash is at the place of the minus."""
    assert physical_key(_event(Key.Key_Backslash, held, 20, 0), "linux") == Key.Key_Backslash


# The window


@pytest.mark.parametrize(
    ("place", "held", "action"),
    [
        ("B", NO_KEYS, "brushTool"),
        ("E", NO_KEYS, "eraserTool"),
        ("M", NO_KEYS, "rectangleTool"),
        ("M", SHIFT, "ellipseTool"),
        ("L", SHIFT, "polygonTool"),
        ("Q", NO_KEYS, "overlay"),
        ("Q", SHIFT, "outline"),
        ("[", NO_KEYS, "smallerBrush"),
        ("I", CTRL, "invertMask"),
        ("I", CTRL | SHIFT, "invertMask"),
        ("'", CTRL, "pixelGrid"),
        ("/", SHIFT, "shortcuts"),
    ],
)
def test_actions(stage: Stage, place: str, held: Qt.KeyboardModifier, action: str) -> None:
    stage.open()
    triggered: list[str] = []
    for name in ("brushTool", "rectangleTool", action):
        stage.action(name).triggered.connect(lambda _on, name=name: triggered.append(name))
    press(stage.canvas, place, held)
    assert set(triggered) == {action}
    QApplication.sendEvent(stage.canvas, russian("W", ALT))
    assert set(triggered) == {action}


def test_an_action_that_is_not_to_be_had_is_not_done(stage: Stage) -> None:
    stage.open()
    assert not stage.action("undo").isEnabled()
    press(stage.canvas, "Z", CTRL)
    press(stage.canvas, "Y")
    assert stage.action("compareSideBySide").isChecked()


def test_a_key_held_repeats_what_may_be_repeated(stage: Stage) -> None:
    stage.open()
    stage.set_brush(40)
    for _ in range(3):
        QApplication.sendEvent(stage.canvas, russian("]", repeats=True))
        QApplication.sendEvent(stage.canvas, russian("Q", repeats=True))
    assert stage.find("brushSizeSpin", QSpinBox).value() > 50
    assert stage.action("overlay").isChecked()


def test_the_prompt_keeps_its_letters_and_knows_its_own_keys(stage: Stage) -> None:
    stage.open()
    prompt = stage.widget("promptEdit")
    prompt.setFocus()
    for place in "BEXQML":
        press(prompt, place)
    assert stage.work[1] == "иучйьд"
    assert stage.action("brushTool").isChecked()
    press(prompt, "A", CTRL)
    press(prompt, "X", CTRL)
    assert stage.work[1] == ""
    press(prompt, "V", CTRL)
    press(prompt, "V", CTRL)
    assert stage.work[1] == "иучйьд" * 2
    press(prompt, "Z", CTRL)
    assert stage.work[1] == "иучйьд"
    press(prompt, "Z", CTRL | SHIFT)
    assert stage.work[1] == "иучйьд" * 2


def test_a_number_field_keeps_its_letters(stage: Stage) -> None:
    stage.open()
    field = stage.find("brushSizeSpin", QSpinBox)
    field.setFocus()
    size = field.value()
    for place in "BE[]":
        press(field, place)
    assert field.value() == size
    assert stage.action("brushTool").isChecked()
    press(field, "A", CTRL)
    press(field, "C", CTRL)
    assert str(size) in QApplication.clipboard().text()


def test_a_dialogs_field_knows_its_own_keys_and_nothing_else_happens(stage: Stage) -> None:
    stage.open()
    QApplication.clipboard().setText("task-1")
    stage.action("openTask").trigger()
    dialog = stage.find("openTaskDialog", QDialog)
    stage.wait(lambda: QApplication.activeWindow() is dialog)
    field = stage.find("taskEdit", QLineEdit)
    field.setFocus()
    field.clear()
    press(field, "V", CTRL)
    assert field.text() == "task-1"
    press(field, "I", CTRL)
    press(field, "T", CTRL)
    assert stage.find("openTaskDialog", QDialog) is dialog
    assert not stage.action("undo").isEnabled()
    QTest.keyClick(dialog, Key.Key_Escape)


def test_an_open_menu_has_the_keys(stage: Stage) -> None:
    stage.open()
    menu = QMenu(stage.window)
    menu.addAction("Brush")
    menu.popup(stage.window.mapToGlobal(stage.window.rect().center()))
    press(stage.canvas, "E")
    assert stage.action("brushTool").isChecked()
    menu.close()
    press(stage.canvas, "E")
    assert stage.action("eraserTool").isChecked()
