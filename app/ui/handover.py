"""What a second start hands to the first window: the words on the wire, and where they meet.

One line of JSON each way, all of it ASCII. The first window greets whoever connects, so that a
program that hangs is never given what it might open an hour later; the second start then says what
it was asked to open, and is told whether that was taken.
"""

from __future__ import annotations

import json
import os
import stat
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCryptographicHash

from app.api.schema import task_id_from

VERSION = 1
LONGEST_LINE = 64 * 1024
"""Bytes, with the line's end. Prompts are far shorter."""

_LONGEST_TOKEN = 512
# Bytes. A socket's whole path may have 103 on macOS, 107 on Linux.
_LONGEST_FOLDER = 70
SANDBOX = "sandbox"


class BadRequest(ValueError):
    """What came is not a request of this version."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the second start's command line names. All paths are absolute.

    `service`: the address or `SANDBOX` that it insists on, "" when any will do.
    `activation`: the desktop's permission to come to the front, where it gives one.
    """

    image: Path | None = None
    task_id: str | None = None
    mask: Path | None = None
    prompt: str = ""
    service: str = ""
    activation: str = ""

    def line(self) -> bytes:
        """The request as it is sent. Raises BadRequest when it is too long for that."""
        document = {
            "version": VERSION,
            "image": str(self.image) if self.image else None,
            "task": self.task_id,
            "mask": str(self.mask) if self.mask else None,
            "prompt": self.prompt,
            "service": self.service,
            "activation": self.activation,
        }
        return _line(document)

    @classmethod
    def from_line(cls, line: bytes) -> Request:
        """The request in a line. Raises BadRequest."""
        document = document_from(line)
        if document.get("version") != VERSION:
            raise BadRequest("another version")
        task = document.get("task")
        if task is not None and (not isinstance(task, str) or task_id_from(task) != task):
            raise BadRequest("no task's id")
        activation = _text(document, "activation")
        if len(activation) > _LONGEST_TOKEN or not activation.isprintable():
            raise BadRequest("no activation token")
        return cls(
            _path(document, "image"),
            task,
            _path(document, "mask"),
            _text(document, "prompt"),
            _text(document, "service"),
            activation,
        )


def greeting() -> bytes:
    """What the first window says to whoever connects."""
    return _line({"version": VERSION})


def answer(*, taken: bool) -> bytes:
    """Whether the first window does what it was asked."""
    return _line({"version": VERSION, "taken": taken})


def document_from(line: bytes) -> Mapping[str, object]:
    """The JSON object in a line. Raises BadRequest."""
    try:
        document = json.loads(line.decode("ascii"))
    except (ValueError, RecursionError) as error:
        raise BadRequest("no JSON") from error
    if not isinstance(document, dict):
        raise BadRequest("no JSON object")
    return document


def meeting_place(data_dir: Path, environ: Mapping[str, str] = os.environ) -> str | None:
    """The name both sides give to QLocalServer and QLocalSocket; None when there is no safe one.

    It depends on the data folder's real path and on the user. On Windows it names a pipe;
    elsewhere it is a path in a folder that the user alone can enter.
    """
    real = os.path.normcase(os.path.realpath(data_dir))
    # Not Python's, which would bring OpenSSL to every start.
    digest = QCryptographicHash(QCryptographicHash.Algorithm.Sha256)
    digest.addData(f"{real}\0{_user()}".encode("utf-8", "surrogateescape"))
    name = f"mask-painter-{bytes(digest.result().toHex().data()).decode()[:16]}"
    if sys.platform == "win32":
        return name
    folder = _private_folder(environ)
    return str(folder / name) if folder is not None else None


def _user() -> str:
    if sys.platform == "win32":
        import getpass  # which takes a while, elsewhere for nothing

        return getpass.getuser()
    return str(os.getuid())


def _private_folder(environ: Mapping[str, str]) -> Path | None:
    """The session's runtime folder, or one of our own among the temporary files."""
    runtime = Path(environ.get("XDG_RUNTIME_DIR", ""))
    if runtime.is_absolute() and _is_private(runtime):
        return runtime
    own = Path(tempfile.gettempdir()) / f"mask-painter-{_user()}"
    try:
        own.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        return None
    return own if _is_private(own) else None


def _is_private(folder: Path) -> bool:
    """Whether it is the user's, closed to all others, and no link to somewhere else."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    if sys.platform == "win32" or len(os.fsencode(folder)) > _LONGEST_FOLDER:
        return False
    mine = found.st_uid == os.getuid() and not found.st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    return mine and stat.S_ISDIR(found.st_mode)


def _line(document: Mapping[str, object]) -> bytes:
    line = json.dumps(document).encode("ascii") + b"\n"
    if len(line) > LONGEST_LINE:
        raise BadRequest("too long")
    return line


def _text(document: Mapping[str, object], name: str) -> str:
    value = document.get(name, "")
    if not isinstance(value, str):
        raise BadRequest(f"{name} is no text")
    return value


def _path(document: Mapping[str, object], name: str) -> Path | None:
    value = document.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or "\0" in value or not Path(value).is_absolute():
        raise BadRequest(f"{name} is no absolute path")
    return Path(value)
