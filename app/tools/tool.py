"""What a tool is: it gets plain records in picture coordinates, never Qt events."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum, Flag, auto

from app.canvas.geometry import EMPTY, Point, Rect


class Modifiers(Flag):
    """Keys held during a gesture."""

    NONE = 0
    SHIFT = auto()
    CTRL = auto()
    ALT = auto()


@dataclass(frozen=True, slots=True)
class PointerEvent:
    """Where the pointer is, in picture pixels (also outside the picture), and how it is held.

    `pressure` is 0.0 to 1.0; a mouse always presses with 1.0. `zoom` is view pixels per picture
    pixel, for what is as large as the hand is steady, whatever the zoom.
    """

    point: Point
    pressure: float = 1.0
    modifiers: Modifiers = Modifiers.NONE
    zoom: float = 1.0


class Outline(Enum):
    """What the points of a preview describe."""

    RECTANGLE = auto()  # two opposite corners
    ELLIPSE = auto()  # two opposite corners of the rectangle around it
    PATH = auto()  # the corners of a closed polygon, in order; filled by the nonzero rule
    LEASH = auto()  # from the brush to the pointer that pulls it


@dataclass(frozen=True, slots=True)
class Preview:
    """What a gesture would change if it ended now, as an outline in picture pixels.

    For one of several clicks that is a click at the pointer, and then the end.
    `adds`: it would make the inside white, else black.
    """

    outline: Outline
    points: tuple[Point, ...]
    adds: bool


class Tool(ABC):
    """A gesture from `press` to its end, which is one undoable step.

    Each call returns what of the mask has changed, in picture pixels. Most gestures end with
    `release`; one that goes on over several clicks (the polygon) is under way until `confirm`
    or `cancel`, and gets `hover` while no button is held.
    """

    @property
    @abstractmethod
    def is_active(self) -> bool:
        """Whether a gesture is under way: Esc abandons it, and nothing else may edit the mask."""

    @property
    def preview(self) -> Preview | None:
        """What the view draws over the mask; None for tools that paint as they go."""
        return None

    @abstractmethod
    def press(self, event: PointerEvent) -> Rect:
        """Begin a gesture, or go on with one of several clicks."""

    @abstractmethod
    def move(self, event: PointerEvent) -> Rect:
        """The pointer moved with its button held."""

    def jump(self, event: PointerEvent) -> Rect:
        """The pointer is elsewhere with its button held, and nobody drew the way there: the view
        has moved.
        """
        return self.move(event)

    @abstractmethod
    def release(self, event: PointerEvent) -> Rect:
        """The button was let go."""

    @abstractmethod
    def cancel(self) -> Rect:
        """Abandon the gesture: the mask is as it was before it."""

    def hover(self, event: PointerEvent) -> None:  # noqa: B027 - most tools don't care
        """The pointer, or a modifier, moved with no button held while a gesture is under way."""

    def confirm(self) -> Rect:
        """Enter or a double click: end a gesture of several clicks."""
        return EMPTY

    def take_back(self) -> None:  # noqa: B027 - most tools have nothing to take back
        """Backspace: undo the last click of several."""
