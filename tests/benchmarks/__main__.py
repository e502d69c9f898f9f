"""Measures how fast and how large the program is, and prints one table with the goals.

Without names, everything that follows is measured, each subject in a process of its own. Whatever
else the machine does meanwhile is measured, too.
"""

# ruff: noqa: T201 - a table is what it is for

from __future__ import annotations

import argparse
import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks.figures import Row, table
from tests.benchmarks.stand import start_qt
from tests.support.x11 import MISSING, Display

SUBJECTS = {
    "moves": "pointer moves while painting",
    "saving": "the same while the mask is being saved",
    "rival": "against a label that is composited anew at each move, offscreen and under Xvfb",
    "steps": "zooming and panning",
    "history": "undo and redo, and what the history holds",
    "edits": "grow, the wand, holes and specks",
    "paste": "only the marked region, against blurring the mask",
    "history_view": "ten thousand jobs: opening, scrolling, searching",
    "memory": "what is resident with a large picture",
    "accuracy": "a stroke's pixels against the definition",
    "start": "from the command to the first frame, from source",
    "bundle": "what is installed: its size, its start, its memory; only if named, ten minutes",
}
ROOT = Path(__file__).resolve().parents[2]
# The scripts of packaging/ import each other by their bare names.
_SCRIPTS = {"PYTHONPATH": str(ROOT / "packaging")}
_OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}


def main() -> int:
    """Parse, measure, print."""
    listed = "\n".join(f"    {name:14}{text}" for name, text in SUBJECTS.items())
    parser = argparse.ArgumentParser(
        prog="dev.py bench",
        description=f"{__doc__}\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--as-json", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    unknown = [name for name in given.names if name not in SUBJECTS]
    if unknown:
        parser.error(f"nothing is called {unknown[0]}; there are {', '.join(SUBJECTS)}")
    if given.as_json:
        (name,) = given.names
        _qt = start_qt()
        for row in importlib.import_module(f"tests.benchmarks.{name}").rows():
            print(json.dumps(asdict(row)), flush=True)
        return 0
    rows = []
    for name in given.names or [name for name in SUBJECTS if name != "bundle"]:
        print(f"Measuring {name}: {SUBJECTS[name]}", file=sys.stderr, flush=True)
        rows += list(_measured(name))
    print(table(rows))
    return 0


def _measured(name: str) -> Iterator[Row]:
    """A subject's rows, from a process of its own: nothing is left over from the one before."""
    yield from _from_process(name, _OFFSCREEN)
    if name != "rival":
        return
    if "Xvfb" in MISSING:
        yield Row("the same under Xvfb", "not measured: Xvfb is not installed")
        return
    with Display() as display:
        yield from _from_process(name, display.env)


def _from_process(name: str, variables: dict[str, str]) -> list[Row]:
    command = [sys.executable, "-m", "tests.benchmarks", name, "--as-json"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **_SCRIPTS, **variables},
        stdout=subprocess.PIPE,
        text=True,
    )
    rows = [Row(**json.loads(line)) for line in done.stdout.splitlines()]
    if done.returncode:
        rows.append(Row(name, f"ended with code {done.returncode}", "", False))
    return rows


if __name__ == "__main__":
    sys.exit(main())
