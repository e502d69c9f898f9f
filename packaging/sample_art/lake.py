"""A small lit cabin on the shore of a mountain lake, under a full moon."""

from __future__ import annotations

import math
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from .brushwork import (
    BICUBIC,
    Colour,
    below,
    clouds,
    curve,
    fade,
    finish,
    forest,
    glow,
    mix,
    noise,
    ramp,
    relief,
    ridge,
)

FLIP_DOWN = Image.Transpose.FLIP_TOP_BOTTOM


def mist(
    picture: Image.Image, top: int, bottom: int, colour: Colour, seed: str, peak: float
) -> None:
    size = (picture.width, bottom - top)
    veil = curve(clouds(size, (4, 5), seed), 40, 235, peak)
    veil = ImageChops.multiply(veil, fade(size, [(0, 0), (0.6, 255), (1, 0)]))
    picture.paste(colour, (0, top), veil)


def night_sky(size: tuple[int, int], rng: random.Random) -> Image.Image:
    picture = ramp(
        size,
        [
            (0.0, (13, 20, 52)),
            (0.2, (30, 44, 92)),
            (0.38, (86, 92, 146)),
            (0.52, (196, 140, 150)),
            (0.6, (252, 192, 148)),
            (1.0, (250, 200, 160)),
        ],
    )
    draw = ImageDraw.Draw(picture)
    for _ in range(520):
        x, y = rng.uniform(0, size[0]), size[1] * 0.42 * rng.random() ** 1.5
        radius = rng.choice((0.7, 0.9, 1.1, 1.1, 1.6))
        sky = picture.getpixel((int(x), int(y)))
        tint = rng.choice(((255, 250, 240), (220, 230, 255), (255, 226, 200)))
        if not isinstance(sky, tuple):
            raise TypeError("the sky is an RGB picture")
        star = mix((sky[0], sky[1], sky[2]), tint, rng.uniform(0.25, 1) * (1 - y / size[1] / 0.5))
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=star)
    band = curve(clouds(size, (3, 22), "cirrus"), 120, 250, 0.55)
    band = ImageChops.multiply(
        band, fade(size, [(0, 0), (0.2, 70), (0.4, 200), (0.55, 255), (0.7, 0), (1, 0)])
    )
    warm = ramp(size, [(0, (120, 130, 190)), (0.35, (214, 150, 170)), (0.6, (255, 214, 176))])
    picture.paste(warm, (0, 0), band)
    return picture


def moon(picture: Image.Image, x: int, y: int, radius: int) -> None:
    glow(picture, (x, y), radius * 9, (120, 120, 150))
    glow(picture, (x, y), radius * 3.2, (150, 140, 140))
    side = 2 * radius
    disc = Image.new("L", (side, side))
    ImageDraw.Draw(disc).ellipse((1, 1, side - 2, side - 2), fill=255)
    seas = curve(clouds((side, side), (4, 4), "seas of the moon", 4), 50, 190)
    face = ImageOps.colorize(seas, (230, 220, 212), (255, 249, 234))
    picture.paste(face, (x - radius, y - radius), disc.filter(ImageFilter.GaussianBlur(1.2)))


def mountains(picture: Image.Image, rng: random.Random, water: int) -> None:
    """Ranges from far to near, each darker, each drowning in the mist at its foot."""
    width, height = picture.size
    haze = (238, 190, 160)
    ranges = (
        (0.40, 0.085, (142, 134, 172), (200, 165, 168)),
        (0.455, 0.075, (96, 104, 150), (176, 150, 162)),
        (0.525, 0.06, (60, 78, 118), (142, 132, 152)),
        (0.575, 0.035, (38, 58, 88), (104, 108, 130)),
    )
    for index, (level, rough, dark, foot) in enumerate(ranges):
        shape = ridge(
            rng,
            width,
            [(3, rough), (7, rough / 2), (17, rough / 5), (50, rough / 13), (150, rough / 38)],
        )
        mask = below(picture.size, lambda x, s=shape, v=level: height * (v + s(x)))  # type: ignore[misc]
        top = round(height * (level - rough * 1.7))
        size = (width, water - top)
        body = ramp(size, [(0, dark), (0.45, mix(dark, foot, 0.3)), (1, foot)])
        if index < 3:
            rock = relief(size, (9 + 4 * index, 7), f"rock {index}", 7)
            lit = ImageChops.multiply(
                curve(rock, 132, 210), fade(size, [(0, 235), (0.7, 30), (1, 0)])
            )
            body.paste(mix(dark, (255, 214, 196), 0.62 - 0.16 * index), (0, 0), lit)
            shade = ImageChops.multiply(
                curve(rock, 120, 50, 0.7), fade(size, [(0, 255), (0.6, 40), (1, 0)])
            )
            body.paste(mix(dark, (14, 22, 50), 0.5), (0, 0), shade)
        picture.paste(body, (0, top), mask.crop((0, top, width, water)))
        if index >= 2:
            deep = index - 2
            forest(
                picture,
                rng,
                lambda x, s=shape, v=level: height * (v + 0.012 + s(x)),  # type: ignore[misc]
                (0, width),
                (330, 300)[deep],
                ((36, 62), (64, 112))[deep],
                (((54, 74, 106), (112, 116, 138)), ((26, 46, 66), (76, 88, 106)))[deep],
            )
        bottom = min(water, round(height * (level + 0.17)))
        mist(picture, round(height * (level + 0.01)), bottom, haze, f"mist {index}", 0.75)


