"""The mask at half, quarter, … size, for views zoomed out; brought up to date where it changed."""

from __future__ import annotations

import mmap

from app.canvas.geometry import EMPTY, Rect, Size
from app.canvas.mask import Mask
from app.canvas.picture import anonymous_memory, image_over

# Below this zoom the next smaller level is taken, so that a thin line can't fall between the
# view's pixels while edges stay crisp.
_SHRINK_LIMIT = 0.8


class MaskPyramid:
    """Levels 0 (the mask itself), 1 (half), 2 (quarter), …; greys in them are coverage.

    `invalidate` costs nothing; a level is recomputed when it is asked for, and only where the
    mask changed since. A new mask's levels are zero, as it is itself.
    """

    def __init__(self, mask: Mask, level_count: int) -> None:
        self._levels = [_Level(mask.size, mask.buffer)]
        for _ in range(level_count - 1):
            size = self._levels[-1].size
            half = Size((size.width + 1) // 2, (size.height + 1) // 2)
            self._levels.append(_Level(half, anonymous_memory(half.area)))

    def level_for(self, zoom: float) -> int:
        """The level to show at `zoom` (view pixels per picture pixel)."""
        level = 0
        while level + 1 < len(self._levels) and zoom * 2**level < _SHRINK_LIMIT:
            level += 1
        return level

    def invalidate(self, rect: Rect) -> None:
        """The mask changed inside `rect` (picture pixels)."""
        for level in self._levels[1:]:
            rect = Rect.from_edges(
                rect.x // 2, rect.y // 2, (rect.right + 1) // 2, (rect.bottom + 1) // 2
            )
            level.stale = level.stale.united(rect)

    def memory(self, level: int) -> tuple[Size, mmap.mmap]:
        """Size and bytes (row by row, no padding) of an up-to-date level."""
        for index in range(1, level + 1):
            self._refresh(index)
        return self._levels[level].size, self._levels[level].memory

    def _refresh(self, index: int) -> None:
        level, finer = self._levels[index], self._levels[index - 1]
        if level.stale.is_empty:
            return
        stale = level.stale
        source = Rect(stale.x * 2, stale.y * 2, stale.width * 2, stale.height * 2)
        source = source.intersected(Rect.of_size(finer.size))
        level.image.paste(finer.image.reduce(2, source.box), (stale.x, stale.y))
        level.stale = EMPTY


class _Level:
    def __init__(self, size: Size, memory: mmap.mmap) -> None:
        self.size = size
        self.memory = memory
        self.image = image_over(memory, "L", size)
        # See Mask: the memory is ours and writable.
        self.image.readonly = 0
        self.stale = EMPTY
