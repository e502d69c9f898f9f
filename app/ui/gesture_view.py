"""A picture on which gestures are made: mouse, pen and keys, brought to the tools."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPointingDevice,
    QSinglePointEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.canvas.geometry import Point
from app.tools.tool import Modifiers, Outline, PointerEvent
from app.ui.gestures import Gestures
from app.ui.picture_view import FREQUENT, PictureView
from app.ui.shared_view import SharedView
from app.ui.tool_preview import ToolPreview

_HELD = {
    Qt.KeyboardModifier.ShiftModifier: Modifiers.SHIFT,
    Qt.KeyboardModifier.ControlModifier: Modifiers.CTRL,
    Qt.KeyboardModifier.AltModifier: Modifiers.ALT,
}
_MODIFIERS = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt}
_CONFIRM = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_PLAIN = {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}


class GestureView(PictureView):
    """Tells its `gestures` what the hand does, and shows their preview.

    `settled` says that neither a gesture nor a computation is under way any more. While
    `is_asking`, a number is asked for whose effect is seen here: Enter and Esc answer that.
    """

    gestureBegins = Signal()
    settled = Signal()
    confirmWanted = Signal()
    abandonWanted = Signal()

    def __init__(self, shared: SharedView, parent: QWidget | None = None) -> None:
        super().__init__(shared, parent)
        self.gestures = Gestures(self)
        self.preview = ToolPreview()
        self.is_asking = False
        self._pen_is_down = False
        self._is_busy = False
        self.gestures.previewChanged.connect(self._show_preview)
        self.gestures.begins.connect(self.gestureBegins)
        self.gestures.ended.connect(self._settle)

    @property
    def is_painting(self) -> bool:
        """Whether a button is held for a gesture."""
        return self.gestures.is_painting

    @property
    def is_settled(self) -> bool:
        """Whether the mask is as the user means it: nothing is being painted or computed."""
        return self.gestures.is_settled

    def cancel_gesture(self) -> None:
        """Abandon the gesture under way: the mask is as it was before it."""
        self.gestures.cancel()

    def finish_gesture(self) -> None:
        """End the gesture under way where the pointer was last, keeping what it painted."""
        self.gestures.finish()
        self._settle()

    @property
    def is_between_clicks(self) -> bool:
        """Whether a gesture of several clicks is under way, and no button is held for it."""
        return self.gestures.is_between_clicks

    def confirm_clicks(self) -> None:
        """End a gesture of several clicks as Enter does."""
        self.gestures.confirm()

    def take_back_click(self) -> None:
        """Take back the last click of a gesture of several."""
        self.gestures.take_back()

    def _settle(self) -> None:
        if self.is_settled:
            self.settled.emit()

    def _show_preview(self) -> None:
        ratio = self.devicePixelRatioF()
        dirty = self.preview.show(self.gestures.preview, self.viewport, ratio)
        if not dirty.isNull():
            self.update(dirty.toAlignedRect())

    def set_busy(self, on: bool) -> None:
        """The mask is being computed: what is painted meanwhile waits for it."""
        if on == self._is_busy:
            return
        self._is_busy = on
        if on:
            self.gestures.hold()
        else:
            self.gestures.let_go()
            self._settle()

    def in_turn(self, step: Callable[[], None]) -> None:
        """Do this now, or after what was painted while the mask was being computed."""
        self.gestures.in_turn(step)

    def forget_turns(self) -> None:
        """What was painted, or asked for, while the mask was being computed won't be done."""
        self.gestures.forget()

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._comes_from_pen(event):
            return
        super().mousePressEvent(event)
        if not self.is_panning and self.gestures.tool_name != "pan":
            self.gestures.press(event.button(), self._pointer_event(event), self.viewport)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._comes_from_pen(event):
            return
        super().mouseMoveEvent(event)
        if self.is_panning:
            return
        if self.is_painting and event.spontaneous() and not event.buttons() & self.gestures.button:
            # The release went elsewhere, such as to a dialog that opened meanwhile.
            self.finish_gesture()
            return
        self.gestures.move(self._pointer_event(event), self.viewport)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._comes_from_pen(event):
            return
        super().mouseReleaseEvent(event)
        self.gestures.release(event.button(), self._pointer_event(event), self.viewport)
        self._settle()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        left = event.button() == Qt.MouseButton.LeftButton
        if left and self.gestures.tool_name == "polygon":
            self.gestures.confirm()
        else:
            super().mouseDoubleClickEvent(event)

    def turn_wheel(self, steps: int, event: QWheelEvent) -> None:
        super().turn_wheel(steps, event)
        self._show_preview()

    def pans_with(self, button: Qt.MouseButton) -> bool:
        if button == Qt.MouseButton.LeftButton and self.gestures.tool_name == "pan":
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
        self._pointer = event.globalPosition()
        pointer = self._pointer_event(event, event.pressure())
        left = Qt.MouseButton.LeftButton
        if starts:
            self._pen_is_down = True
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            erases = event.pointerType() == QPointingDevice.PointerType.Eraser
            self.gestures.press(left, pointer, self.viewport, erases=erases)
        elif kind == QEvent.Type.TabletMove:
            self.pointerMoved.emit(pointer.point)
            self.gestures.move(pointer, self.viewport)
        elif kind == QEvent.Type.TabletRelease and event.button() == left:
            self._pen_is_down = False
            self.gestures.release(left, pointer, self.viewport)
            self._settle()

    def _pen_may_paint(self, event: QTabletEvent) -> bool:
        tip = event.button() == Qt.MouseButton.LeftButton
        free = self.picture is not None and not self.is_panning and not self.is_painting
        return tip and free and not self.pans_with(Qt.MouseButton.LeftButton)

    def _comes_from_pen(self, event: QMouseEvent) -> bool:
        """Whether the system made this of a pen that is painting by itself (Windows does)."""
        return self._pen_is_down and event.source() != Qt.MouseEventSource.MouseEventNotSynthesized

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            if self.gestures.is_active and not self._is_busy:
                self.cancel_gesture()
            else:
                self.abandonWanted.emit()
                super().keyPressEvent(event)
        elif self._confirms(event):
            if self.is_asking:
                self.confirmWanted.emit()
            else:
                self.gestures.confirm()
        elif key == Qt.Key.Key_Backspace and self.gestures.is_active:
            self.gestures.take_back()
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
        """A shape's preview follows the keys even when the hand rests."""
        preview = self.gestures.preview
        if preview is None or preview.outline is Outline.LEASH:
            return
        point = self.pointed
        if point is not None:
            self.gestures.move(self._event_at(point, held), self.viewport)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, FREQUENT):
            return super().event(event)
        kind = event.type()
        if kind in {QEvent.Type.WindowBlocked, QEvent.Type.Hide}:
            self.let_loose()
        elif kind == QEvent.Type.ShortcutOverride and self._confirms(event):
            # Enter ends what is under way, whatever it means elsewhere.
            event.accept()
            return True
        return super().event(event)

    def _confirms(self, event: QEvent) -> bool:
        """Whether it is Enter, and there is something to confirm."""
        if not isinstance(event, QKeyEvent):
            return False
        enter = event.key() in _CONFIRM and event.modifiers() in _PLAIN
        return enter and (self.is_asking or self.gestures.is_between_clicks)

    def let_loose(self) -> None:
        """The hand's release will go elsewhere: end what it is doing."""
        self._pen_is_down = False
        if self.is_painting:
            self.finish_gesture()

    def _pointer_event(self, event: QSinglePointEvent, pressure: float = 1.0) -> PointerEvent:
        point = self.picture_point(event.position())
        return self._event_at(point, event.modifiers(), pressure)

    def _event_at(
        self, point: Point, held: Qt.KeyboardModifier, pressure: float = 1.0
    ) -> PointerEvent:
        modifiers = Modifiers.NONE
        if held:
            for key, modifier in _HELD.items():
                if held & key:
                    modifiers |= modifier
        return PointerEvent(
            point, pressure, modifiers, self.viewport.zoom / self.devicePixelRatioF()
        )
