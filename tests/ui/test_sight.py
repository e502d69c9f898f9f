"""While a picture is being made, what was seen before stays: nothing unpasted comes between."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest

from app.canvas import paste as pasting
from app.ui import pasting as recipes
from tests.support.pasting import (
    MARKED,
    UNMARKED,
    answer_with,
    at,
    candidate,
    finish_single,
    grid,
    original_at,
    paste,
    pick,
    seen,
)
from tests.support.window import Stage, mouse, opened

BUSY = "Preparing the picture: 40 %"


class SlowPaste:
    """Pastes as the program does, but while it is held not before it is told to."""

    def __init__(self) -> None:
        self.opened = threading.Event()
        self.opened.set()
        self.begun = 0

    def hold(self) -> None:
        self.opened.clear()

    def pasted(self, *args: Any) -> Any:
        self.begun += 1
        progress = args[5]
        while not self.opened.wait(0.01):
            progress.report(0.4)
        return pasting.pasted(*args)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowPaste]:
    it = SlowPaste()
    monkeypatch.setattr(recipes, "pasted", it.pasted)
    yield it
    it.opened.set()


def busy(stage: Stage) -> bool:
    return stage.window.statusBar().currentMessage() == BUSY


def third_pasted(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    answer_with(stage, grid())
    stage.finish_job()
    pick(stage, 3)
    paste(stage)


def assert_seen(stage: Stage, number: int) -> None:
    """A candidate is in sight, and only its marked region."""
    assert seen(stage, stage.comparison, MARKED) == at(candidate(number), MARKED)
    assert seen(stage, stage.comparison, UNMARKED) == original_at(UNMARKED)


def test_candidate_before_is_seen_until_the_next_is_pasted(stage: Stage, slow: SlowPaste) -> None:
    third_pasted(stage)
    slow.hold()
    QTest.keyClick(stage.canvas, Qt.Key.Key_4)
    stage.wait(lambda: busy(stage))
    assert stage.comparison.cursor().shape() is Qt.CursorShape.BusyCursor
    assert_seen(stage, 3)
    slow.opened.set()
    stage.wait(lambda: seen(stage, stage.comparison, MARKED) == at(candidate(4), MARKED))
    assert_seen(stage, 4)
    assert stage.window.statusBar().currentMessage() == ""
    assert stage.comparison.cursor().shape() is Qt.CursorShape.ArrowCursor


def test_what_is_saved_meanwhile_is_what_was_picked(
    stage: Stage, slow: SlowPaste, tmp_path: Path
) -> None:
    third_pasted(stage)
    slow.hold()
    QTest.keyClick(stage.canvas, Qt.Key.Key_4)
    stage.wait(lambda: busy(stage))
    stage.choose_file("saveResult", tmp_path / "fourth.png")
    slow.opened.set()
    stage.wait((tmp_path / "fourth.json").exists)
    found = opened(tmp_path / "fourth.png")
    assert at(found, MARKED) == at(candidate(4), MARKED)
    assert at(found, UNMARKED) == original_at(UNMARKED)


def test_difference_is_of_what_is_seen(stage: Stage, slow: SlowPaste) -> None:
    third_pasted(stage)
    stage.action("compareDifference").trigger()
    said = "Changed outside mask and feather: 0.0 %."
    stage.wait(lambda: stage.comparison.accessibleDescription().startswith(said))
    slow.hold()
    QTest.keyClick(stage.canvas, Qt.Key.Key_4)
    stage.wait(lambda: busy(stage))
    assert stage.comparison.accessibleDescription().startswith(said)


def test_back_to_what_is_seen_needs_no_other(stage: Stage, slow: SlowPaste) -> None:
    third_pasted(stage)
    slow.hold()
    QTest.keyClick(stage.canvas, Qt.Key.Key_4)
    stage.wait(lambda: busy(stage))
    begun = slow.begun
    QTest.keyClick(stage.canvas, Qt.Key.Key_3)
    assert not busy(stage)
    slow.opened.set()
    stage.wait_until_at_rest()
    assert_seen(stage, 3)
    assert slow.begun == begun


def test_single_result_comes_into_sight_pasted(stage: Stage, slow: SlowPaste) -> None:
    stage.open()
    stage.do_some_work()
    stage.action("pasteBack").setChecked(True)
    stage.held(40)
    stage.wait(stage.comparison.isVisible)  # its preview
    slow.hold()
    finish_single(stage)
    stage.wait(lambda: busy(stage))
    assert seen(stage, stage.comparison, UNMARKED) != at(candidate(1), UNMARKED)
    slow.opened.set()
    stage.wait(lambda: seen(stage, stage.comparison, MARKED) == at(candidate(1), MARKED))
    assert_seen(stage, 1)


def test_pane_does_not_come_up_under_a_stroke(stage: Stage, slow: SlowPaste) -> None:
    stage.open()
    stage.do_some_work()
    stage.action("pasteBack").setChecked(True)
    gate = stage.server.faults.hold("result")
    stage.action("submit").trigger()
    stage.wait(gate.is_reached)
    stage.server.change_task(stage.server.task_ids[-1], status="idle")  # which has no preview
    slow.hold()
    stage.server.faults.clear()
    gate.release()
    finish_single(stage)
    stage.wait(lambda: busy(stage))
    before = stage.canvas.size()
    mouse(stage.canvas, QEvent.Type.MouseButtonPress, stage.to_widget(30, 150))
    mouse(stage.canvas, QEvent.Type.MouseMove, stage.to_widget(60, 150))
    slow.opened.set()
    stage.wait(lambda: stage.window.statusBar().currentMessage() == "")
    assert not stage.comparison.isVisible()
    assert slow.begun == 1
    assert stage.canvas.size() == before
    mouse(stage.canvas, QEvent.Type.MouseButtonRelease, stage.to_widget(60, 150))
    stage.wait(stage.comparison.isVisible)
    assert_seen(stage, 1)
