"""What can still be read from a damaged journal, made safe to go on with.

A row of a damaged file may be an old one, so that a job isn't marked as sent proves nothing here:
whatever may have been sent becomes a question to the user, and nothing is ever sent by itself.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from app.api.schema import PaidRequest
from app.jobs.job import ErrorCode, Job, JobError, JobState
from app.jobs.tables import empty_journal, job_from

_INTERRUPTED = JobError(
    ErrorCode.INTERRUPTED, detail="The journal was damaged; the request may have been sent."
)
# More rows than anybody's journal has: damage may send a reader round in circles.
_MOST_ROWS = 50_000
# Rows that are looked for one by one when reading in order has failed.
_MOST_SEEKS = 20_000

# The first page of the file begins with its header, which holds these
# (https://www.sqlite.org/fileformat.html#the_database_header).
_PAGE, _HEADER = 4096, 100
_CHANGES, _LENGTH, _VALID_FOR = slice(24, 28), slice(28, 32), slice(92, 96)

# Columns that the first version of the file did not have.
_ADDED: Mapping[str, object] = {"original_id": None, "mask_name": None}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Salvaged:
    """A job, and the parameters of `tables.KEEP_REQUEST`: with the request where that is needed and
    whole, else with its digest alone, if there is one, by which the same again is known.

    `removed_at`: when it was taken out of the history, if it was.
    """

    job: Job
    request: dict[str, str | bytes | None] | None
    removed_at: float | None = None

    @property
    def is_unfinished(self) -> bool:
        """Whether the user will hear of it: it goes on, or asks what to do."""
        return self.job.is_active or self.job.state is JobState.UNCONFIRMED


def salvage(path: Path) -> tuple[Salvaged, ...]:
    """Every job of a damaged journal that can be read, oldest first. The file isn't changed."""
    try:
        data = path.read_bytes()
    except OSError:
        return ()
    with contextlib.closing(empty_journal()) as model:
        first_page = model.serialize()[:_PAGE]
    # With its own first page, which tells where the tables begin; failing that, with the one
    # that a new journal has: the tables of all of ours begin at the same places.
    found = _jobs(_mended(data, first_page[:_HEADER])) or _jobs(_mended(data, first_page))
    return tuple(sorted(found.values(), key=lambda kept: kept.job.created_at))


def _mended(data: bytes, beginning: bytes) -> bytes:
    """The same database with another beginning, and a length that fits it, in whole pages."""
    pages = -(-len(data) // _PAGE)
    mended = bytearray(data.ljust(pages * _PAGE, b"\0"))
    mended[: len(beginning)] = beginning
    mended[_LENGTH] = pages.to_bytes(4, "big")
    # The length counts only where these two are equal.
    mended[_VALID_FOR] = mended[_CHANGES]
    return bytes(mended)


def _jobs(data: bytes) -> dict[str, Salvaged]:
    found: dict[str, Salvaged] = {}
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.row_factory = sqlite3.Row
        connection.text_factory = bytes.decode
        try:
            connection.deserialize(data)
        except sqlite3.Error:
            return found
        for row in _rows(connection):
            kept = _salvaged(row)
            if kept is not None:
                found.setdefault(kept.job.id, kept)
    return found


def _rows(connection: sqlite3.Connection) -> Iterator[sqlite3.Row]:
    """The rows in front of the damage and behind it, then those between that can be found."""
    try:
        connection.execute("SELECT 1 FROM jobs LIMIT 0")
    except (sqlite3.Error, ValueError):  # Even the words of an error may be no text.
        return  # Not even the table is known.
    whole = True
    for order in ("ASC", "DESC"):
        try:
            # Nothing but these two words is put into the statement.
            rows = connection.execute(f"SELECT * FROM jobs ORDER BY rowid {order}")  # noqa: S608
            yield from islice(rows, _MOST_ROWS)
        except (sqlite3.Error, ValueError) as error:
            _log.info("Reading the damaged journal ended early: %s", error)
            whole = False
    for rowid in range(1, 0 if whole else _MOST_SEEKS):
        with contextlib.suppress(sqlite3.Error, ValueError):
            yield from connection.execute("SELECT * FROM jobs WHERE rowid = ?", (rowid,))


def _salvaged(row: sqlite3.Row) -> Salvaged | None:
    derived = {"has_request": False, "sent_at": None}
    fields: dict[str, object] = {**_ADDED, **dict(row), **derived}
    job = _job(fields)
    if job is None:
        return None
    removed_at = fields.get("removed_at")
    if not isinstance(removed_at, float):
        removed_at = None
    if job.task_id is not None:
        return Salvaged(job, _digest(fields), removed_at)
    request = _request(fields)
    # Of a whole file it would be known that it was never sent; not so here.
    unsent = job.is_unsent and request is not None
    if job.is_active or job.state is JobState.UNCONFIRMED or unsent:
        job = replace(job, state=JobState.UNCONFIRMED, error=job.error or _INTERRUPTED)
        job = replace(job, error=_INTERRUPTED) if unsent else job
    return Salvaged(job, request if job.needs_request else _digest(fields), removed_at)


def _job(fields: dict[str, object]) -> Job | None:
    """The job in these fields; where details of it can't be read, without them."""
    known = isinstance(fields.get("task_id"), str)
    without_details: dict[str, object] = {
        "state": JobState.WAITING if known else JobState.UNCONFIRMED,
        "percent": 0,
        "cost": None,
        "error_code": None,
        "result_path": None,
        **_ADDED,
        "actions": "[]",
        "created_at": 0.0,
        "changed_at": 0.0,
    }
    for attempt in (fields, fields | without_details):
        # KeyError: not our table at all.
        with contextlib.suppress(ValueError, KeyError):
            return job_from(attempt)
    return None


def _digest(fields: dict[str, object]) -> dict[str, str | bytes | None] | None:
    path, digest, job_id = (fields.get(it) for it in ("request_path", "request_digest", "id"))
    if not isinstance(path, str) or not isinstance(digest, str) or not isinstance(job_id, str):
        return None
    return {"id": job_id, "mask": None, "path": path, "body": None, "digest": digest}


def _request(fields: dict[str, object]) -> dict[str, str | bytes | None] | None:
    path, body = fields.get("request_path"), fields.get("request_body")
    digest, mask, job_id = fields.get("request_digest"), fields.get("mask"), fields["id"]
    if not isinstance(path, str) or not isinstance(body, bytes) or not isinstance(job_id, str):
        return None
    if PaidRequest(path, body).digest != digest:
        return None
    mask = mask if isinstance(mask, bytes) else None
    return {"id": job_id, "mask": mask, "path": path, "body": body, "digest": digest}
