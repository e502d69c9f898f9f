"""Jobs that end behind other windows: the desktop tells, the title counts, and nobody waits."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QSystemTrayIcon, QWidget

from app.sandbox.faults import Fault, Reset
from app.ui.icons import icon
from app.ui.notices import Notice, Notices, TrayNotices
from tests.support.job_rows import finish, hold
from tests.support.patience import PATIENCE
from tests.support.window import Stage

ROOT = Path(__file__).parents[2]


class Desktop(Notices):
    """Remembers what it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: dict[str, Notice] = {}
        self.count = 0

    def show_notice(self, key: str, notice: Notice) -> None:
        self.shown[key] = notice

    def withdraw(self) -> None:
        self.shown.clear()

    def set_count(self, number: int) -> None:
        self.count = number

    @property
    def said(self) -> list[str]:
        return [f"{notice.title}: {notice.body}" for notice in self.shown.values()]


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Desktop:
    made = Desktop()
    monkeypatch.setattr("app.ui.submission.desktop_notices", lambda *_: made)
    return made


@pytest.fixture
def leave(stage: Stage) -> Iterator[Callable[[], None]]:
    """Go to another program's window, as far as ours can tell."""
    other = QWindow()

    def go() -> None:
        other.show()
        other.requestActivate()
        stage.wait(lambda: QApplication.activeWindow() is None)

    yield go
    other.close()


def title(stage: Stage, task_id: str) -> str:
    return stage.window.windowTitle().replace(task_id, "ID")


@pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dbus-run-session") is None,
    reason="dbus-run-session is not installed",
)
def test_a_real_bus_shows_it_and_a_click_leads_to_the_job(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    del env["DBUS_SESSION_BUS_ADDRESS"]
    script = Path(__file__).with_name("real_bus.py")
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-P", str(script), str(tmp_path)],
        env=env, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    body = said.pop("body")
    assert body.startswith("Task ID\nDone in 0:0")
    assert body.endswith(" for 18 ₽")
    assert said == {
        "title under way": "40 % — ID — Mask Painter",
        "notification": [
            *("Mask Painter", 0, "mask-painter", "The result is ready", ["default", "Show it"], -1)
        ],
        "hints": {"desktop-entry": "mask-painter", "urgency": 1, "category": "transfer.complete"},
        "title behind": "(1) ID — Mask Painter",
        "counts": [1],
        "shown": True,
        "title in front": "ID — Mask Painter",
        "closed": [1],
        "counts after": [1, 0],
    }


def test_whoever_looks_on_is_not_told(stage: Stage, desktop: Desktop) -> None:
    task_id = stage.open()
    stage.do_some_work()
    stage.finish_job()
    assert (desktop.said, desktop.count) == ([], 0)
    assert title(stage, task_id) == "ID — Mask Painter"


def test_each_end_has_its_words_and_the_prompt_is_nobodys_business(
    stage: Stage, desktop: Desktop, leave: Callable[[], None]
) -> None:
    task_id = stage.open()
    tasks = [hold(stage, prompt) for prompt in ("a red door", "a green roof")]
    stage.server.faults.add(Fault("inpaint", Reset(), processed=True))
    leave()
    finish(stage, tasks[0])
    stage.server.change_task(tasks[1], status="failed", error="No green roofs, thank you.")
    stage.stroke((100, 100), (120, 120))
    stage.action("submit").trigger()
    stage.wait(lambda: len(desktop.shown) == 3)
    assert sorted(text.replace(task_id, "ID").split(" in ")[0] for text in desktop.said) == [
        "A job has failed: Task ID\nFailed, 18 ₽ charged",
        "A job waits for your word: Task ID\nNot confirmed by the service",
        "The result is ready: Task ID\nDone",
    ]
    assert "roof" not in str(desktop.shown)
    assert desktop.count == 3
    assert title(stage, task_id) == "(3) ID — Mask Painter"
    stage.activate()
    # The first one's result is none that has been looked at, nor has the question been answered.
    stage.wait(lambda: desktop.said == [])
    assert desktop.count < 3


def test_what_is_cancelled_is_not_told(
    stage: Stage, desktop: Desktop, leave: Callable[[], None]
) -> None:
    stage.open()
    stage.do_some_work()
    stage.held()
    leave()
    stage.action("cancel").trigger()
    stage.wait_for_state("cancelled")
    assert (desktop.said, desktop.count) == ([], 0)


def test_it_can_be_switched_off(stage: Stage, desktop: Desktop, leave: Callable[[], None]) -> None:
    task_id = stage.open()
    stage.action("preferences").trigger()
    dialog = stage.window.findChild(QDialog, "preferencesDialog")
    assert dialog is not None
    check = dialog.findChild(QCheckBox, "notificationsCheck")
    assert check is not None
    check.setChecked(False)
    dialog.accept()
    stage.activate()
    stage.do_some_work()
    held = stage.held()
    leave()
    finish(stage, held)
    stage.wait_for_state("done")
    assert (desktop.said, desktop.count) == ([], 0)
    assert title(stage, task_id) == "(1) ID — Mask Painter"


@pytest.mark.parametrize("accepts", [False, True], ids=["silent", "silent once it has accepted us"])
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a session bus")
def test_a_bus_that_gives_no_answer_holds_nobody_up(
    stage: Stage,
    leave: Callable[[], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    accepts: bool,
) -> None:
    with socket.socket(socket.AF_UNIX) as bus:
        bus.bind(str(tmp_path / "bus"))
        bus.listen()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'bus'}")
        stage.open()
        stage.do_some_work()
        held = stage.held()
        leave()
        finish(stage, held)
        stage.wait_for_state("done")
        caller, _ = bus.accept()
        with caller:
            if accepts:
                _say_yes(caller)
            # The end of the program waits for no thread either: see `_threads_outlived`.
            stage.close()


def _say_yes(caller: socket.socket) -> None:
    """To whoever wants to be let in, as a bus does."""
    caller.settimeout(PATIENCE)
    said = b""
    while b"BEGIN" not in said:
        said += caller.recv(4096)
        if b"AUTH" in said:
            caller.sendall(b"OK 0123456789abcdef0123456789abcdef\r\n")
            said = b""


# The offscreen platform has none.
@pytest.mark.allow_qt_messages("systemTrayWindowChanged")
def test_the_tray_shows_it_where_there_is_one(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[object, ...]] = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _self, *what: shown.append(what))
    window = QWidget()
    window.setWindowIcon(icon("image"))
    notices = TrayNotices(window)
    clicked: list[tuple[str, str]] = []
    notices.clicked.connect(lambda *what: clicked.append(what))
    notices.show_notice("one", Notice("The result is ready", "Task 1", "Show it"))
    (tray,) = notices.findChildren(QSystemTrayIcon)
    assert tray.isVisible()
    assert shown[0][:2] == ("The result is ready", "Task 1")
    tray.messageClicked.emit()
    assert clicked == [("one", "")]
    notices.withdraw()
    assert not tray.isVisible()
    window.deleteLater()
