"""A pane that shows a picture, in somebody's hand: wheel, touch pad, pointer and keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.canvas.geometry import Point
from app.ui.colours import DARK
from app.ui.physical_keys import physical_key
from app.ui.picture_pane import PicturePane
from app.ui.shared_view import SharedView
from app.ui.touchpad import Touchpad

_WHEEL_STEP = 120  # QWheelEvent.angleDelta of one notch, in eighths of a degree
_SIDEWAYS = 60  # What a notch of a wheel that is turned sideways pans, in logical pixels
_ALT = Qt.KeyboardModifier.AltModifier
_BY_TAB = {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}
_PEEK_KEYS = {Qt.Key.Key_Backslash, Qt.Key.Key_Tab}

# What comes with each move of the pointer: asking what else it could be takes longer than all
# that Qt does with it.
FREQUENT = (QMouseEvent, QPaintEvent)


class PictureView(PicturePane):
    """Zooms and pans, tells where the pointer is, and shows whether it has the keys."""

    peekWanted = Signal(bool)  # whether the key is held that shows the original alone
    pointerMoved = Signal(object)  # the picture position as Point, or None once it is outside

    def __init__(self, shared: SharedView, parent: QWidget | None = None) -> None:
        super().__init__(shared, parent)
        self._pan_from: QPointF | None = None
        self._pan_button = Qt.MouseButton.NoButton
        self._pointer: QPointF | None = None  # where on the screen, while it is over the picture
        self._space_held = False
        self._peek_held = False
        self._has_ring_around = False
        self._wheel_rest = 0
        self._touchpad = Touchpad()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def pointed(self) -> Point | None:
        """Where in the picture the pointer is, in its pixels; None while it is elsewhere."""
        if self._pointer is None:
            return None
        return self.picture_point(self.mapFromGlobal(self._pointer))

    def follow(self) -> None:
        super().follow()
        if self._pointer is not None and self.picture is not None:
            # The picture has moved, or the pane has, and the pointer hasn't.
            self.pointerMoved.emit(self.pointed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._pointer is not None and not self.rect().contains(
            self.mapFromGlobal(self._pointer).toPoint()
        ):
            # Qt will say so, too, but not before it moves.
            self._pointer = None
            self.pointerMoved.emit(None)
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, FREQUENT):
            return super().event(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.follow()
        elif isinstance(event, QNativeGestureEvent):
            return self._native_gesture(event)
        elif isinstance(event, QKeyEvent) and self._follow_peek(event):
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.picture is None:
            return
        if self._touchpad.sent(event):
            self._slide(event)
            return
        turned = event.angleDelta()
        if turned.x() and not turned.y() and not event.modifiers() & _ALT:
            step = turned.x() * _SIDEWAYS / _WHEEL_STEP * self.devicePixelRatioF()
            self.show_viewport(self._viewport.panned(step, 0))
            return
        # With Alt the platforms report an upright wheel as one that is turned sideways.
        self._wheel_rest += turned.y() or turned.x()
        steps = int(self._wheel_rest / _WHEEL_STEP)
        self._wheel_rest -= steps * _WHEEL_STEP
        if steps:
            self.turn_wheel(steps, event)

    def _slide(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            steps = self._touchpad.notches(event)
            if steps:
                self.turn_wheel(steps, event)
        elif not event.pixelDelta().isNull():
            ratio = self.devicePixelRatioF()
            self.show_viewport(self._touchpad.scrolled(event, self._viewport, ratio))

    def turn_wheel(self, steps: int, event: QWheelEvent) -> None:
        """The wheel was turned by whole notches: zoom at the pointer."""
        self.zoom_by(steps, event.position())

    def _native_gesture(self, event: QNativeGestureEvent) -> bool:
        if self.picture is None:
            return False
        viewport = self._touchpad.gesture(event, self._viewport, self.devicePixelRatioF())
        if viewport is not None:
            self.show_viewport(viewport)
        return True

    def can_peek(self) -> bool:
        """Whether there is an original to see in the place of what is shown."""
        return False

    def _follow_peek(self, event: QKeyEvent) -> bool:
        """Whether the event was about the key that shows the original.

        It comes here before Qt takes Tab for the way to the next field.
        """
        if physical_key(event) not in _PEEK_KEYS:
            return False
        match event.type():
            case QEvent.Type.KeyPress if self.can_peek() and not event.modifiers():
                self._peek(True)
            case QEvent.Type.KeyRelease if self._peek_held:
                if not event.isAutoRepeat():
                    self._peek(False)
            case _:
                return False
        return True

    def _peek(self, held: bool) -> None:
        if held != self._peek_held:
            self._peek_held = held
            self.peekWanted.emit(held)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_held = True
            self.refresh_cursor()
        elif event.key() != Qt.Key.Key_Space:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_held = False
            self.refresh_cursor()
        elif event.key() != Qt.Key.Key_Space:
            super().keyReleaseEvent(event)

    def _set_ring(self, on: bool) -> None:
        if on != self._has_ring_around:
            self._has_ring_around = on
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._set_ring(False)
        if self.picture is not None and self.pans_with(event.button()):
            self._pan_from, self._pan_button = event.position(), event.button()
            self.refresh_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pan_from is not None:
            delta = (event.position() - self._pan_from) * self.devicePixelRatioF()
            self._pan_from = event.position()
            self.show_viewport(self._viewport.panned(delta.x(), delta.y()))
        self._pointer = event.globalPosition()
        if self.picture is not None:
            self.pointerMoved.emit(self.picture_point(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pan_from is not None and event.button() == self._pan_button:
            self._pan_from = None
            self.refresh_cursor()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # Who clicks knows where; and a ring around what is painted on would only disturb.
        self._set_ring(event.reason() in _BY_TAB)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._set_ring(False)
        # The keys' release would go elsewhere.
        self._peek(False)
        self._space_held = False
        self.refresh_cursor()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self.pointerMoved.emit(None)

    def pans_with(self, button: Qt.MouseButton) -> bool:
        """Whether pressing this button now grabs the picture instead of anything else."""
        if button == Qt.MouseButton.MiddleButton:
            return True
        return button == Qt.MouseButton.LeftButton and self._space_held

    @property
    def is_panning(self) -> bool:
        """Whether the picture is being dragged."""
        return self._pan_from is not None

    def refresh_cursor(self) -> None:
        """Show the cursor that fits what a press would do now."""
        if self._pan_from is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._space_held:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.setCursor(self.own_cursor())

    def own_cursor(self) -> Qt.CursorShape:
        """The cursor while nothing is being panned."""
        return Qt.CursorShape.ArrowCursor

    # Focus

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._has_ring_around and self.picture is not None:
            self._paint_focus(QPainter(self))

    def _paint_focus(self, painter: QPainter) -> None:
        """A ring along the edge, light and dark, as there is a picture of any colour below."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for inset, width, colour in ((1.0, 2, DARK.vivid), (2.5, 1, DARK.window)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset))
