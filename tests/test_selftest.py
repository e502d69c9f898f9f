"""`--self-test`: the whole loop without a display."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.support.patience import PATIENCE, Stopwatch

ROOT = Path(__file__).parents[1]

IMPATIENT = """
import sys, app.selftest
from app.__main__ import main
app.selftest._PATIENCE_SECONDS = 0.5
sys.exit(main(["--self-test"]))
"""

# What is sent is another mask than the one that was painted.
FALSIFIED = """
import sys, app.sandbox.server
from app.__main__ import main
app.sandbox.server.SandboxServer.last_mask = lambda server: b""
sys.exit(main(["--self-test"]))
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python without anything that a display needs."""
    environment = {k: v for k, v in os.environ.items() if k not in {"DISPLAY", "QT_QPA_PLATFORM"}}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=2 * PATIENCE
    )


def test_self_test_passes_in_under_30_seconds() -> None:
    with Stopwatch() as watch:
        ended = run("-m", "app", "--self-test")
        assert watch.seconds < 30
    assert (ended.returncode, ended.stderr) == (0, "")
    lines = ended.stdout.splitlines()
    assert all(line.startswith("ok  ") for line in lines)
    assert [line for line in lines if "the result arrived" in line]
    assert [line for line in lines if "the mask that was sent is the mask that was painted" in line]


def test_result_that_does_not_arrive_fails_it_in_one_line() -> None:
    ended = run("-c", IMPATIENT)
    assert ended.returncode == 1
    assert ended.stderr.startswith("mask-painter: self-test failed: ")
    assert ended.stderr.count("\n") == 1


def test_another_mask_than_was_painted_fails_it() -> None:
    ended = run("-c", FALSIFIED)
    assert ended.returncode == 1
    assert "is not the mask that was painted" in ended.stderr
