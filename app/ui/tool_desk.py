"""The tools: which one is chosen, how it is set, and what the view shows of the mask."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.ui.brush_size import stepped_size
from app.ui.main_window import MainWindow
from app.ui.picture_view import PictureView

_TOOLS = ("brush", "eraser", "rectangle", "ellipse", "lasso", "polygon", "wand", "pan")
_BRUSHES = {"brush", "eraser"}


class ToolDesk(QObject):
    """Wires the actions and options of tools, sight and zoom to the canvas."""

    def __init__(self, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._tool = "brush"
        self._connect_tools()
        self._connect_sight()
        self._connect_zoom()

    def _choose(self, name: str) -> None:
        window = self._window
        self._tool = name
        window.canvas.set_tool(name)
        window.options.show_tool(name)
        self._show_hint()

    def _show_hint(self) -> None:
        self._window.status.set_hint(self._hint())

    def _hint(self) -> str:
        """What hand and keys can do beyond the obvious."""
        match self._tool:
            case "brush" | "eraser":
                return self.tr(
                    "Right button: the opposite · Shift+click: a straight line · "
                    "Alt+right button: size"
                )
            case "rectangle":
                return self.tr("Shift: a square · Alt: from the centre · Ctrl: subtract")
            case "ellipse":
                return self.tr("Shift: a circle · Alt: from the centre · Ctrl: subtract")
            case "polygon":
                return self.tr(
                    "Click the corners · Enter or a double click closes · "
                    "Backspace takes one back · Ctrl or Alt: subtract"
                )
            case "lasso" | "wand":
                return self.tr("Ctrl or Alt: subtract · right button: the opposite")
        return self.tr("Drag to move the picture")

    def _swap(self) -> None:
        """Paint instead of erasing, or the other way round, with whatever tool."""
        if self._tool in _BRUSHES:
            other = "brush" if self._tool == "eraser" else "eraser"
            self._window.actions_[f"{other}Tool"].trigger()
        else:
            options = self._window.options
            options.set_subtracts(not options.subtracts)

    def _step_brush(self, steps: int) -> None:
        options = self._window.options
        options.set_brush_size(stepped_size(options.brush_size, steps))

    def _view(self) -> PictureView:
        """The pane that is zoomed by menu and keys; the other one follows."""
        window = self._window
        return window.canvas if window.canvas.canvas is not None else window.comparison

    # Wiring

    def _connect_tools(self) -> None:
        actions, options, view = self._window.actions_, self._window.options, self._window.canvas
        for name in _TOOLS:
            actions[f"{name}Tool"].triggered.connect(lambda _on, tool=name: self._choose(tool))
        self._choose("brush")
        self._on("swapTools", self._swap)
        self._on("smallerBrush", lambda: self._step_brush(-1))
        self._on("largerBrush", lambda: self._step_brush(1))
        options.toolOptionsChanged.connect(view.set_options)
        view.set_options(options.tool_options)
        options.subtractsChanged.connect(view.set_subtracts)
        view.brushSizeWanted.connect(options.set_brush_size)
        self._window.retranslated.connect(self._show_hint)

    def _connect_sight(self) -> None:
        actions, options, view = self._window.actions_, self._window.options, self._window.canvas
        actions["overlay"].toggled.connect(view.layers.set_shown)
        actions["asSent"].toggled.connect(view.layers.set_as_sent)
        actions["outline"].toggled.connect(view.layers.set_outline_shown)
        view.layers.set_outline_shown(actions["outline"].isChecked())
        actions["peek"].toggled.connect(view.layers.peek)
        view.peekWanted.connect(actions["peek"].setChecked)
        for pane in (view, self._window.comparison):
            actions["pixelGrid"].toggled.connect(pane.set_pixel_grid)
            pane.set_pixel_grid(actions["pixelGrid"].isChecked())
        options.overlayColourChanged.connect(view.layers.set_colour)
        view.layers.set_colour(options.overlay_colour)

    def _connect_zoom(self) -> None:
        self._on("zoomIn", lambda: self._view().zoom_by(1))
        self._on("zoomOut", lambda: self._view().zoom_by(-1))
        self._on("fit", self._window.shared_view.fit)
        self._on("actualSize", lambda: self._view().zoom_to(1.0))

    def _on(self, name: str, slot: Callable[[], object]) -> None:
        # `triggered` passes a bool that no slot here has a use for.
        self._window.actions_[name].triggered.connect(lambda _on: slot())
