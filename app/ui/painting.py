"""Painting on what is open: changes of the mask, and undo."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from app.canvas.canvas import Canvas
from app.canvas.codec import PictureError
from app.canvas.mask import MaskSnapshot
from app.canvas.operations import Clear, FillHoles, Invert, Operation, Replace
from app.jobs.background import Background
from app.ui.busy_sign import BusySign
from app.ui.edit_preview import EditPreview
from app.ui.file_dialogs import FileDialogs
from app.ui.main_window import MainWindow
from app.ui.mask_edits import MaskEdits
from app.ui.mask_files import MaskFiles
from app.ui.mask_takers import MaskTakers
from app.ui.message_bar import Level
from app.ui.messages import exception_sentence
from app.ui.opener import Opener
from app.ui.tool_desk import ToolDesk

_COVERAGE_MS = 60
_TIDY_MS, _TIDY_SECONDS = 5, 0.005
_EDITS = ("clearMask", "invertMask", "growMask", "shrinkMask", "fillHoles", "removeSpecks")


class Painting(QObject):
    """Wires the canvas to the actions that change its mask, and to the panel."""

    def __init__(
        self,
        window: MainWindow,
        opener: Opener,
        files: FileDialogs,
        background: Background,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self.edits = MaskEdits(window.canvas, background, self)
        self._preview = EditPreview(window.canvas, window.options.edit_bar, self.edits, background)
        self.takers = MaskTakers(window, self.edits)
        self._mask_files = MaskFiles(
            window, background, opener, files, self.takers, lambda: self.canvas, self.take
        )
        sign = BusySign(window, window.canvas, self._words, lambda: self.edits.fraction, self)
        self.edits.busyChanged.connect(sign.follow)
        ToolDesk(window, self)
        self._connect_actions()
        self._connect_canvas()
        window.retranslated.connect(self._show_steps)
        window.retranslated.connect(self._show_coverage)

    @property
    def canvas(self) -> Canvas | None:
        """What is painted on; None when nothing is open, or a grid."""
        return self._window.canvas.canvas

    def paint_on(self, canvas: Canvas | None, name: str) -> None:
        """Paint on another canvas; `name` is what its mask's file is called after."""
        self._window.options.edit_bar.reject()
        self.edits.abandon()
        self._window.canvas.set_canvas(canvas)
        self._mask_files.begin(name)
        for action in _EDITS:
            self._window.actions_[action].setEnabled(canvas is not None)
        self._show_steps()
        self._show_coverage()

    # Editing

    def _words(self, percent: int) -> str:
        return self.tr("Working on the mask: {percent} %. Esc gives it up.").format(percent=percent)

    def _edit(self, operation: Operation) -> None:
        if self.canvas is not None and not self._window.canvas.is_painting:
            self._window.options.edit_bar.reject()
            self.edits.run(operation)

    def take(self, snapshot: MaskSnapshot, label: str) -> None:
        """Another mask has arrived, maybe in the middle of a stroke."""
        self._window.when_settled(lambda: self._edit(Replace(snapshot, label)))

    def use_mask(self, path: Path) -> None:
        """Take a mask that was submitted before, scaled to the picture if need be."""
        self._mask_files.use(path)

    def import_mask(self, path: Path) -> None:
        """Take the mask in a file, as Import Mask does."""
        self._mask_files.import_file(path)

    def _undo(self) -> None:
        """Take back the last click of a polygon, or else the last change."""
        if self._window.canvas.is_painting:
            return
        if self._window.canvas.is_between_clicks:
            self._window.canvas.take_back_click()
        else:
            self._window.options.edit_bar.reject()
            self.edits.undo()

    def _redo(self) -> None:
        if not self._window.canvas.is_painting:
            self._window.options.edit_bar.reject()
            self.edits.redo()

    def _show_steps(self) -> None:
        """Offer undo and redo with what they would undo and redo."""
        canvas, actions = self.canvas, self._window.actions_
        history = canvas.history if canvas is not None else None
        undo = self._step_name(history.undo_label if history else "")
        redo = self._step_name(history.redo_label if history else "")
        several = self._window.canvas.is_between_clicks
        actions["undo"].setEnabled(several or (history is not None and history.can_undo))
        actions["redo"].setEnabled(history is not None and history.can_redo)
        actions["undo"].setText(
            self.tr("&Undo {step}").format(step=undo) if undo else self.tr("&Undo")
        )
        actions["redo"].setText(
            self.tr("&Redo {step}").format(step=redo) if redo else self.tr("&Redo")
        )

    def _step_name(self, label: str) -> str:
        names = {
            "brush": self.tr("Brush Stroke"),
            "eraser": self.tr("Eraser Stroke"),
            "rectangle": self.tr("Rectangle"),
            "ellipse": self.tr("Ellipse"),
            "lasso": self.tr("Lasso"),
            "polygon": self.tr("Polygon"),
            "wand": self.tr("Wand"),
            "grow": self.tr("Grow Mask"),
            "shrink": self.tr("Shrink Mask"),
            "fillHoles": self.tr("Fill Holes"),
            "removeSpecks": self.tr("Remove Specks"),
            "clear": self.tr("Clear Mask"),
            "invert": self.tr("Invert Mask"),
            "import": self.tr("Import Mask"),
            "paste": self.tr("Paste Mask"),
            "previous": self.tr("Previous Mask"),
        }
        return names.get(label, "")

    def _say_failed(self, error: Exception) -> None:
        def text() -> str:
            if isinstance(error, PictureError):
                return exception_sentence(error)
            return self.tr("The mask could not be changed; it is as it was.")

        self._window.messages.show_message(Level.ERROR, text)

    def _say_sent_away(self) -> None:
        self._window.messages.show_message(
            Level.WARNING,
            lambda: self.tr(
                "Nothing was submitted, exported or copied: the mask did not become what it was "
                "to be."
            ),
        )

    def _show_coverage(self) -> None:
        canvas = self.canvas
        coverage = None if canvas is None else canvas.mask.coverage
        self._window.panel.figures.set_coverage(coverage)
        self._window.status.set_coverage(coverage)

    # Wiring

    def _connect_actions(self) -> None:
        slots: dict[str, Callable[[], object]] = {
            "undo": self._undo,
            "redo": self._redo,
            "clearMask": partial(self._edit, Clear()),
            "invertMask": partial(self._edit, Invert()),
            "fillHoles": partial(self._edit, FillHoles()),
            "growMask": partial(self._preview.begin, "grow"),
            "shrinkMask": partial(self._preview.begin, "shrink"),
            "removeSpecks": partial(self._preview.begin, "removeSpecks"),
        }
        for name, slot in slots.items():
            # `triggered` passes a bool that no slot here has a use for.
            self._window.actions_[name].triggered.connect(lambda _on, call=slot: call())

    def _connect_canvas(self) -> None:
        # Counting is lazy, so it isn't asked for at every move of a stroke.
        self._coverage_timer = QTimer(self)
        self._coverage_timer.setSingleShot(True)
        self._coverage_timer.setInterval(_COVERAGE_MS)
        self._coverage_timer.timeout.connect(self._show_coverage)
        view = self._window.canvas
        view.maskChanged.connect(self._coverage_soon)
        view.settled.connect(self._show_steps)
        view.operationWanted.connect(self.edits.run)
        view.abandonWanted.connect(self.edits.abandon)
        view.abandonWanted.connect(self._window.options.edit_bar.reject)
        self.edits.made.connect(self._show_steps)
        self.edits.failed.connect(self._say_failed)
        self.takers.sentAway.connect(self._say_sent_away)

        # So is packing a long stroke's undo step: a slice now and then, while the hand rests.
        self._tidy_timer = QTimer(self)
        self._tidy_timer.setInterval(_TIDY_MS)
        self._tidy_timer.timeout.connect(self._tidy)
        view.settled.connect(self._tidy_timer.start)
        view.gestureBegins.connect(self._tidy_timer.stop)

    def _tidy(self) -> None:
        canvas = self.canvas
        if canvas is None or not canvas.history.tidy(_TIDY_SECONDS):
            self._tidy_timer.stop()

    def _coverage_soon(self) -> None:
        if not self._coverage_timer.isActive():
            self._coverage_timer.start()
