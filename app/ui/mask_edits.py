"""Changes of the whole mask: beside the window when they take longer than a frame."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.canvas.canvas import Canvas, Change, Plan
from app.canvas.codec import PictureError
from app.canvas.operations import Operation
from app.canvas.progress import Abandoned, Progress
from app.jobs.background import Background, CallResult
from app.ui.canvas_view import CanvasView

# Makes the plan of a change when its turn has come; None when it is made already.
_Edit = Callable[[Canvas], Plan | None]


class MaskEdits(QObject):
    """One change after the other, and in turn with what is painted meanwhile.

    What is asked for while a change is being computed waits for it; see `CanvasView.in_turn`.
    """

    busyChanged = Signal(bool)
    made = Signal()
    failed = Signal(object)  # Exception
    givenUp = Signal()  # what was asked for won't be: it was abandoned, or has failed

    def __init__(self, view: CanvasView, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self._background = background
        self._call: int | None = None
        self._progress = Progress()

    @property
    def is_busy(self) -> bool:
        """Whether a change is being computed."""
        return self._call is not None

    @property
    def fraction(self) -> float:
        """How much of the change under way is done, 0.0 to 1.0."""
        return self._progress.fraction

    def run(self, operation: Operation) -> None:
        """Change the mask by an operation."""
        self._ask(lambda canvas: canvas.plan(operation))

    def undo(self) -> None:
        """Take the last change back."""
        self._ask(self._undo)

    def redo(self) -> None:
        """Do the last undone change again."""
        self._ask(self._redo)

    def adopt(self, change: Change) -> None:
        """Make a change that has been computed elsewhere, for the mask as it is."""
        canvas = self._view.canvas
        if canvas is not None:
            self._view.mask_changed(canvas.adopt(change))
            self.made.emit()

    def abandon(self) -> None:
        """Leave the mask as it is, and drop what has waited for the change under way."""
        if self._call is not None:
            self._background.cancel_call(self._call)
            self._view.forget_turns()
            self.givenUp.emit()
            self._ended()

    def end(self) -> None:
        """Give up what is being computed, but not what was painted meanwhile."""
        while self._call is not None:
            self._background.cancel_call(self._call)
            self.givenUp.emit()
            self._ended()

    def _undo(self, canvas: Canvas) -> Plan | None:
        plan = canvas.plan_undo()
        if plan is None:
            self._view.mask_changed(canvas.undo())
        return plan

    def _redo(self, canvas: Canvas) -> Plan | None:
        plan = canvas.plan_redo()
        if plan is None:
            self._view.mask_changed(canvas.redo())
        return plan

    def _ask(self, edit: _Edit) -> None:
        self._view.in_turn(partial(self._make, edit))

    def _make(self, edit: _Edit) -> None:
        canvas = self._view.canvas
        if canvas is None:
            return
        plan = edit(canvas)
        if plan is None:
            self.made.emit()
        elif plan.is_light:
            self._compute_now(plan)
        else:
            self._start(plan)

    def _compute_now(self, plan: Plan) -> None:
        try:
            self.adopt(plan.compute(Progress()))
        except PictureError as error:
            self._fail(error)
        self._show_own()

    def _start(self, plan: Plan) -> None:
        self._progress = Progress()
        self._view.set_busy(True)
        work = partial(plan.compute, self._progress)
        self._call = self._background.call(work, self._on_computed, self._progress.abandon)
        self.busyChanged.emit(True)

    def _on_computed(self, result: CallResult[Change]) -> None:
        try:
            if result.value is not None:
                self.adopt(result.value)
            elif result.error is not None and not isinstance(result.error, Abandoned):
                self._fail(result.error)
        finally:
            self._ended()

    def _fail(self, error: Exception) -> None:
        self._view.forget_turns()
        self.givenUp.emit()
        self.failed.emit(error)

    def _ended(self) -> None:
        self._call = None
        self._show_own()
        self.busyChanged.emit(False)
        self._view.set_busy(False)

    def _show_own(self) -> None:
        """Show the mask as it is: a preview may have been in its place."""
        canvas = self._view.canvas
        self._view.layers.show_mask(canvas.mask if canvas is not None else None)
