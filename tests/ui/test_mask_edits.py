"""Changes of the whole mask that take their time: nothing painted or asked for meanwhile is lost,
and nothing is exported or submitted that isn't there yet.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from app.canvas import components
from app.canvas.progress import Abandoned, Progress
from tests.support.patience import PATIENCE
from tests.support.window import HEIGHT, RIGHT, WIDTH, Stage, mouse, opened, png

PRESS, MOVE, RELEASE, DOUBLE = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
)


class Gate:
    """Stands in for "Fill Holes": it makes everything white, but not before it is told to."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.opened = threading.Event()
        self.was_abandoned = False

    def fill_holes(self, mask: Image.Image, progress: Progress) -> Image.Image:
        self.reached.set()
        try:
            while not self.opened.wait(0.01):
                progress.report(0.4)
        except Abandoned:
            self.was_abandoned = True
            raise
        return Image.new("L", mask.size, 255)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    it = Gate()
    monkeypatch.setattr(components, "fill_holes", it.fill_holes)
    yield it
    it.opened.set()


@pytest.fixture(autouse=True)
def window(stage: Stage) -> None:
    stage.open()
    stage.set_brush(10)
    stage.stroke((60, 60), (100, 60))


@contextmanager
def under_way(stage: Stage, gate: Gate) -> Iterator[None]:
    """While the mask is being computed."""
    stage.action("fillHoles").trigger()
    assert gate.reached.wait(PATIENCE)
    yield
    gate.opened.set()


def mask(stage: Stage, tmp_path: Path) -> Image.Image:
    path = tmp_path / "mask.png"
    path.unlink(missing_ok=True)
    return opened(stage.export(path))


def test_strokes_painted_meanwhile_follow_in_their_order(
    stage: Stage, gate: Gate, tmp_path: Path
) -> None:
    with under_way(stage, gate):
        stage.action("eraserTool").trigger()
        stage.stroke((30, 150), (90, 150))
        stage.action("invertMask").trigger()
        stage.stroke((200, 20), (200, 21), button=RIGHT)
    found = mask(stage, tmp_path)
    assert found.getpixel((60, 150)) == 255, "erased, then inverted"
    assert found.getpixel((200, 20)) == 255, "painted after it was inverted"
    assert found.getpixel((128, 96)) == 0
    for expected in (0, 0, 255, 255):
        assert mask(stage, tmp_path).getpixel((150, 100)) == expected
        stage.action("undo").trigger()


def test_stroke_under_way_when_it_ends_goes_on(stage: Stage, gate: Gate, tmp_path: Path) -> None:
    stage.action("eraserTool").trigger()
    with under_way(stage, gate):
        stage.stroke((30, 150), (90, 150))
        stage.stroke((30, 20), (90, 20))
    found = mask(stage, tmp_path)
    assert [found.getpixel((60, y)) for y in (150, 20, 60)] == [0, 0, 255]
    assert found.histogram()[0] > 1000


def test_escape_gives_it_up(stage: Stage, gate: Gate, tmp_path: Path) -> None:
    before = mask(stage, tmp_path)
    stage.action("fillHoles").trigger()
    assert gate.reached.wait(PATIENCE)
    stage.wait(lambda: "%" in stage.window.statusBar().currentMessage())
    stage.canvas.setFocus()
    QTest.keyClick(stage.canvas, Qt.Key.Key_Escape)
    stage.wait(lambda: gate.was_abandoned)
    assert not stage.window.statusBar().currentMessage()
    assert mask(stage, tmp_path).tobytes() == before.tobytes()
    stage.stroke((200, 150))
    assert mask(stage, tmp_path).getpixel((200, 150)) == 255


def test_export_waits_for_it(stage: Stage, gate: Gate, tmp_path: Path) -> None:
    with under_way(stage, gate):
        stage.action("exportMask").trigger()
        assert not stage.window.findChildren(QFileDialog)
    stage.wait(lambda: stage.window.findChildren(QFileDialog))
    (dialog,) = stage.window.findChildren(QFileDialog)
    dialog.reject()
    stage.wait(lambda: not stage.window.findChildren(QFileDialog))
    assert mask(stage, tmp_path).histogram()[255] == WIDTH * HEIGHT


def test_submit_waits_for_it(stage: Stage, gate: Gate) -> None:
    with under_way(stage, gate):
        stage.action("submit").trigger()
        assert stage.state == "idle"
    # All of it is white by then, which is doubted.
    button = stage.find("submitButton", QPushButton)
    stage.wait(lambda: button.text() == "Submit anyway")

    def is_taken_anyway() -> bool:
        stage.action("submit").trigger()
        return stage.state != "idle"

    stage.wait(is_taken_anyway)
    stage.wait_for_state("done")
    assert opened(stage.server.last_mask()).histogram()[255] == WIDTH * HEIGHT


