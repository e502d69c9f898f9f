"""What becomes of the history's files: the trash and back, a folder of them, the file manager."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QColor, QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit

from app.sandbox.faults import Fault, Reset
from tests.support.history import choose, find, pick, rows, selected, shapes, show, tree
from tests.support.job_rows import hold, paint
from tests.support.qt import wait_until
from tests.support.window import Stage, shot

DOOR, ROOF = "a red door", "a green roof"
linux = pytest.mark.skipif("sys.platform != 'linux'", reason="the trash of freedesktop.org")


@pytest.fixture
def trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "Trash" / "files"


def submit(stage: Stage, prompt: str) -> str:
    paint(stage, prompt)
    stage.finish_job()
    return stage.server.task_ids[-1]


def kept(stage: Stage) -> set[str]:
    """A mask that is being painted is not among them: it may come at any time."""
    pictures, masks = stage.data_dir / "pictures", stage.data_dir / "masks"
    return {path.name for path in (*pictures.iterdir(), *masks.glob("job.*"))}


def trashed(trash: Path) -> list[str]:
    return sorted(path.name for path in trash.iterdir()) if trash.exists() else []


@linux
def test_deleted_to_the_trash_and_brought_back(stage: Stage, trash: Path) -> None:
    stage.open()
    task_id = submit(stage, DOOR)
    submit(stage, ROOF)
    show(stage)
    stage.wait(lambda: len(rows(stage)) == 3)
    before = kept(stage)
    pick(stage, DOOR)
    QTest.keyClick(tree(stage), Qt.Key.Key_Delete)
    stage.wait_for_message(f"“{DOOR}” is in the trash.")
    stage.wait(lambda: len(rows(stage)) == 2)
    assert f"{task_id}.png" in trashed(trash)
    assert f"{task_id}.json" in trashed(trash)
    assert len(trashed(trash)) == 3, "and its mask"
    gone = sorted(before - kept(stage))
    assert gone == sorted(trashed(trash))
    assert stage.label("coverageLabel") != "0.0 %", "the mask on the canvas is as it was"
    assert selected(stage), "another row has the keys"
    stage.choose("Bring it back")
    stage.wait(lambda: len(rows(stage)) == 3)
    assert kept(stage) >= before
    assert trashed(trash) == []
    assert selected(stage).startswith(DOOR)


@linux
def test_deleted_stays_deleted_after_a_restart(stage: Stage, trash: Path) -> None:
    stage.open()
    submit(stage, DOOR)
    show(stage)
    stage.wait(lambda: len(rows(stage)) == 2)
    choose(stage, DOOR, "deleteHistoryNode")
    stage.wait_for_message("is in the trash")
    stage.wait(lambda: len(rows(stage)) == 1)
    stage.close()
    stage.start()
    show(stage)
    stage.wait(lambda: len(rows(stage)) == 1)
    stage.wait(lambda: stage.label("costLabel").startswith("18 ₽"))  # which was paid for it


@linux
def test_what_came_of_a_deleted_one_stays_in_its_place(stage: Stage, trash: Path) -> None:
    parent = stage.open()
    submit(stage, DOOR)
    QTest.keyClick(stage.canvas, Qt.Key.Key_2)
    stage.finish_job("continueFromCandidate")
    stage.wait(lambda: stage.window.windowTitle().startswith(stage.server.task_ids[-1]))
    show(stage)
    stage.wait(lambda: len(rows(stage)) == 3)
    choose(stage, DOOR, "deleteHistoryNode")
    stage.wait_for_message("is in the trash")
    stage.wait(lambda: any("removed" in row for row in rows(stage)))
    assert shapes(stage) == [
        f"Task {parent}, Opened picture, just now",
        f".{DOOR}, Repaint",
        "..Picture 2 of four, upsampled, Upsample",
    ]
    pick(stage, DOOR)
    assert not stage.action("deleteHistoryNode").isEnabled()


@linux
def test_money_that_may_still_be_charged_stays_in_sight(stage: Stage, trash: Path) -> None:
    stage.open()
    hold(stage, DOOR)
    stage.server.faults.add(Fault("inpaint", Reset()))
    paint(stage, ROOF)
    stage.action("submit").trigger()
    stage.wait_for_state("unconfirmed")
    show(stage)
    stage.wait(lambda: len(rows(stage)) == 3)
    choose(stage, DOOR, "deleteHistoryNode")
    stage.wait_for_message("still under way, and may be charged, so it can't be deleted")
    choose(stage, ROOF, "deleteHistoryNode")
    stage.wait_for_message("Nobody knows yet whether this job was charged")
    assert len(rows(stage)) == 3
    assert trashed(trash) == []


@linux
def test_without_a_trash_it_says_so_and_deletes_nothing(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("no folder")
    monkeypatch.setenv("XDG_DATA_HOME", str(in_the_way))
    stage.open()
    submit(stage, DOOR)
    show(stage)
    stage.wait(lambda: len(rows(stage)) == 2)
    before = kept(stage)
    choose(stage, DOOR, "deleteHistoryNode")
    stage.wait_for_message("can't be moved to the trash, so nothing was deleted.")
    assert kept(stage) >= before
    assert len(rows(stage)) == 2


def test_exported_as_a_folder(stage: Stage, tmp_path: Path) -> None:
    stage.open()
    task_id = submit(stage, DOOR)
    show(stage)
    stage.wait(lambda: len(rows(stage)) == 2)
    target = tmp_path / "target"
    target.mkdir()
    choose(stage, DOOR, "exportHistoryNode")
    (dialog,) = stage.window.findChildren(QFileDialog)
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(name, QLineEdit)
    name.setText(str(target))
    QTest.keyClick(name, Qt.Key.Key_Return)
    wait_until(lambda: (target / task_id).exists())
    files = {path.name: path.read_bytes() for path in (target / task_id).iterdir()}
    assert sorted(files) == ["mask.png", "picture.png", "task.json"]
    assert files["picture.png"] == (stage.data_dir / "pictures" / f"{task_id}.png").read_bytes()
    assert files["mask.png"] == stage.server.last_mask()
    assert json.loads(files["task.json"])["prompt"] == DOOR
    stage.activate()


class Opened(QObject):
    """Takes what would go to the desktop."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[str] = []
        QDesktopServices.setUrlHandler("file", self, "take")  # type: ignore[arg-type]  # and no bytes

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        """Receive."""
        self.paths.append(url.toLocalFile())


