"""The program is killed (SIGKILL) where other jobs than an inpaint go other ways, and while the
picture that it was given is copied.

Once at each point, and not at every step: from the request's bytes to the picture on disk such a
job takes the way of an inpaint, which test_kill_matrix.py goes step by step. It has no mask, other
bytes and a price of its own; and what was upsampled is opened, with the marked region alone if
that was wanted, which is a second file.
"""

from __future__ import annotations

import contextlib
import json
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.jobs.job import Job, JobState
from app.sandbox.server import Prices, SandboxServer
from app.sandbox.tasks import GRID_ACTIONS
from tests.e2e.kills import PRICE, SIZE, Place, Then, mask_of
from tests.e2e.test_kill_matrix import choose
from tests.support.program import Program, ProgramEnded
from tests.support.sandbox_client import opened, picture, png

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")

GRID = (2 * SIZE[0], 2 * SIZE[1])
UPSAMPLE = 7.0  # free from Midjourney 5 on; here it must be seen when it is paid twice
PRICES = {"upsample": UPSAMPLE, "variation": PRICE, "reroll": PRICE}
ACTIONS = {
    "upsample": ("pick2Action", "continueFromCandidateAction"),
    "variation": ("pick2Action", "variationAction"),
    "reroll": ("rerollAction",),
}


@dataclass(frozen=True, slots=True)
class Point:
    """Where a job of a kind is killed, as in test_kill_matrix.py."""

    kind: str
    name: str
    kill: str
    paid: int
    charged: int
    then: Then

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


# fmt: off
at = Point
KEPT, IN_DOUBT, GOES_ON, DONE = Then.KEPT, Then.IN_DOUBT, Then.GOES_ON, Then.DONE
MATRIX = (
    #                killed there                 how                sent, charged; the next start
    at("upsample",  "the request is kept",       "after:commit:request",            0, 0, KEPT),
    at("upsample",  "charged, unanswered",       "charged",                         1, 1, IN_DOUBT),
    at("upsample",  "the service paints",        "painting",                        1, 1, GOES_ON),
    at("upsample",  "the picture is in place",   "after:rename:*/pictures/*.png#2", 1, 1, GOES_ON),
    at("upsample",  "the end is written down",   "after:commit:done",               1, 1, DONE),
    at("variation", "marked as being sent",      "after:commit:submitting",         0, 0, IN_DOUBT),
    at("variation", "the task's id is written",  "after:commit:waiting",            1, 1, GOES_ON),
    at("reroll",    "before it is marked so",    "before:commit:submitting",        0, 0, KEPT),
    at("reroll",    "answered, but not written", "before:commit:waiting",           1, 1, IN_DOUBT),
    at("reroll",    "before its end is written", "before:commit:done",              1, 1, GOES_ON),
)
# fmt: on


@pytest.mark.parametrize("point", MATRIX, ids=str)
def test_killed_and_started_again(point: Point, tmp_path: Path) -> None:
    prices = Prices(upsample=UPSAMPLE)
    with SandboxServer(duration=(0.1, 0.1), samples=False, prices=prices) as server:
        place = Place(tmp_path, server, 0)
        grid = server.add_task(png(picture(*GRID)), type="imagine", actions=GRID_ACTIONS)
        price = PRICES[point.kind]
        ask_and_be_killed(place, grid, point)
        assert (place.paid, place.charged) == (point.paid, price * point.charged)
        assert place.is_sound()
        start_again(place, grid, point)
        assert place.is_sound()
        assert not place.leftovers()
        (job,) = place.jobs()
        assert_has_result(place, job, point)
        asked = point.then in {KEPT, IN_DOUBT}
        assert (place.paid, place.charged) == (point.paid + asked, price)
        assert len(place.bodies()) == 1


def ask_and_be_killed(place: Place, grid: str, point: Point) -> None:
    hold = OUTSIDE.get(point.kill)
    with place.program("--task", grid, point="never" if hold else point.kill) as program:
        program.until(lambda state: state["result"])
        wait = hold(place, point.kind) if hold else None
        with contextlib.suppress(ProgramEnded):
            for name in ACTIONS[point.kind]:
                program.ask("trigger", name=name)
        if wait is not None:
            wait()
            program.send(signal.SIGKILL)
        program.until_killed()
    place.server.faults.clear()


def charged(place: Place, kind: str) -> Callable[[], None]:
    gate = place.server.faults.hold(kind, processed=True)
    return gate.wait_reached


def painting(place: Place, _kind: str) -> Callable[[], None]:
    gate = place.server.faults.hold("result")
    return gate.wait_reached


OUTSIDE: dict[str, Callable[[Place, str], Callable[[], None]]] = {
    function.__name__: function for function in (charged, painting)
}


