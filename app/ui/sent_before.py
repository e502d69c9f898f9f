"""Which requests have brought a task: the same again is the same task."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.canvas.mask import MaskSnapshot
from app.canvas.preflight import MaskReport
from app.jobs.loading import Source
from app.ui.earlier_requests import Asked, EarlierRequests
from app.ui.workspace import Workspace

# Service, task, prompt, whose money, mask: what makes two requests the same.
_Key = tuple[str, str | None, str, bool, str]


class SentBefore(QObject):
    """Remembers what each job was about, from the moment that it's cleared."""

    changed = Signal()
    """More is known of what earlier sessions have sent."""

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._cleared: tuple[MaskSnapshot, _Key] | None = None
        self._jobs: dict[_Key, str] = {}
        self._earlier = EarlierRequests(workspace)
        self._earlier.changed.connect(self.changed)
        workspace.desk.resumed.connect(self.changed)

    def note_cleared(
        self, mask: MaskSnapshot, source: Source, prompt: str, report: MaskReport
    ) -> None:
        """What is to become a job, unless something still comes between."""
        self._cleared = (mask, self._key(source, prompt, report))

    def note_job(self, mask: MaskSnapshot, job_id: str) -> None:
        """What was cleared has become a job."""
        if self._cleared is not None and self._cleared[0] is mask:
            self._jobs[self._cleared[1]] = job_id
            self._cleared = None

    def holds(self, source: Source, prompt: str, report: MaskReport) -> bool:
        """Whether a job has brought a task for this, and is over, as far as is known by now."""
        wallet = self._workspace.store.settings.use_wallet
        earlier = self._earlier.job_of(Asked(prompt, wallet, report.digest))
        now = self._jobs.get(self._key(source, prompt, report))
        storage = self._workspace.backend.storage
        jobs = {job.id: job for job in storage.runner.jobs()} if storage is not None else {}
        if earlier is not None and (earlier not in jobs or not jobs[earlier].is_active):
            return True
        job = jobs.get(now) if now is not None else None
        return job is not None and job.task_id is not None and not job.is_active

    @property
    def is_reading(self) -> bool:
        """Whether more is known in a moment, of what may be the same; `changed` follows."""
        return self._earlier.is_reading or not self._workspace.desk.is_resumed

    def _key(self, source: Source, prompt: str, report: MaskReport) -> _Key:
        workspace = self._workspace
        wallet = workspace.store.settings.use_wallet
        return (workspace.backend.url, source.task_id, prompt, wallet, report.digest)
