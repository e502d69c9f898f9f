"""What holds for every test: an environment of its own, and the guards of support/guards.py."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.guards import LogGuard, QtMessageGuard, ThreadGuard, UncaughtGuard

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

qt_messages = QtMessageGuard()
home = pytest.StashKey[Path]()

# What a developer's own settings would change: the key, the proxy, the language, Qt's looks, and
# that each of some hundred children needn't compile the program for itself.
FOREIGN_VARIABLES = (
    "GPTUNNEL_API_KEY",
    "GPTUNNEL_API_URL",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "LANGUAGE",
    "PYTHONDONTWRITEBYTECODE",
    "QT_QPA_PLATFORMTHEME",
    "QT_SCALE_FACTOR",
    "QT_STYLE_OVERRIDE",
)
MEMORY = Path("/dev/shm")
_ROOM = 2 * 2**30


def keep_files_in_memory() -> None:
    """Have temporary files in memory where there is room, for child processes, too.

    The tests flush tens of thousands of small ones, and would wait for the disk for minutes. What a
    disk may do to the program is what tests/disk is about, which needs none for it.
    """
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    system = os.statvfs(MEMORY)
    # In a container it may be tiny, and run nothing.
    if system.f_bavail * system.f_frsize > _ROOM and not system.f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def isolate_environment(folder: Path) -> None:
    """Set the process's environment variables so that nothing of the user's is read or written.

    Child processes, the end-to-end tests' among them, inherit all of it.
    """
    for name in FOREIGN_VARIABLES:
        os.environ.pop(name, None)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_NO_GUI_THREADPOOL"] = "1"
    os.environ["LC_ALL"] = "C.UTF-8"
    # No test may ever reach, or unlock, the key store of the person who runs it.
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = "disabled:"
    for name in ("HOME", "USERPROFILE"):
        os.environ[name] = str(folder)
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        os.environ[f"XDG_{name}_HOME"] = _private(folder / name.lower())
    if not os.environ["QT_QPA_PLATFORM"].startswith("wayland"):  # Its socket is in there.
        os.environ["XDG_RUNTIME_DIR"] = _private(folder / "runtime")
    for name in ("APPDATA", "LOCALAPPDATA"):
        os.environ[name] = _private(folder / name.lower())


def _private(folder: Path) -> str:
    folder.mkdir(mode=0o700)
    return str(folder)


def pytest_configure(config: pytest.Config) -> None:
    """Isolate before any test module, and with it perhaps Qt, is imported."""
    keep_files_in_memory()
    folder = Path(tempfile.mkdtemp(prefix="mask-painter-tests-"))
    config.stash[home] = folder
    isolate_environment(folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    qt_messages.remove()
    shutil.rmtree(config.stash[home], ignore_errors=True)


@pytest.fixture(scope="session")
def qapp() -> Iterator[QApplication]:
    """Give the one QApplication of the test run; made on first use, so that others need no Qt."""
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    from app.ui.startup import QtApplication, let_go_of_clipboard

    qt_messages.install()
    application = QApplication.instance() or QtApplication(["mask-painter-tests"])
    assert isinstance(application, QApplication)
    yield application
    application.closeAllWindows()
    let_go_of_clipboard()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def guards(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves threads running, or warns, logs or raises where nobody looks.

    Being automatic, it is set up before the test's own fixtures and ends after them; those of
    wider scope are there before it, and may keep their threads.
    """

    def allowed(marker: str) -> list[str]:
        return [mark.args[0] for mark in request.node.iter_markers(marker)]

    qt_messages.install()
    threads = ThreadGuard()
    with LogGuard() as log, UncaughtGuard() as uncaught:
        yield
        qt_messages.install()
        problems = [
            *uncaught.problems(),
            *threads.problems(allowed("allow_threads")),
            *log.problems(allowed("allow_log")),
            *qt_messages.problems(allowed("allow_qt_messages")),
        ]
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)
