"""Only the marked region: the picked candidate pasted into the original, whenever it is wanted."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.canvas.geometry import Rect, quadrants
from app.canvas.picture import Picture
from app.canvas.progress import Progress
from app.jobs.background import Background, CallResult
from app.ui.main_window import MainWindow
from app.ui.pasting import Recipe
from app.ui.result_desk import ResultDesk

_REST_MS = 60  # before what is under way is dropped for another feather, which seldom comes alone

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Paste:
    """A part of a result, to be pasted into its original."""

    recipe: Recipe
    result: Picture
    part: Rect

    def picture(self, progress: Progress) -> Picture:
        """Takes its time. Raises FileUnreadable, PictureError and Abandoned."""
        return self.recipe.paste(self.result, self.part, progress)

    def differs_in_feather_alone(self, other: Paste) -> bool:
        """Whether the other one may be seen until this one is there."""
        return replace(self.recipe, feather=other.recipe.feather) == other.recipe and (
            self.result is other.result and self.part == other.part
        )


@dataclass(frozen=True, slots=True)
class Pasted:
    """A picture, and how it came to be."""

    paste: Paste
    picture: Picture

    @property
    def feather(self) -> int:
        """In picture pixels."""
        return self.paste.recipe.feather


class PasteDesk(QObject):
    """Knows what is to be pasted, and has it; pastes off the GUI thread, one at a time."""

    changed = Signal()
    """What is seen pasted has changed."""

    def __init__(
        self, window: MainWindow, results: ResultDesk, background: Background, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._results = results
        self._background = background
        self._action = window.actions_["pasteBack"]
        self._fields = window.panel.result.paste
        self._pasting: tuple[int, Paste] | None = None
        self._pasted: Pasted | None = None
        self._failed: Recipe | None = None
        self._told: Pasted | None = None
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self.refresh)
        self._action.toggled.connect(self.refresh)
        self._fields.featherChanged.connect(self._on_feather)
        self._fields.done.connect(window.focus_picture)
        results.changed.connect(self.refresh)
        window.retranslated.connect(self.refresh)
        self.refresh()

    @property
    def recipe(self) -> Recipe | None:
        """How what is shown is pasted; None when that isn't wanted, or can't be."""
        recipe = self._possible if self._action.isChecked() else None
        return None if recipe is None or self._has_failed(recipe) else recipe

    @property
    def wanted(self) -> Paste | None:
        """What belongs into sight."""
        recipe, shown, picked = self.recipe, self._results.shown, self._results.picked
        if recipe is None or shown is None or (shown.is_grid and picked is None):
            return None
        size = shown.picture.size
        part = quadrants(size)[picked - 1] if picked is not None else Rect.of_size(size)
        return Paste(recipe, shown.picture, part)

    @property
    def seen(self) -> Pasted | None:
        """What is there of it: while another feather is being tried, the one before."""
        wanted, pasted = self.wanted, self._pasted
        if wanted is None or pasted is None or not wanted.differs_in_feather_alone(pasted.paste):
            return None
        return pasted

    def refresh(self) -> None:
        """Paste what is wanted now, unless it is there or under way."""
        self._rest.stop()
        self._fields.set_problem(self._problem)
        wanted = self.wanted
        if self._pasting is not None and self._pasting[1] != wanted:
            self._background.cancel_call(self._pasting[0])
            self._pasting = None
        if wanted is None or self.seen is None:
            self._pasted = None
        is_there = self._pasted is not None and self._pasted.paste == wanted
        if wanted is not None and self._pasting is None and not is_there:
            progress = Progress()
            work = partial(wanted.picture, progress)
            call = self._background.call(work, self._on_pasted, progress.abandon)
            self._pasting = call, wanted
        if self._told is not self._pasted:
            self._told = self._pasted
            self.changed.emit()

    def _on_feather(self) -> None:
        if self._pasting is None:
            self.refresh()
        else:
            self._rest.start()

    @property
    def _possible(self) -> Recipe | None:
        shown, canvas = self._results.shown, self._window.canvas.canvas
        if shown is None or not shown.is_result or shown.mask is None or canvas is None:
            return None
        return Recipe(canvas.picture, shown.mask, self._fields.feather)

    @property
    def _problem(self) -> str:
        """Why nothing can be pasted; empty when it can."""
        recipe = self._possible
        if recipe is None:
            return self.tr("There is no result of a mask beside its original")
        if self._has_failed(recipe):
            return self.tr("The mask that was sent can't be read")
        return ""

    def _has_failed(self, recipe: Recipe) -> bool:
        failed = self._failed
        return failed is not None and failed == replace(recipe, feather=failed.feather)

    def _on_pasted(self, result: CallResult[Picture]) -> None:
        if self._pasting is None:
            return
        paste, self._pasting = self._pasting[1], None
        if result.value is not None:
            self._pasted = Pasted(paste, result.value)
        else:
            _log.warning("A result can't be pasted: %s", result.error)
            self._failed = paste.recipe
        self.refresh()
