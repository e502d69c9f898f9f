"""An original that EXIF turns: what is made of it is upright, each mask lies as its task does."""

from __future__ import annotations

import itertools
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from app.cli import Options
from tests.support import history
from tests.support.window import HEIGHT, WIDTH, Stage, opened, shot

# Orientation 6: the stored picture is to be turned clockwise to be seen. What is shown at (x, y)
# is stored at (y, height - x).
UPRIGHT = QSize(HEIGHT, WIDTH)
LEFT_SIDE, RIGHT_SIDE = (20, 240), (170, 240)


def picture() -> bytes:
    """Blue on the left, red on the right, once it is upright."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "red")
    image.paste("blue", (0, HEIGHT // 2, WIDTH, HEIGHT))
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = BytesIO()
    image.save(buffer, "JPEG", exif=exif, quality=95)
    return buffer.getvalue()


def is_upright(stage: Stage, place: tuple[int, int], colour: str) -> bool:
    spot = stage.to_widget(*place)
    return hue(shot(stage.canvas).pixelColor(int(spot.x()), int(spot.y()))) == colour


def hue(colour: QColor) -> str:
    """Which of the two it is, if either."""
    red, green, blue = colour.red(), colour.green(), colour.blue()
    if green > 90 or max(red, blue) < 150 or min(red, blue) > 90:
        return ""
    return "red" if red > blue else "blue"


@pytest.fixture
def started(stage: Stage) -> str:
    """A window with such a task; its id."""
    task_id = stage.open(picture())
    stage.wait_for_picture((HEIGHT, WIDTH))
    stage.set_brush(10)
    stage.stroke((50, 100))
    stage.type_prompt("a green hill")
    return task_id


def go_on(stage: Stage) -> str:
    """Continue from the second candidate; returns the id of the task that was upsampled."""
    stage.finish_job()
    QTest.keyClick(stage.canvas, Qt.Key.Key_2)
    stage.wait(lambda: stage.comparison.property("imageSize") == UPRIGHT)
    stage.action("continueFromCandidate").trigger()
    stage.wait(lambda: not stage.comparison.isVisible())
    task_id = stage.server.task_ids[-1]
    stage.wait(lambda: task_id in stage.window.windowTitle())
    return task_id


def assert_upright(stage: Stage) -> None:
    assert stage.canvas.property("imageSize") == UPRIGHT
    assert is_upright(stage, LEFT_SIDE, "blue")
    assert is_upright(stage, RIGHT_SIDE, "red")


def test_next_original_is_upright_and_its_mask_lies_as_the_service_has_it(
    stage: Stage, started: str
) -> None:
    go_on(stage)
    assert_upright(stage)
    stage.stroke((150, 30))
    stage.finish_job()
    mask = opened(stage.server.last_mask())
    assert mask.size == (WIDTH, HEIGHT)
    assert mask.getbbox() == (25, HEIGHT - 155, 35, HEIGHT - 145)
    go_on(stage)
    assert_upright(stage)


@pytest.mark.parametrize("ways", ["kept", "downloaded"])
def test_it_is_upright_after_a_restart_too(stage: Stage, started: str, ways: str) -> None:
    task_id = go_on(stage)
    stage.stroke((150, 30))
    stage.close()
    if ways == "downloaded":
        for path in (stage.data_dir / "pictures").glob(f"{task_id}.*"):
            path.unlink()
    stage.start(Options(api_url=stage.server.url, task_id=task_id))
    stage.wait_for_picture((HEIGHT, WIDTH))
    assert_upright(stage)
    assert stage.work[0] != "0.0 %"  # the mask that was painted on it is back


def test_pasted_or_not_it_is_upright(stage: Stage, started: str) -> None:
    stage.action("pasteBack").setChecked(True)
    task_id = go_on(stage)
    assert_upright(stage)
    assert (stage.data_dir / "pictures" / f"{task_id}.pasted.png").exists()


def test_file_that_is_said_to_be_a_kept_tasks_tells_how_that_is_turned(
    stage: Stage, tmp_path: Path
) -> None:
    stored = BytesIO()
    opened(picture()).save(stored, "PNG")  # the service says nothing of the turn
    task_id = stage.server.add_task(stored.getvalue())
    stage.start(Options(api_url=stage.server.url, task_id=task_id))
    stage.wait_for_picture((WIDTH, HEIGHT))
    stage.close()
    path = tmp_path / "turned.jpg"
    path.write_bytes(picture())
    stage.start(Options(image=path, task_id=task_id, api_url=stage.server.url))
    stage.wait_for_picture((HEIGHT, WIDTH))
    stage.set_brush(10)
    stage.stroke((50, 100))
    task_id = go_on(stage)
    assert_upright(stage)


def test_result_that_is_saved_is_upright_elsewhere_and_opens_as_its_task(
    stage: Stage, started: str, tmp_path: Path
) -> None:
    task_id = go_on(stage)
    stage.action("pasteBack").setChecked(False)
    stage.stroke((150, 30))
    stage.finish_job()
    stage.choose_file("saveResult", tmp_path / "grid.png")
    stage.wait((tmp_path / "grid.json").exists)
    found = opened(tmp_path / "grid.png")
    assert found.getexif()[0x0112] == 6
    assert found.size == (2 * WIDTH, 2 * HEIGHT)
    stage.action("copyResult").trigger()
    bar = stage.window.statusBar()
    stage.wait(lambda: bar.currentMessage() == "The picture is copied")
    copied = opened(bytes(QApplication.clipboard().mimeData().data("image/png").data()))
    assert copied.size == (2 * HEIGHT, 2 * WIDTH)
    QApplication.clipboard().clear()
    assert task_id in stage.window.windowTitle()


def colours_across(image: QImage) -> list[str]:
    """The hues of what in a picture is red or blue, from the left, a quarter from its top."""
    places = [(x, y) for x in range(image.width()) for y in range(image.height())]
    found = [y for x, y in places if hue(image.pixelColor(x, y))]
    if not found:
        return []
    row = min(found) + (max(found) - min(found)) // 4
    shown = [hue(image.pixelColor(x, row)) for x in range(image.width())]
    return [colour for colour, _same in itertools.groupby(filter(None, shown))]


def test_small_pictures_are_upright(stage: Stage, started: str) -> None:
    stage.finish_job()
    stage.stroke((150, 30))
    stage.finish_job()
    shown = [label.pixmap().toImage() for label in stage.widget("jobList").findChildren(QLabel)]
    pictures = [colours for colours in map(colours_across, shown) if colours]
    assert pictures == [["blue", "red"] * 2]
    history.show(stage)
    tree = history.tree(stage)
    original = tree.model().index(0, 0)
    result = tree.model().index(0, 0, original)

    def drawn(index: QModelIndex) -> list[str]:
        return colours_across(shot(tree.viewport()).copy(tree.visualRect(index)))

    stage.wait(lambda: drawn(original) == ["blue", "red"])
    stage.wait(lambda: drawn(result) == ["blue", "red"] * 2)
