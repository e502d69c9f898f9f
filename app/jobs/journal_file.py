"""Opening `jobs.sqlite3`: its check, its migrations, and a new one in a damaged one's place.

All of it may take a while on a slow disk, so none of it belongs in the GUI thread.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.jobs.journal_errors import JournalError, Reason, journal_errors
from app.jobs.salvage import Salvaged, salvage
from app.jobs.tables import (
    FREE_REQUESTS,
    INSERT_JOB,
    KEEP_REQUEST,
    MIGRATIONS,
    REMOVE_JOB,
    SELECT_JOBS,
    UNFINISHED,
    empty_journal,
    job_from,
    migrate,
    parameters,
)
from app.library.files import flush_folder

_BUSY_TIMEOUT = 5.0
_COMPANIONS = ("-journal", "-wal", "-shm")
# Free pages beyond so many, and beyond half of the file, are given back to the system.
_FREE_PAGES = 2000
# Where the header of a rollback journal tells how many pages the database had before
# (https://www.sqlite.org/fileformat.html#the_rollback_journal).
_PAGES_BEFORE = slice(16, 20)

_MAGIC = b"SQLite format 3\0"
_USER_VERSION = slice(60, 64)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A damaged journal is in `path` now; `unfinished` jobs of it are in the new one."""

    path: Path
    unfinished: int


def refuse_newer(path: Path) -> None:
    """Raise JournalError if a later version of this program wrote the file, by its header alone
    (https://www.sqlite.org/fileformat.html#the_database_header): quick enough for any thread.
    """
    try:
        with path.open("rb") as file:
            header = file.read(_USER_VERSION.stop)
    except OSError:
        return  # There is none yet; and what is the matter with it, opening tells.
    version = int.from_bytes(header[_USER_VERSION], "big", signed=True)
    if header.startswith(_MAGIC) and version > len(MIGRATIONS):
        raise JournalError(Reason.TOO_NEW, path)


def open_file(path: Path) -> sqlite3.Connection:
    """Open the file, or make it, check it, and bring it up to date. Raises JournalError.

    With DAMAGED it is as it was, apart from a rolled back transaction.
    """
    if _is_bereft(path):
        raise JournalError(Reason.DAMAGED, path)
    with journal_errors(path):
        connection = sqlite3.connect(
            path, timeout=_BUSY_TIMEOUT, isolation_level=None, check_same_thread=False
        )
    try:
        connection.row_factory = sqlite3.Row
        # Text that isn't UTF-8 is damage (ValueError), which sqlite3 itself gives no code to.
        connection.text_factory = bytes.decode
        with journal_errors(path):
            # FULL, and the folder is flushed as well: otherwise a power cut may bring back the
            # rollback journal of a step that was written down, and undo it.
            connection.execute("PRAGMA synchronous = EXTRA")
            # fsync alone doesn't reach the platter on macOS; elsewhere this does nothing.
            connection.execute("PRAGMA fullfsync = ON")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA cell_size_check = ON")
            _bring_up_to_date(connection, path)
            _tidy(connection)
    except JournalError:
        connection.close()
        raise
    return connection


def open_or_replace(path: Path) -> tuple[sqlite3.Connection, SetAside | None]:
    """The same, but a damaged file is set aside, and a new one has what could be read of it.

    Raises JournalError; DAMAGED when it could not be set aside.
    """
    try:
        return open_file(path), None
    except JournalError as error:
        if error.reason is not Reason.DAMAGED:
            raise
        _log.warning("%s (%r)", error, error.__cause__)
    try:
        set_aside = _replace(path)
    except OSError as error:
        raise JournalError(Reason.DAMAGED, path) from error
    return open_file(path), set_aside


