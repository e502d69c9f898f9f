"""Files that are whole or not there: safe names, atomic writes."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from app.library.errors import LibraryError

_PLAIN_NAME = re.compile(r"[a-z0-9_-]{1,64}")

# Devices on Windows, whatever the extension (Microsoft, "Naming Files, Paths, and Namespaces").
_DEVICES = frozenset({"con", "prn", "aux", "nul"}) | {
    f"{port}{number}" for port in ("com", "lpt") for number in range(10)
}

_SIGNATURES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "png"),
    (re.compile(rb"\xff\xd8\xff"), "jpg"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "webp"),
)

# Names of files that are not whole yet, or are there for a moment only.
_NEW, _PROBE = ".new-", ".probe-"

# What a file system says that can't flush a folder.
_NO_FLUSH = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EBADF})

UNKNOWN_KIND = "bin"
EXTENSIONS = (*(extension for _, extension in _SIGNATURES), UNKNOWN_KIND)


def safe_name(task_id: str) -> str:
    """A file name, without extension, for an id that a server made up.

    Plain lower-case ids stay as they are. Any other, also one with capitals (two ids that
    differ in case only would be one file on Windows and macOS), becomes ``x.`` and a digest:
    no plain name contains a dot, so the two kinds never meet.
    """
    if _PLAIN_NAME.fullmatch(task_id) and task_id not in _DEVICES:
        return task_id
    import hashlib  # with OpenSSL, which is rarely needed

    return "x." + hashlib.sha256(task_id.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def extension_of(data: bytes) -> str:
    """``png``, ``jpg`` or ``webp`` by the first bytes, else ``bin``."""
    for signature, extension in _SIGNATURES:
        if signature.match(data):
            return extension
    return UNKNOWN_KIND


def make_folder(path: Path) -> None:
    """Create a folder and its parents, and see that files can be written in it.

    What a process that was killed in the middle of writing left there goes: nobody else may be
    writing in the folder now. Raises LibraryError.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        for prefix in (_NEW, _PROBE):
            for leftover in path.glob(f"{prefix}*"):
                # What can't go may stay: a stray hidden file harms nobody.
                with contextlib.suppress(OSError):
                    leftover.unlink()
        descriptor, probe = tempfile.mkstemp(prefix=_PROBE, dir=path)
        os.close(descriptor)
        Path(probe).unlink()
    except OSError as error:
        raise LibraryError.from_os(error, path / "probe") from error


def write_whole(files: Mapping[Path, bytes]) -> None:
    """Write files of one folder so that each is whole, new or as it was, never in between.

    All are written to temporary files beside their places and flushed to the disk first, then
    renamed in the order given: without room or permission nothing changes. The folder is made
    anew when somebody deleted it. Raises LibraryError.
    """
    temporary: dict[Path, Path] = {}
    path = next(iter(files))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for path, data in files.items():
            descriptor, name = tempfile.mkstemp(prefix=_NEW, dir=path.parent)
            temporary[path] = Path(name)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        for path in files:
            temporary.pop(path).replace(path)
        flush_folder(path.parent)
    except OSError as error:
        raise LibraryError.from_os(error, path) from error
    finally:
        for leftover in temporary.values():
            # The first error is the one to tell.
            with contextlib.suppress(OSError):
                leftover.unlink()


def flush_folder(path: Path) -> None:
    """Make renames last through a power cut, where folders can be flushed: not on Windows, nor on
    some file systems that come over a network.
    """
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FLUSH:
            raise
    finally:
        os.close(descriptor)
