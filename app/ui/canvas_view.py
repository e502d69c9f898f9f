"""The painting surface: a picture with its mask, the tools' ring cursor, and the canvas itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QTabletEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.canvas.canvas import Canvas
from app.canvas.geometry import Rect
from app.tools.options import ToolOptions
from app.tools.tool import Outline
from app.tools.toolbox import Toolbox
from app.ui.brush_size import BrushResize, stepped_size
from app.ui.gesture_view import GestureView
from app.ui.mask_layers import MaskLayers
from app.ui.ring_cursor import RingCursor
from app.ui.shared_view import SharedView


class CanvasView(GestureView):
    """Shows a Canvas and lets tools paint on it; `layers` is what it shows of the mask.

    `maskChanged` follows every change of the mask.
    """

    maskChanged = Signal()
    brushSizeWanted = Signal(int)
    operationWanted = Signal(object)  # Operation

    def __init__(self, shared: SharedView, parent: QWidget | None = None) -> None:
        super().__init__(shared, parent)
        self.setObjectName("canvas")
        self._canvas: Canvas | None = None
        self._toolbox: Toolbox | None = None
        self._options = ToolOptions()
        self.layers = MaskLayers(self)
        self._resizing: BrushResize | None = None
        self._ring = RingCursor()
        self._ring_at: QPointF | None = None
        self._shows_ring = False
        self.gestures.maskChanged.connect(self.mask_changed)
        self.gestures.ended.connect(self._update_ring)
        self.refresh_cursor()

    # What is painted on, and with what

    @property
    def canvas(self) -> Canvas | None:
        """What is painted on, if anything is open."""
        return self._canvas

    def set_canvas(self, canvas: Canvas | None) -> None:
        """Paint on another canvas; a gesture under way is abandoned."""
        self._resizing = None
        self._toolbox = None
        if canvas is not None:
            self._toolbox = Toolbox(canvas, self.operationWanted.emit)
            self._toolbox.options = self._options
        self.gestures.set_toolbox(self._toolbox)
        self._canvas = canvas
        self.layers.show_mask(canvas.mask if canvas else None)
        self.set_picture(canvas.picture if canvas else None)
        self.refresh_cursor()
        self.maskChanged.emit()

    def set_tool(self, name: str) -> None:
        """Use the tool of this name from the next press on; see Toolbox, or "pan"."""
        self._resizing = None
        self.gestures.set_tool(name)
        self.refresh_cursor()
        self.update()

    def set_subtracts(self, on: bool) -> None:
        """Whether shapes and the wand take away instead of adding."""
        self.gestures.set_subtracts(on)

    def set_options(self, options: ToolOptions) -> None:
        """What is set about the tools."""
        self._options = options
        if self._toolbox is not None:
            self._toolbox.options = options
        self._update_ring()

    # The mask

    def mask_changed(self, rect: Rect) -> None:
        """The mask changed inside `rect` (picture pixels) by whatever means."""
        if self._canvas is not None and not rect.is_empty:
            self.layers.show_mask(self._canvas.mask)
            self.layers.mask_changed(rect)
            self.maskChanged.emit()

    # Mouse, pen and keys, as far as the ring is concerned

    def mousePressEvent(self, event: QMouseEvent) -> None:
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if self._resizing is not None:
            return
        if alt and event.button() == Qt.MouseButton.RightButton and self._may_resize():
            self._move_ring(event.position())
            self._resizing = BrushResize(event.position(), self._options.brush_size)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._resizing is not None:
            right = event.buttons() & Qt.MouseButton.RightButton
            if event.spontaneous() and not right:
                # The release went elsewhere.
                self._resizing = None
        if self._resizing is not None:
            zoom = self.viewport.zoom / self.devicePixelRatioF()
            self.brushSizeWanted.emit(self._resizing.size_at(event.position(), zoom))
            return
        super().mouseMoveEvent(event)
        self._move_ring(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._resizing is not None and event.button() == Qt.MouseButton.RightButton:
            self._resizing = None
            self._move_ring(event.position())
        else:
            super().mouseReleaseEvent(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        super().tabletEvent(event)
        if event.isAccepted():
            self._move_ring(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._resizing is not None:
            self.brushSizeWanted.emit(self._resizing.size)
            self._resizing = None
        else:
            super().keyPressEvent(event)

    def turn_wheel(self, steps: int, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.brushSizeWanted.emit(stepped_size(self._options.brush_size, steps))
        else:
            super().turn_wheel(steps, event)
            self._update_ring()

    def _may_resize(self) -> bool:
        free = not (self.is_panning or self.is_painting)
        return self._canvas is not None and self._has_ring() and free

    def let_loose(self) -> None:
        self._resizing = None
        super().let_loose()

    def can_peek(self) -> bool:
        return self._canvas is not None

    # The ring cursor

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._ring_at = None
        self._update_ring()

    def own_cursor(self) -> Qt.CursorShape:
        if self._canvas is None:
            return Qt.CursorShape.ArrowCursor
        if self.gestures.tool_name == "pan":
            return Qt.CursorShape.OpenHandCursor
        return Qt.CursorShape.BlankCursor if self._has_ring() else Qt.CursorShape.CrossCursor

    def _has_ring(self) -> bool:
        return self.gestures.tool_name in {"brush", "eraser"}

    def refresh_cursor(self) -> None:
        super().refresh_cursor()
        self._shows_ring = self.cursor().shape() == Qt.CursorShape.BlankCursor
        self._update_ring()

    def _move_ring(self, position: QPointF) -> None:
        self._ring_at = position
        self._update_ring()

    def _update_ring(self) -> None:
        """Show the ring as large as the brush, where the pointer or what it pulls is, or not at
        all.
        """
        ratio = self.devicePixelRatioF()
        size = self._options.brush_size * self.viewport.zoom / ratio
        self.update(self._ring.move(self._brush_at() if self._shows_ring else None, size, ratio))

    def _brush_at(self) -> QPointF | None:
        if not self._options.smoothing:
            return self._ring_at
        preview = self.gestures.preview
        if preview is None or preview.outline is not Outline.LEASH:
            return self._ring_at
        brush = preview.points[0]
        return self.imageToWidget(QPointF(brush.x, brush.y))

    # Layers

    def paint_picture(self, painter: QPainter, picture: QImage, grid: QImage | None) -> None:
        self.paint_view(painter, self.layers.over(picture, grid))

    def paint_layers(self, painter: QPainter) -> None:
        self.layers.paint_outline(painter)
        self.preview.paint(painter, self.layers.colour)
        self._ring.paint(painter)
