"""The start: what the first frame waits for, and what stays out of memory until it is wanted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QDockWidget, QWidget

from app.application import Application
from app.cli import Options
from app.ui.startup import wait_for_paint
from app.ui.theme import choose_scheme
from tests.support.history import show
from tests.support.window import Stage

ROOT = Path(__file__).resolve().parents[2]

# Starts the program as its users do, offscreen; prints what is imported at the first frame, when
# the window has been built, and once nothing happens any more.
STARTED = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
for name in ("DBUS_SESSION_BUS_ADDRESS", "PYTHON_KEYRING_BACKEND", "GPTUNNEL_API_KEY"):
    os.environ.pop(name, None)
os.environ["HOME"] = os.environ["XDG_CONFIG_HOME"] = sys.argv[1]
from app.plain_imports import restore_import
restore_import()
import app.application
from PySide6.QtCore import QCoreApplication, QTimer

def imported():
    print(*sys.modules)

def painted(ground):
    wait_for_paint(ground)
    imported()

def build(window, settings):
    built(window, settings)
    imported()

def look():
    session = windows[0]._session
    if session is not None and session.background._pending:
        QTimer.singleShot(20, look)
        return
    imported()
    windows[0].window.close()

windows = []
wait_for_paint, app.application.wait_for_paint = app.application.wait_for_paint, painted
built, app.application.MainWindow.build = app.application.MainWindow.build, build
begin = app.application.Application._begin

def begun(self):
    begin(self)
    windows.append(self)
    QTimer.singleShot(0, look)

app.application.Application._begin = begun
from app.cli import parse
sys.exit(app.application.run_window(parse(["--data-dir", sys.argv[1] + "/data"])))
"""
# A bare window needs no more than these of the program.
AT_FIRST = """
app app.application app.cli app.data_folder app.library app.library.errors app.paths
app.plain_imports app.settings app.settings.rules app.settings.settings app.ui app.ui.colours
app.ui.ground app.ui.language app.ui.main_window app.ui.startup
"""
NOT_AT_FIRST = (
    *("PIL", "requests", "urllib3", "sqlite3", "keyring", "socket", "_hashlib", "logging.handlers"),
    *("PySide6.QtNetwork", "PySide6.QtSvg"),
)
NOT_WHEN_BUILT = (
    *("PIL", "requests", "urllib3", "sqlite3", "keyring", "socket", "_hashlib", "logging.handlers"),
    *("PySide6.QtNetwork", "app.sandbox", "app.jobs.runner", "app.jobs.journal", "app.session"),
    *("app.ui.workspace", "app.ui.canvas_view", "app.ui.comparison_view", "app.ui.history_dock"),
)
NOT_AT_REST = (
    *("requests", "urllib3", "keyring", "cryptography", "_hashlib", "decimal", "app.sandbox"),
    *("app.api.client", "app.ui.preferences_dialog", "app.ui.mask_import_dialog"),
)


def among(modules: str, unwanted: tuple[str, ...]) -> list[str]:
    """Those of the modules that are one of the unwanted, or inside of one."""
    return [
        module
        for module in modules.split()
        if any(module == name or module.startswith(f"{name}.") for name in unwanted)
    ]


