"""Only the marked region: seen, saved and gone on with, and the original bit for bit around it."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
)

from app.canvas.morphology import grow
from app.canvas.progress import Progress
from app.cli import Options
from app.library.sidecar import Sidecar, from_saved
from app.sandbox.tasks import UPSAMPLE_ACTIONS
from tests.support.pasting import (
    MARKED,
    SIZE,
    UNMARKED,
    answer_with,
    at,
    candidate,
    check,
    grid,
    noise,
    original_at,
    paste,
    pick,
    seen,
)
from tests.support.window import HEIGHT, LEFT, WIDTH, Stage, opened, picture


@pytest.fixture
def done(stage: Stage) -> str:
    """A window with a finished job, whose third candidate is picked; the id of its task."""
    stage.open()
    stage.do_some_work()
    answer_with(stage, grid())
    stage.finish_job()
    pick(stage, 3)
    return stage.server.task_ids[-1]


def save(stage: Stage, path: Path) -> Image.Image:
    stage.choose_file("saveResult", path)
    stage.wait(path.exists)
    stage.wait(lambda: path.with_suffix(".json").exists())
    return opened(path)


def assert_pasted(found: Image.Image, marked: Image.Image, mask: Image.Image, feather: int) -> None:
    """Everything but the feather is exactly one picture or the other."""
    assert (found.size, found.mode) == (SIZE, "RGB")
    assert_same(found, picture(), ImageChops.invert(grow(mask, feather, Progress())))
    assert_same(found, marked, mask)


def assert_same(one: Image.Image, other: Image.Image, where: Image.Image) -> None:
    """Two pictures are the same, bit for bit, where something is white."""
    for here, there in zip(one.split(), other.split(), strict=True):
        differing = ImageChops.difference(here, there).point([0] + [255] * 255)
        assert ImageChops.multiply(differing, where).getbbox() is None


# What is seen


def test_off_unless_it_is_asked_for(stage: Stage, done: str) -> None:
    assert check(stage).isVisible()
    assert not check(stage).isChecked()
    assert not stage.widget("featherSpin").isVisible()
    stage.wait(lambda: seen(stage, stage.comparison, UNMARKED) == at(candidate(3), UNMARKED))


def test_pane_shows_what_would_be_saved(stage: Stage, done: str) -> None:
    paste(stage)
    assert seen(stage, stage.comparison, MARKED) == at(candidate(3), MARKED)
    QTest.keyClick(stage.canvas, Qt.Key.Key_4)
    stage.wait(lambda: seen(stage, stage.comparison, MARKED) == at(candidate(4), MARKED))
    stage.wait(lambda: seen(stage, stage.comparison, UNMARKED) == original_at(UNMARKED))
    QTest.keyClick(stage.canvas, Qt.Key.Key_P)
    assert not check(stage).isChecked()
    stage.wait(lambda: seen(stage, stage.comparison, UNMARKED) == at(candidate(4), UNMARKED))
    QTest.keyClick(stage.canvas, Qt.Key.Key_P)
    stage.wait(lambda: seen(stage, stage.comparison, UNMARKED) == original_at(UNMARKED))


def test_whole_grid_stays_as_it_came(stage: Stage, done: str, tmp_path: Path) -> None:
    paste(stage)
    QTest.keyClick(stage.canvas, Qt.Key.Key_0)
    stage.wait(lambda: stage.comparison.property("imageSize").width() == 2 * WIDTH)
    assert check(stage).isChecked()
    assert save(stage, tmp_path / "whole.png").tobytes() == grid().tobytes()


def test_nothing_differs_but_the_mask_and_its_feather(stage: Stage, done: str) -> None:
    paste(stage, 5)
    stage.action("compareDifference").trigger()
    said = "Changed outside mask and feather: 0.0 %."
    stage.wait(lambda: stage.comparison.accessibleDescription().startswith(said))
    check(stage).setFocus()
    QTest.keyClick(check(stage), Qt.Key.Key_Space)
    stage.wait(lambda: "outside the mask: " in stage.comparison.accessibleDescription())
    assert ": 0.0 %" not in stage.comparison.accessibleDescription()


def test_last_feather_of_many_counts(stage: Stage, done: str, tmp_path: Path) -> None:
    paste(stage, 0)
    mask = opened(stage.server.last_mask())
    edge = max(x for x in range(WIDTH) if mask.getpixel((x, 80)) == 255)
    near = (edge + 3, 80)
    stage.wait(lambda: seen(stage, stage.comparison, near) == original_at(near))
    for feather in (*range(1, 64), 20):
        stage.find("featherSpin", QSpinBox).setValue(feather)
    found = save(stage, tmp_path / "soft.png")
    assert_pasted(found, candidate(3), mask, 20)
    stage.wait(lambda: seen(stage, stage.comparison, near) == at(found, near))


# What is saved


@pytest.mark.parametrize("feather", [0, 1, 8, 64])
def test_saved_picture_is_the_candidate_inside_and_the_original_outside(
    stage: Stage, done: str, tmp_path: Path, feather: int
) -> None:
    paste(stage, feather)
    found = save(stage, tmp_path / "masked.png")
    assert_pasted(found, candidate(3), opened(stage.server.last_mask()), feather)
    sidecar = from_saved((tmp_path / "masked.json").read_bytes())
    assert sidecar is not None
    assert (sidecar.task_id, sidecar.parent_id) == (done, stage.server.task_ids[0])
    assert (sidecar.prompt, sidecar.cost) == ("a blue door", 18.0)
    assert (sidecar.image, sidecar.feather, sidecar.kind) == (3, feather, "inpaint")
    mask = stage.data_dir / "masks" / (sidecar.mask or "")
    assert mask.read_bytes() == stage.server.last_mask()


def test_name_tells_what_is_saved(stage: Stage, done: str) -> None:
    paste(stage)
    for number, name in ((3, f"{done}-3-masked.png"), (0, f"{done}.png")):
        QTest.keyClick(stage.canvas, Qt.Key(ord(str(number))))
        stage.action("saveResult").trigger()
        (dialog,) = stage.window.findChildren(QFileDialog)
        assert dialog.findChild(QLineEdit, "fileNameEdit").text() == name  # type: ignore[union-attr]  # Qt's own has one
        dialog.reject()
        stage.wait(lambda: not stage.window.findChildren(QFileDialog))
        stage.activate()


def test_what_is_not_pasted_has_a_sidecar_too(stage: Stage, done: str, tmp_path: Path) -> None:
    assert save(stage, tmp_path / "third.png").tobytes() == candidate(3).tobytes()
    sidecar = from_saved((tmp_path / "third.json").read_bytes())
    assert sidecar is not None
    assert (sidecar.task_id, sidecar.image, sidecar.feather) == (done, 3, None)


def test_json_of_another_program_is_left_alone(stage: Stage, done: str, tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "a package"}')
    stage.choose_file("saveResult", tmp_path / "package.png")
    said = "Saved package.png; package.json is another program's and stays as it is"
    stage.wait(lambda: stage.window.statusBar().currentMessage() == said)
    assert (tmp_path / "package.json").read_text() == '{"name": "a package"}'


# Where it can't be


def test_there_is_nothing_to_paste_without_a_result(stage: Stage) -> None:
    stage.open()
    assert not stage.action("pasteBack").isEnabled()
    assert not check(stage).isVisible()


@pytest.mark.allow_log("A result can't be pasted")
def test_lost_mask_is_told_and_the_candidate_saved(stage: Stage, done: str, tmp_path: Path) -> None:
    stage.lose_masks()
    QTest.keyClick(stage.canvas, Qt.Key.Key_P)
    stage.wait(lambda: not check(stage).isEnabled())
    assert not check(stage).isChecked()
    assert check(stage).toolTip() == "The mask that was sent can't be read"
    assert save(stage, tmp_path / "third.png").tobytes() == candidate(3).tobytes()


# Going on


def upsampled() -> Image.Image:
    """The service's better version of the third candidate."""
    return Image.blend(candidate(3), noise(33), 0.1)