def test_another_picture_waits_for_it_and_so_its_mask_is_kept(
    stage: Stage, gate: Gate, tmp_path: Path
) -> None:
    path = tmp_path / "other.png"
    path.write_bytes(png(Image.new("RGB", (300, 200))))
    with under_way(stage, gate):
        stage.choose_file("openImage", path)
        assert stage.canvas.property("imageSize").width() == WIDTH
    stage.wait_for_picture((300, 200))
    assert mask(stage, tmp_path).getbbox() is None
    stage.drop_text(stage.server.task_ids[0])
    stage.wait_for_picture((WIDTH, HEIGHT))
    assert mask(stage, tmp_path).histogram()[255] == WIDTH * HEIGHT


def test_closing_the_window_ends_it(stage: Stage, gate: Gate) -> None:
    stage.action("fillHoles").trigger()
    assert gate.reached.wait(PATIENCE)
    stage.close()
    assert gate.was_abandoned


@pytest.mark.allow_log("unforeseen")
def test_a_failure_is_told_and_who_waited_for_the_mask_is_sent_away(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def fail(mask: Image.Image, progress: Progress) -> Image.Image:
        reached.set()
        go_on.wait(PATIENCE)
        raise MemoryError

    monkeypatch.setattr(components, "fill_holes", fail)
    stage.action("fillHoles").trigger()
    assert reached.wait(PATIENCE)
    stage.action("submit").trigger()
    go_on.set()
    stage.wait(lambda: stage.message)
    stage.stroke((200, 150))
    assert stage.paid() == []
    assert stage.state == "idle"


def test_escape_sends_a_waiting_submission_away(stage: Stage, gate: Gate) -> None:
    stage.action("fillHoles").trigger()
    assert gate.reached.wait(PATIENCE)
    stage.action("submit").trigger()
    stage.canvas.setFocus()
    QTest.keyClick(stage.canvas, Qt.Key.Key_Escape)
    stage.wait(lambda: "submitted" in stage.message)
    stage.stroke((200, 150))
    assert stage.paid() == []


def test_submission_that_waits_is_for_the_picture_it_was_made_for(
    stage: Stage, gate: Gate, tmp_path: Path
) -> None:
    path = tmp_path / "other.png"
    path.write_bytes(png(Image.new("RGB", (300, 200))))
    stage.type_prompt("a blue door")
    with under_way(stage, gate):
        stage.choose_file("openImage", path)
        stage.action("submit").trigger()
        stage.type_prompt(" and more")
    stage.wait_for_picture((300, 200))
    stage.wait(lambda: stage.paid() or "submitted" in stage.message)
    for request in stage.paid():
        body = json.loads(request.body)
        assert body["prompt"] == "a blue door"
        assert opened(stage.server.last_mask()).histogram()[255] == WIDTH * HEIGHT


def test_stroke_held_down_at_submit_ends_where_the_pointer_is(
    stage: Stage, gate: Gate, tmp_path: Path
) -> None:
    with under_way(stage, gate):
        stage.action("eraserTool").trigger()
        mouse(stage.canvas, PRESS, stage.to_widget(20, 150))
        mouse(stage.canvas, MOVE, stage.to_widget(40, 150))
        stage.action("exportMask").trigger()
    stage.wait(lambda: stage.window.findChildren(QFileDialog))
    (dialog,) = stage.window.findChildren(QFileDialog)
    dialog.reject()
    stage.wait(lambda: not stage.window.findChildren(QFileDialog))
    found = mask(stage, tmp_path)
    black = found.point([255] + [0] * 255).getbbox()
    assert black == (15, 145, 45, 155)


def test_quick_strokes_and_clicks_while_it_is_computed_are_all_there(
    stage: Stage, gate: Gate, tmp_path: Path
) -> None:
    with under_way(stage, gate):
        stage.action("eraserTool").trigger()
        spot = stage.to_widget(30, 30)
        for kind in (PRESS, RELEASE, DOUBLE, RELEASE):
            mouse(stage.canvas, kind, spot)
        spot = stage.to_widget(220, 30)
        for kind in (DOUBLE, RELEASE):
            mouse(stage.canvas, kind, spot)
        stage.action("polygonTool").trigger()
        for place in ((100, 100), (150, 100), (150, 150)):
            stage.stroke(place, button=RIGHT)
        stage.canvas.setFocus()
        QTest.keyClick(stage.canvas, Qt.Key.Key_Return)
        stage.action("eraserTool").trigger()
        stage.stroke((30, 170))
    found = mask(stage, tmp_path)
    assert [found.getpixel(at) for at in ((30, 30), (220, 30), (140, 110), (30, 170))] == [0] * 4


def test_edits_in_the_middle_of_a_stroke_are_not_made(stage: Stage, tmp_path: Path) -> None:
    mouse(stage.canvas, PRESS, stage.to_widget(20, 150))
    mouse(stage.canvas, MOVE, stage.to_widget(60, 150))
    for name in ("invertMask", "fillHoles", "growMask", "clearMask"):
        stage.action(name).trigger()
    mouse(stage.canvas, RELEASE, stage.to_widget(60, 150))
    found = mask(stage, tmp_path)
    assert found.getpixel((40, 150)) == 255
    assert found.getpixel((200, 30)) == 0
    assert "Brush" in stage.action("undo").text()
    assert not stage.widget("editBar").isVisible()


# The bar with its live preview


def ask(stage: Stage, action: str, value: int) -> QWidget:
    """Open the bar, and enter a number."""
    stage.action(action).trigger()
    spin = stage.widget("editSpin")
    stage.wait(spin.isVisible)
    spin.setProperty("value", value)
    return spin


def test_growing_is_seen_before_it_is_applied(stage: Stage, tmp_path: Path) -> None:
    before = stage.canvas.grab().toImage()
    ask(stage, "growMask", 20)
    stage.wait(lambda: stage.canvas.grab().toImage() != before)
    assert not mask_changed(stage)
    QTest.keyClick(stage.widget("editSpin"), Qt.Key.Key_Return)
    stage.wait(lambda: mask_changed(stage))
    assert mask(stage, tmp_path).getbbox() == (35, 35, 125, 85)
    assert stage.canvas.hasFocus()
    stage.action("undo").trigger()
    assert mask(stage, tmp_path).getbbox() == (55, 55, 105, 65)


def mask_changed(stage: Stage) -> bool:
    return "Grow" in stage.action("undo").text()


def test_cancelling_shows_the_mask_as_it_is(stage: Stage, tmp_path: Path) -> None:
    before = stage.canvas.grab().toImage()
    ask(stage, "shrinkMask", 3)
    stage.wait(lambda: stage.canvas.grab().toImage() != before)
    QTest.keyClick(stage.widget("editSpin"), Qt.Key.Key_Escape)
    stage.wait(lambda: stage.canvas.grab().toImage() == before)
    assert mask(stage, tmp_path).getbbox() == (55, 55, 105, 65)


def test_escape_on_the_canvas_leaves_the_preview(stage: Stage, tmp_path: Path) -> None:
    ask(stage, "growMask", 5)
    stage.canvas.setFocus()
    QTest.keyClick(stage.canvas, Qt.Key.Key_Escape)
    assert not stage.widget("editBar").isVisible()
    assert mask(stage, tmp_path).getbbox() == (55, 55, 105, 65)


def test_painting_applies_what_is_seen_first(stage: Stage, tmp_path: Path) -> None:
    ask(stage, "growMask", 10)
    stage.stroke((200, 150), (201, 150))
    stage.wait(lambda: "Brush" in stage.action("undo").text())
    found = mask(stage, tmp_path)
    assert found.crop((0, 0, WIDTH, 120)).getbbox() == (45, 45, 115, 75)
    assert found.getpixel((200, 150)) == 255
    stage.action("undo").trigger()
    assert mask_changed(stage)


@pytest.mark.parametrize("way", ["submit", "export"])
def test_what_is_seen_is_what_leaves(stage: Stage, tmp_path: Path, way: str) -> None:
    before = stage.canvas.grab().toImage()
    ask(stage, "growMask", 20)
    stage.wait(lambda: stage.canvas.grab().toImage() != before)
    if way == "submit":
        stage.action("submit").trigger()
        stage.wait_for_state("done")
        found = opened(stage.server.last_mask())
    else:
        found = mask(stage, tmp_path)
    assert found.getbbox() == (35, 35, 125, 85)


def test_an_open_polygon_is_closed_before_the_mask_leaves(stage: Stage, tmp_path: Path) -> None:
    stage.action("polygonTool").trigger()
    for place in ((150, 100), (200, 100), (200, 150)):
        stage.stroke(place)
    assert mask(stage, tmp_path).getpixel((190, 110)) == 255


def test_enter_on_the_canvas_applies_the_preview(stage: Stage, tmp_path: Path) -> None:
    ask(stage, "growMask", 5)
    stage.canvas.setFocus()
    QTest.keyClick(stage.canvas, Qt.Key.Key_Return)
    assert mask(stage, tmp_path).getbbox() == (50, 50, 110, 70)


def test_number_that_is_applied_before_its_preview_is_there_shows_its_own(
    stage: Stage, tmp_path: Path
) -> None:
    before = stage.canvas.grab().toImage()
    spin = ask(stage, "removeSpecks", 100_000)
    stage.wait(lambda: stage.canvas.grab().toImage() != before)
    spin.setProperty("value", 2)
    QTest.keyClick(spin, Qt.Key.Key_Return)
    stage.wait(lambda: stage.canvas.grab().toImage() == before)
    assert mask(stage, tmp_path).getbbox() == (55, 55, 105, 65)


def test_undo_leaves_the_preview_first(stage: Stage, tmp_path: Path) -> None:
    ask(stage, "growMask", 30)
    stage.action("undo").trigger()
    assert mask(stage, tmp_path).getbbox() is None
    assert not stage.widget("editBar").isVisible()


def test_specks_go_and_the_rest_stays(stage: Stage, tmp_path: Path) -> None:
    stage.set_brush(3)
    stage.stroke((200, 30))
    ask(stage, "removeSpecks", 20)
    QTest.keyClick(stage.widget("editSpin"), Qt.Key.Key_Return)
    stage.wait(lambda: "Specks" in stage.action("undo").text())
    assert mask(stage, tmp_path).getbbox() == (55, 55, 105, 65)
