"""The tables of `jobs.sqlite3`, version by version, and how a job is a row."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from app.jobs.job import UNSENT, ErrorCode, Job, JobError, JobKind, JobState

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE jobs (
            id TEXT PRIMARY KEY NOT NULL,
            service TEXT NOT NULL,
            kind TEXT NOT NULL,
            parent_id TEXT NOT NULL,
            prompt TEXT NOT NULL,
            image INTEGER,
            mode TEXT,
            state TEXT NOT NULL,
            task_id TEXT,
            percent INTEGER NOT NULL,
            cost REAL,
            error_code TEXT,
            error_server_text TEXT NOT NULL,
            error_detail TEXT NOT NULL,
            result_path TEXT,
            actions TEXT NOT NULL,
            created_at REAL NOT NULL,
            changed_at REAL NOT NULL,
            mask BLOB,
            request_path TEXT,
            request_body BLOB,
            request_digest TEXT
        )
        """,
        "CREATE INDEX jobs_by_service ON jobs (service, state)",
        """
        CREATE TABLE steps (
            number INTEGER PRIMARY KEY,
            job_id TEXT NOT NULL REFERENCES jobs (id),
            at REAL NOT NULL,
            step TEXT NOT NULL,
            phase TEXT NOT NULL,
            state TEXT NOT NULL,
            note TEXT NOT NULL
        )
        """,
        "CREATE INDEX steps_by_job ON steps (job_id)",
    ),
    (
        "ALTER TABLE jobs ADD COLUMN original_id TEXT",
        "ALTER TABLE jobs ADD COLUMN mask_name TEXT",
    ),
    # When the user took a job out of the history, in seconds since the epoch. Its row stays: what
    # was paid stays paid, and it can be brought back.
    ("ALTER TABLE jobs ADD COLUMN removed_at REAL",),
)
"""Statements that lead from version n to n + 1; the file's version is its `user_version`."""

_Kinds: TypeAlias = "tuple[type[object], ...]"

_REAL, _MAYBE_TEXT = (int, float), (str, type(None))
# What the values of a job's row may be. SQLite itself takes anything anywhere.
_TYPES: Mapping[str, _Kinds] = {
    "id": (str,),
    "service": (str,),
    "kind": (str,),
    "parent_id": (str,),
    "original_id": _MAYBE_TEXT,
    "mask_name": _MAYBE_TEXT,
    "prompt": (str,),
    "image": (int, type(None)),
    "mode": _MAYBE_TEXT,
    "state": (str,),
    "task_id": _MAYBE_TEXT,
    "percent": (int,),
    "cost": (*_REAL, type(None)),
    "error_code": _MAYBE_TEXT,
    "error_server_text": (str,),
    "error_detail": (str,),
    "result_path": _MAYBE_TEXT,
    "actions": (str,),
    "created_at": _REAL,
    "changed_at": _REAL,
}

SELECT_JOBS = f"""SELECT {", ".join(_TYPES)}, request_body IS NOT NULL AS has_request,
    (SELECT MAX(at) FROM steps WHERE job_id = jobs.id AND step = 'submit' AND phase = 'before')
        AS sent_at
    FROM jobs"""  # noqa: S608
"""The rows that `job_from` takes; the request and the mask may be large, and aren't read."""

_AT_REST = "'done', 'failed', 'cancelled'"
UNFINISHED = f"""(state NOT IN ({_AT_REST})
    OR (state = 'failed' AND error_code = 'not_sent' AND request_body IS NOT NULL))"""
"""A condition: jobs that go on by themselves, or may wait for a word of the user."""

_UNSENT = ", ".join(f"'{code}'" for code in sorted(UNSENT))
# Job.needs_request in SQL.
_NEEDS_REQUEST = f"""task_id IS NULL AND (state NOT IN ({_AT_REST})
    OR (state = 'failed' AND COALESCE(error_code, '') IN ({_UNSENT}))
    OR (state = 'cancelled' AND error_code IS 'maybe_charged'))"""

KEEP_REQUEST = """
    UPDATE jobs SET mask = :mask, request_path = :path, request_body = :body,
        request_digest = :digest
    WHERE id = :id
"""

FREE_REQUESTS = f"""
    UPDATE jobs SET mask = NULL, request_body = NULL
    WHERE request_body IS NOT NULL AND NOT ({_NEEDS_REQUEST})
"""  # noqa: S608
"""Drop every request and mask that won't be needed again; the digests stay."""

INSERT_JOB = """
    INSERT INTO jobs (id, service, kind, parent_id, original_id, mask_name, prompt, image, mode,
        state, task_id, percent, cost, error_code, error_server_text, error_detail, result_path,
        actions, created_at, changed_at)
    VALUES (:id, :service, :kind, :parent_id, :original_id, :mask_name, :prompt, :image, :mode,
        :state, :task_id, :percent, :cost, :error_code, :error_server_text, :error_detail,
        :result_path, :actions, :created_at, :changed_at)
"""

REMOVE_JOB = "UPDATE jobs SET removed_at = ? WHERE id = ?"

