"""A damaged journal is set aside, and what can be read of it is safe in the new one."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from app.api.schema import PaidRequest
from app.jobs.history_node import Scope
from app.jobs.job import (
    NEVER_SENT,
    ErrorCode,
    Job,
    JobError,
    JobKind,
    JobRequest,
    JobState,
    new_job,
)
from app.jobs.journal import FILE_NAME, Journal
from app.jobs.journal_errors import JournalError, Reason
from app.jobs.journal_file import SetAside, refuse_newer
from tests.jobs.bench import PRICE, Bench
from tests.support.qt import wait_until

pytestmark = pytest.mark.allow_log("journal .* is damaged")

SERVICE = "https://gptunnel.ru"
BODY = b'{"taskId":"1"}' + b" " * 9000
REQUEST = PaidRequest("/v1/midjourney/reroll", BODY)
MAYBE = JobError(ErrorCode.MAYBE_CHARGED)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / FILE_NAME


def a_job(state: JobState, **fields: object) -> Job:
    job = new_job(JobRequest(JobKind.REROLL, "parent", prompt="a door"), SERVICE)
    return replace(job, state=state, **fields)  # type: ignore[arg-type]  # fields of Job


def filled(path: Path, *jobs: Job, others: int = 0) -> None:
    """A journal of these jobs, each with its request, in front of so many finished ones."""
    with closing(Journal(path)) as journal:
        with journal._reading() as connection:
            connection.execute("PRAGMA synchronous = OFF")
        for job in (*jobs, *(a_job(JobState.DONE, task_id="0") for _ in range(others))):
            journal.add(job)
            journal.keep_request(job.id, REQUEST, b"mask")


def sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def overwrite(path: Path, start: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(data)


def garbage_header(path: Path) -> None:
    overwrite(path, 0, b"\xa5" * 100)


def garbage_first_page(path: Path) -> None:
    overwrite(path, 0, b"\xa5" * 4096)


def cut_short(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 // 4096 * 4096 + 100)


def flipped_page(path: Path) -> None:
    # The one with the newest row; what blobs hold is for the digests to notice.
    place = path.read_bytes().rfind(b"a door")
    overwrite(path, place // 4096 * 4096, b"\xff" * 40)


def only_the_rollback_journal(path: Path) -> None:
    path.write_bytes(b"")
    leftover = path.with_name(path.name + "-journal")
    leftover.write_bytes(bytes.fromhex("d9d505f920a163d7") + b"\0\0\0\1" * 3 + b"\0" * 500)


def other_tables(path: Path) -> None:
    sql(path, "DROP TABLE steps", "ALTER TABLE jobs RENAME COLUMN task_id TO task")


def strange_file(path: Path) -> None:
    path.unlink()
    sql(path, "CREATE TABLE jobs (name TEXT)")


def version_below_zero(path: Path) -> None:
    sql(path, "PRAGMA user_version = -1")


def state_of_no_meaning(path: Path) -> None:
    sql(path, "UPDATE jobs SET state = 'waitjng' WHERE state = 'waiting'")


def text_that_is_none(path: Path) -> None:
    sql(path, "UPDATE jobs SET prompt = CAST(X'FFFE' AS TEXT) WHERE state = 'waiting'")


DAMAGES: dict[str, Callable[[Path], None]] = {
    function.__name__: function
    for function in (
        garbage_header,
        garbage_first_page,
        cut_short,
        flipped_page,
        only_the_rollback_journal,
        other_tables,
        strange_file,
        version_below_zero,
        state_of_no_meaning,
        text_that_is_none,
    )
}


def opened(path: Path) -> tuple[Journal, SetAside | None]:
    journal = Journal(path, later=True)
    return journal, journal.open()


@pytest.mark.parametrize("damage", DAMAGES)
def test_whatever_the_damage_there_is_a_new_journal_and_the_old_one_is_kept(
    path: Path, damage: str
) -> None:
    filled(path, a_job(JobState.WAITING, task_id="657d"), others=40)
    DAMAGES[damage](path)
    companion = path.with_name(path.name + "-journal")
    before = path.read_bytes(), companion.exists() and companion.read_bytes()
    journal, aside = opened(path)
    with closing(journal):
        assert aside is not None
        assert aside.path.parent == path.parent
        assert aside.path.name.startswith(f"{FILE_NAME}.damaged-2")
        kept = aside.path.with_name(aside.path.name + "-journal")
        assert (aside.path.read_bytes(), kept.exists() and kept.read_bytes()) == before
        job = a_job(JobState.IDLE)
        journal.add(job)
        assert journal.job(job.id) == job
    left = {entry.name for entry in path.parent.iterdir()}
    assert left - {aside.path.name, kept.name} == {FILE_NAME}
    with closing(Journal(path)) as again:
        assert again.job(job.id) == job


SURVIVED = [
    "garbage_header",
    "garbage_first_page",
    "cut_short",
    "flipped_page",
    "state_of_no_meaning",
    "version_below_zero",
]


@pytest.mark.parametrize("damage", ["garbage_first_page", "version_below_zero"])
def test_what_the_user_removed_does_not_come_back_with_the_rest(path: Path, damage: str) -> None:
    done = a_job(JobState.DONE, task_id="657d")
    filled(path, done, others=40)
    with closing(Journal(path)) as journal:
        journal.set_removed(done.id, 5.0)
    DAMAGES[damage](path)
    journal, aside = opened(path)
    with closing(journal):
        assert aside is not None
        removed = [node.job_id for node in journal.nodes(Scope(SERVICE)) if node.is_removed]
        assert removed == [done.id]


@pytest.mark.parametrize("damage", SURVIVED)
def test_a_task_that_was_paid_for_survives_the_damage(path: Path, damage: str) -> None:
    job = a_job(JobState.WAITING, task_id="657d", percent=40, cost=18.0)
    filled(path, job, others=40)
    DAMAGES[damage](path)
    journal, aside = opened(path)
    with closing(journal):
        assert aside is not None
        assert aside.unfinished >= 1
        kept = journal.job(job.id)
        assert kept is not None
        assert (kept.state, kept.task_id) == (JobState.WAITING, "657d")
        assert (kept.prompt, kept.parent_id) == ("a door", "parent")
        assert journal.request(job.id) is None


AFTERWARDS = [
    # What is known of the task goes on; whatever else may have been sent is a question.
    (a_job(JobState.WAITING, task_id="1"), JobState.WAITING, False),
    (a_job(JobState.DOWNLOADING, task_id="1"), JobState.DOWNLOADING, False),
    (a_job(JobState.IDLE), JobState.UNCONFIRMED, True),
    (a_job(JobState.ENCODING), JobState.UNCONFIRMED, True),
    (a_job(JobState.SUBMITTING), JobState.UNCONFIRMED, True),
    (a_job(JobState.UNCONFIRMED), JobState.UNCONFIRMED, True),
    (a_job(JobState.WAITING), JobState.UNCONFIRMED, True),
    (a_job(JobState.FAILED, error=NEVER_SENT), JobState.UNCONFIRMED, True),
    (a_job(JobState.CANCELLED, error=MAYBE), JobState.CANCELLED, True),
    (a_job(JobState.CANCELLED), JobState.CANCELLED, False),
    (a_job(JobState.FAILED, task_id="1"), JobState.FAILED, False),
    (a_job(JobState.DONE, task_id="1"), JobState.DONE, False),
]


@pytest.mark.parametrize(
    ("job", "state", "has_request"), AFTERWARDS, ids=[str(job.state) for job, _, _ in AFTERWARDS]
)
def test_nothing_salvaged_is_taken_for_unsent(
    path: Path, job: Job, state: JobState, has_request: bool
) -> None:
    filled(path, job)
    sql(path, "DROP TABLE steps")
    journal, aside = opened(path)
    with closing(journal):
        assert aside is not None
        assert aside.unfinished == (
            state in {JobState.WAITING, JobState.DOWNLOADING} or state is JobState.UNCONFIRMED
        )
        kept = journal.job(job.id)
        assert kept is not None
        assert (kept.state, kept.has_request) == (state, has_request)
        assert not kept.is_unsent
        assert journal.request(job.id) == (REQUEST if has_request else None)
        if state is JobState.UNCONFIRMED:
            assert kept.error is not None


def test_a_salvaged_request_that_does_not_fit_its_digest_is_dropped(path: Path) -> None:
    job = a_job(JobState.SUBMITTING)
    filled(path, job)
    sql(path, "UPDATE jobs SET request_body = X'00'", "DROP TABLE steps")
    journal, _ = opened(path)
    with closing(journal):
        kept = journal.job(job.id)
        assert kept is not None
        assert (kept.state, kept.has_request) == (JobState.UNCONFIRMED, False)


def test_what_was_sent_is_still_known_by_its_digest(path: Path) -> None:
    job = a_job(JobState.DONE, task_id="1", kind=JobKind.INPAINT)
    filled(path, job)
    sql(path, "DROP TABLE steps")
    journal, aside = opened(path)
    with closing(journal):
        assert aside is not None
        (sent,) = journal.sent_inpaints(SERVICE, "parent", 50)
        assert (sent.job_id, sent.digest) == (job.id, REQUEST.digest)
        assert journal.request(job.id) is None


def test_most_jobs_survive_a_page_in_the_middle(path: Path) -> None:
    jobs = [a_job(JobState.WAITING, task_id=str(n)) for n in range(300)]
    filled(path, *jobs)
    pages = path.stat().st_size // 4096
    overwrite(path, pages // 2 * 4096, b"\xa5" * 4096)
    journal, aside = opened(path)
    with closing(journal):
        kept = {job.id for job in journal.jobs(SERVICE)}
    # Each page of the table holds some ten jobs; one of the requests costs none.
    assert aside is None or len(kept) > 280


@pytest.mark.parametrize("seed", range(10))
def test_damage_at_random_never_stops_the_start(path: Path, seed: int) -> None:
    filled(path, *(a_job(JobState.SUBMITTING) for _ in range(5)), others=20)
    chance = Random(seed)
    data = bytearray(path.read_bytes())
    for _ in range(20):
        # Where the tables' shape and the rows are; what the version says is left alone.
        data[chance.randrange(100, len(data) if seed % 2 else 3 * 4096)] = chance.randrange(256)
    path.write_bytes(data)
    journal, aside = opened(path)
    with closing(journal):
        # Of a row whose state can't be read, a task that is known is asked for; that is free.
        left = [job for job in journal.unfinished(SERVICE) if job.task_id is None]
        assert all(job.state is JobState.UNCONFIRMED for job in left) or aside is None
        job = a_job(JobState.IDLE)
        journal.add(job)
        assert journal.job(job.id) == job


def test_a_file_that_cannot_be_set_aside_stays_damaged_and_in_place(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, "in use")

    filled(path, a_job(JobState.WAITING, task_id="1"))
    garbage_header(path)
    before = path.read_bytes()
    monkeypatch.setattr("app.jobs.journal_file._duplicate", refused)
    journal = Journal(path, later=True)
    for call in (journal.open, lambda: journal.jobs(SERVICE)):
        with pytest.raises(JournalError) as caught:
            call()
        assert caught.value.reason is Reason.DAMAGED
    assert path.read_bytes() == before


@pytest.mark.parametrize("link", [True, False])
def test_two_damages_in_a_row_lose_nothing(
    path: Path, link: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not link:
        # As on a file system that knows none.
        monkeypatch.delattr("os.link")
        monkeypatch.setattr("os.link", no_links, raising=False)
    for _ in range(2):
        filled(path)
        garbage_header(path)
        opened(path)[0].close()
    assert len(list(path.parent.glob("*.damaged-*"))) == 2


def no_links(*_: object) -> None:
    raise OSError(95, "not supported")


def test_a_first_start_that_was_cut_short_is_no_damage(path: Path) -> None:
    path.write_bytes(b"")
    # What SQLite has written by the first page: the signature follows once the rest is safe.
    path.with_name(path.name + "-journal").write_bytes(
        b"\0" * 12 + b"\x12\x34\x56\x78" + b"\0" * 496
    )
    journal, aside = opened(path)
    journal.close()
    assert aside is None
    assert [entry.name for entry in path.parent.iterdir()] == [FILE_NAME]


def test_a_transaction_that_was_cut_short_is_rolled_back(path: Path) -> None:
    job = a_job(JobState.WAITING, task_id="1")
    filled(path, job)
    crashing(path)
    journal, aside = opened(path)
    with closing(journal):
        assert aside is None
        assert journal.job(job.id) == job


def crashing(path: Path) -> None:
    """Leave what a crash in the middle of a transaction leaves."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 2")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE jobs SET state = 'failed', mask = zeroblob(1000000)")
        copies = {entry: entry.read_bytes() for entry in path.parent.iterdir() if entry.is_file()}
    assert len(copies) == 2
    for entry, data in copies.items():
        entry.write_bytes(data)


