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
from app.jobs.history_node import HistoryNode, Scope, node_from
from app.jobs.job import Job, JobState
from app.jobs.journal_errors import JournalError, Reason, journal_errors
from app.jobs.journal_file import SetAside, committing, open_file, open_or_replace, refuse_newer
from app.jobs.ledger import Ledger, read_ledger
from app.jobs.sent import SentInpaint
from app.jobs.tables import (
    FREE_REQUESTS,
    HAS_YOUNGER_TWIN,
    INSERT_JOB,
    IS_ANOTHERS_TASK,
    KEEP_REQUEST,
    REMOVE_JOB,
    SELECT_HISTORY,
    SELECT_JOBS,
    SELECT_SENT_BEFORE,
    SELECT_SENT_INPAINTS,
    UNFINISHED,
    UPDATE_JOB,
    job_from,
    parameters,
    storable,
)

FILE_NAME = "jobs.sqlite3"


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

    One connection behind a lock: a commit takes a millisecond or so, and jobs write a few times
    a minute. The rollback journal, not WAL, so that the folder holds one file.
    """

    def __init__(self, path: Path, *, later: bool = False) -> None:
        """Open the file and check it; `later` leaves all but its version to `open`.

        Until that is done, every other method waits.
        """
        self.path = path
        self._lock = threading.Lock()
        self._opened = threading.Event()
        self._closed = False
        self._problem = Reason.OTHER
        self._connection: sqlite3.Connection | None = None
        if later:
            refuse_newer(path)
        else:
            self._use(open_file(path))

    def open(self) -> SetAside | None:
        """Open the file, for once, in a thread that may wait. A damaged one is replaced.

        Says what became of the damaged one. After an error every other method raises its like.
        """
        try:
            connection, set_aside = open_or_replace(self.path)
            self._use(connection)
        except JournalError as error:
            self._problem = error.reason
            raise
        finally:
            self._opened.set()
        return set_aside

    def _use(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if self._closed:
                connection.close()
            else:
                self._connection = connection
        self._opened.set()

    @property
    def is_open(self) -> bool:
        """Whether it can be used, without waiting for `open`."""
        return self._connection is not None

    def close(self) -> None:
        """Close the file; later calls raise JournalError."""
        with self._lock:
            self._closed = True
            if self._connection is not None:
                self._connection.close()
                self._connection = None
        self._opened.set()

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
                KEEP_REQUEST,
                {
                    "id": job_id,
                    "mask": mask_png,
                    "path": request.path,
                    "body": request.body,
                    "digest": request.digest,
                },
            )

    def free_request(self, job_id: str) -> None:
        """Drop a request, and its mask, that won't be needed again; its digest stays.

        As the journal has it: where that says the request is needed, nothing happens.
        """
        with self._transaction() as connection:
            connection.execute(f"{FREE_REQUESTS} AND id = ?", (job_id,))

    def jobs(self, service: str, states: Collection[JobState] = tuple(JobState)) -> tuple[Job, ...]:
        """The jobs of a service in these states, oldest first."""
        places = ", ".join("?" * len(states))
        with self._reading() as connection:
            rows = connection.execute(
                # Nothing but question marks is put into the statement.
                f"{SELECT_JOBS} WHERE service = ? AND state IN ({places}) "
                "ORDER BY created_at, rowid",
                (service, *states),
            )
            return tuple(job_from(row) for row in rows)

    def unfinished(self, service: str) -> tuple[Job, ...]:
        """The jobs of a service that don't rest for good, oldest first: those under way, in
        doubt, or with a request that was not sent.
        """
        with self._reading() as connection:
            rows = connection.execute(
                f"{SELECT_JOBS} WHERE service = ? AND {UNFINISHED} ORDER BY created_at, rowid",
                (service,),
            )
            return tuple(job_from(row) for row in rows)

    def nodes(self, scope: Scope) -> list[HistoryNode]:
        """Every job of a scope as the history has it, in no order; ten thousand in some 40 ms.

        A row that holds what we never write is left out.
        """
        with self._reading() as connection:
            cursor = connection.cursor()
            cursor.row_factory = None  # plain tuples
            rows = cursor.execute(
                SELECT_HISTORY, {"service": scope.service, "is_ending": scope.is_ending}
            ).fetchall()
        nodes = [node_from(row) for row in rows]
        return [node for node in nodes if node is not None]

    def sent_inpaints(self, service: str, parent_id: str, most: int) -> tuple[SentInpaint, ...]:
        """The newest inpaints of a task that have brought a task, newest first."""
        with self._reading() as connection:
            rows = connection.execute(SELECT_SENT_INPAINTS, (service, parent_id, most))
            return tuple(SentInpaint(*row) for row in rows)

    def sent_before(self, service: str, digest: str) -> Job | None:
        """The newest job at rest that this very request has brought a task."""
        with self._reading() as connection:
            row = connection.execute(SELECT_SENT_BEFORE, (service, digest)).fetchone()
            return job_from(row) if row else None

    def is_anothers_task(self, job_id: str, task_id: str) -> bool:
        """Whether a task belongs to a job, other than this one, that asked for something else."""
        with self._reading() as connection:
            names = {"id": job_id, "task": task_id}
            return connection.execute(IS_ANOTHERS_TASK, names).fetchone() is not None

    def has_younger_twin(self, job_id: str) -> bool:
        """Whether exactly the same was submitted after this job, and is under way or was sent."""
        with self._reading() as connection:
            return connection.execute(HAS_YOUNGER_TWIN, (job_id,)).fetchone() is not None

    def set_removed(self, job_id: str, at: float | None) -> None:
        """Take a job out of the history, at seconds since the epoch; None brings it back."""
        with self._transaction() as connection:
            connection.execute(REMOVE_JOB, (at, job_id))

    def job(self, job_id: str) -> Job | None:
        """One job."""
        with self._reading() as connection:
            row = connection.execute(f"{SELECT_JOBS} WHERE id = ?", (job_id,)).fetchone()
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

    def ledger(self, service: str, since: float, task_id: str | None) -> Ledger:
        """What a service's jobs have cost, and more: see `app.jobs.ledger.read_ledger`."""
        with self._reading() as connection:
            return read_ledger(connection, service, since, task_id)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        self._opened.wait()
        with self._lock, journal_errors(self.path):
            if self._connection is None:
                raise JournalError(self._problem, self.path)
            yield self._connection

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._reading() as connection, committing(connection):
            yield connection