def cabin(picture: Image.Image, x: int, foot: int, unit: float) -> None:
    """A log cabin seen from its corner; one unit is a hundredth of its width."""

    def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x + px * unit, foot - py * unit) for px, py in points]

    for radius, light in ((150, (70, 40, 16)), (75, (110, 66, 28))):
        glow(picture, at((30, 16))[0], radius * unit, light)
    draw = ImageDraw.Draw(picture)
    draw.polygon(at((84, 62), (84, 84), (92, 84), (92, 56)), fill=(44, 40, 52))
    draw.polygon(at((0, 0), (0, 32), (24, 62), (48, 32), (48, 0)), fill=(70, 46, 40))
    draw.polygon(at((48, 0), (48, 32), (104, 32), (104, 0)), fill=(42, 30, 38))
    for log in range(9):
        y = 3.6 * log
        draw.line(at((0, y), (48, y)), fill=(52, 34, 32), width=2)
        draw.line(at((0, y + 1.2), (48, y + 1.2)), fill=(96, 64, 50), width=1)
        draw.line(at((48, y), (104, y)), fill=(28, 21, 30), width=2)
    draw.polygon(at((24, 66), (48, 31), (109, 31), (88, 66)), fill=(58, 60, 84))
    for row in range(8):
        t = row / 8
        draw.line(
            at((24 + 24 * t, 66 - 35 * t), (88 + 21 * t, 66 - 35 * t)), fill=(46, 46, 68), width=2
        )
    draw.line(at((-5, 28), (24, 66), (88, 66)), fill=(150, 146, 170), width=3)
    draw.line(at((24, 66), (50, 28)), fill=(34, 28, 40), width=5)
    windows = ((8, 8, 20, 22), (28, 0, 40, 22), (58, 9, 72, 22), (82, 9, 96, 22), (20, 38, 28, 46))
    for left, low, right, high in windows:
        draw.rectangle(
            (*at((left - 1, high + 1))[0], *at((right + 1, low - 1))[0]), fill=(30, 20, 22)
        )
        pane = ramp(
            (round((right - left) * unit), round((high - low) * unit)),
            [(0, (255, 190, 96)), (0.5, (255, 218, 140)), (1, (244, 158, 70))],
        )
        corner = at((left, high))[0]
        picture.paste(pane, (round(corner[0]), round(corner[1])))
        middle = (left + right) / 2
        draw.line(at((middle, low), (middle, high)), fill=(66, 36, 24), width=2)
        draw.line(
            at((left, (low + high) / 2), (right, (low + high) / 2)), fill=(66, 36, 24), width=2
        )
        glow(picture, at((middle, (low + high) / 2))[0], 17 * unit, (120, 70, 26))
    smoke = Image.new("L", picture.size)
    puff = ImageDraw.Draw(smoke)
    for step in range(60):
        t = step / 60
        px, py = at((88 - 26 * t**1.5 + 5 * math.sin(7 * t), 84 + 150 * t))[0]
        size = unit * (2 + 11 * t)
        puff.ellipse((px - size, py - size, px + size, py + size), fill=round(88 * (1 - t) ** 1.2))
    picture.paste((206, 190, 196), (0, 0), smoke.filter(ImageFilter.GaussianBlur(4.5 * unit)))


