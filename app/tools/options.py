"""What can be set about the tools."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.tools.pressure import PressureCurve


@dataclass(frozen=True, slots=True)
class ToolOptions:
    """One set for all tools; each takes what concerns it."""

    brush_size: int = 40  # diameter, picture pixels
    smoothing: int = 0  # length of the string that pulls the brush, view pixels, 0 to 100
    pressure: PressureCurve | None = field(default_factory=PressureCurve)  # None: is ignored
    tolerance: int = 32  # wand: largest difference of a channel, 0 to 255
    contiguous: bool = True  # wand: only what hangs together with the pixel clicked on
