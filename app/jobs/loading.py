"""Opening a parent task: its state, then its picture, decoded and kept. Runs off the GUI thread."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.api.errors import Rejected
from app.api.offers import NO_OFFERS, Offers
from app.api.schema import Task, TaskStatus
from app.canvas.codec import (
    DamagedPicture,
    NotAPicture,
    PictureError,
    decode_mask,
    decode_picture,
)
from app.canvas.geometry import Size
from app.canvas.mask import MaskSnapshot
from app.canvas.picture import Picture
from app.canvas.turning import upright
from app.library.errors import LibraryError
from app.library.library import Library
from app.library.sidecar import Sidecar, orientation_beside

if TYPE_CHECKING:
    from app.api.client import GptunnelClient

_log = logging.getLogger(__name__)


class TaskNotReady(Exception):
    """The task exists but has no finished picture yet. `percent`: 0 to 100."""

    def __init__(self, task_id: str, percent: int) -> None:
        super().__init__(f"Task {task_id} is still running ({percent} %).")
        self.task_id = task_id
        self.percent = percent


class TaskHasNoPicture(Exception):
    """The service calls the task done, but names no picture."""

    def __init__(self, task_id: str) -> None:
        super().__init__(f"Task {task_id} is done, but has no picture.")
        self.task_id = task_id


class PictureWithheld(TaskHasNoPicture):
    """The picture that a task names isn't handed out."""


class ArrivedDamaged(PictureError):
    """What the service has sent can't be read as a picture; another try may bring it whole."""


class TaskHasFailed(Exception):
    """The task ended without a picture. `reason` is the service's text, maybe empty."""

    def __init__(self, task_id: str, reason: str) -> None:
        super().__init__(f"Task {task_id} failed: {reason or 'no reason given'}.")
        self.task_id = task_id
        self.reason = reason


class FileUnreadable(Exception):
    """A file that can't be read from disk. `reason` is the operating system's text."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} can't be read: {reason}.")
        self.path = path
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Source:
    """A picture to paint on, and the task it belongs to.

    `task` is None for a picture from a file; `task_id` is then set only when the user said
    whose picture it is. `mask_problem` says why the mask that was asked for isn't there.
    `digest` is the SHA-256 (hex) of a file's bytes, `offers` what the task is known to offer.

    `is_pasted`: of the task's own picture there is only what was marked, in the original; which
    had the size `scaled_from` if it had to be scaled. `paste_problem` says what went wrong there.

    `saved`: the sidecar beside the file, if that was what told the task, or that it is a part of
    one. `offered`: a mask to begin with where none has been painted. `seems_mask`: it may rather
    be meant as the mask of what is open.
    """

    picture: Picture
    name: str
    task_id: str | None = None
    task: Task | None = None
    mask: MaskSnapshot | None = None
    mask_problem: FileUnreadable | PictureError | None = None
    digest: str = ""
    offers: Offers = NO_OFFERS
    is_pasted: bool = False
    scaled_from: Size | None = None
    paste_problem: FileUnreadable | PictureError | LibraryError | None = None
    saved: Sidecar | None = None
    offered: MaskSnapshot | None = None
    seems_mask: bool = False

    @property
    def key(self) -> str:
        """By what the same picture is known when it is opened again; empty when by nothing."""
        return self.task_id or self.digest

    @property
    def is_claimed(self) -> bool:
        """Whether only the user has said whose picture it is: it came from a file."""
        return self.task_id is not None and self.task is None and bool(self.digest)

    @property
    def is_grid(self) -> bool:
        """Whether it is a grid of four candidates, which no mask is taken for."""
        return self.offers.is_grid


def load_task(
    client: GptunnelClient, library: Library | None, task_id: str, service: str = ""
) -> Source:
    """Ask for a task and fetch its picture, unless it is kept already; what was pasted is taken
    before the task's own. `service`: the base URL.

    Raises ServiceError, TaskNotReady, TaskHasFailed, TaskHasNoPicture (also as PictureWithheld) or
    PictureError (also as ArrivedDamaged).
    """
    task = client.get_task(task_id)
    if task.status is TaskStatus.FAILED:
        raise TaskHasFailed(task_id, task.error or "")
    if task.status is not TaskStatus.DONE:
        raise TaskNotReady(task_id, task.percent)
    if task.result is None:
        raise TaskHasNoPicture(task_id)
    kept = _kept(library, task_id, task.offers)
    if kept is not None:
        return replace(kept, task=task)
    data, picture = _downloaded(client, task_id, task.result)
    if library is not None:
        orientation = orientation_of(library, task.parent_id, task_id)
        picture = upright(picture, orientation, is_grid=task.offers.is_grid)
        if task.has_final_result:
            _keep(library, data, replace(_sidecar(task, service), orientation=picture.orientation))
    return Source(picture, task_id, task_id, task, offers=task.offers)


def _downloaded(client: GptunnelClient, task_id: str, url: str) -> tuple[bytes, Picture]:
    try:
        data = client.download(url)
        return data, decode_picture(data)
    except Rejected as error:
        if error.temporary:
            raise
        raise PictureWithheld(task_id) from error
    except (NotAPicture, DamagedPicture) as error:
        raise ArrivedDamaged("The picture arrived damaged.") from error


def load_kept(library: Library, task_id: str) -> Source | None:
    """The same as it is kept, without asking the service; None when nothing is, it can't be used,
    or the service has yet to say what the task is.
    """
    try:
        sidecar = library.sidecar(task_id)
    except LibraryError:
        offers = NO_OFFERS  # The picture is there to be looked at all the same.
    else:
        if sidecar.created_at and not sidecar.kind:
            return None  # from `load_claimed`: it may be a grid
        offers = Offers.of(sidecar.actions)
    return _kept(library, task_id, offers)


def load_pasted(library: Library | None, task_id: str) -> Picture | None:
    """What was pasted of a task's picture, if that is kept. Raises FileUnreadable, PictureError."""
    path = library.find_pasted(task_id) if library else None
    return load_picture(path).picture if path is not None else None