SELECT_HISTORY = """
    SELECT id, COALESCE(task_id, ''), parent_id, kind, prompt, state, COALESCE(error_code, ''),
        percent, cost, created_at, changed_at, image, mode, mask_name, actions,
        removed_at IS NOT NULL
    FROM jobs
    WHERE service = :service OR (:is_ending AND substr(service, -length(:service)) = :service)
"""
"""The fields of a `HistoryNode`, but for its picture."""

SELECT_SENT_INPAINTS = """
    SELECT id, parent_id, prompt, request_digest FROM jobs
    WHERE service = ? AND parent_id = ? AND kind = 'inpaint' AND task_id IS NOT NULL
        AND request_digest IS NOT NULL
    ORDER BY created_at DESC LIMIT ?
"""

SELECT_SENT_BEFORE = f"""{SELECT_JOBS}
    WHERE service = ? AND request_digest = ? AND task_id IS NOT NULL AND state IN ({_AT_REST})
    ORDER BY created_at DESC LIMIT 1
"""

IS_ANOTHERS_TASK = """
    SELECT 1 FROM jobs AS mine JOIN jobs AS other ON other.service = mine.service
    WHERE mine.id = :id AND other.id <> :id AND other.task_id = :task AND (
        (other.kind, other.parent_id, other.prompt) <> (mine.kind, mine.parent_id, mine.prompt)
        OR other.image IS NOT mine.image OR other.mode IS NOT mine.mode
        OR (mine.kind = 'inpaint' AND other.request_digest <> mine.request_digest)
    ) LIMIT 1
"""
"""A row if a task is that of a job that asked for something else. Whose money it was for makes no
difference but with an inpaint, of whose mask nothing but the digest is known.
"""

HAS_YOUNGER_TWIN = f"""
    SELECT 1 FROM jobs AS mine JOIN jobs AS twin ON twin.service = mine.service
    WHERE mine.id = ? AND twin.rowid > mine.rowid AND twin.request_digest = mine.request_digest
        AND (twin.task_id IS NOT NULL OR twin.state NOT IN ({_AT_REST})
            OR (twin.state = 'cancelled' AND twin.error_code IS 'maybe_charged'))
    LIMIT 1
"""  # noqa: S608
"""A row if the same request was written down later, and is under way or may have been sent."""

UPDATE_JOB = """
    UPDATE jobs SET state = :state, task_id = :task_id, percent = :percent, cost = :cost,
        error_code = :error_code, error_server_text = :error_server_text,
        error_detail = :error_detail, result_path = :result_path, actions = :actions,
        changed_at = :changed_at
    WHERE id = :id
"""


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Lead a file from this version to the latest. Within a transaction, or in autocommit."""
    for number, statements in enumerate(MIGRATIONS[version:], version + 1):
        for statement in statements:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")


def empty_journal() -> sqlite3.Connection:
    """The tables of a new journal, in memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, 0)
    return connection


def parameters(job: Job) -> dict[str, str | int | float | None]:
    """A job as the named parameters of the statements above."""
    error = job.error
    return {
        "id": job.id,
        "service": job.service,
        "kind": job.kind.value,
        "parent_id": job.parent_id,
        "original_id": job.original_id,
        "mask_name": job.mask_name,
        "prompt": storable(job.prompt),
        "image": job.image,
        "mode": job.mode,
        "state": job.state.value,
        "task_id": job.task_id,
        "percent": job.percent,
        "cost": job.cost,
        "error_code": error.code.value if error else None,
        "error_server_text": storable(error.server_text) if error else "",
        "error_detail": storable(error.detail) if error else "",
        "result_path": str(job.result_path) if job.result_path else None,
        "actions": json.dumps(job.actions),
        "created_at": job.created_at,
        "changed_at": job.changed_at,
    }


def job_from(row: sqlite3.Row | Mapping[str, Any]) -> Job:
    """The job in a row. Raises ValueError when the row holds what we never write."""
    for name, kinds in _TYPES.items():
        if not isinstance(row[name], kinds):
            raise ValueError(f"{name} is {type(row[name]).__name__}")
    code = row["error_code"]
    error = (
        JobError(ErrorCode(code), row["error_server_text"], row["error_detail"]) if code else None
    )
    result_path = row["result_path"]
    return Job(
        id=row["id"],
        kind=JobKind(row["kind"]),
        parent_id=row["parent_id"],
        original_id=row["original_id"] or row["parent_id"],
        mask_name=row["mask_name"],
        service=row["service"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
        prompt=row["prompt"],
        image=row["image"],
        mode=row["mode"],
        state=JobState(row["state"]),
        task_id=row["task_id"],
        percent=row["percent"],
        cost=row["cost"],
        error=error,
        result_path=Path(result_path) if result_path else None,
        actions=tuple(json.loads(row["actions"])),
        sent_at=row["sent_at"] if isinstance(row["sent_at"], _REAL) else None,
        has_request=bool(row["has_request"]),
    )


def storable(text: str) -> str:
    """Text that SQLite can store: the service may send, or a user paste, half a surrogate pair."""
    return text.encode("utf-8", "replace").decode("utf-8")
