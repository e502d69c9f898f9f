"""What preflight finds, in words: a line beside Submit for each."""

from __future__ import annotations

from typing import assert_never

from app.canvas.preflight import SPECK, Facts, FindingKind, MaskReport
from app.jobs.job import ErrorCode, JobError
from app.ui.job_sentences import job_sentence
from app.ui.texts import number, roubles, tr


def sentence(kind: FindingKind, facts: Facts, report: MaskReport | None) -> str:
    """The line for one finding, with its figures."""
    match kind:
        case FindingKind.NO_TASK:
            return tr("This picture belongs to no task, so it can't be submitted.")
        case FindingKind.PARENT_GRID:
            return tr("A mask needs a single picture: pick one of the four first.")
        case FindingKind.PARENT_NOT_DONE:
            return tr("The task has no finished picture yet. Open it again once it is done.")
        case FindingKind.PARENT_FAILED:
            return tr("The task has failed, so there is nothing to repaint. Open another one.")
        case FindingKind.PARENT_MISSING:
            return job_sentence(JobError(ErrorCode.TASK_NOT_FOUND))
        case FindingKind.PARENT_UNSURE:
            return tr(
                "The service couldn't be asked about this task: it may be unfinished, "
                "or a grid of four."
            )
        case FindingKind.NO_KEY:
            return tr(
                "The API key is missing, or the service doesn't accept it: enter it in Preferences."
            )
        case FindingKind.SIZE:
            return _size(facts, report)
        case FindingKind.NOT_PURE:
            return tr("The mask has greys. Export it and import it again: that makes it pure.")
        case FindingKind.EMPTY:
            return tr("Nothing is marked yet: paint over what should change.")
        case FindingKind.SPECKS:
            return _specks(report)
        case FindingKind.NEARLY_EVERYTHING:
            percent = 0 if report is None else int(report.coverage * 100)
            return tr("Nearly everything is marked: {percent} %.").format(percent=percent)
        case FindingKind.BALANCE:
            return balance_sentence(facts.spendable or 0.0, facts.price)
        case FindingKind.CYRILLIC:
            return tr("The service may misread Russian. Midjourney understands English.")
        case FindingKind.SENT_BEFORE:
            return tr("You submitted exactly this already: the service returns the same task.")
    assert_never(kind)


def _size(facts: Facts, report: MaskReport | None) -> str:
    return tr("The mask is {mask} pixels, but the picture is {picture}.").format(
        mask=report.size if report is not None else "", picture=facts.picture
    )


def _specks(report: MaskReport | None) -> str:
    specks = report.specks if report is not None else None
    if report is None or specks is None:
        return ""
    if report.is_specks_alone:
        text = tr("Too little is marked to paint anything in: {pixels} pixels.")
        return text.format(pixels=number(specks.pixels, 0))
    text = tr("Specks of fewer than {most} pixels: {count}.")
    return text.format(most=SPECK, count=number(specks.count, 0))


def balance_sentence(spendable: float, price: float | None) -> str:
    """That there is less to spend than the last job cost; without a price, nothing at all."""
    left = roubles(spendable)
    if price is None:
        return tr("There is nothing to spend: the balance is {left}.").format(left=left)
    text = tr("The balance is {left}, and the last job cost {price}.")
    return text.format(left=left, price=roubles(price))
