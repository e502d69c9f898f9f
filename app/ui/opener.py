"""Opening pictures, with the mask to begin with, and writing files; off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.canvas.canvas import Canvas
from app.canvas.codec import PictureError
from app.canvas.mask import MaskSnapshot
from app.canvas.mask_import import read_mask_image
from app.canvas.picture import Picture
from app.canvas.progress import Progress
from app.jobs.background import Background, CallResult
from app.jobs.loading import (
    Source,
    load_claimed,
    load_kept,
    load_task,
    note_orientation,
    picture_from_bytes,
    read,
    with_mask,
)
from app.jobs.masks import mask_of_task
from app.jobs.saved import OtherService, SavedTask, read_saved, saved_beside
from app.library.exporting import write_for_user
from app.library.library import Library
from app.ui.backend import Backend, Question
from app.ui.kept_masks import Kept, KeptMasks
from app.ui.pasting import Wish, go_on

if TYPE_CHECKING:
    from app.api.client import GptunnelClient


@dataclass(frozen=True, slots=True)
class Opened:
    """A picture that has been loaded, and the canvas to paint on it; None for a grid.

    `kept` is what was kept of an earlier painting: the mask that it was opened with, or the one
    in whose place another mask was given. `previous` is the file of the mask that the picture was
    made with, if that is known.
    """

    source: Source
    canvas: Canvas | None
    kept: Kept
    is_given: bool
    previous: Path | None = None


class Opener(QObject):
    """One opening at a time: a new one drops the one under way."""

    opened = Signal(object)  # Opened
    written = Signal(object)  # Path
    failed = Signal(object)  # Exception
    busyChanged = Signal(bool)

    def __init__(self, background: Background, masks: KeptMasks, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._masks = masks
        self._opening: int | None = None

    def open_task(
        self, backend: Backend, task_id: str, mask: Path | None = None, wish: Wish | None = None
    ) -> None:
        """Load a task's picture from the service, or from the library when it is kept, and go on
        with it as is wished.
        """
        library, progress = backend.library, Progress()

        def ask(client: GptunnelClient) -> Source:
            source = load_task(client, library, task_id, backend.service)
            return go_on(source, wish, library, progress) if wish is not None else source

        def abort() -> None:
            progress.abandon()
            question.abort()

        question = Question(backend, ask)
        self._open(backend, question, mask, abort)

    def open_kept(self, backend: Backend, task_id: str, mask: Path | None = None) -> None:
        """The same without asking the service, if the picture is kept. A mask that isn't there is
        none.
        """
        library = backend.library
        question = Question(backend, lambda it: load_task(it, library, task_id, backend.service))

        def work() -> Source:
            source = load_kept(library, task_id) if library is not None else None
            if source is None:
                return question()
            if backend.know_again is not None:
                backend.know_again(task_id)
            return source

        self._open(backend, work, mask, question.abort, is_mask_needed=False)

    def open_file(
        self,
        backend: Backend,
        path: Path,
        task_id: str | None = None,
        mask: Path | None = None,
        beside: Picture | None = None,
    ) -> None:
        """Load a picture from disk. The sandbox makes it a task of its own. `beside`: what is open,
        if the file may be meant as a mask of that.
        """

        def work() -> Source:
            if task_id is not None:
                return load_claimed(backend.library, path, task_id, backend.service)
            saved = _told_by(backend, saved_beside(path))
            data = read(path)
            source = picture_from_bytes(data, path.name)
            if beside is not None and _can_be_mask(data, source, beside):
                return replace(source, seems_mask=True)
            if saved is not None and saved.has_own_picture:
                return replace(saved.claim(source), saved=saved.sidecar)
            if backend.adopt is None:
                return replace(source, saved=saved.sidecar if saved is not None else None)
            return _adopted(backend, source, data)

        self._open(backend, work, mask)

    def open_saved(self, backend: Backend, path: Path) -> None:
        """Load the task that a sidecar tells of, with the mask it was made with."""
        library = backend.library

        def ask(client: GptunnelClient) -> Source:
            task_id = read_saved(path).sidecar.task_id
            return load_task(client, library, task_id, backend.service)

        question = Question(backend, ask)

        def work() -> Source:
            saved = read_saved(path)
            if _told_by(backend, saved) is None:
                raise OtherService(path, saved.sidecar.service)
            source = saved.load(library) or question()
            return replace(saved.with_mask(source, library), saved=saved.sidecar)

        self._open(backend, work, abort=question.abort)

    def open_bytes(self, backend: Backend, content: Callable[[], bytes], name: str) -> None:
        """The same for a picture in memory; `content` gives its file's bytes, in the background."""

        def work() -> Source:
            data = content()
            source = picture_from_bytes(data, name)
            return _adopted(backend, source, data)

        self._open(backend, work)

    def open_loaded(self, backend: Backend, source: Source) -> None:
        """The same for a picture that is decoded already."""
        self._open(backend, lambda: source)

    def open_result(self, backend: Backend, source: Source, wish: Wish) -> None:
        """The same for the picture of a task that is done; go on with it as is wished."""
        progress = Progress()
        work = partial(go_on, source, wish, backend.library, progress)
        self._open(backend, work, abort=progress.abandon)

    def stop(self) -> None:
        """Give up the opening that is under way."""
        if self._opening is not None:
            self._background.cancel_call(self._opening)
            self._opening = None
            self.busyChanged.emit(False)

    def write(self, content: Callable[[], bytes], path: Path) -> None:
        """Write a file whole or not at all; `content` is called in the background."""

        def work() -> Path:
            write_for_user(path, content())
            return path

        self._background.call(work, self._on_written)

    def _open(
        self,
        backend: Backend,
        load: Callable[[], Source],
        mask: Path | None = None,
        abort: Callable[[], None] | None = None,
        *,
        is_mask_needed: bool = True,
    ) -> None:
        def work() -> Opened:
            source = load()
            if mask is not None and (is_mask_needed or mask.is_file()):
                source = with_mask(source, mask)
            opened = _with_canvas(source, self._masks)
            return replace(opened, previous=_previous_mask(backend.library, source))

        self.stop()
        self.busyChanged.emit(True)
        self._opening = self._background.call(work, self._on_opened, abort)

    def _on_opened(self, result: CallResult[Opened]) -> None:
        self._opening = None
        self.busyChanged.emit(False)
        if result.error is not None:
            self.failed.emit(result.error)
        else:
            self.opened.emit(result.value)

    def _on_written(self, result: CallResult[Path]) -> None:
        if result.error is not None:
            self.failed.emit(result.error)
        else:
            self.written.emit(result.value)


