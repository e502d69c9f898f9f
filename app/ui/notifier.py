"""Tells of jobs that end while the window isn't in front: by the desktop, and in the title."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.jobs.job import Job, JobEvent, JobState
from app.ui.front import come_to_front
from app.ui.job_words import steady_state
from app.ui.notices import Notice, Notices
from app.ui.workspace import Workspace

_RUNNING = frozenset({JobState.WAITING, JobState.DOWNLOADING})


class Notifier(QObject):
    """A notification names the task, not the prompt: it comes up over whatever is shared on a
    screen, and stays in the desktop's list, while prompts are the client's secret. Clicking it
    leads to the job.

    The title begins with the number of jobs that have ended and wait to be looked at, and the
    percent of what is under way. Whoever comes back to the window has seen what ended in it.
    """

    showWanted = Signal(object)  # Job

    def __init__(self, workspace: Workspace, notices: Notices) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._window = workspace.window
        self._desk = workspace.desk
        self._notices = notices
        self._active: set[str] = set()
        self._missed: set[str] = set()
        self._desk.eventArrived.connect(self._on_event)
        self._desk.otherArrived.connect(self._on_event)
        self._desk.listChanged.connect(self.refresh)
        self._desk.currentPicked.connect(self.refresh)
        workspace.sourceChanged.connect(self.refresh)
        notices.clicked.connect(self._on_clicked)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._on_focus_changed)
        self.refresh()

    def refresh(self) -> None:
        """Show in the title, and on the program's icon, how things stand."""
        job, source = self._shown_job, self._workspace.source
        waiting = {job.id for job in self._desk.listed if self._desk.is_new(job)}
        count = len(waiting | self._missed)
        parts = [f"{job.percent} %"] if job is not None else []
        parts += [source.name] if source is not None else []
        title = " — ".join([*parts, "Mask Painter"])
        self._window.setWindowTitle(f"({count}) {title}" if count else title)
        self._notices.set_count(count if self._is_wanted else 0)

    @property
    def _is_wanted(self) -> bool:
        return self._workspace.store.settings.notifications

    @property
    def _shown_job(self) -> Job | None:
        """The job whose percent is told: the current one, or else the newest under way."""
        current = self._desk.current
        jobs = [current, *self._desk.listed] if current is not None else self._desk.listed
        return next((job for job in jobs if job.state in _RUNNING), None)

    def _on_event(self, event: JobEvent) -> None:
        job = event.job
        if job.is_active:
            self._active.add(job.id)
            self._missed.discard(job.id)
        elif job.id in self._active:
            self._active.remove(job.id)
            # What is cancelled was cancelled by whoever sits here.
            if QApplication.activeWindow() is None and job.state is not JobState.CANCELLED:
                self._miss(job)
        self.refresh()

    def _miss(self, job: Job) -> None:
        self._missed.add(job.id)
        if self._is_wanted:
            body = self.tr("Task {id}").format(id=job.original_id)
            text = f"{body}\n{steady_state(job)}"
            self._notices.show_notice(job.id, Notice(self._heading(job), text, self.tr("Show it")))
            QApplication.alert(self._window)

    def _heading(self, job: Job) -> str:
        if job.state is JobState.DONE:
            return self.tr("The result is ready")
        if job.state is JobState.UNCONFIRMED:
            return self.tr("A job waits for your word")
        return self.tr("A job has failed")

    def _on_clicked(self, job_id: str, activation: str) -> None:
        come_to_front(self._window, activation)
        for job in self._desk.listed:
            if job.id == job_id:
                self.showWanted.emit(job)

    def _on_focus_changed(self) -> None:
        if QApplication.activeWindow() is not None and self._missed:
            self._missed.clear()
            self._notices.withdraw()
            self.refresh()
