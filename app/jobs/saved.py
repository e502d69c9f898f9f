"""A picture that was saved with its sidecar beside it: the task to go on from. For any thread.

The sidecar may have been edited by anybody, and the files beside it be others by now: what it
says is checked, and no name in it leads out of a folder.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from app.api.offers import Offers
from app.api.schema import task_id_from
from app.canvas.codec import PictureError
from app.canvas.turning import upright
from app.jobs.loading import FileUnreadable, Source, load_kept, load_mask, load_picture
from app.library.library import Library
from app.library.sidecar import ENDING, LONGEST, Sidecar, from_saved

_PICTURES = (".png", ".jpg", ".jpeg", ".webp")
_LONGEST_PROMPT = 10_000


class NotASidecar(Exception):
    """A file that says nothing about a task."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is no sidecar of a picture.")
        self.path = path


class OtherService(Exception):
    """A sidecar of a task that the service in use knows nothing of. `service`: its base URL."""

    def __init__(self, path: Path, service: str) -> None:
        super().__init__(f"{path} is about a task of {service}.")
        self.path = path
        self.service = service


@dataclass(frozen=True, slots=True)
class SavedTask:
    """What a sidecar tells, and where it lies."""

    path: Path
    sidecar: Sidecar

    @property
    def has_own_picture(self) -> bool:
        """Whether the picture beside it is the task's, and not a candidate cut out of it, or its
        marked region pasted into another.
        """
        is_pasted = self.sidecar.feather is not None and self.sidecar.pasted is None
        return self.sidecar.image is None and not is_pasted

    def load(self, library: Library | None) -> Source | None:
        """The task's picture: as it is kept, else the one beside the sidecar; None when there is
        neither. Raises FileUnreadable and PictureError about the latter.
        """
        task_id = self.sidecar.task_id
        kept = load_kept(library, task_id) if library is not None else None
        if kept is not None:
            return kept
        beside = (self.path.with_suffix(ending) for ending in _PICTURES)
        picture = next((path for path in beside if path.is_file()), None)
        if picture is None or not self.has_own_picture:
            return None
        return self.claim(load_picture(picture))

    def claim(self, source: Source) -> Source:
        """The picture beside the sidecar, as the task's."""
        offers, orientation = Offers.of(self.sidecar.actions), self.sidecar.orientation
        picture = upright(source.picture, orientation, is_grid=offers.is_grid)
        return replace(source, picture=picture, task_id=self.sidecar.task_id, offers=offers)

    def with_mask(self, source: Source, library: Library | None) -> Source:
        """The source with the mask that it was made with, where that is at hand and fits."""
        folders = [self.path.parent] + ([library.masks] if library is not None else [])
        picture = source.picture
        for path in (_inside(folder, self.sidecar.mask) for folder in folders):
            if path is not None:
                try:
                    mask = load_mask(path, picture.size, picture.orientation)
                except (FileUnreadable, PictureError):
                    continue  # It is the mask of the parent, whose size may be another.
                return replace(source, offered=mask)
        return source


def read_saved(path: Path) -> SavedTask:
    """Read a sidecar. Raises FileUnreadable and NotASidecar."""
    try:
        with path.open("rb") as file:
            sidecar = from_saved(file.read(LONGEST + 1))
    except OSError as error:
        raise FileUnreadable(path, error.strerror or str(error)) from error
    if sidecar is None or task_id_from(sidecar.task_id) != sidecar.task_id:
        raise NotASidecar(path)
    prompt = sidecar.prompt if len(sidecar.prompt) <= _LONGEST_PROMPT else ""
    image = sidecar.image if sidecar.image in (1, 2, 3, 4) else None
    return SavedTask(path, replace(sidecar, prompt=prompt, image=image))


def saved_beside(picture: Path) -> SavedTask | None:
    """What the sidecar beside a picture tells, if there is one."""
    path = picture.with_suffix(ENDING)
    try:
        return read_saved(path) if path != picture and path.is_file() else None
    except (OSError, FileUnreadable, NotASidecar):
        return None


def _inside(folder: Path, name: str | None) -> Path | None:
    """A file of a folder by its plain name, which no path may be, in any system's writing."""
    if name is None or not name or any(sign in name for sign in "/\\:\0"):
        return None
    path = folder / name
    try:
        return path if path.is_file() and path.resolve().parent == folder.resolve() else None
    except (OSError, ValueError):
        return None
