"""Tells how jobs ended, what is in doubt, and what the user can do about it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from app.jobs.job import ErrorCode, Job, JobState
from app.ui.message_bar import Choice, Level
from app.ui.messages import ending_sentence, exception_sentence
from app.ui.money import Money
from app.ui.workspace import Workspace

_FOR_PREFERENCES = frozenset(
    {ErrorCode.KEY_MISSING, ErrorCode.UNAUTHORIZED, ErrorCode.INSECURE_URL}
)


class JobTeller(QObject):
    """Speaks through the message bar alone; the panel shows the state in words by itself."""

    def __init__(self, workspace: Workspace, money: Money) -> None:
        super().__init__(workspace)
        self._say = workspace.say
        self._window = workspace.window
        self._desk = workspace.desk
        self._money = money
        self._window.messages.dismissed.connect(self.tell_doubt)
        self._desk.resumeFailed.connect(self._on_resume_failed)
        self._desk.balanceArrived.connect(self._on_balance)

    def tell_end(self, job: Job) -> None:
        """Say how a job that rests ended, where that isn't plain to see."""
        if job.error is not None:
            text = ending_sentence(job)
        elif job.state is JobState.CANCELLED and job.task_id is not None:
            text = self.tr(
                "Stopped waiting. The service goes on with the task and may charge for it; "
                "asking for it again costs nothing more."
            )
        else:
            return
        if self._money.spendable is not None and _is_short_of_money(job):
            text += " " + self.tr("There is {amount} to spend.").format(
                amount=self._money.spendable
            )
        if job.state is JobState.UNCONFIRMED and self._money.then_and_now is not None:
            before, now = self._money.then_and_now
            text += " " + self.tr("Before it there were {before} to spend, now {now}.").format(
                before=before, now=now
            )
        level = Level.ERROR if job.state is JobState.FAILED else Level.WARNING
        self._say(level, text, *self._ways_on(job), must_choose=job.state is JobState.UNCONFIRMED)

    def tell_doubt(self) -> None:
        """A job in doubt is told until it is answered, also when another one came after it."""
        job = self._desk.doubtful
        if job is not None:
            self.tell_end(job)

    def _ways_on(self, job: Job) -> list[Choice]:
        if job.state is JobState.UNCONFIRMED:
            return [
                Choice(
                    self.tr("Ask again with the same request"),
                    partial(self._desk.ask_again, job),
                ),
                Choice(self.tr("Forget it"), partial(self._desk.forget, job)),
            ]
        if job.next_on_asking_again is not None:
            return [Choice(self.tr("Ask for it again"), partial(self._desk.ask_again, job))]
        if job.error is not None and job.error.code in _FOR_PREFERENCES:
            preferences = self._window.actions_["preferences"]
            return [Choice(self.tr("Preferences…"), preferences.trigger)]
        return []

    def _on_balance(self) -> None:
        """What the balance explains is told again once it is known."""
        job = self._desk.current
        if job is None or job.error is None or not self._window.messages.isVisible():
            return
        short = job.state is JobState.FAILED and _is_short_of_money(job)
        if job.state is JobState.UNCONFIRMED or short:
            self.tell_end(job)

    def _on_resume_failed(self, error: Exception) -> None:
        self._say(
            Level.ERROR,
            self.tr("The jobs of earlier sessions can't be read. {reason}").format(
                reason=exception_sentence(error)
            ),
        )


def _is_short_of_money(job: Job) -> bool:
    return job.error is not None and job.error.code is ErrorCode.INSUFFICIENT_BALANCE
