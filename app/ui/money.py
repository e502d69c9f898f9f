"""Price and balance in the panel."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.api.errors import ServiceError
from app.api.schema import Balance
from app.jobs.job import JobKind
from app.settings.settings import SettingsStore
from app.ui.job_desk import JobDesk
from app.ui.job_panel import JobPanel
from app.ui.messages import exception_sentence, roubles


class Money(QObject):
    """Shows what the current job cost or the next one is likely to, and what there is to spend."""

    def __init__(
        self, desk: JobDesk, panel: JobPanel, store: SettingsStore, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._panel = panel
        self._store = store
        self._balance: Balance | None = None
        self._at_submission: Balance | None = None
        self._is_current = False
        panel.refresh_balance.clicked.connect(self.ask)
        desk.balanceArrived.connect(self._on_balance)
        desk.balanceFailed.connect(self._on_failed)

    @property
    def spendable(self) -> str | None:
        """What there is to spend, in words; None while unknown."""
        return roubles(self._balance.spendable) if self._balance else None

    def note_submission(self) -> None:
        """Remember the balance as it is before a job, to compare it if the job is in doubt."""
        self._at_submission = self._balance

    @property
    def then_and_now(self) -> tuple[str, str] | None:
        """What there was to spend before the last job, and what there is now, in words."""
        if self._at_submission is None or self._balance is None or not self._is_current:
            return None
        return roubles(self._at_submission.spendable), roubles(self._balance.spendable)

    def ask(self) -> None:
        """Ask for the balance anew."""
        self._is_current = False
        self._desk.ask_for_balance(wallet=self._store.settings.use_wallet)

    def forget(self) -> None:
        """The account is another one: nothing is known of it yet."""
        self._balance = None
        self._panel.set_balance("—")

    def show_price(self) -> None:
        """Show the current job's price, or the last known one."""
        job = self._desk.current
        if job is not None and job.is_active and job.cost is not None:
            self._panel.set_cost(roubles(job.cost))
            return
        price = self._desk.last_price(JobKind.INPAINT)
        if price is None:
            self._panel.set_cost(self.tr("known after a job"))
        else:
            self._panel.set_cost(self.tr("{price} last time").format(price=roubles(price)))

    def _on_balance(self, balance: Balance) -> None:
        self._balance = balance
        self._is_current = True
        hint = self.tr("{amount} in the account, {credit} of credit").format(
            amount=roubles(balance.amount), credit=roubles(balance.credit_limit)
        )
        self._panel.set_balance(roubles(balance.spendable), hint)

    def _on_failed(self, error: ServiceError) -> None:
        self._balance = None
        self._panel.set_balance("—", exception_sentence(error))
