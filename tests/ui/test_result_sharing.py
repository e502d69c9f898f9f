"""A result in other programs: copied, and dragged out of the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QDrag
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton

from tests.support.pasting import (
    MARKED,
    UNMARKED,
    answer_with,
    at,
    candidate,
    grid,
    original_at,
    paste,
    pick,
    single_result,
)
from tests.support.window import CTRL, HEIGHT, SHIFT, WIDTH, Stage, mouse, opened


@pytest.fixture
def done(stage: Stage) -> Stage:
    """A result is in sight."""
    stage.open()
    stage.do_some_work()
    stage.finish_job()
    stage.wait(stage.comparison.isVisible)
    return stage


@pytest.fixture
def dragged(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Path]]:
    """The files of all that was dragged, instead of a drag that waits for a hand."""
    files: list[Path] = []

    def take(drag: QDrag, actions: Qt.DropAction) -> Qt.DropAction:
        assert actions == Qt.DropAction.CopyAction  # nothing is moved away from us
        files.extend(Path(url.toLocalFile()) for url in drag.mimeData().urls())
        return actions

    monkeypatch.setattr("app.ui.result_sharing.QDrag.exec", take)
    yield files
    QApplication.clipboard().clear()


def tile(stage: Stage, number: int | None) -> QToolButton:
    """The thumbnail of a candidate, 0 for the whole grid, or None for the only one there is."""
    tiles = stage.widget("candidateStrip").findChildren(QToolButton)
    tiles = [tile for tile in tiles if tile.isVisible()]
    if number is None:
        (only,) = tiles
        return only
    return next(tile for tile in tiles if f"({number})" in tile.toolTip())


def wait_until_copied(stage: Stage) -> None:
    bar = stage.window.statusBar()
    stage.wait(lambda: bar.currentMessage() == "The picture is copied")


def pull(stage: Stage, number: int | None, *, far: float = 40) -> None:
    """Press on a tile and move, without letting go."""
    button = tile(stage, number)
    mouse(button, QEvent.Type.MouseButtonPress, QPointF(20, 20))
    mouse(button, QEvent.Type.MouseMove, QPointF(20 + far, 20))


def test_nothing_can_be_copied_before_there_is_a_result(stage: Stage) -> None:
    stage.open()
    assert not stage.action("copyResult").isEnabled()


def test_the_whole_result_is_copied(done: Stage) -> None:
    QTest.keyClick(done.canvas, Qt.Key.Key_C, CTRL | SHIFT)
    wait_until_copied(done)
    clipboard = QApplication.clipboard()
    assert clipboard.image().size().toTuple() == (2 * WIDTH, 2 * HEIGHT)
    clipboard.clear()


def test_the_picked_candidate_is_copied_as_it_is_seen(done: Stage) -> None:
    done.action("pick3").trigger()
    done.action("copyResult").trigger()
    wait_until_copied(done)
    clipboard = QApplication.clipboard()
    assert opened(bytes(clipboard.mimeData().data("image/png").data())).size == (WIDTH, HEIGHT)
    clipboard.clear()


@pytest.mark.parametrize("number", [0, 2])
def test_a_thumbnail_is_dragged_out_as_a_file(
    done: Stage, dragged: list[Path], number: int
) -> None:
    pull(done, number)
    done.wait(lambda: dragged)
    (path,) = dragged
    result = done.server.task_ids[-1]
    assert path.stem == (f"{result}-{number}" if number else result)
    factor = 1 if number else 2
    assert opened(path).size == (factor * WIDTH, factor * HEIGHT)
    assert done.data_dir not in path.parents  # ours stays ours
    mouse(tile(done, number), QEvent.Type.MouseButtonRelease, QPointF(20, 20))
    assert tile(done, 0).isChecked()  # what was dragged hasn't been picked


def test_a_hand_that_trembles_picks_and_drags_nothing(done: Stage, dragged: list[Path]) -> None:
    pull(done, 2, far=3)
    mouse(tile(done, 2), QEvent.Type.MouseButtonRelease, QPointF(23, 20))
    assert tile(done, 2).isChecked()
    assert dragged == []


def test_who_lets_go_before_the_file_is_there_drags_nothing(
    done: Stage, dragged: list[Path]
) -> None:
    pull(done, 2)
    mouse(tile(done, 2), QEvent.Type.MouseButtonRelease, QPointF(60, 20))
    done.wait_until_at_rest()
    assert dragged == []


def test_a_single_result_is_dragged_out_as_it_came(stage: Stage, dragged: list[Path]) -> None:
    stage.open()
    stage.do_some_work()
    task_id = single_result(stage)
    assert tile(stage, None).accessibleName() == "Result"
    panel = stage.widget("jobPanel").findChildren(QLabel)
    assert "Drag it into another program" in [it.text() for it in panel if it.isVisible()]
    pull(stage, None)
    stage.wait(lambda: dragged)
    (path,) = dragged
    assert path.name == f"{task_id}.png"
    assert opened(path).tobytes() == candidate(1).tobytes()
    mouse(tile(stage, None), QEvent.Type.MouseButtonRelease, QPointF(20, 20))
    assert not tile(stage, None).isDown()


def test_what_is_dragged_is_what_would_be_saved(stage: Stage, dragged: list[Path]) -> None:
    stage.open()
    stage.do_some_work()
    task_id = single_result(stage)
    paste(stage)
    pull(stage, None)
    stage.wait(lambda: dragged)
    (path,) = dragged
    assert path.name == f"{task_id}-masked.png"
    assert at(opened(path), MARKED) == at(candidate(1), MARKED)
    assert at(opened(path), UNMARKED) == original_at(UNMARKED)


def test_candidate_that_is_dragged_is_pasted_too(stage: Stage, dragged: list[Path]) -> None:
    stage.open()
    stage.do_some_work()
    answer_with(stage, grid())
    stage.finish_job()
    pick(stage, 3)
    paste(stage)
    pull(stage, 2)
    stage.wait(lambda: dragged)
    mouse(tile(stage, 2), QEvent.Type.MouseButtonRelease, QPointF(20, 20))
    pull(stage, 0)
    stage.wait(lambda: len(dragged) == 2)
    second, whole = (opened(path) for path in dragged)
    assert at(second, MARKED) == at(candidate(2), MARKED)
    assert at(second, UNMARKED) == original_at(UNMARKED)
    assert whole.tobytes() == grid().tobytes()
