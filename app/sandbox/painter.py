"""Repaints a masked region the way an inpainting service would, with Pillow alone.

The region is filled by a shift map: every pixel of it takes the colour of a known pixel some
offset away, from the picture or its mirror image, and few offsets suffice (He and Sun, "Statistics
of patch offsets for image completion", 2012). Offsets are chosen from coarse to fine by how well
small patches agree with what surrounds them; what is left of the seams is a difference of tone,
which a membrane pulled over the region takes away.

Everything is whole-image Pillow calls, short enough that a GUI thread of the same process
stays fluent while they run.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from PIL import Image, ImageChops, ImageFilter, ImageMath

VARIANTS = 4

_BOX = Image.Resampling.BOX
_BILINEAR = Image.Resampling.BILINEAR
_BICUBIC = Image.Resampling.BICUBIC

# A tile of this many rows keeps calls that hold the interpreter lock under some 10 ms.
_STRIP_PIXELS = 1_000_000


@dataclass(frozen=True, slots=True)
class _Box:
    """Half-open, in picture pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    def grown(self, by: int) -> _Box:
        return _Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def cut(self, width: int, height: int) -> _Box:
        return _Box(
            max(0, self.left), max(0, self.top), min(width, self.right), min(height, self.bottom)
        )

    def aligned(self, cell: int) -> _Box:
        """The smallest box around this one whose edges are multiples of ``cell``."""
        return _Box(
            self.left // cell * cell,
            self.top // cell * cell,
            -(-self.right // cell) * cell,
            -(-self.bottom // cell) * cell,
        )

    @property
    def corners(self) -> tuple[int, int, int, int]:
        return self.left, self.top, self.right, self.bottom


@dataclass(frozen=True, slots=True)
class _Offset:
    """Where a pixel's colour comes from: ``dx, dy`` away, in the picture or its mirror image."""

    mirrored: bool
    dx: int
    dy: int


def repaint(picture: Image.Image, mask: Image.Image, variant: int) -> Image.Image:
    """The RGB picture with its marked region filled from what surrounds it.

    ``mask`` is "L" and of the picture's size; pixels where it is below 128 stay bit for bit.
    Variants 0 to 3 differ visibly; the same arguments always give the same picture.
    Raises ValueError for other modes, sizes or variants.
    """
    if picture.mode != "RGB" or mask.mode != "L" or picture.size != mask.size:
        raise ValueError("repaint needs an RGB picture and an L mask of the same size")
    if not 0 <= variant < VARIANTS:
        raise ValueError(f"there is no variant {variant}")
    marked = mask.point([0] * 128 + [255] * 128)
    result = picture.copy()
    for index, region in enumerate(_regions(marked)):
        scene = _Scene(picture, marked, region)
        fill = _fill(scene, variant, random.Random(f"{variant} {index}"))
        window = scene.window.cut(*picture.size)
        fill = fill.crop((0, 0, window.width, window.height))
        result.paste(fill, (window.left, window.top), marked.crop(window.corners))
    return result


def grid(candidates: Sequence[Image.Image]) -> Image.Image:
    """Four pictures of one size and mode as a 2×2 grid, row by row."""
    if len(candidates) != 4 or len({(image.size, image.mode) for image in candidates}) != 1:
        raise ValueError("a grid needs four pictures of the same size and mode")
    width, height = candidates[0].size
    sheet = Image.new(candidates[0].mode, (2 * width, 2 * height))
    for index, candidate in enumerate(candidates):
        sheet.paste(candidate, (index % 2 * width, index // 2 * height))
    return sheet


def preview(picture: Image.Image, mask: Image.Image, percent: int) -> Image.Image:
    """An unfinished state of the picture, as a service shows it before 100 percent.

    Half the size (rounded up); the marked region emerges from a soft mosaic as percent grows.
    """
    small = picture.reduce(2)
    marked = mask.reduce(2).point([0] * 128 + [255] * 128)
    left_to_do = 1 - min(max(percent, 0), 100) / 100
    reach = max(small.size)
    cell = max(1, round(reach / 24 * left_to_do**1.5))
    coarse = small.reduce(cell).resize(small.size, _BICUBIC)
    if cell > 2:
        coarse = coarse.filter(ImageFilter.BoxBlur(cell / 4))
    soft = marked.filter(ImageFilter.BoxBlur(max(1, cell // 2)))
    return Image.composite(coarse, small, ImageChops.lighter(soft, marked))


# Regions


def _regions(marked: Image.Image) -> list[_Box]:
    """Boxes around the parts of the mask that lie well apart; one box when they are many."""
    # 8×8 cells, so that a single marked pixel still shows in a cell's mean.
    cell = 8 if max(marked.size) > 1024 else 4
    coarse = marked.reduce(cell)
    whole = coarse.getbbox()
    if whole is None:
        return []
    gap = max(4, max(coarse.size) // 24)
    parts = _split(coarse, _Box(*whole), gap)
    if len(parts) > 8:
        parts = [_Box(*whole)]
    return [_Box(*(cell * edge for edge in part.corners)).cut(*marked.size) for part in parts]


def _split(coarse: Image.Image, box: _Box, gap: int) -> list[_Box]:
    """Cut along empty columns, then rows, at least ``gap`` wide, until nothing more splits."""
    columns, rows = coarse.crop(box.corners).getprojection()
    across = _runs(columns, gap)
    down = _runs(rows, gap)
    parts = [
        _Box(box.left + x0, box.top + y0, box.left + x1, box.top + y1)
        for x0, x1 in across
        for y0, y1 in down
    ]
    if len(parts) == 1:
        return parts
    found: list[_Box] = []
    for part in parts:
        inner = coarse.crop(part.corners).getbbox()
        if inner is not None:
            x0, y0, x1, y1 = inner
            tight = _Box(part.left + x0, part.top + y0, part.left + x1, part.top + y1)
            found += _split(coarse, tight, gap)
    return found


def _runs(flags: list[int], gap: int) -> list[tuple[int, int]]:
    """Half-open runs of set flags; runs with less than ``gap`` between them are one."""
    runs: list[tuple[int, int]] = []
    for index, flag in enumerate(flags):
        if not flag:
            continue
        if runs and index - runs[-1][1] < gap:
            runs[-1] = (runs[-1][0], index + 1)
        else:
            runs.append((index, index + 1))
    return runs


# One region, at several scales


class _Scene:
    """A region, the window around it to work on, and the part of the picture to copy from."""

    def __init__(self, picture: Image.Image, marked: Image.Image, region: _Box) -> None:
        extent = max(region.width, region.height)
        around = region.grown(min(max(24, extent // 4), 200)).cut(*picture.size)
        longest = max(around.width, around.height)
        finest = -(-longest // 440)
        factors = [finest]
        while longest // factors[-1] > 64:
            factors.append(factors[-1] * 3)
        self.factors = tuple(reversed(factors))
        self.window = around.aligned(factors[-1])
        reach = max(200, extent * 5 // 4)
        self.canvas = around.grown(reach).cut(*picture.size)
        start = self.canvas.aligned(factors[-1])
        self.canvas = _Box(start.left, start.top, self.canvas.right, self.canvas.bottom)
        self.picture = picture
        self.marked = marked

    def level(self, factor: int) -> _Level:
        colours = self.picture.reduce(factor, self.canvas.corners)
        hole = self.marked.reduce(factor, self.canvas.corners).point([0] + [255] * 255)
        return _Level(colours, hole, self, factor)


class _Level:
    """The scene at one scale: sources can be cut out of it by offset."""

    def __init__(self, colours: Image.Image, hole: Image.Image, scene: _Scene, factor: int) -> None:
        window, canvas = scene.window, scene.canvas
        self.size = (window.width // factor, window.height // factor)
        self._x = (window.left - canvas.left) // factor
        self._y = (window.top - canvas.top) // factor
        self._mirror_x = colours.width - self._x - self.size[0]
        flip = Image.Transpose.FLIP_LEFT_RIGHT
        usable = ImageChops.invert(hole)
        self._colours = (colours, colours.transpose(flip))
        self._usable = (usable, usable.transpose(flip))
        self.canvas_size = colours.size
        self.base = self.colours(_Offset(False, 0, 0))
        self.known = self.usable(_Offset(False, 0, 0))

    def colours(self, offset: _Offset) -> Image.Image:
        return self._colours[offset.mirrored].crop(self._place(offset))

    def usable(self, offset: _Offset) -> Image.Image:
        """255 where the source is a known pixel, 0 in the region and beyond the picture."""
        return self._usable[offset.mirrored].crop(self._place(offset))

    def _place(self, offset: _Offset) -> tuple[int, int, int, int]:
        x = (self._mirror_x if offset.mirrored else self._x) + offset.dx
        y = self._y + offset.dy
        return x, y, x + self.size[0], y + self.size[1]

    def offsets(self, steps: int) -> list[_Offset]:
        """A lattice of offsets whose source overlaps the canvas by half or more."""
        width, height = self.canvas_size
        half_w, half_h = self.size[0] // 2, self.size[1] // 2
        step = max(1, round((2 * (width * height) / steps) ** 0.5))
        return [
            _Offset(mirrored, dx, dy)
            for mirrored, left in ((False, self._x), (True, self._mirror_x))
            for dx in range(-left - half_w, width - left - half_w, step)
            for dy in range(-self._y - half_h, height - self._y - half_h, step)
        ]


def _fill(scene: _Scene, variant: int, chance: random.Random) -> Image.Image:
    level = scene.level(scene.factors[0])
    guess = _membrane_over(level.base, level.known)
    chosen = _candidates(level, variant, chance)
    labels = _Labels(chosen, [])
    for _ in range(4):
        labels, guess = _vote(level, labels.offsets, guess, None)
    for previous, factor in zip(scene.factors, scene.factors[1:], strict=False):
        level = scene.level(factor)
        labels, guess = _refine(level, labels, guess, previous // factor)
    return _render(scene, level, labels, variant, chance)


@dataclass(frozen=True, slots=True)
class _Labels:
    """Which offset each pixel of the window uses: one mask (0 or 255) per offset."""

    offsets: list[_Offset]
    masks: list[Image.Image]


def _candidates(level: _Level, variant: int, chance: random.Random) -> list[_Offset]:
    """The offsets whose source continues the surroundings best; other variants, other offsets."""
    hole = ImageChops.invert(level.known)
    near = hole.filter(ImageFilter.BoxBlur(max(2, max(level.size) // 12)))
    ring = ImageChops.multiply(level.known, near.point([0] + [255] * 255))
    hole_share = max(_mean(hole), 0.01)
    scored: list[tuple[float, float, _Offset]] = []
    for offset in level.offsets(900):
        usable = level.usable(offset)
        covered = _mean(ImageChops.multiply(usable, hole)) / hole_share
        if covered < 0.05:
            continue
        both = ImageChops.multiply(usable, ring)
        overlap = _mean(both)
        if overlap < 0.5:
            continue
        difference = ImageChops.difference(level.colours(offset), level.base).convert("L")
        misfit = _mean(ImageChops.multiply(difference, both)) * 255 / overlap
        misfit = (misfit + 3) * chance.uniform(1, 1.6)
        if variant % 2 and not offset.mirrored:
            misfit *= 1.3
        scored.append((misfit, misfit + 60 * (1 - covered), offset))
    best = [offset for _, _, offset in sorted(scored, key=lambda item: item[1])[:20]]
    best += [offset for _, _, offset in sorted(scored, key=lambda item: item[0])[:10]]
    return list(dict.fromkeys(best)) or [_Offset(True, 0, 0)]


def _vote(
    level: _Level, offsets: list[_Offset], guess: Image.Image, prior: list[Image.Image] | None
) -> tuple[_Labels, Image.Image]:
    """Per pixel the offset whose patch agrees best with the guess; and the picture this gives."""
    weight = level.known.point([70] * 128 + [255] * 128)
    best = Image.new("L", level.size, 255)
    choice = Image.new("L", level.size, 0)
    result = level.colours(offsets[0])
    for index, offset in enumerate(offsets):
        source = level.colours(offset)
        difference = ImageChops.difference(source, guess).convert("L")
        cost = ImageChops.multiply(ImageChops.add(difference, difference), weight)
        unusable = level.usable(offset).point([90] * 128 + [0] * 128)
        cost = ImageChops.add(cost, unusable)
        if prior is not None:
            cost = ImageChops.add(cost, prior[index])
        cost = cost.filter(ImageFilter.BoxBlur(2))
        better = ImageChops.subtract(best, cost).point([0] + [255] * 255)
        best = ImageChops.darker(best, cost)
        choice.paste(index, (0, 0), better)
        result.paste(source, (0, 0), better)
    masks = [choice.point([0] * i + [255] + [0] * (255 - i)) for i in range(len(offsets))]
    used = [(o, m) for o, m in zip(offsets, masks, strict=True) if m.getbbox()]
    guess = Image.composite(level.base, result, level.known)
    return _Labels([o for o, _ in used], [m for _, m in used]), guess


def _refine(
    level: _Level, labels: _Labels, guess: Image.Image, ratio: int
) -> tuple[_Labels, Image.Image]:
    """The labels of the coarser level, carried over and adjusted by a pixel where that fits."""
    offsets: list[_Offset] = []
    prior: list[Image.Image] = []
    for offset, mask in zip(labels.offsets, labels.masks, strict=True):
        far = mask.filter(ImageFilter.MaxFilter(3)).resize(level.size, _BILINEAR)
        penalty = far.point([60 - i * 60 // 255 for i in range(256)])
        for jx, jy in ((0, 0), (-1, 0), (1, 0), (0, -1), (0, 1)):
            offsets.append(_Offset(offset.mirrored, offset.dx * ratio + jx, offset.dy * ratio + jy))
            prior.append(penalty)
    guess = guess.resize(level.size, _BICUBIC)
    guess = Image.composite(level.base, guess, level.known)
    return _vote(level, offsets[:255], guess, prior)


# From labels to pixels


def _render(
    scene: _Scene, level: _Level, labels: _Labels, variant: int, chance: random.Random
) -> Image.Image:
    factor = scene.factors[-1]
    full = scene.level(1) if factor > 1 else level
    sharp = full.colours(_scaled(labels.offsets[0], factor))
    for offset, mask in zip(labels.offsets[1:], labels.masks[1:], strict=True):
        soft = mask.filter(ImageFilter.GaussianBlur(1)).resize(full.size, _BILINEAR)
        sharp.paste(full.colours(_scaled(offset, factor)), (0, 0), soft)
    tone = _tone(level, labels, sharp, factor)
    return _add_tone(sharp, tone)


def _scaled(offset: _Offset, factor: int) -> _Offset:
    return _Offset(offset.mirrored, offset.dx * factor, offset.dy * factor)


def _tone(level: _Level, labels: _Labels, sharp: Image.Image, factor: int) -> list[Image.Image]:
    """What to add to each channel, at the level's size ("F"): wide blending plus the membrane."""
    small = sharp.reduce(factor) if factor > 1 else sharp
    gap = [
        _math(lambda a: a["p"] - a["q"], p=p.convert("F"), q=q.convert("F"))
        for p, q in zip(level.base.split(), small.split(), strict=True)
    ]
    known = (
        level.known.point([0] * 128 + [255] * 128).convert("F").point(lambda v: v * (1 / 255) + 0)
    )
    return [_membrane(channel, known) for channel in gap]


def _add_tone(sharp: Image.Image, tone: list[Image.Image]) -> Image.Image:
    coded = Image.merge("RGB", [t.point(lambda v: v * 1 + 128).convert("L") for t in tone])
    coded = coded.resize(sharp.size, _BICUBIC)
    rows = max(1, _STRIP_PIXELS // sharp.width)
    for top in range(0, sharp.height, rows):
        box = (0, top, sharp.width, min(top + rows, sharp.height))
        sharp.paste(ImageChops.add(sharp.crop(box), coded.crop(box), 1, -128), box)
    return sharp


def _membrane_over(colours: Image.Image, known: Image.Image) -> Image.Image:
    share = known.convert("F").point(lambda v: v * (1 / 255) + 0)
    channels = [_membrane(c.convert("F"), share).convert("L") for c in colours.split()]
    return Image.composite(colours, Image.merge("RGB", channels), known)


def _membrane(values: Image.Image, known: Image.Image) -> Image.Image:
    """Values ("F") where known is 1, spread smoothly to where it is 0 (push and pull)."""
    weighted = _math(lambda a: a["v"] * a["k"], v=values, k=known)
    return _pull(weighted, known)


def _pull(weighted: Image.Image, known: Image.Image) -> Image.Image:
    if max(known.size) == 1:
        return _math(lambda a: a["v"] / (a["k"] + 1e-6), v=weighted, k=known)
    half = (-(-known.width // 2), -(-known.height // 2))
    coarse = _pull(weighted.resize(half, _BOX), known.resize(half, _BOX))
    coarse = coarse.resize(known.size, _BILINEAR)
    return _math(lambda a: a["v"] + (1 - a["k"]) * a["c"], v=weighted, k=known, c=coarse)


def _math(expression: object, **images: Image.Image) -> Image.Image:
    return cast(Image.Image, ImageMath.lambda_eval(expression, **images))  # type: ignore[arg-type]


def _mean(image: Image.Image) -> float:
    return cast(float, image.convert("F").resize((1, 1), _BOX).getpixel((0, 0)))
