"""Masks are never lost: they are on the disk soon after the stroke, whatever goes on meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest

from app.canvas import components
from app.library.masks import Masks
from app.ui.mask_keeper import MaskKeeper, SavingPace
from tests.support.kept import BACK, Writing, file_of, marked, open_again, white
from tests.support.patience import PATIENCE, Stopwatch
from tests.support.window import HEIGHT, LEFT, WIDTH, Stage, mouse, picture, png

PRESS, MOVE, RELEASE = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonRelease,
)
OFTEN = SavingPace(rest=0.03, longest=0.05, retry=0.05)


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Save as soon as may be, so that nobody has to wait for it."""
    monkeypatch.setattr("app.ui.workspace.MaskKeeper", partial(MaskKeeper, pace=OFTEN))


@pytest.fixture
def writing(monkeypatch: pytest.MonkeyPatch) -> Writing:
    return Writing(monkeypatch)


# Saving


def test_a_mask_is_on_the_disk_soon_after_the_stroke(stage: Stage, tmp_path: Path) -> None:
    task_id = stage.open()
    with Stopwatch() as watch:
        stage.stroke((60, 60), (140, 100))
        stage.wait(file_of(stage, task_id).exists)
        assert watch.seconds < 2.0
    assert file_of(stage, task_id).read_bytes() == stage.export(tmp_path / "mask.png")


def test_a_stroke_without_end_is_saved_every_two_seconds(stage: Stage) -> None:
    task_id = stage.open()
    begun = time.monotonic()
    mouse(stage.canvas, PRESS, stage.to_widget(20, 100))

    def go_on_until(condition: Callable[[], bool]) -> None:
        def moved() -> bool:
            x = 20 + 100 * (time.monotonic() - begun) % 200
            mouse(stage.canvas, MOVE, stage.to_widget(x, 100))
            return condition()

        stage.wait(moved)

    with Stopwatch() as watch:
        go_on_until(lambda: white(file_of(stage, task_id)) > 0)
        assert watch.seconds < 2.0
    first = white(file_of(stage, task_id))
    with Stopwatch() as watch:
        mouse(stage.canvas, MOVE, stage.to_widget(120, 30))
        go_on_until(lambda: white(file_of(stage, task_id)) > first)
        assert watch.seconds < 2.0
    mouse(stage.canvas, RELEASE, stage.to_widget(220, 100))


@pytest.mark.usefixtures("often")
def test_nothing_is_written_when_nothing_has_changed(stage: Stage, writing: Writing) -> None:
    task_id = stage.open()
    other = stage.server.add_task(png(picture(300, 200)))
    stage.stroke((60, 60), (140, 100))
    stage.wait(lambda: writing.keys == [task_id])
    stage.drop_text(other)
    stage.wait_for_picture((300, 200))
    stage.drop_text(task_id)
    stage.wait_for_picture((WIDTH, HEIGHT))
    stage.close()
    assert writing.keys == [task_id]
    assert not file_of(stage, other).exists()


@pytest.mark.usefixtures("often")
def test_the_newest_mask_is_the_last_to_be_written(stage: Stage, writing: Writing) -> None:
    task_id = stage.open()
    writing.gate.clear()
    stage.stroke((60, 60), (70, 60))
    stage.wait(writing.reached.is_set)
    for y in (90, 120, 150):
        stage.stroke((60, y), (70, y))
    writing.gate.set()
    stage.wait(lambda: marked(file_of(stage, task_id), (65, 60), (65, 90), (65, 120), (65, 150)))
    stage.wait(lambda: len(writing.keys) == 2)


def test_closing_saves_what_was_painted_just_now(stage: Stage, tmp_path: Path) -> None:
    task_id = stage.open()
    stage.stroke((60, 60), (140, 100))
    mouse(stage.canvas, PRESS, stage.to_widget(200, 150))
    stage.close()
    assert marked(file_of(stage, task_id), (100, 80), (200, 150))


@pytest.mark.usefixtures("often")
def test_an_edit_that_is_only_previewed_is_not_saved(stage: Stage) -> None:
    task_id = stage.open()
    stage.stroke((60, 60), (140, 100))
    stage.wait(lambda: white(file_of(stage, task_id)) > 0)
    before = white(file_of(stage, task_id))
    stage.action("growMask").trigger()
    stage.wait(lambda: stage.widget("editBar").isVisible())
    stage.wait(lambda: not stage.widget("editBusy").isVisible())
    stage.close()
    assert white(file_of(stage, task_id)) == before
    open_again(stage, task_id)
    stage.action("growMask").trigger()
    stage.wait(lambda: stage.widget("editBar").isVisible())
    QTest.mouseClick(stage.widget("applyEditButton"), LEFT)
    stage.wait(lambda: white(file_of(stage, task_id)) > before)


