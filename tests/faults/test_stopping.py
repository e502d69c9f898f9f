"""Cancel and quit while the wire is stuck, in every phase of a request: at once, and truthfully.

How long each took is printed (pytest -rP).
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.jobs.job import ErrorCode, JobState
from tests.faults.desk import PATIENT, Desk
from tests.faults.gateway import PAID, Gateway
from tests.faults.kinds import FAULTS
from tests.support.patience import PATIENCE, Stopwatch
from tests.support.qt import wait_until

AT_ONCE = 1.0

WAITING, DOWNLOADING = JobState.WAITING, JobState.DOWNLOADING
FREE, MAYBE_CHARGED = None, ErrorCode.MAYBE_CHARGED

# fmt: off
PHASES: tuple[tuple[str, str, ErrorCode | None, JobState], ...] = (
    # request  stuck in                  cancelled: money  quit: how the journal has it afterwards
    ("inpaint", "no connection in time", FREE,             JobState.FAILED),
    ("inpaint", "stalled handshake",     FREE,             JobState.FAILED),
    ("inpaint", "silence",               MAYBE_CHARGED,    JobState.UNCONFIRMED),
    ("inpaint", "dripped headers",       MAYBE_CHARGED,    JobState.UNCONFIRMED),
    ("inpaint", "dripped body",          MAYBE_CHARGED,    JobState.UNCONFIRMED),
    ("result",  "no connection in time", FREE,             WAITING),
    ("result",  "stalled handshake",     FREE,             WAITING),
    ("result",  "silence",               FREE,             WAITING),
    ("result",  "dripped headers",       FREE,             WAITING),
    ("result",  "dripped body",          FREE,             WAITING),
    ("picture", "no connection in time", FREE,             DOWNLOADING),
    ("picture", "stalled handshake",     FREE,             DOWNLOADING),
    ("picture", "silence",               FREE,             DOWNLOADING),
    ("picture", "dripped headers",       FREE,             DOWNLOADING),
    ("picture", "dripped body",          FREE,             DOWNLOADING),
)
# fmt: on
IDS = [f"{request}: {fault}" for request, fault, *_ in PHASES]


@pytest.fixture
def fresh_desk(
    qapp: QApplication, gateway: Gateway, trust: ssl.SSLContext, tmp_path: Path
) -> Iterator[Desk]:
    """A runner that may be shut down."""
    with Desk(tmp_path, gateway, trust) as ready:
        yield ready
    gateway.lift()


def stuck(desk: Desk, request: str, fault: str) -> str:
    """Submit a job and wait until it's stuck."""
    desk.timeouts = PATIENT
    desk.gateway.spoil(request, FAULTS[fault])
    job_id = desk.submit(request if request in PAID else "upsample")
    wait_until(lambda: desk.gateway.attempts > 0)
    if fault in ("silence", "dripped headers", "dripped body"):
        wait_until(lambda: desk.gateway.reached(request) > 0)
    return job_id


@pytest.mark.parametrize(("request_", "fault", "money", "_"), PHASES, ids=IDS)
def test_cancel(
    fresh_desk: Desk, request_: str, fault: str, money: ErrorCode | None, _: JobState
) -> None:
    job_id = stuck(fresh_desk, request_, fault)
    with Stopwatch() as watch:
        fresh_desk.runner.cancel(job_id)
        job = fresh_desk.wait_for_rest(job_id)
        took = watch.seconds
    print(f"cancelled after {1000 * took:.0f} ms")  # noqa: T201 (a figure to look at)
    assert took < AT_ONCE
    assert (job.state, job.error and job.error.code) == (JobState.CANCELLED, money)
    fresh_desk.gateway.lift()
    if job.next_on_asking_again is not None:
        # Nothing is lost by it: what was paid for can still be had.
        fresh_desk.runner.ask_again(job_id)
        fresh_desk.wait_for(job_id, lambda job: job.state is JobState.DONE)


@pytest.mark.parametrize(("request_", "fault", "_", "state"), PHASES, ids=IDS)
def test_quit(
    fresh_desk: Desk, request_: str, fault: str, _: ErrorCode | None, state: JobState
) -> None:
    job_id = stuck(fresh_desk, request_, fault)
    if request_ == "picture":
        fresh_desk.wait_for(job_id, lambda job: job.state is DOWNLOADING)
    with Stopwatch() as watch:
        assert fresh_desk.runner.shutdown(PATIENCE)
        took = watch.seconds
    print(f"quit after {1000 * took:.0f} ms")  # noqa: T201 (a figure to look at)
    assert took < AT_ONCE
    job = fresh_desk.journal.job(job_id)
    assert job is not None
    assert job.state is state
    sent = [arrival for arrival in fresh_desk.gateway.arrivals if arrival.endpoint in PAID]
    assert len(sent) == (0 if state is JobState.FAILED else 1)
