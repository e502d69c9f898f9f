"""What the journal says of money and time: each task counted once, on the day it was paid for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from app.jobs.job import ErrorCode, Job, JobError, JobKind, JobRequest, JobState, new_job
from app.jobs.ledger import Ledger, Spent, read_ledger
from app.jobs.tables import INSERT_JOB, empty_journal, parameters

SERVICE = "https://gptunnel.ru"
MIDNIGHT = 1_700_000_000.0
NOON, YESTERDAY = MIDNIGHT + 12 * 3600, MIDNIGHT - 3600


class Books:
    """A journal in memory, filled by hand."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        connection.row_factory = sqlite3.Row

    def add(self, task_id: str | None = "t", cost: float | None = 18.0, **fields: object) -> Job:
        """A job, done unless `fields` say otherwise."""
        job = replace(
            new_job(JobRequest(JobKind.VARIATION, "parent"), SERVICE),
            task_id=task_id,
            cost=cost,
            state=JobState.DONE,
            created_at=NOON,
            changed_at=NOON + 60,
        )
        job = replace(job, **fields)  # type: ignore[arg-type]  # fields of Job
        self.connection.execute(INSERT_JOB, parameters(job))
        return job

    def step(self, job: Job, step: str, phase: str, at: float, state: str = "waiting") -> None:
        """A line of a job's history."""
        self.connection.execute(
            "INSERT INTO steps (job_id, at, step, phase, state, note) VALUES (?, ?, ?, ?, ?, '')",
            (job.id, at, step, phase, state),
        )

    def run(self, seconds: float, **fields: object) -> Job:
        """A job that took so long from the task's being known to the end."""
        job = self.add(**fields)  # type: ignore[arg-type]  # fields of Job
        self.step(job, "wait", "before", job.changed_at - seconds)
        return job

    def read(self, task_id: str | None = None, service: str = SERVICE) -> Ledger:
        """The figures."""
        return read_ledger(self.connection, service, MIDNIGHT, task_id)


@pytest.fixture
def books() -> Iterator[Books]:
    with closing(empty_journal()) as connection:
        yield Books(connection)


def test_of_nothing_nothing_is_known(books: Books) -> None:
    assert books.read("parent") == Ledger()


def test_the_newest_job_of_a_kind_says_its_price(books: Books) -> None:
    books.add("a", 18.0)
    books.add("b", 20.5, created_at=NOON + 1)
    books.add("c", None, created_at=NOON + 2)
    books.add("d", 0.0, created_at=NOON + 3)  # a repeated request: that is no price
    books.add("e", 9.0, kind=JobKind.REROLL)
    books.add("f", 7.0, created_at=NOON + 4, service="http://127.0.0.1:1")
    assert books.read().prices == {JobKind.VARIATION: 20.5, JobKind.REROLL: 9.0}


def test_an_upsample_may_be_free(books: Books) -> None:
    books.add("a", 18.0, kind=JobKind.UPSAMPLE)
    books.add("b", 0.0, kind=JobKind.UPSAMPLE, created_at=NOON + 1)
    assert books.read().prices == {JobKind.UPSAMPLE: 0.0}


def test_a_repeated_upsample_is_not_taken_for_a_free_one(books: Books) -> None:
    books.add("a", 18.0, kind=JobKind.UPSAMPLE)
    books.add("a", 0.0, kind=JobKind.UPSAMPLE, created_at=NOON + 1)
    assert books.read().prices == {JobKind.UPSAMPLE: 18.0}


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.CANCELLED, JobState.WAITING])
def test_what_has_cost_counts_however_it_ended(books: Books, state: JobState) -> None:
    error = JobError(ErrorCode.TASK_FAILED) if state is JobState.FAILED else None
    books.add("a", 18.0, state=state, error=error)
    assert books.read("parent").today == Spent(18.0, 1)
    assert books.read("parent").picture == Spent(18.0, 1)


