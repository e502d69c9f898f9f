"""Prices, the balance and what was spent, in the panel."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer

from app.api.errors import KeyMissing, RateLimited, ServerFault, ServiceError
from app.api.schema import Balance
from app.jobs.job import Job, JobEvent, JobKind, JobState
from app.ui.money_words import (
    UNKNOWN,
    balance_hint,
    makeup,
    spent_on_picture,
    spent_today,
)
from app.ui.texts import roubles
from app.ui.workspace import Workspace

_KOPECK = 0.01
# Before a balance that could not be had is asked for again: the last one again and again.
_PAUSES = (5.0, 15.0, 60.0)


@dataclass(frozen=True, slots=True)
class _Before:
    """The balance as it was when a job was submitted, and what all jobs had cost by then."""

    balance: Balance
    spent: float


class Money(QObject):
    """Shows what the current job cost or the next one is likely to, and what there is to spend."""

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk = workspace.desk
        self._ledger = workspace.ledger
        self._workspace = workspace
        self._figures = figures = workspace.window.panel.figures
        self._balance: Balance | None = None
        self._error: Exception | None = None  # why it isn't known
        self._before: dict[str, _Before] = {}
        self._costs: dict[str, float] = {}
        self._spent = self._spent_by_then = 0.0
        self._is_current = False
        self._failures = 0
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self.ask)
        figures.balanceWanted.connect(self.ask)
        desk.balanceArrived.connect(self._on_balance)
        desk.balanceFailed.connect(self._on_failed)
        desk.eventArrived.connect(self._on_event)
        desk.otherArrived.connect(self._on_event)
        self._ledger.changed.connect(self._show)
        workspace.window.retranslated.connect(self._show)
        self._show()

    @property
    def spendable(self) -> str | None:
        """What there is to spend, in words; None while unknown."""
        return roubles(self._balance.spendable) if self._balance else None

    @property
    def to_spend(self) -> float | None:
        """What there is to spend, in roubles; None while unknown."""
        return self._balance.spendable if self._balance else None

    def then_and_now(self, job: Job) -> str:
        """What there was to spend before a job, and what there is now, as a sentence; empty while
        either isn't known.
        """
        before, now = self._before.get(job.id), self._balance
        if before is None or now is None or not self._is_current:
            return ""
        text = self.tr("Before it there were {before} to spend, now {now}.").format(
            before=roubles(before.balance.spendable), now=roubles(now.spendable)
        )
        others = self._spent - before.spent - self._costs.get(job.id, 0.0)
        if others >= _KOPECK:
            text += " " + self.tr("Other jobs took {amount} of that.").format(
                amount=roubles(others)
            )
        return text

    def ask(self) -> None:
        """Ask for the balance anew."""
        self._is_current = False
        self._again.stop()
        self._desk.ask_for_balance(wallet=self._uses_wallet)

    def miss_key(self) -> None:
        """There is no key to ask with."""
        self._again.stop()
        self._on_failed(KeyMissing())

    def forget(self) -> None:
        """The account is another one: nothing is known of it yet."""
        self._balance = self._error = None
        self._again.stop()
        self._failures = 0
        self._before.clear()
        self._costs.clear()
        self._spent = self._spent_by_then = 0.0
        self._show()

    def change_account(self) -> None:
        """Another account pays from now on."""
        self.forget()
        self.ask()

    def last_price(self, kind: JobKind) -> float | None:
        """What the last job of a kind cost, in roubles, maybe in an earlier session; None before
        the first one.
        """
        return self._ledger.ledger.prices.get(kind)

    def price_text(self, kind: JobKind) -> str:
        """What another job of a kind is likely to cost, in words, such as for a tool tip."""
        price = self.last_price(kind)
        if price is None and kind is JobKind.UPSAMPLE:
            return self.tr("free from Midjourney 5 on")
        if price is None:
            return self.tr("price known after the first one")
        if price == 0:
            return self.tr("free last time")
        return self.tr("{price} last time").format(price=roubles(price))

    def show_price(self) -> None:
        """Show the current job's price, or the last known one."""
        job = self._desk.current
        if job is not None and job.is_active and job.cost is not None:
            self._figures.set_cost(roubles(job.cost))
            return
        text = self.price_text(JobKind.INPAINT)
        if self.last_price(JobKind.INPAINT) is None:
            self._figures.set_cost(self.tr("not known yet"), text[:1].upper() + text[1:])
        else:
            self._figures.set_cost(text)

    @property
    def _uses_wallet(self) -> bool:
        return self._workspace.store.settings.use_wallet

    def _show(self) -> None:
        self.show_price()
        balance, error, wallet = self._balance, self._error, self._uses_wallet
        self._figures.set_wallet(wallet)
        self._figures.set_balance(
            roubles(balance.spendable) if balance is not None else UNKNOWN,
            makeup(balance, error, wallet=wallet),
            balance_hint(balance, error),
        )
        ledger = self._ledger.ledger if self._ledger.is_known else None
        source = self._workspace.source
        has_task = source is not None and source.task_id is not None
        picture = spent_on_picture(ledger if has_task else None)
        self._figures.set_spent(spent_today(ledger), picture)

    def _on_event(self, event: JobEvent) -> None:
        """The balance known is of before: once a job has begun to cost, and once it rests."""
        job = event.job
        if job.state is JobState.IDLE and self._balance is not None:
            self._before.setdefault(job.id, _Before(self._balance, self._spent_by_then))
        more = (job.cost or 0.0) - self._costs.get(job.id, 0.0)
        if more > 0:
            self._costs[job.id] = job.cost or 0.0
            self._spent += more
        if more > 0 or not job.is_active:
            self.ask()
            self._ledger.refresh()

    def _on_balance(self, balance: Balance) -> None:
        self._balance, self._error = balance, None
        self._failures = 0
        self._spent_by_then = self._spent
        self._is_current = True
        self._show()

    def _on_failed(self, error: Exception) -> None:
        self._balance, self._error = None, error
        self._show()
        if not isinstance(error, ServiceError) or error.temporary:
            pause = _PAUSES[min(self._failures, len(_PAUSES) - 1)]
            if isinstance(error, RateLimited | ServerFault):
                pause = max(pause, error.retry_after or 0.0)
            self._failures += 1
            self._again.start(round(pause * 1000))
