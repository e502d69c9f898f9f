"""A runner whose service stands behind the gateway, and what the window is told by it."""

from __future__ import annotations

import math
import ssl
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from PySide6.QtCore import QObject, Slot

from app.api.client import PICTURE_LIMIT, GptunnelClient, Timeouts
from app.jobs.job import Job, JobEvent, JobKind, JobRequest
from app.jobs.journal import FILE_NAME, Journal
from app.jobs.poller import Pace
from app.jobs.runner import Runner
from app.library.library import Library
from app.sandbox.tasks import GRID_ACTIONS
from tests.faults.gateway import Gateway
from tests.jobs.bench import HEIGHT, WIDTH, picture_png, snapshot
from tests.support.patience import PATIENCE
from tests.support.qt import wait_until

PRICE = 18.0

BRISK = Pace(
    interval=0.005,
    spread=0.002,
    first_backoff=0.005,
    longest_backoff=0.02,
    longest_absence=0.02,
    longest_retry_after=0.05,
)
# A pause of the sixty seconds that a service may ask for would end after `call`.
PATIENT = Timeouts(call=50.0, backoff=0.002)
HASTY = Timeouts(connect=0.2, silence=1.0, call=0.25, submit=0.25, download=0.25, backoff=0.002)

_SMALL = 1 << 20


class SmallPictures(GptunnelClient):
    """Takes pictures of 1 MiB at most: the real limit takes a second to exceed."""

    def download(
        self,
        url: str,
        *,
        attempts: int = 3,
        limit: int = PICTURE_LIMIT,
        patience: float = math.inf,
    ) -> bytes:
        small = min(limit, _SMALL)
        return super().download(url, attempts=attempts, limit=small, patience=patience)


class Desk(QObject):
    """Submits jobs and waits for what becomes of them."""

    def __init__(self, data_dir: Path, gateway: Gateway, trust: ssl.SSLContext) -> None:
        super().__init__()
        self.gateway = gateway
        self.timeouts = PATIENT
        self._trust = trust
        self._single = gateway.sandbox.add_task(picture_png())
        self._count = 0
        self._events: list[JobEvent] = []
        self.journal = Journal(data_dir / FILE_NAME)
        self.runner = Runner(
            self.journal, Library(data_dir), self.make_client, gateway.url(), pace=BRISK
        )
        self.runner.jobChanged.connect(self._take)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        ended = self.runner.shutdown(PATIENCE)
        self.journal.close()
        assert ended

    def make_client(self) -> GptunnelClient:
        """A client with the patience of the moment."""
        url, key = self.gateway.url(), self.gateway.sandbox.key
        return SmallPictures(url, key, timeouts=self.timeouts, ssl_context=self._trust)

    def submit(self, kind: str) -> str:
        """Submit an inpaint or upsample job that is like no other: returns its id."""
        self._count += 1
        self._events.clear()
        prompt = f"door {self._count}"
        if kind == "inpaint":
            request = JobRequest(JobKind.INPAINT, self._single, prompt=prompt, mask=snapshot())
        else:
            # The service takes an identical request for the same task; so each has its own parent.
            parent = self.gateway.sandbox.add_task(
                picture_png(2 * WIDTH, 2 * HEIGHT), type="inpaint", actions=GRID_ACTIONS
            )
            request = JobRequest(JobKind.UPSAMPLE, parent, image=1)
        return self.runner.submit(request)

    def job(self, job_id: str) -> Job:
        """The job as last told."""
        return next(job for job in self.runner.jobs() if job.id == job_id)

    def wait_for(self, job_id: str, wanted: Callable[[Job], object]) -> Job:
        """Wait until the job is so."""
        try:
            wait_until(lambda: wanted(self.job(job_id)))
        except AssertionError:
            raise AssertionError(f"{self.job(job_id)}, {self.gateway.arrivals}") from None
        return self.job(job_id)

    def wait_for_rest(self, job_id: str) -> Job:
        """Wait until the job leaves no state by itself."""
        return self.wait_for(job_id, lambda job: not job.is_active)

    def percents(self, job_id: str) -> list[int]:
        """What has been told of the job's progress."""
        return [event.job.percent for event in self._events if event.job.id == job_id]

    def troubles(self, job_id: str) -> set[str]:
        """The codes of all that has been told to keep the job from getting on."""
        jobs = [event.job for event in self._events if event.job.id == job_id]
        return {job.trouble.code.value for job in jobs if job.trouble is not None}

    def give_up(self, job_id: str) -> None:
        """See that the job does nothing any more."""
        if self.job(job_id).is_active:
            self.runner.cancel(job_id)
            self.wait_for_rest(job_id)

    @Slot(object)
    def _take(self, event: JobEvent) -> None:
        self._events.append(event)
