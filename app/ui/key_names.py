"""How keys are written: as the caps of a keyboard, and as text."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

from PySide6.QtGui import QKeySequence

Caps = tuple[str, ...]

_MAC_CAPS = {"Meta": "⌃", "Ctrl": "⌘", "Alt": "⌥", "Shift": "⇧"}
# As printed on most keyboards, in whatever language; the two Enters are one to the reader.
_SIGNS = {"Up": "↑", "Down": "↓", "Left": "←", "Right": "→", "Return": "Enter", "-": "−"}
# What is typed for the sake of layouts on which the first one is typed otherwise.
_TWINS = {("?",): ("Shift", "?"), ("Ctrl", "="): ("Ctrl", "+")}


def caps_of(key: str | QKeySequence.StandardKey) -> Caps:
    """The caps to press together, modifiers first: ("Ctrl", "Shift", "Z")."""
    text = QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)
    *modifiers, name = re.split(r"\+(?=.)", text)
    return (*modifiers, _SIGNS.get(name, name))


def told_apart(keys: Iterable[str | QKeySequence.StandardKey]) -> list[Caps]:
    """The caps of several keys that do the same, without those that a reader takes for one."""
    told: list[Caps] = []
    for key in keys:
        caps = caps_of(key)
        if _TWINS.get(caps, caps) not in told:
            told.append(caps)
    return told


def cap_text(cap: str, platform: str = sys.platform) -> str:
    """What is printed on a cap here: "Ctrl" is ⌘ on a Mac."""
    return _MAC_CAPS.get(cap, cap) if platform == "darwin" else cap


def key_text(caps: Caps, platform: str = sys.platform) -> str:
    """Caps in one word: Ctrl+Shift+Z, or ⌘⇧Z."""
    joint = "" if platform == "darwin" else "+"
    return joint.join(cap_text(cap, platform) for cap in caps)
