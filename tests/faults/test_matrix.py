"""Each cell of the fault matrix (matrix.py) over real HTTP and TLS."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.api.errors import ServiceError
from app.jobs.failures import job_error
from app.jobs.job import Job, JobState
from app.ui.job_sentences import ending_sentence, job_sentence
from app.ui.messages import exception_sentence
from tests.faults.desk import HASTY, PATIENT, PRICE, Desk
from tests.faults.gateway import PAID, Gateway
from tests.faults.kinds import FAULTS
from tests.faults.matrix import (
    FREE_REFUSALS,
    MATRIX,
    NO_PICTURE,
    NOT_LET_OUT,
    NOTHING_CHARGED,
    NOTHING_SENT,
    READS,
    REQUESTS,
    SERVER_SAYS,
    STILL_IN_DOUBT,
    Ends,
    Impossible,
    Outcome,
    Passes,
    Tells,
    Waits,
)
from tests.support.qt import wait_until

CELLS = {
    f"{request}: {fault}": (request, fault, outcome)
    for (request, fault), outcome in MATRIX.items()
    if not isinstance(outcome, Impossible)
}


def test_every_request_meets_every_fault() -> None:
    assert set(MATRIX) == {(request, fault) for request in REQUESTS for fault in FAULTS}
    assert all(cell.reason for cell in MATRIX.values() if isinstance(cell, Impossible))


class Cell:
    """A job, or a question for the balance, under a fault."""

    def __init__(self, desk: Desk, request: str, fault: str) -> None:
        self.desk = desk
        self.request = request
        self.kind = request if request in PAID else "upsample"
        self._money = desk.gateway.sandbox.balance
        desk.timeouts = HASTY if FAULTS[fault].slow else PATIENT
        desk.gateway.spoil(request, FAULTS[fault])

    @property
    def charged(self) -> int:
        """How often the price was taken."""
        return round((self._money - self.desk.gateway.sandbox.balance) / PRICE)

    def paid_requests(self) -> list[bytes]:
        """The bodies of the requests that may cost money."""
        arrivals = self.desk.gateway.arrivals
        return [arrival.body for arrival in arrivals if arrival.endpoint in PAID]

    def assert_sent_once_more(self, before: int) -> None:
        """Assert that the user's word has sent one paid request, byte for byte the one before."""
        bodies = self.paid_requests()
        assert len(bodies) == before + 1
        # Of one that broke off, the body was never read.
        assert len({body for body in bodies if body}) == 1

    def asks(self, times: int) -> None:
        """Wait until the fault has struck so often."""
        wait_until(lambda: self.desk.gateway.attempts >= times)

    def lift(self) -> None:
        """Everything works again, and there is time for it."""
        self.desk.gateway.lift()
        self.desk.timeouts = PATIENT


@pytest.fixture
def cell(desk: Desk, request: pytest.FixtureRequest) -> Iterator[Cell]:
    name, fault, _ = CELLS[request.node.callspec.params["name"]]
    yield Cell(desk, name, fault)
    desk.gateway.lift()
    for job in desk.runner.jobs():
        desk.give_up(job.id)


@pytest.mark.parametrize("name", CELLS)
def test_cell(name: str, cell: Cell, desk: Desk, gateway: Gateway) -> None:
    outcome: Outcome = CELLS[name][2]
    if isinstance(outcome, Tells):
        tells(cell, outcome)
    else:
        job_id = desk.submit(cell.kind)
        match outcome:
            case Ends():
                ends(cell, job_id, outcome)
            case Waits():
                waits(cell, job_id, outcome)
            case Passes():
                passes(cell, job_id, outcome)
        percents = desk.percents(job_id)
        assert percents == sorted(percents)
    # The key goes to the service's own origin and nowhere else.
    for arrival in gateway.arrivals:
        assert arrival.key is (arrival.server == "api"), arrival


