"""Which known pixels to fill a region with: a few offsets, and where each of them rules.

Few offsets fill most regions well (He and Sun, "Statistics of patch offsets for image completion",
2012). They are chosen at a coarse scale by how well they continue what lies around the region,
then made exact from scale to scale.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter

from app.sandbox.membrane import as_share, mean, membrane
from app.sandbox.scene import Level, Offset, widened

_BILINEAR = Image.Resampling.BILINEAR

# How much disagreement across a seam counts, how often the seams may move, how many offsets are
# tried as the leader and how much cheaper that makes them.
_SEAM = [min(90, 2 * v) for v in range(256)]
_SEAM_ROUNDS = 3
_LEADERS = 5
_FAVOUR = [v * 9 // 16 for v in range(256)]

_ANY = [0] + [255] * 255


@dataclass(frozen=True, slots=True)
class Label:
    """An offset, and where in the window it is used (0 or 255, at the coarsest scale)."""

    offset: Offset
    mask: Image.Image


def candidates(level: Level, variant: int, chance: random.Random) -> list[Offset]:
    """The offsets whose source continues the surroundings best, on the whole or on one side.

    Each variant prefers another direction, mirrored or not, and may use only some of them.
    """
    rings = _rings(level)
    allowed: dict[tuple[bool, int, int], bool] = {}
    scored: list[tuple[list[float], Offset]] = []
    for offset in level.offsets(440):
        if level.is_near(offset):
            continue
        block = (offset.mirrored, offset.dx // 9, offset.dy // 9)
        if not allowed.setdefault(block, chance.random() < 0.6):
            continue
        preferred = offset.mirrored == (variant % 2 == 1) and (offset.dx > 0) == (variant // 2 == 1)
        dearer = 0 if preferred else 12
        scored.append(([misfit + dearer for misfit in _misfits(level, offset, rings)], offset))
    best: list[Offset] = []
    for index, keep in enumerate((5, 3, 3, 3, 3)):
        ranked = sorted(scored, key=lambda item: item[0][index])
        best += [_climbed(level, offset, rings[index]) for _, offset in ranked[:keep]]
    # The window's own mirror image is at least inside the picture.
    return [*dict.fromkeys(best), level.own_mirror]


def _misfits(level: Level, offset: Offset, rings: list[Image.Image]) -> list[float]:
    """How badly a source agrees with parts of the surroundings, in levels; 0 is perfect.

    Sources that cover little of the region are dearer, and those with something striking in them.
    """
    usable = level.usable(offset)
    difference = ImageChops.multiply(level.difference(offset), usable)
    fixed = level.distance(offset) + 50 * (1 - level.in_hole(usable))
    fixed += 3 * level.in_hole(level.striking(offset))
    return [
        255
        * mean(ImageChops.multiply(difference, ring))
        / (mean(ImageChops.multiply(usable, ring)) + 0.5)
        + fixed
        for ring in rings
    ]


def _climbed(level: Level, offset: Offset, ring: Image.Image) -> Offset:
    """The best offset near one of the lattice."""
    least = _misfits(level, offset, [ring])[0]
    for step in (2, 1):
        for dx, dy in ((-step, 0), (step, 0), (0, -step), (0, step)):
            tried = Offset(offset.mirrored, offset.dx + dx, offset.dy + dy)
            misfit = _misfits(level, tried, [ring])[0]
            if misfit < least and not level.is_near(tried):
                offset, least = tried, misfit
    return offset


def _rings(level: Level) -> list[Image.Image]:
    """Masks of the surroundings: all around, then left, right, above and below alone."""
    near = level.hole.filter(ImageFilter.BoxBlur(max(2, max(level.size) // 14)))
    ring = ImageChops.multiply(level.known, near.point([0] + [255] * 255))
    width, height = ring.size
    boxes = (
        (0, 0, width // 3, height),
        (width - width // 3, 0, width, height),
        (0, 0, width, height // 3),
        (0, height - height // 3, width, height),
    )
    rings = [ring]
    for box in boxes:
        part = Image.new("L", ring.size)
        part.paste(ring.crop(box), box)
        rings.append(part)
    return rings


def assign(level: Level, offsets: list[Offset]) -> list[Label]:
    """Which offset to use where: the one that fits the nearest surroundings best.

    One offset leads, so that most of the region is of one piece. Each of the first few is tried as
    the leader; where it leaves the smallest costs, seams included, it stays.
    """
    fits = [_fit(level, offset) for offset in offsets]
    penalties = [level.penalty(offset) for offset in offsets]
    least, choice = float("inf"), Image.new("L", level.size)
    for leader in range(min(_LEADERS, len(offsets))):
        costs = [
            ImageChops.add(fit.point(_FAVOUR) if index == leader else fit, penalty).filter(
                ImageFilter.GaussianBlur(2)
            )
            for index, (fit, penalty) in enumerate(zip(fits, penalties, strict=True))
        ]
        cost, tried = _settled(level, offsets, costs)
        if cost < least:
            least, choice = cost, tried
    labels = []
    for index, offset in enumerate(offsets):
        mask = choice.point([0] * index + [255] + [0] * (255 - index))
        mask = ImageChops.darker(mask, level.within(offset))
        if ImageChops.multiply(mask, level.hole).getbbox():
            labels.append(Label(offset, mask))
    return labels


def _fit(level: Level, offset: Offset) -> Image.Image:
    """The misfit around the region stretched over it, so that an offset rules a coherent part.

    At half scale and with a limit, so that sums of costs stay below what is ruled out.
    """
    usable = ImageChops.multiply(level.usable(offset), level.known)
    cost = membrane(level.difference(offset).convert("F"), as_share(usable)).convert("L")
    distance = round(level.distance(offset))
    cost = cost.point([(v + distance) // 2 for v in range(256)])
    return ImageChops.add(cost, level.striking(offset)).point([min(v, 110) for v in range(256)])


def _settled(
    level: Level, offsets: list[Offset], costs: list[Image.Image]
) -> tuple[float, Image.Image]:
    """Mean cost in the region, and per pixel the index of the cheapest offset ("L").

    A few times the seams move to where the sources on both sides agree.
    """
    choice, best, filled = _cheapest(level, offsets, costs)
    for _ in range(_SEAM_ROUNDS):
        disagreeing = []
        for offset, cost in zip(offsets, costs, strict=True):
            difference = ImageChops.difference(level.colours(offset), filled).convert("L")
            patch = difference.filter(ImageFilter.BoxBlur(2)).point(_SEAM)
            disagreeing.append(ImageChops.add(cost, patch))
        choice, best, filled = _cheapest(level, offsets, disagreeing)
    return level.in_hole(best), choice


def _cheapest(
    level: Level, offsets: list[Offset], costs: list[Image.Image]
) -> tuple[Image.Image, Image.Image, Image.Image]:
    """Per pixel the index of the cheapest offset, its cost (both "L"), and its colour."""
    best = Image.new("L", level.size, 255)
    choice = Image.new("L", level.size, len(offsets) - 1)
    filled = level.colours(offsets[-1])
    for index, (offset, cost) in enumerate(zip(offsets, costs, strict=True)):
        cheaper = ImageChops.subtract(best, cost).point(_ANY)
        choice.paste(index, (0, 0), cheaper)
        filled.paste(level.colours(offset), (0, 0), cheaper)
        best = ImageChops.darker(best, cost)
    return choice, best, filled


def sharpened(level: Level, label: Label, ratio: int) -> Label:
    """The same label for a finer scale, moved by up to a pixel to where it fits best there."""
    mask = widened(label.mask, 1).resize(level.size, _BILINEAR)
    where = ImageChops.multiply(mask, level.known)
    best, least = label.offset, float("inf")
    if where.getbbox() is None:
        return Label(Offset(best.mirrored, best.dx * ratio, best.dy * ratio), label.mask)
    for jx, jy in ((0, 0), (-1, 0), (1, 0), (0, -1), (0, 1)):
        offset = Offset(
            label.offset.mirrored, label.offset.dx * ratio + jx, label.offset.dy * ratio + jy
        )
        both = ImageChops.multiply(where, level.usable(offset))
        misfit = mean(ImageChops.multiply(level.difference(offset), both)) / (mean(both) + 0.01)
        if misfit < least:
            best, least = offset, misfit
    return Label(best, label.mask)
