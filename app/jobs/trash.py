"""The system's trash: files go there all together or not at all, and can be put back."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QFile, QStandardPaths


class TrashUnavailable(Exception):
    """A file that can't be moved to the trash; it, and those with it, are where they were."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} can't be moved to the trash.")
        self.path = path


class NotPutBack(Exception):
    """A file that can't be had back from the trash: it is gone, or something is in its place."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} can't be put back from the trash.")
        self.path = path


@dataclass(frozen=True, slots=True)
class Trashed:
    """A file in the trash. `where`: None when the system doesn't tell."""

    original: Path
    where: Path | None


def move_to_trash(paths: Iterable[Path]) -> tuple[Trashed, ...]:
    """Move files to the trash. For any thread. Raises TrashUnavailable."""
    moved: list[Trashed] = []
    with contextlib.suppress(OSError):
        # Qt makes a trash in it, but not the folder itself.
        data = QStandardPaths.StandardLocation.GenericDataLocation
        Path(QStandardPaths.writableLocation(data)).mkdir(parents=True, exist_ok=True)
    for path in paths:
        file = QFile(str(path))
        if not file.moveToTrash():
            with contextlib.suppress(NotPutBack):
                put_back(moved)
            raise TrashUnavailable(path)
        # By now it has the name that it has in the trash, where that can be told.
        where = Path(file.fileName()) if file.fileName() else path
        moved.append(Trashed(path, where if where != path else None))
    return tuple(moved)


def can_put_back(moved: Iterable[Trashed]) -> bool:
    """Whether `put_back` may be tried: the system told where they are, and keeps no books that
    a program can't (as Windows does).
    """
    return os.name != "nt" and all(each.where is not None for each in moved)


def put_back(moved: Sequence[Trashed]) -> None:
    """Move files from the trash to where they were, the last one first. Raises NotPutBack."""
    for each in reversed(moved):
        if each.where is None or each.original.exists():
            raise NotPutBack(each.original)
        try:
            each.original.parent.mkdir(parents=True, exist_ok=True)
            each.where.rename(each.original)
        except OSError as error:
            raise NotPutBack(each.original) from error
        # Where a desktop keeps what it knows of it (the trash specification of freedesktop.org).
        note = each.where.parent.parent / "info" / f"{each.where.name}.trashinfo"
        with contextlib.suppress(OSError):
            note.unlink()
