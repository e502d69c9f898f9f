"""A result's marked region, pasted into the original: all the rest stays as it was, bit for bit.

How much of the result a pixel takes is its weight, 0 to 255. The marked region has 255: all of it
is the result's. Outside it falls with the distance, and from `feather` pixels on it is 0. Where it
is 255 or 0 nothing is computed: the pixel is copied.

The feather lies outside of the mask, since what was marked is what is wanted of the result; inside,
a ramp would bring back what should go. A pixel at the distance d of the nearest marked one covers
what is d - 1 to d pixels from the mask's edge, so those with d ≤ feather, the reach of
`morphology.grow`, are the ones that may take something. The ramp is a smoothstep: its ends have
no kink, which the eye would take for an edge.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from PIL import Image, ImageChops

from app.canvas.alignment import BYTES_OF_BOTH, Rows, aligned_rows, is_turned, rows_of
from app.canvas.bits import around, black, white_bounds
from app.canvas.geometry import Rect, Size
from app.canvas.limits import MAX_FEATHER
from app.canvas.mask import MaskSnapshot
from app.canvas.picture import Level, Picture, anonymous_memory, patient_strips, picture_on
from app.canvas.progress import Progress

_TILE = 512
_ALL = 255


def pasted(
    original: Picture,
    result: Picture,
    part: Rect,
    mask: MaskSnapshot,
    feather: int,
    progress: Progress,
    size: Size | None = None,
) -> Picture:
    """The original with a part of a result in the place of what is marked.

    `part` is in the result's pixels, and is scaled to the original when it has another size;
    `mask` has the original's size, `feather` is in the original's pixels, 0 to MAX_FEATHER. The
    picture has the original's size and orientation; or `size`, to which original and mask are
    scaled then. It has alpha where either has. Takes its time: for a worker thread. Raises
    Abandoned.
    """
    size = size or original.size
    marked = mask.image()
    if size != mask.size:
        marked = marked.resize((size.width, size.height), Image.Resampling.NEAREST)
        feather = min(MAX_FEATHER, round(feather * size.width / mask.size.width))
    weights = feathered(marked, feather, progress.part(0.0, 0.5))
    with_alpha = original.has_alpha or result.has_alpha
    before = rows_of(original, size, with_alpha=original.has_alpha)
    after = aligned_rows(result, part, original, size, with_alpha=result.has_alpha)
    blended = _blended(before, after, weights, with_alpha=with_alpha)
    pixels = anonymous_memory(size.area * 4)
    blending = progress.part(0.5, 1.0)
    for top, bottom in patient_strips(size, BYTES_OF_BOTH):
        pixels[top * size.width * 4 : bottom * size.width * 4] = blended(top, bottom).tobytes()
        blending.report(bottom / size.height)
    return picture_on(Level(size, pixels), with_alpha, original.orientation)


def size_beside(original: Picture, result: Picture) -> Size:
    """The size of a whole result, once it is turned as its original is."""
    quarter = is_turned(result, original) and original.orientation >= 5
    return result.size.transposed if quarter else result.size


# Blending


def _blended(before: Rows, after: Rows, weights: Image.Image, *, with_alpha: bool) -> Rows:
    """The rows of one picture, with those of another as far as the weights say."""
    mix = _mixed if with_alpha else Image.composite

    def rows(top: int, bottom: int) -> Image.Image:
        strip = weights.crop((0, top, weights.width, bottom))
        least, most = strip.getextrema()
        if most == 0:
            return _as_kind(before(top, bottom), with_alpha)
        if least == _ALL:
            return _as_kind(after(top, bottom), with_alpha)
        new, old = (_as_kind(one(top, bottom), with_alpha) for one in (after, before))
        return mix(new, old, strip)

    return rows


def _as_kind(rows: Image.Image, with_alpha: bool) -> Image.Image:
    """The same with room for transparency if that is wanted; what had none is opaque."""
    if with_alpha and rows.mode != "RGBA":
        return Image.merge("RGBA", (*rows.split()[:3], Image.new("L", rows.size, _ALL)))
    return rows


def _mixed(after: Image.Image, before: Image.Image, weights: Image.Image) -> Image.Image:
    """Composite two RGBA images so that the colour of what can't be seen doesn't show."""
    seen = Image.composite(after.convert("RGBa"), before.convert("RGBa"), weights).convert("RGBA")
    # What is multiplied by its alpha doesn't come back exactly: only the ramp is made of it.
    seen.paste(after, mask=weights.point(_ONLY_ALL))
    seen.paste(before, mask=weights.point(_ONLY_NONE))
    return seen


_ONLY_ALL = [0] * 255 + [255]
_ONLY_NONE = [255] + [0] * 255


# Weights


def feathered(mask: Image.Image, feather: int, progress: Progress) -> Image.Image:
    """The weight of each pixel, as an "L" image; not to be written to. `mask` is 0 and 255.

    The distance is Euclidean and exact: first the nearest white pixel of each column is found,
    then the nearest among the columns. Only tiles that the ramp touches are gone through, each
    in calls that are over in a fraction of a millisecond. Raises Abandoned.
    """
    if feather == 0:
        return mask
    size = Size(*mask.size)
    weights = black(size)
    white = white_bounds(mask, progress.part(0.0, 0.1))
    tiles = list(_tiles(around(white, feather, size)))
    tables = [_table(across, feather) for across in range(feather + 1)]
    ramping = progress.part(0.1, 1.0)
    for index, tile in enumerate(tiles):
        part = ramping.part(index / len(tiles), (index + 1) / len(tiles))
        place = _reached(mask, tile, feather)
        if place is not None:
            weights.paste(
                _ramp(mask.crop(_wider(place, feather)), feather, tables, part), place.box
            )
        part.report(1.0)
    return weights


def _tiles(area: Rect) -> Iterator[Rect]:
    for top in range(area.y, area.bottom, _TILE):
        for left in range(area.x, area.right, _TILE):
            yield Rect(left, top, _TILE, _TILE).intersected(area)


def _wider(area: Rect, feather: int) -> tuple[int, int, int, int]:
    """The box of an area and so many more pixels on each side, also beyond the picture."""
    return area.x - feather, area.y - feather, area.right + feather, area.bottom + feather


def _reached(mask: Image.Image, tile: Rect, feather: int) -> Rect | None:
    """What of a tile the ramp may touch; None for nothing."""
    box = _wider(tile, feather)
    white = mask.crop(box).getbbox()
    if white is None:
        return None
    left, top, right, bottom = white
    touched = Rect.from_edges(
        box[0] + left - feather,
        box[1] + top - feather,
        box[0] + right + feather,
        box[1] + bottom + feather,
    )
    return touched.intersected(tile)


def _ramp(
    mask: Image.Image, feather: int, tables: list[list[int]], progress: Progress
) -> Image.Image:
    """The weights of an area; `mask` has it, and `feather` more pixels on each side."""
    width, height = mask.width - 2 * feather, mask.height - 2 * feather
    inside = (feather, feather, feather + width, feather + height)
    if mask.crop(inside).getextrema() == (_ALL, _ALL):
        return mask.crop(inside)
    # How near the nearest white pixel of the column is: feather + 1 where it is this one, 1 at
    # the end of the reach, 0 beyond. The reach doubles with each step.
    near = mask.point([0] * 255 + [feather + 1])
    reached = 0
    while reached < feather:
        step = min(reached + 1, feather - reached)
        fainter = near.point([max(0, value - step) for value in range(256)])
        for shift in (-step, step):
            moved = fainter.crop((0, shift, mask.width, mask.height + shift))
            near = ImageChops.lighter(near, moved)
        reached += step
    near = near.crop((0, feather, mask.width, feather + height))
    weights = near.crop((feather, 0, feather + width, height)).point(tables[0])
    for across in range(1, feather + 1):
        sides = (
            near.crop((feather + shift, 0, feather + shift + width, height))
            for shift in (-across, across)
        )
        weights = ImageChops.lighter(weights, ImageChops.lighter(*sides).point(tables[across]))
        progress.report(across / feather)
    return weights


def _table(across: int, feather: int) -> list[int]:
    """The weight for each nearness of a white pixel in a column that is so far away."""
    weights = [0] * 256
    for near in range(1, feather + 2):
        squared = across**2 + (feather + 1 - near) ** 2
        weights[near] = weight(squared, feather)
    return weights


def weight(squared: int, feather: int) -> int:
    """What a pixel takes of the result, 0 to 255, by its squared distance to what is marked."""
    if squared == 0:
        return _ALL
    if squared > feather**2:
        return 0
    share = (math.sqrt(squared) - 0.5) / feather
    return round(_ALL * (1 - share) ** 2 * (1 + 2 * share))
