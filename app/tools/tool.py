"""What a tool is: it gets plain records in picture coordinates, never Qt events."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto
from typing import Protocol

from app.canvas.geometry import Point, Rect


class Modifiers(Flag):
    """Keys held during a gesture."""

    NONE = 0
    SHIFT = auto()
    CTRL = auto()
    ALT = auto()


@dataclass(frozen=True, slots=True)
class PointerEvent:
    """Where the pointer is, in picture pixels (also outside the picture), and how it is held.

    `pressure` is 0.0 to 1.0; a mouse always presses with 1.0.
    """

    point: Point
    pressure: float = 1.0
    modifiers: Modifiers = Modifiers.NONE


class Tool(Protocol):
    """A gesture from press to release. Each call returns what to redraw, in picture pixels."""

    def press(self, event: PointerEvent) -> Rect:
        """Begin the gesture."""

    def move(self, event: PointerEvent) -> Rect:
        """Go on with it; only called between `press` and `release` or `cancel`."""

    def release(self, event: PointerEvent) -> Rect:
        """End it and make it one undoable step."""

    def cancel(self) -> Rect:
        """Abandon it: the mask is as it was before `press`."""
