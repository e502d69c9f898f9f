"""The mask: one byte per pixel, 0 (kept) or 255 (changed), and never anything between."""

from __future__ import annotations

import mmap
import threading
import weakref
from collections.abc import Iterable, Iterator

from PIL import Image, ImageChops

from app.canvas.geometry import Rect, Size, united
from app.canvas.mask_pyramid import MaskPyramid
from app.canvas.picture import (
    anonymous_memory,
    give_way,
    image_over,
    strips,
)
from app.canvas.tally import Tally

# So many are remembered one by one when nobody asks for them.
_MOST_CHANGES = 64

# A snapshot is copied and read in strips of about 256 kB: that takes some 0.1 ms, for which nobody
# else has the interpreter. So many are read before a worker gives way.
_STRIP_SHARE = 4
_STRIPS_AT_ONCE = 4
# What is about to be painted on is copied in squares of so many pixels.
_TILE = 256

KEPT = 0
CHANGED = 255

# One span of a filled shape: row, first column, column after the last.
Span = tuple[int, int, int]


class MaskSnapshot:
    """A mask as it was at one moment: what is submitted, saved or exported. Safe in any thread.

    `size` is the displayed picture's; `orientation` is its EXIF orientation, by which the
    file written for the service is turned back to the stored picture's layout.
    """

    def __init__(self, size: Size, data: bytes, orientation: int = 1) -> None:
        if len(data) != size.area:
            raise ValueError(f"{len(data)} bytes can't be a mask of {size}")
        self.size = size
        self.orientation = orientation
        self._data = data

    @property
    def data(self) -> bytes:
        """`width * height` bytes, row by row, each 0 or 255."""
        return self._data

    @property
    def bounds(self) -> tuple[tuple[int, int], ...]:
        """Top and bottom row of each strip."""
        return tuple(strips(self.size, _STRIP_SHARE))

    def strips(self) -> Iterator[bytes]:
        """The same in whole rows, from the top to the bottom, as `bounds` has them.

        For a worker: now and then it gives way.
        """
        memory, width = self._whole(), self.size.width
        for number, (top, bottom) in enumerate(self.bounds, start=1):
            yield memory[top * width : bottom * width]
            if number % _STRIPS_AT_ONCE == 0:
                give_way()

    def image(self) -> Image.Image:
        """The same as an "L" image; not to be written to."""
        return image_over(self._whole(), "L", self.size)

    def _whole(self) -> bytes | mmap.mmap:
        return self._data


