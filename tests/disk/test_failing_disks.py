"""The disk fails while the program runs: that is said, nothing is sent, and work goes on.

|                    | full             | read-only        | deleted                          |
|--------------------|------------------|------------------|----------------------------------|
| a stroke           | said; kept later | said; kept later | the folder is made anew          |
| Submit             | said, not sent   | said, not sent   | said, not sent                   |
| the result         | shown, said      | shown, said      | shown, kept: the folder is anew  |
| closing (settings) | code 0           | code 0           | code 0                           |
| --export-mask      | said, code 2     | said, code 2     | said, code 2                     |
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.disk.conftest import Trouble
from tests.e2e.kills import PRICE, Place, mask_of
from tests.support.program import ROOT, Program
from tests.support.sandbox_client import opened
from tests.support.written import written_at_rest

STROKE = [(24.0, 24.0), (80.0, 30.0)]
ANOTHER = [(32.0, 72.0), (100.0, 80.0)]


def assert_ends_well(program: Program) -> None:
    end = program.close()
    assert (end.code, end.complaints) == (0, "")


def test_painting_goes_on_and_is_kept_once_that_works(
    place: Place, trouble: Trouble, request: pytest.FixtureRequest
) -> None:
    kept = place.data / "masks" / f"{place.task_id}.png"
    with place.open() as program:
        until_at_rest(place, program)
        trouble.begin()
        program.ask("stroke", spots=STROKE)
        if "deleted" in request.node.name:
            program.until(lambda state: kept.exists())
        else:
            state = program.until(lambda state: state["message"])
            assert "mask" in state["message"]
            assert not kept.exists()
        trouble.end()
        program.ask("stroke", spots=ANOTHER)
        mask = mask_of(program)
        program.until(lambda state: kept.exists() and opened_mask(kept) == mask)
        assert_ends_well(program)


def until_at_rest(place: Place, program: Program) -> None:
    """Wait for the picture, and until nothing else is written that could fail or make room."""
    place.until_open(program)
    written_at_rest(place.data)


def opened_mask(path: Path) -> bytes:
    return opened(path.read_bytes()).convert("L").tobytes()


def test_nothing_is_sent_that_cannot_be_written_down(place: Place, trouble: Trouble) -> None:
    with place.painted() as program:
        until_at_rest(place, program)
        trouble.begin()
        program.ask("trigger", name="submitAction")
        state = program.until_state("failed")
        assert state["message"]
        assert place.paid == 0
        trouble.end()
        assert_ends_well(program)
    assert place.paid == 0


def test_the_result_is_shown_all_the_same(place: Place, trouble: Trouble) -> None:
    with place.painted() as program:
        place.until_open(program)
        gate = place.server.faults.hold("result")
        program.ask("trigger", name="submitAction")
        gate.wait_reached()
        trouble.begin()
        gate.release()
        # Previews are shown before it.
        program.until(lambda state: state["jobState"] in {"done", "failed"})
        state = program.until(lambda state: state["result"])
        assert state["jobState"] == "done" or state["message"]
        trouble.end()
        assert_ends_well(program)
    assert (place.paid, place.charged) == (1, PRICE)


def test_closing_takes_no_harm(place: Place, trouble: Trouble) -> None:
    with place.open() as program:
        program.until_open()
        program.ask("stroke", spots=STROKE)
        trouble.begin()
        assert_ends_well(program)
    trouble.end()
    with place.open() as program:
        program.until_open()
        assert_ends_well(program)


def test_an_exported_mask_is_whole_or_as_it_was(place: Place, trouble: Trouble) -> None:
    place.data.mkdir(exist_ok=True)
    target = place.data / "out.png"
    target.write_bytes(b"before")
    trouble.begin()
    command = [sys.executable, "-m", "app", str(place.image), "--mask", str(place.mask_file)]
    done = subprocess.run(
        [*command, "--export-mask", str(target)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("mask-painter: ")
    assert done.stderr.count("\n") == 1
    trouble.end()
    if target.parent.exists():
        assert target.read_bytes() == b"before"
        assert [path.name for path in target.parent.iterdir() if "tmp" in path.name] == []


def test_nothing_is_done_in_a_folder_that_cannot_be_locked(place: Place, full: Trouble) -> None:
    full.begin()
    with place.painted() as program:
        state = program.until(lambda state: state["message"])
        assert state["message"].startswith("The data folder can't be kept for this window alone")
        full.end()
        # Another copy may have it by now.
        program.until_open()
        program.ask("trigger", name="submitAction")
        program.until(lambda state: "start the program again" in state["message"])
        assert (program.close().code, place.paid) == (0, 0)
    assert not (place.data / "jobs.sqlite3").exists()
