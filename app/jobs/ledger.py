"""What the journal knows about money and time: last prices, sums, how long jobs usually take.

Money is counted by task: a job that was asked again is one task, and so are two jobs whose requests
were identical, to which the service gives the same one. How a job ended doesn't matter, if it cost.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.jobs.job import JobKind

_TYPICAL = 20  # so many of the newest jobs say how long one takes

_TASK = "COALESCE(task_id, id)"

# When the first attempt was made that may have been charged. A job can be written down on one day
# and be sent on another one; of an attempt that has failed it is certain that it was free.
_SENT_AT = """COALESCE((SELECT MIN(at) FROM steps WHERE job_id = jobs.id
    AND step = 'submit' AND phase = 'after' AND state <> 'failed'), created_at)"""

# An upsample may be free, and that is worth knowing. To a repeated request for any other kind the
# service says 0, too, which is no price.
_PRICE = f"""
    SELECT cost FROM (
        SELECT MAX(cost) AS cost, MIN(created_at) AS at FROM jobs
        WHERE service = :service AND kind = :kind AND cost IS NOT NULL GROUP BY {_TASK}
    ) WHERE cost > 0 OR :kind = 'upsample' ORDER BY at DESC LIMIT 1
"""  # noqa: S608

_SPENT_SINCE = f"""
    SELECT TOTAL(cost) AS amount, COUNT(*) AS tasks FROM (
        SELECT MAX(cost) AS cost, MIN({_SENT_AT}) AS sent_at FROM jobs
        WHERE service = :service AND cost > 0 AND {_TASK} IN (
            SELECT {_TASK} FROM jobs
            WHERE service = :service AND cost > 0 AND changed_at >= :since
        ) GROUP BY {_TASK}
    ) WHERE sent_at >= :since
"""  # noqa: S608

# Up to the first original, then down to all that was made from any of them.
_SPENT_ON_FAMILY = f"""
    WITH RECURSIVE
        link AS (
            SELECT DISTINCT task_id, parent_id FROM jobs
            WHERE service = :service AND task_id IS NOT NULL
        ),
        line (task) AS (
            VALUES (:task) UNION SELECT parent_id FROM line JOIN link ON task_id = task
        ),
        family (task) AS (
            SELECT task FROM line UNION SELECT task_id FROM family JOIN link ON parent_id = task
        )
    SELECT TOTAL(cost) AS amount, COUNT(*) AS tasks FROM (
        SELECT MAX(cost) AS cost FROM jobs
        WHERE service = :service AND cost > 0 AND parent_id IN family GROUP BY {_TASK}
    )
"""  # noqa: S608

_SPENT_ON_TASK = f"""
    SELECT TOTAL(cost) AS amount, COUNT(*) AS tasks FROM (
        SELECT MAX(cost) AS cost FROM jobs
        WHERE service = :service AND cost > 0 AND parent_id = :task GROUP BY {_TASK}
    )
"""  # noqa: S608

# From the task's being known to its picture on disk. A job that was asked for again tells how long
# somebody was away, and one with a repeated request, which costs 0, found its task done already.
_DURATIONS = """
    SELECT changed_at - (
        SELECT MAX(at) FROM steps WHERE job_id = id AND step = 'wait' AND phase = 'before'
    ) AS seconds FROM (
        SELECT id, changed_at FROM jobs
        WHERE service = :service AND state = 'done' AND kind = :kind
            AND (cost IS NOT 0 OR kind = 'upsample')
        ORDER BY changed_at DESC LIMIT :most
    ) WHERE 1 = (
        SELECT COUNT(*) FROM steps WHERE job_id = id AND step = 'wait' AND phase = 'before'
    )
"""


@dataclass(frozen=True, slots=True)
class Spent:
    """A sum in roubles, and how many tasks it was for."""

    amount: float = 0.0
    tasks: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """One service's figures. `prices` are the last known ones, in roubles; `durations` the usual
    ones, in seconds, from the task's being known to its picture on disk. Both lack kinds of which
    nothing is known.

    `picture` is what the family of the open picture has cost: it, what it was made from, back to
    the first original, and all their versions. `directly` is what was made from it itself.
    """

    prices: Mapping[JobKind, float] = field(default_factory=lambda: MappingProxyType({}))
    durations: Mapping[JobKind, float] = field(default_factory=lambda: MappingProxyType({}))
    today: Spent = Spent()
    picture: Spent = Spent()
    directly: Spent = Spent()


def read_ledger(
    connection: sqlite3.Connection, service: str, since: float, task_id: str | None
) -> Ledger:
    """The figures of a service. `since`: when today began, in seconds since the epoch; `task_id`:
    the open picture's. `connection` gives rows by name. Takes its time: not for the GUI thread.
    """
    names: dict[str, str | float | None] = {
        "service": service,
        "since": since,
        "task": task_id,
        "most": _TYPICAL,
    }
    prices: dict[JobKind, float] = {}
    durations: dict[JobKind, float] = {}
    for kind in JobKind:
        for row in connection.execute(_PRICE, {**names, "kind": kind}):
            prices[kind] = row["cost"]
        seconds = [
            row["seconds"] for row in connection.execute(_DURATIONS, {**names, "kind": kind})
        ]
        if seconds:
            from statistics import median  # with fractions and decimals, for jobs that were done

            durations[kind] = max(0.0, median(seconds))
    return Ledger(
        MappingProxyType(prices),
        MappingProxyType(durations),
        _spent(connection, _SPENT_SINCE, names),
        _spent(connection, _SPENT_ON_FAMILY, names),
        _spent(connection, _SPENT_ON_TASK, names),
    )


def _spent(
    connection: sqlite3.Connection, query: str, names: Mapping[str, str | float | None]
) -> Spent:
    row = connection.execute(query, names).fetchone()
    return Spent(row["amount"], row["tasks"])
