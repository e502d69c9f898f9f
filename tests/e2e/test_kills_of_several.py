"""The program is killed (SIGKILL) with several jobs and a queue, three times at each point.

Two may be under way at once, so that a third waits. Whatever the moment: every job is still there,
no request was paid for twice, and nothing that had not been sent is sent without the user's word.
"""

from __future__ import annotations

import contextlib
import signal
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.jobs.job import ErrorCode, JobState
from app.jobs.journal import FILE_NAME
from app.jobs.summary import jobs_by_state
from app.sandbox.faults import Drip, Fault, Reset
from app.sandbox.server import SandboxServer
from tests.e2e.kills import PRICE, Place, Then, mask_of
from tests.e2e.test_kill_matrix import finished_picture
from tests.support.patience import wait_for
from tests.support.program import Program, ProgramEnded
from tests.support.sandbox_client import opened

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")

TURNS = 3
PROMPTS = ("a lighthouse", "маяк у моря", "a boat", "a gull")


@dataclass(frozen=True, slots=True)
class Point:
    """Where the program is killed, as in test_kill_matrix.py, and what is done up to there.

    `paid`: how many paid requests had left by then; `charged`: how many the service took. `then`:
    what becomes of each job, in the order of their submission.
    """

    name: str
    kill: str
    up_to: Callable[[Place, Program], None]
    paid: int
    charged: int
    then: tuple[Then, ...]

    def __str__(self) -> str:
        return self.name


# The first life


def third_is_enqueued(place: Place, program: Program) -> None:
    two_are_painted(place, program)
    submit(program, PROMPTS[2])


def first_is_finished(place: Place, program: Program) -> None:
    two_are_painted_and_one_waits(place, program)
    finish(place, first=1, last=1)


def queued_one_is_charged(place: Place, program: Program) -> None:
    two_are_painted_and_one_waits(place, program)
    gate = place.server.faults.hold("inpaint", processed=True)
    finish(place, first=1, last=1)
    gate.wait_reached()


def one_is_in_doubt(place: Place, program: Program) -> None:
    place.server.faults.add(Fault("inpaint", Reset(), processed=True))
    submit(program, PROMPTS[0])
    program.until_state("unconfirmed")
    for number in (2, 3):
        submit(program, PROMPTS[number - 1])
        accepted(place, number)
    submit(program, PROMPTS[3])
    wait_for(lambda: place.queued() == 1)


def two_download(place: Place, program: Program) -> None:
    two_are_painted_and_one_waits(place, program)
    place.server.faults.add(Fault("picture", Drip(step=64), times=None))
    finish(place, first=1, last=2)
    place.server.wait_for_request("picture", count=2, where=finished_picture)


def two_are_painted(place: Place, program: Program) -> None:
    for number in (1, 2):
        submit(program, PROMPTS[number - 1])
        accepted(place, number)


def two_are_painted_and_one_waits(place: Place, program: Program) -> None:
    two_are_painted(place, program)
    submit(program, PROMPTS[2])
    wait_for(lambda: place.queued() == 1)


def submit(program: Program, prompt: str) -> None:
    program.ask("write", text=prompt)
    with contextlib.suppress(ProgramEnded):
        program.ask("trigger", name="submitAction")


def accepted(place: Place, number: int) -> None:
    """Wait until the service has taken so many requests, and the program has the answer."""
    wait_for(lambda: len(place.server.task_ids) == number + 1)
    task = place.server.task_ids[number]
    place.server.wait_for_request(
        "result", where=lambda request: request.query.get("taskId") == task
    )


def finish(place: Place, *, first: int, last: int) -> None:
    """Have the service finish these of the new tasks, of which none is done by itself."""
    url = f"{place.server.url}/task/image/{place.task_id}?cache=100"
    for task in place.server.task_ids[first : last + 1]:
        place.server.change_task(task, status="done", result_url=url)


# fmt: off
NOT_SENT, KEPT, IN_DOUBT, GOES_ON, DONE = (
    Then.NOT_SENT, Then.KEPT, Then.IN_DOUBT, Then.GOES_ON, Then.DONE
)
at = Point
MATRIX = (
    #  killed there                         how                           after
    #  sent, charged; the next start
    at("before a queued request is kept",   "before:commit:request#3",    third_is_enqueued,
       2, 2, (GOES_ON, GOES_ON, NOT_SENT)),
    at("a queued request is kept",          "after:commit:request#3",     third_is_enqueued,
       2, 2, (GOES_ON, GOES_ON, KEPT)),
    at("the first has just ended",          "after:commit:done",          first_is_finished,
       2, 2, (DONE, GOES_ON, KEPT)),
    at("before the queued one is marked",   "before:commit:submitting#3", first_is_finished,
       2, 2, (DONE, GOES_ON, KEPT)),
    at("the queued one is marked as sent",  "after:commit:submitting#3",  first_is_finished,
       2, 2, (DONE, GOES_ON, IN_DOUBT)),
    at("the queued one is charged",         "never",                      queued_one_is_charged,
       3, 3, (DONE, GOES_ON, IN_DOUBT)),
    at("one in doubt, two painted, a queue", "never",                     one_is_in_doubt,
       3, 3, (IN_DOUBT, GOES_ON, GOES_ON, KEPT)),
    at("two are being fetched, a queue",    "never",                      two_download,
       2, 2, (GOES_ON, GOES_ON, KEPT)),
)
# fmt: on


