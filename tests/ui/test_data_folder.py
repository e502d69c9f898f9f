"""A data folder that can't be used: painting and exporting work, and nothing is paid for."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli import Options
from tests.support.window import Stage, opened, picture, png


@pytest.fixture
def nowhere(stage: Stage, tmp_path: Path) -> Path:
    """A data folder below a regular file, with a task opened in the window."""
    (tmp_path / "file").write_bytes(b"")
    stage.data_dir = tmp_path / "file" / "data"
    stage.open()
    return stage.data_dir


def test_data_folder_that_cannot_be_written_is_told_at_the_start(
    stage: Stage, nowhere: Path
) -> None:
    assert stage.message.startswith("The data folder can't be written to.")
    assert "--data-dir" in stage.message


def test_painting_and_exporting_work_without_a_data_folder(
    stage: Stage, nowhere: Path, tmp_path: Path
) -> None:
    stage.stroke((60, 60), (140, 100))
    assert opened(stage.export(tmp_path / "mask.png")).getpixel((100, 80)) == 255


def test_submitting_without_a_data_folder_says_it_again_and_sends_nothing(
    stage: Stage, nowhere: Path
) -> None:
    work = stage.do_some_work()
    stage.choose_close()
    assert stage.message == ""
    stage.action("submit").trigger()
    stage.wait_for_message("The data folder can't be written to.")
    assert (stage.state, stage.work, stage.paid()) == ("idle", work, [])


@pytest.mark.allow_log("can't be saved|can't be kept|can't be written|can't be used")
def test_folder_that_becomes_unwritable_sends_nothing(stage: Stage) -> None:
    stage.open()
    work = stage.do_some_work()
    masks = stage.data_dir / "masks"
    masks.rmdir()
    masks.write_bytes(b"in the way")
    stage.action("submit").trigger()
    stage.wait_for_state("failed")
    assert stage.message.startswith("The data folder can't be written to.")
    assert (stage.work, stage.paid()) == (work, [])


@pytest.mark.allow_log("is not kept: The folder .* can't be written")
def test_picture_opens_even_if_it_cannot_be_kept(stage: Stage) -> None:
    stage.start()
    pictures = stage.data_dir / "pictures"
    pictures.rmdir()
    pictures.write_bytes(b"in the way")
    stage.drop_text(stage.server.add_task(png(picture())))
    stage.wait_for_picture()
    stage.do_some_work()


@pytest.mark.allow_log("can't be written")
def test_result_that_cannot_be_kept_is_shown_all_the_same(stage: Stage, tmp_path: Path) -> None:
    stage.open()
    stage.do_some_work()
    task_id = stage.held()
    pictures = stage.data_dir / "pictures"
    pictures.rename(tmp_path / "moved")
    pictures.write_bytes(b"in the way")
    stage.server.change_task(task_id, status="done", percent=100)
    stage.wait_for_state("failed")
    assert "can't be written to" in stage.message
    stage.wait(stage.comparison.isVisible)
    path = tmp_path / "saved.png"
    stage.choose_file("saveResult", path)
    stage.wait(path.exists)
    assert opened(path).size == (512, 384)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder closed to all")
def test_file_that_cannot_be_written_is_not_blamed_on_the_data_folder(stage: Stage) -> None:
    stage.open()
    work = stage.do_some_work()
    stage.choose_file("exportMask", Path("/proc/mask.png"))
    stage.wait_for_message("“mask.png” can't be written: ")
    assert "data folder" not in stage.message
    assert stage.work == work


def test_folder_of_another_running_copy_is_left_alone(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.open()
    stage.wait(lambda: stage.label("balanceLabel") != "—")
    # The last thing that the first one writes by itself.
    stage.wait(lambda: [*(stage.data_dir / "thumbnails").glob("*.thumbnail")])

    def touched() -> dict[Path, int]:
        # Both are in one process here, and so is the log.
        paths = [path for path in stage.data_dir.rglob("*") if path.parent.name != "logs"]
        return {path: path.stat().st_mtime_ns for path in paths}

    before = touched()
    second = Stage(stage.server, stage.data_dir, monkeypatch)
    second.start(Options(api_url=stage.server.url))
    second.wait_for_message("Another Mask Painter is open with this data folder")
    second.close()
    assert touched() == before
    stage.activate()
    stage.do_some_work()
    stage.finish_job()
