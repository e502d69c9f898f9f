"""Has the history read beside the window, and follows what happens from then on."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from app.jobs.background import CallResult
from app.jobs.history_node import HistoryNode, node_of_job
from app.jobs.job import Job, JobEvent
from app.jobs.lineage import Lineage, read_lineage, read_picture
from app.ui.backend import Storage
from app.ui.history_delegate import HistoryDelegate
from app.ui.history_thumbnails import HistoryThumbnails
from app.ui.messages import exception_sentence
from app.ui.workspace import Workspace


class HistoryDesk(QObject):
    """Shows the history of the service that the workspace works with, as it stands at any time."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._background = workspace.background
        self._dock = workspace.window.history
        self._model = self._dock.model
        self._storage: Storage | None = None
        self._reading: int | None = None
        self._hidden: set[str] = set()
        self._thumbnails = HistoryThumbnails(self._background, self)
        self._thumbnails.ready.connect(self._model.touch)
        self._delegate = HistoryDelegate(self._thumbnails.pixmap, self._dock.view)
        self._dock.view.setItemDelegate(self._delegate)
        workspace.backendChanged.connect(self._on_backend_changed)
        workspace.sourceChanged.connect(self._on_source_changed)

    def reload(self) -> None:
        """Read everything anew; what is shown stays until then."""
        if self._reading is not None:
            self._background.cancel_call(self._reading)
        if self._storage is not None:
            journal, library = self._storage.journal, self._storage.library
            work = partial(read_lineage, journal, library, self._workspace.backend.history)
            self._reading = self._background.call(work, self._on_read)

    def hide_job(self, job_id: str) -> None:
        """A job is removed: whatever it may still tell, it doesn't come back."""
        self._hidden.add(job_id)

    def show_job(self, job_id: str) -> None:
        """A job is no longer removed."""
        self._hidden.discard(job_id)

    def forget_thumbnail(self, key: str) -> None:
        """A node's picture is gone, or back."""
        self._thumbnails.forget(key)

    def _on_backend_changed(self) -> None:
        backend = self._workspace.backend
        if self._storage is not None:
            self._storage.runner.jobChanged.disconnect(self._on_job)
        self._storage = storage = backend.storage
        self._thumbnails.use(storage.library if storage is not None else None)
        self._model.show(Lineage())
        if storage is not None:
            storage.runner.jobChanged.connect(self._on_job)
            self._dock.say_why(lambda: self.tr("Reading…"))
        elif backend.problem is not None:
            self._dock.say_why(partial(exception_sentence, backend.problem))
        self.reload()

    def _on_read(self, result: CallResult[Lineage]) -> None:
        self._reading = None
        if result.value is None:
            if result.error is not None:
                self._dock.say_why(partial(exception_sentence, result.error))
            return
        self._dock.say_why(self._what_will_be_here)
        self._model.show(result.value)
        # Some may have changed since they were read.
        for job in self._storage.runner.jobs() if self._storage is not None else ():
            self._put(job)
        self._on_source_changed()

    def _what_will_be_here(self) -> str:
        return self.tr(
            "Nothing here yet. Every picture you open and every job you submit stays here, "
            "with its mask and prompt, to go on from."
        )

    # What happens meanwhile

    def _on_job(self, event: JobEvent) -> None:
        job = event.job
        if not job.is_active:
            self._thumbnails.forget(job.id)
        if self._reading is None:
            self._put(job)
        preview = self._workspace.job_pictures.thumbnail(job)
        if job.is_active and preview is not None:
            self._thumbnails.hold(job.id, preview)

    def _put(self, job: Job) -> None:
        if job.id in self._hidden:
            return
        picture = job.result_path.name if job.result_path is not None else ""
        if not self._model.put(node_of_job(job, picture), job if job.is_active else None):
            self.reload()

    def _on_source_changed(self) -> None:
        source, storage = self._workspace.source, self._storage
        self._delegate.open_task = task_id = (source.task_id if source is not None else None) or ""
        self._dock.view.refresh()
        known = self._model.node_of_task(task_id)
        if task_id and storage is not None and (known is None or known.is_hollow):
            work = partial(read_picture, storage.library, task_id)
            self._background.call(work, self._on_picture_read)

    def _on_picture_read(self, result: CallResult[HistoryNode | None]) -> None:
        node = result.value
        if node is None or self._reading is not None:
            return
        known = self._model.node_of_task(node.task_id)
        if (known is None or known.is_hollow) and not self._model.put(node):
            self.reload()
