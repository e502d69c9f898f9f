"""How a pen's pressure becomes a share of the brush's size."""

from __future__ import annotations

import math
from dataclasses import dataclass

# The exponent of the softest curve is 1 / _FIRMNESS, that of the firmest _FIRMNESS.
_FIRMNESS = 3.0


@dataclass(frozen=True, slots=True)
class PressureCurve:
    """A power curve from `minimum` at no pressure to 1 at full pressure.

    `minimum` is 0 to 1. `softness` is -1 (a light hand paints thin) to 1 (a light hand paints
    nearly as wide as a heavy one); 0 is a straight line. Raises ValueError beyond.
    """

    minimum: float = 0.0
    softness: float = 0.0

    def __post_init__(self) -> None:
        if not (0 <= self.minimum <= 1 and -1 <= self.softness <= 1):
            raise ValueError(f"no pressure curve: {self}")

    def factor(self, pressure: float) -> float:
        """The share of the brush's size at a pressure from 0 to 1; what is beyond is cut off."""
        share = math.pow(max(0.0, min(1.0, pressure)), math.pow(_FIRMNESS, -self.softness))
        return self.minimum + (1 - self.minimum) * share
