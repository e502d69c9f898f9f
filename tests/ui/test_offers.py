"""Variations and rerolls: on offer where the service offers them, paid like any other request."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import ImageChops
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from app.cli import Options
from app.sandbox.faults import Fault, Reply
from app.sandbox.server import Prices, SandboxServer
from app.sandbox.tasks import GRID_ACTIONS
from tests.support.window import HEIGHT, LEFT, SHIFT, WIDTH, Stage, opened, picture, png

BAD_GATEWAY = Reply(502, "<html>bad gateway</html>")
OFFERS = ("variation", "reroll", "variationHigh", "variationLow")


def buttons(stage: Stage) -> dict[str, QPushButton]:
    """What is on offer, by what the buttons say."""
    block = stage.widget("offerButtons")
    return {b.text(): b for b in block.findChildren(QPushButton) if b.isVisible()}


def said(stage: Stage) -> str:
    """All that is written in the block of offers and in the one above it."""
    labels = stage.widget("jobPanel").findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def enabled(stage: Stage) -> list[str]:
    return [name for name in OFFERS if stage.action(name).isEnabled()]


def pick(stage: Stage, number: int) -> None:
    stage.action(f"pick{number}").trigger()
    stage.wait(lambda: stage.comparison.property("imageSize").width() == WIDTH)


def bodies(stage: Stage) -> list[tuple[str, dict[str, object]]]:
    """What was paid for after the inpaint."""
    return [(request.endpoint, json.loads(request.body)) for request in stage.paid()[1:]]


def newest(stage: Stage, count: int) -> str:
    """Wait until the newest of so many tasks is shown as a grid; its id."""
    stage.wait(lambda: len(stage.server.task_ids) == count)
    stage.wait_for_state("done")
    stage.wait(lambda: stage.comparison.property("imageSize").width() == 2 * WIDTH)
    return stage.server.task_ids[-1]


@pytest.fixture
def result(stage: Stage) -> str:
    """A window with a finished inpaint of the documented offers; the new task's id."""
    stage.open()
    stage.do_some_work()
    stage.finish_job()
    stage.wait(stage.comparison.isVisible)
    return stage.server.task_ids[-1]


# Of a candidate


def test_variation_of_the_picked_candidate_is_bought_once_and_shown_beside_the_original(
    stage: Stage, result: str
) -> None:
    before = stage.canvas.grab().toImage()
    balance = stage.server.balance
    pick(stage, 2)
    stage.canvas.setFocus()
    QTest.keyClick(stage.canvas, Qt.Key.Key_V, SHIFT)
    newest(stage, 3)
    assert bodies(stage) == [("variation", {"taskId": result, "image": 2})]
    assert stage.server.balance == balance - 18
    assert stage.canvas.grab().toImage() == before
    assert "Done" in stage.label("jobStatus")


@pytest.mark.parametrize("name", ["reroll", "variation"])
def test_what_was_marked_counts_for_the_difference_of_both(
    stage: Stage, result: str, name: str
) -> None:
    pick(stage, 1)
    stage.action(name).trigger()
    task_id = newest(stage, 3)
    pick(stage, 1)
    stage.action("compareDifference").trigger()
    said = "Changed outside the mask: 0.0 %"
    stage.wait(lambda: stage.comparison.accessibleDescription().startswith(said))
    sidecar = json.loads((stage.data_dir / "pictures" / f"{task_id}.json").read_text("utf-8"))
    mask = opened(stage.data_dir / "masks" / sidecar["mask"])
    assert ImageChops.difference(mask, opened(stage.server.last_mask())).getbbox() is None


def test_reroll_of_a_reroll_belongs_beside_the_same_original(stage: Stage, result: str) -> None:
    stage.action("reroll").trigger()
    second = newest(stage, 3)
    stage.action("reroll").trigger()
    stage.wait(lambda: len(stage.paid()) == 3)
    newest(stage, 4)
    assert bodies(stage) == [("reroll", {"taskId": result}), ("reroll", {"taskId": second})]
    assert stage.message == ""
    assert stage.canvas.property("imageSize").width() == WIDTH


