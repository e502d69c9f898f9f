"""From Submit to the result beside the original: what the user is asked and told."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.api.schema import is_grid
from app.canvas.picture import Picture
from app.jobs.job import ErrorCode, Job, JobEvent, JobKind, JobRequest, JobState
from app.jobs.loading import Source
from app.ui.message_bar import Choice, Level
from app.ui.messages import exception_sentence, job_sentence
from app.ui.money import Money
from app.ui.result_desk import Shown
from app.ui.result_presenter import ResultPresenter
from app.ui.workspace import Workspace

_FOR_PREFERENCES = frozenset(
    {ErrorCode.KEY_MISSING, ErrorCode.UNAUTHORIZED, ErrorCode.INSECURE_URL}
)


class Submission(QObject):
    """Submits what is on the canvas, follows the job, and goes on from its result."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._window = workspace.window
        self._desk = workspace.desk
        self._results = workspace.results
        self.money = Money(self._desk, self._window.panel, workspace.store, self)
        self._presenter = ResultPresenter(self._window, self._results, self)
        self._awaiting_parent: tuple[str, Shown] | None = None
        self._connect()
        self.refresh()

    # Submitting

    def submit(self) -> None:
        """Submit the mask and prompt as an inpaint of the open task, or say what is missing."""
        source, canvas = self._workspace.source, self._workspace.canvas
        if self._desk.is_busy or not self._may_submit():
            return
        if source is None or source.task_id is None or canvas is None:
            return
        self._window.canvas.finish_gesture()
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
        self._workspace.store.remember_prompt(prompt)

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
        job = event.job
        self._take_pictures(event)
        if not job.is_active:
            self._drop_preview()
            self.money.ask()  # what is known of the balance may be of before the job
            self._tell_end(job)
        self.refresh()

    def _take_pictures(self, event: JobEvent) -> None:
        job = event.job
        if event.result is not None and job.kind is JobKind.UPSAMPLE and job.task_id is not None:
            self._workspace.open_source(Source(event.result, job.task_id, job.task_id))
        elif event.result is not None:
            self._present(job.parent_id, _shown_result(job, event.result))
        elif (
            event.preview is not None
            and job.kind is not JobKind.UPSAMPLE
            and self._is_open(job.parent_id)
        ):
            self._results.show(Shown(event.preview, job.task_id, is_grid=False, is_preview=True))

    def _present(self, parent_id: str, shown: Shown) -> None:
        """Show a result beside its original; when another picture is open, offer to."""
        if self._workspace.source is None or self._is_open(parent_id):
            self._results.show(shown)
            return

        def show_it() -> None:
            self._awaiting_parent = (parent_id, shown)
            self._workspace.open_task(parent_id)

        self._say(
            Level.SUCCESS,
            self.tr("A job on another picture is done; its result is saved."),
            Choice(self.tr("Show it"), show_it),
        )

    def _is_open(self, task_id: str) -> bool:
        source = self._workspace.source
        return source is not None and source.task_id == task_id

    def _on_source_changed(self) -> None:
        awaiting, self._awaiting_parent = self._awaiting_parent, None
        if awaiting is not None and self._is_open(awaiting[0]):
            self._results.show(awaiting[1])
        self.refresh()

    def _drop_preview(self) -> None:
        shown = self._results.shown
        if shown is not None and shown.is_preview:
            self._results.show(None)

    def _tell_end(self, job: Job) -> None:
        """Say how a job that rests ended, where that isn't plain to see."""
        if job.error is None:
            return
        text = job_sentence(job.error)
        if job.error.code is ErrorCode.INSUFFICIENT_BALANCE and self.money.spendable is not None:
            text += " " + self.tr("There is {amount} to spend.").format(amount=self.money.spendable)
        if job.state is JobState.UNCONFIRMED and self.money.then_and_now is not None:
            before, now = self.money.then_and_now
            text += " " + self.tr("Before it there were {before} to spend, now {now}.").format(
                before=before, now=now
            )
        level = Level.ERROR if job.state is JobState.FAILED else Level.WARNING
        self._say(level, text, *self._ways_on(job))

    def _ways_on(self, job: Job) -> list[Choice]:
        if job.state is JobState.UNCONFIRMED:
            return [
                Choice(self.tr("Ask again with the same request"), self._desk.ask_again),
                Choice(self.tr("Forget it"), self._desk.forget),
            ]
        if job.next_on_asking_again is not None:
            return [Choice(self.tr("Ask for it again"), self._desk.ask_again)]
        if job.error is not None and job.error.code in _FOR_PREFERENCES:
            preferences = self._window.actions_["preferences"]
            return [Choice(self.tr("Preferences…"), preferences.trigger)]
        return []

    def _on_balance(self) -> None:
        """What the balance explains is told again once it is known."""
        job = self._desk.current
        if job is None or job.error is None or not self._window.messages.isVisible():
            return
        short = job.error.code is ErrorCode.INSUFFICIENT_BALANCE
        if job.state is JobState.UNCONFIRMED or (job.state is JobState.FAILED and short):
            self._tell_end(job)

    def _on_other_finished(self, event: JobEvent) -> None:
        """A job has ended while another one is current."""
        job = event.job
        if event.result is not None:
            self._present(job.parent_id, _shown_result(job, event.result))
        elif job.error is not None and job.state is not JobState.CANCELLED:
            self._say(
                Level.WARNING,
                self.tr("A job on another picture has ended. {reason}").format(
                    reason=job_sentence(job.error)
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

    def _say(self, level: Level, text: str, *choices: Choice, passes: bool = False) -> None:
        self._workspace.say(level, text, *choices, passes=passes)

    def _connect(self) -> None:
        actions = self._window.actions_
        actions["submit"].triggered.connect(self.submit)
        actions["cancel"].triggered.connect(self._desk.cancel)
        actions["continueFromCandidate"].triggered.connect(self.continue_from_candidate)
        self._results.changed.connect(self._on_results_changed)
        self._workspace.sourceChanged.connect(self._on_source_changed)
        self._desk.eventArrived.connect(self._on_event)
        self._desk.otherFinished.connect(self._on_other_finished)
        self._desk.balanceArrived.connect(self._on_balance)


def _shown_result(job: Job, picture: Picture) -> Shown:
    grid = is_grid(job.actions)
    return Shown(picture, job.task_id, grid, is_result=True, path=job.result_path)
