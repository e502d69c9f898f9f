"""Undo and redo as patches: only what a gesture changed is kept, compressed, under a cap."""

from __future__ import annotations

import zlib
from collections import deque
from dataclasses import dataclass, field
from typing import Protocol

from PIL import Image

from app.canvas.geometry import EMPTY, Rect
from app.canvas.mask import Mask

TILE = 128
DEFAULT_BYTE_CAP = 128 * 1024 * 1024
DEFAULT_STEP_CAP = 1000
_ENTRY_BYTES = 200


class Step(Protocol):
    """One undoable change. `swap` undoes it and, called again, does it again."""

    @property
    def label(self) -> str:
        """What the change was, for the menu."""

    @property
    def byte_count(self) -> int:
        """The memory it holds, in bytes."""

    def swap(self, mask: Mask) -> Rect:
        """Exchange what the mask holds with what the step holds; returns the changed part."""


@dataclass(slots=True)
class Patch:
    """The tiles a gesture touched as they were before; a uniform tile is its value alone."""

    label: str
    tiles: dict[Rect, bytes | int]
    byte_count: int = field(init=False)

    def __post_init__(self) -> None:
        self._weigh()

    def _weigh(self) -> None:
        """The compressed tiles and a flat estimate for each entry."""
        self.byte_count = sum(
            _ENTRY_BYTES + (len(tile) if isinstance(tile, bytes) else 0)
            for tile in self.tiles.values()
        )

    def swap(self, mask: Mask) -> Rect:
        """Exchange the tiles with the mask's."""
        dirty = EMPTY
        for rect, stored in self.tiles.items():
            self.tiles[rect] = packed(mask.image.crop(rect.box))
            mask.paste(unpacked(stored, rect), rect)
            dirty = dirty.united(rect)
        self._weigh()
        return dirty


@dataclass(slots=True)
class Inversion:
    """Black and white swapped: it undoes itself and needs no pixels."""

    label: str
    byte_count: int = 0

    def swap(self, mask: Mask) -> Rect:
        """Invert the mask."""
        mask.invert()
        return Rect.of_size(mask.size)


def packed(tile: Image.Image) -> bytes | int:
    """A tile compressed, or the value of all its pixels when they are the same."""
    low, high = tile.getextrema()
    return int(low) if low == high else zlib.compress(tile.tobytes(), 1)  # type: ignore[arg-type]


def unpacked(stored: bytes | int, rect: Rect) -> Image.Image:
    """The tile that `packed` stored."""
    extent = (rect.width, rect.height)
    if isinstance(stored, int):
        return Image.new("L", extent, stored)
    return Image.frombytes("L", extent, zlib.decompress(stored))


class History:
    """What can be undone and redone, oldest dropped first once a cap is reached.

    A gesture calls `touch` before each change, and `commit` once at its end; `abandon` puts
    everything back as it was.
    """

    def __init__(
        self, mask: Mask, byte_cap: int = DEFAULT_BYTE_CAP, step_cap: int = DEFAULT_STEP_CAP
    ) -> None:
        self._mask = mask
        self._byte_cap = byte_cap
        self._step_cap = step_cap
        self._undo: deque[Step] = deque()
        self._redo: list[Step] = []
        self._staged: dict[Rect, Image.Image] = {}

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
    def byte_count(self) -> int:
        """The memory that all steps hold, in bytes."""
        return sum(step.byte_count for step in (*self._undo, *self._redo))

    def touch(self, rect: Rect) -> None:
        """Remember the tiles under `rect`, unless this gesture has touched them already."""
        if rect.is_empty:
            return
        size = self._mask.size
        for y in range(rect.y // TILE * TILE, rect.bottom, TILE):
            for x in range(rect.x // TILE * TILE, rect.right, TILE):
                tile = Rect(x, y, min(TILE, size.width - x), min(TILE, size.height - y))
                if tile not in self._staged:
                    self._staged[tile] = self._mask.image.crop(tile.box)

    def commit(self, label: str) -> bool:
        """End the gesture; returns whether it changed anything and so became a step."""
        staged, self._staged = self._staged, {}
        tiles = {
            rect: packed(before)
            for rect, before in staged.items()
            if before.tobytes() != self._mask.image.crop(rect.box).tobytes()
        }
        if tiles:
            self.push(Patch(label, tiles))
        return bool(tiles)

    def abandon(self) -> Rect:
        """Put back what the gesture changed so far; returns the part it had touched."""
        staged, self._staged = self._staged, {}
        dirty = EMPTY
        for rect, before in staged.items():
            self._mask.paste(before, rect)
            dirty = dirty.united(rect)
        return dirty

    def push(self, step: Step) -> None:
        """Add a change that has just been made; what was undone can't be redone any more."""
        self._redo.clear()
        self._undo.append(step)
        while self._undo and (len(self._undo) > self._step_cap or self.byte_count > self._byte_cap):
            self._undo.popleft()

    def undo(self) -> Rect:
        """Take the last change back; returns the changed part, empty when there was none."""
        if not self._undo:
            return EMPTY
        step = self._undo.pop()
        self._redo.append(step)
        return step.swap(self._mask)

    def redo(self) -> Rect:
        """Do the last undone change again; returns the changed part."""
        if not self._redo:
            return EMPTY
        step = self._redo.pop()
        self._undo.append(step)
        return step.swap(self._mask)
