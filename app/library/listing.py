"""Which pictures are kept, all of them at once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from app.library.errors import LibraryError
from app.library.files import EXTENSIONS, safe_name
from app.library.sidecar import LONGEST, Sidecar, from_json, task_id_in


def kept_pictures(folder: Path) -> Mapping[str, str]:
    """The file of each task's picture in `pictures/`, by the task's `safe_name`.

    Where a task has several, the one that `Library.find` finds. Raises LibraryError.
    """
    found: dict[str, str] = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                name, _, extension = entry.name.rpartition(".")
                if extension not in EXTENSIONS or "." in name.removeprefix("x."):
                    continue  # a damaged one, or one that lies beside a task's own
                other = found.get(name)
                if other is None or _rank(entry.name) < _rank(other):
                    found[name] = entry.name
    except OSError as error:
        raise LibraryError.from_os(error, folder / "any") from error
    return found


def sidecar_of(folder: Path, name: str) -> Sidecar | None:
    """The sidecar of the picture with this `safe_name`; None when its task can't be told."""
    try:
        with (folder / f"{name}.json").open("rb") as file:
            data = file.read(LONGEST + 1)
    except OSError:
        data = b""
    # A plain name is the id itself; of any other it is a digest, and the file has to say it.
    for task_id in (name, task_id_in(data)):
        if safe_name(task_id) == name:
            return from_json(data, task_id)
    return None


def _rank(name: str) -> int:
    return EXTENSIONS.index(name.rpartition(".")[2])
