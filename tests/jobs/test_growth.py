"""What is kept of a job that is over: little, also in journals of earlier versions."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.api.schema import PaidRequest
from app.jobs.history_node import Scope
from app.jobs.job import JobState
from app.jobs.journal import FILE_NAME, Journal

SERVICE = "https://gptunnel.ru"
BODY = b"x" * 200_000
REQUEST = PaidRequest("/v1/midjourney/inpaint", BODY)

# As version 1 of the file was first written: nothing was ever freed.
VERSION_1 = """
    CREATE TABLE jobs (
        id TEXT PRIMARY KEY NOT NULL, service TEXT NOT NULL, kind TEXT NOT NULL,
        parent_id TEXT NOT NULL, prompt TEXT NOT NULL, image INTEGER, mode TEXT,
        state TEXT NOT NULL, task_id TEXT, percent INTEGER NOT NULL, cost REAL, error_code TEXT,
        error_server_text TEXT NOT NULL, error_detail TEXT NOT NULL, result_path TEXT,
        actions TEXT NOT NULL, created_at REAL NOT NULL, changed_at REAL NOT NULL,
        mask BLOB, request_path TEXT, request_body BLOB, request_digest TEXT
    );
    CREATE INDEX jobs_by_service ON jobs (service, state);
    CREATE TABLE steps (
        number INTEGER PRIMARY KEY, job_id TEXT NOT NULL REFERENCES jobs (id), at REAL NOT NULL,
        step TEXT NOT NULL, phase TEXT NOT NULL, state TEXT NOT NULL, note TEXT NOT NULL
    );
    CREATE INDEX steps_by_job ON steps (job_id);
    PRAGMA user_version = 1;
"""

# state, task, error → whether the request may still have to be sent.
ROWS: list[tuple[JobState, str | None, str | None, bool]] = [
    (JobState.DONE, "1", None, False),
    (JobState.WAITING, "1", None, False),
    (JobState.DOWNLOADING, "1", None, False),
    (JobState.CANCELLED, "1", None, False),
    (JobState.CANCELLED, None, None, False),
    (JobState.CANCELLED, None, "maybe_charged", True),
    (JobState.FAILED, None, "invalid_request", False),
    (JobState.FAILED, None, None, False),
    (JobState.FAILED, None, "not_sent", True),
    (JobState.FAILED, "1", "not_sent", False),
    (JobState.UNCONFIRMED, None, "unconfirmed", True),
    (JobState.SUBMITTING, None, None, True),
    (JobState.ENCODING, None, None, True),
    (JobState.IDLE, None, None, True),
]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A journal of version 1 with a job of each kind, and many that are done."""
    path = tmp_path / FILE_NAME
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(VERSION_1)
        for number, (state, task, error, _) in enumerate(ROWS + ROWS[:1] * 60):
            connection.execute(
                "INSERT INTO jobs VALUES (?, ?, 'inpaint', 'p', 'a door', NULL, NULL, ?, ?, 0, "
                "NULL, ?, '', '', NULL, '[]', ?, 0, x'89', ?, ?, ?)",
                (
                    str(number),
                    SERVICE,
                    state.value,
                    task,
                    error,
                    float(number),
                    REQUEST.path,
                    REQUEST.body,
                    REQUEST.digest,
                ),
            )
    return path


def test_every_job_of_the_first_version_is_there(old: Path) -> None:
    with closing(Journal(old)) as journal:
        jobs = journal.jobs(SERVICE)
        assert [(job.state, job.task_id) for job in jobs[: len(ROWS)]] == [
            (state, task) for state, task, _, _ in ROWS
        ]
        assert len(jobs) == len(ROWS) + 60
        assert {job.prompt for job in jobs} == {"a door"}
        assert {(job.original_id, job.mask_name) for job in jobs} == {("p", None)}
        nodes = journal.nodes(Scope(SERVICE))
        assert {node.job_id for node in nodes} == {job.id for job in jobs}
        assert not any(node.is_removed for node in nodes)


@pytest.mark.allow_log("journal .* is damaged")
def test_damaged_journal_of_the_first_version_is_salvaged(old: Path) -> None:
    with old.open("r+b") as file:
        file.seek(-2, os.SEEK_END)
        file.truncate()
    with closing(Journal(old, later=True)) as journal:
        assert journal.open() is not None
        waiting = [job for job in journal.jobs(SERVICE) if job.state is JobState.WAITING]
        assert [(job.task_id, job.original_id) for job in waiting] == [("1", "p")]


def test_requests_that_nobody_will_send_are_freed_and_the_others_kept(old: Path) -> None:
    with closing(Journal(old)) as journal:
        for number, (state, task, error, needed) in enumerate(ROWS):
            job = journal.job(str(number))
            assert job is not None
            assert job.has_request is needed, (state, task, error)
            # The same rule in both languages.
            assert job.needs_request is needed, (state, task, error)
            assert journal.request(job.id) == (REQUEST if needed else None)


def test_the_file_shrinks_once_most_of_it_is_free(old: Path) -> None:
    before = old.stat().st_size
    Journal(old).close()
    needed = sum(row[-1] for row in ROWS) * len(BODY)
    assert before > 60 * len(BODY)
    assert old.stat().st_size < needed * 1.1
    assert [entry.name for entry in old.parent.iterdir()] == [FILE_NAME]


def test_what_is_needed_is_not_freed_by_mistake(old: Path) -> None:
    with closing(Journal(old)) as journal:
        for number, (*_, needed) in enumerate(ROWS):
            journal.free_request(str(number))
            assert (journal.request(str(number)) is not None) is needed
