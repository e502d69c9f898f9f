"""Comparing the result with the original: the mode, the crosshairs, the differences."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.canvas.difference import Difference
from app.canvas.geometry import Rect, quadrants
from app.canvas.picture import Picture
from app.jobs.background import Background
from app.ui.compare_crosshair import Crosshairs
from app.ui.compare_differences import Comparison, Differences
from app.ui.compare_modes import CompareMode
from app.ui.main_window import MainWindow
from app.ui.sent_mask import SentMask
from app.ui.sight_desk import Seen, SightDesk
from app.ui.texts import coverage_text


class CompareDesk(QObject):
    """Tells the pane beside the canvas what to compare, and how.

    The mode outlives the result, but for the difference: it tells of a picture one has seen.
    """

    def __init__(
        self, window: MainWindow, sights: SightDesk, background: Background, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._sights = sights
        self._differences = Differences(background, self)
        self._sent_mask = SentMask(background, self)
        self._mode = CompareMode.SIDE_BY_SIDE
        self._task_id: str | None = None  # whose result was there last
        self._crosshairs = Crosshairs(window.canvas, window.comparison, self)
        self._connect()

    def refresh(self) -> None:
        """Compare what is in sight now."""
        seen, original = self._sights.seen, self._original
        shown = seen.sight.shown if seen is not None else None
        if shown is not None and shown.task_id != self._task_id:
            self._task_id = shown.task_id
            if self._mode is CompareMode.DIFFERENCE:
                self._window.actions_[CompareMode.SIDE_BY_SIDE.value].setChecked(True)
                return  # that has refreshed it
        self._window.comparison.set_original(original)
        self._crosshairs.compare(original)
        if seen is None or original is None:
            self._differences.drop()
        else:
            wanted = self._parts() if self._mode is CompareMode.DIFFERENCE else ()
            self._differences.find(_comparison(seen, original), wanted)
        outlines = shown is not None and self._window.actions_["outline"].isChecked()
        self._sent_mask.want(shown.mask if shown is not None and outlines else None, original)
        self._show_outline()
        self._show_differences()

    @property
    def _original(self) -> Picture | None:
        """What the result is compared with; a preview isn't, since nobody knows what it shows."""
        seen = self._sights.seen
        return seen.sight.original if seen is not None and not seen.sight.shown.is_preview else None

    def _parts(self) -> tuple[Rect, ...]:
        """The parts of what is compared that are in sight, each a counterpart of the original."""
        seen = self._sights.seen
        if seen is None:
            return ()
        sight = seen.sight
        if sight.paste is not None or not sight.shown.is_grid:
            return (Rect.of_size(seen.picture.size),)
        candidates = quadrants(sight.shown.picture.size)
        return candidates if sight.number is None else (candidates[sight.number - 1],)

    # The mode

    def _choose(self, mode: CompareMode) -> None:
        self._mode = mode
        self._window.comparison.set_mode(mode)
        self.refresh()

    def _show_differences(self) -> None:
        differs = self._mode is CompareMode.DIFFERENCE and self._original is not None
        found = [self._differences.found(part) for part in self._parts() if differs]
        mask = self._differences.mask
        self._window.comparison.set_differences(
            found, mask.pyramid if mask is not None else None, self._verdict(found)
        )

    def _show_outline(self) -> None:
        mask = self._sent_mask.mask
        self._window.comparison.set_outline(mask.pyramid if mask is not None else None)

    def _verdict(self, found: list[Difference | None]) -> str:
        """The differences in words."""
        if not found:
            return ""
        if self._differences.has_failed:
            return self.tr("The pictures can't be compared")
        known = [one for one in found if one is not None]
        if not known:
            return self.tr("Comparing…")
        what = self.tr("Changed outside the mask")
        seen = self._sights.seen
        if seen is not None and seen.sight.paste is not None:
            what = self.tr("Changed outside mask and feather")
        if not any(one.inside for one in known):
            what = self.tr("Changed")
        if len(found) == 1:
            what = f"{what}: {coverage_text(known[0].share_outside)}"
        return what

    # Wiring

    def _connect(self) -> None:
        window, actions = self._window, self._window.actions_
        for mode in CompareMode:
            actions[mode.value].toggled.connect(
                lambda on, chosen=mode: self._choose(chosen) if on else None
            )
        actions[self._mode.value].setChecked(True)
        actions["cycleCompare"].triggered.connect(
            lambda: actions[self._mode.next.value].setChecked(True)
        )
        actions["outline"].toggled.connect(self.refresh)
        actions["peek"].toggled.connect(window.comparison.set_showing_original)
        window.comparison.peekWanted.connect(actions["peek"].setChecked)
        self._sent_mask.changed.connect(self._show_outline)
        self._differences.changed.connect(self._show_differences)
        window.retranslated.connect(self._show_differences)
        self._sights.changed.connect(self.refresh)


def _comparison(seen: Seen, original: Picture) -> Comparison:
    """A pasted picture is compared as it is; a candidate as a part of what it came with."""
    shown, paste = seen.sight.shown, seen.sight.paste
    if paste is None:
        return Comparison(original, shown.picture, shown.mask)
    return Comparison(original, seen.picture, shown.mask, paste.recipe.feather)
