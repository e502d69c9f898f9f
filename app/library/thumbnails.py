"""Thumbnails that have been made, so that nobody makes them again."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from app.library.files import safe_name

_MARK = b"thumbnail 1 "
_LARGEST = 256 * 1024


class Thumbnails:
    """The folder `thumbnails/` of the data folder: some 5 kB for each picture that was seen.

    Decoding a picture takes a tenth of a second, reading its thumbnail a fraction of a
    millisecond. What is here can be made again at any time: nothing is flushed to the disk, a file
    that can't be used is none, and one that can't be written is not missed. May be used from any
    thread.
    """

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "thumbnails"

    def load(self, key: str, stamp: str) -> bytes | None:
        """What `save` was given for this key, if that was with the same stamp."""
        try:
            with self._path(key).open("rb") as file:
                data = file.read(_LARGEST)
        except OSError:
            return None
        line, _, content = data.partition(b"\n")
        return content if line == _MARK + stamp.encode() else None

    def save(self, key: str, stamp: str, content: bytes) -> None:
        """Keep a thumbnail. `stamp`: one line that says what it was made of."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            descriptor, name = tempfile.mkstemp(prefix=".new-", dir=self._folder)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(_MARK + stamp.encode() + b"\n" + content)
                Path(name).replace(self._path(key))
            finally:
                Path(name).unlink(missing_ok=True)

    def forget(self, key: str) -> None:
        """The picture is gone."""
        with contextlib.suppress(OSError):
            self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / f"{safe_name(key)}.thumbnail"


def stamp_of(path: Path | None) -> str:
    """What changes when a file does; for `save`."""
    if path is None:
        return "-"
    try:
        found = path.stat()
    except OSError:
        return "-"
    return f"{found.st_mtime_ns:x}.{found.st_size:x}"
