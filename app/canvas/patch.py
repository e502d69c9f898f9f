"""One undoable change of a mask: which pixels flip. Applied twice, it undoes itself."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from PIL import Image, ImageChops

from app.canvas.geometry import EMPTY, Rect, Size
from app.canvas.mask import CHANGED, Mask
from app.canvas.picture import Picture
from app.canvas.progress import Progress

TILE = 128
_BLOCK = 1024
_ENTRY_BYTES = 200

# Measured on two cores: unpacking and pasting a tile, and flipping a pixel, in seconds.
_TILE_SECONDS, _PIXEL_SECONDS = 45e-6, 0.6e-9
_FRAME_SECONDS = 0.008

# Disjoint parts of a mask: compressed pixels, 255 where they flip; None where all of them do.
Tiles = dict[Rect, bytes | None]


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """The difference between the mask before and after a change.

    A mask holds but two values, so the difference alone leads from either one to the other.
    """

    label: str
    tiles: Tiles
    rect: Rect = field(init=False)
    byte_count: int = field(init=False)

    def __post_init__(self) -> None:
        rect, weight = EMPTY, 0
        for part, packed in self.tiles.items():
            rect = rect.united(part)
            weight += _ENTRY_BYTES + len(packed or b"")
        object.__setattr__(self, "rect", rect)
        object.__setattr__(self, "byte_count", weight)

    @property
    def is_light(self) -> bool:
        """Whether `apply` is done within a frame; else `result` belongs in another thread."""
        seconds = sum(
            _PIXEL_SECONDS * rect.size.area if packed is None else _TILE_SECONDS
            for rect, packed in self.tiles.items()
        )
        return seconds < _FRAME_SECONDS

    def apply(self, mask: Mask) -> None:
        """Flip the pixels in a mask."""
        mask.will_change(self.rect)
        pasted = []
        for rect, packed in self.tiles.items():
            if packed is None:
                mask.flip(rect)
            else:
                mask.image.paste(_flipped(mask.image, rect, packed), rect.box)
                pasted.append(rect)
        for part in _rows(pasted):
            mask.has_changed(part)

    def result(self, picture: Picture, mask: Image.Image, progress: Progress) -> Image.Image:
        """A copy of an "L" mask with the pixels flipped."""
        flipped = Image.new("L", mask.size, None)
        for block in _blocks(Size(*mask.size)):
            flipped.paste(mask.crop(block.box), block.box)
            progress.report(0.0)
        for done, (rect, packed) in enumerate(self.tiles.items()):
            progress.report(done / len(self.tiles))
            if packed is not None:
                flipped.paste(_flipped(flipped, rect, packed), rect.box)
                continue
            for block in _blocks(rect.size):
                part = Rect(rect.x + block.x, rect.y + block.y, block.width, block.height)
                flipped.paste(ImageChops.invert(flipped.crop(part.box)), part.box)
        return flipped


def pack_tile(before: Image.Image, mask: Image.Image, rect: Rect, tiles: Tiles) -> None:
    """Add what changed in one tile of a mask since it was copied; nothing when nothing did."""
    _pack(ImageChops.difference(before, mask.crop(rect.box)), rect, tiles)


def patch_between(
    label: str, before: Image.Image, after: Image.Image, progress: Progress
) -> Patch | None:
    """What differs between two masks of the same size; None when nothing does. For any thread."""
    tiles: Tiles = {}
    blocks = list(_blocks(Size(*before.size)))
    for done, block in enumerate(blocks):
        progress.report(done / len(blocks))
        _pack(ImageChops.difference(before.crop(block.box), after.crop(block.box)), block, tiles)
    return Patch(label, tiles) if tiles else None


def _rows(tiles: list[Rect]) -> Iterator[Rect]:
    """The same area in fewer parts: tiles side by side in one."""
    row = EMPTY
    for tile in sorted(tiles, key=lambda rect: (rect.y, rect.x)):
        if (tile.y, tile.height, tile.x) == (row.y, row.height, row.right):
            row = row.united(tile)
            continue
        if not row.is_empty:
            yield row
        row = tile
    if not row.is_empty:
        yield row


def _flipped(image: Image.Image, rect: Rect, packed: bytes) -> Image.Image:
    """What a tile of a mask becomes."""
    extent = (rect.width, rect.height)
    difference = Image.frombytes("L", extent, zlib.decompress(packed))
    return ImageChops.difference(image.crop(rect.box), difference)


def _pack(difference: Image.Image, rect: Rect, tiles: Tiles) -> None:
    """Add what flips in `rect` to `tiles`: nothing, all of it, or tile by tile."""
    low, high = difference.getextrema()
    if high != CHANGED:
        return
    if low == CHANGED:
        tiles[rect] = None
    elif max(rect.width, rect.height) <= TILE:
        tiles[rect] = zlib.compress(difference.tobytes(), 1)
    else:
        for part in _quarters(rect):
            corner = Rect(part.x - rect.x, part.y - rect.y, part.width, part.height)
            _pack(difference.crop(corner.box), part, tiles)


def _blocks(size: Size) -> Iterator[Rect]:
    """A mask cut into squares of a megabyte, so that no single call keeps other threads waiting."""
    whole = Rect.of_size(size)
    for y in range(0, size.height, _BLOCK):
        for x in range(0, size.width, _BLOCK):
            yield Rect(x, y, _BLOCK, _BLOCK).intersected(whole)


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
