"""From Submit to the result beside the original: what the user is asked and told."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from app.api.schema import is_grid
from app.canvas.picture import Picture
from app.jobs.job import Job, JobEvent, JobKind, JobRequest, JobState
from app.jobs.loading import Source
from app.ui.job_teller import JobTeller
from app.ui.message_bar import Choice, Level
from app.ui.messages import ending_sentence, exception_sentence
from app.ui.money import Money
from app.ui.result_desk import Shown
from app.ui.result_presenter import ResultPresenter
from app.ui.workspace import Workspace


class Submission(QObject):
    """Submits what is on the canvas, follows the job, and goes on from its result."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._say = workspace.say
        self._window = workspace.window
        self._desk = workspace.desk
        self._results = workspace.results
        self.money = Money(self._desk, self._window.panel, workspace.store, self)
        self._teller = JobTeller(workspace, self.money)
        self._presenter = ResultPresenter(self._window, self._results, self)
        self._latest: tuple[str, Shown] | None = None
        self._connect()
        self._window.panel.prompt.set_history(workspace.store.settings.prompt_history)
        self.refresh()

    # Submitting

    def submit(self) -> None:
        """Submit the mask and prompt as an inpaint of the open task, or say what is missing."""
        self._window.canvas.finish_gesture()
        self._window.when_settled(self._submit)

    def _submit(self) -> None:
        source, canvas = self._workspace.source, self._workspace.canvas
        if self._desk.is_busy or not self._may_submit():
            return
        if source is None or source.task_id is None or canvas is None:
            return
        prompt = self._window.panel.prompt.toPlainText().strip()
        self._start(
            JobRequest(
                JobKind.INPAINT,
                source.task_id,
                prompt,
                canvas.snapshot(),
                use_wallet=self._workspace.store.settings.use_wallet,
            )
        )
        settings = self._workspace.store.remember_prompt(prompt)
        self._window.panel.prompt.set_history(settings.prompt_history)

    def continue_from_candidate(self) -> None:
        """Make the picked candidate the next parent; a single picture already is one."""
        shown = self._results.shown
        if shown is None or shown.is_preview or shown.task_id is None or self._desk.is_busy:
            return
        number = self._results.picked
        if not shown.is_grid:
            self._workspace.open_source(Source(shown.picture, shown.task_id, shown.task_id))
        elif number is None:
            self._say(Level.INFO, self.tr("Pick one of the four first: click it, or press 1 to 4."))
        elif self._has_storage():
            self._start(
                JobRequest(
                    JobKind.UPSAMPLE,
                    shown.task_id,
                    image=number,
                    use_wallet=self._workspace.store.settings.use_wallet,
                )
            )

    def _start(self, request: JobRequest) -> None:
        self._window.messages.clear()
        self.money.note_submission()
        self._desk.submit(request)
        self._window.focus_picture()

    def _may_submit(self) -> bool:
        """Whether everything is there; otherwise the bar says what is missing."""
        source, canvas = self._workspace.source, self._workspace.canvas
        if source is None:
            self._say(Level.INFO, self.tr("Open a task first: its picture is what you mark."))
        elif source.is_grid:
            self._explain_grid()
        elif source.task_id is None:
            self._say(
                Level.WARNING,
                self.tr(
                    "This picture belongs to no task, and the service repaints tasks only. "
                    "Export the mask, open the task, then import the mask there."
                ),
                Choice(self.tr("Open a task…"), self._window.actions_["openTask"].trigger),
            )
        elif canvas is None or canvas.mask.is_empty:
            self._say(
                Level.WARNING,
                self.tr("The mask is empty. Paint over what should change, then submit."),
                passes=True,
            )
        else:
            return self._has_storage()
        return False

    def _has_storage(self) -> bool:
        self.say_storage_problem()
        return self._workspace.backend.storage is not None

    def say_storage_problem(self) -> None:
        """Say why nothing can be submitted, if that is so."""
        problem = self._workspace.backend.problem
        if problem is not None:
            self._say(Level.ERROR, exception_sentence(problem))

    def _explain_grid(self) -> None:
        text = self.tr(
            "This task is a grid of four pictures, and a mask needs one. Pick one (click it, or "
            "press 1 to 4) to upsample it: from Midjourney 5 on that is free."
        )
        number = self._results.picked
        choices = []
        if number is not None:
            label = self.tr("Use picture {number}").format(number=number)
            choices.append(Choice(label, self.continue_from_candidate))
        self._say(Level.INFO, text, *choices)

    # What the job says

    def _on_event(self, event: JobEvent) -> None:
        """Tell of it, once no stroke is under way that a change of the layout would disturb."""
        self._window.setProperty("jobState", event.job.state.value)
        self._window.when_settled(partial(self._show_event, event))

    def _show_event(self, event: JobEvent) -> None:
        job = event.job
        self._take_pictures(event)
        if not job.is_active:
            self._drop_preview()
            self.money.ask()  # what is known of the balance may be of before the job
            self._teller.tell_end(job)
            if job.state in {JobState.DONE, JobState.CANCELLED}:
                self._teller.tell_doubt()
        self.refresh()

    def _take_pictures(self, event: JobEvent) -> None:
        job = event.job
        if event.result is not None:
            self._present(job, event.result)
        elif (
            event.preview is not None
            and job.kind is not JobKind.UPSAMPLE
            and self._is_open(job.parent_id)
        ):
            mask = self._sent_mask(job)
            self._results.show(
                Shown(event.preview, job.task_id, is_grid=False, is_preview=True, mask=mask)
            )

    def _present(self, job: Job, picture: Picture) -> None:
        """Show a result beside its original, or go on from an upsampled picture; when something
        else is open by now, offer to.
        """
        if job.kind is JobKind.UPSAMPLE:
            go_on = partial(
                self._workspace.open_source, Source(picture, job.task_id or "", job.task_id)
            )
            expected = self._shows(job.parent_id)
        else:
            self._latest = (job.parent_id, self._shown_result(job, picture))
            go_on = partial(self._workspace.open_task, job.parent_id)
            expected = self._is_open(job.parent_id)
        if not expected and self._workspace.source is not None:
            self._say(
                Level.SUCCESS,
                self.tr("A job on another picture is done; its result is saved."),
                Choice(self.tr("Show it"), go_on),
            )
        elif job.kind is JobKind.UPSAMPLE:
            go_on()
        else:
            self._results.show(self._shown_result(job, picture))

    def _shown_result(self, job: Job, picture: Picture) -> Shown:
        grid, mask = is_grid(job.actions), self._sent_mask(job)
        return Shown(picture, job.task_id, grid, is_result=True, path=job.result_path, mask=mask)

    def _sent_mask(self, job: Job) -> Path | None:
        """The file of the mask that a job was submitted with."""
        storage = self._workspace.backend.storage
        if storage is None or job.kind is not JobKind.INPAINT:
            return None
        return storage.library.mask_path(job.id)

    def _shows(self, task_id: str) -> bool:
        """Whether a task's picture is in sight, as the open one or as the result beside it."""
        shown = self._results.shown
        return self._is_open(task_id) or (shown is not None and shown.task_id == task_id)

    def _is_open(self, task_id: str) -> bool:
        source = self._workspace.source
        return source is not None and source.task_id == task_id

    def _on_source_changed(self) -> None:
        if self._latest is not None and self._is_open(self._latest[0]):
            self._results.show(self._latest[1])
        self.refresh()
        if not self._window.messages.isVisible():
            self._teller.tell_doubt()

    def _drop_preview(self) -> None:
        shown = self._results.shown
        if shown is not None and shown.is_preview:
            self._results.show(None)

    def _on_other_finished(self, event: JobEvent) -> None:
        """A job has ended while another one is current."""
        self._window.when_settled(partial(self._show_other, event))

    def _show_other(self, event: JobEvent) -> None:
        job = event.job
        if event.result is not None:
            self._present(job, event.result)
        elif job.state is JobState.UNCONFIRMED:
            self._teller.tell_doubt()
        elif job.error is not None and job.state is not JobState.CANCELLED:
            self._say(
                Level.WARNING,
                self.tr("A job on another picture has ended. {reason}").format(
                    reason=ending_sentence(job)
                ),
            )

    # Showing

    def refresh(self) -> None:
        """Show how things stand in the panel and the panes."""
        busy, job = self._desk.is_busy, self._desk.current
        state = job.state if job is not None else JobState.IDLE
        self._window.setProperty("jobState", state.value)
        self._window.panel.show_job(job, may_submit=not busy)
        self.money.show_price()
        self._window.actions_["submit"].setEnabled(not busy)
        self._window.actions_["cancel"].setEnabled(self._desk.can_cancel)
        self._presenter.refresh(may_continue=not busy)

    def _on_results_changed(self) -> None:
        source = self._workspace.source
        if source is not None and source.is_grid and not self._desk.is_busy:
            self._explain_grid()
        self._presenter.refresh(may_continue=not self._desk.is_busy)

    def _connect(self) -> None:
        actions = self._window.actions_
        actions["submit"].triggered.connect(self.submit)
        actions["cancel"].triggered.connect(self._desk.cancel)
        actions["continueFromCandidate"].triggered.connect(self.continue_from_candidate)
        self._results.changed.connect(self._on_results_changed)
        self._workspace.sourceChanged.connect(self._on_source_changed)
        self._desk.eventArrived.connect(self._on_event)
        self._desk.otherFinished.connect(self._on_other_finished)
