"""What may be chosen, in picture pixels; apart from what uses it, for the fields need no more."""

from __future__ import annotations

MIN_DIAMETER = 1
MAX_DIAMETER = 1000
"""Of the brush."""

MAX_FEATHER = 64
"""Of the marked region, when a result is pasted into the original."""
