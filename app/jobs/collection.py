"""The half of a job that costs nothing: wait for the task, fetch its picture, keep it.

Nothing here is given up lightly: the task is paid for. While the service is away it goes on asking.
"""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from datetime import UTC, datetime

from app.api.errors import (
    Aborted,
    DownloadRefused,
    InsecureUrl,
    KeyMissing,
    RateLimited,
    Rejected,
    ServerFault,
    ServiceError,
    Unauthorized,
    Unreachable,
)
from app.api.schema import Task, TaskStatus
from app.canvas.codec import PictureError, PictureTooLarge, decode_picture
from app.canvas.picture import Picture
from app.canvas.turning import upright
from app.jobs.failures import job_error
from app.jobs.job import ErrorCode, JobError, JobKind, JobState
from app.jobs.journal import Phase, Step
from app.jobs.live import JobFailed, LiveJob
from app.jobs.loading import orientation_of
from app.jobs.masks import mask_path
from app.jobs.poller import OutOfPatience, Poller
from app.library.errors import LibraryError
from app.library.sidecar import Sidecar

_PREVIEW_LIMIT = 64 * 1024 * 1024
_PREVIEW_FAILURES = 3
# Meanwhile nobody asks how the task stands.
_PREVIEW_PATIENCE = 4.0
# How often in a row something is taken for a passing mood of the service that should be final:
# a task it doesn't know, "done" without a picture or with an intermediate one, a broken picture.
_PATIENCE_WITH_NONSENSE = 5

_log = logging.getLogger(__name__)


def collect(live: LiveJob, task: Task | None = None) -> None:
    """From waiting or downloading to done. `task`: what the service has just said, if anything.

    Raises JobFailed, Stopped, and ServiceError when there is no way to reach the service.
    """
    _Collector(live).run(task)


def collect_again(live: LiveJob) -> None:
    """The same for a job that had been given up, or had failed, after its task was known."""
    live.become(live.job.moved(JobState.WAITING))
    collect(live)


