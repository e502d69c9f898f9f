"""The program as a whole: its folder, its log, its language, and that it ends."""

from __future__ import annotations

import json
import logging
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QLabel

from app.cli import Options
from app.jobs.journal_file import open_or_replace
from app.sandbox.samples import SINGLE_ID
from tests.support.patience import PATIENCE
from tests.support.window import Stage, picture, png, staged

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

ROOT = Path(__file__).parents[1]


@pytest.fixture
def stage(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    with staged(tmp_path / "data", monkeypatch) as ready:
        yield ready


def test_closing_twice_is_closing_once(stage: Stage) -> None:
    stage.open()
    stage.window.close()
    stage.window.close()


def test_closing_at_once_leaves_nothing_running(stage: Stage) -> None:
    stage.start(Options(api_url=stage.server.url, task_id=stage.server.add_task(b"")))
    stage.close()


def test_data_folder_has_what_it_should_and_nothing_else(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    stage.finish_job()
    stage.close()
    names = {path.name for path in stage.data_dir.iterdir()}
    assert {"jobs.sqlite3", "pictures", "masks", "settings.json"} <= names
    made_anew_at_need = {"thumbnails"}
    known = {"jobs.sqlite3", "pictures", "masks", "settings.json", "logs", "lock"}
    assert names <= known | made_anew_at_need


@pytest.mark.allow_log("said to be kept")
def test_warnings_are_logged_while_the_program_runs_and_no_longer(stage: Stage) -> None:
    handlers = list(logging.getLogger().handlers)
    stage.start()
    logging.getLogger("app.test").warning("said to be kept")
    stage.close()
    assert logging.getLogger().handlers == handlers
    log = (stage.data_dir / "logs" / "mask-painter.log").read_text()
    assert "WARNING app.test: said to be kept" in log


DIE_WITH_THE_LOCK = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from app.application import Application
from app.cli import Options
qt = QCoreApplication([])
application = Application(Options(data_dir=Path(sys.argv[1])))
assert application.store.settings is not None
os._exit(9)
"""


def test_folder_of_a_copy_that_was_killed_can_be_used(stage: Stage) -> None:
    command = [sys.executable, "-c", DIE_WITH_THE_LOCK, str(stage.data_dir)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180)
    assert (ended.returncode, ended.stderr) == (9, "")
    assert (stage.data_dir / "lock").exists()
    stage.open()
    assert stage.message == ""
    stage.do_some_work()
    stage.finish_job()


@pytest.mark.allow_log("journal.* is damaged|journal was damaged")
def test_damaged_journal_is_set_aside_and_work_goes_on(stage: Stage) -> None:
    stage.data_dir.mkdir()
    damaged = b"no database at all" * 100
    (stage.data_dir / "jobs.sqlite3").write_bytes(damaged)
    stage.open()
    stage.wait_for_message("The journal of jobs was damaged.")
    (aside,) = stage.data_dir.glob("jobs.sqlite3.damaged-*")
    assert str(aside) in stage.message
    assert aside.read_bytes() == damaged
    stage.do_some_work()
    stage.finish_job()


@pytest.mark.allow_log("journal.* is damaged")
def test_journal_that_cannot_be_set_aside_is_told_and_nothing_is_sent(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.data_dir.mkdir()
    (stage.data_dir / "jobs.sqlite3").write_bytes(b"no database at all" * 100)
    # As another program's hold on the file does on Windows.
    monkeypatch.setattr("app.jobs.journal_file._duplicate", refused)
    stage.open()
    stage.wait_for_message("The journal of jobs is damaged.")
    work = stage.do_some_work()
    stage.choose_close()
    stage.action("submit").trigger()
    stage.wait_for_message("The journal of jobs is damaged.")
    assert (stage.work, stage.paid()) == (work, [])


def refused(*_: object) -> None:
    raise PermissionError(13, "in use")


def test_journal_of_a_later_version_is_told_and_nothing_is_written(stage: Stage) -> None:
    stage.data_dir.mkdir()
    journal = stage.data_dir / "jobs.sqlite3"
    with closing(sqlite3.connect(journal)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = journal.read_bytes()
    stage.open()
    stage.wait_for_message("The data folder was written by a newer Mask Painter.")
    stage.do_some_work()
    stage.close()
    assert journal.read_bytes() == before
    assert not (stage.data_dir / "settings.json").exists()


def test_window_works_while_the_journal_is_being_opened(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    def slowly(path: Path) -> object:
        assert gate.wait(PATIENCE)
        return open_or_replace(path)

    monkeypatch.setattr("app.jobs.journal.open_or_replace", slowly)
    stage.open()
    stage.do_some_work()
    stage.action("submit").trigger()
    bar = stage.window.statusBar()
    stage.wait(lambda: bar.currentMessage() == "Checking the journal of jobs…")
    assert (stage.state, stage.paid()) == ("idle", [])
    gate.set()
    stage.wait_for_state("done")
    assert bar.currentMessage() == ""
    assert len(stage.paid()) == 1


def test_window_that_is_closed_at_once_leaves_nothing_ticking(stage: Stage) -> None:
    stage.start()
    application = stage.application
    assert application is not None
    QCoreApplication.processEvents()
    stage.close()
    assert not [timer for timer in application.findChildren(QTimer) if timer.isActive()]


def test_plain_http_address_in_the_settings_is_refused(stage: Stage) -> None:
    stage.data_dir.mkdir()
    (stage.data_dir / "settings.json").write_text(json.dumps({"api_url": "http://192.0.2.1"}))
    stage.start(Options(task_id="0123456789abcdef01234567"))
    stage.wait_for_message("The service's address must begin with https")


def test_sandbox_opens_its_sample_without_a_key(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GPTUNNEL_API_KEY")
    stage.start(Options(sandbox=True))
    stage.wait_for_picture()
    assert SINGLE_ID in stage.window.windowTitle()
    assert "Sandbox: free" in [label.text() for label in stage.window.findChildren(QLabel)]
    stage.wait(lambda: stage.label("balanceLabel") == "500 ₽")
    assert stage.server.requests == ()


def test_changing_to_the_sandbox_forgets_the_job_and_the_balance(stage: Stage) -> None:
    stage.server.balance = 123
    stage.open()
    stage.wait(lambda: stage.label("balanceLabel") == "123 ₽")
    stage.do_some_work()
    stage.held()
    assert stage.application is not None
    stage.application.session.try_sandbox()
    assert stage.state == "idle"
    assert stage.label("balanceLabel") == "—"
    stage.wait(lambda: stage.label("balanceLabel") == "500 ₽")


def test_the_services_key_goes_to_the_service_alone(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    stage.finish_job()
    pictures = [request for request in stage.server.requests if request.endpoint == "picture"]
    assert pictures
    assert not [request for request in pictures if "authorization" in request.headers]
    key = stage.server.key
    assert not [request for request in stage.server.requests if key in request.path]


IN_RUSSIAN = """
import sys
from pathlib import Path
from app.application import Application
from app.ui.startup import dress, new_qt
from app.cli import Options
from PySide6.QtWidgets import QPushButton
qt = new_qt()
dress(qt, sys.argv[2], "system")
application = Application(Options(data_dir=Path(sys.argv[1])))
application.start()
sys.stdout.reconfigure(encoding="utf-8")
print(application.window.findChild(QPushButton, "submitButton").text())
application.window.close()
application.end()
"""


@pytest.mark.parametrize(("language", "text"), [("ru", "Отправить"), ("en", "Submit")])
def test_language_is_the_chosen_one(tmp_path: Path, language: str, text: str) -> None:
    command = [sys.executable, "-c", IN_RUSSIAN, str(tmp_path / "data"), language]
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=180
    )
    assert (ended.returncode, ended.stdout.strip()) == (0, text), ended.stderr


def test_picture_that_is_opened_is_named_in_the_title(stage: Stage) -> None:
    task_id = stage.open(png(picture()))
    assert stage.window.windowTitle() == f"{task_id} — Mask Painter"