def go_on(stage: Stage, answer: Image.Image) -> str:
    """Continue from what is picked; returns the id of the task that has the upsampled picture."""
    answer_with(stage, answer)
    count = len(stage.server.task_ids)
    stage.action("continueFromCandidate").trigger()
    stage.wait(lambda: len(stage.server.task_ids) == count + 1)
    stage.wait_for_state("done")
    stage.wait(lambda: not stage.comparison.isVisible())
    stage.wait_for_picture(answer.size)
    return stage.server.task_ids[-1]


def kept(stage: Stage, task_id: str) -> Image.Image:
    return opened(stage.data_dir / "pictures" / f"{task_id}.pasted.png")


def details(stage: Stage) -> list[str]:
    """What the panel says about the open picture."""
    panel = stage.widget("jobPanel")
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]


ONLY = f"{WIDTH} × {HEIGHT} px · only the marked region was pasted in"


def test_next_original_is_the_pasted_picture(stage: Stage, done: str) -> None:
    paste(stage, 6)
    first = opened(stage.server.last_mask())
    task_id = go_on(stage, upsampled())
    assert_pasted(kept(stage, task_id), upsampled(), first, 6)
    assert seen(stage, stage.canvas, UNMARKED) == original_at(UNMARKED)
    assert seen(stage, stage.canvas, MARKED) == at(upsampled(), MARKED)
    assert ONLY in details(stage)
    assert opened(stage.data_dir / "pictures" / f"{task_id}.png").tobytes() == upsampled().tobytes()


