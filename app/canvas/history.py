"""Undo and redo as patches: only what a gesture changed is kept, compressed, under a cap."""

from __future__ import annotations

from collections import deque

from PIL import Image

from app.canvas.geometry import EMPTY, Rect
from app.canvas.mask import Mask
from app.canvas.patch import TILE, Patch, patch_of_tiles

DEFAULT_BYTE_CAP = 128 * 1024 * 1024
DEFAULT_STEP_CAP = 1000


class History:
    """What can be undone and redone, oldest dropped first once a cap is reached.

    A gesture calls `touch` before each change, and `commit` once at its end; `abandon` puts
    everything back as it was. A change of the whole mask is made elsewhere: `push` records it,
    and `went_back` and `went_forward` that it was undone and done again.
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

    @property
    def in_gesture(self) -> bool:
        """Whether a gesture has touched anything since the last `commit` or `abandon`."""
        return bool(self._staged)

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether there is a taken-back change to do again."""
        return bool(self._redo)

    @property
    def undo_label(self) -> str:
        """The name of the change that undo takes back; empty when there is none."""
        return self._undo[-1].label if self._undo else ""

    @property
    def redo_label(self) -> str:
        """The name of the change that redo does again; empty when there is none."""
        return self._redo[-1].label if self._redo else ""

    @property
    def next_undo(self) -> Patch | None:
        """The change that undo takes back."""
        return self._undo[-1] if self._undo else None

    @property
    def next_redo(self) -> Patch | None:
        """The taken-back change that redo does again."""
        return self._redo[-1] if self._redo else None

    @property
    def byte_count(self) -> int:
        """The memory that all steps hold, in bytes."""
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
                tile = Rect(x, y, min(TILE, size.width - x), min(TILE, size.height - y))
                if tile not in self._staged:
                    self._staged[tile] = self.mask.image.crop(tile.box)

    def commit(self, label: str) -> bool:
        """End the gesture; returns whether it changed anything and so became a step."""
        staged, self._staged = self._staged, {}
        patch = patch_of_tiles(label, staged, self.mask.image)
        if patch is None:
            return False
        self.push(patch)
        return True

    def abandon(self) -> Rect:
        """Put back what the gesture changed so far; returns the part it had touched."""
        staged, self._staged = self._staged, {}
        dirty = EMPTY
        for rect, before in staged.items():
            self.mask.paste(before, rect)
            dirty = dirty.united(rect)
        return dirty

    # Steps

    def push(self, step: Patch) -> None:
        """Add a change that has just been made; what was undone can't be redone any more."""
        self._bytes += step.byte_count - sum(undone.byte_count for undone in self._redo)
        self._redo.clear()
        self._undo.append(step)
        self._drop_oldest()

    def undo(self) -> Rect:
        """Take the last change back; returns the changed part, empty when there was none."""
        if not self._undo:
            return EMPTY
        step = self._undo[-1]
        step.apply(self.mask)
        self.went_back()
        return step.rect

    def redo(self) -> Rect:
        """Do the last undone change again; returns the changed part."""
        if not self._redo:
            return EMPTY
        step = self._redo[-1]
        step.apply(self.mask)
        self.went_forward()
        return step.rect

    def went_back(self) -> None:
        """The last change has been taken back."""
        self._redo.append(self._undo.pop())

    def went_forward(self) -> None:
        """The last undone change has been done again."""
        self._undo.append(self._redo.pop())

    def _drop_oldest(self) -> None:
        while self._undo and (len(self._undo) > self._step_cap or self._bytes > self._byte_cap):
            self._bytes -= self._undo.popleft().byte_count
