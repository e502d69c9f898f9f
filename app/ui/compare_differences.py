"""Finds what results changed, off the GUI thread, and keeps what may be asked for again."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.canvas.codec import PictureError
from app.canvas.difference import Difference, difference
from app.canvas.geometry import Rect
from app.canvas.mask import Mask
from app.canvas.morphology import grow
from app.canvas.picture import Picture
from app.canvas.progress import Progress
from app.jobs.background import Background, CallResult
from app.jobs.loading import FileUnreadable, load_mask

# Four candidates of 2048² pixels; larger ones are found anew when they come back.
_KEPT_PIXELS = 1 << 24

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Two pictures to compare. `mask` is the file of the mask that was sent, if there is one;
    `feather`: so many pixels around it count as marked, too.
    """

    original: Picture
    result: Picture
    mask: Path | None
    feather: int = 0

    def is_same(self, other: Comparison | None) -> bool:
        """Whether the other one is of the very same pictures."""
        return other is not None and (self.original, self.result, self.mask, self.feather) == (
            other.original,
            other.result,
            other.mask,
            other.feather,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    difference: Difference
    mask: Mask | None


class Differences(QObject):
    """One comparison at a time, one part of its result after the other.

    `mask` is the one that was sent, once it has been read; `has_failed`: nothing more is tried.
    """

    changed = Signal()

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._comparison: Comparison | None = None
        self._found: dict[Rect, Difference] = {}
        self._wanted: tuple[Rect, ...] = ()
        self._finding: tuple[int, Rect] | None = None
        self.mask: Mask | None = None
        self.has_failed = False

    def find(self, comparison: Comparison, parts: tuple[Rect, ...]) -> None:
        """Find what these parts of the result changed; `changed` tells of each."""
        if not comparison.is_same(self._comparison):
            self.drop()
            self._comparison = comparison
        self._wanted = parts
        if self._finding is not None and self._finding[1] not in parts:
            self._stop()
        self._find_next()

    def drop(self) -> None:
        """There is nothing to compare any more."""
        self._stop()
        self._comparison = None
        self._found = {}
        self._wanted = ()
        self.mask = None
        self.has_failed = False

    def found(self, part: Rect) -> Difference | None:
        """What a part of the result changed, if that is known."""
        return self._found.get(part)

    def _stop(self) -> None:
        if self._finding is not None:
            self._background.cancel_call(self._finding[0])
            self._finding = None

    def _find_next(self) -> None:
        comparison = self._comparison
        missing = [part for part in self._wanted if part not in self._found]
        if comparison is None or self._finding is not None or self.has_failed or not missing:
            return
        progress = Progress()
        work = partial(_find, comparison, missing[0], self.mask, progress)
        call = self._background.call(work, self._on_found, progress.abandon)
        self._finding = call, missing[0]

    def _on_found(self, result: CallResult[_Found]) -> None:
        if self._finding is None:
            return
        part, self._finding = self._finding[1], None
        if result.value is None:
            self.has_failed = True
        else:
            self.mask = result.value.mask
            self._keep(part, result.value.difference)
        self._find_next()
        self.changed.emit()

    def _keep(self, part: Rect, found: Difference) -> None:
        self._found[part] = found
        for other in [known for known in self._found if known not in self._wanted]:
            if sum(one.heat.size.area for one in self._found.values()) > _KEPT_PIXELS:
                del self._found[other]


def _find(comparison: Comparison, part: Rect, mask: Mask | None, progress: Progress) -> _Found:
    mask = mask or _sent_mask(comparison, progress)
    snapshot = mask.snapshot() if mask is not None else None
    found = difference(comparison.original, comparison.result, part, snapshot, progress)
    return _Found(found, mask)


def _sent_mask(comparison: Comparison, progress: Progress) -> Mask | None:
    if comparison.mask is None:
        return None
    original = comparison.original
    try:
        snapshot = load_mask(comparison.mask, original.size, original.orientation)
    except (FileUnreadable, PictureError) as error:
        # What changed can be shown all the same.
        _log.warning("The mask that was sent can't be read: %s", error)
        return None
    marked = snapshot.image()
    return Mask.of(grow(marked, comparison.feather, progress) if comparison.feather else marked)
