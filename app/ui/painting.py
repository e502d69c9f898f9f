"""Painting on what is open: tools, brush, zoom, undo, and the mask's way in and out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from app.canvas.canvas import Canvas
from app.canvas.geometry import Rect
from app.canvas.mask import MaskSnapshot
from app.canvas.operations import Clear, Invert, Replace
from app.ui.canvas_view import stepped_size
from app.ui.file_dialogs import FileDialogs
from app.ui.main_window import MainWindow
from app.ui.opener import Opener
from app.ui.picture_view import PictureView

_COVERAGE_MS = 60


class Painting(QObject):
    """Wires the canvas to its actions, the options bar and the panel."""

    def __init__(
        self, window: MainWindow, opener: Opener, files: FileDialogs, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._opener = opener
        self._files = files
        self._name = ""
        self._connect_actions()
        self._connect_options()
        self._connect_canvas()

    @property
    def canvas(self) -> Canvas | None:
        """What is painted on; None when nothing is open, or a grid."""
        return self._window.canvas.canvas

    def paint_on(self, canvas: Canvas | None, name: str) -> None:
        """Paint on another canvas; `name` is what its mask's file is called after."""
        self._name = name
        self._window.canvas.set_canvas(canvas)
        for action in ("importMask", "exportMask", "clearMask", "invertMask"):
            self._window.actions_[action].setEnabled(canvas is not None)
        self._show_steps()
        self._show_coverage()

    # The mask's way in and out

    def _ask_for_mask(self) -> None:
        canvas = self.canvas
        if canvas is not None:
            self._files.ask_for_picture(
                self.tr("Import Mask"),
                lambda path: self._opener.import_mask(path, canvas.picture),
            )

    def _on_mask(self, snapshot: MaskSnapshot) -> None:
        canvas = self.canvas
        if canvas is not None and canvas.size == snapshot.size:
            self._window.when_settled(lambda: self._edit(lambda it: it.apply(Replace(snapshot))))

    def _ask_where_to_export(self) -> None:
        canvas = self.canvas
        if canvas is None:
            return
        snapshot = canvas.snapshot()

        def export(path: Path) -> None:
            self._opener.export_mask(snapshot, path)

        self._files.ask_where_to_save(
            self.tr("Export Mask"), f"{Path(self._name).stem}-mask.png", export
        )

    # Editing

    def _edit(self, change: Callable[[Canvas], Rect]) -> None:
        canvas = self.canvas
        if canvas is not None and not self._window.canvas.is_painting:
            self._window.canvas.mask_changed(change(canvas))
            self._show_steps()

    def _show_steps(self) -> None:
        """Offer undo and redo with what they would undo and redo."""
        canvas, actions = self.canvas, self._window.actions_
        history = canvas.history if canvas is not None else None
        undo = self._step_name(history.undo_label if history else "")
        redo = self._step_name(history.redo_label if history else "")
        actions["undo"].setEnabled(history is not None and history.can_undo)
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
            "clear": self.tr("Clear Mask"),
            "invert": self.tr("Invert Mask"),
            "import": self.tr("Import Mask"),
        }
        return names.get(label, "")

    def _show_coverage(self) -> None:
        canvas = self.canvas
        self._window.panel.set_coverage(None if canvas is None else canvas.mask.coverage)

    # Tools and zoom

    def _swap_tools(self) -> None:
        actions = self._window.actions_
        name = "brushTool" if actions["eraserTool"].isChecked() else "eraserTool"
        actions[name].trigger()

    def _step_brush(self, steps: int) -> None:
        options = self._window.options
        options.set_brush_size(stepped_size(options.brush_size, steps))

    def _view(self) -> PictureView:
        """The pane that is zoomed by menu and keys; the other one follows."""
        return self._window.canvas if self.canvas is not None else self._window.comparison

    # Wiring

    def _connect_actions(self) -> None:
        slots: dict[str, Callable[[], object]] = {
            "importMask": self._ask_for_mask,
            "exportMask": self._ask_where_to_export,
            "undo": lambda: self._edit(Canvas.undo),
            "redo": lambda: self._edit(Canvas.redo),
            "clearMask": lambda: self._edit(lambda canvas: canvas.apply(Clear())),
            "invertMask": lambda: self._edit(lambda canvas: canvas.apply(Invert())),
            "swapTools": self._swap_tools,
            "smallerBrush": lambda: self._step_brush(-1),
            "largerBrush": lambda: self._step_brush(1),
            "zoomIn": lambda: self._view().zoom_by(1),
            "zoomOut": lambda: self._view().zoom_by(-1),
            "fit": self._window.shared_view.fit,
            "actualSize": lambda: self._view().zoom_to(1.0),
        }
        for name, slot in slots.items():
            # `triggered` passes a bool that no slot here has a use for.
            self._window.actions_[name].triggered.connect(lambda _on, call=slot: call())

    def _connect_options(self) -> None:
        view, actions, options = self._window.canvas, self._window.actions_, self._window.options
        actions["overlay"].setChecked(True)
        actions["overlay"].toggled.connect(view.set_overlay_shown)
        for name in ("brush", "eraser", "pan"):
            actions[f"{name}Tool"].triggered.connect(lambda _on, tool=name: view.set_tool(tool))
        actions["brushTool"].setChecked(True)
        options.brushSizeChanged.connect(view.set_brush_size)
        options.overlayColourChanged.connect(view.set_overlay_colour)
        view.brushSizeWanted.connect(options.set_brush_size)

    def _connect_canvas(self) -> None:
        # Counting is lazy, so it isn't asked for at every move of a stroke.
        self._coverage_timer = QTimer(self)
        self._coverage_timer.setSingleShot(True)
        self._coverage_timer.setInterval(_COVERAGE_MS)
        self._coverage_timer.timeout.connect(self._show_coverage)
        view = self._window.canvas
        view.maskChanged.connect(self._coverage_soon)
        view.strokeEnded.connect(self._show_steps)
        self._opener.maskRead.connect(self._on_mask)

    def _coverage_soon(self) -> None:
        if not self._coverage_timer.isActive():
            self._coverage_timer.start()