def test_a_later_version_is_recognised_by_the_header_alone(path: Path) -> None:
    refuse_newer(path)
    filled(path)
    refuse_newer(path)
    sql(path, "PRAGMA user_version = 99")
    with pytest.raises(JournalError) as caught:
        Journal(path, later=True)
    assert caught.value.reason is Reason.TOO_NEW


def test_a_salvaged_job_is_gone_on_with_and_never_sent_twice(bench: Bench) -> None:
    waiting = bench.upsample()
    task_id = bench.held(waiting)
    gate = bench.server.faults.hold("inpaint", processed=True)
    submitting = bench.inpaint()
    gate.wait_reached()
    assert bench.runner.shutdown()
    gate.release()
    bench.journal.close()
    path = bench.data_dir / FILE_NAME
    sql(path, "DROP TABLE steps", "UPDATE jobs SET state = 'submitting' WHERE task_id IS NULL")
    bench.journal, aside = opened(path)
    assert aside == SetAside(aside.path if aside else path, 2)
    bench.new_runner()
    bench.runner.resume()
    wait_until(lambda: len(bench.runner.jobs()) == 2)
    assert bench.job(submitting).state is JobState.UNCONFIRMED
    assert len(bench.paid()) == 2
    bench.release(task_id)
    bench.wait_for(waiting, JobState.DONE)
    bench.runner.ask_again(submitting)
    bench.wait_for(submitting, JobState.DONE)
    assert bench.paid()[1].body == bench.paid()[2].body
    assert bench.server.balance == 500.0 - 2 * PRICE
