"""What the history says of a node."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime

from app.jobs.history_node import HistoryNode
from app.jobs.job import ACTIVE, UNSENT, Job, JobKind, JobState
from app.ui.job_words import short_state, title_of
from app.ui.texts import escaped, roubles, tr

_FORMAT = QLocale.FormatType.ShortFormat


def title(node: HistoryNode) -> str:
    """One line that tells it from the others."""
    if node.job_id:
        return title_of(node.prompt, JobKind(node.kind), node.image, node.mode)
    return " ".join(node.prompt.split()) or tr("Task {task}").format(task=node.task_id)


def details(node: HistoryNode, job: Job | None, now: float) -> str:
    """The second line: what it is, and how it stands. `job`: the node's, if it is under way."""
    if node.is_removed:
        removed = tr("removed")
        return f"{kind(node)} · {removed}"
    if node.is_hollow:
        return tr("The picture isn't kept here")
    parts = [kind(node)]
    if node.job_id:
        parts.append(short_state(job, now) if job is not None else _state(node))
        if node.state is JobState.DONE and node.offers.is_grid:
            parts.append(tr("4 candidates"))
    return " · ".join(parts)


def kind(node: HistoryNode) -> str:
    """What was done, or what was opened."""
    return kind_words(node.kind if node.job_id else "", is_grid=node.offers.is_grid)


def kind_words(kind: str, *, is_grid: bool = False) -> str:
    """The same by the job's kind; "" for a picture that no job has made."""
    words = {
        JobKind.INPAINT: tr("Repaint"),
        JobKind.UPSAMPLE: tr("Upsample"),
        JobKind.VARIATION: tr("Variation"),
        JobKind.REROLL: tr("Reroll"),
    }
    picture = tr("Opened grid of four") if is_grid else tr("Opened picture")
    return words.get(JobKind(kind), "") if kind else picture


def price(node: HistoryNode) -> str:
    """What it has cost; "" as long as nobody knows, and where nothing was paid for."""
    return roubles(node.cost) if node.cost is not None and node.job_id else ""


def when(seconds: float, now: float) -> str:
    """A moment of the past, in epoch seconds: the farther away, the coarser."""
    then, today = _local(seconds), _local(now)
    if then is None or today is None:
        return ""
    locale = QLocale()
    if timedelta() <= today - then < timedelta(minutes=1):
        return tr("just now")
    if timedelta() <= today - then < timedelta(hours=1):
        minutes = (today - then) // timedelta(minutes=1)
        return tr("{minutes} min ago").format(minutes=minutes)
    days = (today.date() - then.date()).days
    clock = locale.toString(QTime(then.hour, then.minute), _FORMAT)
    if days == 0:
        return clock
    if days == 1:
        return tr("yesterday, {time}").format(time=clock)
    day = QDate(then.year, then.month, then.day)
    return locale.toString(day, "d MMM" if then.year == today.year else "d MMM yyyy")


def spoken(node: HistoryNode, job: Job | None, now: float) -> str:
    """A whole row, for those who have it read to them."""
    parts = (title(node), details(node, job, now), price(node), when(node.created_at, now))
    return ", ".join(part for part in parts if part)


def tool_tip(node: HistoryNode) -> str:
    """What a row has no room for."""
    then = _local(node.created_at)
    at = (
        QLocale().toString(QDateTime.fromSecsSinceEpoch(int(node.created_at)), _FORMAT)
        if then is not None
        else ""
    )
    task = tr("Task {task}").format(task=node.task_id) if node.task_id else ""
    lines = [title(node), task, at]
    return "".join(f"<p>{escaped(line)}</p>" for line in dict.fromkeys(lines) if line)


def _state(node: HistoryNode) -> str:
    match node.state:
        case JobState.DONE:
            return tr("Done")
        case JobState.UNCONFIRMED:
            return tr("Not confirmed")
        case JobState.CANCELLED:
            return tr("Cancelled")
        case JobState.FAILED if not node.task_id and node.error_code in UNSENT:
            return tr("Not sent")
        case state if state in ACTIVE:
            return tr("Not finished")
    return tr("Failed")


def _local(seconds: float) -> datetime | None:
    """The local time; None for a moment beyond what a calendar holds."""
    try:
        return datetime.fromtimestamp(seconds)
    except (ValueError, OverflowError, OSError):
        return None