def test_reroll_that_outlasts_the_program_comes_up_beside_its_original(
    stage: Stage, result: str
) -> None:
    original = json.loads(stage.paid()[0].body)["taskId"]
    gate = stage.server.faults.hold("result")
    stage.action("reroll").trigger()
    stage.wait(gate.is_reached)
    stage.close()
    gate.release()
    stage.start(Options(api_url=stage.server.url, task_id=original))
    stage.wait_for_picture((WIDTH, HEIGHT))
    stage.wait_for_state("done")
    stage.wait(stage.comparison.isVisible)
    pick(stage, 1)
    stage.action("compareDifference").trigger()
    verdict = "Changed outside the mask"
    stage.wait(lambda: verdict in stage.comparison.accessibleDescription())
    assert len(stage.paid()) == 2


def test_grid_stays_in_sight_while_a_variation_of_it_runs(stage: Stage, result: str) -> None:
    pick(stage, 2)
    gate = stage.server.faults.hold("result")
    stage.action("variation").trigger()
    stage.wait(gate.is_reached)
    stage.server.change_task(stage.server.task_ids[-1], status="processing", percent=60)
    gate.release()
    stage.wait(lambda: "60 %" in stage.label("jobStatus"))
    assert stage.comparison.property("imageSize").width() == WIDTH
    pick(stage, 4)
    stage.action("variation").trigger()
    stage.wait(lambda: len(stage.paid()) == 3)
    assert bodies(stage)[-1] == ("variation", {"taskId": result, "image": 4})


def test_what_is_not_offered_of_a_candidate_cannot_be_asked_for(stage: Stage, result: str) -> None:
    """As the service's page has it: no variation of the third."""
    stage.server.balance = 1000
    assert set(buttons(stage)) == {"Variation", "Reroll"}
    pick(stage, 3)
    assert enabled(stage) == ["reroll"]
    assert not buttons(stage)["Variation"].isEnabled()
    assert "The service offers no variation of candidate 3." in said(stage)
    stage.canvas.setFocus()
    QTest.keyClick(stage.canvas, Qt.Key.Key_V, SHIFT)
    QTest.mouseClick(buttons(stage)["Variation"], LEFT)
    pick(stage, 4)
    assert enabled(stage) == ["variation", "reroll"]
    assert "offers no" not in said(stage)
    assert bodies(stage) == []


def test_candidate_that_cannot_be_upsampled_cannot_be_continued(stage: Stage) -> None:
    words = ["upsamle_1", "upsample_2", "upsamle_4", "what_is_this"]
    task_id = stage.server.add_task(
        png(picture(2 * WIDTH, 2 * HEIGHT)), type="imagine", actions=words
    )
    stage.start(Options(api_url=stage.server.url, task_id=task_id))
    stage.wait_for_message("This task is a grid of four pictures")
    stage.action("pick3").trigger()
    assert not stage.action("continueFromCandidate").isEnabled()
    assert "The service offers no upsample of candidate 3." in said(stage)
    QTest.keyClick(stage.comparison, Qt.Key.Key_Return)
    assert [button.text() for button in stage.choices] == []
    stage.action("pick4").trigger()
    assert stage.action("continueFromCandidate").isEnabled()
    assert enabled(stage) == []
    assert buttons(stage) == {}
    assert stage.paid() == []


def test_without_a_pick_variation_says_what_to_do(stage: Stage, result: str) -> None:
    stage.action("variation").trigger()
    assert stage.message.startswith("Pick one of the four first")
    assert bodies(stage) == []


# Of a single picture, and of a grid that is open


@pytest.mark.parametrize(("name", "mode"), [("variationHigh", "high"), ("variationLow", "low")])
def test_single_picture_is_varied_in_two_strengths(stage: Stage, name: str, mode: str) -> None:
    task_id = stage.open()
    assert set(buttons(stage)) == {"Strong variation", "Subtle variation"}
    stage.action(name).trigger()
    newest(stage, 2)
    (request,) = stage.paid()
    assert json.loads(request.body) == {"taskId": task_id, "mode": mode}
    assert stage.canvas.isVisible()
    assert set(buttons(stage)) == {"Variation", "Reroll"}


