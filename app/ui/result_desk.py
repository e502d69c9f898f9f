"""The picture beside the original: a result, or a parent that is a grid; and what is picked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.api.offers import NO_OFFERS, Offers
from app.canvas.alignment import is_turned
from app.canvas.codec import encode_picture
from app.canvas.geometry import quadrants
from app.canvas.picture import UPRIGHT, Picture
from app.canvas.progress import Progress
from app.canvas.turning import upright_beside
from app.jobs.background import Background, CallResult
from app.jobs.loading import Source, read


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture with the task it belongs to, and what that offers. `path` is where it is kept, if
    it is. It belongs beside the picture of the task `original_id`, from which it differs by what
    the mask in the file `mask` marks, if there is one.

    `is_result`: a job's finished picture; `is_preview`: an intermediate one of a task that
    still runs, or `has_failed` since; neither: a parent that is a grid. `is_own`: a result that is
    the open task's own picture, beside what was pasted of it.
    """

    picture: Picture
    task_id: str | None
    offers: Offers = NO_OFFERS
    is_result: bool = False
    is_preview: bool = False
    has_failed: bool = False
    is_own: bool = False
    path: Path | None = None
    mask: Path | None = None
    original_id: str = ""

    @property
    def is_grid(self) -> bool:
        """Whether it has four candidates to pick from."""
        return self.offers.is_grid


def shown_grid(source: Source) -> Shown:
    """A parent that is a grid, and stands where a result would."""
    return Shown(source.picture, source.task_id, source.offers)


class ResultDesk(QObject):
    """Knows what is shown and which candidate is picked; turns results off the GUI thread."""

    changed = Signal()

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._shown: Shown | None = None
        self._picked: int | None = None
        self._turning: tuple[int, Shown] | None = None

    @property
    def shown(self) -> Shown | None:
        """The whole picture, if there is one."""
        return self._shown

    @property
    def picked(self) -> int | None:
        """The number of the picked candidate, 1 to 4, or None for the whole picture."""
        return self._picked

    def show(self, shown: Shown | None, beside: Picture | None = None) -> None:
        """Show another picture, whole; None for none. It is turned as what it is shown `beside` is,
        if it has yet to be; until that is done, what is shown stays.
        """
        self._drop()
        if shown is not None and beside is not None and is_turned(shown.picture, beside):
            progress = Progress()
            work = partial(upright_beside, shown.picture, beside, progress, is_grid=shown.is_grid)
            call = self._background.call(work, self._on_turned, progress.abandon)
            self._turning = call, shown
        else:
            self._shown = shown
        self.changed.emit()

    def pick(self, number: int) -> None:
        """Pick a candidate, 1 to 4, or the whole grid with 0."""
        shown = self._shown
        if shown is None or not shown.is_grid or number == (self._picked or 0):
            return
        self._picked = number or None
        self.changed.emit()

    def file_content(self, number: int | None) -> tuple[Callable[[], bytes], str] | None:
        """How to get the bytes of a candidate's file, or for None of the whole picture's (in the
        background), and their extension.

        The whole result is the service's own file, unless that has to be turned to be upright; a
        candidate is cut out of it, as PNG.
        """
        shown = self._shown
        if shown is None or shown.is_preview:
            return None
        if number is not None:
            rect = quadrants(shown.picture.size)[number - 1]
            return (lambda: png_of(shown.picture.crop(rect))), "png"
        if shown.picture.orientation in UPRIGHT:
            # So that it is seen elsewhere as it is here, and still is the service's to the pixel.
            return (lambda: encode_picture(shown.picture)), "png"
        path = shown.path
        if path is not None:
            return (lambda: read(path)), path.suffix.lstrip(".")
        return (lambda: png_of(shown.picture)), "png"

    def _drop(self) -> None:
        if self._turning is not None:
            self._background.cancel_call(self._turning[0])
            self._turning = None
        self._picked = None

    def _on_turned(self, result: CallResult[Picture]) -> None:
        if self._turning is None:
            return
        shown = self._turning[1]
        self._drop()
        # Should there be no memory for turning it, it is better seen on its side than not at all.
        self._shown = replace(shown, picture=result.value or shown.picture)
        self.changed.emit()


def png_of(picture: Picture) -> bytes:
    """A picture's file, upright as it is seen, so that every program shows it so."""
    buffer = BytesIO()
    picture.to_image().save(buffer, "PNG")
    return buffer.getvalue()
