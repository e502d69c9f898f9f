"""A task that is a grid of four: one of them is picked, upsampled for free, and painted on."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from app.cli import Options
from app.sandbox.faults import Fault, Reply, Reset
from app.sandbox.tasks import GRID_ACTIONS
from tests.support.window import HEIGHT, LEFT, WIDTH, Stage, opened, picture, png


@pytest.fixture
def grid(stage: Stage) -> str:
    """A window in which a grid has been opened; the grid's id."""
    task_id = stage.server.add_task(
        png(picture(2 * WIDTH, 2 * HEIGHT)), type="imagine", actions=GRID_ACTIONS
    )
    stage.start(Options(api_url=stage.server.url, task_id=task_id))
    stage.wait_for_message("This task is a grid of four pictures, and a mask needs one.")
    return task_id


def click(stage: Stage, x: float, y: float) -> None:
    """Click the grid at a place in its pixels."""
    spot = stage.to_widget(x, y, stage.comparison)
    QTest.mouseClick(stage.comparison, LEFT, pos=spot.toPoint())


def quadrant(number: int) -> bytes:
    left, top = (number - 1) % 2 * WIDTH, (number - 1) // 2 * HEIGHT
    whole = picture(2 * WIDTH, 2 * HEIGHT)
    return whole.crop((left, top, left + WIDTH, top + HEIGHT)).tobytes()


def test_offer_comes_with_the_pick(stage: Stage, grid: str) -> None:
    assert [button.text() for button in stage.choices] == []
    click(stage, WIDTH + 40, 30)
    assert [button.text() for button in stage.choices] == ["Use picture 2"]
    click(stage, 40, HEIGHT + 30)
    assert [button.text() for button in stage.choices] == ["Use picture 3"]
    assert stage.paid() == []


def test_what_is_in_doubt_is_not_covered_by_what_a_grid_is_for(stage: Stage, grid: str) -> None:
    stage.server.faults.add(Fault("upsample", Reset(), processed=True))
    click(stage, WIDTH + 40, 30)
    stage.choose("Use picture 2")
    stage.wait_for_state("unconfirmed")
    stage.wait(lambda: stage.choices)
    click(stage, 40, HEIGHT + 30)
    assert [b.text() for b in stage.choices] == ["Ask again with the same request", "Forget it"]


def test_picked_by_click_upsampled_and_painted_on(stage: Stage, grid: str) -> None:
    balance = stage.server.balance
    click(stage, WIDTH + 40, 30)
    stage.choose("Use picture 2")
    stage.wait_for_picture((WIDTH, HEIGHT))
    stage.wait_for_state("done")
    (request,) = stage.paid()
    assert request.endpoint == "upsample"
    assert json.loads(request.body) == {"taskId": grid, "image": 2}
    assert stage.server.balance == balance
    assert "free of charge" in stage.label("jobStatus")
    assert stage.message == ""
    parent_id = stage.server.task_ids[-1]
    kept = opened(stage.data_dir / "pictures" / f"{parent_id}.png")
    assert kept.convert("RGB").tobytes() == quadrant(2)
    stage.stroke((60, 60), (140, 100))
    stage.finish_job()
    assert json.loads(stage.paid()[1].body)["taskId"] == parent_id


@pytest.mark.parametrize("number", [1, 4])
def test_picked_by_key(stage: Stage, grid: str, number: int) -> None:
    QTest.keyClick(stage.comparison, Qt.Key(ord(str(number))))
    assert [button.text() for button in stage.choices] == [f"Use picture {number}"]
    QTest.keyClick(stage.comparison, Qt.Key.Key_Return)
    stage.wait_for_picture((WIDTH, HEIGHT))
    assert json.loads(stage.paid()[0].body) == {"taskId": grid, "image": number}


def test_submitting_a_grid_explains_and_sends_nothing(stage: Stage, grid: str) -> None:
    stage.choose_close()
    assert stage.message == ""
    stage.action("submit").trigger()
    stage.wait_for_message("This task is a grid of four pictures")
    assert stage.paid() == []


def test_continuing_without_a_pick_says_what_to_do(stage: Stage, grid: str) -> None:
    stage.action("continueFromCandidate").trigger()
    assert stage.message.startswith("Pick one of the four first")
    assert stage.paid() == []


def test_upsample_that_is_refused_says_so_and_the_grid_stays(stage: Stage, grid: str) -> None:
    stage.server.faults.add(Fault("upsample", Reply(400, {"error": {"message": "Not today"}})))
    click(stage, 40, 30)
    stage.choose("Use picture 1")
    stage.wait_for_message("The service refused the request. Nothing was charged.")
    assert "Not today" in stage.message
    assert stage.comparison.isVisible()


def test_grid_can_be_zoomed_and_still_be_picked(stage: Stage, grid: str) -> None:
    stage.action("zoomIn").trigger()
    middle = QPointF(stage.comparison.width() / 2 + 30, stage.comparison.height() / 2 + 30)
    QTest.mouseClick(stage.comparison, LEFT, pos=middle.toPoint())
    assert [button.text() for button in stage.choices] == ["Use picture 4"]
