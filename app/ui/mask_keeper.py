"""Keeps the mask while it is being painted, so that neither closing nor a crash loses it."""

from __future__ import annotations

import logging
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.canvas.canvas import Canvas
from app.canvas.mask import Mask
from app.jobs.background import Background, CallResult
from app.library.masks import MaskStore
from app.ui.canvas_view import CanvasView
from app.ui.kept_masks import KeptMasks

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SavingPace:
    """In seconds. `rest`: after the last change. `longest`: after the first one, while painting
    goes on; together with the writing that stays below two seconds. `retry`: after a failure.
    """

    rest: float = 1.0
    longest: float = 1.5
    retry: float = 10.0


class MaskKeeper(QObject):
    """Watches the canvas of what is open, and has `masks` kept up to date beside the window.

    What is kept in the middle of a stroke is the stroke so far. What is only previewed, or still
    being computed, isn't part of the mask.
    """

    troubled = Signal(object)  # Exception: masks can't be written; said once
    recovered = Signal()  # and now they are

    def __init__(
        self,
        view: CanvasView,
        store: MaskStore,
        background: Background,
        parent: QObject,
        pace: SavingPace = SavingPace(),
    ) -> None:
        super().__init__(parent)
        self.masks = KeptMasks(store)
        self._view = view
        self._background = background
        self._pace = pace
        self._key = ""
        self._canvas: Canvas | None = None
        self._kept: tuple[weakref.ref[Mask] | None, int] = (None, 0)
        self._first = self._last = 0.0
        self._is_in_trouble = False
        self._is_closed = False
        self._timer = self._new_timer(self._on_time)
        self._retry = self._new_timer(self._write_waiting)
        view.maskChanged.connect(self._on_changed)

    def watch(self, key: str, canvas: Canvas | None) -> None:
        """Keep this canvas's mask from its next change on; it was opened as it is kept.

        Nothing is kept without a canvas (a grid), or a key to find it by.
        """
        self._timer.stop()
        self._key = key
        self._canvas = canvas if key else None
        self._note_kept()

    def put_in_place(self, with_mask: bool) -> None:
        """Set aside what is kept for the watched picture, and keep its mask as it is instead;
        or, without a mask, nothing as yet.
        """
        if self._canvas is not None:
            self.masks.put_in_place(self._key, self._canvas.snapshot() if with_mask else None)
            self._write(self._key)

    def keep(self) -> None:
        """Keep the mask as it is now, if it has changed."""
        self._timer.stop()
        if self._put():
            self._write(self._key)

    def close(self) -> None:
        """Keep it for the last time: the background waits for it when it shuts down."""
        if not self._is_closed:
            self.keep()
            self._write_waiting()
            self._retry.stop()
            self._is_closed = True

    def save_now(self) -> bool:
        """Write everything in the calling thread, as well as may be: the program is in distress.

        Whether nothing is left to write. Raises nothing.
        """
        try:
            self._put()
            self.masks.write_now()
        except Exception:  # noqa: BLE001 - the caller is handling an error already
            _log.exception("The mask could not be saved")
            return False
        return True

    def _put(self) -> bool:
        """Have the mask kept, if it has changed; whether it has."""
        canvas = self._canvas
        if canvas is None or self._is_as_kept(canvas):
            return False
        self._note_kept()
        self.masks.put(self._key, canvas.snapshot())
        return True

    def _is_as_kept(self, canvas: Canvas) -> bool:
        reference, version = self._kept
        mask = reference() if reference is not None else None
        return mask is canvas.mask and version == canvas.mask.version

    def _note_kept(self) -> None:
        # Weak, since a change of the whole mask puts another one in its place.
        mask = self._canvas.mask if self._canvas is not None else None
        self._kept = (weakref.ref(mask), mask.version) if mask is not None else (None, 0)

    # When

    def _on_changed(self) -> None:
        # At every pointer move of a stroke: the timer is set once, and looks at the clock later.
        self._last = time.monotonic()
        if not self._timer.isActive() and self._view.canvas is self._canvas is not None:
            self._first = self._last
            self._timer.start(_milliseconds(self._pace.rest))

    def _on_time(self) -> None:
        now = time.monotonic()
        due = min(self._last + self._pace.rest, self._first + self._pace.longest)
        if due - now > 0.005:
            self._timer.start(_milliseconds(due - now))
        else:
            self.keep()

    # Writing

    def _write(self, key: str) -> None:
        if not self._is_closed and self.masks.begin(key):
            self._background.call(partial(self.masks.write, key), self._on_written)

    def _write_waiting(self) -> None:
        for key in self.masks.waiting:
            self._write(key)

    def _on_written(self, result: CallResult[None]) -> None:
        was_in_trouble = self._is_in_trouble
        if result.error is not None:
            self._is_in_trouble = True
            if not self._is_closed:
                self._retry.start(_milliseconds(self._pace.retry))
            if not was_in_trouble:
                _log.warning("A mask can't be kept: %s", result.error)
                self.troubled.emit(result.error)
        elif was_in_trouble and not self.masks.waiting:
            self._is_in_trouble = False
            self._retry.stop()
            self.recovered.emit()

    def _new_timer(self, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(slot)
        return timer


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))
