"""Closing the window ends the process within two seconds, whatever is going on, and loses nothing.

What is left is what the journal says; the next start goes on from there.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from app.jobs.job import ErrorCode, Job, JobState
from app.jobs.journal import FILE_NAME, Journal
from app.sandbox.faults import Drip, Fault, Gate
from app.sandbox.server import RecordedRequest, SandboxServer
from tests.e2e import hanging_keyring
from tests.support.patience import wait_for
from tests.support.program import End, Program, with_service
from tests.support.sandbox_client import picture, png

LIMIT = 2.0
PRICE = 18.0

with_signals = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to catch")


def assert_ended_in_time(end: End) -> None:
    assert end.code == 0
    assert not end.complaints
    assert end.seconds < LIMIT


def assert_ended_well(end: End) -> None:
    assert_ended_in_time(end)
    assert end.orderly


def only_job(data: Path, service: str) -> Job:
    """The one job in the journal that the process left."""
    journal = Journal(data / FILE_NAME)
    try:
        (job,) = journal.jobs(service)
    finally:
        journal.close()
    return job


def finished_picture(request: RecordedRequest) -> bool:
    return request.query.get("cache") == "100"


class Session:
    """A data folder with a service and a task, and the program started on them as often as one
    likes. The picture comes from a file, so that nothing is downloaded at the start.
    """

    def __init__(
        self, data: Path, server: SandboxServer, task_id: str, files: tuple[Path, Path]
    ) -> None:
        self.data = data
        self.server = server
        self._task_id = task_id
        self.image, self.mask = files

    def program(self, *arguments: str | Path) -> Program:
        return Program(
            *arguments, "--lang", "en", data_dir=self.data, env=with_service(self.server)
        )

    def painted(self) -> Program:
        """The program with a picture and a mask for it."""
        return self.program(self.image, "--task", self._task_id, "--mask", self.mask)

    def job(self) -> Job:
        return only_job(self.data, self.server.url)

    def submit(self, program: Program) -> None:
        self.until_open(program)
        program.ask("trigger", name="submitAction")

    def until_open(self, program: Program) -> None:
        """Wait for the picture, and until the service was asked about its task."""
        program.until_open()
        self.server.wait_for_request("result")

    def submit_and_hold(self, program: Program) -> Gate:
        """Submit, and have the service keep its first word about the task to itself."""
        self.until_open(program)
        gate = self.server.faults.hold("result", times=None)
        program.ask("trigger", name="submitAction")
        gate.wait_reached()
        return gate

    def assert_next_start_ends_in_a_result(self) -> None:
        """The job that is left goes on by itself, and is paid for once."""
        with self.program() as program:
            program.until_state("done")
            assert_ended_well(program.close())
        assert self.paid() == 1
        path = self.job().result_path
        assert path is not None
        assert path.is_file()

    def paid(self) -> int:
        return sum(request.endpoint == "inpaint" for request in self.server.requests)


@pytest.fixture
def session(
    tmp_path: Path, server: SandboxServer, task_id: str, files: tuple[Path, Path]
) -> Session:
    return Session(tmp_path / "data", server, task_id, files)


# Opening a task


def test_while_the_service_says_nothing(session: Session, task_id: str) -> None:
    gate = session.server.faults.hold("result")
    with session.program("--task", task_id) as program:
        gate.wait_reached()
        assert_ended_well(program.close())


@pytest.mark.parametrize("endpoint", ["result", "picture"])
def test_while_an_answer_drips_in(session: Session, task_id: str, endpoint: str) -> None:
    session.server.faults.add(Fault(endpoint, Drip(headers=True), times=None))
    with session.program("--task", task_id) as program:
        session.server.wait_for_request(endpoint)
        assert_ended_well(program.close())


def test_while_the_key_store_hangs(tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    backend = f"{hanging_keyring.__name__}.Keyring"
    env = {"PYTHON_KEYRING_BACKEND": backend, hanging_keyring.VARIABLE: str(asked)}
    with Program(data_dir=tmp_path / "data", env=env) as program:
        wait_for(asked.exists)
        assert_ended_well(program.close())


@with_signals
def test_while_a_dialog_is_open(session: Session) -> None:
    with session.program() as program:
        program.until(lambda state: True)
        program.ask("trigger", name="openTaskAction")
        assert_ended_well(program.terminate())


def test_with_a_mask_in_the_clipboard(session: Session) -> None:
    with session.painted() as program:
        program.until_open()
        program.ask("trigger", name="copyMaskAction")
        program.until(lambda state: program.ask("has_image"))
        assert_ended_well(program.close())


@with_signals
def test_twice(session: Session, task_id: str) -> None:
    gate = session.server.faults.hold("result")
    with session.program("--task", task_id) as program:
        gate.wait_reached()
        program.interrupt()
        assert_ended_well(program.terminate())


# A job


def test_while_submit_waits_for_a_word_about_the_task(session: Session) -> None:
    gate = session.server.faults.hold("result")
    with session.painted() as program:
        gate.wait_reached()
        session.submit(program)
        assert_ended_well(program.close())
    assert session.paid() == 0


def test_while_a_large_mask_is_encoded(session: Session) -> None:
    side = 7000
    Image.new("1", (side, side), 1).save(session.image)
    noise = Image.effect_noise((1000, 1000), 100).point([0] * 128 + [255] * 128).convert("1")
    mask = Image.new("1", (side, side))
    for x in range(0, side, 1000):
        for y in range(0, side, 1000):
            mask.paste(noise, (x, y))
    mask.save(session.mask, compress_level=1)
    with session.painted() as program:
        session.submit(program)
        program.until_state("encoding")
        assert_ended_in_time(program.close())
    assert session.job().state is JobState.ENCODING
    assert session.paid() == 0
    with session.program() as program:
        program.until_state("failed")
    assert (error := session.job().error) is not None
    assert error.code is ErrorCode.NOT_SENT


@pytest.mark.parametrize(
    "how", [Program.close, pytest.param(Program.terminate, marks=with_signals)]
)
def test_while_the_answer_to_a_paid_request_is_out(
    session: Session, how: Callable[[Program], End]
) -> None:
    balance = session.server.balance
    gate = session.server.faults.hold("inpaint")
    with session.painted() as program:
        session.submit(program)
        gate.wait_reached()
        assert_ended_well(how(program))
    assert session.job().state in {JobState.SUBMITTING, JobState.UNCONFIRMED}
    assert session.job().task_id is None
    gate.release()
    wait_for(lambda: session.server.balance == balance - PRICE)
    with session.program() as program:
        state = program.until_state("unconfirmed")
        assert session.paid() == 1, "sent again without a word from the user"
        program.ask("choose", text=next(text for text in state["choices"] if "again" in text))
        program.until_state("done")
        assert_ended_well(program.close())
    first, second = (r for r in session.server.requests if r.endpoint == "inpaint")
    assert first.body == second.body
    assert session.server.balance == balance - PRICE


@pytest.mark.parametrize(
    "how", [Program.close, pytest.param(Program.terminate, marks=with_signals)]
)
def test_while_the_service_paints(session: Session, how: Callable[[Program], End]) -> None:
    with session.painted() as program:
        gate = session.submit_and_hold(program)
        assert_ended_well(how(program))
    assert session.job().state is JobState.WAITING
    assert session.job().task_id == session.server.task_ids[-1]
    gate.release()
    session.assert_next_start_ends_in_a_result()


def test_while_the_service_is_gone(session: Session) -> None:
    with session.painted() as program:
        gate = session.submit_and_hold(program)
        session.server.go_away()
        program.until(lambda state: state["jobStatus"].startswith("No connection"))
        assert_ended_well(program.close())
    assert session.job().state is JobState.WAITING
    gate.release()
    session.server.come_back()
    session.assert_next_start_ends_in_a_result()


def test_while_the_result_drips_in(session: Session) -> None:
    session.server.faults.add(Fault("picture", Drip(step=64), times=None))
    with session.painted() as program:
        session.submit(program)
        program.until_state("downloading")
        session.server.wait_for_request("picture", where=finished_picture)
        assert_ended_well(program.close())
    assert session.job().state is JobState.DOWNLOADING
    session.server.faults.clear()
    session.assert_next_start_ends_in_a_result()


def test_while_a_large_result_is_decoded(session: Session) -> None:
    huge = png(Image.new("RGBA", (9400, 9400), (10, 20, 30, 128)))
    with session.painted() as program:
        gate = session.submit_and_hold(program)
        task_id = session.server.task_ids[-1]
        url = f"{session.server.url}/task/image/{session.server.add_task(huge)}?cache=100"
        session.server.change_task(task_id, status="done", result_url=url)
        gate.release()
        session.server.wait_for_request("picture", where=finished_picture)
        # What is sent in a moment takes a second and more to decode.
        wait_for(lambda: not _connections())
        assert_ended_in_time(program.close())
    assert session.job().state is JobState.DOWNLOADING


def _connections() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name == "sandbox-connection"]


# The service inside


def test_while_the_sandbox_paints(session: Session) -> None:
    side = 1500
    session.image.write_bytes(png(picture(side, side)))
    mask = Image.new("L", (side, side))
    mask.paste(255, (300, 300, 1200, 1200))
    session.mask.write_bytes(png(mask))
    arguments = (session.image, "--mask", session.mask, "--sandbox", "--lang", "en")
    with Program(*arguments, data_dir=session.data) as program:
        program.until_open()
        program.ask("trigger", name="submitAction")
        program.until_state("waiting")
        assert_ended_well(program.close())