def start_again(place: Place, grid: str, point: Point) -> None:
    done = next((job.task_id for job in place.jobs() if job.state is JobState.DONE), None)
    with place.program("--task", done or grid) as program:
        if point.then is KEPT:
            program.until_state("failed")
            choose(place, program, "Send it now")
        elif point.then is IN_DOUBT:
            program.until_state("unconfirmed")
            choose(place, program, "Ask again with")
        elif point.then is GOES_ON:
            program.until_state("done")
        if point.kind == "upsample":
            program.until(lambda state: state["imageSize"] == [*SIZE])
        else:
            program.until(lambda state: state["resultSize"] == [*GRID])
        assert_ends_well(program)


def assert_ends_well(program: Program) -> None:
    end = program.close()
    assert (end.code, end.complaints) == (0, "")


def assert_has_result(place: Place, job: Job, point: Point) -> None:
    assert (job.kind, job.state) == (point.kind, JobState.DONE)
    assert job.result_path is not None
    size = SIZE if point.kind == "upsample" else GRID
    assert opened(job.result_path.read_bytes()).size == size
    sidecar = json.loads(job.result_path.with_suffix(".json").read_text("utf-8"))
    assert (sidecar["task_id"], sidecar["parent_id"]) == (job.task_id, job.parent_id)
    assert sidecar["cost"] == job.cost


# Going on with the marked region alone


@pytest.mark.parametrize("when", ["half", "after"])
def test_killed_while_the_marked_region_is_taken_over(when: str, tmp_path: Path) -> None:
    with SandboxServer(duration=(0.1, 0.1), samples=False) as server:
        place = Place(tmp_path, server, 0)
        with place.painted(f"{when}:rename:*.pasted.png") as program:
            place.until_open(program)
            program.ask("trigger", name="submitAction")
            program.until_state("done")
            program.until(lambda state: state["resultSize"] == [*GRID])
            with contextlib.suppress(ProgramEnded):
                for name in ("pasteBackAction", *ACTIONS["upsample"]):
                    program.ask("trigger", name=name)
            program.until_killed()
        assert place.is_sound()
        upsampled = next(job for job in place.jobs() if job.kind == "upsample")
        assert upsampled.state is JobState.DONE
        assert upsampled.task_id is not None
        pasted = place.data / "pictures" / f"{upsampled.task_id}.pasted.png"
        with place.program("--task", upsampled.task_id) as program:
            program.until(lambda state: state["imageSize"] == [*SIZE])
            assert_ends_well(program)
        assert pasted.exists() is (when == "after")
        assert not place.leftovers()
        assert (place.paid, place.charged) == (2, PRICE)


# The picture that is given

# fmt: off
COPYING = (
    ("half of the sidecar is written",   "half:rename:*/pictures/*.json"),
    ("the sidecar is in its place",      "after:rename:*/pictures/*.json"),
    ("half of the picture is written",   "half:rename:*/pictures/*.png"),
    ("the picture is in its place",      "after:rename:*/pictures/*.png"),
)
# fmt: on


@pytest.mark.parametrize(("name", "kill"), COPYING, ids=[row[0] for row in COPYING])
def test_killed_while_a_given_picture_is_copied(name: str, kill: str, tmp_path: Path) -> None:
    with SandboxServer(samples=False) as server:
        place = Place(tmp_path, server, 0)
        with place.painted(kill) as program:
            program.until_killed()
        with place.painted() as program:
            place.until_open(program)
            assert mask_of(program) == place.mask
            assert_ends_well(program)
        assert_is_copied(place, place.task_id)


def test_killed_while_a_picture_becomes_a_task_of_the_sandbox(tmp_path: Path) -> None:
    with SandboxServer(samples=False) as server:
        place = Place(tmp_path, server, 0)
        given = ("--sandbox", place.image, "--mask", place.mask_file)
        with place.program(*given, point="half:rename:*/pictures/*.png") as program:
            program.until_killed()
        with place.program(*given) as program:
            program.until_open()
            assert mask_of(program) == place.mask
            assert_ends_well(program)
        (kept,) = place.data.glob("pictures/*.png")
        assert_is_copied(place, kept.stem)


def assert_is_copied(place: Place, task_id: str) -> None:
    pictures = place.data / "pictures"
    assert {path.name for path in pictures.iterdir()} == {f"{task_id}.json", f"{task_id}.png"}
    assert (pictures / f"{task_id}.png").read_bytes() == place.image.read_bytes()
    assert json.loads((pictures / f"{task_id}.json").read_text("utf-8"))["task_id"] == task_id
    assert place.is_sound()
    assert not place.leftovers()
    assert place.paid == 0
