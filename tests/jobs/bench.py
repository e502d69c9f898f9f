"""A runner with a real journal, a real library, a real client and the embedded service."""

from __future__ import annotations

import io
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from PIL import Image, ImageDraw
from PySide6.QtCore import QObject, Slot

from app.api.client import GptunnelClient, Timeouts
from app.canvas.geometry import Size
from app.canvas.mask import MaskSnapshot
from app.canvas.picture import Picture
from app.jobs.job import ErrorCode, Job, JobEvent, JobKind, JobRequest, JobState
from app.jobs.journal import FILE_NAME, Journal
from app.jobs.poller import Pace
from app.jobs.runner import Runner
from app.library.library import Library
from app.sandbox.server import Prices, RecordedRequest, SandboxServer
from app.sandbox.tasks import GRID_ACTIONS
from tests.support.patience import PATIENCE
from tests.support.qt import wait_until

WIDTH, HEIGHT = 32, 24
PRICE = 18.0
PAID = ("inpaint", "upsample", "variation", "reroll")

FAST = Pace(
    interval=0.01,
    spread=0.005,
    first_backoff=0.01,
    longest_backoff=0.05,
    longest_absence=0.05,
    longest_retry_after=0.1,
    patience=60.0,
)

QUICK = Timeouts(call=50.0, backoff=0.01)


def picture_png(width: int = WIDTH, height: int = HEIGHT) -> bytes:
    image = Image.radial_gradient("L").resize((width, height)).convert("RGB")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def mask_image(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    image = Image.new("L", (width, height), 0)
    ImageDraw.Draw(image).ellipse((5, 3, width - 9, height - 7), fill=255)
    image.putpixel((0, 0), 255)
    return image


def snapshot(image: Image.Image | None = None) -> MaskSnapshot:
    image = image or mask_image()
    return MaskSnapshot(Size(*image.size), image.tobytes())


@dataclass
class Access:
    """The key and the patience that new clients get."""

    url: str
    key: str | None
    timeouts: Timeouts = QUICK

    def make_client(self) -> GptunnelClient:
        return GptunnelClient(self.url, self.key, timeouts=self.timeouts)


class CalmService(SandboxServer):
    """A service whose time stands still, but while a test waits for a job's end: until then no task
    gets on that nobody has told to.
    """

    def __init__(self) -> None:
        self._passed, self._since = 0.0, math.nan
        prices = Prices(inpaint=PRICE, upsample=PRICE)
        super().__init__(duration=(0.1, 0.1), samples=False, prices=prices, clock=self._now)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Have time pass meanwhile."""
        self._since = time.monotonic()
        yield
        self._passed, self._since = self._now(), math.nan

    def _now(self) -> float:
        since = self._since
        return self._passed + (0.0 if math.isnan(since) else time.monotonic() - since)


class Bench(QObject):
    """Everything a job needs, and what the window would be told of it."""

    def __init__(self, data_dir: Path, server: CalmService) -> None:
        super().__init__()
        self.data_dir = data_dir
        self.server = server
        self.parent_task = server.add_task(picture_png())
        self.grid_task = server.add_task(
            picture_png(2 * WIDTH, 2 * HEIGHT), type="inpaint", actions=GRID_ACTIONS
        )
        self.access = Access(server.url, server.key)
        self.events: list[JobEvent] = []
        self.library = Library(data_dir)
        self.journal = Journal(data_dir / FILE_NAME)
        self.runner = self.new_runner()

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

    def new_runner(
        self, pace: Pace = FAST, make_client: Callable[[], GptunnelClient] | None = None
    ) -> Runner:
        """Make a runner on the same journal and library, as the next start of the program would.

        The one before, if any, is shut down.
        """
        if hasattr(self, "runner"):
            assert self.runner.shutdown(PATIENCE)
        self.events.clear()
        self.runner = Runner(
            self.journal,
            self.library,
            make_client or self.access.make_client,
            self.server.url,
            pace=pace,
        )
        self.runner.jobChanged.connect(self.take)
        return self.runner

    @Slot(object)
    def take(self, event: JobEvent) -> None:
        self.events.append(event)

    def inpaint(self, prompt: str = "a blue door", image: Image.Image | None = None) -> str:
        """Submit an inpaint job of the parent task."""
        request = JobRequest(JobKind.INPAINT, self.parent_task, prompt=prompt, mask=snapshot(image))
        return self.runner.submit(request)

    def upsample(self) -> str:
        """Submit an upsample job of the grid task: like any other, but quickly painted."""
        return self.runner.submit(JobRequest(JobKind.UPSAMPLE, self.grid_task, image=2))

    def job(self, job_id: str) -> Job:
        return next(job for job in self.runner.jobs() if job.id == job_id)

    def states(self, job_id: str) -> list[JobState]:
        """The states the job has been told to be in, each once in a row."""
        told = [event.job.state for event in self.events if event.job.id == job_id]
        return [
            state for state, before in zip(told, [None, *told], strict=False) if state != before
        ]

    def wait_for(self, job_id: str, wanted: JobState | Callable[[Job], object]) -> Job:
        """Wait until the job is in a state, or satisfies a condition."""

        def reached() -> bool:
            job = self.job(job_id)
            return job.state is wanted if isinstance(wanted, JobState) else bool(wanted(job))

        try:
            with self.server.at_work() if wanted is JobState.DONE else nullcontext():
                wait_until(reached)
        except AssertionError:
            raise AssertionError(f"not {wanted}: {self.job(job_id)}") from None
        return self.job(job_id)

    def wait_for_rest(self, job_id: str) -> Job:
        with self.server.at_work():
            return self.wait_for(job_id, lambda job: not job.is_active)

    def wait_for_error(self, job_id: str, code: ErrorCode) -> Job:
        return self.wait_for(job_id, lambda job: job.error and job.error.code is code)

    def wait_for_trouble(self, job_id: str, code: ErrorCode) -> Job:
        return self.wait_for(job_id, lambda job: job.trouble and job.trouble.code is code)

    @property
    def has_told_trouble(self) -> bool:
        """Whether any job has been told to be in trouble, be it over or not."""
        return any(event.job.trouble is not None for event in self.events)

    def wait_for_percent(self, job_id: str, percent: int) -> Job:
        return self.wait_for(job_id, lambda job: job.percent == percent)

    def held(self, job_id: str, percent: int = 30) -> str:
        """Wait for the job's task and hold it at so many percent; returns its id."""
        self.wait_for(job_id, lambda job: job.task_id is not None)
        task_id = self.job(job_id).task_id
        assert task_id is not None
        self.server.change_task(task_id, status="processing", percent=percent)
        return task_id

    def release(self, task_id: str, result_url: str | None = None) -> None:
        """Have a held task be done."""
        self.server.change_task(task_id, status="done", percent=100, result_url=result_url)

    def paid(self) -> list[RecordedRequest]:
        """Every paid request that arrived at the service."""
        return [request for request in self.server.requests if request.endpoint in PAID]

    def result(self, job_id: str) -> Picture:
        """The finished picture, as the window got it."""
        results = [event.result for event in self.events if event.job.id == job_id]
        return next(picture for picture in reversed(results) if picture is not None)

    def assert_failed(self, job: Job, code: ErrorCode) -> None:
        assert (job.state, job.error and job.error.code) == (JobState.FAILED, code), job
