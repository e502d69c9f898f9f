"""Undo and redo as patches: only what a gesture changed is kept, compressed, under a cap."""

from __future__ import annotations

import math
import time
from collections import deque

from PIL import Image

from app.canvas.geometry import EMPTY, Rect
from app.canvas.mask import Mask
from app.canvas.patch import TILE, Patch, Tiles, pack_tile

DEFAULT_BYTE_CAP = 128 * 1024 * 1024
DEFAULT_STEP_CAP = 1000

# The end of a gesture is a pointer event like any other.
_COMMIT_SECONDS = 0.003


class History:
    """What can be undone and redone, oldest dropped first once a cap is reached.

    A gesture calls `touch` before each change, and `commit` once at its end; `abandon` puts
    everything back as it was. Packing what a long gesture changed takes longer than a frame: it
    is done by and by, in `tidy`, and in any case before it is needed. A change of the whole mask
    is made elsewhere: `push` records it, and `went_back` and `went_forward` that it was undone
    and done again.
    """

    def __init__(
        self, mask: Mask, byte_cap: int = DEFAULT_BYTE_CAP, step_cap: int = DEFAULT_STEP_CAP
    ) -> None:
        self.mask = mask  # another one takes its place when the whole mask is changed at once
        self._byte_cap = byte_cap
        self._step_cap = step_cap
        self._undo: deque[Patch] = deque()
        self._redo: list[Patch] = []
        self._bytes = 0
        self._staged: dict[Rect, Image.Image] = {}
        # Their corners: asked after at each pointer move, for each tile under a large brush.
        self._touched: set[tuple[int, int]] = set()
        self._loose: deque[_LooseStep] = deque()  # newer than all in `_undo`

    @property
    def in_gesture(self) -> bool:
        """Whether a gesture has touched anything since the last `commit` or `abandon`."""
        return bool(self._staged)

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._loose) or bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether there is a taken-back change to do again."""
        return bool(self._redo)

    @property
    def undo_label(self) -> str:
        """The name of the change that undo takes back; empty when there is none."""
        if self._loose:
            return self._loose[-1].label
        return self._undo[-1].label if self._undo else ""

    @property
    def redo_label(self) -> str:
        """The name of the change that redo does again; empty when there is none."""
        return self._redo[-1].label if self._redo else ""

    @property
    def next_undo(self) -> Patch | None:
        """The change that undo takes back."""
        self.tidy()
        return self._undo[-1] if self._undo else None

    @property
    def next_redo(self) -> Patch | None:
        """The taken-back change that redo does again."""
        return self._redo[-1] if self._redo else None

    @property
    def byte_count(self) -> int:
        """The memory that all steps hold, in bytes."""
        self.tidy()
        return self._bytes

    def limit(self, byte_cap: int) -> None:
        """Hold no more than so many bytes from now on."""
        self._byte_cap = byte_cap
        self._drop_oldest()

    # Gestures

    def touch(self, rect: Rect) -> None:
        """Remember the tiles under `rect`, unless this gesture has touched them already."""
        if rect.is_empty:
            return
        size = self.mask.size
        for y in range(rect.y // TILE * TILE, rect.bottom, TILE):
            for x in range(rect.x // TILE * TILE, rect.right, TILE):
                if (x, y) in self._touched:
                    continue
                self._touched.add((x, y))
                tile = Rect(x, y, min(TILE, size.width - x), min(TILE, size.height - y))
                for step in self._loose:
                    step.pack(tile, self.mask.image)
                self._staged[tile] = self.mask.image.crop(tile.box)

    def commit(self, label: str) -> bool:
        """End the gesture as a step; returns False when it has changed nothing, and is none."""
        staged, self._staged = self._staged, {}
        self._touched.clear()
        if not staged:
            return False
        step = _LooseStep(label, staged)
        self._pack(step, _COMMIT_SECONDS)
        if not step.is_left and not step.has_changed:
            return False
        self._loose.append(step)
        return True

    def tidy(self, seconds: float = math.inf) -> bool:
        """Go on packing what gestures have changed; whether anything is left after so long."""
        end = time.perf_counter() + seconds
        while self._loose:
            step = self._loose[0]
            self._pack(step, end - time.perf_counter())
            if step.is_left:
                return True
            self._loose.popleft()
            if step.has_changed:
                self._append(step.packed())
        return False

    def _pack(self, step: _LooseStep, seconds: float) -> None:
        """Pack tiles for so long, one at least."""
        end = time.perf_counter() + seconds
        had_changed = step.has_changed
        while step.is_left:
            step.pack_next(self.mask.image)
            if time.perf_counter() > end:
                break
        if step.has_changed and not had_changed:
            self._forget_redo()

    def abandon(self) -> Rect:
        """Put back what the gesture changed so far; returns the part it had touched."""
        staged, self._staged = self._staged, {}
        self._touched.clear()
        dirty = EMPTY
        for rect, before in staged.items():
            self.mask.paste(before, rect)
            dirty = dirty.united(rect)
        return dirty

    # Steps

    def push(self, step: Patch) -> None:
        """Add a change that has just been made; what was undone can't be redone any more."""
        self.tidy()
        self._forget_redo()
        self._append(step)

    def undo(self) -> Rect:
        """Take the last change back; returns the changed part, empty when there was none."""
        step = self.next_undo
        if step is None:
            return EMPTY
        step.apply(self.mask)
        self.went_back(step)
        return step.rect

    def redo(self) -> Rect:
        """Do the last undone change again; returns the changed part."""
        step = self.next_redo
        if step is None:
            return EMPTY
        step.apply(self.mask)
        self.went_forward(step)
        return step.rect

    def went_back(self, step: Patch) -> None:
        """The last change has been taken back."""
        if self._undo and self._undo[-1] is step:
            self._undo.pop()
        else:
            # It had to go while it was being taken back; now it is here again.
            self._bytes += step.byte_count
        self._redo.append(step)

    def went_forward(self, step: Patch) -> None:
        """The last undone change has been done again."""
        if self._redo and self._redo[-1] is step:
            self._redo.pop()
        else:
            self._bytes += step.byte_count
        self._undo.append(step)

    def _forget_redo(self) -> None:
        self._bytes -= sum(undone.byte_count for undone in self._redo)
        self._redo.clear()

    def _append(self, step: Patch) -> None:
        self._undo.append(step)
        self._bytes += step.byte_count
        self._drop_oldest()

    def _drop_oldest(self) -> None:
        """Keep the caps: what is furthest from the mask as it is goes first."""
        while self._bytes > self._byte_cap and self._redo:
            self._bytes -= self._redo.pop(0).byte_count
        while self._undo and (len(self._undo) > self._step_cap or self._bytes > self._byte_cap):
            self._bytes -= self._undo.popleft().byte_count


class _LooseStep:
    """A change that has been made, of which some tiles are not packed yet.

    As long as a tile isn't, the mask still holds it as the change has left it.
    """

    def __init__(self, label: str, before: dict[Rect, Image.Image]) -> None:
        self.label = label
        self._before = before
        self._tiles: Tiles = {}

    @property
    def has_changed(self) -> bool:
        """Whether any tile packed so far is different from before."""
        return bool(self._tiles)

    @property
    def is_left(self) -> bool:
        """Whether there are tiles to pack."""
        return bool(self._before)

    def pack(self, rect: Rect, mask: Image.Image) -> None:
        """Pack one tile, if it is among those that are not packed yet; a gesture is about to
        change it.
        """
        before = self._before.pop(rect, None)
        if before is not None:
            pack_tile(before, mask, rect, self._tiles)

    def pack_next(self, mask: Image.Image) -> None:
        """Pack any tile."""
        rect, before = self._before.popitem()
        pack_tile(before, mask, rect, self._tiles)

    def packed(self) -> Patch:
        """The step, once nothing is left."""
        return Patch(self.label, self._tiles)
