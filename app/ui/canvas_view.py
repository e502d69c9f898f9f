"""The painting surface: picture, mask overlay and ring cursor; pointer events to tools."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.canvas.canvas import Canvas
from app.canvas.geometry import Point, Rect
from app.canvas.stroke import MAX_DIAMETER, MIN_DIAMETER
from app.tools.brush import BrushTool
from app.tools.tool import Modifiers, PointerEvent, Tool
from app.ui.mask_overlay import MaskOverlay
from app.ui.picture_view import PictureView
from app.ui.shared_view import SharedView

_RING_MARGIN = 3


class CanvasView(PictureView):
    """Shows a Canvas and lets a tool paint on it.

    `maskChanged` follows every change of the mask, `strokeEnded` every end of a gesture.
    """

    maskChanged = Signal()
    strokeEnded = Signal()
    brushSizeWanted = Signal(int)

    def __init__(self, shared: SharedView, parent: QWidget | None = None) -> None:
        super().__init__(shared, parent)
        self.setObjectName("canvas")
        self._canvas: Canvas | None = None
        self._overlay: MaskOverlay | None = None
        self._overlay_colour = QColor(255, 59, 48, 128)
        self._overlay_shown = True
        self._brush_size = 40
        self._tool_name = "brush"
        self._brushes: dict[bool, BrushTool] = {}
        self._gesture: Tool | None = None
        self._gesture_button = Qt.MouseButton.NoButton
        self._gesture_viewport = self.viewport
        self._gesture_at = PointerEvent(Point(0, 0))
        self._pointer: QPointF | None = None
        self.refresh_cursor()

    # What is painted on, and with what

    @property
    def canvas(self) -> Canvas | None:
        """What is painted on, if anything is open."""
        return self._canvas

    def set_canvas(self, canvas: Canvas | None) -> None:
        """Paint on another canvas; a gesture under way ends first, as if released."""
        self.finish_gesture()
        self._canvas = canvas
        self._overlay = None
        self._brushes = {}
        if canvas is not None:
            self._overlay = MaskOverlay(canvas.mask, self._overlay_colour)
            self._brushes = {
                erases: BrushTool(canvas, self._brush_size, erases=erases)
                for erases in (False, True)
            }
        self.set_picture(canvas.picture if canvas else None)
        self.refresh_cursor()
        self.maskChanged.emit()

    def set_tool(self, name: str) -> None:
        """Use the tool of this name from the next press on: "brush", "eraser" or "pan"."""
        self._tool_name = name
        self.refresh_cursor()
        self.update()

    def set_brush_size(self, diameter: int) -> None:
        """The brush's diameter in picture pixels, 1 to 1000."""
        self._update_ring()
        self._brush_size = diameter
        for brush in self._brushes.values():
            brush.diameter = diameter
        self._update_ring()

    def set_overlay_colour(self, colour: QColor) -> None:
        """The overlay's colour; its alpha is the opacity."""
        self._overlay_colour = colour
        if self._overlay is not None:
            self._overlay.set_colour(colour)
        self.update()

    def set_overlay_shown(self, shown: bool) -> None:
        """Show or hide the mask; painting goes on either way."""
        self._overlay_shown = shown
        self.update()

    def mask_changed(self, rect: Rect) -> None:
        """The mask changed inside `rect` (picture pixels) by whatever means."""
        if self._canvas is None or self._overlay is None or rect.is_empty:
            return
        if self._overlay.shows(self._canvas.mask):
            self.update_view(self._overlay.update(rect))
        else:
            self._overlay.set_mask(self._canvas.mask)
            self.update()
        self.maskChanged.emit()

    @property
    def is_painting(self) -> bool:
        """Whether a gesture is under way."""
        return self._gesture is not None

    # Gestures

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if self.is_panning or self._canvas is None or self._gesture is not None:
            return
        tool = self._tool_for(event.button())
        if tool is not None:
            self._gesture, self._gesture_button = tool, event.button()
            self._press(self._pointer_event(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move_ring(event.position())
        super().mouseMoveEvent(event)
        if self._gesture is None or self.is_panning:
            return
        if event.spontaneous() and not event.buttons() & self._gesture_button:
            # The release went elsewhere, such as to a dialog that opened meanwhile.
            self.finish_gesture()
            return
        pointer = self._pointer_event(event)
        if self.viewport != self._gesture_viewport:
            # The picture moved under the pointer: nobody drew what lies between.
            self.mask_changed(self._gesture.release(self._gesture_at))
            self._press(pointer)
        else:
            self._gesture_at = pointer
            self.mask_changed(self._gesture.move(pointer))

    def _press(self, pointer: PointerEvent) -> None:
        if self._gesture is not None:
            self._gesture_viewport, self._gesture_at = self.viewport, pointer
            self.mask_changed(self._gesture.press(pointer))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._gesture is not None and event.button() == self._gesture_button:
            if self.viewport == self._gesture_viewport:
                self._gesture_at = self._pointer_event(event)
            self.finish_gesture()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._gesture is not None:
            self.cancel_gesture()
        else:
            super().keyPressEvent(event)

    def cancel_gesture(self) -> None:
        """Abandon the gesture under way: the mask is as it was before it."""
        if self._gesture is not None:
            gesture, self._gesture = self._gesture, None
            self.mask_changed(gesture.cancel())
            self.strokeEnded.emit()

    def finish_gesture(self) -> None:
        """End the gesture under way where the pointer was last, keeping what it painted."""
        if self._gesture is not None:
            gesture, self._gesture = self._gesture, None
            self.mask_changed(gesture.release(self._gesture_at))
            self.strokeEnded.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.WindowBlocked, QEvent.Type.Hide}:
            self.finish_gesture()
        return super().event(event)

    def turn_wheel(self, steps: int, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.brushSizeWanted.emit(stepped_size(self._brush_size, steps))
        else:
            super().turn_wheel(steps, event)
            self._update_ring()

    def pans_with(self, button: Qt.MouseButton) -> bool:
        if button == Qt.MouseButton.LeftButton and self._tool_name == "pan":
            return True
        return super().pans_with(button)

    def _tool_for(self, button: Qt.MouseButton) -> Tool | None:
        """Left paints with the chosen tool; right does the opposite of it."""
        if button not in {Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton}:
            return None
        if self._tool_name == "pan":
            return None
        erases = (self._tool_name == "eraser") != (button == Qt.MouseButton.RightButton)
        return self._brushes[erases]

    def _pointer_event(self, event: QMouseEvent) -> PointerEvent:
        held = event.modifiers()
        modifiers = Modifiers.NONE
        if held & Qt.KeyboardModifier.ShiftModifier:
            modifiers |= Modifiers.SHIFT
        if held & Qt.KeyboardModifier.ControlModifier:
            modifiers |= Modifiers.CTRL
        if held & Qt.KeyboardModifier.AltModifier:
            modifiers |= Modifiers.ALT
        return PointerEvent(self.picture_point(event.position()), modifiers=modifiers)

    # The ring cursor

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._update_ring()
        self._pointer = None

    def own_cursor(self) -> Qt.CursorShape:
        if self._canvas is None:
            return Qt.CursorShape.ArrowCursor
        if self._tool_name == "pan":
            return Qt.CursorShape.OpenHandCursor
        return Qt.CursorShape.BlankCursor

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
        size = max(3.0, self._brush_size * self.viewport.zoom / self.devicePixelRatioF())
        return QRectF(self._pointer.x() - size / 2, self._pointer.y() - size / 2, size, size)

    def _update_ring(self) -> None:
        ring = self._ring()
        if ring is not None:
            margin = _RING_MARGIN
            self.update(ring.adjusted(-margin, -margin, margin, margin).toAlignedRect())

    # Layers over the picture

    def paint_layers(self, painter: QPainter) -> None:
        if self._overlay is not None and self._overlay_shown:
            image = self._overlay.image(self.viewport)
            image.setDevicePixelRatio(self.devicePixelRatioF())
            painter.drawImage(QPoint(0, 0), image)
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


def stepped_size(size: int, steps: int) -> int:
    """A brush size so many steps up or down: about 10 % each, and at least a pixel."""
    for _ in range(abs(steps)):
        step = max(1, round(size * 0.1))
        size += step if steps > 0 else -step
    return max(MIN_DIAMETER, min(MAX_DIAMETER, size))
