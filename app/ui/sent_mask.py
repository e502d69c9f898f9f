"""The mask that a result was asked with, for its outline."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.canvas.mask import Mask
from app.canvas.picture import Picture
from app.jobs.background import Background, CallResult
from app.jobs.loading import load_mask

_log = logging.getLogger(__name__)


class SentMask(QObject):
    """Read beside the window as long as it is wanted, and not before."""

    changed = Signal()

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._wanted: tuple[Path, Picture] | None = None
        self._reading: int | None = None
        self._mask: Mask | None = None

    @property
    def mask(self) -> Mask | None:
        """The wanted one, once it has been read, and if it can be."""
        return self._mask

    def want(self, path: Path | None, original: Picture | None) -> None:
        """Another one is wanted, which was painted on this picture; or none."""
        wanted = (path, original) if path is not None and original is not None else None
        if wanted == self._wanted:
            return
        self._wanted, self._mask = wanted, None
        if self._reading is not None:
            self._background.cancel_call(self._reading)
            self._reading = None
        if wanted is not None:
            self._reading = self._background.call(partial(_read, *wanted), self._on_read)

    def _on_read(self, result: CallResult[Mask]) -> None:
        self._reading = None
        self._mask = result.value
        if result.error is not None:
            # The picture can be seen all the same.
            _log.warning("The mask that was sent can't be outlined: %s", result.error)
        self.changed.emit()


def _read(path: Path, original: Picture) -> Mask:
    mask = Mask.of(load_mask(path, original.size, original.orientation).image())
    mask.pyramid.complete()
    return mask
