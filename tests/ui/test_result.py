"""The result beside the original: shown, picked, zoomed together, kept and saved."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import requests
from PIL import Image
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from app.sandbox.server import SandboxServer
from tests.support.patience import PATIENCE
from tests.support.tour import settle
from tests.support.window import (
    HEIGHT,
    LEFT,
    MIDDLE,
    WIDTH,
    Stage,
    opened,
    picture,
    png,
    shot,
    wheel,
)


@pytest.fixture
def done(stage: Stage) -> Path:
    """A window with a finished job; the file that its result was kept in."""
    stage.open()
    stage.do_some_work()
    stage.finish_job()
    return stage.data_dir / "pictures" / f"{stage.server.task_ids[-1]}.png"


def served(server: SandboxServer) -> bytes:
    """The result's file, as the service has it."""
    url = f"{server.url}/task/image/{server.task_ids[-1]}?cache=100"
    return requests.get(url, timeout=PATIENCE).content


def candidate_buttons(stage: Stage) -> list[QToolButton]:
    buttons = stage.widget("candidateStrip").findChildren(QToolButton)
    return [button for button in buttons if button.isVisible()]


def size_of(stage: Stage) -> tuple[int, int]:
    size = stage.comparison.property("imageSize")
    return size.width(), size.height()


def test_arrows_go_through_the_strip_that_has_the_focus(stage: Stage, done: Path) -> None:
    whole = candidate_buttons(stage)[0]
    whole.setFocus()
    for key, number in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_Right, 2), (Qt.Key.Key_Left, 1)):
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key)
        chosen = candidate_buttons(stage)[number]
        assert chosen.isChecked()
        assert chosen.hasFocus()
        stage.wait(lambda: size_of(stage) == (WIDTH, HEIGHT))


def test_result_is_kept_at_once_with_its_sidecar(stage: Stage, done: Path) -> None:
    assert done.read_bytes() == served(stage.server)
    sidecar = json.loads(done.with_suffix(".json").read_text())
    body = json.loads(stage.paid()[0].body)
    assert sidecar["task_id"] == done.stem
    assert (sidecar["parent_id"], sidecar["prompt"]) == (body["taskId"], "a blue door")
    assert sidecar["cost"] == 18
    assert sidecar["created_at"]
    mask = stage.data_dir / "masks" / sidecar["mask"]
    assert mask.read_bytes() == stage.server.last_mask()


def test_original_is_kept_too(stage: Stage, done: Path) -> None:
    parent_id = json.loads(stage.paid()[0].body)["taskId"]
    assert (done.parent / f"{parent_id}.png").read_bytes() == png(picture())


def test_result_and_original_are_side_by_side(stage: Stage, done: Path) -> None:
    assert stage.canvas.isVisible()
    assert stage.comparison.isVisible()
    assert size_of(stage) == (2 * WIDTH, 2 * HEIGHT)
    assert len(candidate_buttons(stage)) == 5
    left = stage.canvas.mapTo(stage.window, stage.canvas.rect().center()).x()
    right = stage.comparison.mapTo(stage.window, stage.comparison.rect().center()).x()
    assert left < right
    assert abs(stage.canvas.width() - stage.comparison.width()) <= 1


def test_saving_the_whole_writes_the_services_bytes(
    stage: Stage, done: Path, tmp_path: Path
) -> None:
    stage.choose_file("saveResult", tmp_path / "whole.png")
    stage.wait((tmp_path / "whole.png").exists)
    assert (tmp_path / "whole.png").read_bytes() == served(stage.server)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_saving_a_candidate_writes_exactly_its_quadrant(
    stage: Stage, done: Path, tmp_path: Path, number: int
) -> None:
    QTest.keyClick(stage.comparison, Qt.Key(ord(str(number))))
    stage.wait(lambda: size_of(stage) == (WIDTH, HEIGHT))
    path = tmp_path / "candidate.png"
    stage.choose_file("saveResult", path)
    stage.wait(path.exists)
    left, top = (number - 1) % 2 * WIDTH, (number - 1) // 2 * HEIGHT
    box = (left, top, left + WIDTH, top + HEIGHT)
    expected = opened(served(stage.server)).convert("RGB").crop(box)
    assert opened(path).convert("RGB").tobytes() == expected.tobytes()


