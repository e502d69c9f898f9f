"""The data folder of one run: taken before anything is read or written in it, opened later."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile

from app.library.errors import FolderInUse, FolderUnlocked, LibraryError, Reason
from app.paths import LOGS

if TYPE_CHECKING:
    from app.jobs.journal import Journal
    from app.library.library import Library


class DataFolder:
    """Made and locked by the constructor, if that can be: `problem` says what is in the way.

    `library` and `journal` are there once it is open, unless there is a problem; the journal has
    yet to be opened itself, which takes time.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.library: Library | None = None
        self.journal: Journal | None = None
        self._lock = QLockFile(str(path / "lock"))
        self.problem: Exception | None = self._take()

    @property
    def is_ours(self) -> bool:
        """Whether this process may write in it."""
        return self._lock.isLocked()

    @property
    def is_anothers(self) -> bool:
        """Whether another running copy has it."""
        return isinstance(self.problem, FolderInUse)

    @property
    def logs(self) -> Path | None:
        """Where the log and reports of crashes go, if they may."""
        return self.path / LOGS if self.is_ours else None

    def _take(self) -> Exception | None:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            return LibraryError.from_os(error, self.path / "lock")
        self._lock.setStaleLockTime(0)
        if self._lock.tryLock(0):
            return None
        if self._lock.error() == QLockFile.LockError.LockFailedError:
            return FolderInUse(self.path)
        return None  # What is the matter with it, `open` tells.

    def leave(self) -> None:
        """Let others have it; nothing is written any more."""
        # Where its file must stay Qt would complain; whoever comes next finds nobody behind it.
        if os.access(self.path, os.W_OK):
            self._lock.unlock()

    def open(self) -> None:
        """Get at what is kept in it; `problem` says when that can't be."""
        # Nothing of this is needed for the window's first frame.
        from app.jobs.journal import FILE_NAME, Journal
        from app.jobs.journal_errors import JournalError
        from app.library.library import Library

        if self.problem is None and not self.is_ours:
            self.problem = self._why_unlocked()
        if self.problem is not None:
            return
        try:
            self.library = Library(self.path)
            self.journal = Journal(self.path / FILE_NAME, later=True)
        except (LibraryError, JournalError) as error:
            self.problem = error

    def _why_unlocked(self) -> Exception:
        if self._lock.error() == QLockFile.LockError.PermissionError:
            return LibraryError(Reason.NOT_WRITABLE, self.path / "lock")
        # No room for its few bytes, say. As others may come, nothing is written.
        return FolderUnlocked(self.path)