def load_picture(path: Path, task_id: str | None = None) -> Source:
    """Read a picture from a file. Raises FileUnreadable or PictureError."""
    return picture_from_bytes(read(path), path.name, task_id)


def load_result(path: Path, *, is_grid: bool = False) -> Picture:
    """Read a task's picture as it is kept, upright as what it was made from is shown. Raises
    FileUnreadable or PictureError.
    """
    picture = decode_picture(read(path))
    return upright(picture, orientation_beside(path), is_grid=is_grid)


def load_claimed(library: Library | None, path: Path, task_id: str, service: str = "") -> Source:
    """Read a file of which the user says that it is a task's picture. It is kept as that, so that
    the history can show it, unless there is one already: then only how it is turned is. Raises
    FileUnreadable or PictureError.
    """
    data = read(path)
    source = picture_from_bytes(data, path.name, task_id)
    if library is not None:
        if library.find(task_id) is None:
            _keep(library, data, Sidecar(task_id, created_at=_now(), service=service))
        note_orientation(library, source)
    return source


def orientation_of(library: Library, *task_ids: str | None) -> int:
    """How the picture of the first task is turned of which that is known; 1 for none."""
    for task_id in task_ids:
        try:
            orientation = library.sidecar(task_id).orientation if task_id else 1
        except LibraryError:
            continue
        if orientation != 1:
            return orientation
    return 1


def note_orientation(library: Library, source: Source) -> None:
    """Keep how the picture of a task is turned to be shown, for all that is made of it."""
    try:
        library.note_orientation(source.task_id or "", source.picture.orientation)
    except LibraryError as error:
        _log.warning("How task %s is turned is not kept: %s", source.task_id, error)


def picture_from_bytes(data: bytes, name: str, task_id: str | None = None) -> Source:
    """The same for a picture that is in memory already, such as a pasted one."""
    import hashlib  # with OpenSSL, which nothing needs before there is a picture

    return Source(decode_picture(data), name, task_id, digest=hashlib.sha256(data).hexdigest())


def with_mask(source: Source, path: Path) -> Source:
    """The picture with a mask from a file; one that can't be used leaves the picture usable."""
    picture = source.picture
    try:
        return replace(source, mask=load_mask(path, picture.size, picture.orientation))
    except (FileUnreadable, PictureError) as error:
        return replace(source, mask_problem=error)


def load_mask(path: Path, size: Size, orientation: int) -> MaskSnapshot:
    """Read a mask for a picture of this displayed size. Raises FileUnreadable or PictureError."""
    return decode_mask(read(path), size, orientation)


def read(path: Path) -> bytes:
    """A file's bytes. Raises FileUnreadable, and NotAPicture for one that is absurdly large."""
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise NotAPicture(f"{path.name} is too large to be a picture.")
        return path.read_bytes()
    except OSError as error:
        raise FileUnreadable(path, error.strerror or str(error)) from error


_LARGEST_FILE = 512 * 1024 * 1024


def _kept(library: Library | None, task_id: str, offers: Offers) -> Source | None:
    """What is kept of a task: pasted if it was; None when nothing can be used."""
    problem = None
    try:
        pasted = load_pasted(library, task_id)
    except (FileUnreadable, PictureError) as error:
        pasted, problem = None, error
    if pasted is not None:
        return Source(pasted, task_id, task_id, offers=offers, is_pasted=True)
    picture = _kept_picture(library, task_id, is_grid=offers.is_grid)
    if picture is None:
        return None
    return Source(picture, task_id, task_id, offers=offers, paste_problem=problem)


def _kept_picture(library: Library | None, task_id: str, *, is_grid: bool) -> Picture | None:
    """The task's picture as kept on disk; None when there is none, or it can't be used."""
    path = library.find(task_id) if library else None
    if path is None:
        return None
    try:
        return load_result(path, is_grid=is_grid)
    except (FileUnreadable, PictureError):
        # The copy is only there to save a download; the service still has the picture.
        return None


def _keep(library: Library, data: bytes, sidecar: Sidecar) -> None:
    try:
        library.save_original(sidecar.task_id, data, sidecar)
    except LibraryError as error:
        # It can be painted on all the same, and the next time it is downloaded or read again.
        _log.warning("The picture of task %s is not kept: %s", sidecar.task_id, error)


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _sidecar(task: Task, service: str) -> Sidecar:
    return Sidecar(
        task_id=task.id,
        parent_id=task.parent_id,
        created_at=_now(),
        kind=task.type,
        actions=task.actions,
        service=service,
        link=task.result or "",
    )
