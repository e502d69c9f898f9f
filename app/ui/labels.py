"""The kinds of labels that the style sheet knows."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel


def heading() -> QLabel:
    """What stands over a part."""
    label = QLabel()
    label.setProperty("role", "heading")
    return label


def muted() -> QLabel:
    """What is less important than its surroundings."""
    label = QLabel()
    label.setProperty("role", "muted")
    return label
