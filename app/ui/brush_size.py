"""The brush's size by steps and by dragging."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF

from app.canvas.limits import MAX_DIAMETER, MIN_DIAMETER


def stepped_size(size: int, steps: int) -> int:
    """A brush size so many steps up or down: about 10 % each, and at least a pixel."""
    for _ in range(abs(steps)):
        step = max(1, round(size * 0.1))
        size += step if steps > 0 else -step
    return _possible(size)


@dataclass(frozen=True, slots=True)
class BrushResize:
    """A drag that makes the brush larger to the right and smaller to the left.

    `start` is where it began, in logical pixels of the view: there the ring stays.
    """

    start: QPointF
    size: int

    def size_at(self, position: QPointF, zoom: float) -> int:
        """The diameter, in picture pixels, whose ring grew by as much as the pointer moved;
        `zoom` is logical pixels per picture pixel.
        """
        return _possible(round(self.size + 2 * (position.x() - self.start.x()) / zoom))


def _possible(size: int) -> int:
    return max(MIN_DIAMETER, min(MAX_DIAMETER, size))
