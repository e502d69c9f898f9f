"""The journal: what is written is there, and what goes wrong is told by its reason."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.api.schema import PaidRequest
from app.jobs.job import ErrorCode, Job, JobError, JobKind, JobRequest, JobState, new_job
from app.jobs.journal import FILE_NAME, Journal, Phase, Step
from app.jobs.journal_errors import JournalError, Reason
from app.jobs.tables import MIGRATIONS
from tests.support.patience import PATIENCE

SERVICE = "https://gptunnel.ru"
REQUEST = PaidRequest("/v1/midjourney/reroll", b'{"taskId":"1"}')


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / FILE_NAME


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    opened = Journal(path)
    yield opened
    opened.close()


def a_job(**fields: object) -> Job:
    job = new_job(JobRequest(JobKind.VARIATION, "parent", image=2, mode="low"), SERVICE)
    return replace(job, **fields)  # type: ignore[arg-type]  # fields of Job


def sql(path: Path, *statements: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        for statement in statements:
            rows = connection.execute(statement).fetchall()
        connection.commit()
        return rows
    finally:
        connection.close()


def test_a_job_comes_back_as_it_was_written(journal: Journal) -> None:
    job = a_job()
    journal.add(job)
    assert journal.job(job.id) == job
    later = replace(
        job,
        state=JobState.FAILED,
        task_id="657d",
        percent=40,
        cost=18.5,
        error=JobError(ErrorCode.TASK_FAILED, "Причина", "It failed."),
        result_path=Path("pictures/657d.png"),
        actions=("upsamle_1", "reroll"),
        changed_at=job.changed_at + 1,
    )
    journal.record(later, (Step.WAIT, Phase.AFTER))
    assert journal.job(job.id) == later
    (entry,) = journal.history(job.id)
    assert (entry.step, entry.phase, entry.state) == (Step.WAIT, Phase.AFTER, JobState.FAILED)
    assert entry.note == "It failed."
    assert entry.at >= job.created_at


def test_what_a_job_belongs_beside_comes_back(journal: Journal) -> None:
    request = JobRequest(
        JobKind.REROLL, "result", original_id="painted over", mask_name="job.1.png"
    )
    reroll, inpaint_like = new_job(request, SERVICE), a_job()
    for job in (reroll, inpaint_like):
        journal.add(job)
        assert journal.job(job.id) == job
    assert (reroll.original_id, inpaint_like.original_id) == ("painted over", "parent")


def test_trouble_is_of_the_moment_and_not_written_down(journal: Journal) -> None:
    job = a_job(trouble=JobError(ErrorCode.UNREACHABLE))
    journal.add(job)
    assert journal.job(job.id) == replace(job, trouble=None)


def test_a_request_comes_back_byte_for_byte(journal: Journal) -> None:
    job = a_job()
    journal.add(job)
    assert journal.request(job.id) is None
    assert journal.mask(job.id) is None
    journal.keep_request(job.id, REQUEST, b"\x89PNG mask")
    assert journal.request(job.id) == REQUEST
    assert journal.mask(job.id) == b"\x89PNG mask"


def test_an_unknown_job_is_nothing(journal: Journal) -> None:
    assert journal.job("x") is None
    assert journal.request("x") is None
    assert journal.mask("x") is None
    assert journal.history("x") == ()


def test_jobs_are_listed_by_service_and_state_oldest_first(journal: Journal) -> None:
    first = a_job(created_at=1.0)
    second = a_job(created_at=2.0, state=JobState.WAITING)
    other = a_job(service="http://127.0.0.1:1")
    for job in (second, other, first):
        journal.add(job)
    assert journal.jobs(SERVICE) == (first, second)
    assert journal.jobs(SERVICE, {JobState.WAITING}) == (second,)
    assert journal.jobs(SERVICE, ()) == ()


def test_half_a_surrogate_pair_from_the_service_stops_no_job(journal: Journal) -> None:
    job = a_job(prompt="\ud83d door")
    journal.add(job)
    journal.record(replace(job, error=JobError(ErrorCode.REJECTED, "\udc00 no", "\udc00")))
    kept = journal.job(job.id)
    assert kept is not None
    assert kept.prompt == "? door"
    assert kept.error == JobError(ErrorCode.REJECTED, "? no", "?")


def test_several_threads_write_at_once(journal: Journal) -> None:
    jobs = [a_job() for _ in range(8)]

    def write(job: Job) -> None:
        journal.add(job)
        for percent in range(20):
            journal.record(replace(job, percent=percent), (Step.WAIT, Phase.BEFORE))

    threads = [threading.Thread(target=write, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [job.percent for job in journal.jobs(SERVICE)] == [19] * 8
    assert all(len(journal.history(job.id)) == 20 for job in jobs)


def test_the_file_is_durable_versioned_and_alone(journal: Journal, path: Path) -> None:
    journal.add(a_job())
    assert sql(path, "PRAGMA user_version") == [(len(MIGRATIONS),)]
    with journal._reading() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 3  # EXTRA
    assert [entry.name for entry in path.parent.iterdir()] == [FILE_NAME]


def test_a_journal_of_a_later_version_is_left_alone(path: Path) -> None:
    Journal(path).close()
    sql(path, "PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(JournalError) as caught:
        Journal(path)
    assert caught.value.reason is Reason.TOO_NEW
    assert path.read_bytes() == before


@pytest.mark.parametrize("data", [b"this is no database at all, sorry" * 100, b"\0" * 4096])
def test_a_damaged_file_is_told_as_such_and_left_alone(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with pytest.raises(JournalError) as caught:
        Journal(path)
    assert caught.value.reason is Reason.DAMAGED
    assert isinstance(caught.value.__cause__, sqlite3.Error)
    assert path.read_bytes() == data


def test_a_page_that_was_overwritten_is_damage(path: Path) -> None:
    journal = Journal(path)
    for _ in range(200):
        journal.add(a_job())
    journal.close()
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(JournalError) as caught:
        Journal(path)
    assert caught.value.reason is Reason.DAMAGED


@pytest.mark.parametrize(
    "change",
    ["state = 'flying'", "kind = 'dance'", "actions = '{'", "error_code = 'boredom'"],
)
def test_values_that_were_never_written_are_damage(
    journal: Journal, path: Path, change: str
) -> None:
    job = a_job()
    journal.add(job)
    sql(path, f"UPDATE jobs SET {change}")
    with pytest.raises(JournalError) as caught:
        journal.job(job.id)
    assert caught.value.reason is Reason.DAMAGED


def test_a_body_that_does_not_fit_its_digest_is_damage(journal: Journal, path: Path) -> None:
    job = a_job()
    journal.add(job)
    journal.keep_request(job.id, REQUEST, None)
    sql(path, "UPDATE jobs SET request_path = '/v1/midjourney/inpaint'")
    with pytest.raises(JournalError) as caught:
        journal.request(job.id)
    assert caught.value.reason is Reason.DAMAGED


def test_a_job_that_vanished_is_damage(journal: Journal) -> None:
    with pytest.raises(JournalError) as caught:
        journal.record(a_job())
    assert caught.value.reason is Reason.DAMAGED


def test_a_folder_in_its_place_is_not_writable(path: Path) -> None:
    path.mkdir()
    with pytest.raises(JournalError) as caught:
        Journal(path)
    assert caught.value.reason is Reason.NOT_WRITABLE


def test_a_full_disk_is_told_as_such(journal: Journal) -> None:
    job = a_job()
    journal.add(job)
    with journal._reading() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(JournalError) as caught:
        journal.keep_request(job.id, REQUEST, bytes(1_000_000))
    assert caught.value.reason is Reason.DISK_FULL
    # Nothing of it is half there.
    assert journal.request(job.id) is None
    journal.record(replace(job, percent=1))


def test_a_write_that_fails_leaves_all_as_it_was(journal: Journal, path: Path) -> None:
    job = a_job()
    journal.add(job)
    sql(
        path,
        "CREATE TRIGGER no_steps BEFORE INSERT ON steps BEGIN SELECT RAISE(ABORT, 'no'); END",
    )
    with pytest.raises(JournalError):
        journal.record(replace(job, percent=50), (Step.WAIT, Phase.BEFORE))
    assert journal.job(job.id) == job


def test_a_closed_journal_says_so(path: Path) -> None:
    journal = Journal(path)
    journal.close()
    with pytest.raises(JournalError) as caught:
        journal.add(a_job())
    assert caught.value.reason is Reason.OTHER
    assert str(path) in str(caught.value)


def test_actions_are_json_for_whoever_reads_the_file(journal: Journal, path: Path) -> None:
    journal.add(a_job(actions=("reroll",)))
    ((actions,),) = sql(path, "SELECT actions FROM jobs")
    assert json.loads(str(actions)) == ["reroll"]


def test_a_journal_that_is_opened_later_has_others_wait(path: Path) -> None:
    journal = Journal(path, later=True)
    done = threading.Event()

    def add() -> None:
        journal.add(a_job())
        done.set()

    thread = threading.Thread(target=add)
    thread.start()
    assert not done.wait(0.05)
    assert journal.open() is None
    thread.join(PATIENCE)
    assert done.is_set()
    assert len(journal.jobs(SERVICE)) == 1
    journal.close()


def test_a_journal_that_could_not_be_opened_says_why_each_time(path: Path) -> None:
    journal = Journal(path, later=True)
    path.mkdir()
    for call in (journal.open, lambda: journal.add(a_job()), lambda: journal.jobs(SERVICE)):
        with pytest.raises(JournalError) as caught:
            call()
        assert caught.value.reason is Reason.NOT_WRITABLE


def test_a_journal_that_is_closed_before_it_was_opened_holds_up_nobody(path: Path) -> None:
    journal = Journal(path, later=True)
    journal.close()
    with pytest.raises(JournalError):
        journal.jobs(SERVICE)
    journal.open()
    with pytest.raises(JournalError):
        journal.jobs(SERVICE)
