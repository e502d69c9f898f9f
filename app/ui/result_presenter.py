"""Shows the result desk's picture in the pane beside the canvas and in the panel."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.canvas.picture import Picture
from app.ui.main_window import MainWindow
from app.ui.result_desk import ResultDesk, Shown
from app.ui.sight_desk import Seen, Sight, SightDesk

_PICKS = ("pickWhole", "pick1", "pick2", "pick3", "pick4")
_STEPS = {"previousCandidate": -1, "nextCandidate": 1}


class ResultPresenter(QObject):
    """Pane, panel and actions follow the desk; clicks and keys pick on it."""

    def __init__(
        self, window: MainWindow, results: ResultDesk, sights: SightDesk, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._results = results
        self._sights = sights
        sights.changed.connect(self.refresh)
        for number, name in enumerate(_PICKS):
            window.actions_[name].triggered.connect(lambda _on, n=number: results.pick(n))
        for name, step in _STEPS.items():
            window.actions_[name].triggered.connect(lambda _on, by=step: self._step(by))
        window.panel.result.candidates.picked.connect(results.pick)
        window.comparison.candidatePicked.connect(results.pick)

    def refresh(self) -> None:
        """Show how things stand."""
        shown, window = self._results.shown, self._window
        has_canvas = window.canvas.canvas is not None
        finished = shown is not None and not shown.is_preview
        actions = window.actions_
        for name in (*_PICKS, *_STEPS):
            actions[name].setEnabled(shown is not None and shown.is_grid)
        actions["copyResult"].setEnabled(finished)
        actions["saveResult"].setEnabled(shown is not None and shown.is_result)
        # A grid that is open stands where results are, and is what is left when one is closed.
        actions["closeResult"].setEnabled(shown is not None and (has_canvas or shown.is_result))
        seen = self._sights.seen
        if seen is None:
            window.comparison.show_result(None, is_grid=False)
        else:
            self._show_picture(seen)
        if shown is not None and finished:
            heading = self.tr("Pick one of four") if shown.is_grid else self._name(shown)
            window.panel.show_result(
                heading,
                self._thumbnailed(shown),
                is_grid=shown.is_grid,
                is_ours=shown.is_result,
                is_marked=shown.mask is not None,
            )
            window.panel.result.candidates.set_picked(self._results.picked)
        else:
            window.panel.clear_result()
        window.show_panes(
            canvas=has_canvas,
            comparison=seen is not None,
            compares=seen is not None and not seen.sight.shown.is_preview,
        )

    def _step(self, by: int) -> None:
        """Pick the candidate before or after the picked one, around and around."""
        picked = self._results.picked
        first = 1 if by > 0 else 4
        self._results.pick(first if picked is None else (picked - 1 + by) % 4 + 1)

    def _show_picture(self, seen: Seen) -> None:
        comparison, sight = self._window.comparison, seen.sight
        is_whole_grid = sight.shown.is_grid and sight.number is None
        comparison.show_result(
            seen.picture,
            is_grid=is_whole_grid,
            caption=self._caption(sight),
            faded=sight.shown.has_failed,
        )
        if is_whole_grid:
            comparison.set_picked(self._results.picked)

    def _thumbnailed(self, shown: Shown) -> Picture:
        """Whose thumbnails the panel has: a grid as it came, a single picture as it is in sight."""
        seen = self._sights.seen
        is_single = seen is not None and seen.sight.shown is shown and not shown.is_grid
        return seen.picture if seen is not None and is_single else shown.picture

    def _name(self, shown: Shown) -> str:
        return self.tr("The service's own picture") if shown.is_own else self.tr("Result")

    def _caption(self, sight: Sight) -> str:
        shown, number = sight.shown, sight.number
        if sight.paste is not None:
            if number is None:
                return self.tr("Only the marked region")
            return self.tr("Candidate {number} · only the marked region").format(number=number)
        if number is not None:
            return self.tr("Candidate {number}").format(number=number)
        if shown.is_preview:
            return self.tr("Failed · last preview") if shown.has_failed else self.tr("Preview")
        return self._name(shown) if shown.is_own else ""