class _LiveSnapshot(MaskSnapshot):
    """A snapshot that copies the mask only when somebody is about to change it, or reads it.

    Copying 64 MB at once would hold up the GUI thread for 45 ms and more. So before each change
    the mask calls `preserve`, which copies the tiles that are touched for the first time; whoever
    reads the snapshot copies all of it, piece by piece, giving way after each.

    No lock between the two: the reader would take it again and again before the painter, who
    waits for it, is even awake (measured: 94 ms). Each copy is made by one call that holds the
    GIL. Since the painter puts a tile aside before he changes anything in it, the reader, who lays
    those tiles over his copy in the end, has what was there before the change.
    """

    def __init__(self, mask: Mask, orientation: int) -> None:
        self.size = mask.size
        self.orientation = orientation
        self._mask: Mask | None = mask
        self._tiles: dict[tuple[int, int], Image.Image] = {}  # by their upper left corners
        self._reading = threading.Lock()  # readers alone take it
        self._memory = anonymous_memory(mask.size.area)  # filled by the first reader

    def preserve(self, rect: Rect) -> None:
        """Copy the tiles that `rect` touches, before they change."""
        mask = self._mask
        if mask is None or rect.is_empty:
            return
        for y in range(rect.y // _TILE * _TILE, rect.bottom, _TILE):
            for x in range(rect.x // _TILE * _TILE, rect.right, _TILE):
                if (x, y) not in self._tiles:
                    right, bottom = min(x + _TILE, self.size.width), y + _TILE
                    box = (x, y, right, min(bottom, self.size.height))
                    self._tiles[x, y] = mask.image.crop(box)

    @property
    def data(self) -> bytes:
        return self._whole()[:]

    def _whole(self) -> mmap.mmap:
        with self._reading:
            if self._mask is not None:
                self._copy(self._mask)
                self._mask = None
                self._tiles = {}
            return self._memory

    def _copy(self, mask: Mask) -> None:
        width = self.size.width
        for top, bottom in self.bounds:
            self._memory[top * width : bottom * width] = mask.view(top, bottom)
            give_way()
        image = image_over(self._memory, "L", self.size)
        image.readonly = 0
        # Those that are put aside from now on are of changes that came after the copy.
        for corner, tile in tuple(self._tiles.items()):
            image.paste(tile, corner)


class Mask:
    """The mutable mask of one picture.

    `image` is a Pillow image and `buffer` the same memory as bytes, so that Pillow draws into
    it and Qt shows it without a copy. Whoever changes it calls `will_change` first and
    `has_changed` after, with the rectangle: that keeps snapshots, `coverage` and `pyramid` right.
    `version` is another number after each change.
    """

    def __init__(self, size: Size) -> None:
        self.size = size
        self.buffer = anonymous_memory(size.area)
        self._view = memoryview(self.buffer)
        self.image = image_over(self.buffer, "L", size)
        # frombuffer marks the image read-only out of caution, and a drawing call would then
        # work on a copy; this memory is ours and writable.
        self.image.readonly = 0
        self.pyramid = MaskPyramid(size, self.buffer)
        self.version = 0
        self._tally = Tally(self.image)
        self._fill = {value: bytes([value]) * size.width for value in (KEPT, CHANGED)}
        # Not a WeakSet: that one takes members out in whatever thread drops a snapshot, also
        # while this one goes through them.
        self._snapshots: list[weakref.ref[_LiveSnapshot]] = []
        self._changes: list[Rect] = []

    @classmethod
    def of(cls, image: Image.Image) -> Mask:
        """A mask that holds what an "L" image of 0 and 255 does, counted and with its pyramid.

        Takes its time and may be called in any thread; no other thread has to wait long.
        """
        mask = cls(Size(*image.size))
        for top, bottom in strips(mask.size, 1):
            box = (0, top, mask.size.width, bottom)
            mask.image.paste(image.crop(box), box)
        mask.has_changed(Rect.of_size(mask.size))
        mask.pyramid.complete()
        mask._tally.count()
        return mask

    @property
    def changed_pixels(self) -> int:
        """How many pixels are white; only what changed since the last call is counted."""
        return self._tally.total

    @property
    def coverage(self) -> float:
        """The white share of the mask, 0.0 to 1.0."""
        return self.changed_pixels / self.size.area if self.size.area else 0.0

    @property
    def is_empty(self) -> bool:
        """Whether no pixel is white."""
        return self.changed_pixels == 0

    def rows(self, top: int, bottom: int) -> bytes:
        """The bytes of the rows from `top` up to but without `bottom`."""
        return bytes(self.view(top, bottom))

    def view(self, top: int, bottom: int) -> memoryview:
        """The same, as they are whenever one looks."""
        return self._view[top * self.size.width : bottom * self.size.width]

    def snapshot(self, orientation: int = 1) -> MaskSnapshot:
        """The mask as it is now, for another thread; costs nothing until the mask changes."""
        snapshot = _LiveSnapshot(self, orientation)
        alive = [reference for reference in self._snapshots if reference() is not None]
        self._snapshots = [*alive, weakref.ref(snapshot)]
        return snapshot

    def will_change(self, rect: Rect) -> None:
        """To be called before the pixels in `rect` change."""
        alive = []
        for reference in self._snapshots:
            snapshot = reference()
            if snapshot is not None:
                snapshot.preserve(rect)
                alive.append(reference)
        self._snapshots = alive
        self.version += 1

    def has_changed(self, rect: Rect, parts: tuple[Rect, ...] = ()) -> None:
        """To be called after the pixels in `rect` changed, or those in some parts of it."""
        self._tally.changed(rect)
        self.pyramid.invalidate(rect)
        self._remember(parts or (rect,))

    def take_changes(self) -> list[Rect]:
        """Where it has changed since this was last asked: for the one that shows it."""
        changes, self._changes = self._changes, []
        return changes

    def _remember(self, parts: Iterable[Rect]) -> None:
        self._changes += parts
        if len(self._changes) > _MOST_CHANGES:
            self._changes = [united(self._changes)]

    def fill_spans(self, spans: Iterable[Span], value: int) -> None:
        """Set runs of pixels, which must lie inside the mask, to 0 or 255."""
        memory, width, fill = self.buffer, self.size.width, self._fill[value]
        for y, left, right in spans:
            row = y * width
            memory[row + left : row + right] = fill[: right - left]

    def paste(self, image: Image.Image, rect: Rect) -> None:
        """Put an "L" image of 0 and 255 at `rect`, which has its size."""
        self.will_change(rect)
        self.image.paste(image, rect.box)
        self.has_changed(rect)

    def flip(self, rect: Rect) -> None:
        """Swap black and white in `rect`."""
        self.will_change(rect)
        self.image.paste(ImageChops.invert(self.image.crop(rect.box)), rect.box)
        self._tally.flipped(rect)
        self.pyramid.invalidate(rect)
        self._remember((rect,))