def test_original_stays_bit_for_bit_through_the_rounds(
    stage: Stage, done: str, tmp_path: Path
) -> None:
    paste(stage, 6)
    first = opened(stage.server.last_mask())
    task_id = go_on(stage, upsampled())
    second_original = kept(stage, task_id)
    stage.stroke((200, 30), (230, 40))
    answer_with(stage, grid())
    stage.finish_job()
    second = opened(stage.server.last_mask())
    pick(stage, 2)
    stage.wait(lambda: seen(stage, stage.comparison, UNMARKED) == original_at(UNMARKED))
    found = save(stage, tmp_path / "second.png")
    reaches = [grow(mask, 6, Progress()) for mask in (first, second)]
    assert_same(found, picture(), ImageChops.invert(ImageChops.lighter(*reaches)))
    assert_same(found, second_original, ImageChops.invert(reaches[1]))
    assert_same(found, candidate(2), second)


def test_pasted_picture_is_back_after_a_restart(stage: Stage, done: str) -> None:
    paste(stage)
    task_id = go_on(stage, upsampled())
    stage.close()
    stage.start(Options(api_url=stage.server.url, task_id=task_id))
    stage.wait_for_picture(SIZE)
    assert seen(stage, stage.canvas, UNMARKED) == original_at(UNMARKED)
    assert seen(stage, stage.canvas, MARKED) == at(upsampled(), MARKED)
    assert ONLY in details(stage)
    assert stage.action("pasteBack").isChecked()


def test_services_own_picture_can_be_seen_and_taken(stage: Stage, done: str) -> None:
    paste(stage)
    task_id = go_on(stage, upsampled())
    stage.stroke((30, 150), (60, 150))
    stage.wait(lambda: stage.work[0] != "0.0 %")
    work = stage.work
    button = stage.find("ownPictureButton", QPushButton)
    QTest.mouseClick(button, LEFT)
    stage.wait(stage.comparison.isVisible)
    assert seen(stage, stage.comparison, UNMARKED) == at(upsampled(), UNMARKED)
    assert seen(stage, stage.canvas, UNMARKED) == original_at(UNMARKED)
    assert not check(stage).isVisible()
    stage.action("continueFromCandidate").trigger()
    stage.wait(lambda: not button.isVisible())
    assert seen(stage, stage.canvas, UNMARKED) == at(upsampled(), UNMARKED)
    stage.wait(lambda: stage.work == work)
    stage.close()
    stage.start(Options(api_url=stage.server.url, task_id=task_id))
    stage.wait_for_picture(SIZE)
    assert seen(stage, stage.canvas, UNMARKED) == at(upsampled(), UNMARKED)


def test_without_it_the_next_original_is_the_services(stage: Stage, done: str) -> None:
    paste(stage)
    parent = stage.server.task_ids[0]
    task_id = go_on(stage, upsampled())
    stage.drop_text(parent)
    stage.wait(stage.comparison.isVisible)
    answer_with(stage, upsampled())
    pick(stage, 3)
    QTest.keyClick(stage.canvas, Qt.Key.Key_P)
    stage.action("continueFromCandidate").trigger()
    stage.wait(lambda: not stage.comparison.isVisible())
    stage.wait(lambda: seen(stage, stage.canvas, UNMARKED) == at(upsampled(), UNMARKED))
    assert ONLY not in details(stage)
    assert not (stage.data_dir / "pictures" / f"{task_id}.pasted.png").exists()


