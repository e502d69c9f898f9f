"""What a mouse or a pen does on the canvas, brought to the tool that it is meant for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
# Tools whose gesture is several clicks.
_CLICKED = frozenset({"polygon"})


@dataclass(frozen=True, slots=True)
class _At:
    """A place of the pointer, and the view in which it is there."""

    event: PointerEvent
    viewport: Viewport


class Gestures(QObject):
    """One gesture at a time, from its press to its end.

    While the mask is being computed (`hold`) nothing may paint on it; what the hand does
    meanwhile is remembered, and done when `let_go` is called, so that no stroke is lost. So there
    are two sides to it: the hand is always ahead, and the tool gets everything in turn.
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
        # The hand
        self._button = _NONE
        self._hand = _At(PointerEvent(Point(0, 0)), Viewport(Size(1, 1), Size(1, 1)))
        self._clicks = False  # whether its gesture is one of several clicks
        # The tool
        self._tool: Tool | None = None
        self._tool_name = ""
        self._pressed = False
        self._last = self._hand
        # What the hand has done and the tool has not got
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
        if self.is_painting:
            return False
        if self._held:
            return self._clicks
        return self._tool is not None and not self._pressed

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
        if name != self._name:
            self._name, self._clicks = name, False
            self.in_turn(self._leave_clicks)

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
        self._button, self._hand = button, _At(event, viewport)
        self._clicks = self._name in _CLICKED
        taking = self._name == "eraser" or (self._subtracts and self._name not in _BRUSHES)
        erases = erases or taking != (button == _RIGHT)
        self.in_turn(partial(self._begin, self._name, erases, self._hand))

    def move(self, event: PointerEvent, viewport: Viewport) -> None:
        """The pointer moved, or a modifier changed; with a button held or without."""
        if self._tool is not None or self.is_painting:
            self._hand = _At(event, viewport)
            self.in_turn(partial(self._move, self._hand))

    def release(self, button: Qt.MouseButton, event: PointerEvent, viewport: Viewport) -> None:
        """A button was let go, or a pen lifted."""
        if self.is_painting and button == self._button:
            self._button, self._hand = _NONE, _At(event, viewport)
            self.in_turn(partial(self._release, self._hand, self._name))

    def confirm(self) -> None:
        """Enter or a double click ends a gesture of several clicks."""
        if not self.is_painting:
            self._clicks = False
            self.in_turn(self._confirm)

    def take_back(self) -> None:
        """Backspace takes back the last of several clicks."""
        self.in_turn(self._take_back)

    def finish(self) -> None:
        """End the gesture under way where the pointer was last, keeping what it painted."""
        if self.is_painting:
            self.release(self._button, self._hand.event, self._hand.viewport)

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
        """What was remembered won't be done; a gesture that had begun before still ends."""
        if self._held:
            self._held.clear()
            if self._pressed and not self.is_painting:
                self._held.append(partial(self._release, self._last, self._tool_name))

    def let_go(self) -> None:
        """Do what was remembered, and whatever follows at once."""
        held, self._held = self._held or [], None
        self._catches_up = True
        try:
            while held and not self._is_held():
                held.pop(0)()
        finally:
            self._catches_up = False
            for step in held:
                # One before it has to be computed first, so this one waits again.
                self.in_turn(step)

    def in_turn(self, step: Callable[[], None]) -> None:
        """Do this now, or after all that is remembered."""
        if self._held is not None:
            self._held.append(step)
        else:
            step()

    def _is_held(self) -> bool:
        return self._held is not None

    # What the tool gets

    def _begin(self, name: str, erases: bool, at: _At) -> None:
        if name != self._tool_name:
            self._leave_clicks()
        press = partial(self._press, name, erases, at)
        if self._tool is None:
            # Whoever hears of it may begin to compute, and then the press waits for that.
            self.begins.emit()
            self.in_turn(press)
        else:
            press()

    def _press(self, name: str, erases: bool, at: _At) -> None:
        if self._toolbox is None:
            return
        if self._tool is None:
            self._tool = self._toolbox.tool(name, erases=erases)
            self._tool_name = name
        self._pressed, self._last = True, at
        self.maskChanged.emit(self._tool.press(at.event))
        self._went_on()

    def _move(self, at: _At) -> None:
        if self._tool is None:
            return
        if not self._pressed:
            self._tool.hover(at.event)
        elif at.viewport != self._last.viewport:
            # The picture moved under the pointer: nobody drew what lies between.
            self.maskChanged.emit(self._tool.jump(at.event))
        else:
            self.maskChanged.emit(self._tool.move(at.event))
        self._last = at
        if self._tool.preview is not None or not self._pressed:
            self.previewChanged.emit()

    def _release(self, at: _At, chosen: str) -> None:
        self._pressed = False
        if self._tool is not None:
            if at.viewport != self._last.viewport:
                self.maskChanged.emit(self._tool.jump(at.event))
            self.maskChanged.emit(self._tool.release(at.event))
            self._went_on()
            if self._tool_name != chosen:
                self._leave_clicks()

    def _confirm(self) -> None:
        if self._tool is not None:
            self.maskChanged.emit(self._tool.confirm())
            self._went_on()

    def _take_back(self) -> None:
        if self._tool is not None:
            self._tool.take_back()
            self._went_on()

    def _leave_clicks(self) -> None:
        """Give up a gesture of several clicks that waits for the next one."""
        if self._tool is not None and not self._pressed:
            self.maskChanged.emit(self._tool.cancel())
            self._went_on()

    def _went_on(self) -> None:
        """The gesture under way may have ended."""
        self.previewChanged.emit()
        if self._tool is not None and not self._tool.is_active:
            self._tool = None
            self.ended.emit()
