"""What is kept: the pictures of tasks with their sidecars, and the masks that were submitted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.library.errors import LibraryError
from app.library.files import (
    EXTENSIONS,
    UNKNOWN_KIND,
    extension_of,
    make_folder,
    safe_name,
    write_whole,
)
from app.library.sidecar import LONGEST, Sidecar, from_json, to_json


class Library:
    """The folders `pictures/` and `masks/` of the data folder. May be used from any thread.

    In `pictures/` a task has one picture, ``<task>.<png|jpg|webp|bin>``, and ``<task>.json``;
    maybe also ``<task>.pasted.png``, its original with nothing but the marked region of it.
    In `masks/` a job's mask is ``job.<job>.png``: task names have no ``job.`` in them, so
    ``<task>.png`` stays free for the mask being painted on that task.
    Each method that writes raises LibraryError, and then what was kept before still is.
    """

    def __init__(self, data_dir: Path) -> None:
        self.pictures = data_dir / "pictures"
        self.masks = data_dir / "masks"
        make_folder(self.pictures)
        make_folder(self.masks)

    def save_original(self, task_id: str, data: bytes, sidecar: Sidecar) -> Path:
        """Keep the picture of a task that was opened.

        A sidecar that is there already stays: one written for a job of ours knows more (prompt,
        mask, price) than opening its task tells.
        """
        kept = self.sidecar(task_id)
        return self.save_result(task_id, data, kept if kept.created_at else sidecar)

    def save_result(self, task_id: str, data: bytes, sidecar: Sidecar) -> Path:
        """Keep a task's picture; the same task again replaces it.

        The sidecar is in its place before the picture is.
        """
        name = safe_name(task_id)
        path = self.pictures / f"{name}.{extension_of(data)}"
        write_whole({self._sidecar_path(task_id): to_json(sidecar), path: data})
        for extension in (*EXTENSIONS, f"damaged.{UNKNOWN_KIND}"):
            other = self.pictures / f"{name}.{extension}"
            if other != path:
                _remove(other)
        return path

    def save_damaged(self, task_id: str, data: bytes) -> Path:
        """Keep bytes that are no whole picture, where `find` doesn't take them for one."""
        path = self.pictures / f"{safe_name(task_id)}.damaged.{UNKNOWN_KIND}"
        write_whole({path: data})
        return path

    def save_pasted(self, task_id: str, png: bytes, feather: int) -> Path:
        """Keep the picture that a task's was pasted into, beside the task's own."""
        path = self._pasted(task_id)
        sidecar = replace(self.sidecar(task_id), pasted=path.name, feather=feather)
        write_whole({self._sidecar_path(task_id): to_json(sidecar), path: png})
        return path

    def note_orientation(self, task_id: str, orientation: int) -> None:
        """Remember how a task's picture is turned to be shown, and all that is made of it."""
        sidecar = self.sidecar(task_id)
        if sidecar.orientation != orientation:
            sidecar = replace(sidecar, orientation=orientation)
            write_whole({self._sidecar_path(task_id): to_json(sidecar)})

    def find_pasted(self, task_id: str) -> Path | None:
        """What `save_pasted` kept, if it did."""
        path = self._pasted(task_id)
        return path if path.is_file() else None

    def forget_pasted(self, task_id: str) -> None:
        """From now on the task's own picture is the one to go on with."""
        if self.find_pasted(task_id) is not None:
            sidecar = replace(self.sidecar(task_id), pasted=None, feather=None)
            write_whole({self._sidecar_path(task_id): to_json(sidecar)})
            _remove(self._pasted(task_id))

    def find(self, task_id: str) -> Path | None:
        """The picture kept of a task, if any."""
        name = safe_name(task_id)
        paths = (self.pictures / f"{name}.{extension}" for extension in EXTENSIONS)
        return next((path for path in paths if path.is_file()), None)

    def sidecar(self, task_id: str) -> Sidecar:
        """What is known about a task's picture; empty fields where nothing is.

        Raises LibraryError when the file is there and can't be read.
        """
        path = self._sidecar_path(task_id)
        try:
            with path.open("rb") as file:
                data = file.read(LONGEST + 1)
        except FileNotFoundError:
            return Sidecar(task_id)
        except OSError as error:
            raise LibraryError.from_os(error, path) from error
        return from_json(data, task_id)

    def save_mask(self, job_id: str, png: bytes) -> Path:
        """Keep the mask of a job as it is submitted, so that it can be edited again."""
        path = self.mask_path(job_id)
        write_whole({path: png})
        return path

    def mask_path(self, job_id: str) -> Path:
        """Where the mask of a job is kept, or would be."""
        return self.masks / f"job.{safe_name(job_id)}.png"

    def files_of_task(self, task_id: str, *, with_mask: bool) -> tuple[Path, ...]:
        """Every file that is kept of a task's picture: the picture, what lies beside it, and
        `with_mask` the mask being painted on it.
        """
        name = safe_name(task_id)
        endings = (*EXTENSIONS, f"damaged.{UNKNOWN_KIND}", "pasted.png", "json")
        paths = [self.pictures / f"{name}.{ending}" for ending in endings]
        if with_mask:
            paths.append(self.masks / f"{name}.png")
        return tuple(path for path in paths if path.is_file())

    def _sidecar_path(self, task_id: str) -> Path:
        return self.pictures / f"{safe_name(task_id)}.json"

    def _pasted(self, task_id: str) -> Path:
        return self.pictures / f"{safe_name(task_id)}.pasted.png"


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise LibraryError.from_os(error, path) from error