def test_a_task_counts_once_whatever_was_asked_again(books: Books) -> None:
    books.add("a", 18.0)
    books.add("a", 18.0, created_at=NOON + 5)
    books.add("a", None, created_at=NOON + 9)
    books.add("b", 2.5)
    read = books.read("parent")
    assert read.today == read.picture == read.directly == Spent(20.5, 2)


def test_another_service_has_sums_of_its_own(books: Books) -> None:
    books.add("a", 18.0)
    books.add("b", 5.0, service="http://127.0.0.1:1")
    assert books.read("parent").today == Spent(18.0, 1)
    assert books.read("parent", "http://127.0.0.1:1").picture == Spent(5.0, 1)


def test_today_begins_at_midnight(books: Books) -> None:
    books.add("a", 18.0, created_at=YESTERDAY, changed_at=YESTERDAY + 60)
    books.add("b", 5.0, created_at=MIDNIGHT)
    assert books.read().today == Spent(5.0, 1)


def test_a_job_of_yesterday_that_ended_today_was_paid_yesterday(books: Books) -> None:
    job = books.add("a", 18.0, created_at=YESTERDAY, changed_at=NOON)
    books.step(job, "submit", "after", YESTERDAY + 1)
    books.add("a", 18.0)  # the same once more, today
    assert books.read().today == Spent()


def test_a_job_of_yesterday_that_was_sent_today_was_paid_today(books: Books) -> None:
    job = books.add("a", 18.0, created_at=YESTERDAY, changed_at=NOON)
    books.step(job, "submit", "after", YESTERDAY + 1, "failed")
    books.step(job, "submit", "after", MIDNIGHT + 1)
    assert books.read().today == Spent(18.0, 1)


def test_a_picture_is_all_its_versions_back_to_the_original(books: Books) -> None:
    #  original ─ grid ─ one ─ grid of one
    #                  └ two ─ grid of two
    books.add("grid", 18.0, parent_id="original")
    books.add("one", 1.0, parent_id="grid", kind=JobKind.UPSAMPLE)
    books.add("two", None, parent_id="grid", kind=JobKind.UPSAMPLE)
    books.add("grid of one", 20.0, parent_id="one")
    books.add("grid of two", 30.0, parent_id="two")
    books.add("another", 500.0, parent_id="another original")
    for task_id in ("original", "grid", "one", "two", "grid of one", "grid of two"):
        assert books.read(task_id).picture == Spent(69.0, 4), task_id
    assert books.read("one").directly == Spent(20.0, 1)
    assert books.read("grid").directly == Spent(1.0, 1)
    assert books.read("nobody's").picture == books.read(None).picture == Spent()


def test_tasks_that_claim_to_be_made_from_each_other_end_the_search(books: Books) -> None:
    books.add("a", 1.0, parent_id="b")
    books.add("b", 2.0, parent_id="a")
    assert books.read("a").picture == Spent(3.0, 2)


def test_a_usual_job_is_in_the_middle_of_the_last_twenty(books: Books) -> None:
    for number in range(30):
        # The first ten took very long; they are too old to count.
        seconds = 900.0 if number < 10 else 20.0 + number
        books.run(seconds, task_id=f"t{number}", changed_at=NOON + number)
    assert books.read().durations == {JobKind.VARIATION: 39.5}


def test_only_jobs_that_ran_through_tell_how_long_one_takes(books: Books) -> None:
    books.run(40.0, task_id="a")
    books.run(1.0, task_id="a", cost=0.0)  # a repeated request: the task was there already
    books.run(1.0, task_id="b", state=JobState.FAILED)
    books.run(1.0, task_id="c", service="http://127.0.0.1:1")
    again = books.run(7.0, task_id="d")
    books.step(again, "wait", "before", NOON)
    books.run(3.0, task_id="e", cost=0.0, kind=JobKind.UPSAMPLE)
    durations = {JobKind.VARIATION: 40.0, JobKind.UPSAMPLE: 3.0}
    assert books.read().durations == durations


def test_a_clock_that_was_set_back_makes_no_time_negative(books: Books) -> None:
    books.run(-5.0)
    assert books.read().durations == {JobKind.VARIATION: 0.0}
