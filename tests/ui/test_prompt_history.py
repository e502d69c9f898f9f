"""Back to the prompts of before, and forth to the one that was being typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.support.window import ALT, CTRL, Stage


@pytest.fixture
def veteran(stage: Stage) -> Stage:
    """A window in which two prompts have been submitted, and a third one is being typed."""
    stage.open()
    stage.stroke((60, 60), (140, 100))
    for prompt in ("a red door", "a blue door"):
        _write(stage, prompt)
        stage.finish_job()
    _write(stage, "a gre")
    return stage


def test_from_the_prompts_own_field(veteran: Stage) -> None:
    field = veteran.widget("promptEdit")
    assert [_step(veteran, "Up", field) for _ in range(3)] == [
        *("a blue door", "a red door"),
        "a red door",  # there is nothing older
    ]
    assert [_step(veteran, "Down", field) for _ in range(3)] == [
        *("a blue door", "a gre"),
        "a gre",  # there is nothing newer
    ]
    QTest.keyClicks(field, "en door")
    assert veteran.work[1] == "a green door"


def test_from_the_canvas(veteran: Stage) -> None:
    veteran.canvas.setFocus()
    assert _step(veteran, "Up", veteran.canvas) == "a blue door"
    assert veteran.canvas.hasFocus()
    assert _step(veteran, "Down", veteran.canvas) == "a gre"


def test_each_step_can_be_undone(veteran: Stage) -> None:
    field = veteran.widget("promptEdit")
    _step(veteran, "Up", field)
    QTest.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert veteran.work[1] == "a gre"


def test_what_is_made_of_an_old_prompt_is_kept_on_the_way_back(veteran: Stage) -> None:
    field = veteran.widget("promptEdit")
    _step(veteran, "Up", field)
    QTest.keyClicks(field, ", open")
    assert _step(veteran, "Up", field) == "a blue door"
    assert _step(veteran, "Down", field) == "a blue door, open"


def test_what_was_just_submitted_is_not_shown_again(veteran: Stage) -> None:
    veteran.finish_job()
    assert _step(veteran, "Up", veteran.canvas) == "a blue door"


def test_the_actions_are_there_when_they_lead_somewhere(stage: Stage) -> None:
    stage.open()
    assert not stage.action("previousPrompt").isEnabled()
    stage.stroke((60, 60), (140, 100))
    _write(stage, "a red door")
    stage.finish_job()
    assert not stage.action("previousPrompt").isEnabled()
    _write(stage, "")
    assert stage.action("previousPrompt").isEnabled()
    assert not stage.action("nextPrompt").isEnabled()
    _step(stage, "Up", stage.canvas)
    assert not stage.action("previousPrompt").isEnabled()
    assert stage.action("nextPrompt").isEnabled()


def test_they_are_there_after_the_next_start(stage: Stage) -> None:
    stage.open()
    stage.stroke((60, 60), (140, 100))
    _write(stage, "a red door")
    stage.finish_job()
    stage.close()
    stage.open()
    assert _step(stage, "Up", stage.canvas) == "a red door"


def _write(stage: Stage, prompt: str) -> None:
    field = stage.widget("promptEdit")
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, CTRL)
    QTest.keyClick(field, Qt.Key.Key_Delete)
    stage.type_prompt(prompt)


def _step(stage: Stage, arrow: str, where: QWidget) -> str:
    QTest.keyClick(where, getattr(Qt.Key, f"Key_{arrow}"), ALT)
    return stage.work[1]
