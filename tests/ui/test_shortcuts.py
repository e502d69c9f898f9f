"""Single keys do something on the canvas, and nothing but type in a text field."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSpinBox

from tests.support.window import CTRL, SHIFT, Stage

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


def test_no_key_is_given_to_two_actions(stage: Stage) -> None:
    stage.start()
    keys = [
        key.toString()
        for action in stage.window.findChildren(QAction)
        if action.objectName().endswith("Action")
        for key in action.shortcuts()
    ]
    assert len(keys) == len(set(keys))
    assert len(keys) > 25


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
        *("clearMask", "invertMask", "brushTool", "eraserTool", "panTool", "zoomIn", "zoomOut"),
        *("fit", "actualSize", "submit", "cancel", "continueFromCandidate", "preferences"),
    ):
        assert stage.action(name).text()
