"""Is exactly the same under way already? A second click on Submit must not buy a second time, nor
may the first one, while nobody knows yet what an earlier session has left under way.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from app.canvas.codec import PictureError
from app.canvas.mask import MaskSnapshot
from app.jobs.background import CallResult
from app.jobs.job import Job, JobRequest, JobState
from app.jobs.loading import FileUnreadable, load_mask
from app.library.library import Library
from app.ui.workspace import Workspace


class JobTwins(QObject):
    """Compares a request with the jobs under way or in doubt, masks beside the window."""

    alone = Signal(object)  # JobRequest
    found = Signal(object)  # Job

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._desk = workspace.desk
        self._waiting: list[JobRequest] = []
        self._call: int | None = None
        self._desk.resumed.connect(self._look)

    def look_for(self, request: JobRequest) -> None:
        """`alone` or `found` follows, in the order of the requests."""
        self._waiting.append(request)
        self._look()

    def stop(self) -> bool:
        """Find nothing out any more; whether anything was being."""
        was_waiting = bool(self._waiting)
        self._waiting.clear()
        if self._call is not None:
            self._workspace.background.cancel_call(self._call)
            self._call = None
        return was_waiting

    def _look(self) -> None:
        while self._waiting and self._call is None and self._desk.is_resumed:
            request = self._waiting[0]
            suspects = [job for job in self._desk.listed if _is_suspect(job, request)]
            if suspects and request.mask is not None:
                self._compare(request.mask, suspects)
            else:
                self._tell(suspects[0] if suspects else None)

    def _compare(self, mask: MaskSnapshot, suspects: list[Job]) -> None:
        masks = [(job, self._desk.sent_mask(job)) for job in suspects]
        storage = self._workspace.backend.storage
        work = partial(_same_mask, mask, masks, storage.library if storage else None)
        self._call = self._workspace.background.call(work, self._on_compared)

    def _on_compared(self, result: CallResult[Job | None]) -> None:
        self._call = None
        self._tell(result.value)
        self._look()

    def _tell(self, twin: Job | None) -> None:
        request = self._waiting.pop(0)
        if twin is None:
            self.alone.emit(request)
        else:
            self.found.emit(twin)


def _is_suspect(job: Job, request: JobRequest) -> bool:
    pending = job.is_active or job.state is JobState.UNCONFIRMED
    return pending and asks_the_same(job, request)


def asks_the_same(job: Job, request: JobRequest) -> bool:
    """Whether a job asked for just this; that the masks are the same is another question."""
    asked = (request.kind, request.parent_id, request.prompt, request.image, request.mode)
    return asked == (job.kind, job.parent_id, job.prompt, job.image, job.mode)


def _same_mask(
    mask: MaskSnapshot, others: list[tuple[Job, MaskSnapshot | None]], library: Library | None
) -> Job | None:
    """The job with the same mask. Takes its time: not for the GUI thread."""
    for job, sent in others:
        if sent is None and library is not None:
            try:
                sent = load_mask(library.mask_path(job.id), mask.size, mask.orientation)
            except (FileUnreadable, PictureError):
                continue  # of a picture of another size, or gone: not the same in any case
        if sent is not None and sent.size == mask.size and _are_same(sent, mask):
            return job
    return None


def _are_same(one: MaskSnapshot, other: MaskSnapshot) -> bool:
    """Strip by strip: one comparison of 64 MB would hold up the window."""
    return all(mine == yours for mine, yours in zip(one.strips(), other.strips(), strict=True))
