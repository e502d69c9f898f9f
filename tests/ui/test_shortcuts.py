"""Single keys do something on the canvas, and nothing but type in a text field."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QSpinBox

from app.ui.actions import SPECS, Spec
from app.ui.key_names import key_text, told_apart
from tests.support.language import spoken
from tests.support.window import CTRL, LEFT, SHIFT, Stage

LETTERS = "b e x 1 [ ] q h 0 2 3 4 B X Q"


def test_letters_are_typed_into_the_prompt(stage: Stage) -> None:
    stage.open()
    stage.set_brush(100)
    stage.type_prompt(LETTERS)
    assert stage.work[1] == LETTERS
    assert stage.action("brushTool").isChecked()
    assert stage.action("overlay").isChecked()
    assert stage.widget("brushSizeSpin").property("value") == 100


@pytest.mark.parametrize("code", [Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Backspace])
def test_editing_keys_edit_the_prompt(stage: Stage, code: Qt.Key) -> None:
    stage.open()
    stage.stroke((60, 60), (140, 100))
    stage.type_prompt("abc")
    prompt = stage.widget("promptEdit")
    QTest.keyClick(prompt, Qt.Key.Key_Left)
    QTest.keyClick(prompt, code)
    expected = {Qt.Key.Key_Delete: "ab", Qt.Key.Key_Return: "ab\nc", Qt.Key.Key_Backspace: "ac"}
    assert stage.work[1] == expected[code]
    assert stage.action("undo").isEnabled()
    assert stage.state == "idle"


def test_undo_in_the_prompt_is_the_prompts(stage: Stage) -> None:
    stage.open()
    stage.stroke((60, 60), (140, 100))
    stage.wait(lambda: stage.work[0] != "0.0 %")
    covered = stage.work[0]
    stage.type_prompt("abc")
    QTest.keyClick(stage.widget("promptEdit"), Qt.Key.Key_Z, CTRL)
    assert stage.work[1] == ""
    QTest.keyClick(stage.canvas, Qt.Key.Key_Z, CTRL)
    stage.wait(lambda: stage.work[0] == "0.0 %")
    QTest.keyClick(stage.canvas, Qt.Key.Key_Z, CTRL | SHIFT)
    stage.wait(lambda: stage.work[0] == covered)


def test_digits_are_typed_into_the_brush_size(stage: Stage) -> None:
    stage.open()
    spin = stage.find("brushSizeSpin", QSpinBox)
    spin.setFocus()
    spin.selectAll()
    QTest.keyClicks(spin, "213")
    QTest.keyClick(spin, Qt.Key.Key_Return)
    assert spin.value() == 213


def test_tab_leaves_the_prompt(stage: Stage) -> None:
    stage.open()
    stage.type_prompt("abc")
    QTest.keyClick(stage.widget("promptEdit"), Qt.Key.Key_Tab)
    assert stage.work[1] == "abc"
    assert not stage.widget("promptEdit").hasFocus()


def _keys(spec: Spec) -> list[QKeySequence]:
    return [QKeySequence(key) for key in spec.keys]


def test_no_key_is_given_to_two_actions(stage: Stage) -> None:
    stage.start()
    keys = [
        key.toString()
        for action in stage.window.findChildren(QAction)
        if action.objectName().endswith("Action")
        for key in action.shortcuts()
    ]
    assert len(keys) == len(set(keys))
    assert len(keys) > 50
    assert "" not in keys


@pytest.fixture
def heard(stage: Stage) -> list[str]:
    """The actions that are triggered; nothing else comes of it, and all of them are to be had."""
    stage.open()
    names: list[str] = []
    for spec in SPECS:
        action = stage.action(spec.name)
        action.triggered.disconnect()
        action.triggered.connect(lambda _on, name=spec.name: names.append(name))
        action.setEnabled(True)
    return names


def test_each_key_triggers_its_action_and_no_other(stage: Stage, heard: list[str]) -> None:
    for spec in SPECS:
        if spec.in_history:
            continue  # there these keys mean something else than here
        for key in _keys(spec):
            heard.clear()
            QTest.keySequence(stage.canvas, key)
            assert heard == ([] if spec.held else [spec.name]), key.toString()


@pytest.mark.parametrize("name", ["promptEdit", "brushSizeSpin"])
def test_a_field_keeps_every_key_that_types_or_edits(
    stage: Stage, heard: list[str], name: str
) -> None:
    field = stage.widget(name)
    for spec in SPECS:
        for key in _keys(spec):
            text = key.toString()
            edits = not text.startswith(("Ctrl+", "Alt+", "F", "Shift+F"))
            if edits and text not in {"Tab", "Esc"}:
                field.setFocus()  # which Enter gives away
                QTest.keySequence(field, key)
                assert heard == [], text
    for text in ("Ctrl+A", "Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+C", "Ctrl+X", "Ctrl+V"):
        QTest.keySequence(field, QKeySequence(text))
        assert heard == [], text
    QTest.keySequence(field, QKeySequence("Ctrl+T"))
    assert heard == ["openTask"]


def test_every_action_is_in_a_menu_and_says_its_keys(stage: Stage) -> None:
    stage.start()
    menus = stage.window.menuBar().findChildren(QMenu)
    listed = {action.objectName() for menu in menus for action in menu.actions()}
    for spec in SPECS:
        action = stage.action(spec.name)
        assert action.objectName() in listed
        for caps in told_apart(spec.keys):
            assert key_text(caps) in action.toolTip()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_two_entries_of_a_menu_have_the_same_letter(
    stage: Stage, qapp: QApplication, language: str
) -> None:
    with spoken(qapp, language):
        stage.start()
    bar = stage.window.menuBar()
    for menu in (bar, *bar.findChildren(QMenu)):
        letters = re.findall(
            r"&(\w)", "\n".join(action.text() for action in menu.actions()).lower()
        )
        assert len(letters) == len(set(letters)), letters


def test_names_that_scripts_rely_on_are_there(stage: Stage) -> None:
    stage.open()
    for name in (
        *("canvas", "comparisonView", "promptEdit", "submitButton", "cancelButton"),
        *("taskProgress", "jobStatus", "coverageLabel", "costLabel", "balanceLabel"),
        *("candidateStrip", "brushSizeSpin", "overlayOpacitySlider", "messageBar"),
    ):
        assert stage.widget(name).objectName() == name
    for name in (
        *("openTask", "openImage", "importMask", "exportMask", "saveResult", "undo", "redo"),
        *("clearMask", "invertMask", "growMask", "shrinkMask", "brushTool", "eraserTool"),
        *("rectangleTool", "ellipseTool", "lassoTool", "polygonTool", "wandTool", "panTool"),
        *("zoomIn", "zoomOut", "fit", "actualSize", "submit", "cancel", "continueFromCandidate"),
        *("preferences", "shortcuts", "compareSideBySide", "compareSwipe", "compareBlink"),
        *("compareDifference",),
    ):
        assert stage.action(name).text()


def test_a_selected_text_is_copied_and_not_the_mask(stage: Stage) -> None:
    task_id = stage.open()
    (label,) = [it for it in stage.window.findChildren(QLabel) if it.text() == task_id]
    QTest.mouseDClick(label, LEFT, pos=label.rect().center())
    assert label.selectedText() == task_id
    QTest.keyClick(label, Qt.Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == task_id
    stage.canvas.setFocus()
    QTest.keyClick(stage.canvas, Qt.Key.Key_C, CTRL)
    stage.wait(lambda: QApplication.clipboard().mimeData().hasImage())
