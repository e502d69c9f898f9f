"""Going on from a candidate, the mask before is offered for its picture, too."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import ImageChops
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from app.cli import Options
from app.sandbox.faults import Fault, Reply
from tests.support.window import HEIGHT, WIDTH, Stage, opened, picture, png

OFFER, USE = "The mask that this picture was made with fits here, too.", "Use the previous mask"


@pytest.fixture
def marked(stage: Stage) -> str:
    """A window with a finished inpaint, its second candidate picked; the marked share."""
    stage.open()
    share, _ = stage.do_some_work()
    stage.finish_job()
    QTest.keyClick(stage.comparison, Qt.Key.Key_2)
    assert not stage.action("previousMask").isEnabled()
    return share


def go_on(stage: Stage, size: tuple[int, int] = (WIDTH, HEIGHT)) -> str:
    """Continue from the picked candidate, whose picture turns out to have this size; its task."""
    if size != (WIDTH, HEIGHT):
        answer = Reply(200, png(picture(*size)), content_type="image/png")
        stage.server.faults.add(Fault("picture", answer, times=99))
    stage.action("continueFromCandidate").trigger()
    stage.wait(lambda: [request.endpoint for request in stage.paid()] == ["inpaint", "upsample"])
    stage.wait_for_state("done")
    stage.wait(lambda: stage.work[0] == "0.0 %")
    stage.wait_for_picture(size)
    return stage.server.task_ids[-1]


def test_mask_is_back_at_a_click_and_is_one_step(stage: Stage, marked: str, tmp_path: Path) -> None:
    go_on(stage)
    stage.wait_for_message(OFFER)
    stage.choose(USE)
    stage.wait(lambda: stage.work[0] == marked)
    assert stage.export(tmp_path / "mask.png") == stage.server.last_mask()
    assert stage.action("undo").text() == "&Undo Previous Mask"
    stage.action("undo").trigger()
    stage.wait(lambda: stage.work[0] == "0.0 %")
    assert not stage.action("undo").isEnabled()


def test_mask_is_scaled_to_a_larger_picture(stage: Stage, marked: str, tmp_path: Path) -> None:
    size = (2 * WIDTH + 1, 2 * HEIGHT)
    go_on(stage, size)
    stage.wait_for_message(OFFER)
    stage.choose(USE)
    stage.wait(lambda: stage.work[0] == marked)
    mask = opened(stage.export(tmp_path / "mask.png"))
    assert mask.size == size
    assert {value for _, value in mask.getcolors() or []} == {0, 255}
    sent = opened(stage.server.last_mask())
    differs = ImageChops.difference(mask.resize(sent.size), sent).histogram()
    assert sum(differs[128:]) < 0.002 * WIDTH * HEIGHT


def test_mask_of_another_shape_is_refused(stage: Stage, marked: str) -> None:
    go_on(stage, (WIDTH, WIDTH))
    stage.wait_for_message(OFFER)
    stage.choose(USE)
    stage.wait_for_message(f"The mask is {WIDTH} × {HEIGHT} pixels, but the picture is")
    assert stage.work[0] == "0.0 %"


def test_who_paints_on_needs_no_offer_and_finds_it_in_the_menu(stage: Stage, marked: str) -> None:
    go_on(stage)
    stage.wait_for_message(OFFER)
    stage.stroke((20, 20), (30, 20))
    assert stage.message == ""
    stage.action("previousMask").trigger()
    stage.wait(lambda: stage.work[0] == marked)


def test_offer_outlasts_a_dialog(stage: Stage, marked: str) -> None:
    go_on(stage)
    stage.wait_for_message(OFFER)
    stage.action("preferences").trigger()
    (dialog,) = stage.window.findChildren(QDialog, "preferencesDialog")
    assert dialog.isVisible()
    dialog.reject()
    assert stage.message == OFFER
    stage.choose(USE)
    stage.wait(lambda: stage.work[0] == marked)


def test_mask_of_its_own_comes_first(stage: Stage, marked: str) -> None:
    task_id = go_on(stage)
    other = stage.server.add_task(png(picture(300, 200)))
    stage.stroke((20, 20), (30, 20))
    stage.wait(lambda: stage.work[0] != "0.0 %")
    own = stage.work[0]
    stage.drop_text(other)
    stage.wait_for_picture((300, 200))
    assert not stage.action("previousMask").isEnabled()
    stage.drop_text(task_id)
    stage.wait_for_message("Your mask is back.")
    assert stage.work[0] == own


def test_mask_is_offered_in_another_session_too(stage: Stage, marked: str) -> None:
    task_id = go_on(stage)
    stage.close()
    stage.start(Options(api_url=stage.server.url, task_id=task_id))
    stage.wait_for_message(OFFER)
    stage.choose(USE)
    stage.wait(lambda: stage.work[0] == marked)
