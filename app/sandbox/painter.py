"""Repaints a masked region the way an inpainting service would, with Pillow alone.

The region is filled by a shift map: every pixel of it takes the colour of a known pixel some
offset away, from the picture or its mirror image, and few offsets suffice (He and Sun, "Statistics
of patch offsets for image completion", 2012). At a coarse scale the offsets are chosen by how well
they continue what lies around the region, then made exact from scale to scale. What is left at the
seams is a difference of tone: a membrane stretched over the region takes it away, as in seamless
cloning (Farbman and others, "Convolution pyramids", 2011: pull and push).

Everything is whole-image Pillow calls, short enough that a GUI thread of the same process
stays fluent while they run.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from PIL import Image, ImageChops, ImageFilter

from app.sandbox.membrane import Field, as_share, evaluate, membrane, pull, tone_gap
from app.sandbox.scene import Box, Level, Offset, Scene, widened
from app.sandbox.shiftmap import Label, assign, candidates, sharpened

VARIANTS = 4

_BOX = Image.Resampling.BOX
_BICUBIC = Image.Resampling.BICUBIC

# A strip of this many pixels keeps calls that hold the interpreter lock under some 10 ms.
_STRIP_PIXELS = 500_000

# Per variant, for red, green and blue: how far light and shade go, and the tint, in levels.
_LIGHTS = (
    ((3.0, 0.0), (3.0, 0.0), (3.0, 0.0)),
    ((9.0, 9.0), (8.0, 5.0), (7.0, -1.0)),
    ((8.0, -9.0), (8.0, -5.0), (9.0, 2.0)),
    ((14.0, 4.0), (12.0, 0.0), (11.0, 6.0)),
)


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
        scene = Scene.around(picture, marked, region)
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


def _regions(marked: Image.Image) -> list[Box]:
    """Boxes around the parts of the mask that lie well apart; one box when they are many."""
    # 8×8 cells, so that a single marked pixel still shows in a cell's mean.
    cell = 8 if max(marked.size) > 1024 else 4
    coarse = marked.reduce(cell)
    whole = coarse.getbbox()
    if whole is None:
        return []
    gap = max(4, max(coarse.size) // 24)
    parts = _split(coarse, Box(*whole), gap)
    if len(parts) > 8:
        parts = [Box(*whole)]
    return [Box(*(cell * edge for edge in part.corners)).cut(*marked.size) for part in parts]


def _split(coarse: Image.Image, box: Box, gap: int) -> list[Box]:
    """Cut along empty columns, then rows, at least ``gap`` wide, until nothing more splits."""
    columns, rows = coarse.crop(box.corners).getprojection()
    across = _runs(columns, gap)
    down = _runs(rows, gap)
    parts = [
        Box(box.left + x0, box.top + y0, box.left + x1, box.top + y1)
        for x0, x1 in across
        for y0, y1 in down
    ]
    if len(parts) == 1:
        return parts
    found: list[Box] = []
    for part in parts:
        inner = coarse.crop(part.corners).getbbox()
        if inner is not None:
            x0, y0, x1, y1 = inner
            tight = Box(part.left + x0, part.top + y0, part.left + x1, part.top + y1)
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


# From offsets to pixels


def _fill(scene: Scene, variant: int, chance: random.Random) -> Image.Image:
    coarse = level = scene.level(scene.factors[0])
    labels = assign(coarse, candidates(coarse, variant, chance))
    tone = _tones(coarse, labels)
    for previous, factor in zip(scene.factors, scene.factors[1:], strict=False):
        level = scene.level(factor)
        labels = [sharpened(level, label, previous // factor) for label in labels]
    return _render(scene, level, labels, tone, _light(level, variant, chance))


def _render(
    scene: Scene, level: Level, labels: list[Label], tone: Field, light: Field
) -> Image.Image:
    """The window at full size: sources put together, then brought to tone."""
    factor = scene.factors[-1]
    size = (scene.window.width, scene.window.height)
    picture = scene.mirrored()
    for label in labels:
        offset = Offset(label.offset.mirrored, label.offset.dx * factor, label.offset.dy * factor)
        # Wider by a pixel than it is, so that nothing shows through between two labels.
        soft = widened(label.mask, 1).filter(ImageFilter.GaussianBlur(0.7))
        picture.paste(scene.source(offset), (0, 0), soft.resize(size, _BICUBIC))
    gap = tone_gap(level.base, picture.reduce(factor))
    known = as_share(level.known)
    band = max(2, max(level.size) // 10)
    edge = as_share(ImageChops.invert(level.hole).filter(ImageFilter.BoxBlur(band)))
    codes = []
    for channel in range(3):
        coarse = tone[channel].resize(level.size, _BICUBIC)
        rest = membrane(evaluate(lambda a: a["g"] - a["t"], g=gap[channel], t=coarse), known)
        total = evaluate(_sum_of_tones, t=coarse, r=rest, e=edge, l=light[channel])
        codes.append(total.convert("L"))
    return _toned(picture, Image.merge("RGB", codes))


def _toned(picture: Image.Image, codes: Image.Image) -> Image.Image:
    """The picture plus (code - 128), strip by strip: adding holds the interpreter lock."""
    codes = codes.resize(picture.size, _BICUBIC)
    rows = max(1, _STRIP_PIXELS // picture.width)
    for top in range(0, picture.height, rows):
        box = (0, top, picture.width, min(top + rows, picture.height))
        picture.paste(ImageChops.add(picture.crop(box), codes.crop(box), 1, -128), box)
    return picture


# Tone: what to add to the copied colours


def _tones(level: Level, labels: list[Label]) -> Field:
    """Brings every label's source to the tone of the surroundings, broadly and within reason."""
    broad = (-(-level.size[0] // 4), -(-level.size[1] // 4))
    field = [Image.new("F", level.size)] * 3
    for label in labels:
        gap = tone_gap(level.base, level.colours(label.offset))
        share = as_share(ImageChops.multiply(level.usable(label.offset), level.known))
        known = share.resize(broad, _BOX)
        soft = as_share(label.mask.filter(ImageFilter.GaussianBlur(2)))
        for channel, values in enumerate(gap):
            weighted = evaluate(lambda a: a["v"] * a["k"], v=values, k=share).resize(broad, _BOX)
            tone = evaluate(_bounded, v=pull(weighted, known)).resize(level.size, _BICUBIC)
            field[channel] = evaluate(
                lambda a: a["f"] + a["t"] * a["m"], f=field[channel], t=tone, m=soft
            )
    return field


def _sum_of_tones(names: dict[str, Any]) -> Any:
    """All that is added, coded around 128.

    A mild rest at the rim goes on over the region, a strong one fades out ("e" is 1/2 on the rim).
    """
    mild = _limited(names, "r", 18.0)
    fading = names["min"](names["e"] * 2.0, 1.0)
    return names["t"] + mild + (names["r"] - mild) * fading + names["l"] + 128.0


def _bounded(names: dict[str, Any]) -> Any:
    """The image "v" cut to what passes for a change of light; more is another thing altogether."""
    return _limited(names, "v", 36.0)


def _limited(names: dict[str, Any], name: str, limit: float) -> Any:
    return names["min"](names["max"](names[name], -limit), limit)


def _light(level: Level, variant: int, chance: random.Random) -> Field:
    """Drifting light and shade, strongest in the middle of the region; every variant its own."""
    cells = (3, 3)
    drift = Image.new("L", level.size, 128)
    for octave, weight in enumerate((0.6, 0.35, 0.3)):
        grown = (cells[0] << octave, cells[1] << octave)
        dots = Image.frombytes("L", grown, chance.randbytes(grown[0] * grown[1]))
        drift = Image.blend(drift, dots.resize(level.size, _BICUBIC), weight)
    inner = level.hole.filter(ImageFilter.BoxBlur(max(1, max(level.size) // 8)))
    inner = inner.point([max(0, v - 128) * 2 for v in range(256)])
    return [
        evaluate(
            lambda a: ((a["d"] - 128.0) / 64.0 * a["s"] + a["b"]) * a["i"] / 255.0,
            s=Image.new("F", level.size, strength),
            b=Image.new("F", level.size, bias),
            d=drift.convert("F"),
            i=inner.convert("F"),
        )
        for strength, bias in _LIGHTS[variant]
    ]
