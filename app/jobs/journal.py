"""The journal: every job and every step of it, on disk before and after the step happens.

It is what makes a crash harmless. Before the first byte of a paid request leaves, its exact body,
the mask and the prompt are here; a task's id is here as soon as it is known.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from app.api.schema import PaidRequest
from app.jobs.job import Job, JobState
from app.jobs.tables import INSERT_JOB, MIGRATIONS, UPDATE_JOB, job_from, parameters, storable

FILE_NAME = "jobs.sqlite3"
_BUSY_TIMEOUT = 5.0


class Reason(StrEnum):
    """Why the journal can't be used."""

    DAMAGED = "damaged"
    TOO_NEW = "too_new"
    NOT_WRITABLE = "not_writable"
    DISK_FULL = "disk_full"
    OTHER = "other"


_SENTENCES = {
    Reason.DAMAGED: "The journal {path} is damaged.",
    Reason.TOO_NEW: "The journal {path} was written by a newer version of this program.",
    Reason.NOT_WRITABLE: "The journal {path} can't be written to.",
    Reason.DISK_FULL: "There is no room left to write the journal {path}.",
    Reason.OTHER: "The journal {path} can't be used.",
}

# Primary result codes (https://www.sqlite.org/rescode.html).
_REASONS = {
    sqlite3.SQLITE_CORRUPT: Reason.DAMAGED,
    sqlite3.SQLITE_NOTADB: Reason.DAMAGED,
    sqlite3.SQLITE_READONLY: Reason.NOT_WRITABLE,
    sqlite3.SQLITE_CANTOPEN: Reason.NOT_WRITABLE,
    sqlite3.SQLITE_PERM: Reason.NOT_WRITABLE,
    sqlite3.SQLITE_AUTH: Reason.NOT_WRITABLE,
    sqlite3.SQLITE_FULL: Reason.DISK_FULL,
}


class JournalError(Exception):
    """The journal can't be read or written; what SQLite said is the `__cause__`."""

    def __init__(self, reason: Reason, path: Path) -> None:
        super().__init__(_SENTENCES[reason].format(path=path))
        self.reason = reason
        self.path = path


class Step(StrEnum):
    """What happens to a job; the journal tells when each began and ended."""

    ENCODE = "encode"
    SUBMIT = "submit"
    WAIT = "wait"
    DOWNLOAD = "download"
    SAVE = "save"


class Phase(StrEnum):
    """Before or after a step."""

    BEFORE = "before"
    AFTER = "after"


Mark: TypeAlias = tuple[Step, Phase]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a job's history. `at` in seconds since the epoch; `note` for people to read."""

    step: Step
    phase: Phase
    state: JobState
    at: float
    note: str = ""


class Journal:
    """`jobs.sqlite3`; may be used from any thread. Every method raises JournalError.

    One connection behind a lock: a commit takes under a millisecond or so, and jobs write a few
    times a minute. The rollback journal, not WAL, so that the folder holds one file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        with self._errors():
            self._connection = sqlite3.connect(
                path, timeout=_BUSY_TIMEOUT, isolation_level=None, check_same_thread=False
            )
        try:
            self._connection.row_factory = sqlite3.Row
            with self._errors():
                self._connection.execute("PRAGMA synchronous = FULL")
                # fsync alone doesn't reach the platter on macOS; elsewhere this does nothing.
                self._connection.execute("PRAGMA fullfsync = ON")
                self._connection.execute("PRAGMA foreign_keys = ON")
                self._migrate()
        except JournalError:
            self._connection.close()
            raise

    def close(self) -> None:
        """Close the file; later calls raise JournalError."""
        with self._lock:
            self._connection.close()

    def add(self, job: Job) -> None:
        """Write down a new job."""
        with self._transaction() as connection:
            connection.execute(INSERT_JOB, parameters(job))

    def record(self, job: Job, *marks: Mark) -> None:
        """Write down how a job stands, and which steps have begun or ended with that."""
        note = storable(job.error.detail) if job.error else ""
        with self._transaction() as connection:
            if connection.execute(UPDATE_JOB, parameters(job)).rowcount != 1:
                raise JournalError(Reason.DAMAGED, self.path)
            connection.executemany(
                "INSERT INTO steps (job_id, at, step, phase, state, note) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                [(job.id, time.time(), step, phase, job.state, note) for step, phase in marks],
            )

    def keep_request(self, job_id: str, request: PaidRequest, mask_png: bytes | None) -> None:
        """Keep the exact paid request that is about to be sent, and its mask."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE jobs SET mask = ?, request_path = ?, request_body = ?, request_digest = ? "
                "WHERE id = ?",
                (mask_png, request.path, request.body, request.digest, job_id),
            )

    def jobs(self, service: str, states: Collection[JobState] = tuple(JobState)) -> tuple[Job, ...]:
        """The jobs of a service in these states, oldest first."""
        places = ", ".join("?" * len(states))
        with self._reading() as connection:
            rows = connection.execute(
                # Nothing but question marks is put into the statement.
                f"SELECT * FROM jobs WHERE service = ? AND state IN ({places}) "  # noqa: S608
                "ORDER BY created_at, rowid",
                (service, *states),
            )
            return tuple(job_from(row) for row in rows)

    def job(self, job_id: str) -> Job | None:
        """One job."""
        with self._reading() as connection:
            row = connection.execute("SELECT * FROM jobs WHERE id = ?", (job_id,)).fetchone()
            return job_from(row) if row else None

    def request(self, job_id: str) -> PaidRequest | None:
        """The paid request of a job, byte for byte as it was written down; None before that.

        Bytes that don't fit their digest are damage, and are never sent.
        """
        with self._reading() as connection:
            row = connection.execute(
                "SELECT request_path, request_body, request_digest FROM jobs WHERE id = ?",
                (job_id,),
            ).fetchone()
        if row is None or row["request_body"] is None:
            return None
        request = PaidRequest(row["request_path"], row["request_body"])
        if request.digest != row["request_digest"]:
            raise JournalError(Reason.DAMAGED, self.path)
        return request

    def mask(self, job_id: str) -> bytes | None:
        """The mask of a job as PNG; None when it has none, or not yet."""
        with self._reading() as connection:
            row = connection.execute("SELECT mask FROM jobs WHERE id = ?", (job_id,)).fetchone()
        return bytes(row["mask"]) if row and row["mask"] is not None else None

    def history(self, job_id: str) -> tuple[Entry, ...]:
        """The steps of a job in the order in which they happened."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT step, phase, state, at, note FROM steps WHERE job_id = ? ORDER BY number",
                (job_id,),
            )
            return tuple(
                Entry(
                    Step(row["step"]),
                    Phase(row["phase"]),
                    JobState(row["state"]),
                    row["at"],
                    row["note"],
                )
                for row in rows
            )

    def _migrate(self) -> None:
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(MIGRATIONS):
            raise JournalError(Reason.TOO_NEW, self.path)
        for number, statements in enumerate(MIGRATIONS[version:], version + 1):
            with self._committing():
                for statement in statements:
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {number}")

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._errors():
            yield self._connection

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._errors(), self._committing():
            yield self._connection

    @contextmanager
    def _committing(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            # Whatever it was: a transaction left open would hold up every later one.
            # SQLite has rolled back by itself after some errors (full disk, damage).
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            # The module's own complaints (a closed connection) carry no code.
            code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
            raise JournalError(_REASONS.get(code & 0xFF, Reason.OTHER), self.path) from error
        except ValueError as error:
            # A state, kind or list of actions that we never wrote.
            raise JournalError(Reason.DAMAGED, self.path) from error
