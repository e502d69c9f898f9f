"""What can go wrong when files are kept."""

from __future__ import annotations

import errno
from enum import StrEnum
from pathlib import Path


class Reason(StrEnum):
    """Why a file could not be written or read."""

    NOT_WRITABLE = "not_writable"
    DISK_FULL = "disk_full"
    OTHER = "other"


_NOT_WRITABLE = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST}
)
# EFBIG: a limit on file sizes, which to the user is no room just as well. EDQUOT is unknown to
# Windows.
_NO_ROOM = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})

_SENTENCES = {
    Reason.NOT_WRITABLE: "The folder {folder} can't be written to.",
    Reason.DISK_FULL: "There is no room left to write in the folder {folder}.",
    Reason.OTHER: "A file in the folder {folder} can't be used.",
}


class LibraryError(Exception):
    """A picture, mask or sidecar that could not be kept; the OSError is its `__cause__`."""

    def __init__(self, reason: Reason, path: Path) -> None:
        super().__init__(_SENTENCES[reason].format(folder=path.parent))
        self.reason = reason
        self.path = path

    @classmethod
    def from_os(cls, error: OSError, path: Path) -> LibraryError:
        """The error for what the system said about `path`; to be raised ``from error``."""
        if error.errno in _NOT_WRITABLE:
            return cls(Reason.NOT_WRITABLE, path)
        if error.errno in _NO_ROOM:
            return cls(Reason.DISK_FULL, path)
        return cls(Reason.OTHER, path)


class FolderInUse(Exception):
    """Another running copy has the data folder."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"Another Mask Painter is using the data folder {path}.")


class FolderUnlocked(Exception):
    """The data folder can't be kept for this copy alone, so none may write in it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"The data folder {path} can't be locked; the disk may be full.")