@pytest.fixture
def slow_fill(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Stands in for "Fill Holes": it marks the picture's left column, once it is let to."""
    gate = threading.Event()

    def fill(mask: Image.Image, progress: object) -> Image.Image:
        gate.wait(PATIENCE)
        result = mask.copy()
        result.paste(255, (0, 0, 1, mask.height))
        return result

    monkeypatch.setattr(components, "fill_holes", fill)
    yield gate
    gate.set()


@pytest.mark.usefixtures("often")
def test_what_is_painted_while_the_mask_is_computed_is_saved_after_it(
    stage: Stage, slow_fill: threading.Event
) -> None:
    task_id = stage.open()
    path = file_of(stage, task_id)
    stage.stroke((60, 60), (140, 60))
    stage.action("fillHoles").trigger()
    stage.stroke((60, 150), (140, 150))
    stage.wait(lambda: marked(path, (100, 60)))
    assert not marked(path, (0, 5))
    slow_fill.set()
    stage.wait(lambda: marked(path, (100, 60), (100, 150), (0, 5)))


def test_closing_while_the_mask_is_computed_loses_no_stroke(
    stage: Stage, slow_fill: threading.Event
) -> None:
    task_id = stage.open()
    stage.stroke((60, 60), (140, 60))
    stage.action("fillHoles").trigger()
    stage.stroke((60, 150), (140, 150))
    threading.Timer(0.2, slow_fill.set).start()
    stage.close()
    assert marked(file_of(stage, task_id), (100, 60), (100, 150))


def test_in_distress_everything_is_saved_at_once(stage: Stage) -> None:
    task_id = stage.open()
    stage.stroke((60, 60), (140, 100))
    mouse(stage.canvas, PRESS, stage.to_widget(200, 150))
    assert stage.application is not None
    assert stage.application.workspace.keeper.save_now()
    assert marked(file_of(stage, task_id), (100, 80), (200, 150))
    mouse(stage.canvas, RELEASE, stage.to_widget(200, 150))


@pytest.mark.allow_log("mask could not be saved|can't be kept|in an unforeseen way")
def test_distress_and_a_broken_disk_raise_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise MemoryError

    stage.open()
    stage.stroke((60, 60), (140, 100))
    monkeypatch.setattr(Masks, "save", broken)
    assert stage.application is not None
    assert not stage.application.workspace.keeper.save_now()


# Disks that fail


@pytest.mark.usefixtures("often")
@pytest.mark.allow_log("can't be kept: ")
def test_painting_goes_on_when_the_folder_fails_and_is_saved_once_it_works(
    stage: Stage, writing: Writing
) -> None:
    task_id = stage.open()
    masks = stage.data_dir / "masks"
    masks.rmdir()
    masks.write_bytes(b"in the way")
    stage.stroke((60, 60), (140, 60))
    stage.wait_for_message("The data folder can't be written to, so your mask can't be saved.")
    stage.choose_close()
    stage.stroke((60, 150), (140, 150))
    tries = writing.tries
    stage.wait(lambda: writing.tries > tries + 3)
    assert stage.message == "", "said once"
    other = stage.server.add_task(png(picture(300, 200)))
    stage.drop_text(other)
    stage.wait_for_picture((300, 200))
    stage.drop_text(task_id)
    stage.wait_for_message(BACK)
    masks.unlink()
    stage.wait(lambda: marked(file_of(stage, task_id), (100, 60), (100, 150)))


@pytest.mark.usefixtures("often")
@pytest.mark.allow_log("can't be kept: ")
def test_it_is_said_when_saving_works_again(stage: Stage, tmp_path: Path) -> None:
    stage.open()
    masks = stage.data_dir / "masks"
    masks.rmdir()
    masks.write_bytes(b"in the way")
    stage.stroke((60, 60), (140, 60))
    stage.wait_for_message("so your mask can't be saved.")
    assert [button.text() for button in stage.choices] == ["Export the mask…"]
    masks.unlink()
    stage.wait_for_message("Your mask is saved again.")


@pytest.mark.usefixtures("often")
def test_a_folder_that_is_deleted_is_made_anew(stage: Stage) -> None:
    task_id = stage.open()
    (stage.data_dir / "masks").rmdir()
    stage.stroke((60, 60), (140, 60))
    stage.wait(lambda: marked(file_of(stage, task_id), (100, 60)))
    assert stage.message == ""
