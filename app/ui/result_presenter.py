"""Shows the result desk's picture in the pane beside the canvas and in the panel."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.ui.main_window import MainWindow
from app.ui.paste_desk import PasteDesk
from app.ui.result_desk import ResultDesk, Shown

_PICKS = ("pickWhole", "pick1", "pick2", "pick3", "pick4")
_STEPS = {"previousCandidate": -1, "nextCandidate": 1}


class ResultPresenter(QObject):
    """Pane, panel and actions follow the desk; clicks and keys pick on it."""

    def __init__(
        self, window: MainWindow, results: ResultDesk, pastes: PasteDesk, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._results = results
        self._pastes = pastes
        pastes.changed.connect(self.refresh)
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
        if shown is None:
            window.comparison.show_result(None, is_grid=False)
        else:
            self._show_picture(shown)
        if shown is not None and finished:
            heading = self.tr("Pick one of four") if shown.is_grid else self._name(shown)
            window.panel.show_result(
                heading,
                shown.picture,
                is_grid=shown.is_grid,
                is_ours=shown.is_result,
                is_marked=shown.mask is not None,
            )
            window.panel.result.candidates.set_picked(self._results.picked)
        else:
            window.panel.clear_result()
        window.show_panes(canvas=has_canvas, comparison=shown is not None, compares=finished)

    def _step(self, by: int) -> None:
        """Pick the candidate before or after the picked one, around and around."""
        picked = self._results.picked
        first = 1 if by > 0 else 4
        self._results.pick(first if picked is None else (picked - 1 + by) % 4 + 1)

    def _show_picture(self, shown: Shown) -> None:
        comparison = self._window.comparison
        candidate, pasted = self._results.candidate, self._pastes.seen
        if pasted is not None:
            comparison.show_result(pasted.picture, is_grid=False, caption=self._pasted_caption)
        elif candidate is not None and shown.is_result:
            caption = self.tr("Candidate {number}").format(number=self._results.seen)
            comparison.show_result(candidate, is_grid=False, caption=caption)
        else:
            comparison.show_result(
                shown.picture,
                is_grid=shown.is_grid,
                caption=self._caption(shown),
                faded=shown.has_failed,
            )
            comparison.set_picked(self._results.picked)

    def _name(self, shown: Shown) -> str:
        return self.tr("The service's own picture") if shown.is_own else self.tr("Result")

    def _caption(self, shown: Shown) -> str:
        if shown.is_preview:
            return self.tr("Failed · last preview") if shown.has_failed else self.tr("Preview")
        return self._name(shown) if shown.is_own else ""

    @property
    def _pasted_caption(self) -> str:
        if self._results.picked is None:
            return self.tr("Only the marked region")
        return self.tr("Candidate {number} · only the marked region").format(
            number=self._results.picked
        )
