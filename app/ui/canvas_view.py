"""The painting surface: picture, mask overlay and ring cursor; mouse, pen and keys to gestures."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QPointingDevice,
    QSinglePointEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.canvas.canvas import Canvas
from app.canvas.geometry import Point, Rect
from app.tools.options import ToolOptions
from app.tools.tool import Modifiers, PointerEvent
from app.tools.toolbox import Toolbox
from app.ui.brush_size import BrushResize, stepped_size
from app.ui.gestures import Gestures
from app.ui.mask_layers import MaskLayers
from app.ui.picture_view import PictureView
from app.ui.shared_view import SharedView
from app.ui.tool_preview import ToolPreview

_RING_MARGIN = 3

_HELD = {
    Qt.KeyboardModifier.ShiftModifier: Modifiers.SHIFT,
    Qt.KeyboardModifier.ControlModifier: Modifiers.CTRL,
    Qt.KeyboardModifier.AltModifier: Modifiers.ALT,
}
_MODIFIERS = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt}
_CONFIRM = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class CanvasView(PictureView):
    """Shows a Canvas and lets tools paint on it; `layers` is what it shows of the mask.

    `maskChanged` follows every change of the mask; `settled` when neither a gesture nor a
    computation is under way any more.
    """

    maskChanged = Signal()
    gestureBegins = Signal()
    settled = Signal()
    brushSizeWanted = Signal(int)
    operationWanted = Signal(object)  # Operation
    abandonWanted = Signal()

    def __init__(self, shared: SharedView, parent: QWidget | None = None) -> None:
        super().__init__(shared, parent)
        self.setObjectName("canvas")
        self._canvas: Canvas | None = None
        self._toolbox: Toolbox | None = None
        self._options = ToolOptions()
        self.layers = MaskLayers(self)
        self._is_busy = False
        self._preview = ToolPreview()
        self._resizing: BrushResize | None = None
        self._pen_is_down = False
        self._pointer: QPointF | None = None
        self._gestures = Gestures(self)
        self._gestures.maskChanged.connect(self.mask_changed)
        self._gestures.previewChanged.connect(self._show_preview)
        self._gestures.begins.connect(self.gestureBegins)
        self._gestures.ended.connect(self._gesture_ended)
        self.refresh_cursor()

    # What is painted on, and with what

    @property
    def canvas(self) -> Canvas | None:
        """What is painted on, if anything is open."""
        return self._canvas

    def set_canvas(self, canvas: Canvas | None) -> None:
        """Paint on another canvas; a gesture under way is abandoned."""
        self._toolbox = None
        if canvas is not None:
            self._toolbox = Toolbox(canvas, self.operationWanted.emit)
            self._toolbox.options = self._options
        self._gestures.set_toolbox(self._toolbox)
        self._canvas = canvas
        self.layers.show_mask(canvas.mask if canvas else None)
        self.set_picture(canvas.picture if canvas else None)
        self.refresh_cursor()
        self.maskChanged.emit()

    def set_tool(self, name: str) -> None:
        """Use the tool of this name from the next press on; see Toolbox, or "pan"."""
        self._gestures.set_tool(name)
        self.refresh_cursor()
        self.update()

    def set_subtracts(self, on: bool) -> None:
        """Whether shapes and the wand take away instead of adding."""
        self._gestures.set_subtracts(on)

    def set_options(self, options: ToolOptions) -> None:
        """What is set about the tools."""
        self._update_ring()
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

    def set_busy(self, on: bool) -> None:
        """The mask is being computed: what is painted meanwhile waits for it."""
        if on == self._is_busy:
            return
        self._is_busy = on
        if on:
            self._gestures.hold()
        else:
            self._gestures.let_go()
            self._settle()

    def in_turn(self, step: Callable[[], None]) -> None:
        """Do this now, or after what was painted while the mask was being computed."""
        self._gestures.in_turn(step)

    def forget_turns(self) -> None:
        """What was painted, or asked for, while the mask was being computed won't be done."""
        self._gestures.forget()

    # Gestures

    @property
    def is_painting(self) -> bool:
        """Whether a button is held for a gesture: nothing may move the picture."""
        return self._gestures.is_painting

    @property
    def is_settled(self) -> bool:
        """Whether the mask is as the user means it: nothing is being painted or computed."""
        return self._gestures.is_settled

    def cancel_gesture(self) -> None:
        """Abandon the gesture under way: the mask is as it was before it."""
        self._gestures.cancel()

    def finish_gesture(self) -> None:
        """End the gesture under way where the pointer was last, keeping what it painted."""
        self._gestures.finish()
        self._settle()

    @property
    def is_between_clicks(self) -> bool:
        """Whether a gesture of several clicks is under way, and no button is held for it."""
        return self._gestures.is_between_clicks

    def take_back_click(self) -> None:
        """Take back the last click of a gesture of several."""
        self._gestures.take_back()

    def _gesture_ended(self) -> None:
        self._update_ring()
        self._settle()

    def _settle(self) -> None:
        if self.is_settled:
            self.settled.emit()

    def _show_preview(self) -> None:
        ratio = self.devicePixelRatioF()
        dirty = self._preview.show(self._gestures.preview, self.viewport, ratio)
        if not dirty.isNull():
            self.update(dirty.toAlignedRect())

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._comes_from_pen(event):
            return
        super().mousePressEvent(event)
        if self.is_panning or self._canvas is None:
            return
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and event.button() == Qt.MouseButton.RightButton and self._has_ring():
            self._resizing = BrushResize(event.position(), self._options.brush_size)
            self._move_ring(event.position())
        elif self._gestures.tool_name != "pan":
            self._gestures.press(event.button(), self._pointer_event(event), self.viewport)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._comes_from_pen(event):
            return
        if self._resizing is not None:
            zoom = self.viewport.zoom / self.devicePixelRatioF()
            self.brushSizeWanted.emit(self._resizing.size_at(event.position(), zoom))
            return
        self._move_ring(event.position())
        super().mouseMoveEvent(event)
        if self.is_panning:
            return
        if self.is_painting and event.spontaneous() and not event.buttons() & self._gestures.button:
            # The release went elsewhere, such as to a dialog that opened meanwhile.
            self.finish_gesture()
            return
        self._gestures.move(self._pointer_event(event), self.viewport)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._comes_from_pen(event):
            return
        super().mouseReleaseEvent(event)
        if self._resizing is not None and event.button() == Qt.MouseButton.RightButton:
            self._resizing = None
            self._move_ring(event.position())
        self._gestures.release(event.button(), self._pointer_event(event), self.viewport)
        self._settle()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._gestures.is_active and event.button() == Qt.MouseButton.LeftButton:
            self._gestures.confirm()
        else:
            super().mouseDoubleClickEvent(event)

    def turn_wheel(self, steps: int, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.brushSizeWanted.emit(stepped_size(self._options.brush_size, steps))
        else:
            super().turn_wheel(steps, event)
            self._update_ring()
            self._show_preview()

    def pans_with(self, button: Qt.MouseButton) -> bool:
        if button == Qt.MouseButton.LeftButton and self._gestures.tool_name == "pan":
            return True
        return super().pans_with(button)

    # Pen

    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen paints by itself; for all else Qt makes mouse events of what is ignored here."""
        kind = event.type()
        starts = kind == QEvent.Type.TabletPress and self._pen_may_paint(event)
        if not (starts or self._pen_is_down):
            event.ignore()
            return
        event.accept()
        self._move_ring(event.position())
        pointer = self._pointer_event(event, event.pressure())
        left = Qt.MouseButton.LeftButton
        if starts:
            self._pen_is_down = True
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            erases = event.pointerType() == QPointingDevice.PointerType.Eraser
            self._gestures.press(left, pointer, self.viewport, erases=erases)
        elif kind == QEvent.Type.TabletMove:
            self.pointerMoved.emit(pointer.point)
            self._gestures.move(pointer, self.viewport)
        elif kind == QEvent.Type.TabletRelease and event.button() == left:
            self._pen_is_down = False
            self._gestures.release(left, pointer, self.viewport)
            self._settle()

    def _pen_may_paint(self, event: QTabletEvent) -> bool:
        tip = event.button() == Qt.MouseButton.LeftButton
        free = self._canvas is not None and not self.is_panning and not self.is_painting
        return tip and free and not self.pans_with(Qt.MouseButton.LeftButton)

    def _comes_from_pen(self, event: QMouseEvent) -> bool:
        """Whether the system made this of a pen that is painting by itself (Windows does)."""
        return self._pen_is_down and event.source() != Qt.MouseEventSource.MouseEventNotSynthesized

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape and self._resizing is not None:
            self.brushSizeWanted.emit(self._resizing.size)
            self._resizing = None
        elif key == Qt.Key.Key_Escape and self._is_busy:
            self.abandonWanted.emit()
        elif key == Qt.Key.Key_Escape and self._gestures.is_active:
            self.cancel_gesture()
        elif key in _CONFIRM and self._gestures.is_active:
            self._gestures.confirm()
        elif key == Qt.Key.Key_Backspace and self._gestures.is_active:
            self._gestures.take_back()
        elif key in _MODIFIERS:
            self._modifier_changed(event.modifiers())
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() in _MODIFIERS:
            self._modifier_changed(event.modifiers())
        else:
            super().keyReleaseEvent(event)

    def _modifier_changed(self, held: Qt.KeyboardModifier) -> None:
        """A preview follows the keys even when the hand rests."""
        if self._gestures.preview is not None and self._pointer is not None:
            point = self.picture_point(self._pointer)
            self._gestures.move(self._event_at(point, held), self.viewport)

    def can_peek(self) -> bool:
        return self._canvas is not None

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if kind in {QEvent.Type.WindowBlocked, QEvent.Type.Hide}:
            self.finish_gesture()
        elif isinstance(event, QKeyEvent) and kind == QEvent.Type.ShortcutOverride:
            confirms = event.key() in _CONFIRM and self._gestures.is_active
            # It ends the gesture, whatever it means elsewhere.
            if confirms:
                event.accept()
                return True
        return super().event(event)

    def _pointer_event(self, event: QSinglePointEvent, pressure: float = 1.0) -> PointerEvent:
        point = self.picture_point(event.position())
        return self._event_at(point, event.modifiers(), pressure)

    def _event_at(
        self, point: Point, held: Qt.KeyboardModifier, pressure: float = 1.0
    ) -> PointerEvent:
        modifiers = Modifiers.NONE
        for key, modifier in _HELD.items():
            if held & key:
                modifiers |= modifier
        return PointerEvent(
            point, pressure, modifiers, self.viewport.zoom / self.devicePixelRatioF()
        )

    # The ring cursor

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._update_ring()
        self._pointer = None

    def own_cursor(self) -> Qt.CursorShape:
        if self._canvas is None:
            return Qt.CursorShape.ArrowCursor
        if self._gestures.tool_name == "pan":
            return Qt.CursorShape.OpenHandCursor
        return Qt.CursorShape.BlankCursor if self._has_ring() else Qt.CursorShape.CrossCursor

    def _has_ring(self) -> bool:
        return self._gestures.tool_name in {"brush", "eraser"}

    def refresh_cursor(self) -> None:
        super().refresh_cursor()
        self._update_ring()

    def _move_ring(self, position: QPointF) -> None:
        self._update_ring()
        self._pointer = position
        self._update_ring()

    def _ring(self) -> QRectF | None:
        """Where the brush would paint, in logical pixels; None where no ring is shown."""
        if self._pointer is None or self.cursor().shape() != Qt.CursorShape.BlankCursor:
            return None
        size = max(3.0, self._options.brush_size * self.viewport.zoom / self.devicePixelRatioF())
        return QRectF(self._pointer.x() - size / 2, self._pointer.y() - size / 2, size, size)

    def _update_ring(self) -> None:
        ring = self._ring()
        if ring is not None:
            margin = _RING_MARGIN
            self.update(ring.adjusted(-margin, -margin, margin, margin).toAlignedRect())

    # Layers

    def paint_mask(self, painter: QPainter) -> None:
        self.layers.paint(painter)

    def paint_layers(self, painter: QPainter) -> None:
        self.layers.paint_outline(painter)
        self._preview.paint(painter, self.layers.colour)
        self._paint_ring(painter)

    def _paint_ring(self, painter: QPainter) -> None:
        ring = self._ring()
        if ring is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # Dark and light side by side can be read on any picture.
        painter.setPen(QPen(QColor(0, 0, 0, 200), 1))
        painter.drawEllipse(ring.adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.setPen(QPen(QColor(255, 255, 255, 230), 1))
        painter.drawEllipse(ring.adjusted(0.5, 0.5, -0.5, -0.5))
