"""Masks are back when their picture is opened again: the right one, and none is overwritten."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.cli import Options
from app.sandbox.tasks import GRID_ACTIONS
from tests.support.kept import (
    BACK,
    Writing,
    coverage,
    file_of,
    half,
    marked,
    marked_in,
    old,
    open_again,
    white,
)
from tests.support.window import HEIGHT, WIDTH, Stage, opened, picture, png


@pytest.fixture
def writing(monkeypatch: pytest.MonkeyPatch) -> Writing:
    return Writing(monkeypatch)


# Coming back


def test_the_mask_is_back_in_a_later_session(stage: Stage, tmp_path: Path) -> None:
    task_id = stage.open()
    stage.stroke((60, 60), (140, 100))
    before = stage.export(tmp_path / "before.png")
    stage.close()
    open_again(stage, task_id)
    stage.wait_for_message(BACK)
    assert stage.export(tmp_path / "after.png") == before
    assert not stage.action("undo").isEnabled()
    assert not stage.message, "it passes"
    stage.stroke((200, 150), (220, 150))
    assert marked_in(stage.export(tmp_path / "more.png"), (100, 80), (210, 150))


def test_the_mask_of_a_picture_that_lies_on_its_side_is_back(stage: Stage, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = io.BytesIO()
    picture(300, 200).save(data, "JPEG", exif=exif)
    task_id = stage.open(data.getvalue())
    stage.stroke((20, 20), (150, 280))
    before = stage.export(tmp_path / "before.png")
    stage.close()
    open_again(stage, task_id)
    stage.wait_for_message(BACK)
    assert stage.export(tmp_path / "after.png") == before


def test_starting_fresh_can_be_undone(stage: Stage) -> None:
    task_id = stage.open()
    stage.stroke((60, 60), (140, 100))
    stage.wait(lambda: coverage(stage) not in {"—", "0.0 %"})
    before = coverage(stage)
    stage.close()
    open_again(stage, task_id)
    stage.wait_for_message(BACK)
    assert coverage(stage) == before
    stage.choose("Start fresh")
    stage.wait(lambda: coverage(stage) == "0.0 %")
    stage.action("undo").trigger()
    stage.wait(lambda: coverage(stage) == before)
    stage.close()
    open_again(stage, task_id)
    stage.wait_for_message(BACK)


def test_the_mask_is_kept_after_a_run(stage: Stage) -> None:
    task_id = stage.open()
    work = stage.do_some_work()
    stage.finish_job()
    stage.close()
    open_again(stage, task_id)
    stage.wait(lambda: coverage(stage) == work[0])


def test_an_emptied_mask_does_not_come_back(stage: Stage) -> None:
    task_id = stage.open()
    stage.stroke((60, 60), (140, 100))
    stage.close()
    open_again(stage, task_id)
    stage.action("clearMask").trigger()
    stage.close()
    assert not file_of(stage, task_id).exists()
    assert [white(path) > 0 for path in old(stage)] == [True]
    open_again(stage, task_id)
    assert (coverage(stage), stage.message) == ("0.0 %", "")


@pytest.mark.parametrize("service", ["real", "sandbox"])
def test_the_mask_of_a_file_is_back_in_a_later_session(
    stage: Stage, tmp_path: Path, service: str
) -> None:
    path = tmp_path / "own.png"
    path.write_bytes(png(picture(300, 200)))
    options = Options(api_url=stage.server.url, image=path)
    if service == "sandbox":
        options = Options(sandbox=True, image=path)
    stage.start(options)
    stage.wait_for_picture((300, 200))
    stage.stroke((100, 100), (150, 100))
    stage.close()
    stage.start(options)
    stage.wait_for_message(BACK)


def test_without_a_data_folder_the_mask_is_back_in_the_same_session(
    stage: Stage, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    stage.data_dir = tmp_path / "file" / "data"
    task_id = stage.open()
    assert stage.message.startswith("The data folder can't be written to.")
    other = stage.server.add_task(png(picture(300, 200)))
    stage.stroke((60, 60), (140, 100))
    before = stage.export(tmp_path / "before.png")
    stage.drop_text(other)
    stage.wait_for_picture((300, 200))
    stage.drop_text(task_id)
    stage.wait_for_message(BACK)
    assert stage.export(tmp_path / "after.png") == before


# No mix-ups


def test_each_picture_has_its_own_mask_though_the_disk_is_slow(
    stage: Stage, writing: Writing
) -> None:
    first = stage.open()
    second = stage.server.add_task(png(picture()))
    writing.gate.clear()
    stage.stroke((60, 60), (140, 60))
    stage.drop_text(second)
    stage.wait(lambda: second in stage.window.windowTitle())
    stage.stroke((60, 150), (140, 150))
    stage.drop_text(first)
    stage.wait_for_message(BACK)
    assert first in stage.window.windowTitle()
    stage.stroke((200, 60), (210, 60))
    writing.gate.set()
    stage.close()
    one, other = file_of(stage, first), file_of(stage, second)
    assert marked(one, (100, 60), (205, 60))
    assert not marked(one, (100, 150))
    assert marked(other, (100, 150))
    assert not marked(other, (100, 60))
    assert not marked(other, (205, 60))


def test_what_is_painted_while_the_same_picture_is_opened_again_stays(
    stage: Stage, tmp_path: Path
) -> None:
    task_id = stage.open()
    stage.stroke((60, 60), (140, 60))
    gate = stage.server.faults.hold("result")
    stage.drop_text(task_id)
    stage.wait(gate.is_reached)
    stage.stroke((60, 150), (140, 150))
    gate.release()
    stage.wait_for_message(BACK)
    assert marked_in(stage.export(tmp_path / "mask.png"), (100, 60), (100, 150))


def test_a_grid_has_no_mask_and_its_candidate_one_of_its_own(stage: Stage) -> None:
    parent = stage.open()
    stage.do_some_work()
    grid = stage.server.add_task(png(picture(512, 384)), actions=GRID_ACTIONS)
    stage.drop_text(grid)
    stage.wait(lambda: stage.comparison.property("imageSize").width() == 512)
    QTest.keyClick(stage.comparison, Qt.Key.Key_3)
    stage.action("continueFromCandidate").trigger()
    stage.wait(lambda: not stage.comparison.isVisible())
    stage.wait(lambda: coverage(stage) == "0.0 %")
    stage.stroke((10, 10), (20, 10))
    stage.close()
    candidate = stage.server.task_ids[-1]
    assert not file_of(stage, grid).exists()
    assert white(file_of(stage, parent)) > white(file_of(stage, candidate)) > 0


# Masks that are given


def test_a_given_mask_wins_and_the_painted_one_is_set_aside(stage: Stage, tmp_path: Path) -> None:
    given = tmp_path / "given.png"
    given.write_bytes(half())
    task_id = stage.open()
    stage.stroke((200, 60), (230, 60))
    painted = opened(stage.export(tmp_path / "painted.png"))
    stage.close()
    open_again(stage, task_id, mask=given)
    stage.wait_for_message("The mask you asked for is shown; the one you had painted is set aside.")
    assert coverage(stage) == "50.0 %"
    stage.wait(lambda: len(old(stage)) == 1)
    assert ImageChops.difference(opened(old(stage)[0]), painted).getbbox() is None
    stage.wait(lambda: white(file_of(stage, task_id)) == WIDTH * HEIGHT // 2)
    stage.choose("Bring it back")
    stage.wait(lambda: coverage(stage) != "50.0 %")
    again = opened(stage.export(tmp_path / "again.png"))
    assert ImageChops.difference(again, painted).getbbox() is None
    stage.action("undo").trigger()
    stage.wait(lambda: coverage(stage) == "50.0 %")


def test_the_same_mask_given_again_sets_nothing_aside(stage: Stage, tmp_path: Path) -> None:
    given = tmp_path / "given.png"
    given.write_bytes(half())
    task_id = stage.open(mask=given)
    stage.close()
    open_again(stage, task_id, mask=given)
    assert (coverage(stage), stage.message) == ("50.0 %", "")
    stage.close()
    assert old(stage) == []
    assert white(file_of(stage, task_id)) == WIDTH * HEIGHT // 2


def test_a_given_mask_that_cannot_be_used_leaves_the_painted_one(
    stage: Stage, tmp_path: Path
) -> None:
    given = tmp_path / "given.png"
    given.write_bytes(half((30, 20)))
    task_id = stage.open()
    stage.stroke((60, 60), (140, 100))
    before = stage.export(tmp_path / "before.png")
    stage.close()
    open_again(stage, task_id, mask=given)
    stage.wait_for_message("The mask is 30 × 20 pixels, but the picture is 256 × 192.")
    assert stage.export(tmp_path / "after.png") == before


# What can't be used


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (half((300, 200)), "is 300 × 200 pixels, but the picture is 256 × 192. It is set aside"),
        (half()[:60], "is damaged. It is set aside in the data folder, in “masks/old”."),
        (b"", "is damaged. It is set aside"),
    ],
)
def test_a_kept_mask_that_cannot_be_used_is_set_aside(
    stage: Stage, content: bytes, sentence: str
) -> None:
    task_id = stage.server.add_task(png(picture()))
    path = file_of(stage, task_id)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    open_again(stage, task_id)
    stage.wait_for_message(sentence)
    assert coverage(stage) == "0.0 %"
    stage.stroke((60, 60), (140, 100))
    stage.close()
    assert [kept.read_bytes() for kept in old(stage)] == [content]
    assert marked(path, (100, 80))
