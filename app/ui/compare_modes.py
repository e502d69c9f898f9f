"""The ways to compare a result with its original."""

from __future__ import annotations

from enum import Enum


class CompareMode(Enum):
    """What the pane beside the canvas shows. The values are the names of the modes' actions."""

    SIDE_BY_SIDE = "compareSideBySide"
    SWIPE = "compareSwipe"
    BLINK = "compareBlink"
    DIFFERENCE = "compareDifference"

    @property
    def next(self) -> CompareMode:
        """The one after it, around and around."""
        modes = tuple(CompareMode)
        return modes[(modes.index(self) + 1) % len(modes)]