def shore(picture: Image.Image, rng: random.Random, water: int) -> None:
    """A wooded point on the right with the cabin, a darker one on the left."""
    width = picture.width
    bank = ridge(rng, width, [(9, 5), (40, 3)])

    def right(x: float) -> float:
        inland = max(0.0, (x - 0.5 * width) / (0.5 * width))
        return water - 95 * math.pow(inland, 0.8) + bank(x)

    def left(x: float) -> float:
        inland = max(0.0, (0.23 * width - x) / (0.23 * width))
        return water - 80 * math.pow(inland, 0.7) + bank(x)

    forest(
        picture,
        rng,
        lambda x: right(x) + 8,
        (1120, 2080),
        70,
        (150, 260),
        ((18, 34, 50), (40, 52, 68)),
    )
    forest(
        picture,
        rng,
        lambda x: left(x) + 14,
        (-40, 400),
        46,
        (140, 270),
        ((16, 32, 48), (38, 52, 70)),
    )
    for line in (right, left):
        mask = below(picture.size, line)
        mask.paste(0, (0, water, width, picture.height))
        grass = ramp(
            picture.size,
            [(0, (52, 60, 62)), (water / picture.height, (18, 26, 34)), (1, (18, 26, 34))],
        )
        tufts = relief(picture.size, (160, 220), "grass", 4)
        grass = Image.composite(
            Image.new("RGB", picture.size, (74, 78, 70)), grass, curve(tufts, 136, 230, 0.6)
        )
        picture.paste(grass, (0, 0), mask)
    cabin(picture, 1400, water - 34, 2.35)
    draw = ImageDraw.Draw(picture)
    for _ in range(46):
        x = rng.choice((rng.uniform(1010, 2040), rng.uniform(0, 440)))
        radius = rng.uniform(4, 15)
        tone = mix((22, 28, 40), (92, 92, 108), rng.random() ** 2)
        draw.chord(
            (x - 1.7 * radius, water - radius, x + 1.7 * radius, water + radius),
            180,
            360,
            fill=tone,
        )
    forest(
        picture,
        rng,
        lambda x: right(x) + 16,
        (1690, 2090),
        12,
        (190, 330),
        ((10, 20, 32), (20, 30, 42)),
    )


