"""What a finished task offers to have made of it: the words of its `actions`, read once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

VariationMode: TypeAlias = Literal["high", "low"]

# The service writes "upsamle_1"; the documented word is accepted too.
_UPSAMPLE = re.compile(r"upsamp?le_([1-4])", re.IGNORECASE)
_VARIATION = re.compile(r"variation_([1-4])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Offers:
    """The quadrants, 1 to 4, that can be upsampled or varied; the strengths in which a single
    picture can be varied; and whether the same request can be drawn anew.

    The service's own lists have gaps and repeat themselves: its page shows variations of 1, 2, 4
    and 4. Words that aren't known offer nothing.
    """

    upsamples: tuple[int, ...] = ()
    variations: tuple[int, ...] = ()
    modes: tuple[VariationMode, ...] = ()
    reroll: bool = False

    @classmethod
    def of(cls, actions: Iterable[str]) -> Offers:
        """What these words offer."""
        words = {action.lower() for action in actions}
        modes: tuple[VariationMode, ...] = ("high", "low")
        return cls(
            _numbered(_UPSAMPLE, words),
            _numbered(_VARIATION, words),
            tuple(mode for mode in modes if f"{mode}_variation" in words),
            "reroll" in words,
        )

    @property
    def is_grid(self) -> bool:
        """Whether the picture is a 2×2 grid of candidates: something is on offer of a quadrant."""
        return bool(self.upsamples or self.variations)


def _numbered(pattern: re.Pattern[str], words: Iterable[str]) -> tuple[int, ...]:
    matches = (pattern.fullmatch(word) for word in words)
    return tuple(sorted({int(match[1]) for match in matches if match}))


NO_OFFERS = Offers()
"""Of a task that isn't done, or of which nothing is known."""