@pytest.mark.parametrize("point", MATRIX, ids=str)
def test_killed_and_started_again(point: Point, tmp_path: Path) -> None:
    with ThreadPoolExecutor(TURNS) as pool:
        for end in [pool.submit(turn, point, tmp_path / str(i), i) for i in range(TURNS)]:
            end.result()


def turn(point: Point, folder: Path, number: int) -> None:
    """Two lives of the program in a folder of their own."""
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "settings.json").write_text('{"parallel_jobs": 2}', encoding="utf-8")
    with SandboxServer(duration=(1e6, 1e6), samples=False) as server:
        place = Place(folder, server, number)
        be_killed(place, point)
        assert (place.paid, place.charged) == (point.paid, PRICE * point.charged)
        assert place.is_sound()
        start_again(place, point)
        assert place.is_sound()
        assert not place.leftovers()
        assert_every_job_has_its_end(place, point)


def be_killed(place: Place, point: Point) -> None:
    with place.painted(point.kill) as program:
        place.until_open(program)
        point.up_to(place, program)
        if point.kill == "never":
            program.send(signal.SIGKILL)
        program.until_killed()
    place.server.faults.clear()


# The next one


def start_again(place: Place, point: Point) -> None:
    with place.open() as program:
        program.until_open()
        questions = {
            prompt: "Ask again with" if then is IN_DOUBT else "Send it now"
            for prompt, then in zip(PROMPTS, point.then, strict=False)
            if then in {IN_DOUBT, KEPT}
        }
        paid = place.paid
        while questions:
            answer_one(program, questions)
            paid += 1
            wait_for(lambda: place.paid == paid)  # noqa: B023 - waited for at once
        ends = Counter("failed" if then is NOT_SENT else "done" for then in point.then)
        wait_for(lambda: all_ended(place, ends))
        assert mask_of(program) == place.mask
        end = program.close()
    assert (end.code, end.complaints) == (0, "")
    assert place.paid == paid


def answer_one(program: Program, questions: dict[str, str]) -> None:
    """Wait for one of the questions, whichever comes first, and say yes."""

    def asked(message: str) -> list[str]:
        return [prompt for prompt in questions if f"“{prompt}”" in message]

    def is_asked(choices: list[str]) -> bool:
        return any(choice.startswith(tuple(questions.values())) for choice in choices)

    state = program.until(lambda state: asked(state["message"]) and is_asked(state["choices"]))
    (prompt,) = asked(state["message"])
    words = questions.pop(prompt)
    program.ask("choose", text=next(text for text in state["choices"] if text.startswith(words)))


def all_ended(place: Place, ends: Counter[str]) -> bool:
    """Have the service finish whatever it has, until the journal says that all is over."""
    finish(place, first=1, last=len(place.server.task_ids))
    return dict(jobs_by_state(place.data / FILE_NAME)) == ends


def assert_every_job_has_its_end(place: Place, point: Point) -> None:
    jobs = sorted(place.jobs(), key=lambda job: job.created_at)
    assert [job.prompt for job in jobs] == list(PROMPTS[: len(point.then)])
    assert len({job.task_id for job in jobs}) == len(jobs)
    for job, then in zip(jobs, point.then, strict=True):
        if then is NOT_SENT:
            assert job.error is not None
            assert (job.state, job.error.code) == (JobState.FAILED, ErrorCode.NOT_SENT)
            continue
        assert job.state is JobState.DONE
        assert job.result_path is not None
        opened(job.result_path.read_bytes())
        mask = opened((place.data / "masks" / f"job.{job.id}.png").read_bytes())
        assert mask.convert("L").tobytes() == place.mask
    # Each request has left as often as somebody has said so, byte for byte the same.
    bodies = [request.body for request in place.server.requests if request.endpoint == "inpaint"]
    sent = sum(then is not NOT_SENT for then in point.then)
    assert (len(set(bodies)), place.charged) == (sent, PRICE * sent)
    twice = sum(count - 1 for count in Counter(bodies).values())
    assert (
        twice
        == len(bodies) - sent
        == point.paid - sum(then in {DONE, GOES_ON} for then in point.then)
    )
