"""Masks that are being painted, one for each picture, so that coming back finds them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from app.library.errors import LibraryError
from app.library.files import safe_name, write_whole

_LARGEST_FILE = 512 * 1024 * 1024


class MaskStore(Protocol):
    """Where masks are kept by the key of their picture. Each method may raise LibraryError, and
    then what was kept before still is.
    """

    def save(self, key: str, png: bytes) -> None:
        """Keep a mask in the place of the one before."""

    def load(self, key: str) -> bytes | None:
        """The mask kept for a picture, if any."""

    def forget(self, key: str) -> None:
        """The picture's mask was emptied: there is nothing to come back to."""

    def set_aside(self, key: str) -> None:
        """Another mask takes the place of the kept one, which nobody has emptied."""


class Masks:
    """The folder `masks/` of the data folder; one thread at a time.

    A picture's mask is ``<name>.png``, where the name is `safe_name` of its key. What was set
    aside is never deleted: it becomes ``old/<name>.1.png``, ``old/<name>.2.png`` and so on. What
    the user emptied becomes ``old/<name>.png``, in the place of what was emptied before.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._old = folder / "old"

    def path(self, key: str) -> Path:
        """Where the mask of a picture is kept, or would be."""
        return self._folder / f"{safe_name(key)}.png"

    def save(self, key: str, png: bytes) -> None:
        """Keep a mask: written whole and flushed to the disk, or as it was."""
        write_whole({self.path(key): png})

    def load(self, key: str) -> bytes | None:
        """The file's bytes."""
        path = self.path(key)
        try:
            if path.stat().st_size > _LARGEST_FILE:
                raise OSError("too large for a mask")
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise LibraryError.from_os(error, path) from error

    def forget(self, key: str) -> None:
        """Out of the way, but as long as no other one is emptied, it can be had by hand."""
        self._move(key, lambda: self._old / self.path(key).name)

    def set_aside(self, key: str) -> None:
        """Under a name that is still free."""
        name = safe_name(key)
        paths = (self._old / f"{name}.{number}.png" for number in itertools.count(1))
        self._move(key, lambda: next(path for path in paths if not path.exists()))

    def _move(self, key: str, target: Callable[[], Path]) -> None:
        path = self.path(key)
        try:
            if path.exists():
                self._old.mkdir(exist_ok=True)
                path.replace(target())
        except OSError as error:
            raise LibraryError.from_os(error, path) from error


class MasksInMemory:
    """The same until the program ends, for want of a folder."""

    def __init__(self) -> None:
        self._masks: dict[str, bytes] = {}

    def save(self, key: str, png: bytes) -> None:
        """Some 70 kB instead of 16 MB at 4096²."""
        self._masks[key] = png

    def load(self, key: str) -> bytes | None:
        """The mask, if any."""
        return self._masks.get(key)

    def forget(self, key: str) -> None:
        """Nobody could ask for it any more."""
        self._masks.pop(key, None)

    def set_aside(self, key: str) -> None:
        """The same."""
        self._masks.pop(key, None)
