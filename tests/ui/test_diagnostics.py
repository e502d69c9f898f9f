"""Copy Diagnostics: what helps to find a fault, and nothing that is nobody's business."""

from __future__ import annotations

import logging
import platform
import sqlite3
from pathlib import Path

import PySide6
import pytest
from PySide6.QtWidgets import QApplication

from app import __version__
from app.jobs.summary import jobs_by_state
from tests.support.window import Stage


def copied(stage: Stage) -> str:
    clipboard = QApplication.clipboard()
    clipboard.setText("before")
    stage.action("copyDiagnostics").trigger()
    stage.wait(lambda: clipboard.text() != "before")
    return clipboard.text()


@pytest.mark.allow_log("the cat")
def test_versions_folder_settings_jobs_and_the_log_are_told(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    stage.finish_job()
    logging.getLogger("app.test").warning("the cat is loose")
    text = copied(stage)
    lines = [line.strip() for line in text.splitlines()]
    assert lines[0].startswith(f"Mask Painter {__version__}")
    for expected in (
        f"Python: {platform.python_version()}",
        "Platform: offscreen",
        "requests: 2.",
        "Pillow: ",
        "keyring: ",
        "Memory: ",
        "System: ",
        "Screen: ",
        "Language: ",
        "Path: ",
        "brush_size: 40",
        "prompt_history: 1",
        "recent_tasks: 1",
        "done: 1",
        "Service: network",
    ):
        assert [line for line in lines if line.startswith(expected)], expected
    assert PySide6.__version__ in text
    assert lines[-1].endswith("WARNING app.test: the cat is loose")
    assert "pictures: 4 files" in text
    assert "Diagnostics copied" in stage.window.statusBar().currentMessage()


def test_neither_key_nor_prompt_nor_tasks_nor_home_are_told(stage: Stage) -> None:
    task_id = stage.open()
    stage.do_some_work()
    stage.finish_job()
    stage.widget("promptEdit").setProperty("plainText", "a door not yet submitted")
    stage.close()
    stage.start()
    text = copied(stage)
    for secret in (stage.server.key, "a blue door", "not yet", task_id, str(Path.home())):
        assert secret not in text


def test_a_data_folder_that_cannot_be_used_is_part_of_it(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    stage.data_dir = tmp_path / "file" / "data"
    stage.start()
    text = copied(stage)
    assert "Problem: none" not in text
    assert "not known: Not a directory" in text


def test_numbers_of_a_journal_are_read_without_touching_it(tmp_path: Path) -> None:
    path = tmp_path / "jobs.sqlite3"
    with pytest.raises(OSError, match="unable to open"):
        jobs_by_state(path)
    assert not path.exists()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE jobs (state TEXT)")
    connection.executemany("INSERT INTO jobs VALUES (?)", [("done",), ("done",), ("failed",)])
    connection.commit()
    connection.close()
    before = path.read_bytes()
    assert jobs_by_state(path) == {"done": 2, "failed": 1}
    assert path.read_bytes() == before
    path.write_bytes(b"no database" * 100)
    with pytest.raises(OSError, match="not a database"):
        jobs_by_state(path)