def test_picking_with_keys_clicks_and_thumbnails(stage: Stage, done: Path) -> None:
    whole, single = (2 * WIDTH, 2 * HEIGHT), (WIDTH, HEIGHT)
    spot = stage.to_widget(WIDTH + 20, HEIGHT + 20, stage.comparison).toPoint()
    QTest.mouseClick(stage.comparison, LEFT, pos=spot)
    stage.wait(lambda: size_of(stage) == single)
    assert [button.isChecked() for button in candidate_buttons(stage)].index(True) == 4
    QTest.keyClick(stage.comparison, Qt.Key.Key_0)
    stage.wait(lambda: size_of(stage) == whole)
    QTest.keyClick(stage.canvas, Qt.Key.Key_3)
    stage.wait(lambda: size_of(stage) == single)
    assert [button.isChecked() for button in candidate_buttons(stage)].index(True) == 3
    QTest.mouseClick(candidate_buttons(stage)[0], LEFT)
    stage.wait(lambda: size_of(stage) == whole)
    QTest.mouseClick(candidate_buttons(stage)[2], LEFT)
    stage.wait(lambda: size_of(stage) == single)


def test_picked_candidate_looks_like_its_quadrant(stage: Stage, done: Path) -> None:
    QTest.keyClick(stage.comparison, Qt.Key.Key_4)
    stage.wait(lambda: size_of(stage) == (WIDTH, HEIGHT))
    stage.zoom_to(1.0, WIDTH / 2, HEIGHT / 2)
    expected = opened(served(stage.server)).convert("RGB")
    image = shot(stage.comparison)
    for x, y in ((20, 150), (128, 96), (240, 180)):
        spot = stage.to_widget(x + 0.5, y + 0.5, stage.comparison)
        colour = image.pixelColor(int(spot.x()), int(spot.y()))
        assert (colour.red(), colour.green(), colour.blue()) == expected.getpixel(
            (WIDTH + x, HEIGHT + y)
        )


def fraction(stage: Stage, pane: str) -> tuple[float, float]:
    """What is in the middle of a pane, in fractions of its picture."""
    view = stage.widget(pane)
    point = stage.to_picture(QPointF(view.width() / 2, view.height() / 2), view)
    size = view.property("imageSize")
    return point.x() / size.width(), point.y() / size.height()


def assert_same_part(stage: Stage) -> None:
    """Both panes show the same part, but for the rounding to whole pixels of the screen."""
    canvas, comparison = fraction(stage, "canvas"), fraction(stage, "comparisonView")
    pixel = 1.5 / (WIDTH * stage.canvas.property("zoom"))
    assert canvas == pytest.approx(comparison, abs=pixel)
    widths = [
        view.property("zoom") * view.property("imageSize").width()
        for view in (stage.canvas, stage.comparison)
    ]
    assert widths[0] == pytest.approx(widths[1])


@pytest.mark.parametrize("candidate", [0, 2])
@pytest.mark.parametrize("pane", ["canvas", "comparisonView"])
def test_panes_zoom_and_pan_together(stage: Stage, done: Path, pane: str, candidate: int) -> None:
    QTest.keyClick(stage.comparison, Qt.Key(ord(str(candidate))))
    stage.wait(lambda: size_of(stage)[0] == (WIDTH if candidate else 2 * WIDTH))
    view = stage.widget(pane)
    zoom = stage.canvas.property("zoom")
    wheel(view, QPointF(view.width() * 0.4, view.height() * 0.45), 4)
    assert stage.canvas.property("zoom") > zoom
    assert_same_part(stage)
    x, y = fraction(stage, "canvas")
    start = QPointF(view.width() / 2, view.height() / 2)
    stage.drag(view, [start, start + QPointF(-30, -20), start + QPointF(-60, -40)], MIDDLE)
    assert fraction(stage, "canvas") > (x, y)
    assert_same_part(stage)


def test_view_stays_when_another_candidate_is_chosen(stage: Stage, done: Path) -> None:
    wheel(stage.canvas, QPointF(200, 200), 5)
    QTest.keyClick(stage.comparison, Qt.Key.Key_1)
    stage.wait(lambda: size_of(stage) == (WIDTH, HEIGHT))
    before = stage.canvas.property("zoom"), fraction(stage, "comparisonView")
    QTest.keyClick(stage.comparison, Qt.Key.Key_2)
    stage.wait(lambda: size_of(stage) == (WIDTH, HEIGHT))
    assert (stage.canvas.property("zoom"), fraction(stage, "comparisonView")) == before


