"""What a program has written into a folder, and when it has come to rest."""

from __future__ import annotations

import contextlib
from pathlib import Path

from tests.support.patience import wait_for

_QUIET_LOOKS = 30  # a third of a second


def written(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file, with its time and size; but for thumbnails, which a window makes when it comes
    to it.
    """
    found = {}
    for path in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):  # a temporary one
            if path.is_file() and "thumbnails" not in path.parts:
                found[str(path)] = (path.stat().st_mtime_ns, path.stat().st_size)
    return found


def written_at_rest(folder: Path) -> dict[str, tuple[int, int]]:
    """The same, once nothing has been written for a while."""
    looks: list[dict[str, tuple[int, int]]] = []

    def is_at_rest() -> bool:
        looks.append(written(folder))
        return looks[-_QUIET_LOOKS:] == [looks[-1]] * _QUIET_LOOKS

    wait_for(is_at_rest)
    return looks[-1]