@linux
def test_shown_in_its_folder(stage: Stage) -> None:
    """Here there is no session bus, and so no file manager that could pick the file out."""
    stage.open()
    submit(stage, DOOR)
    show(stage)
    stage.wait(lambda: len(rows(stage)) == 2)
    opened = Opened()
    choose(stage, DOOR, "revealHistoryNode")
    stage.wait(lambda: opened.paths)
    QDesktopServices.unsetUrlHandler("file")
    assert opened.paths == [str(stage.data_dir / "pictures")]


def test_a_row_shows_its_picture_with_the_mask_around_what_changed(stage: Stage) -> None:
    stage.open()
    submit(stage, DOOR)
    show(stage)
    stage.wait(lambda: len(rows(stage)) == 2)
    view = tree(stage)

    def reds() -> int:
        """How much of the row is in the outline's colour."""
        place = view.visualRect(find(stage, DOOR))
        place.setWidth(120)
        image = shot(view.viewport()).copy(place)
        pixels = (
            image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())
        )
        return sum(_is_red(pixel) for pixel in pixels)

    stage.wait(lambda: reds() > 4)
    assert list((stage.data_dir / "thumbnails").iterdir())


def _is_red(pixel: QColor) -> bool:
    return pixel.red() > 180 and pixel.green() < 110 and pixel.blue() < 110
