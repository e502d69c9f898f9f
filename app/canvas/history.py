"""Undo and redo as patches: only what a gesture changed is kept, compressed, under a cap."""

from __future__ import annotations

import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from PIL import Image

from app.canvas.geometry import EMPTY, Rect
from app.canvas.mask import CHANGED, Mask

TILE = 128
DEFAULT_BYTE_CAP = 128 * 1024 * 1024
DEFAULT_STEP_CAP = 1000
_ENTRY_BYTES = 200

# Disjoint parts of a mask: compressed pixels, or the value that they all have.
Tiles = dict[Rect, bytes | int]


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
    """What a step changed, as it was before: uniform blocks as their value, or compressed tiles."""

    label: str
    tiles: Tiles
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
        current: Tiles = {}
        for rect, stored in self.tiles.items():
            _pack(mask.image, rect, current)
            if isinstance(stored, int):
                mask.fill(rect, stored)
            else:
                tile = Image.frombytes("L", (rect.width, rect.height), zlib.decompress(stored))
                mask.paste(tile, rect)
            dirty = dirty.united(rect)
        self.tiles = current
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


def _packed(pixels: bytes) -> bytes | int:
    """Bytes of 0 and 255 compressed, or their value when they are all the same."""
    value = pixels[0]
    return zlib.compress(pixels, 1) if (CHANGED - value) in pixels else value


def _pack(image: Image.Image, rect: Rect, tiles: Tiles) -> None:
    """Add what an image holds in `rect` to `tiles`, in uniform blocks as large as possible."""
    block = image.crop(rect.box)
    if max(rect.width, rect.height) <= TILE:
        tiles[rect] = _packed(block.tobytes())
        return
    low, high = block.getextrema()
    if low == high:
        tiles[rect] = int(low)  # type: ignore[arg-type]  # an "L" image's extrema are two numbers
        return
    for part in _quarters(rect):
        _pack(image, part, tiles)


def _quarters(rect: Rect) -> Iterator[Rect]:
    """A rectangle larger than a tile, cut along the lines between tiles."""
    x, y = _middle(rect.x, rect.right), _middle(rect.y, rect.bottom)
    for left, right in ((rect.x, x), (x, rect.right)):
        for top, bottom in ((rect.y, y), (y, rect.bottom)):
            if left < right and top < bottom:
                yield Rect.from_edges(left, top, right, bottom)


def _middle(start: int, end: int) -> int:
    """The line between tiles that is nearest to the middle; `start` when none is between."""
    middle = ((start + end) // 2 + TILE // 2) // TILE * TILE
    return middle if start < middle < end else start


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
        tiles: Tiles = {}
        for rect, image in staged.items():
            before = image.tobytes()
            if before != self._mask.image.crop(rect.box).tobytes():
                tiles[rect] = _packed(before)
        if tiles:
            self.push(Patch(label, tiles))
        return bool(tiles)

    def record(self, label: str, rect: Rect) -> None:
        """Make a step of one change that is about to be made to a large part of the mask.

        Quicker than `touch` and `commit`, since uniform areas are not cut into tiles.
        """
        if not rect.is_empty:
            tiles: Tiles = {}
            _pack(self._mask.image, rect, tiles)
            self.push(Patch(label, tiles))

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
