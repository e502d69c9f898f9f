"""What is known of the mask: it is looked at beside the window while the hand rests."""

from __future__ import annotations

import time
import weakref
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from app.canvas.canvas import Canvas
from app.canvas.mask import Mask, MaskSnapshot
from app.canvas.preflight import MaskReport, inspect, stored_size
from app.canvas.progress import Abandoned, Progress
from app.jobs.background import Background, CallResult
from app.ui.canvas_view import CanvasView

_REST = 0.5
_SOONEST_MS = 100
_FRAME, _LIGHT_PIXELS = 0.012, 1_500_000


@dataclass(frozen=True, slots=True, eq=False)
class _Inspected:
    """A report, and the state of the mask that it is about."""

    report: MaskReport
    mask: weakref.ref[Mask]
    version: int

    def is_of(self, mask: Mask) -> bool:
        return self.mask() is mask and self.version == mask.version


class MaskInspector(QObject):
    """Inspects the mask half a second after its last change, or at once when it is ordered.

    Whoever begins to paint has the machine to himself: an inspection that nobody ordered is
    abandoned then, and begun again when the hand rests.
    """

    looked = Signal()
    """The hand rests, or something is known that wasn't."""

    reported = Signal(object)
    """A MaskReport, or the Exception in its place: the answer to `order`."""

    def __init__(self, view: CanvasView, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self._background = background
        self._last: _Inspected | None = None
        self._call: int | None = None
        self._is_ordered = False
        self._changed_at = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)
        view.maskChanged.connect(self._on_mask_changed)
        view.gestureBegins.connect(self._put_off)

    def report_of(self, canvas: Canvas) -> MaskReport | None:
        """What is known of the mask as it is; that it is empty needs no inspection."""
        if canvas.mask.is_empty:
            size = stored_size(canvas.picture)
            return MaskReport(size, is_pure=True, white=0, specks=None, digest="")
        last = self._last
        return last.report if last is not None and last.is_of(canvas.mask) else None

    def last_report_of(self, canvas: Canvas) -> MaskReport | None:
        """The same; until a changed mask has been looked at anew, what was found before stands."""
        last = self._last.report if self._last is not None else None
        return self.report_of(canvas) or last

    def glance(self, canvas: Canvas, snapshot: MaskSnapshot) -> MaskReport | None:
        """Inspect the mask here and now, if that is done within a frame: most are."""
        if snapshot.size.area > _LIGHT_PIXELS:
            return None
        try:
            report = inspect(snapshot, _Brief(_FRAME))
        except Abandoned:
            return None
        self._stop()
        self._last = _Inspected(report, weakref.ref(canvas.mask), canvas.mask.version)
        return report

    def order(self, canvas: Canvas, snapshot: MaskSnapshot) -> None:
        """Inspect the mask as it is now, whatever is painted meanwhile; `reported` follows."""
        self._inspect(canvas, snapshot)
        self._is_ordered = True

    def forget(self) -> None:
        """Another picture is open: nothing is known, and nothing follows."""
        self._stop()
        self._last = None
        self._look_soon()

    def _on_mask_changed(self) -> None:
        """The mask changes at every move of a stroke, so this must cost next to nothing."""
        self._changed_at = time.monotonic()
        self._put_off()

    def _put_off(self) -> None:
        if not self._is_ordered:
            self._stop()
        self._look_soon()

    def _look_soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start(round(_REST * 1000))

    def _look(self) -> None:
        """Inspect the mask if it has changed, unless it is about to change again."""
        left = self._changed_at + _REST - time.monotonic()
        if left > 0 or not self._view.is_settled:
            self._timer.start(max(_SOONEST_MS, round(left * 1000)))
            return
        canvas = self._view.canvas
        if canvas is not None and self._call is None and self.report_of(canvas) is None:
            self._inspect(canvas, canvas.snapshot())
        self.looked.emit()

    def _inspect(self, canvas: Canvas, snapshot: MaskSnapshot) -> None:
        self._stop()
        progress, mask = Progress(), weakref.ref(canvas.mask)
        version = canvas.mask.version

        def work() -> _Inspected:
            return _Inspected(inspect(snapshot, progress), mask, version)

        self._call = self._background.call(work, self._on_inspected, progress.abandon)

    def _on_inspected(self, result: CallResult[_Inspected]) -> None:
        self._call = None
        was_ordered, self._is_ordered = self._is_ordered, False
        if result.value is not None:
            self._last = result.value
            self._look_soon()
            self.looked.emit()
        if was_ordered:
            self.reported.emit(result.value.report if result.value is not None else result.error)

    def _stop(self) -> None:
        self._is_ordered = False
        if self._call is not None:
            self._background.cancel_call(self._call)
            self._call = None


class _Brief(Progress):
    """Abandons what takes this thread longer than so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._end = time.thread_time() + seconds

    def report(self, fraction: float) -> None:
        if time.thread_time() > self._end:
            self.abandon()
        super().report(fraction)
