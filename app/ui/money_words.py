"""Balances and sums in words."""

from __future__ import annotations

from app.api.errors import KeyMissing, Rejected, Unauthorized, Unreachable
from app.api.schema import Balance
from app.jobs.ledger import Ledger
from app.ui.messages import exception_sentence
from app.ui.texts import number, roubles, tr

UNKNOWN = "—"


def makeup(balance: Balance | None, error: Exception | None, *, wallet: bool) -> str:
    """What a balance is made of, where that isn't plain, or why it isn't known."""
    if error is not None:
        return _why(error, wallet=wallet)
    if balance is None:
        return ""
    parts = []
    if balance.credit_limit > 0:
        amount, credit = roubles(balance.amount), roubles(balance.credit_limit)
        text = tr("{amount} + {credit} credit").format(amount=amount, credit=credit)
        parts.append(text.replace(" ₽", "\N{NO-BREAK SPACE}₽"))
    if balance.spendable <= 0:
        parts.append(tr("nothing to spend"))
    return ", ".join(parts)


def balance_hint(balance: Balance | None, error: Exception | None) -> str:
    """The same at length."""
    if error is not None:
        return exception_sentence(error)
    if balance is None:
        return ""
    return tr("{amount} in the account, {credit} of credit").format(
        amount=roubles(balance.amount), credit=roubles(balance.credit_limit)
    )


def spent_today(ledger: Ledger | None) -> tuple[str, str]:
    """What was spent today, and what that comes from; `ledger` is None while it isn't known."""
    if ledger is None:
        return UNKNOWN, ""
    hint = tr(
        "Paid jobs since midnight: {jobs}. What was done elsewhere with the same key isn't counted."
    )
    return roubles(ledger.today.amount), hint.format(jobs=number(ledger.today.tasks, 0))


def spent_on_picture(ledger: Ledger | None) -> tuple[str, str]:
    """What was spent on the open picture and its kin; `ledger` is None while it isn't known."""
    if ledger is None:
        return UNKNOWN, ""
    hint = tr(
        "This picture with all its versions, back to the first original. Paid jobs: {jobs}. "
        "On exactly this picture: {amount}."
    )
    jobs, amount = number(ledger.picture.tasks, 0), roubles(ledger.directly.amount)
    return roubles(ledger.picture.amount), hint.format(jobs=jobs, amount=amount)


def _why(error: Exception, *, wallet: bool) -> str:
    match error:
        case KeyMissing():
            return tr("no API key")
        case Unauthorized():
            return tr("the key isn't accepted")
        case Unreachable():
            return tr("no connection")
        case Rejected() if wallet:
            return tr("the service gives no balance for it")
    return tr("the service gives no balance")