@contextmanager
def committing(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction: all of it or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        # A transaction left open would hold up every later one. There is none after the commit,
        # nor after some errors (full disk, damage), when SQLite has rolled back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _is_bereft(path: Path) -> bool:
    """Whether only the rollback journal of a database is left, which SQLite would delete.

    One of a database that had no pages yet is what a first start leaves that was cut short.
    """
    companion = path.with_name(path.name + "-journal")
    try:
        if path.is_file() and path.stat().st_size > 0:
            return False
        with companion.open("rb") as file:
            header = file.read(_PAGES_BEFORE.stop)
    except OSError:
        return False  # There is none; and what is the matter with the file, SQLite tells.
    return any(header[_PAGES_BEFORE]) or 0 < len(header) < _PAGES_BEFORE.stop


def _bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise JournalError(Reason.TOO_NEW, path)
    # Unlike quick_check it compares the indexes with the table: queries read values from both.
    verdict = [tuple(row) for row in connection.execute("PRAGMA integrity_check(1)")]
    # A file without a version is new or not ours.
    strange = version == 0 and any(connection.execute("SELECT 1 FROM sqlite_master"))
    if version < 0 or verdict != [("ok",)] or strange:
        raise JournalError(Reason.DAMAGED, path)
    if version < len(MIGRATIONS):
        with committing(connection):
            migrate(connection, version)
    if not _columns(connection) >= _expected_columns():
        raise JournalError(Reason.DAMAGED, path)
    # SQLite knows no checksums: whatever resuming would stumble over is damage, too.
    for row in connection.execute(f"{SELECT_JOBS} WHERE {UNFINISHED}"):
        job_from(row)


def _columns(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    return {
        (table, row[1])
        for table in ("jobs", "steps")
        for row in connection.execute(f"PRAGMA table_info({table})")
    }


def _expected_columns() -> set[tuple[str, str]]:
    with contextlib.closing(empty_journal()) as model:
        return _columns(model)


def _tidy(connection: sqlite3.Connection) -> None:
    """Free what an earlier version kept, or a crash left, though nothing will ask for it."""
    try:
        connection.execute(FREE_REQUESTS)
        free = connection.execute("PRAGMA freelist_count").fetchone()[0]
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        if free > max(_FREE_PAGES, pages / 2):
            connection.execute("VACUUM")
    except sqlite3.OperationalError as error:
        # No room for it, or no permission: whoever writes next says so. It's about space alone.
        _log.info("The journal was not tidied: %s", error)


def _replace(path: Path) -> SetAside:
    """Put a new journal in the place of a damaged one. Raises OSError and JournalError.

    There is a moment with two names for the old one, but none with neither: a crash on the way
    leaves the damaged journal to be found again, or the new one with all that was salvaged.
    """
    jobs = salvage(path)
    fresh = path.with_name(path.name + ".new")
    for leftover in (fresh, fresh.with_name(fresh.name + "-journal")):
        leftover.unlink(missing_ok=True)
    _write(fresh, jobs)
    aside = _free_name(path)
    if path.exists():
        _duplicate(path, aside)
    for suffix in _COMPANIONS:
        # Before the new file is there: SQLite would take the old one's journal for its own.
        companion = path.with_name(path.name + suffix)
        if companion.exists():
            companion.rename(aside.with_name(aside.name + suffix))
    fresh.replace(path)
    flush_folder(path.parent)
    return SetAside(aside, sum(kept.is_unfinished for kept in jobs))


def _write(path: Path, jobs: tuple[Salvaged, ...]) -> None:
    with (
        contextlib.closing(open_file(path)) as connection,
        journal_errors(path),
        committing(connection),
    ):
        for kept in jobs:
            connection.execute(INSERT_JOB, parameters(kept.job))
            if kept.request is not None:
                connection.execute(KEEP_REQUEST, kept.request)
            if kept.removed_at is not None:
                connection.execute(REMOVE_JOB, (kept.removed_at, kept.job.id))


def _free_name(path: Path) -> Path:
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    target = path.with_name(f"{path.name}.damaged-{stamp}")
    number = 1
    while os.path.lexists(target) or os.path.lexists(f"{target}-journal"):
        number += 1
        target = path.with_name(f"{path.name}.damaged-{stamp}-{number}")
    return target


def _duplicate(path: Path, target: Path) -> None:
    try:
        os.link(path, target)
    except OSError:
        # A file system that knows no links.
        shutil.copy2(path, target)
