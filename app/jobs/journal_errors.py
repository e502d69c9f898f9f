"""Why the journal can't be used, in our words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path


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


@contextmanager
def journal_errors(path: Path) -> Iterator[None]:
    """What SQLite or the values in the file raise becomes a JournalError."""
    try:
        yield
    except sqlite3.Error as error:
        # The module's own complaints (a closed connection) carry no code.
        code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        raise JournalError(_REASONS.get(code & 0xFF, Reason.OTHER), path) from error
    except ValueError as error:
        # A state, kind or list of actions that we never wrote.
        raise JournalError(Reason.DAMAGED, path) from error
