"""Only the marked region: the picked candidate is to be pasted into the original, or not."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from app.canvas.geometry import Rect, quadrants
from app.canvas.picture import Picture
from app.canvas.progress import Progress
from app.ui.main_window import MainWindow
from app.ui.pasting import Recipe
from app.ui.result_desk import ResultDesk

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


class PasteDesk(QObject):
    """Knows whether and how what is picked is pasted, and offers that where it can be done."""

    changed = Signal()
    """Something else is to be pasted, or it otherwise."""

    def __init__(self, window: MainWindow, results: ResultDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._results = results
        self._action = window.actions_["pasteBack"]
        self._fields = window.panel.result.paste
        self._failed: Recipe | None = None
        self._action.toggled.connect(self.changed)
        self._fields.featherChanged.connect(self.changed)
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
        """What is to be pasted of what is picked."""
        return self.paste_of(self._results.picked)

    def paste_of(self, number: int | None) -> Paste | None:
        """The same if a candidate were picked, or None for all of the result: a whole grid stays as
        it is.
        """
        recipe, shown = self.recipe, self._results.shown
        if recipe is None or shown is None or (shown.is_grid and number is None):
            return None
        size = shown.picture.size
        part = quadrants(size)[number - 1] if number is not None else Rect.of_size(size)
        return Paste(recipe, shown.picture, part)

    def refresh(self) -> None:
        """Offer it where it can be done, and else say why not."""
        self._fields.set_problem(self._problem)

    def note_failed(self, recipe: Recipe, error: Exception | None) -> None:
        """It couldn't be done: nothing is pasted with that mask any more."""
        _log.warning("A result can't be pasted: %s", error)
        self._failed = recipe
        self.refresh()
        self.changed.emit()

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
