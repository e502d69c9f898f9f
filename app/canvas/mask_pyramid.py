"""The mask at half, quarter, … size, for views zoomed out; brought up to date where it changed."""

from __future__ import annotations

import mmap

from PIL import Image

from app.canvas.geometry import Rect, Size, united
from app.canvas.picture import anonymous_memory, image_over, strips

# Below this zoom the next smaller level is taken, so that a thin line can't fall between the
# view's pixels while edges stay crisp.
_SHRINK_LIMIT = 0.8
_SMALLEST_LEVEL = 64

# Of so many parts at most it is remembered that they have changed, and then of what is around
# them: undoing a long stroke changes little of a large area.
_MOST_PARTS = 48


class MaskPyramid:
    """Levels 0 (the mask itself), 1 (half), 2 (quarter), …; greys in them are coverage.

    `invalidate` costs nothing; a level is recomputed when it is asked for, and only where the
    mask changed since. A new mask's levels are zero, as it is itself.
    """

    def __init__(self, size: Size, memory: mmap.mmap) -> None:
        """Stand on a mask's memory: one byte per pixel, row by row, all black as yet."""
        self._levels = [_Level(size, memory)]
        while min(size.width, size.height) > _SMALLEST_LEVEL:
            size = Size((size.width + 1) // 2, (size.height + 1) // 2)
            self._levels.append(_Level(size, anonymous_memory(size.area)))

    @property
    def size(self) -> Size:
        """The mask's."""
        return self._levels[0].size

    def level_for(self, zoom: float) -> int:
        """The level to show at `zoom` (view pixels per picture pixel)."""
        level = 0
        while level + 1 < len(self._levels) and zoom * 2**level < _SHRINK_LIMIT:
            level += 1
        return level

    def invalidate(self, rect: Rect) -> None:
        """The mask changed inside `rect` (picture pixels)."""
        self._levels[0].add(rect)

    def memory(self, level: int) -> tuple[Size, mmap.mmap]:
        """Size and bytes (row by row, no padding) of an up-to-date level."""
        for index in range(1, level + 1):
            for part in self._passed_on(index):
                self._refresh(index, part)
        return self._levels[level].size, self._levels[level].memory

    def image(self, level: int) -> Image.Image:
        """The same as an "L" image; not to be written to."""
        self.memory(level)
        return self._levels[level].image

    def complete(self) -> None:
        """Bring every level up to date, in calls so short that no other thread has to wait."""
        for index, level in enumerate(self._levels[1:], start=1):
            stale = self._passed_on(index)
            for top, bottom in strips(self._levels[index - 1].size, 2):
                strip = Rect.from_edges(0, top // 2, level.size.width, (bottom + 1) // 2)
                for part in stale:
                    self._refresh(index, part.intersected(strip))

    def _passed_on(self, index: int) -> list[Rect]:
        """What of a level is out of date, and from now on counts as changed there."""
        finer, level = self._levels[index - 1], self._levels[index]
        changed, finer.changed = finer.changed, []
        stale = [
            Rect.from_edges(rect.x // 2, rect.y // 2, (rect.right + 1) // 2, (rect.bottom + 1) // 2)
            for rect in changed
        ]
        for rect in stale:
            level.add(rect)
        return stale

    def _refresh(self, index: int, part: Rect) -> None:
        if part.is_empty:
            return
        level, finer = self._levels[index], self._levels[index - 1]
        source = Rect(part.x * 2, part.y * 2, part.width * 2, part.height * 2)
        source = source.intersected(Rect.of_size(finer.size))
        level.image.paste(finer.image.reduce(2, source.box), (part.x, part.y))


class _Level:
    def __init__(self, size: Size, memory: mmap.mmap) -> None:
        self.size = size
        self.memory = memory
        self.image = image_over(memory, "L", size)
        # See Mask: the memory is ours and writable.
        self.image.readonly = 0
        self.changed: list[Rect] = []  # since the next smaller level was brought up to date

    def add(self, rect: Rect) -> None:
        """It has changed there, too."""
        self.changed.append(rect)
        if len(self.changed) > _MOST_PARTS:
            self.changed = [united(self.changed)]