def test_first_frame_and_rest_import_no_more_than_they_need(tmp_path: Path) -> None:
    command = [sys.executable, "-c", STARTED, str(tmp_path)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stderr
    first, built, rest = done.stdout.splitlines()
    ours = {name for name in first.split() if name.partition(".")[0] == "app"}
    assert ours - set(AT_FIRST.split()) == set()
    assert "app.ui.main_window" in ours
    assert among(first, NOT_AT_FIRST) == []
    assert "app.ui.job_panel" in built.split()
    assert among(built, NOT_WHEN_BUILT) == []
    assert "app.ui.workspace" in rest.split()
    assert among(rest, NOT_AT_REST) == []


def test_no_source_is_read_to_import_the_program() -> None:
    code = (
        "from app.plain_imports import restore_import; restore_import()\n"
        "import app.application, linecache, sys\n"
        "print([name for name in linecache.cache if 'PySide6' not in name and '/app/' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=180)
    assert (done.stdout.strip(), done.stderr) == (b"[]", b"")


Look = tuple[str, int, int, int, int, bool, bool | None]


def looks(window: QWidget) -> list[Look]:
    """What is seen of the window: each widget's place, and how it stands."""
    seen: list[Look] = []
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.window() is window:
            place = widget.mapTo(window, QPoint(0, 0))
            checked = widget.isChecked() if isinstance(widget, QAbstractButton) else None
            size = (widget.width(), widget.height())
            name = f"{type(widget).__name__} {widget.objectName()}"
            seen.append((name, place.x(), place.y(), *size, widget.isEnabled(), checked))
    return sorted(seen, key=str)


@pytest.fixture
def frames(monkeypatch: pytest.MonkeyPatch) -> list[list[Look]]:
    """Gets the looks of each start's frames: first the ground, then with what is seen for good."""
    found: list[list[Look]] = []

    def painted(ground: QWidget) -> None:
        wait_for_paint(ground)
        found.append(looks(ground.window()))

    def restored(self: Application) -> None:
        restore(self)
        frame = QTimer(self.window, singleShot=True, interval=0)
        frame.timeout.connect(lambda: found.append(looks(self.window)))
        frame.start()

    restore = Application._restore
    monkeypatch.setattr("app.application.wait_for_paint", painted)
    monkeypatch.setattr(Application, "_restore", restored)
    return found


def test_surfaces_are_in_their_places_from_the_beginning(
    stage: Stage, frames: list[list[Look]]
) -> None:
    stage.start()
    # Font and style move the bars by some pixels.
    _, middle, panel = (look[1:5] for look in frames[0])
    for before, widget in ((middle, stage.widget("emptyState")), (panel, stage.widget("jobPanel"))):
        corner = widget.mapTo(stage.window, QPoint(0, 0))
        after = (corner.x(), corner.y(), widget.width(), widget.height())
        assert after == pytest.approx(before, abs=30)


def test_what_the_first_frame_shows_stays(stage: Stage, frames: list[list[Look]]) -> None:
    stage.start()
    assert len(frames[1]) > 50
    stage.wait_until_at_rest()
    assert looks(stage.window) == frames[1]
    # With tasks that were open, and the history in sight.
    stage.close()
    stage.open()
    show(stage)
    stage.wait_until_at_rest()
    stage.close()
    stage.start()
    stage.wait_until_at_rest()
    assert stage.find("historyDock", QDockWidget).isVisible()
    assert any(look[0] == "HistoryDock historyDock" for look in frames[5])
    tiles = [look for look in looks(stage.window) if "recent" in look[0].lower()]
    assert tiles
    assert tiles == [look for look in frames[5] if "recent" in look[0].lower()]


def test_a_window_found_by_its_name_is_whole(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []

    def painted(ground: QWidget) -> None:
        wait_for_paint(ground)
        names.append(ground.window().objectName())

    monkeypatch.setattr("app.application.wait_for_paint", painted)
    stage.start()
    assert names == [""]
    assert stage.window.objectName() == "mainWindow"


def test_a_window_that_the_system_closes_while_it_is_built_ends_as_any(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = Application(Options(api_url=stage.server.url, data_dir=stage.data_dir))
    monkeypatch.setattr("app.application.let_paint", lambda: application.window.close())
    application.start()
    assert application.window.isHidden()
    assert not [timer for timer in application.findChildren(QTimer) if timer.isActive()]
    assert (stage.data_dir / "settings.json").exists()
    application.end()


def test_another_theme_moves_nothing(stage: Stage, qapp: QApplication) -> None:
    stage.start()
    stage.wait_until_at_rest()
    before = looks(stage.window)
    choose_scheme(qapp, "light")
    QApplication.processEvents()
    assert looks(stage.window) == before


def test_the_start_waits_for_its_first_frame_and_no_longer(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    # With this patience the test would be ended before the start is.
    monkeypatch.setattr("app.ui.startup._LATEST_MS", 3_600_000)
    stage.start()
