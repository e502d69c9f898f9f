"""What a mouse or a pen does on the canvas, brought to the tool that it is meant for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal

from app.canvas.geometry import Point, Size
from app.canvas.viewport import Viewport
from app.tools.tool import PointerEvent, Preview, Tool
from app.tools.toolbox import Toolbox

_LEFT, _RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
_NONE = Qt.MouseButton.NoButton

# Tools that paint while the pointer moves; the others only show what they would do.
_BRUSHES = frozenset({"brush", "eraser"})


class Gestures(QObject):
    """One gesture at a time, from its press to its end.

    While the mask is being computed (`hold`) nothing may paint on it; what the hand does
    meanwhile is remembered, and done when `let_go` is called, so that no stroke is lost.
    """

    maskChanged = Signal(object)  # Rect, picture pixels
    previewChanged = Signal()
    begins = Signal()  # before the first press of a gesture reaches its tool
    ended = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._toolbox: Toolbox | None = None
        self._name = "brush"
        self._subtracts = False
        self._tool: Tool | None = None
        self._paints = False  # whether that tool paints while the pointer moves
        self._pressed = False  # as the tool knows it
        self._button = _NONE  # as the hand holds it
        self._last = PointerEvent(Point(0, 0))
        self._viewport = Viewport(Size(1, 1), Size(1, 1))
        self._held: list[Callable[[], None]] | None = None
        self._catches_up = False

    @property
    def tool_name(self) -> str:
        """The chosen tool."""
        return self._name

    @property
    def is_active(self) -> bool:
        """Whether a gesture is under way, be it between two clicks."""
        return self._tool is not None or bool(self._held)

    @property
    def is_painting(self) -> bool:
        """Whether a button is held for a gesture."""
        return self._button != _NONE

    @property
    def is_settled(self) -> bool:
        """Whether the tools have got everything that the hand did."""
        return not (self.is_painting or self._is_held() or self._catches_up)

    @property
    def is_between_clicks(self) -> bool:
        """Whether a gesture of several clicks waits for the next one."""
        return self._tool is not None and not self.is_painting and not self._pressed

    @property
    def button(self) -> Qt.MouseButton:
        """The button that is held for the gesture under way; the left one stands for a pen."""
        return self._button

    @property
    def preview(self) -> Preview | None:
        """What the gesture would do if it ended now."""
        return self._tool.preview if self._tool is not None else None

    # What is worked with

    def set_toolbox(self, toolbox: Toolbox | None) -> None:
        """Work on another canvas; a gesture under way is abandoned."""
        self.forget()
        self.cancel()
        self._toolbox = toolbox

    def set_tool(self, name: str) -> None:
        """Use this tool from the next press on; "pan" is none of ours. A gesture of several
        clicks is abandoned.
        """
        if name != self._name and self.is_between_clicks:
            self.cancel()
        self._name = name

    def set_subtracts(self, on: bool) -> None:
        """Whether shapes and the wand take away, from the next press on."""
        self._subtracts = on

    # The hand

    def press(
        self,
        button: Qt.MouseButton,
        event: PointerEvent,
        viewport: Viewport,
        *,
        erases: bool = False,
    ) -> None:
        """A button was pressed, or a pen put down; `erases` with the pen's eraser."""
        if self._toolbox is None or self.is_painting or button not in {_LEFT, _RIGHT}:
            return
        if self._tool is None:
            self.begins.emit()
        self._button = button
        taking = self._name == "eraser" or (self._subtracts and self._name not in _BRUSHES)
        erases = erases or taking != (button == _RIGHT)
        self.in_turn(partial(self._press, self._name, erases, event, viewport))

    def move(self, event: PointerEvent, viewport: Viewport) -> None:
        """The pointer moved, or a modifier changed; with a button held or without."""
        if self._tool is not None or self.is_painting:
            self.in_turn(partial(self._move, event, viewport))

    def release(self, button: Qt.MouseButton, event: PointerEvent, viewport: Viewport) -> None:
        """A button was let go, or a pen lifted."""
        if self.is_painting and button == self._button:
            self._button = _NONE
            self.in_turn(partial(self._release, event, viewport))

    def confirm(self) -> None:
        """Enter or a double click ends a gesture of several clicks."""
        if self._tool is not None and not self.is_painting:
            self.maskChanged.emit(self._tool.confirm())
            self._went_on()

    def take_back(self) -> None:
        """Backspace takes back the last of several clicks."""
        if self._tool is not None:
            self._tool.take_back()
            self._went_on()

    def finish(self) -> None:
        """End the gesture under way where the pointer was last, keeping what it painted."""
        if self.is_painting:
            self.release(self._button, self._last, self._viewport)

    def cancel(self) -> None:
        """Abandon the gesture under way: the mask is as it was before it."""
        self._button, self._pressed = _NONE, False
        if self._tool is not None:
            self.maskChanged.emit(self._tool.cancel())
            self._went_on()

    # While the mask is being computed

    def hold(self) -> None:
        """From now on only remember what the hand does."""
        if self._held is None:
            self._held = []

    def forget(self) -> None:
        """What was remembered won't be done."""
        if self._held:
            self._held.clear()

    def let_go(self) -> None:
        """Do what was remembered, and whatever follows at once."""
        held, self._held = self._held or [], None
        self._catches_up = True
        for index, step in enumerate(held):
            step()
            if self._is_held():
                # That step has to be computed first: the rest waits again.
                self._held = held[index + 1 :]
                break
        self._catches_up = False

    def in_turn(self, step: Callable[[], None]) -> None:
        """Do this now, or after all that is remembered."""
        if self._held is not None:
            self._held.append(step)
        else:
            step()

    def _is_held(self) -> bool:
        return self._held is not None

    # What the tool gets

    def _press(self, name: str, erases: bool, event: PointerEvent, viewport: Viewport) -> None:
        if self._toolbox is None:
            return
        if self._tool is None:
            self._tool = self._toolbox.tool(name, erases=erases)
            self._paints = name in _BRUSHES
        self._pressed = True
        self._last, self._viewport = event, viewport
        self.maskChanged.emit(self._tool.press(event))
        self._went_on()

    def _move(self, event: PointerEvent, viewport: Viewport) -> None:
        if self._tool is None:
            return
        if not self._pressed:
            self._tool.hover(event)
        elif self._paints and viewport != self._viewport:
            # The picture moved under the pointer: nobody drew what lies between.
            self.maskChanged.emit(self._tool.release(self._last))
            self.maskChanged.emit(self._tool.press(event))
        else:
            self.maskChanged.emit(self._tool.move(event))
        self._last, self._viewport = event, viewport
        self.previewChanged.emit()

    def _release(self, event: PointerEvent, viewport: Viewport) -> None:
        self._pressed = False
        if self._tool is not None:
            moved = self._paints and viewport != self._viewport
            self.maskChanged.emit(self._tool.release(self._last if moved else event))
            self._went_on()

    def _went_on(self) -> None:
        """The gesture under way may have ended."""
        self.previewChanged.emit()
        if self._tool is not None and not self._tool.is_active:
            self._tool = None
            self.ended.emit()