def lake(picture: Image.Image, water: int, moon_x: int) -> None:
    """Everything under the water line: the scene upside down, rippled, darker towards us."""
    width, height = picture.size
    deep = height - water
    source = picture.crop((0, max(0, water - round(deep * 1.35)), width, water)).transpose(
        FLIP_DOWN
    )
    mirror = source.resize((width, deep), BICUBIC)
    smeared = mirror.reduce((1, 24)).resize(mirror.size, BICUBIC)
    mirror = Image.composite(smeared, mirror, fade(mirror.size, [(0, 20), (0.35, 120), (1, 220)]))
    mirror = ImageChops.multiply(
        mirror,
        ramp(mirror.size, [(0, (214, 214, 226)), (0.5, (150, 166, 196)), (1, (64, 84, 122))]),
    )
    # Ripples: flat streaks, stretched row by row so that they widen towards the viewer.
    flat = clouds((width, 1024), (26, 512), "ripples", 2)
    streaks = Image.new("L", mirror.size)
    rippled = Image.new("RGB", mirror.size)
    for y in range(deep):
        near = y / deep
        row = round(1000 * near**0.42)
        streaks.paste(flat.crop((0, row, width, row + 1)), (0, y))
        sway = streaks.crop((width // 2, y, width // 2 + 1, y + 1)).tobytes()[0]
        shift = round((sway - 128) / 128 * (1 + 14 * near))
        rippled.paste(ImageChops.offset(mirror.crop((0, y, width, y + 1)), shift, 0), (0, y))
    calm = clouds(mirror.size, (3, 9), "calm", 4)
    light = ImageChops.multiply(curve(streaks, 150, 250, 0.5), curve(calm, 60, 200))
    rippled.paste(
        (190, 186, 206), (0, 0), ImageChops.multiply(light, fade(mirror.size, [(0, 160), (1, 60)]))
    )
    dark = ImageChops.multiply(
        curve(streaks, 110, 10, 0.55), fade(mirror.size, [(0, 30), (1, 210)])
    )
    rippled.paste((14, 26, 52), (0, 0), dark)
    path = Image.new("L", mirror.size)
    ImageDraw.Draw(path).polygon(
        [(moon_x - 26, 0), (moon_x + 26, 0), (moon_x + 120, deep), (moon_x - 120, deep)], fill=255
    )
    path = ImageChops.multiply(path.filter(ImageFilter.GaussianBlur(30)), curve(streaks, 132, 205))
    rippled.paste(
        (255, 236, 206),
        (0, 0),
        ImageChops.multiply(path, fade(mirror.size, [(0, 255), (0.5, 200), (1, 90)])),
    )
    picture.paste(rippled, (0, water))
    edge = fade((width, 26), [(0, 150), (1, 0)])
    picture.paste(
        (206, 196, 206),
        (0, water - 3),
        ImageChops.multiply(edge, noise(edge.size, (40, 2), "edge")),
    )


def boat(picture: Image.Image, x: int, y: int, unit: float) -> None:
    """A rowing boat with a lantern at its bow, and its reflection."""

    def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x + px * unit, y + py * unit) for px, py in points]

    ghost = Image.new("L", picture.size)
    ImageDraw.Draw(ghost).polygon(at((4, 2), (96, 2), (86, 22), (50, 27), (14, 22)), fill=190)
    picture.paste((10, 16, 30), (0, 0), ghost.filter(ImageFilter.GaussianBlur(3 * unit)))
    draw = ImageDraw.Draw(picture)
    hull = [
        (0, -15),
        (12, -9),
        (30, -6),
        (50, -5),
        (70, -6),
        (88, -9),
        (101, -17),
        (90, 3),
        (76, 6),
        (24, 6),
        (10, 2),
    ]
    draw.polygon(at(*hull), fill=(44, 32, 36))
    draw.polygon(
        at((3, -12), (14, -8), (50, -4), (86, -8), (97, -13), (84, -3), (50, 0), (16, -3)),
        fill=(22, 18, 24),
    )
    for seat in (28, 50, 72):
        draw.line(
            at((seat - 5, -5), (seat + 5, -5)), fill=(84, 62, 54), width=max(2, round(2 * unit))
        )
    draw.line(at(*hull[:7]), fill=(128, 100, 88), width=3)
    draw.line(at((12, -1), (88, -1)), fill=(66, 48, 46), width=2)
    draw.line(at((56, -4), (78, 7)), fill=(96, 76, 66), width=4)
    draw.line(at((94, -14), (94, -30), (99, -30)), fill=(30, 24, 28), width=3)
    glow(picture, at((99, -26))[0], 60 * unit, (96, 56, 20))
    glow(picture, at((99, -26))[0], 17 * unit, (230, 160, 80))
    draw.ellipse((*at((97, -29))[0], *at((101, -23))[0]), fill=(255, 236, 190))
    for dip in range(14):
        px, py = at((99 + 1.5 * math.sin(dip * 2.3), 22 + 4 * dip))[0]
        half = unit * (5 - dip * 0.3) * (0.6 + 0.4 * math.sin(dip * 4.1))
        tone = mix((214, 150, 92), (56, 60, 98), (dip / 14) ** 0.6)
        draw.line((px - half, py, px + half, py), fill=tone, width=2)


def foreground(picture: Image.Image, rng: random.Random) -> None:
    """Dark pines and reeds that frame the view."""
    width, height = picture.size
    forest(
        picture,
        rng,
        lambda x: height + 40 + abs(x - 60) * 0.5,
        (-90, 250),
        9,
        (420, 800),
        ((9, 15, 27), (5, 9, 17)),
    )
    mask = Image.new("L", picture.size)
    draw = ImageDraw.Draw(mask)
    for _ in range(620):
        x = rng.choice((rng.triangular(0, 620, 60), rng.triangular(1250, width, width - 60)))
        edge = min(x, width - x)
        high = rng.uniform(40, 210) * max(0.2, 1 - edge / 800)
        bend = rng.uniform(-0.5, 0.5) * high
        draw.line(
            [(x, height), (x + bend * 0.3, height - high * 0.6), (x + bend, height - high)],
            fill=255,
            width=rng.choice((3, 4, 5)),
        )
    picture.paste((8, 14, 26), (0, 0), mask)


def draw() -> Image.Image:
    rng = random.Random("mountain lake")
    picture = night_sky((2048, 2048), rng)
    water = 1330
    moon(picture, 1290, 400, 84)
    mountains(picture, rng, water)
    shore(picture, rng, water)
    mist(picture, water - 90, water, (226, 196, 186), "shore", 0.7)
    lake(picture, water, 1290)
    boat(picture, 640, 1640, 2.3)
    foreground(picture, rng)
    return finish(picture, "mountain lake")
