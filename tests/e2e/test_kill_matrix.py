"""The program is killed (SIGKILL) at every step of a job, three times each, and started again.

Whatever the step: the job is still there and goes on, or says how it stands; nothing is paid for
a second time without the user's word; the journal is sound; no temporary file stays behind.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.jobs.job import ErrorCode, Job, JobState
from app.sandbox.faults import Drip, Fault
from app.sandbox.server import RecordedRequest, SandboxServer
from tests.e2e.kills import PRICE, SIZE, Place, Then, mask_of
from tests.support.patience import Stopwatch
from tests.support.program import Program, ProgramEnded
from tests.support.sandbox_client import opened

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")

TURNS = 3


@dataclass(frozen=True, slots=True)
class Point:
    """Where the program is killed: for `killed.py`, or the name of a function below.

    `paid`: how many paid requests had left by then; `charged`: how many the service took.
    """

    name: str
    kill: str
    paid: int
    charged: int
    then: Then

    def __str__(self) -> str:
        return self.name


# fmt: off
at = Point
NOTHING, NOT_SENT, KEPT, IN_DOUBT, GOES_ON, DONE = Then
MATRIX = (
    #  killed there                             how                   sent, charged; the next start
    at("before the job is written down",        "before:commit:added",             0, 0, NOTHING),
    at("the job is written down",               "after:commit:added",              0, 0, NOT_SENT),
    at("before encoding is written down",       "before:commit:encoding",          0, 0, NOT_SENT),
    at("encoding is written down",              "after:commit:encoding",           0, 0, NOT_SENT),
    at("half of the mask's file is written",    "half:rename:*/masks/job.*",       0, 0, NOT_SENT),
    at("the mask's file is in its place",       "after:rename:*/masks/job.*",      0, 0, NOT_SENT),
    at("before the request is kept",            "before:commit:request",           0, 0, NOT_SENT),
    at("the request is kept",                   "after:commit:request",            0, 0, KEPT),
    at("before it is marked as being sent",     "before:commit:submitting",        0, 0, KEPT),
    at("it is marked as being sent",            "after:commit:submitting",         0, 0, IN_DOUBT),
    at("the request is out, unanswered",        "unanswered",                      1, 0, IN_DOUBT),
    at("the request is charged, unanswered",    "charged",                         1, 1, IN_DOUBT),
    at("answered, but not written down",        "before:commit:waiting",           1, 1, IN_DOUBT),
    at("the task's id is written down",         "after:commit:waiting",            1, 1, GOES_ON),
    at("the service paints",                    "painting",                        1, 1, GOES_ON),
    at("before fetching is written down",       "before:commit:downloading",       1, 1, GOES_ON),
    at("fetching is written down",              "after:commit:downloading",        1, 1, GOES_ON),
    at("a part of the picture has arrived",     "fetching",                        1, 1, GOES_ON),
    at("saving is written down",                "after:commit:save/before",        1, 1, GOES_ON),
    at("half of the sidecar is written",        "half:rename:*/pictures/*.json#2", 1, 1, GOES_ON),
    at("the sidecar is in its place",           "after:rename:*/pictures/*.json#2", 1, 1, GOES_ON),
    at("half of the picture is written",        "half:rename:*/pictures/*.png#2",  1, 1, GOES_ON),
    at("the picture is in its place",           "after:rename:*/pictures/*.png#2", 1, 1, GOES_ON),
    at("before the end is written down",        "before:commit:done",              1, 1, GOES_ON),
    at("the end is written down",               "after:commit:done",               1, 1, DONE),
)
# fmt: on


@pytest.mark.parametrize("point", MATRIX, ids=str)
def test_killed_and_started_again(point: Point, tmp_path: Path) -> None:
    with ThreadPoolExecutor(TURNS) as pool:
        for end in [pool.submit(turn, point, tmp_path / str(i), i) for i in range(TURNS)]:
            end.result()


def turn(point: Point, folder: Path, number: int) -> None:
    """Two lives of the program in a folder of their own."""
    folder.mkdir()
    with SandboxServer(duration=(0.1, 0.1), samples=False) as server:
        place = Place(folder, server, number)
        submit_and_be_killed(place, point.kill)
        assert (place.paid, place.charged) == (point.paid, PRICE * point.charged)
        assert place.is_sound()
        start_again(place, point.then)
        assert place.is_sound()
        assert not place.leftovers()


# While painting

FIRST, SECOND = [(24.0, 24.0), (80.0, 30.0)], [(32.0, 72.0), (100.0, 80.0)]
# fmt: off
AUTOSAVES = (
    # killed there                               how                             strokes back
    ("half of the first mask is written",         "half:rename:*/masks/*",        0),
    ("the first mask is in its place",            "after:rename:*/masks/*",       1),
    ("half of the second mask is written",        "half:rename:*/masks/*#2",      1),
    ("the second mask is in its place",           "after:rename:*/masks/*#2",     2),
    ("two seconds after the second stroke",       "later",                        2),
)
# fmt: on


@pytest.mark.parametrize(("name", "kill", "back"), AUTOSAVES, ids=[row[0] for row in AUTOSAVES])
def test_killed_while_painting(name: str, kill: str, back: int, tmp_path: Path) -> None:
    def turn(number: int) -> None:
        with SandboxServer(samples=False) as server:
            folder = tmp_path / str(number)
            folder.mkdir()
            paint_and_be_killed(Place(folder, server, number), kill, back)

    with ThreadPoolExecutor(TURNS) as pool:
        list(pool.map(turn, range(TURNS)))


def paint_and_be_killed(place: Place, kill: str, back: int) -> None:
    with place.open(point="never" if kill == "later" else kill) as program:
        program.until_open()
        masks = [mask_of(program)]
        with contextlib.suppress(ProgramEnded):
            for stroke in (FIRST, SECOND):
                program.ask("stroke", spots=stroke)
                masks.append(mask_of(program))
                with Stopwatch() as watch:
                    while watch.seconds < 2.0:
                        program.ask("state")
                        threading.Event().wait(0.02)
            assert kill == "later"
            program.send(signal.SIGKILL)
        program.until_killed()
    assert len(set(masks)) == len(masks) > back
    with place.open() as program:
        program.until_open()
        assert mask_of(program) == masks[back]
        end = program.close()
    assert (end.code, end.complaints) == (0, "")
    assert not place.leftovers()


# The first life


def submit_and_be_killed(place: Place, where: str) -> None:
    outside = OUTSIDE.get(where)
    with place.painted("never" if outside else where) as program:
        place.until_open(program)
        if outside:
            outside(place, program)
            program.send(signal.SIGKILL)
            place.server.faults.clear()
        else:
            submit(program)
        program.until_killed()


def submit(program: Program) -> None:
    with contextlib.suppress(ProgramEnded):
        program.ask("trigger", name="submitAction")


def unanswered(place: Place, program: Program) -> None:
    gate = place.server.faults.hold("inpaint")
    submit(program)
    gate.wait_reached()


def charged(place: Place, program: Program) -> None:
    gate = place.server.faults.hold("inpaint", processed=True)
    submit(program)
    gate.wait_reached()


def painting(place: Place, program: Program) -> None:
    gate = place.server.faults.hold("result")
    submit(program)
    gate.wait_reached()


def fetching(place: Place, program: Program) -> None:
    place.server.faults.add(Fault("picture", Drip(step=512), times=None))
    submit(program)
    place.server.wait_for_request("picture", where=finished_picture)
    threading.Event().wait(0.15)  # some of its pieces


def finished_picture(request: RecordedRequest) -> bool:
    return request.query.get("cache") == "100"


OUTSIDE: dict[str, Callable[[Place, Program], None]] = {
    function.__name__: function for function in (unanswered, charged, painting, fetching)
}


# The next one


def start_again(place: Place, then: Then) -> None:
    paid = place.paid
    with place.open() as program:
        program.until_open()
        match then:
            case Then.NOTHING | Then.DONE:
                program.until_state("idle")
            case Then.NOT_SENT:
                state = program.until_state("failed")
                assert not [text for text in state["choices"] if "Send" in text]
            case Then.KEPT:
                program.until_state("failed")
                choose(place, program, "Send it now")
            case Then.IN_DOUBT:
                program.until_state("unconfirmed")
                choose(place, program, "Ask again with")
            case Then.GOES_ON:
                program.until_state("done")
        assert mask_of(program) == place.mask
        end = program.close()
    assert (end.code, end.complaints) == (0, "")
    assert_is(place, then, paid)


def choose(place: Place, program: Program, words: str) -> None:
    """Nothing is sent before; it is at these words of the user's, and ends in a result."""
    paid = place.paid

    def offered(state: dict[str, Any]) -> list[str]:
        return [text for text in state["choices"] if text.startswith(words)]

    (choice,) = offered(program.until(offered))
    assert place.paid == paid, "sent without the user's word"
    program.ask("choose", text=choice)
    program.until_state("done")
    assert place.paid == paid + 1


def assert_is(place: Place, then: Then, paid: int) -> None:
    if then is Then.NOTHING:
        assert place.jobs() == ()
        assert place.paid == 0
        return
    (job,) = place.jobs()
    assert job.prompt == place.prompt
    if then is Then.NOT_SENT:
        assert job.state is JobState.FAILED
        assert job.error is not None
        assert job.error.code is ErrorCode.NOT_SENT
        assert place.paid == 0
        return
    assert_has_result(place, job)
    assert place.paid == (paid + 1 if then in {Then.IN_DOUBT, Then.KEPT} else paid)
    assert len(place.bodies()) == 1
    assert place.charged == PRICE


def assert_has_result(place: Place, job: Job) -> None:
    assert job.state is JobState.DONE
    assert job.result_path is not None
    assert opened(job.result_path.read_bytes()).size == (2 * SIZE[0], 2 * SIZE[1])
    assert job.result_path.with_suffix(".json").is_file()
    original = place.data / "pictures" / f"{job.parent_id}.png"
    assert {*place.data.glob("pictures/*.png")} == {original, job.result_path}
