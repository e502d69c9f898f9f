"""The guards of conftest.py: each fails a test that deserves it, and no other."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Run by a pytest of its own: test names say whether the guards are to complain, and of what.
GUARDED = """
import logging, threading, time
import pytest

ended = threading.Event()


def test_fine(qapp):
    thread = threading.Thread(target=time.sleep, args=(0.2,), name="short")
    thread.start()


def test_fine_qthread(qapp):
    from PySide6.QtCore import QThread
    thread = QThread()
    thread.start()
    thread.quit()
    assert thread.wait(5000)


def test_leaks_a_python_thread():
    threading.Thread(target=ended.wait, name="left behind", daemon=True).start()


def test_leaks_a_qthread(qapp):
    from PySide6.QtCore import Qt, QThread
    global kept
    kept = QThread()
    kept.setObjectName("LeftRunning")
    begun = threading.Event()
    kept.started.connect(begun.set, Qt.ConnectionType.DirectConnection)
    kept.start()
    assert begun.wait(5)


@pytest.mark.allow_threads("tolerated")
def test_fine_thread_when_allowed():
    threading.Thread(target=ended.wait, name="tolerated", daemon=True).start()


def test_logs_a_warning():
    logging.getLogger("somewhere").warning("the %s is loose", "cat")


@pytest.mark.allow_log("loose")
def test_fine_log_when_allowed():
    logging.getLogger("somewhere").warning("the %s is loose", "cat")
    logging.getLogger("somewhere").info("all is well")


def test_qt_warns():
    from PySide6.QtCore import QObject, qWarning
    qWarning("the dog is loose")


def test_qt_warns_really(qapp):
    from PySide6.QtGui import QPainter
    QPainter().end()


@pytest.mark.allow_qt_messages("dog")
def test_fine_qt_when_allowed():
    from PySide6.QtCore import qWarning
    qWarning("the dog is loose")


def test_raises_in_a_slot(qapp):
    from PySide6.QtCore import QTimer
    seen = []

    def slot():
        seen.append(1)
        raise KeyError("nobody saw this")

    QTimer.singleShot(0, slot)
    while not seen:
        qapp.processEvents()


def test_fine_environment():
    import os
    assert not any(name.startswith("GPTUNNEL_") for name in os.environ)
    assert "mask-painter-tests-" in os.path.expanduser("~")
    import keyring
    assert keyring.get_password("Mask Painter", "key") is None


def test_the_end():
    kept.quit()
    assert kept.wait(5000)
    ended.set()
"""

COMPLAINTS = {
    "test_leaks_a_python_thread": "'left behind' still runs",
    "test_leaks_a_qthread": "'LeftRunning' still runs",
    "test_logs_a_warning": "WARNING somewhere: the cat is loose",
    "test_qt_warns": "default: the dog is loose",
    "test_qt_warns_really": "QPainter::end: Painter not active",
    "test_raises_in_a_slot": "KeyError: 'nobody saw this'",
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a pytest with our conftest says of each test in GUARDED: its problem, or nothing."""
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "test_guarded.py").write_text(GUARDED, encoding="utf-8")
    report = folder / "report.xml"
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider"]
    command += ["-q", "-c", str(ROOT / "pyproject.toml"), f"--junitxml={report}", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "GPTUNNEL_API_KEY": "of the user"}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=180, check=False
    )
    assert report.exists(), done.stdout + done.stderr
    cases = ET.parse(report).getroot().iter("testcase")
    return {
        case.attrib["name"]: "\n".join(
            (found.text or "") for kind in ("failure", "error") for found in case.iter(kind)
        )
        for case in cases
    }


@pytest.mark.parametrize("name", COMPLAINTS)
def test_what_deserves_it_fails(name: str, outcomes: dict[str, str]) -> None:
    if name == "test_leaks_a_qthread" and not Path("/proc/self/task").is_dir():
        pytest.skip("Qt's threads are listed by Linux alone, in /proc")
    assert COMPLAINTS[name] in outcomes[name]


def test_nothing_else_fails(outcomes: dict[str, str]) -> None:
    failed = {name: text for name, text in outcomes.items() if text and name not in COMPLAINTS}
    assert failed == {}
    assert len(outcomes) == len(COMPLAINTS) + 7
