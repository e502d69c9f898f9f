"""Growing, shrinking and the like by a number, seen on the canvas before they are applied."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.canvas.canvas import Change
from app.canvas.operations import Grow, Operation, RemoveSpecks, Shrink
from app.canvas.progress import Progress
from app.jobs.background import Background, CallResult
from app.ui.canvas_view import CanvasView
from app.ui.edit_bar import EditBar
from app.ui.mask_edits import MaskEdits

_MAX_RADIUS, _MAX_SPECK = 256, 100_000

# Kind → the operation by its number, the number to begin with, the least and the most.
_KINDS: dict[str, tuple[Callable[[int], Operation], int, int, int]] = {
    "grow": (Grow, 8, 1, _MAX_RADIUS),
    "shrink": (Shrink, 8, 1, _MAX_RADIUS),
    "removeSpecks": (RemoveSpecks, 64, 2, _MAX_SPECK),
}


class EditPreview(QObject):
    """Shows what the edit bar's number would make of the mask, and applies it when accepted.

    Whoever begins to paint accepts what is seen.
    """

    def __init__(
        self, view: CanvasView, bar: EditBar, edits: MaskEdits, background: Background
    ) -> None:
        super().__init__(edits)
        self._view = view
        self._bar = bar
        self._edits = edits
        self._background = background
        self._kind = ""
        self._call: int | None = None
        self._ready: tuple[int, Change] | None = None
        self._wanted = 0
        bar.valueChanged.connect(self._compute)
        bar.accepted.connect(self._accept)
        bar.rejected.connect(self._reject)
        bar.opened.connect(self._opened)
        bar.closed.connect(self._closed)
        view.gestureBegins.connect(bar.accept)
        view.confirmWanted.connect(bar.accept)
        view.maskChanged.connect(self._follow)

    def begin(self, kind: str) -> None:
        """Open the bar for "grow", "shrink" or "removeSpecks"."""
        if self._view.canvas is not None and not self._view.is_painting:
            self._view.in_turn(lambda: self._ask(kind))

    def _ask(self, kind: str) -> None:
        _, first, least, most = _KINDS[kind]
        self._bar.reject()
        self._kind = kind
        self._bar.ask(kind, first, least, most)

    def _compute(self, value: int) -> None:
        """Begin with the preview for another number; the one under way is of no use any more."""
        self._stop()
        canvas = self._view.canvas
        if canvas is None:
            return
        plan, progress = canvas.plan(self._operation(value)), Progress()
        self._wanted = value
        self._call = self._background.call(
            lambda: plan.compute(progress), self._on_computed, progress.abandon
        )
        self._bar.set_busy(True)

    def _on_computed(self, result: CallResult[Change]) -> None:
        self._call = None
        self._bar.set_busy(False)
        if result.value is None:
            # It can't be shown; applying it would meet the same error, and say so.
            return
        self._ready = (self._wanted, result.value)
        after = result.value.mask
        self._view.layers.show_mask(after)
        self._bar.set_coverage(result.value.plan.mask.coverage, after.coverage)

    def _accept(self, value: int) -> None:
        ready, canvas = self._ready, self._view.canvas
        self._stop()
        self._view.setFocus()
        if canvas is not None and ready is not None and ready[0] == value and ready[1].fits(canvas):
            self._edits.adopt(ready[1])
        else:
            self._edits.run(self._operation(value))

    def _reject(self) -> None:
        self._stop()
        self._view.setFocus()
        if self._view.canvas is not None:
            self._view.layers.show_mask(self._view.canvas.mask)

    def _follow(self) -> None:
        """The mask is another one now, such as an import: so is what its edit would make of it."""
        if self._bar.kind and self._wanted:
            self._compute(self._wanted)

    def _opened(self) -> None:
        self._view.is_asking = True

    def _closed(self) -> None:
        self._view.is_asking = False

    def _stop(self) -> None:
        self._ready = None
        if self._call is not None:
            self._background.cancel_call(self._call)
            self._call = None

    def _operation(self, value: int) -> Operation:
        return _KINDS[self._kind][0](value)
