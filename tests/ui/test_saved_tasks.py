"""Opening what was saved, to go on from it: the sidecar, or the picture that it lies beside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.cli import Options
from app.library.sidecar import Sidecar, to_json
from tests.support.window import HEIGHT, LEFT, WIDTH, Stage, picture, png

GRID = tuple(f"upsample_{number}" for number in range(1, 5))


def drop(stage: Stage, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    stage.drop(mime)


def saved(stage: Stage, folder: Path, **facts: object) -> Path:
    """A task of the service whose picture and sidecar lie in a folder; the sidecar's path."""
    data = png(picture())
    task_id = stage.server.add_task(data)
    (folder / "final.png").write_bytes(data)
    sidecar = Sidecar(task_id, prompt="a blue door", service=stage.server.url, **facts)  # type: ignore[arg-type]  # the caller's
    path = folder / "final.json"
    path.write_bytes(to_json(sidecar))
    return path


def quarter_mask(path: Path) -> None:
    mask = Image.new("L", (WIDTH, HEIGHT))
    mask.paste(255, (0, 0, WIDTH // 2, HEIGHT // 2))
    mask.save(path)


def details(stage: Stage) -> str:
    labels = stage.widget("jobPanel").findChildren(QLabel)
    return next(label.text() for label in labels if " px" in label.text())


def test_a_dropped_sidecar_opens_its_task_with_prompt_and_mask(
    stage: Stage, tmp_path: Path
) -> None:
    quarter_mask(tmp_path / "mask.png")
    path = saved(stage, tmp_path, mask="mask.png")
    stage.start()
    drop(stage, path)
    stage.wait_for_picture((WIDTH, HEIGHT))
    stage.wait(lambda: stage.work == ("25.0 %", "a blue door"))
    assert "picture" not in [request.endpoint for request in stage.server.requests]
    stage.action("undo").trigger()
    assert stage.work[0] == "25.0 %"  # it was there from the beginning
    stage.finish_job()
    task_id = json.loads(path.read_text())["task_id"]
    assert f'"taskId":"{task_id}"'.encode() in stage.paid()[0].body


def test_a_mask_that_was_painted_since_stays(stage: Stage, tmp_path: Path) -> None:
    quarter_mask(tmp_path / "mask.png")
    path = saved(stage, tmp_path, mask="mask.png")
    stage.start(Options(api_url=stage.server.url, task_id=json.loads(path.read_text())["task_id"]))
    stage.wait_for_picture()
    marked = stage.do_some_work()[0]
    drop(stage, path)
    stage.wait(lambda: stage.work[1] == "a blue door")
    assert stage.work[0] == marked


def test_the_picture_beside_a_sidecar_is_the_task_s(stage: Stage, tmp_path: Path) -> None:
    path = saved(stage, tmp_path)
    stage.start()
    drop(stage, path.with_suffix(".png"))
    stage.wait_for_picture()
    assert details(stage) == "256 × 192 px · a task's, says final.json"
    assert stage.work[1] == "a blue door"
    stage.stroke((60, 60), (140, 100))
    stage.finish_job()


def test_a_result_that_was_saved_here_is_gone_on_with(stage: Stage, tmp_path: Path) -> None:
    stage.open()
    stage.do_some_work()
    stage.finish_job()
    stage.wait(stage.comparison.isVisible)
    stage.choose_file("saveResult", tmp_path / "result.png")
    stage.wait((tmp_path / "result.json").exists)
    result = stage.server.task_ids[-1]
    drop(stage, tmp_path / "result.json")
    stage.wait(lambda: result in stage.window.windowTitle())
    assert "a grid of four" in details(stage)


def test_a_saved_candidate_leads_to_its_task_and_is_picked_there(
    stage: Stage, tmp_path: Path
) -> None:
    path = saved(stage, tmp_path, image=3, actions=GRID)
    task_id = json.loads(path.read_text())["task_id"]
    stage.server.change_task(task_id, actions=GRID)
    stage.start()
    drop(stage, path.with_suffix(".png"))
    message = stage.wait_for_message("This is candidate 3 of a task")
    assert "open that one" in message
    assert "no task" in details(stage)
    QTest.mouseClick(stage.choices[0], LEFT)
    stage.wait(lambda: task_id in stage.window.windowTitle())
    assert "a grid of four" in details(stage)
    drop(stage, path)
    stage.wait(lambda: stage.widget("candidateStrip").isVisible())
    stage.wait(lambda: stage.action("continueFromCandidate").isEnabled())


def test_a_sidecar_alone_asks_the_service(stage: Stage, tmp_path: Path) -> None:
    path = saved(stage, tmp_path)
    path.with_suffix(".png").unlink()
    stage.start(Options(api_url=stage.server.url, image=path))
    stage.wait_for_picture((WIDTH, HEIGHT))
    assert "picture" in [request.endpoint for request in stage.server.requests]


def test_one_of_another_service_says_so_and_its_picture_is_a_picture(
    stage: Stage, tmp_path: Path
) -> None:
    path = saved(stage, tmp_path)
    document = json.loads(path.read_text()) | {"service": "https://elsewhere.example"}
    path.write_text(json.dumps(document))
    stage.start()
    drop(stage, path)
    stage.wait_for_message("but of https://elsewhere.example")
    drop(stage, path.with_suffix(".png"))
    stage.wait_for_picture()
    assert "no task" in details(stage)


def test_another_program_s_file_says_so(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "package.json"
    path.write_text('{"name": "something", "version": "1.0.0"}')
    stage.start()
    drop(stage, path)
    stage.wait_for_message("“package.json” says nothing about a task.")


@pytest.mark.parametrize("name", ["final.json", "final.png"])
def test_in_the_sandbox_foreign_tasks_stay_outside(stage: Stage, tmp_path: Path, name: str) -> None:
    path = saved(stage, tmp_path)
    stage.start(Options(sandbox=True))
    stage.wait_for_picture((1024, 1024))
    drop(stage, tmp_path / name)
    if name == "final.json":
        stage.wait_for_message("is not of the service in use")
    else:
        stage.wait_for_picture((WIDTH, HEIGHT))
        assert stage.work[1] == ""
    assert path.exists()
