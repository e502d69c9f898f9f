"""What the sheet of shortcuts lists: the actions of `actions`, and what the hand does besides."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.ui.actions import QT_TRANSLATE_NOOP, SPECS, plain_text
from app.ui.key_names import Caps, cap_text, told_apart

_CONTEXT = "shortcuts"


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what is done by `actions`, in the order of their keys, or by a `gesture`.

    Without a text of its own it has that of its only action. Several gestures are alternatives.
    """

    actions: tuple[str, ...] = ()
    text: str = ""
    gesture: tuple[Caps, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Lines that belong together."""

    title: str
    rows: tuple[Row, ...]


# What a hand does with the mouse; everything else in a gesture is a key.
_HAND = {
    "click": QT_TRANSLATE_NOOP("shortcuts", "click"),
    "double-click": QT_TRANSLATE_NOOP("shortcuts", "double-click"),
    "drag": QT_TRANSLATE_NOOP("shortcuts", "drag"),
    "right-drag": QT_TRANSLATE_NOOP("shortcuts", "right-drag"),
    "middle-drag": QT_TRANSLATE_NOOP("shortcuts", "middle-drag"),
    "wheel": QT_TRANSLATE_NOOP("shortcuts", "wheel"),
    "while dragging": QT_TRANSLATE_NOOP("shortcuts", "while dragging"),
}
_NAMED = {"Space": QT_TRANSLATE_NOOP("shortcuts", "Space")}


def _each(*actions: str) -> tuple[Row, ...]:
    return tuple(Row((action,)) for action in actions)


_TOOLS = Part(
    QT_TRANSLATE_NOOP("shortcuts", "Tools"),
    (
        *_each("brushTool", "eraserTool", "rectangleTool", "ellipseTool", "lassoTool"),
        *_each("polygonTool", "wandTool", "panTool", "swapTools"),
    ),
)
_BRUSH = Part(
    QT_TRANSLATE_NOOP("shortcuts", "Brush"),
    (
        Row(text=QT_TRANSLATE_NOOP("shortcuts", "Straight Line"), gesture=(("Shift", "click"),)),
        Row(text=QT_TRANSLATE_NOOP("shortcuts", "Erase"), gesture=(("right-drag",),)),
        Row(
            ("smallerBrush", "largerBrush"),
            QT_TRANSLATE_NOOP("shortcuts", "Smaller, Larger Brush"),
        ),
        Row(
            text=QT_TRANSLATE_NOOP("shortcuts", "Brush Size"),
            gesture=(("Ctrl", "wheel"), ("Alt", "right-drag")),
        ),
    ),
)
_SHAPES = Part(
    QT_TRANSLATE_NOOP("shortcuts", "Shapes"),
    (
        Row(
            text=QT_TRANSLATE_NOOP("shortcuts", "Subtract"),
            gesture=(("Ctrl", "drag"), ("Alt", "drag")),
        ),
        Row(
            text=QT_TRANSLATE_NOOP("shortcuts", "Square, Circle, 45°"),
            gesture=(("Shift", "drag"),),
        ),
        Row(
            text=QT_TRANSLATE_NOOP("shortcuts", "From the Centre"),
            gesture=(("Alt", "while dragging"),),
        ),
        Row(
            text=QT_TRANSLATE_NOOP("shortcuts", "Close the Polygon"),
            gesture=(("Enter",), ("double-click",)),
        ),
        Row(text=QT_TRANSLATE_NOOP("shortcuts", "Take Back a Corner"), gesture=(("Backspace",),)),
        Row(text=QT_TRANSLATE_NOOP("shortcuts", "Abandon the Gesture"), gesture=(("Esc",),)),
    ),
)
_MASK = Part(
    QT_TRANSLATE_NOOP("shortcuts", "Mask"),
    (
        *_each("undo", "redo", "invertMask", "clearMask"),
        Row(("growMask", "shrinkMask"), QT_TRANSLATE_NOOP("shortcuts", "Grow, Shrink")),
        *_each("copyMask", "pasteMask", "importMask", "exportMask"),
    ),
)
_VIEW = Part(
    QT_TRANSLATE_NOOP("shortcuts", "View"),
    (
        Row(text=QT_TRANSLATE_NOOP("shortcuts", "Zoom at the Pointer"), gesture=(("wheel",),)),
        Row(("zoomIn", "zoomOut"), QT_TRANSLATE_NOOP("shortcuts", "Zoom In, Out")),
        *_each("fit", "actualSize"),
        Row(
            text=QT_TRANSLATE_NOOP("shortcuts", "Move the Picture"),
            gesture=(("Space", "drag"), ("middle-drag",)),
        ),
        *_each("overlay", "outline", "asSent", "pixelGrid"),
        Row(("peek",), QT_TRANSLATE_NOOP("shortcuts", "Hold to See the Original")),
        *_each("cycleCompare"),
    ),
)
_HISTORY = Part(
    QT_TRANSLATE_NOOP("shortcuts", "History"),
    _each("history", "findInHistory", "openHistoryNode", "deleteHistoryNode"),
)
_RESULT = Part(
    QT_TRANSLATE_NOOP("shortcuts", "Result"),
    (
        Row(
            ("pick1", "pick2", "pick3", "pick4"), QT_TRANSLATE_NOOP("shortcuts", "Pick a Candidate")
        ),
        Row(
            ("previousCandidate", "nextCandidate"),
            QT_TRANSLATE_NOOP("shortcuts", "Previous, Next Candidate"),
        ),
        *_each("pickWhole", "pasteBack", "continueFromCandidate", "saveResult"),
        *_each("copyResult", "closeResult"),
    ),
)
_JOB = Part(
    QT_TRANSLATE_NOOP("shortcuts", "Job"),
    (
        *_each("submit", "cancel"),
        Row(("variation", "reroll"), QT_TRANSLATE_NOOP("shortcuts", "Variation, Reroll")),
        Row(
            ("variationHigh", "variationLow"),
            QT_TRANSLATE_NOOP("shortcuts", "Strong, Subtle Variation"),
        ),
        Row(
            ("previousPrompt", "nextPrompt"),
            QT_TRANSLATE_NOOP("shortcuts", "Earlier, Later Prompt"),
        ),
    ),
)
_PROGRAM = Part(
    QT_TRANSLATE_NOOP("shortcuts", "Program"),
    (
        *_each("openTask", "openImage", "paste", "preferences", "shortcuts"),
        Row(
            ("nextPart", "previousPart"),
            QT_TRANSLATE_NOOP("shortcuts", "Next, Previous Part of the Window"),
        ),
        *_each("quit"),
    ),
)

COLUMNS = ((_TOOLS, _BRUSH, _SHAPES), (_MASK, _VIEW, _HISTORY), (_RESULT, _JOB, _PROGRAM))

_SPECS = {spec.name: spec for spec in SPECS}


def title(part: Part) -> str:
    """A part's title in the user's language."""
    return QCoreApplication.translate(_CONTEXT, part.title)


def text(row: Row) -> str:
    """What a row's keys do, in the user's language."""
    if row.text:
        return QCoreApplication.translate(_CONTEXT, row.text)
    return plain_text(_SPECS[row.actions[0]])


def keys(row: Row) -> list[Caps]:
    """A row's keys, each with the caps to press together."""
    if row.gesture:
        return list(row.gesture)
    return [caps for action in row.actions for caps in told_apart(_SPECS[action].keys)]


def is_key(cap: str) -> bool:
    """Whether something in a row's keys is a key, and not what a hand does with the mouse."""
    return cap not in _HAND


def cap_label(cap: str) -> str:
    """What is written on a key, or the word for what the hand does, in the user's language."""
    words = _HAND | _NAMED
    return QCoreApplication.translate(_CONTEXT, words[cap]) if cap in words else cap_text(cap)
