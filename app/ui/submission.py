"""Submitting what is on the canvas, and going on from a result: what the user is asked."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from app.canvas.preflight import FindingKind
from app.jobs.job import Job, JobKind, JobRequest, JobState
from app.ui.going_on import GoingOn
from app.ui.job_follower import JobFollower
from app.ui.job_teller import JobTeller
from app.ui.job_twins import JobTwins
from app.ui.language import Words
from app.ui.message_bar import Choice, Level
from app.ui.messages import exception_sentence
from app.ui.money import Money
from app.ui.notices import desktop_notices
from app.ui.notifier import Notifier
from app.ui.offer_desk import OfferDesk
from app.ui.preflight import Order, Preflight
from app.ui.result_presenter import ResultPresenter
from app.ui.result_saver import ResultSaver
from app.ui.result_sharing import ResultSharing
from app.ui.workspace import Workspace

_STATUS_MS = 6000


class Submission(QObject):
    """Submits what is on the canvas, and goes on from a job's result."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._say = workspace.say
        self._window = workspace.window
        self._desk = workspace.desk
        self._results = workspace.results
        self.money = Money(workspace, self)
        self._teller = JobTeller(workspace, self.money)
        self._preflight = Preflight(workspace, self.money, self)
        self._presenter = ResultPresenter(self._window, self._results, workspace.sights, self)
        ResultSaver(workspace)
        ResultSharing(workspace)
        self._going_on = GoingOn(workspace)
        self._follower = JobFollower(workspace, self._teller, self._going_on)
        self._twins = JobTwins(workspace)
        self._offers = OfferDesk(workspace, self.money)
        notices = desktop_notices(self._window, workspace.background)
        self._notifier = Notifier(workspace, notices)
        self._notifier.showWanted.connect(self._follower.show)
        self._connect()
        self._window.panel.prompt.set_history(workspace.store.settings.prompt_history)
        self.refresh()

    # Submitting

    def submit(self) -> None:
        """Submit the mask that is seen, and the prompt, as an inpaint of the open task; or say
        what is in the way.
        """
        workspace, source = self._workspace, self._workspace.source
        prompt = self._window.panel.prompt.toPlainText().strip()
        if source is None:
            self._say(
                Level.INFO, lambda: self.tr("Open a task first: its picture is what you mark.")
            )
        elif workspace.canvas is None:
            self._preflight.begin(source, prompt, None)
        else:
            # Of now: until the mask is ready, another picture may be opened, another prompt
            # written.
            workspace.painting.takers.add(partial(self._preflight.begin, source, prompt))

    def _on_cleared(self, order: Order) -> None:
        if order.source.task_id is None:
            return
        self._start(
            JobRequest(
                JobKind.INPAINT,
                order.source.task_id,
                order.prompt,
                order.mask,
                use_wallet=self._workspace.store.settings.use_wallet,
            )
        )

    def cancel(self) -> None:
        """Take back what is about to be submitted; else stop waiting for the current job."""
        if not self._preflight.is_checking:
            self._desk.cancel()
            return
        self._preflight.start_over()
        self._window.tell(lambda: self.tr("Nothing was submitted."), _STATUS_MS)
        self.refresh()

    def continue_from_candidate(self) -> None:
        """Make the picked candidate the next parent; a single picture already is one."""
        shown = self._results.shown
        if shown is None or shown.is_preview or shown.task_id is None:
            return
        number = self._results.picked
        if not shown.is_grid:
            self._going_on.open_single(shown)
        elif number is None:
            self._offers.say_to_pick()
        else:
            self._offers.upsample(number)

    def _start(self, request: JobRequest) -> None:
        if self._has_storage():
            self._twins.look_for(request)

    def _begin(self, request: JobRequest) -> None:
        """Submit what is under way nowhere else."""
        self._window.messages.clear()
        job = self._desk.submit(request)
        self._going_on.note(job)
        if request.mask is not None:
            self._preflight.note_job(request.mask, job.id)
        if request.kind is JobKind.INPAINT:
            settings = self._workspace.store.remember_prompt(request.prompt)
            self._window.panel.prompt.set_history(settings.prompt_history)
        self._window.focus_picture()

    def _on_backend_changed(self) -> None:
        """What was to be submitted was meant for the service before."""
        was_looked_for = self._twins.stop()
        if self._preflight.start_over() or was_looked_for:
            self._say(
                Level.WARNING,
                lambda: self.tr("Nothing was submitted: another service was chosen first."),
            )

    def _refuse_twin(self, job: Job) -> None:
        """Exactly the same is under way, or in doubt: nothing is bought twice."""
        if job.is_active:
            self._say(
                Level.INFO, lambda: self.tr("Exactly this is under way already."), passes=True
            )
        else:
            self._teller.tell_end(job)

    def _on_blocked(self, kind: FindingKind, sentence: Words) -> None:
        """Say what is in the way, and what to do about it."""
        if kind is FindingKind.PARENT_GRID:
            self._explain_grid()
        elif kind is FindingKind.NO_TASK:
            self._say(
                Level.WARNING,
                lambda: self.tr(
                    "This picture belongs to no task, and the service repaints tasks only. "
                    "Export the mask, open the task, then import the mask there."
                ),
                Choice(lambda: self.tr("Open a task…"), self._window.actions_["openTask"].trigger),
            )
        elif kind is FindingKind.EMPTY:
            self._say(
                Level.WARNING,
                lambda: self.tr("The mask is empty. Paint over what should change, then submit."),
                passes=True,
            )
        else:
            self._say(Level.WARNING, sentence)

    def _has_storage(self) -> bool:
        self.say_storage_problem()
        return self._workspace.backend.storage is not None

    def say_storage_problem(self) -> None:
        """Say why nothing can be submitted, if that is so."""
        problem = self._workspace.backend.problem
        if problem is not None:
            self._say(Level.ERROR, partial(exception_sentence, problem))

    def _explain_grid(self) -> None:
        number, shown = self._results.picked, self._results.shown
        choices = []
        source = self._workspace.source
        if source is not None and source.task_id is not None and not source.is_grid:
            # The picture came from a file, so the four aren't in sight.
            open_task = partial(self._workspace.open_task, source.task_id)
            choices.append(Choice(lambda: self.tr("Open the task"), open_task))
        elif number is not None and shown is not None and number in shown.offers.upsamples:
            choices.append(
                Choice(
                    lambda: self.tr("Use picture {number}").format(number=number),
                    self.continue_from_candidate,
                )
            )
        self._say(
            Level.INFO,
            lambda: self.tr(
                "This task is a grid of four pictures, and a mask needs one. Pick one (click it, "
                "or press 1 to 4) to upsample it: {price}."
            ).format(price=self.money.price_text(JobKind.UPSAMPLE)),
            *choices,
        )

    # Showing

    def refresh(self) -> None:
        """Show how things stand in the panel and the panes."""
        job = self._desk.current
        state = job.state if job is not None else JobState.IDLE
        if self._preflight.is_checking:
            state = JobState.IDLE
        self._window.setProperty("jobState", state.value)
        self._window.panel.set_open(self._workspace.source is not None)
        self._window.panel.progress.show_job(self._follower.told_job)
        self.money.show_price()
        self._preflight.refresh()
        may_cancel = self._desk.can_cancel or self._preflight.is_checking
        self._window.actions_["cancel"].setEnabled(may_cancel)
        self._presenter.refresh()
        self._offers.refresh()
        self._follower.show_list()

    def _on_results_changed(self) -> None:
        source = self._workspace.source
        if source is not None and source.is_grid and not self._teller.is_asking:
            self._explain_grid()
        self._presenter.refresh()
        self._offers.refresh()

    def _connect(self) -> None:
        actions = self._window.actions_
        actions["submit"].triggered.connect(self.submit)
        actions["cancel"].triggered.connect(self.cancel)
        actions["closeResult"].triggered.connect(self._follower.show_no_result)
        actions["continueFromCandidate"].triggered.connect(self.continue_from_candidate)
        self._results.changed.connect(self._on_results_changed)
        self._workspace.sourceChanged.connect(self.refresh)
        self._workspace.backendChanged.connect(self._on_backend_changed)
        self._follower.changed.connect(self.refresh)
        self._preflight.checkingChanged.connect(self.refresh)
        self._preflight.cleared.connect(self._on_cleared)
        self._preflight.blocked.connect(self._on_blocked)
        self._offers.wanted.connect(self._start)
        self._offers.showWanted.connect(self._follower.show)
        self._twins.alone.connect(self._begin)
        self._twins.found.connect(self._refuse_twin)
        self._window.retranslated.connect(self.refresh)
