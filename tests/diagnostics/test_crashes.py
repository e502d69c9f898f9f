from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.diagnostics.crashes import KEPT, CrashReports
from app.diagnostics.redaction import MARK, Redactor

KEY = "shds-Abc123"


@pytest.fixture
def reports(tmp_path: Path) -> CrashReports:
    return CrashReports(tmp_path / "logs", Redactor(lambda: {KEY}))


def test_a_report_has_its_time_in_its_name_and_no_key(reports: CrashReports) -> None:
    path = reports.write(f"it was {KEY}")
    assert path is not None
    assert re.fullmatch(r"crash-\d{8}-\d{6}\.txt", path.name)
    assert path.read_text(encoding="utf-8") == f"it was {MARK}"
    if os.name != "nt":
        assert path.stat().st_mode & 0o077 == 0


def test_the_latest_reports_are_kept(reports: CrashReports, tmp_path: Path) -> None:
    for number in range(KEPT + 5):
        reports.write(str(number))
    kept = {int(path.read_text()) for path in (tmp_path / "logs").iterdir()}
    assert kept == set(range(5, KEPT + 5))


def test_a_report_is_of_bounded_size(reports: CrashReports) -> None:
    path = reports.write("first\n" + KEY * 100_000 + "\nlast \udcff")
    assert path is not None
    text = path.read_text(encoding="utf-8")
    assert len(text) < 300_000
    assert text.startswith("first")
    assert text.endswith("last \\udcff")
    assert KEY not in text


def test_a_folder_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    reports = CrashReports(tmp_path / "file" / "logs", str)
    assert reports.write("text") is None
    assert reports.watch() is None
    reports.end()


RUN = """
import ctypes, faulthandler, os, signal, sys
from pathlib import Path
from app.diagnostics.crashes import CrashReports
reports = CrashReports(Path(sys.argv[1]), str)
died = reports.watch()
print(died.read_text() if died else "none")
sys.stdout.flush()
def innermost():
    match sys.argv[2]:
        case "crash": ctypes.string_at(0)
        case "abort": os.abort()
        case "kill": os.kill(os.getpid(), signal.SIGKILL)
innermost()
reports.end()
"""


def run(folder: Path, end: str) -> str:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(folder), end],
        cwd=root, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert (done.returncode == 0) is (end == "well"), done.stderr
    return done.stdout


def test_a_process_that_dies_says_where_at_the_next_start(tmp_path: Path) -> None:
    assert run(tmp_path, "crash") == "none\n"
    told = run(tmp_path, "well")
    assert "Mask Painter ended in the middle of" in told
    assert "in innermost" in told
    assert run(tmp_path, "abort") == "none\n"
    assert "in innermost" in run(tmp_path, "well")
    assert len(list(tmp_path.glob("crash-*.txt"))) == 2
    assert not (tmp_path / "running.txt").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_one_that_was_killed_has_nothing_to_say(tmp_path: Path) -> None:
    assert run(tmp_path, "kill") == "none\n"
    assert run(tmp_path, "well") == "none\n"
    assert list(tmp_path.iterdir()) == []
