"""Opening what can't be opened: a clear sentence in the bar, and nothing that was there is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from app.cli import Options
from app.sandbox.faults import Fault, Reply, html_page
from tests.support.window import HEIGHT, WIDTH, Stage, picture, png

UNKNOWN_ID = "0123456789abcdef01234567"


def open_task(stage: Stage, task_id: str) -> None:
    stage.start(Options(api_url=stage.server.url, task_id=task_id))


def test_no_key(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GPTUNNEL_API_KEY")
    open_task(stage, UNKNOWN_ID)
    stage.wait_for_message("There is no usable API key. Enter the key")
    assert stage.server.requests == ()


def test_wrong_key(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GPTUNNEL_API_KEY", "wrong")
    open_task(stage, stage.server.add_task(png(picture())))
    stage.wait_for_message("The service doesn't accept the API key.")
    assert "Incorrect API key provided" in stage.message


def test_unknown_task(stage: Stage) -> None:
    open_task(stage, UNKNOWN_ID)
    stage.wait_for_message("The service knows no such task.")


def test_task_that_is_still_running_is_opened_once_it_is_done(stage: Stage) -> None:
    task_id = stage.server.add_task(png(picture()), status="processing", percent=40)
    open_task(stage, task_id)
    stage.wait_for_message("This task is still running (40 %).")
    stage.server.change_task(task_id, percent=70)
    stage.choose("Check again")
    stage.wait_for_message("(70 %)")
    stage.server.change_task(task_id, status="done", percent=100)
    stage.choose("Check again")
    stage.wait_for_picture()
    assert stage.message == ""


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Reply(403), "The task is there, but its picture can't be had any more."),
        (Reply(404), "The task is there, but its picture can't be had any more."),
        (Reply(200, b"no picture"), "The picture arrived damaged."),
    ],
)
def test_picture_that_does_not_come_can_be_tried_again(
    stage: Stage, fault: Reply, sentence: str
) -> None:
    stage.server.faults.add(Fault("picture", fault))
    open_task(stage, stage.server.add_task(png(picture())))
    stage.wait_for_message(sentence)
    focused = QApplication.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.text() == "Open a task…"  # the keys are where they were
    stage.choose("Try again")
    stage.wait_for_picture()


def test_failed_task(stage: Stage) -> None:
    open_task(stage, stage.server.add_task(b"", status="failed", error="Banned prompt"))
    stage.wait_for_message("This task failed, so there is no picture to work on.")
    assert "Banned prompt" in stage.message


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (html_page(200), "The service's answer makes no sense."),
        (Reply(200, "garbage"), "The service's answer makes no sense."),
        (Reply(200, {"status": "done"}), "The service's answer makes no sense."),
        (html_page(502), "The service has a fault of its own."),
    ],
)
def test_answer_that_is_no_task(stage: Stage, reply: Reply, sentence: str) -> None:
    stage.server.faults.add(Fault("result", reply, times=None))
    open_task(stage, stage.server.add_task(png(picture())))
    stage.wait_for_message(sentence)


def test_service_that_is_not_there(stage: Stage) -> None:
    stage.server.stop()
    open_task(stage, UNKNOWN_ID)
    stage.wait_for_message("The service can't be reached. Check the network")


def test_what_cannot_be_opened_leaves_the_work_alone(stage: Stage) -> None:
    stage.open()
    work = stage.do_some_work()
    stage.drop_text(UNKNOWN_ID)
    stage.wait_for_message("The service knows no such task.")
    assert stage.work == work
    stage.finish_job()


def too_many_pixels() -> bytes:
    return png(Image.new("1", (10_001, 10_000)))


BROKEN = {
    "damaged or cut short": lambda: png(picture())[:-300],
    "not a picture": lambda: b"GIF, honestly",
    "more than 100 megapixels": too_many_pixels,
}


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")  # the service's
@pytest.mark.parametrize("sentence", BROKEN)
def test_broken_picture_of_a_task(stage: Stage, sentence: str) -> None:
    open_task(stage, stage.server.add_task(BROKEN[sentence]()))
    stage.wait_for_message(sentence if "megapixels" in sentence else "The picture arrived damaged.")


@pytest.mark.parametrize("sentence", BROKEN)
def test_broken_picture_from_a_file(stage: Stage, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(BROKEN[sentence]())
    stage.open()
    work = stage.do_some_work()
    stage.choose_file("openImage", path)
    stage.wait_for_message(sentence)
    assert stage.work == work


def test_mask_of_another_size_is_refused_and_the_picture_opens(
    stage: Stage, tmp_path: Path
) -> None:
    mask, image = tmp_path / "mask.png", tmp_path / "picture.png"
    mask.write_bytes(png(Image.new("L", (200, 100), 255)))
    image.write_bytes(png(picture()))
    for options in (
        Options(api_url=stage.server.url, image=image, mask=mask),
        Options(api_url=stage.server.url, task_id=stage.server.add_task(png(picture())), mask=mask),
    ):
        stage.start(options)
        stage.wait_for_message("The mask is 200 × 100 pixels, but the picture is 256 × 192.")
        stage.wait_for_picture((WIDTH, HEIGHT))
        assert stage.label("coverageLabel") == "0.0 %"
        stage.close()


def half() -> Image.Image:
    mask = Image.new("L", (WIDTH, HEIGHT), 0)
    mask.paste(128, (0, 0, WIDTH // 2, HEIGHT))
    mask.paste(127, (0, 0, WIDTH // 2, HEIGHT // 2))
    return mask


@pytest.mark.parametrize("way", ["image", "task", "both"])
def test_mask_of_the_command_line_is_there_from_the_start(
    stage: Stage, tmp_path: Path, way: str
) -> None:
    mask, image = tmp_path / "mask.png", tmp_path / "picture.png"
    mask.write_bytes(png(half()))
    image.write_bytes(png(picture()))
    task_id = stage.server.add_task(png(picture()))
    stage.start(
        Options(
            api_url=stage.server.url,
            image=image if way != "task" else None,
            task_id=task_id if way != "image" else None,
            mask=mask,
        )
    )
    stage.wait_for_picture()
    assert stage.label("coverageLabel") == "25.0 %"


def test_imported_mask_of_another_size_leaves_the_painted_one(stage: Stage, tmp_path: Path) -> None:
    mask = tmp_path / "mask.png"
    mask.write_bytes(png(Image.new("L", (200, 100), 255)))
    stage.open()
    work = stage.do_some_work()
    stage.choose_file("importMask", mask)
    stage.wait_for_message("The mask is 200 × 100 pixels, but the picture is 256 × 192.")
    assert stage.work == work


def test_typed_path_is_taken_though_a_file_of_its_name_is_in_sight(
    stage: Stage, tmp_path: Path
) -> None:
    """Qt's dialog then answers with both files, now and then: depends on how quickly it lists."""
    path = tmp_path / "mask.png"
    path.write_bytes(png(half().point([0] * 128 + [255] * 128)))
    stage.open()
    stage.action("importMask").trigger()
    (dialog,) = stage.window.findChildren(QFileDialog)
    dialog.filesSelected.emit([str(path), str(tmp_path / "seen" / "mask.png")])
    dialog.done(QFileDialog.DialogCode.Accepted)
    stage.wait(lambda: stage.label("coverageLabel") == "25.0 %")