@pytest.mark.parametrize(
    "fault", ["refused", "untrusted certificate", "400", "401", "402", "404", "429", "500"]
)
def test_what_meets_the_second_attempt_does_not_make_the_first_one_free(
    fault: str, desk: Desk, gateway: Gateway
) -> None:
    first = Cell(desk, "inpaint", "reset after the body was read")
    job_id = desk.submit("inpaint")
    lost = desk.wait_for_rest(job_id)
    gateway.spoil("inpaint", FAULTS[fault])
    desk.runner.ask_again(job_id)
    job = desk.wait_for(job_id, lambda job: job.error not in (None, lost.error))
    assert job.state is JobState.UNCONFIRMED
    text = ending_sentence(job)
    assert STILL_IN_DOUBT in text or text.startswith(READS["unconfirmed"])
    assert NOTHING_CHARGED not in text
    assert "nothing charged" not in text
    assert first.charged == 1
    first.lift()
    desk.runner.ask_again(job_id)
    comes_to_its_picture(first, job_id)


def ends(cell: Cell, job_id: str, outcome: Ends) -> None:
    desk = cell.desk
    job = desk.wait_for_rest(job_id)
    assert (job.state.value, job.error and job.error.code.value) == (outcome.state, outcome.code)
    assert desk.gateway.reached(cell.request) == outcome.reached
    assert (cell.charged, len(cell.paid_requests()) <= 1) == (outcome.charged, True)
    assert ending_sentence(job) == sentence(job, outcome.code)
    assert desk.journal.job(job_id) == job
    cell.lift()
    if job.task_id is None and job.state is JobState.FAILED:
        comes_to_its_picture(cell, desk.submit(cell.kind))
        return
    sent = len(cell.paid_requests())
    desk.runner.ask_again(job_id)
    comes_to_its_picture(cell, job_id)
    if job.task_id is None:
        cell.assert_sent_once_more(sent)
    else:
        assert len(cell.paid_requests()) == sent == 1


def waits(cell: Cell, job_id: str, outcome: Waits) -> None:
    desk = cell.desk
    # That it asks again shows that it goes on; what is no trouble must also not become any.
    cell.asks(2 if outcome.trouble else 4)
    job = desk.wait_for(
        job_id,
        lambda job: job.state.value == outcome.state and bool(job.trouble) == bool(outcome.trouble),
    )
    assert desk.troubles(job_id) == ({outcome.trouble} if outcome.trouble else set())
    if job.trouble is not None:
        assert job_sentence(job.trouble) == sentence(job, job.trouble.code.value)
    assert (cell.charged, len(cell.paid_requests())) == (outcome.charged, 1)
    cell.lift()
    comes_to_its_picture(cell, job_id)
    assert len(cell.paid_requests()) == 1


def passes(cell: Cell, job_id: str, outcome: Passes) -> None:
    comes_to_its_picture(cell, job_id)
    assert cell.desk.gateway.reached(cell.request) == outcome.reached
    assert len(cell.paid_requests()) == 1


def comes_to_its_picture(cell: Cell, job_id: str) -> None:
    job = cell.desk.wait_for(job_id, lambda job: job.state is JobState.DONE)
    # The cost may stay unknown when the answer that told it was lost, but it wasn't free.
    assert (job.error, job.cost or PRICE) == (None, PRICE)
    assert job.cost != 0
    assert job.result_path is not None
    assert job.result_path.is_file()
    assert cell.charged == 1


def tells(cell: Cell, outcome: Tells) -> None:
    gateway = cell.desk.gateway
    with cell.desk.make_client() as client, pytest.raises(ServiceError) as caught:
        client.balance()
    assert job_error(caught.value).code.value == outcome.code
    assert gateway.reached("balance") == outcome.reached
    assert cell.charged == 0
    text = exception_sentence(caught.value)
    assert text == with_server_text(READS[outcome.code], caught.value.server_text)
    cell.lift()
    with cell.desk.make_client() as client:
        assert client.balance().amount == gateway.sandbox.balance


def sentence(job: Job, code: str) -> str:
    """What shall be read of a job with this trouble, or that has ended for this reason."""
    text = READS[code]
    if job.task_id is not None and code in NO_PICTURE:
        text = NO_PICTURE[code]
    elif job.state is JobState.FAILED and job.task_id is None:
        if code in FREE_REFUSALS:
            text += " " + NOTHING_CHARGED
        elif code in NOT_LET_OUT:
            text += " " + NOTHING_SENT
    said = job.trouble or job.error
    return with_server_text(text, said.server_text if said else "")


def with_server_text(text: str, server_text: str) -> str:
    assert server_text in ("", "No, thank you.")
    return f"{text} {SERVER_SAYS}" if server_text else text
