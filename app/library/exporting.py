"""Writing a file where the user wants it, as an ordinary program does."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Mapping
from pathlib import Path

from app.library.sidecar import LONGEST, Sidecar, from_saved, to_json

_MOST_OF_A_NAME = 10_000


class FileUnwritable(Exception):
    """A file that can't be written where the user wants it. `reason`: the system's text."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} can't be written: {reason}.")
        self.path = path
        self.reason = reason


def write_for_user(path: Path, data: bytes) -> None:
    """Write a file whole, or leave what was there. Raises FileUnwritable.

    A link is followed, and an existing file keeps its permissions; a new one gets those that
    the user's umask gives. What is no ordinary file (a device, a pipe) is written to as it is.
    """
    try:
        _write(path.resolve(), data)
    except OSError as error:
        raise FileUnwritable(path, error.strerror or str(error)) from error


def write_result(path: Path, data: bytes, sidecar: Sidecar) -> bool:
    """Write a picture, and its sidecar beside it: ``NAME.json`` for ``NAME.png``.

    Whether there is a sidecar: a file of that name that isn't one (many programs have their
    ``package.json``) stays as it is. Raises FileUnwritable.
    """
    write_for_user(path, data)
    beside = path.with_suffix(".json")
    if beside == path or not path.is_file() or _is_of_others(beside):
        return False
    write_for_user(beside, to_json(sidecar))
    return True


def write_folder(parent: Path, name: str, files: Mapping[str, bytes]) -> Path:
    """Write a new folder of files whole, or nothing; with a number to its name where there is one
    of that name already. Raises FileUnwritable.
    """
    temporary = parent / f".{name[:80]}.{os.urandom(4).hex()}.tmp"
    try:
        temporary.mkdir()
        try:
            for file_name, data in files.items():
                _write(temporary / file_name, data)
            target = _free(parent / name)
            temporary.rename(target)
        finally:
            # Gone by now, unless something failed; that error is the one to tell.
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        raise FileUnwritable(parent / name, error.strerror or str(error)) from error
    return target


def _free(path: Path) -> Path:
    """The path itself, or the same with the first number that is free."""
    names = (path.name, *(f"{path.name}-{number}" for number in range(2, _MOST_OF_A_NAME)))
    for name in names:
        if not os.path.lexists(path.with_name(name)):
            return path.with_name(name)
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))


def _is_of_others(path: Path) -> bool:
    """Whether there is a file that isn't a sidecar."""
    try:
        with path.open("rb") as file:
            return from_saved(file.read(LONGEST + 1)) is None
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _write(target: Path, data: bytes) -> None:
    mode = target.stat().st_mode if target.exists() else None
    if mode is not None and not stat.S_ISREG(mode):
        target.write_bytes(data)
        return
    temporary = target.with_name(f".{target.name[:80]}.{os.urandom(4).hex()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            temporary.chmod(stat.S_IMODE(mode))
        temporary.replace(target)
    finally:
        # Gone by now, unless something failed; that error is the one to tell.
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


# Windows alone distinguishes text from binary here.
_BINARY = getattr(os, "O_BINARY", 0)