def test_program_that_ended_meanwhile_pastes_at_the_next_start(stage: Stage, done: str) -> None:
    paste(stage, 3)
    answer_with(stage, upsampled())
    gate = stage.server.faults.hold("result")
    stage.action("continueFromCandidate").trigger()
    stage.wait(gate.is_reached)
    task_id = stage.server.task_ids[-1]
    stage.close()
    gate.release()
    stage.start()
    stage.wait_for_state("done")
    stage.wait_for_picture(SIZE)
    assert ONLY in details(stage)
    assert_pasted(kept(stage, task_id), upsampled(), opened(stage.server.last_mask()), 3)


def test_candidate_of_a_reroll_goes_into_what_was_painted_over(stage: Stage, done: str) -> None:
    paste(stage, 3)
    count = len(stage.server.task_ids)
    stage.action("reroll").trigger()
    stage.wait(lambda: len(stage.server.task_ids) == count + 1)
    stage.wait_for_state("done")
    pick(stage, 3)
    answer_with(stage, upsampled())
    gate = stage.server.faults.hold("result")
    stage.action("continueFromCandidate").trigger()
    stage.wait(gate.is_reached)
    task_id = stage.server.task_ids[-1]
    stage.close()
    gate.release()
    stage.start()
    stage.wait_for_state("done")
    stage.wait_for_picture(SIZE)
    stage.wait(lambda: ONLY in details(stage))
    assert_pasted(kept(stage, task_id), upsampled(), opened(stage.server.last_mask()), 3)


def test_original_is_scaled_to_a_picture_of_another_size(stage: Stage, done: str) -> None:
    paste(stage)
    task_id = go_on(stage, upsampled().resize((2 * WIDTH, 2 * HEIGHT)))
    stage.wait_for_message("the original was scaled to that")
    found = kept(stage, task_id)
    expected = picture().resize(found.size, Image.Resampling.LANCZOS)
    place = (2 * UNMARKED[0], 2 * UNMARKED[1])
    assert at(found, place) == at(expected, place)
    stage.stroke((60, 60), (140, 100))
    stage.action("submit").trigger()
    stage.wait(lambda: len(stage.paid()) == 3)
    mask = base64.b64decode(json.loads(stage.paid()[2].body)["mask"])
    assert opened(mask).size == found.size
    stage.wait_for_state("failed")  # the sandbox thinks it is smaller


def test_single_result_is_gone_on_with_at_once(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    task_id = stage.held()
    answer_with(stage, candidate(1))
    stage.server.change_task(task_id, status="done", percent=100, actions=UPSAMPLE_ACTIONS)
    stage.wait_for_state("done")
    paste(stage, 4)
    mask = opened(stage.server.last_mask())
    stage.action("continueFromCandidate").trigger()
    stage.wait(lambda: not stage.comparison.isVisible())
    assert len(stage.paid()) == 1
    assert seen(stage, stage.canvas, UNMARKED) == original_at(UNMARKED)
    assert_pasted(kept(stage, task_id), candidate(1), mask, 4)


def test_sidecar_in_the_library_names_what_was_pasted(stage: Stage, done: str) -> None:
    paste(stage, 7)
    task_id = go_on(stage, upsampled())
    data = (stage.data_dir / "pictures" / f"{task_id}.json").read_bytes()
    sidecar = from_saved(data)
    assert isinstance(sidecar, Sidecar)
    assert (sidecar.task_id, sidecar.parent_id) == (task_id, done)
    assert (sidecar.pasted, sidecar.feather) == (f"{task_id}.pasted.png", 7)


@pytest.mark.allow_log("The original of")
def test_pasted_copy_that_is_damaged_gives_way_to_the_services(stage: Stage, done: str) -> None:
    paste(stage)
    task_id = go_on(stage, upsampled())
    stage.close()
    path = stage.data_dir / "pictures" / f"{task_id}.pasted.png"
    path.write_bytes(path.read_bytes()[:900])
    stage.start(Options(api_url=stage.server.url, task_id=task_id))
    stage.wait_for_picture(SIZE)
    stage.wait_for_message("so this is the service's own picture")
    assert seen(stage, stage.canvas, UNMARKED) == at(upsampled(), UNMARKED)


# Remembered


def test_it_is_as_it_was_left(stage: Stage, done: str) -> None:
    paste(stage, 33)
    stage.close()
    stage.start()
    assert stage.action("pasteBack").isChecked()
    assert stage.find("featherSpin", QSpinBox).value() == 33
