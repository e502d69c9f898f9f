"""Materials and light: gradients, seeded noise, glow, ridges, pines, the finish of a picture."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

Colour = tuple[int, int, int]

BICUBIC = Image.Resampling.BICUBIC


def mix(a: Colour, b: Colour, t: float) -> Colour:
    t = min(max(t, 0.0), 1.0)
    return (
        round(a[0] + (b[0] - a[0]) * t),
        round(a[1] + (b[1] - a[1]) * t),
        round(a[2] + (b[2] - a[2]) * t),
    )


def ramp(size: tuple[int, int], stops: Sequence[tuple[float, Colour]]) -> Image.Image:
    """Vertical gradient through (height 0..1, colour) stops."""
    rows = min(size[1], 512)
    data = bytearray()
    for y in range(rows):
        t = y / max(1, rows - 1)
        after = next((index for index, stop in enumerate(stops) if stop[0] >= t), len(stops) - 1)
        (t0, c0), (t1, c1) = stops[max(0, after - 1)], stops[after]
        s = min(max((t - t0) / (t1 - t0), 0.0), 1.0) if t1 > t0 else 1.0
        data += bytes(mix(c0, c1, s * s * (3 - 2 * s)))
    column = Image.frombytes("RGB", (1, rows), bytes(data))
    return column.resize((1, size[1]), BICUBIC).resize(size, Image.Resampling.NEAREST)


def fade(size: tuple[int, int], stops: Sequence[tuple[float, int]]) -> Image.Image:
    """The same in grey, as a mask."""
    return ramp(size, [(t, (v, v, v)) for t, v in stops]).getchannel(0)


def noise(size: tuple[int, int], cells: tuple[int, int], seed: object) -> Image.Image:
    dots = random.Random(str(seed)).randbytes(cells[0] * cells[1])
    return Image.frombytes("L", cells, dots).resize(size, BICUBIC)


def clouds(
    size: tuple[int, int], cells: tuple[int, int], seed: object, octaves: int = 5
) -> Image.Image:
    """Fractal noise over the full range of grey."""
    result = noise(size, cells, f"{seed} 0")
    total = 1.0
    for octave in range(1, octaves):
        share = 0.55**octave
        total += share
        finer = (
            min(size[0], cells[0] << octave),
            min(size[1], cells[1] << octave),
        )
        result = Image.blend(result, noise(size, finer, f"{seed} {octave}"), share / total)
    return ImageOps.autocontrast(result, cutoff=1)


def curve(image: Image.Image, low: int, high: int, peak: float = 1.0) -> Image.Image:
    """Grey levels low..high stretched smoothly to 0..255·peak."""

    def level(value: int) -> int:
        t = min(max((value - low) / (high - low), 0.0), 1.0)
        return round(255 * peak * t * t * (3 - 2 * t))

    return image.point([level(v) for v in range(256)])


def relief(size: tuple[int, int], cells: tuple[int, int], seed: object, step: int) -> Image.Image:
    """Fractal ground lit from the upper right: grey 128 where level."""
    ground = clouds((size[0] + step, size[1] + step), cells, seed, 7)
    here = ground.crop((step, 0, size[0] + step, size[1]))
    beside = ground.crop((0, step, size[0], size[1] + step))
    return ImageChops.subtract(here, beside, 0.5, 128)


def glow(picture: Image.Image, xy: tuple[float, float], radius: float, colour: Colour) -> None:
    """Light around a point, brightest in it, gone at the radius."""
    side = math.ceil(2 * radius)
    ball = ImageOps.invert(Image.radial_gradient("L"))
    # The stock gradient reaches past the inscribed circle: 255 at the corners, 181 at its edge.
    ball = ball.point([round(255 * max(0.0, (v - 75) / 180) ** 2.2) for v in range(256)])
    ball = ball.resize((side, side), BICUBIC)
    place = (round(xy[0] - radius), round(xy[1] - radius))
    light = Image.new("RGB", picture.size)
    light.paste(colour, (*place, place[0] + side, place[1] + side), ball)
    picture.paste(ImageChops.screen(picture, light))


def finish(picture: Image.Image, seed: object, strength: float = 0.055) -> Image.Image:
    """Bloom, reduction to the final size, vignette and film grain."""
    bright = picture.reduce(8).point([max(0, v - 120) for v in range(256)] * 3)
    bloom = bright.filter(ImageFilter.GaussianBlur(picture.width / 130))
    picture = ImageChops.screen(picture, bloom.resize(picture.size, BICUBIC)).reduce(2)
    edges = Image.radial_gradient("L").resize(picture.size, BICUBIC)
    shade = edges.point([255 - round(80 * (v / 255) ** 3) for v in range(256)])
    picture = ImageChops.multiply(picture, Image.merge("RGB", [shade] * 3))
    dots = noise(picture.size, picture.size, f"{seed} grain")
    dots = dots.filter(ImageFilter.GaussianBlur(0.55))
    grain = dots.point([round((v - 128) * strength) + 128 for v in range(256)])
    return ImageChops.add(picture, Image.merge("RGB", [grain] * 3), 1, -128)


def ridge(
    rng: random.Random, width: int, octaves: Sequence[tuple[int, float]]
) -> Callable[[float], float]:
    """A one-dimensional fractal: for each (count of knots, height) smooth random hills."""
    knots = [([rng.uniform(-1, 1) for _ in range(count + 3)], high) for count, high in octaves]

    def at(x: float) -> float:
        total = 0.0
        for values, high in knots:
            place = min(max(x / width, 0.0), 1.0) * (len(values) - 2)
            index = min(int(place), len(values) - 2)
            t = place - index
            t = t * t * (3 - 2 * t)
            total += high * (values[index] * (1 - t) + values[index + 1] * t)
        return total

    return at


def below(size: tuple[int, int], line: Callable[[float], float]) -> Image.Image:
    """Mask of what lies under a line."""
    mask = Image.new("L", size)
    points = [(x, line(x)) for x in range(0, size[0] + 3, 3)]
    ImageDraw.Draw(mask).polygon([(0, size[1]), *points, (size[0], size[1])], fill=255)
    return mask


def pine(draw: ImageDraw.ImageDraw, rng: random.Random, x: float, foot: float, high: float) -> None:
    """One conifer as a jagged silhouette."""
    tiers = max(5, round(min(high / 13, 12 + high / 30)))
    lean = rng.uniform(-0.02, 0.02) * high
    sides: list[list[tuple[float, float]]] = []
    for side in (-1, 1):
        points = []
        for tier in range(1, tiers + 1):
            t = tier / tiers
            reach = high * 0.20 * t**0.85 * rng.uniform(0.62, 1.1)
            y = foot - high * (1 - t) * 0.97
            middle = x + lean * (1 - t)
            points.append((middle + side * reach, y + high * 0.022))
            points.append((middle + side * reach * 0.35, y - high * 0.005))
        sides.append(points)
    top = (x + lean, foot - high)
    draw.polygon([top, *sides[1], *reversed(sides[0])], fill=255)
    draw.polygon([top, (x + high / 90, foot), (x - high / 90, foot)], fill=255)


def forest(
    picture: Image.Image,
    rng: random.Random,
    line: Callable[[float], float],
    span: tuple[int, int],
    count: int,
    heights: tuple[float, float],
    tones: tuple[Colour, Colour],
) -> None:
    """Pines with their feet on a line, in two depths; their feet drown in the second tone."""
    for depth in range(2):
        mask = Image.new("L", picture.size)
        draw = ImageDraw.Draw(mask)
        top, bottom = picture.height, 0
        for _ in range(count):
            x = rng.uniform(*span)
            high = rng.uniform(*heights) * rng.uniform(0.6, 1.0) * (1.0 if depth else 1.18)
            foot = line(x) + rng.uniform(0, heights[0] * 0.3) + depth * heights[0] * 0.2
            pine(draw, rng, x, foot, high)
            top, bottom = min(top, round(foot - high)), max(bottom, round(foot))
        top = max(0, top)
        tone = mix(tones[0], tones[1], 0.38 - 0.38 * depth)
        paint = ramp((picture.width, bottom - top), [(0, tone), (0.55, tone), (1, tones[1])])
        box = (0, top, picture.width, bottom)
        picture.paste(paint, (0, top), mask.crop(box))