def test_continuing_makes_the_candidate_the_next_original(stage: Stage, done: Path) -> None:
    QTest.keyClick(stage.comparison, Qt.Key.Key_2)
    stage.action("continueFromCandidate").trigger()
    stage.wait(lambda: len(stage.paid()) == 2)
    stage.wait_for_state("done")
    assert json.loads(stage.paid()[1].body) == {"taskId": done.stem, "image": 2}
    stage.wait(lambda: not stage.comparison.isVisible())
    stage.wait(lambda: stage.label("coverageLabel") == "0.0 %")
    stage.stroke((20, 150), (200, 160))
    stage.finish_job()
    assert json.loads(stage.paid()[2].body)["taskId"] == stage.server.task_ids[-2]


def test_all_that_is_done_with_a_result_finds_room_in_a_small_window(stage: Stage) -> None:
    """Also below a note, and the prompt with it; the scroll bar that comes moves nothing."""
    stage.open()
    stage.window.resize(1000, 640)
    stage.do_some_work()
    stage.wait_until_at_rest()
    submit = stage.widget("submitButton")
    width = submit.width()
    stage.finish_job()
    stage.action("pick2").trigger()
    stage.action("pasteBack").trigger()
    stage.wait_until_at_rest()
    stage.action("submit").trigger()  # the same once more: that is noted
    stage.wait(lambda: stage.widget("preflightList").isVisible())
    settle()
    assert submit.width() == width
    parts = ("promptEdit", "submitButton", "candidateStrip", "continueButton", "saveButton")
    for widget in map(stage.widget, parts):
        assert widget.visibleRegion().boundingRect().size() == widget.size()
    above = stage.widget("compareBar").findChildren(QToolButton)
    assert stage.action("saveResult") in [button.defaultAction() for button in above]


def test_previews_are_shown_while_it_runs(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    task_id = stage.held(60)
    stage.wait(stage.comparison.isVisible)
    assert not stage.action("saveResult").isEnabled()
    stage.server.change_task(task_id, status="done", percent=100)
    stage.wait_for_state("done")
    assert stage.action("saveResult").isEnabled()


def test_last_preview_of_a_job_that_failed_stays_and_is_no_result(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    task_id = stage.held(60)
    stage.wait(stage.comparison.isVisible)
    lively = shot(stage.comparison)
    stage.server.change_task(task_id, status="failed")
    stage.wait_for_state("failed")
    assert stage.comparison.isVisible()
    assert shot(stage.comparison) != lively
    assert not stage.action("saveResult").isEnabled()
    assert not stage.action("copyResult").isEnabled()
    stage.action("closeResult").trigger()
    assert not stage.comparison.isVisible()


def test_preview_goes_when_the_job_is_cancelled(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    stage.held(60)
    stage.wait(stage.comparison.isVisible)
    stage.action("cancel").trigger()
    stage.wait_for_state("cancelled")
    assert not stage.comparison.isVisible()


def test_result_of_another_picture_is_offered_not_forced(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    task_id = stage.held()
    other = stage.server.add_task(png(Image.new("RGB", (100, 80), "green")))
    stage.drop_text(other)
    stage.wait_for_picture((100, 80))
    stage.stroke((20, 20), (50, 50))
    stage.server.change_task(task_id, status="done", percent=100)
    stage.wait_for_message("A job on another picture is done; its result is saved.")
    assert not stage.comparison.isVisible()
    stage.wait(lambda: stage.label("coverageLabel") != "0.0 %")
    stage.choose("Show it")
    stage.wait_for_picture((WIDTH, HEIGHT))
    assert stage.comparison.isVisible()
    assert stage.work[0] not in {"", "0.0 %"}  # the mask that was painted there is back


def test_closing_the_result_gives_its_room_back(stage: Stage, done: Path) -> None:
    width = stage.canvas.width()
    stage.action("closeResult").trigger()
    stage.wait(lambda: stage.canvas.width() > width)
    assert not stage.comparison.isVisible()
    assert stage.state == "done"