class _Collector:
    """The state of collecting: how long nothing was new, what has gone wrong how often."""

    def __init__(self, live: LiveJob) -> None:
        self._live = live
        self._poller = Poller(live.means.pace)
        self._refusals = 0
        self._useless_pictures = 0
        self._seen: set[tuple[str, int]] = set()
        self._orientation = orientation_of(live.means.library, live.job.parent_id, live.job.task_id)
        self._preview_url: str | None = None
        self._preview_failures = 0

    def run(self, task: Task | None) -> None:
        live = self._live
        task = self._finished(task)
        if live.job.state is JobState.WAITING:
            live.become(live.job.moved(JobState.DOWNLOADING))
        data, picture = self._picture(task)
        live.become(live.job, (Step.SAVE, Phase.BEFORE))
        try:
            path = live.means.library.save_result(task.id, data, self._sidecar(task))
        except LibraryError as error:
            raise JobFailed(job_error(error), picture) from error
        job = replace(live.job.moved(JobState.DONE), result_path=path)
        live.become(job, (Step.SAVE, Phase.AFTER), result=picture)

    def _finished(self, task: Task | None) -> Task:
        """Ask until the task is done and has a picture."""
        not_ready = 0
        while True:
            task = task or self._ask()
            news = self._note(task)
            if task.status is TaskStatus.FAILED:
                sentence = "The service could not finish the task."
                raise JobFailed(JobError(ErrorCode.TASK_FAILED, task.error or "", sentence))
            if task.status is not TaskStatus.DONE:
                self._preview(task)
            elif task.has_final_result:
                return task
            else:
                not_ready += 1
                if not_ready >= _PATIENCE_WITH_NONSENSE:
                    if task.result is not None:
                        return task
                    raise JobFailed(
                        JobError(ErrorCode.NO_RESULT, detail="The finished task has no picture.")
                    )
            try:
                pause = self._poller.answered(news=news)
            except OutOfPatience:
                sentence = f"The task has been {task.status_text!r} for too long."
                raise JobFailed(JobError(ErrorCode.NO_PROGRESS, detail=sentence)) from None
            self._live.interrupt.wait(pause)
            task = None

    def _ask(self) -> Task:
        """The task as it stands now, however long it takes to hear of it."""
        live = self._live
        while True:
            try:
                task = live.client.get_task(live.job.task_id or "", attempts=1)
            except (KeyMissing, Unauthorized) as error:
                # The next client has the key that the user may have given by then.
                live.close_client()
                self._endure(error)
            except ServiceError as error:
                self._refusals += _is_refusal(error)
                self._endure_unless_final(error, self._refusals)
            else:
                self._refusals = 0
                return task

    def _note(self, task: Task) -> bool:
        """Take over what the service says; whether any of it is new."""
        live = self._live
        job = replace(
            live.job,
            percent=max(live.job.percent, task.percent),
            # Only the answer to the request itself makes a task a free one.
            cost=_dearer(live.job.cost, task.usage.total_cost or None),
            actions=task.actions,
            trouble=None,
            retry_at=None,
        )
        if job != live.job:
            live.become(job)
        sign = (task.status_text, job.percent)
        news = sign not in self._seen
        self._seen.add(sign)
        return news

    def _preview(self, task: Task) -> None:
        """Show an intermediate picture; that it fails matters to nobody."""
        if task.result in (None, self._preview_url) or self._preview_failures == _PREVIEW_FAILURES:
            return
        self._preview_url = task.result
        try:
            data = self._live.client.download(
                task.result or "",
                attempts=1,
                limit=_PREVIEW_LIMIT,
                patience=_PREVIEW_PATIENCE,
            )
            preview = self._upright(decode_picture(data), is_grid=False)
        except (ServiceError, PictureError) as error:
            self._live.interrupt.check()
            self._preview_failures += 1
            _log.debug("No preview: %s", error)
        else:
            self._live.tell_preview(preview)

    def _picture(self, task: Task) -> tuple[bytes, Picture]:
        """The finished picture, whole, and its file's bytes."""
        live = self._live
        while True:
            try:
                data = live.client.download(task.result or "", attempts=1)
                live.interrupt.check()
                return data, self._upright(decode_picture(data), is_grid=task.offers.is_grid)
            except ServiceError as error:
                self._useless_pictures += _is_refusal(error)
                self._endure_unless_final(error, self._useless_pictures)
            except PictureError as error:
                self._keep_damaged(task, data)
                self._useless_pictures += 1
                self._endure_unless_final(error, self._useless_pictures)
            # The address may have been good for a while only.
            again = self._ask()
            live.tell_trouble_gone()
            task = again if again.result is not None else task

    def _endure_unless_final(self, error: ServiceError | PictureError, refusals: int) -> None:
        """Wait after an error, unless asking again won't help or has been tried often enough."""
        if isinstance(error, Aborted):
            self._live.interrupt.check()
        hopeless = isinstance(error, DownloadRefused | InsecureUrl | PictureTooLarge)
        if hopeless or refusals >= _PATIENCE_WITH_NONSENSE:
            raise JobFailed(job_error(error)) from error
        self._endure(error)

    def _endure(self, error: ServiceError | PictureError) -> None:
        """Tell what is the matter, and wait until it's time to ask again."""
        trouble = job_error(error)
        retry_after = error.retry_after if isinstance(error, RateLimited | ServerFault) else None
        # Without a key nothing is sent, so that isn't the service's silence either.
        away = isinstance(error, Unreachable | KeyMissing)
        try:
            pause = self._poller.failed(retry_after=retry_after, away=away)
        except OutOfPatience:
            raise JobFailed(trouble) from error
        self._live.tell_trouble(trouble, time.time() + pause)
        self._live.interrupt.wait(pause)

    def _keep_damaged(self, task: Task, data: bytes) -> None:
        try:
            self._live.means.library.save_damaged(task.id, data)
        except LibraryError as error:
            # The job already fails for a reason of its own, and the service has the picture.
            _log.error("A damaged picture could not be kept: %s", error)

    def _upright(self, picture: Picture, *, is_grid: bool) -> Picture:
        """As what the task was made from is shown: the service knows only of stored pixels."""
        return upright(picture, self._orientation, is_grid=is_grid)

    def _sidecar(self, task: Task) -> Sidecar:
        job = self._live.job
        kept = self._live.means.library.sidecar(task.id)
        mask = None if job.kind is JobKind.UPSAMPLE else mask_path(self._live.means.library, job)
        return Sidecar(
            task_id=task.id,
            parent_id=job.parent_id,
            prompt=job.prompt,
            mask=mask.name if mask else None,
            # Asking again for the same costs nothing; the picture has cost what it has.
            cost=_dearer(kept.cost, job.cost),
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            kind=job.kind.value,
            actions=task.actions,
            service=job.service,
            feather=kept.feather,
            pasted=kept.pasted,
            link=task.result or "",
            orientation=self._orientation,
        )


def _dearer(*costs: float | None) -> float | None:
    """The highest of the costs that are known; None when none is."""
    return max((cost for cost in costs if cost is not None), default=None)


def _is_refusal(error: ServiceError) -> bool:
    """Whether the service says no for good, or so it seems."""
    return isinstance(error, Rejected) and not error.temporary