def test_upsampled_candidate_offers_what_the_service_says(stage: Stage, result: str) -> None:
    pick(stage, 2)
    stage.action("continueFromCandidate").trigger()
    stage.wait(lambda: enabled(stage) == ["variationHigh", "variationLow"])


def tiles(stage: Stage) -> list[QToolButton]:
    """The thumbnails in the panel."""
    found = stage.widget("candidateStrip").findChildren(QToolButton)
    return [tile for tile in found if tile.isVisible()]


def test_result_that_is_a_single_picture_is_varied_beside_the_original(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    result = stage.held()
    words = ("low_variation", "high_variation")
    stage.server.change_task(result, status="done", percent=100, actions=words)
    stage.wait_for_state("done")
    stage.wait(lambda: set(buttons(stage)) == {"Strong variation", "Subtle variation"})
    assert len(tiles(stage)) == 1
    assert stage.action("continueFromCandidate").isEnabled()
    stage.action("variationLow").trigger()
    stage.wait(lambda: len(tiles(stage)) == 5)
    assert bodies(stage) == [("variation", {"taskId": result, "mode": "low"})]
    stage.action("pick1").trigger()
    stage.action("compareDifference").trigger()
    verdict = "Changed outside the mask"
    stage.wait(lambda: verdict in stage.comparison.accessibleDescription())


@pytest.mark.parametrize("actions", [(), ("reroll",)])
def test_nothing_is_shown_that_is_not_on_offer(stage: Stage, actions: tuple[str, ...]) -> None:
    task_id = stage.server.add_task(png(picture()), actions=actions)
    stage.start(Options(api_url=stage.server.url, task_id=task_id))
    stage.wait_for_picture()
    assert enabled(stage) == list(actions)
    assert [text.lower() for text in buttons(stage)] == list(actions)


def test_grid_that_is_open_is_rerolled_and_comes_back_when_that_is_closed(stage: Stage) -> None:
    task_id = stage.server.add_task(
        png(picture(2 * WIDTH, 2 * HEIGHT)), type="imagine", actions=GRID_ACTIONS
    )
    stage.start(Options(api_url=stage.server.url, task_id=task_id))
    stage.wait_for_message("This task is a grid of four pictures")
    assert not stage.action("closeResult").isEnabled()
    first = stage.comparison.grab().toImage()
    stage.action("reroll").trigger()
    rerolled = newest(stage, 2)
    stage.wait(lambda: stage.action("closeResult").isEnabled())
    assert stage.comparison.grab().toImage() != first
    stage.action("closeResult").trigger()
    stage.wait(lambda: stage.comparison.grab().toImage() == first)
    stage.action("reroll").trigger()
    stage.wait_for_message("You asked for exactly this already")
    stage.choose("Show it")
    stage.wait(lambda: stage.comparison.grab().toImage() != first)
    QTest.keyClick(stage.comparison, Qt.Key.Key_2)
    QTest.keyClick(stage.comparison, Qt.Key.Key_Return)
    stage.wait_for_picture((WIDTH, HEIGHT))
    assert json.loads(stage.paid()[-1].body) == {"taskId": rerolled, "image": 2}


# Money


def test_price_is_seen_once_it_is_known(stage: Stage, result: str) -> None:
    assert "Price known after the first one" in said(stage)
    assert "Free from Midjourney 5 on" in said(stage)
    stage.action("reroll").trigger()
    newest(stage, 3)
    stage.wait(lambda: "18 ₽ last time" in buttons(stage)["Reroll"].toolTip())
    assert buttons(stage)["Reroll"].accessibleName() == "Reroll, 18 ₽ last time"
    assert "18 ₽" in [label.text() for label in buttons(stage)["Reroll"].findChildren(QLabel)]


def test_too_little_money_takes_one_more_click(stage: Stage, result: str) -> None:
    stage.action("reroll").trigger()
    newest(stage, 3)
    stage.server.balance = 10
    (again,) = (
        button
        for button in stage.widget("jobPanel").findChildren(QToolButton)
        if button.toolTip() == "Ask for the balance again"
    )
    QTest.mouseClick(again, LEFT)
    stage.wait(lambda: stage.label("balanceLabel") == "10 ₽")
    stage.action("reroll").trigger()
    stage.wait_for_message("The balance is 10 ₽, and the last job cost 18 ₽.")
    pick(stage, 2)  # which is not what was asked for
    assert stage.message == ""
    stage.action("reroll").trigger()
    stage.wait_for_message("The balance is 10 ₽, and the last job cost 18 ₽.")
    assert len(stage.paid()) == 2
    stage.choose("Ask for it anyway")
    stage.wait_for_message("The balance is too low.")
    assert len(stage.paid()) == 3


@pytest.mark.usefixtures("qapp")
def test_upsample_that_has_a_price_shows_it_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SandboxServer(duration=(0.1, 0.2), samples=False, prices=Prices(upsample=7)) as server:
        stage = Stage(server, tmp_path, monkeypatch)
        stage.open()
        stage.do_some_work()
        stage.finish_job()
        pick(stage, 1)
        stage.action("continueFromCandidate").trigger()
        stage.wait(lambda: enabled(stage) == ["variationHigh", "variationLow"])
        stage.stroke((60, 60), (140, 100))
        stage.finish_job()
        stage.wait(lambda: "7 ₽" in said(stage).split("\n"))
        assert "Free from" not in said(stage)
        stage.close()


def test_same_variation_again_is_told_and_shown_and_costs_nothing(
    stage: Stage, result: str
) -> None:
    original = json.loads(stage.paid()[0].body)["taskId"]
    stage.action("reroll").trigger()
    rerolled = newest(stage, 3)
    balance = stage.server.balance
    stage.drop_text(result)
    stage.wait_for_message("This task is a grid of four pictures")
    stage.action("reroll").trigger()
    stage.wait_for_message("You asked for exactly this already: the service returns the same task.")
    stage.choose("Ask for it anyway")
    stage.wait(lambda: len(stage.paid()) == 3)
    stage.wait_for_state("done")
    assert stage.server.balance == balance
    assert stage.server.task_ids == (original, result, rerolled)


def test_same_reroll_in_a_later_session_is_told_and_shown(stage: Stage, result: str) -> None:
    stage.action("reroll").trigger()
    rerolled = newest(stage, 3)
    stage.close()
    stage.start(Options(api_url=stage.server.url, task_id=result))
    stage.wait_for_message("This task is a grid of four pictures")
    stage.action("reroll").trigger()
    stage.wait_for_message("You asked for exactly this already: the service returns the same task.")
    stage.choose("Show it")
    stage.wait_for_message("This task is a grid of four pictures")
    assert len(stage.paid()) == 2
    pick(stage, 2)
    stage.action("continueFromCandidate").trigger()
    stage.wait(lambda: len(stage.paid()) == 3)
    assert json.loads(stage.paid()[2].body) == {"taskId": rerolled, "image": 2}


def test_second_press_while_it_is_under_way_buys_nothing(stage: Stage, result: str) -> None:
    gate = stage.server.faults.hold("reroll")
    stage.action("reroll").trigger()
    stage.wait(gate.is_reached)
    stage.action("reroll").trigger()
    stage.wait_for_message("Exactly this is under way already.")
    gate.release()
    newest(stage, 3)
    assert len(stage.paid()) == 2


def test_variation_in_doubt_is_asked_for_again_with_the_same_request(
    stage: Stage, result: str
) -> None:
    pick(stage, 1)
    stage.server.faults.add(Fault("variation", BAD_GATEWAY))
    stage.action("variation").trigger()
    stage.wait_for_state("unconfirmed")
    assert len(stage.paid()) == 2
    stage.choose("Ask again with the same request")
    newest(stage, 3)
    assert [request.body for request in stage.paid()[1:]] == [stage.paid()[1].body] * 2
