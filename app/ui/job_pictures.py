"""The pictures of the session's jobs: previews, results, and what their thumbnails show."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from app.canvas.geometry import Rect
from app.canvas.mask import MaskSnapshot
from app.canvas.picture import Picture
from app.jobs.background import Background, CallResult
from app.jobs.job import Job, JobEvent, JobState
from app.jobs.loading import load_result
from app.ui.candidate_strip import thumbnail
from app.ui.job_sketch import sketch

# Of results that are on disk as well, no more than this is held: some ten of 2048².
_ROOM = 256 * 1024 * 1024


class JobPictures(QObject):
    """Holds pictures as long as there is room, and reads results from disk again after that."""

    loaded = Signal(str)
    """A job's id: its result, asked for with `load`, is there now."""
    failed = Signal(object)  # Exception
    sketched = Signal()
    """Another job has a thumbnail."""

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._previews: dict[str, Picture] = {}
        self._results: dict[str, Picture] = {}  # the one used last at the end
        self._thumbnails: dict[str, QPixmap] = {}
        self._on_disk: set[str] = set()
        self._loading: dict[int, str] = {}
        self._sketching: dict[int, str] = {}

    def keep(self, event: JobEvent, scale: float) -> None:
        """Keep what came with an event. `scale`: device pixels to a logical one."""
        job = event.job
        if event.preview is not None:
            self._previews[job.id] = event.preview
        if not job.is_active:
            self._previews.pop(job.id, None)
        if event.result is not None:
            self._hold(job, event.result)
        picture = event.result or event.preview
        if picture is not None:
            whole = Rect.of_size(picture.size)
            self._thumbnails[job.id] = thumbnail(picture, whole, math.ceil(scale))

    def sketch(self, job: Job, original: Picture, mask: MaskSnapshot, scale: float) -> None:
        """Let a job's thumbnail show its original and mask until there is something better."""
        if job.id in self._thumbnails or job.id in self._sketching.values():
            return
        work = partial(sketch, original, mask, math.ceil(scale))
        self._sketching[self._background.call(work, self._on_sketched)] = job.id

    def thumbnail(self, job: Job) -> QPixmap | None:
        """A small square of the newest picture of a job, if there has been one."""
        return self._thumbnails.get(job.id)

    def preview(self, job: Job) -> Picture | None:
        """The newest intermediate picture of a job under way."""
        return self._previews.get(job.id)

    def result(self, job: Job) -> Picture | None:
        """The finished picture, if it is at hand."""
        picture = self._results.pop(job.id, None)
        if picture is not None:
            self._results[job.id] = picture
        return picture

    def load(self, job: Job) -> None:
        """Get a result that isn't at hand; `loaded` or `failed` follows."""
        if job.state is not JobState.DONE or job.result_path is None:
            return
        if job.id not in self._loading.values():
            work = partial(load_result, job.result_path, is_grid=job.offers.is_grid)
            call = self._background.call(work, self._on_loaded)
            self._loading[call] = job.id

    def retain(self, jobs: Iterable[Job]) -> None:
        """Let go of whatever isn't these jobs', and is on disk if it is of any worth."""
        kept = {job.id for job in jobs}
        for job_id in self._thumbnails.keys() - kept:
            del self._thumbnails[job_id]
        for job_id in (self._results.keys() & self._on_disk) - kept:
            del self._results[job_id]
        self._on_disk &= self._results.keys()

    def forget(self) -> None:
        """Let go of everything: the jobs are another service's."""
        for call in (*self._loading, *self._sketching):
            self._background.cancel_call(call)
        for known in (self._previews, self._results, self._thumbnails):
            known.clear()
        for calls in (self._loading, self._sketching):
            calls.clear()
        self._on_disk.clear()

    def _hold(self, job: Job, picture: Picture) -> None:
        self._results.pop(job.id, None)
        self._results[job.id] = picture
        if job.result_path is not None:
            self._on_disk.add(job.id)
        self._make_room()

    def _make_room(self) -> None:
        held = sum(_bytes(picture) for picture in self._results.values())
        for job_id in [*self._results][:-1]:
            if held <= _ROOM:
                return
            if job_id in self._on_disk:
                held -= _bytes(self._results.pop(job_id))

    def _on_sketched(self, result: CallResult[QImage]) -> None:
        job_id = self._sketching.pop(result.id)
        if result.value is not None and job_id not in self._thumbnails:
            self._thumbnails[job_id] = QPixmap.fromImage(result.value)
            self.sketched.emit()

    def _on_loaded(self, result: CallResult[Picture]) -> None:
        job_id = self._loading.pop(result.id)
        if result.value is None:
            self.failed.emit(result.error)
            return
        self._results[job_id] = result.value
        self._on_disk.add(job_id)
        self._make_room()
        self.loaded.emit(job_id)


def _bytes(picture: Picture) -> int:
    """What a picture holds, its smaller levels included."""
    return sum(level.size.area * 4 for level in picture.levels)