def _with_canvas(source: Source, masks: KeptMasks) -> Opened:
    """A loaded picture with a canvas, which has the mask that was given for it or kept of it."""
    if source.is_grid:
        return Opened(source, None, Kept(), is_given=False)
    kept = masks.find(source.key, source.picture) if source.key else Kept()
    if source.mask is None and kept.mask is None:
        source = replace(source, mask=source.offered)
    given = source.mask
    if given is None:
        source = replace(source, mask=kept.mask)
    elif kept.mask is not None and _are_equal(kept.mask, given):
        kept = replace(kept, mask=None)
    return Opened(source, Canvas(source.picture, source.mask), kept, given is not None)


def _previous_mask(library: Library | None, source: Source) -> Path | None:
    if library is None or source.task_id is None or source.is_grid:
        return None
    return mask_of_task(library, source.task_id)


def _are_equal(one: MaskSnapshot, other: MaskSnapshot) -> bool:
    return all(a == b for a, b in zip(one.strips(), other.strips(), strict=True))


def _adopted(backend: Backend, source: Source, data: bytes) -> Source:
    if backend.adopt is None:
        return source
    source = replace(source, task_id=backend.adopt(data))
    if backend.library is not None:
        note_orientation(backend.library, source)
    return source


def _told_by(backend: Backend, saved: SavedTask | None) -> SavedTask | None:
    """A sidecar that is about a task which this service knows, as far as that can be said."""
    if saved is None:
        return None
    task_id, service = saved.sidecar.task_id, saved.sidecar.service
    if not backend.history.includes(service or backend.service):
        return None
    if backend.know_again is not None:
        # The sandbox knows a task of an earlier session only while its picture is kept.
        if backend.library is None or backend.library.find(task_id) is None:
            return None
        backend.know_again(task_id)
    return saved


def _can_be_mask(data: bytes, source: Source, picture: Picture) -> bool:
    """Whether a picture's file is just what a mask of another picture looks like."""
    if source.picture.size != picture.size:
        return False
    try:
        return read_mask_image(data, picture.size, picture.orientation).leaves_no_question
    except PictureError:
        return False
