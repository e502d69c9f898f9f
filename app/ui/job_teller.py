"""Tells how jobs ended, what is in doubt, and what the user can do about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.jobs.job import ErrorCode, Job, JobEvent, JobState
from app.ui.job_desk import is_question
from app.ui.job_sentences import ending_sentence
from app.ui.job_words import title
from app.ui.message_bar import Choice, Level
from app.ui.messages import exception_sentence
from app.ui.money import Money
from app.ui.texts import roubles
from app.ui.workspace import Workspace

_FOR_PREFERENCES = frozenset(
    {ErrorCode.KEY_MISSING, ErrorCode.UNAUTHORIZED, ErrorCode.INSECURE_URL}
)


class JobTeller(QObject):
    """Speaks through the message bar alone; the panel shows the state in words by itself.

    A job that only the user can decide about is a question. Questions are told one after the
    other, and each comes back until it is answered.
    """

    showWanted = Signal(object)
    """A Job whose picture the user wants to see."""

    def __init__(self, workspace: Workspace, money: Money) -> None:
        super().__init__(workspace)
        self._say = workspace.say
        self._window = workspace.window
        self._desk = workspace.desk
        self._money = money
        self._answered: set[str] = set()
        self._window.messages.closed.connect(self._on_closed)
        self._window.messages.dismissed.connect(self._on_dismissed)
        self._desk.eventArrived.connect(self._on_event)
        self._desk.otherArrived.connect(self._on_event)
        self._desk.resumeFailed.connect(self._on_resume_failed)
        self._desk.balanceArrived.connect(self._on_balance)
        workspace.backendChanged.connect(self._on_backend_changed)

    def tell_end(self, job: Job) -> None:
        """Say how a job that rests ended, where that isn't plain to see."""
        if job.error is None and (job.state is not JobState.CANCELLED or job.task_id is None):
            return
        level = Level.ERROR if job.state is JobState.FAILED else Level.WARNING
        in_doubt = job.state is JobState.UNCONFIRMED
        self._say(
            level,
            partial(self._ending, job),
            *self._ways_on(job),
            must_choose=in_doubt,
            topic=job.id,
        )

    def _ending(self, job: Job) -> str:
        if job.error is not None:
            text = ending_sentence(job)
        elif job.cost:
            text = self.tr(
                "Stopped waiting. The service goes on with the task, which costs {cost}; "
                "asking for it again costs nothing more."
            ).format(cost=roubles(job.cost))
        else:
            text = self.tr(
                "Stopped waiting. The service goes on with the task and may charge for it; "
                "asking for it again costs nothing more."
            )
        if self._money.spendable is not None and _is_short_of_money(job):
            text += " " + self.tr("There is {amount} to spend.").format(
                amount=self._money.spendable
            )
        if job.state is JobState.UNCONFIRMED:
            text = f"{text} {self._money.then_and_now(job)}".rstrip()
        if len(self._desk.listed) > 1:
            text = self.tr("“{prompt}”: {text}").format(prompt=title(job), text=text)
        return text

    def tell_other_end(self, job: Job) -> None:
        """The same for a job that isn't the current one: its line in the list says so, too."""
        if not self.is_asking:
            self.tell_end(job)

    def tell_question(self) -> None:
        """Tell of a job that has to be decided about, also when another one came after it."""
        questions = [job for job in self._desk.questions if job.id not in self._answered]
        current = self._desk.current
        for job in questions:
            if current is not None and job.id == current.id:
                self.tell_end(job)
                return
        if questions:
            self.tell_end(questions[0])

    def offer(self, job: Job) -> None:
        """Say that another job on the open picture is done; painting on takes it away."""
        if not self.is_asking:
            self._say(
                Level.SUCCESS,
                lambda: self.tr("Done: “{prompt}”").format(prompt=title(job)),
                self._way_to(job),
                passes=True,
                topic=job.id,
            )

    def offer_other_picture(self, job: Job) -> None:
        """Say that a job is done, but belongs to a picture that isn't open."""
        if not self.is_asking:
            self._say(
                Level.SUCCESS,
                lambda: self.tr("A job on another picture is done; its result is saved."),
                self._way_to(job),
                topic=job.id,
            )

    def take_back(self, job_id: str) -> None:
        """A job is dismissed: nothing that was told of it, or asked, can be answered any more."""
        self._answered.add(job_id)
        if self._window.messages.topic == job_id:
            self._window.messages.clear()
            self.tell_question()

    def leave(self) -> None:
        """Another job is the current one: what was told of the one before doesn't fit it."""
        messages = self._window.messages
        messages.clear_hint()
        if messages.topic and not self.is_asking:
            messages.clear()

    @property
    def is_asking(self) -> bool:
        """Whether the bar asks something that only the user can decide."""
        topic = self._window.messages.topic
        open_questions = {job.id for job in self._desk.questions} - self._answered
        return topic in open_questions

    def _way_to(self, job: Job) -> Choice:
        return Choice(lambda: self.tr("Show it"), partial(self.showWanted.emit, job))

    def _ways_on(self, job: Job) -> list[Choice]:
        forget = Choice(lambda: self.tr("Forget it"), partial(self._answer, job, self._desk.forget))
        again = partial(self._answer, job, self._desk.ask_again)
        if job.state is JobState.UNCONFIRMED:
            return [Choice(lambda: self.tr("Ask again with the same request"), again), forget]
        if job.next_on_asking_again is JobState.SUBMITTING and job.is_unsent:
            now = Choice(lambda: self.tr("Send it now"), again)
            return [now, forget] if is_question(job) else [now]
        if job.next_on_asking_again is not None:
            return [Choice(lambda: self.tr("Ask for it again"), again)]
        if job.error is not None and job.error.code in _FOR_PREFERENCES:
            preferences = self._window.actions_["preferences"]
            return [Choice(lambda: self.tr("Preferences…"), preferences.trigger)]
        return []

    def _answer(self, job: Job, act: Callable[[Job], None]) -> None:
        self._answered.add(job.id)
        act(job)

    def _on_event(self, event: JobEvent) -> None:
        self._answered.discard(event.job.id)

    def _on_closed(self, topic: str) -> None:
        """A question that was closed, as some can be, can wait: its line in the list stays."""
        self._answered.update(job.id for job in self._desk.questions if job.id == topic)

    def _on_backend_changed(self) -> None:
        """What was told, or asked, of another service's jobs can't be answered here."""
        self._answered.clear()
        if self._window.messages.topic:
            self._window.messages.clear()

    def _on_dismissed(self) -> None:
        """What is gone may have hidden a question."""
        if not self.is_asking:
            self.tell_question()

    def _on_balance(self) -> None:
        """What the balance explains is told again once it is known."""
        topic = self._window.messages.topic
        for job in self._desk.listed:
            doubtful = job.state is JobState.UNCONFIRMED or _is_short_of_money(job)
            if job.id == topic and job.id not in self._answered and doubtful:
                self.tell_end(job)

    def _on_resume_failed(self, error: Exception) -> None:
        self._say(
            Level.ERROR,
            lambda: self.tr("The jobs of earlier sessions can't be read. {reason}").format(
                reason=exception_sentence(error)
            ),
        )


def _is_short_of_money(job: Job) -> bool:
    return job.error is not None and job.error.code is ErrorCode.INSUFFICIENT_BALANCE
