"""Shows what becomes of the jobs, and never a result beside another job's original."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.canvas.picture import Picture
from app.jobs.job import Job, JobEvent, JobKind, JobState
from app.jobs.masks import mask_path
from app.ui.going_on import GoingOn
from app.ui.job_list import Row
from app.ui.job_teller import JobTeller
from app.ui.message_bar import Level
from app.ui.messages import exception_sentence
from app.ui.result_desk import Shown, shown_grid
from app.ui.workspace import Workspace


class JobFollower(QObject):
    """Follows all jobs: pictures of the current one come up, those of the others are offered."""

    changed = Signal()
    """Something is shown otherwise, or told."""

    def __init__(self, workspace: Workspace, teller: JobTeller, going_on: GoingOn) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._window = workspace.window
        self._desk = workspace.desk
        self._results = workspace.results
        self._pictures = workspace.job_pictures
        self._teller = teller
        self._going_on = going_on
        self._desk.eventArrived.connect(self._on_event)
        self._desk.otherArrived.connect(self._on_other)
        self._desk.currentPicked.connect(self._on_picked)
        self._desk.listChanged.connect(self.show_list)
        workspace.ledger.changed.connect(self._on_ledger_changed)
        self._pictures.loaded.connect(self._on_loaded)
        self._pictures.sketched.connect(self.show_list)
        self._pictures.failed.connect(self._on_load_failed)
        workspace.sourceChanged.connect(self._on_source_changed)
        teller.showWanted.connect(self.show)
        jobs = self._window.panel.jobs
        jobs.picked.connect(self._desk.pick)
        jobs.opened.connect(lambda job_id: self._show_listed(job_id))
        jobs.removed.connect(self._remove)
        self._window.panel.progress.open_original.clicked.connect(self._show_current)

    # What the user wants to see

    def show(self, job: Job) -> None:
        """Make a job current, and open what its picture belongs beside, or is."""
        job = self._desk.bring_back(job)
        self._desk.pick(job.id)
        if not self._fits(job):
            self._open_for(job)
        self._window.focus_picture()

    def _show_listed(self, job_id: str) -> None:
        for job in self._desk.listed:
            if job.id == job_id:
                self.show(job)

    def _show_current(self) -> None:
        if self._desk.current is not None:
            self.show(self._desk.current)

    def _remove(self, job_id: str) -> None:
        job = next(job for job in self._desk.listed if job.id == job_id)
        if job.is_active:
            self._desk.cancel(job_id)
        elif job.state is JobState.UNCONFIRMED:
            self._desk.pick(job_id)  # it has to be answered, and its message says how
        else:
            self._teller.take_back(job_id)
            self._desk.dismiss(job_id)

    def _open_for(self, job: Job) -> None:
        if job.kind is JobKind.UPSAMPLE:
            self._going_on.open_upsampled(job, self._pictures.result(job))
        else:
            self._workspace.open_task(job.original_id)

    # What the jobs say

    def _on_event(self, event: JobEvent) -> None:
        """Show it, once no stroke is under way that a change of the layout would disturb."""
        self._window.setProperty("jobState", event.job.state.value)
        self._on_other(event)

    def _on_other(self, event: JobEvent) -> None:
        job, mask, source = event.job, self._desk.sent_mask(event.job), self._workspace.source
        scale = self._window.devicePixelRatioF()
        if mask is not None and source is not None and source.task_id == job.parent_id:
            self._pictures.sketch(job, source.picture, mask, scale)
        self._pictures.keep(event, scale)
        self._window.when_settled(partial(self._show_event, event))

    def _show_event(self, event: JobEvent) -> None:
        job, current = event.job, self._desk.current
        if current is not None and current.id == job.id:
            self._follow_current(event)
        elif _has_result(event):
            self._offer(job)
        elif job.state is JobState.UNCONFIRMED:
            self._teller.tell_question()
        elif not job.is_active:
            self._teller.tell_other_end(job)
            if job.state is JobState.CANCELLED:
                self._desk.note_seen(job)
                self._teller.tell_question()
        self.changed.emit()

    def _follow_current(self, event: JobEvent) -> None:
        job = event.job
        if _has_result(event):
            self._present(job)
        else:
            if event.preview is not None and self._takes_preview(job):
                self._show_beside(self._as_preview(job, event.preview))
            self._judge_preview(job)
        if job.is_active:
            return
        self._teller.tell_end(job)
        if job.state is not JobState.DONE:
            self._desk.note_seen(job)
        if job.state in {JobState.DONE, JobState.CANCELLED}:
            self._teller.tell_question()

    def _present(self, job: Job) -> None:
        """Show the current job's result beside its original, or go on from an upsampled picture;
        when something else is open by now, offer to.
        """
        nothing_open = self._workspace.source is None
        if job.kind is JobKind.UPSAMPLE and (nothing_open or self._is_in_sight(job.parent_id)):
            self._open_for(job)
        elif job.kind is not JobKind.UPSAMPLE and self._fits(job):
            self._show_picture(job)
        else:
            self._teller.offer_other_picture(job)
            return
        self._desk.note_seen(job)

    def _offer(self, job: Job) -> None:
        """Say that a job is done that isn't the current one."""
        if job.kind is not JobKind.UPSAMPLE and self._fits(job):
            self._teller.offer(job)
        else:
            self._teller.offer_other_picture(job)

    def _on_picked(self) -> None:
        job = self._desk.current
        self._window.setProperty("jobState", (job.state if job else JobState.IDLE).value)
        self._window.when_settled(self._show_picked)

    def _show_picked(self) -> None:
        job = self._desk.current
        self._teller.leave()
        if job is not None:
            self._show_picture(job)
            if not job.is_active:
                self._teller.tell_end(job)
                if job.state is not JobState.DONE or self._fits(job):
                    self._desk.note_seen(job)
        self.changed.emit()

    def _on_source_changed(self) -> None:
        job, source = self._shown_job, self._workspace.source
        is_grid = source is not None and source.is_grid  # which is what was opened to be seen
        if job is not None and job.kind is not JobKind.UPSAMPLE and self._fits(job) and not is_grid:
            self._show_picture(job)
            self._desk.note_seen(job)
        self.changed.emit()
        if not self._window.messages.isVisible():
            self._teller.tell_question()

    # The picture beside the original

    @property
    def _shown_job(self) -> Job | None:
        """The job whose picture belongs into the window: the current one, or what made the newest
        result of a picture that has been opened while the current one is about another.
        """
        source, job = self._workspace.source, self._desk.current
        if source is None or source.task_id is None or (job is not None and self._fits(job)):
            return job
        return self._desk.newest_result(source.task_id) or job

    def _show_picture(self, job: Job) -> None:
        """Show a job's result or preview, if what is open is what it belongs beside."""
        if job.kind is JobKind.UPSAMPLE or not self._fits(job):
            self.show_no_result()
            return
        result, preview = self._pictures.result(job), self._pictures.preview(job)
        if result is not None:
            shown = self._results.shown
            if shown is None or not shown.is_result or shown.task_id != job.task_id:
                self._show_beside(self._as_result(job, result))
        elif job.state is JobState.DONE and job.result_path is not None:
            self._pictures.load(job)
        elif preview is not None and (job.is_active or job.state is JobState.FAILED):
            self._show_beside(self._as_preview(job, preview))
        else:
            self.show_no_result()

    def _show_beside(self, shown: Shown) -> None:
        source = self._workspace.source
        self._results.show(shown, source.picture if source is not None else None)

    def show_no_result(self) -> None:
        """Nothing beside the original; a grid that is open is beside nothing, and stays."""
        source, shown = self._workspace.source, self._results.shown
        if source is None or not source.is_grid:
            if shown is not None:
                self._results.show(None)
        elif shown is None or shown.picture is not source.picture:
            self._results.show(shown_grid(source))

    def _on_loaded(self, job_id: str) -> None:
        self._window.when_settled(partial(self._show_loaded, job_id))

    def _show_loaded(self, job_id: str) -> None:
        job = self._shown_job
        if job is not None and job.id == job_id:
            self._show_picture(job)
            self.changed.emit()

    def _on_load_failed(self, error: Exception) -> None:
        self._workspace.say(Level.ERROR, partial(exception_sentence, error))

    def _judge_preview(self, job: Job) -> None:
        """What can be seen of a task that failed is paid for, and stays, marked as such; of one
        that isn't waited for any more nothing does.
        """
        shown, failed = self._results.shown, job.state is JobState.FAILED
        if shown is None or not shown.is_preview:
            return
        if not job.is_active and not failed:
            self._results.show(None)
        elif failed is not shown.has_failed:
            self._results.show(replace(shown, has_failed=failed))

    def _as_result(self, job: Job, picture: Picture) -> Shown:
        return Shown(
            picture,
            job.task_id,
            job.offers,
            is_result=True,
            path=job.result_path,
            mask=self._mask_path(job),
            original_id=job.original_id,
        )

    def _as_preview(self, job: Job, picture: Picture) -> Shown:
        return Shown(
            picture,
            job.task_id,
            is_preview=True,
            has_failed=job.state is JobState.FAILED,
            mask=self._mask_path(job),
        )

    def _mask_path(self, job: Job) -> Path | None:
        storage = self._workspace.backend.storage
        return mask_path(storage.library, job) if storage is not None else None

    def _fits(self, job: Job) -> bool:
        """Whether a job's picture can be shown with what is open, be it nothing.

        A variation or reroll fits beside the picture it was asked of, beside what that one was
        painted over, and in its place where it is shown for want of that.
        """
        source = self._workspace.source
        if source is None:
            return True
        if job.kind is JobKind.UPSAMPLE:
            return source.task_id == job.task_id
        shown = self._results.shown
        if source.task_id in {job.original_id, job.parent_id}:
            return True
        if job.kind is JobKind.INPAINT or shown is None:
            return False
        is_of_shown = shown.task_id in {job.parent_id, job.task_id}
        return is_of_shown and shown.original_id == job.original_id

    def _takes_preview(self, job: Job) -> bool:
        """Whether a job's preview is shown: not in the place of the result that it was asked of,
        whose other candidates may still be looked at, and varied, too.
        """
        shown = self._results.shown
        asked_of_shown = shown is not None and shown.task_id == job.parent_id
        return job.kind is not JobKind.UPSAMPLE and self._fits(job) and not asked_of_shown

    def _is_in_sight(self, task_id: str) -> bool:
        """Whether a task's picture is shown, as the open one or as the result beside it."""
        shown = self._results.shown
        return self._is_open(task_id) or (shown is not None and shown.task_id == task_id)

    def _is_open(self, task_id: str) -> bool:
        source = self._workspace.source
        return source is not None and source.task_id == task_id

    # The list

    @property
    def told_job(self) -> Job | None:
        """The current job, unless it is over and done with, and about another picture."""
        job = self._desk.current
        if job is None or self._waits(job) or self._fits(job):
            return job
        is_of_what_is_seen = job.kind is JobKind.UPSAMPLE and self._is_in_sight(job.parent_id)
        return job if is_of_what_is_seen else None

    def _waits(self, job: Job) -> bool:
        """Whether a job is to be told of whatever picture is open."""
        return job.is_active or self._desk.is_new(job) or len(self._desk.listed) > 1

    def _on_ledger_changed(self) -> None:
        self._window.panel.forecasts.learn(self._workspace.ledger.ledger.durations)

    def show_list(self) -> None:
        """Show all jobs in the panel, and the way to a picture that isn't in sight."""
        desk, panel, job = self._desk, self._window.panel, self._desk.current
        rows = [
            Row(known, desk.is_new(known), self._pictures.thumbnail(known)) for known in desk.listed
        ]
        self._pictures.retain(desk.listed)
        panel.jobs.show_rows(rows, job.id if job else "")
        whole = job is not None and (job.kind is not JobKind.UPSAMPLE or not job.is_active)
        panel.progress.open_original.setVisible(
            job is not None and self._waits(job) and whole and not self._fits(job)
        )


def _has_result(event: JobEvent) -> bool:
    """Whether there is a finished picture: with the event, or, of a job that ended while another
    service was used, on disk.
    """
    return event.result is not None or event.job.state is JobState.DONE
