"""Hot air balloons over desert dunes, in four lights."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from .brushwork import (
    BICUBIC,
    Colour,
    below,
    clouds,
    curve,
    fade,
    finish,
    glow,
    mix,
    noise,
    ramp,
    ridge,
)


@dataclass(frozen=True)
class Desert:
    """One of the four: its light, and where its balloons are (x, y, radius, palette)."""

    sky: tuple[Colour, Colour, Colour]
    sun: tuple[int, int, int]
    sunlight: Colour
    lit: tuple[Colour, Colour]
    shade: tuple[Colour, Colour]
    stars: int
    balloons: tuple[tuple[int, int, int, int], ...]


DESERTS = (
    Desert(
        ((70, 110, 168), (190, 190, 200), (255, 214, 168)),
        (1120, 760, 50),
        (255, 226, 180),
        ((250, 196, 150), (226, 140, 86)),
        ((186, 146, 148), (112, 66, 72)),
        0,
        (
            (520, 520, 190, 0),
            (1010, 330, 82, 1),
            (1290, 600, 46, 2),
            (180, 760, 34, 3),
            (800, 800, 24, 4),
        ),
    ),
    Desert(
        ((58, 44, 104), (206, 96, 122), (255, 176, 110)),
        (420, 800, 92),
        (255, 206, 140),
        ((255, 172, 116), (214, 104, 66)),
        ((150, 92, 120), (70, 34, 62)),
        40,
        (
            (1040, 470, 170, 2),
            (560, 300, 64, 3),
            (260, 560, 88, 0),
            (820, 780, 28, 1),
            (1360, 250, 40, 4),
        ),
    ),
    Desert(
        ((12, 22, 58), (44, 78, 130), (150, 164, 186)),
        (1150, 300, 74),
        (230, 236, 255),
        ((150, 162, 190), (84, 98, 140)),
        ((66, 80, 120), (18, 24, 54)),
        420,
        (
            (480, 560, 176, 3),
            (860, 380, 70, 1),
            (1330, 700, 54, 0),
            (150, 330, 44, 2),
            (1010, 790, 26, 4),
        ),
    ),
    Desert(
        ((96, 150, 170), (214, 206, 178), (255, 232, 190)),
        (240, 420, 60),
        (255, 246, 214),
        ((255, 222, 166), (230, 170, 104)),
        ((206, 168, 140), (140, 92, 74)),
        0,
        (
            (930, 440, 200, 1),
            (400, 640, 74, 4),
            (1330, 330, 60, 3),
            (620, 250, 40, 0),
            (1240, 780, 26, 2),
        ),
    ),
)

SILKS: tuple[tuple[Colour, ...], ...] = (
    ((206, 52, 44), (246, 214, 150), (226, 120, 48), (246, 214, 150)),
    ((28, 92, 122), (240, 232, 210), (220, 150, 60), (240, 232, 210)),
    ((232, 150, 44), (178, 44, 60), (110, 36, 82), (178, 44, 60)),
    ((236, 226, 206), (206, 84, 60), (236, 226, 206), (58, 78, 110)),
    ((60, 130, 110), (236, 216, 150), (60, 130, 110), (204, 92, 62)),
)


def envelope(t: float) -> float:
    """Half width of a balloon at t (0 top, 1 mouth), in radii; its height is 2.35 radii."""
    if t < 0.43:
        return math.sqrt(max(0.0, 1 - ((0.43 - t) / 0.43) ** 2))
    s = (t - 0.43) / 0.57
    return 1 - 0.86 * s * s * (1.45 - 0.45 * s)


def silk(radius: int, palette: Sequence[Colour]) -> tuple[Image.Image, Image.Image]:
    """The envelope seen from the side, its gores foreshortened; and its mask."""
    high = round(2.35 * radius)
    size = (2 * radius + 2, high)
    cloth = Image.new("RGB", size)
    mask = Image.new("L", size)
    gores = 22
    rows = [(y, radius * envelope(y / high)) for y in range(0, high + 1, 2)]
    draw = ImageDraw.Draw(cloth)
    for gore in range(gores):
        a, b = (math.sin((g / gores - 0.5) * math.pi) for g in (gore, gore + 1))
        left = [(radius + a * half, y) for y, half in rows]
        right = [(radius + b * half + 1, y) for y, half in rows]
        tone = palette[gore % len(palette)]
        draw.polygon([*left, *reversed(right)], fill=tone)
        draw.line(left, fill=mix(tone, (20, 10, 20), 0.3), width=max(1, radius // 70))
    for at, band in ((0.50, 3), (0.56, 1)):
        y = at * high
        belt = [(0, y), (2 * radius, y), (2 * radius, y + 0.035 * high), (0, y + 0.035 * high)]
        draw.polygon(belt, fill=palette[band % len(palette)])
    outline = [(radius - half, y) for y, half in rows] + [
        (radius + half, y) for y, half in reversed(rows)
    ]
    ImageDraw.Draw(mask).polygon(outline, fill=255)
    return cloth, mask


def balloon(picture: Image.Image, scene: Desert, x: int, y: int, radius: int, palette: int) -> None:
    cloth, mask = silk(radius, SILKS[palette])
    width, high = cloth.size
    side = 1 if scene.sun[0] > x else -1
    ball = ImageOps.invert(Image.radial_gradient("L")).resize(
        (3 * width, round(2.6 * high)), BICUBIC
    )
    corner = (round(width * (1 - 0.32 * side)), round(high * 0.98))
    light = ball.crop((*corner, corner[0] + width, corner[1] + high))
    light = curve(light, 60, 238)
    dim = ImageChops.multiply(
        cloth, Image.new("RGB", cloth.size, mix(scene.shade[1], scene.shade[0], 0.55))
    )
    bright = ImageChops.multiply(
        cloth, Image.new("RGB", cloth.size, mix(scene.sunlight, (255, 255, 255), 0.4))
    )
    cloth = Image.composite(bright, dim, light)
    shine = curve(light, 170, 255, 0.42)
    cloth.paste(scene.sunlight, (0, 0), shine)
    fire = fade(cloth.size, [(0, 0), (0.55, 0), (1, 150)])
    cloth.paste((255, 190, 110), (0, 0), fire)
    far = max(0.0, 0.62 - radius / 150)
    air = mix(scene.sky[1], scene.sky[2], min(1.0, y / 800))
    cloth = Image.blend(cloth, Image.new("RGB", cloth.size, air), far)
    picture.paste(cloth, (x - radius, y - radius), mask)
    draw = ImageDraw.Draw(picture)
    mouth, foot = y - radius + high, y - radius + high + round(0.34 * radius)
    rope = mix((40, 26, 24), air, far)
    half = 0.15 * radius
    for end in (-1, -0.4, 0.4, 1):
        draw.line(
            (x + end * half, mouth - 2, x + end * half * 0.8, foot),
            fill=rope,
            width=max(1, radius // 60),
        )
    basket = (x - half * 0.85, foot, x + half * 0.85, foot + 0.2 * radius)
    draw.rectangle(basket, fill=mix((104, 66, 40), air, far))
    lit = basket[2] if side > 0 else basket[0]
    draw.rectangle(
        (min(lit, lit - side * half * 0.5), foot, max(lit, lit - side * half * 0.5), basket[3]),
        fill=mix((150, 100, 60), air, far),
    )
    draw.rectangle((basket[0] - 1, foot - 2, basket[2] + 1, foot + max(1, radius // 40)), fill=rope)
    glow(picture, (x, mouth + 0.08 * radius), 0.5 * radius, (150, 96, 40))


def dune(
    picture: Image.Image, scene: Desert, rng: random.Random, level: float, depth: float, seed: str
) -> None:
    """One row of dunes: a lit face, and a lee side in shadow below a curved crest."""
    width, height = picture.size
    rough = 20 + 120 * depth
    shape = ridge(rng, width, [(round(5 - 2.5 * depth), rough), (round(9 - 4 * depth), rough / 3)])
    top = round(level - 1.5 * rough)
    size = (width, height - top)
    mask = below(picture.size, lambda x: level + shape(x)).crop((0, top, width, height))
    haze = mix(scene.sky[2], scene.sky[1], 0.15)
    lit = mix(haze, scene.lit[0], 0.35 + 0.65 * depth)
    low = mix(haze, scene.lit[1], 0.2 + 0.8 * depth)
    span = min(1.0, (160 + 620 * depth) / size[1])
    body = ramp(size, [(0, lit), (span, low), (1.001, mix(low, scene.shade[1], 0.25))])
    sand = clouds(size, (6, round(10 + 12 * (1 - depth))), f"{seed} sand", 5)
    body.paste(mix(low, scene.shade[1], 0.45), (0, 0), curve(sand, 160, 20, 0.3))
    waves = noise(size, (round(34 - 14 * depth), size[1] // round(3 + 6 * depth)), f"{seed} waves")
    body.paste(mix(lit, scene.sunlight, 0.4), (0, 0), curve(waves, 140, 250, 0.05 + 0.12 * depth))
    body.paste(scene.shade[1], (0, 0), curve(waves, 116, 10, 0.03 + 0.08 * depth))
    shade = lee(size, scene, rng, lambda x: level + shape(x) - top, depth)
    tone = ramp(
        size,
        [
            (0, mix(haze, scene.shade[1], 0.25 + 0.7 * depth)),
            (1, mix(haze, scene.shade[0], 0.3 + 0.7 * depth)),
        ],
    )
    tone.paste(scene.shade[1], (0, 0), curve(sand, 150, 20, 0.3))
    body.paste(tone, (0, 0), shade)
    picture.paste(body, (0, top), mask)


def lee(
    size: tuple[int, int],
    scene: Desert,
    rng: random.Random,
    line: Callable[[float], float],
    depth: float,
) -> Image.Image:
    """Mask of the shadow sides: from each summit a crest winds down towards the viewer."""
    width, height = size
    away = -1 if scene.sun[0] > width / 2 else 1
    mask = Image.new("L", size)
    drop, run = 46 + 520 * depth, 130 + 620 * depth
    for peak in range(-240, width + 241, 12):
        if line(peak) > min(line(peak + dx) for dx in (-100, -50, -12, 12, 50, 100)):
            continue
        swing = rng.uniform(0.10, 0.22) * run
        start = line(peak)
        crest = [
            (
                peak + away * swing * math.sin(2.2 * math.pi * t) - away * 0.32 * run * t * t,
                start + drop * t,
            )
            for t in (step / 40 for step in range(41))
        ]
        skyline = [
            (peak + away * run * step / 30, line(peak + away * run * step / 30) - 6)
            for step in range(31)
        ]
        piece = Image.new("L", size)
        foot = (peak + away * run, start + drop)
        ImageDraw.Draw(piece).polygon([*skyline, foot, *reversed(crest)], fill=255)
        down = fade(
            size,
            [(0, 255), (start / height, 255), (min(0.999, (start + drop) / height), 0), (1, 0)],
        )
        fading = [min(max(away * (x - peak) / run, 0.0), 1.0) for x in range(width)]
        across = Image.frombytes(
            "L", (width, 1), bytes(round(255 * (1 - t * t * (3 - 2 * t))) for t in fading)
        )
        piece = ImageChops.multiply(
            ImageChops.multiply(piece, down), across.resize(size, Image.Resampling.NEAREST)
        )
        mask = ImageChops.lighter(mask, piece)
    return mask.filter(ImageFilter.GaussianBlur(0.8 + depth))


def desert(scene: Desert, index: int) -> Image.Image:
    rng = random.Random(f"desert {index}")
    size = (1536, 1536)
    picture = ramp(
        size, [(0, scene.sky[0]), (0.35, scene.sky[1]), (0.6, scene.sky[2]), (1, scene.sky[2])]
    )
    draw = ImageDraw.Draw(picture)
    for _ in range(scene.stars):
        x, y = rng.uniform(0, size[0]), rng.uniform(0, 620)
        radius = rng.choice((0.8, 1.0, 1.5))
        tone = mix((244, 240, 250), scene.sky[1], y / 620 * 0.9 + rng.uniform(0, 0.3))
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=tone)
    sun_x, sun_y, radius = scene.sun
    cirrus = curve(clouds(size, (3, 16), f"cirrus {index}"), 110, 250, 0.6)
    cirrus = ImageChops.multiply(cirrus, fade(size, [(0, 130), (0.3, 255), (0.55, 60), (1, 0)]))
    picture.paste(mix(scene.sky[2], scene.sunlight, 0.5), (0, 0), cirrus)
    glow(picture, (sun_x, sun_y), 11 * radius, mix((0, 0, 0), scene.sunlight, 0.4))
    glow(picture, (sun_x, sun_y), 3.6 * radius, mix((0, 0, 0), scene.sunlight, 0.6))
    disc = Image.new("L", size)
    ImageDraw.Draw(disc).ellipse(
        (sun_x - radius, sun_y - radius, sun_x + radius, sun_y + radius), fill=255
    )
    picture.paste(
        mix(scene.sunlight, (255, 255, 255), 0.6), (0, 0), disc.filter(ImageFilter.GaussianBlur(2))
    )
    for far in range(3):
        level = 860 + 40 * far
        mesa = ridge(rng, size[0], [(5, 46), (13, 22), (60, 5), (200, 2)])
        mask = below(size, lambda x, m=mesa, v=level: v + m(x) - 24)  # type: ignore[misc]
        tone = mix(scene.sky[2], scene.shade[0], 0.22 + 0.16 * far)
        picture.paste(
            ramp(size, [(0.5, tone), (0.64, mix(tone, scene.sky[2], 0.75)), (1, scene.sky[2])]),
            (0, 0),
            mask,
        )
    for x, y, big, palette in sorted(scene.balloons, key=lambda item: item[2])[:2]:
        balloon(picture, scene, x, y, big, palette)
    for row in range(5):
        depth = (row / 4) ** 1.3
        dune(picture, scene, rng, 950 + 400 * depth, depth, f"{index} {row}")
    for x, y, big, palette in sorted(scene.balloons, key=lambda item: item[2])[2:]:
        balloon(picture, scene, x, y, big, palette)
    return finish(picture, f"desert {index}", 0.045)


def draw() -> Image.Image:
    sheet = Image.new("RGB", (1536, 1536))
    for index, scene in enumerate(DESERTS):
        sheet.paste(desert(scene, index), (index % 2 * 768, index // 2 * 768))
    return sheet
