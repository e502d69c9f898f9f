"""How long the whole-mask edits take at 4096 × 4096: grow, shrink, the wand, holes, specks.

    python tests/benchmarks/regions.py [--side 4096] [--runs 3]

Medians, in seconds, and the longest that each goes without a report (ms): so long does Esc wait.
"""

# ruff: noqa: T201 - figures are what it is for

from __future__ import annotations

import argparse
import math
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PIL import Image, ImageChops, ImageDraw

from app.canvas.components import fill_holes, remove_specks
from app.canvas.morphology import grow, shrink
from app.canvas.picture import Picture, picture_from_image
from app.canvas.progress import Progress
from app.canvas.wand import similar

# The share of pixels at which the clusters of noise are largest and most tangled (percolation
# by sides on a square grid: 0.5927).
TANGLED = 0.597

Work = Callable[[Progress], Image.Image]


@dataclass(frozen=True)
class Row:
    """What was measured, its median time, the median of its longest gap between reports."""

    name: str
    seconds: float
    gap_ms: float


class TimedProgress(Progress):
    """Remembers the longest time between two reports."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._last = time.perf_counter()

    def report(self, fraction: float) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now
        super().report(fraction)


def rows(side: int = 4096, runs: int = 3) -> Iterator[Row]:
    """The figures, one after the other as they are taken."""
    for name, work in _cases(side):
        seconds, gaps = [], []
        for _ in range(runs):
            progress = TimedProgress()
            begun = time.perf_counter()
            work(progress)
            seconds.append(time.perf_counter() - begun)
            gaps.append(progress.longest * 1000)
        yield Row(name, statistics.median(seconds), statistics.median(gaps))


def _cases(side: int) -> Iterator[tuple[str, Work]]:
    painted = strokes(side)
    noisy, scattered, even = noise(side, 0.02), noise(side, 0.4), noise(side, 0.5)
    for radius in (32, 256):
        yield f"grow {radius}, strokes", partial(grow, painted, radius)
        yield f"grow {radius}, noise", partial(grow, noisy, radius)
        yield f"shrink {radius}, strokes", partial(shrink, painted, radius)
    yield "fill holes, strokes", partial(fill_holes, painted)
    yield "fill holes, noise", partial(fill_holes, scattered)
    yield "remove specks, strokes", partial(remove_specks, painted, 64)
    yield "remove specks, noise", partial(remove_specks, even, 64)
    yield from _wand_cases(side)


def _wand_cases(side: int) -> Iterator[tuple[str, Work]]:
    picture = picture_from_image(photograph(side))
    for tolerance in (16, 32, 64, 128):
        yield f"wand {tolerance}, photograph", _wand(picture, tolerance, contiguous=True)
    yield "wand 32 everywhere, photograph", _wand(picture, 32, contiguous=False)
    for name, maze in (
        ("tangled noise", noise(side, TANGLED)),
        ("dense noise", noise(side, 0.7)),
        ("comb", comb(side)),
        ("spiral", spiral(side)),
    ):
        black_and_white = picture_from_image(maze.convert("RGB"))
        yield f"wand, {name}", _wand(black_and_white, 0, contiguous=True)


def _wand(picture: Picture, tolerance: int, *, contiguous: bool) -> Work:
    """A click at the first white pixel right of the middle, or in the middle."""
    x = y = picture.size.width // 2
    while tolerance == 0 and picture.colour_at(x, y) == (0, 0, 0):
        x += 1
    return lambda progress: similar(
        picture, x, y, tolerance, contiguous=contiguous, progress=progress
    )


# What it is tried on


def strokes(side: int) -> Image.Image:
    """A mask as people paint it: strokes of all widths, some closed, and a few specks."""
    rng = random.Random(1)
    mask = Image.new("L", (side, side))
    draw = ImageDraw.Draw(mask)
    for _ in range(40):
        x, y, turn = rng.uniform(0, side), rng.uniform(0, side), rng.uniform(0, 6)
        points = []
        for _ in range(12):
            turn += rng.uniform(-1, 1)
            x, y = x + side / 30 * math.cos(turn), y + side / 30 * math.sin(turn)
            points.append((x, y))
        draw.line(points, 255, rng.randrange(3, side // 40), "curve")
    for _ in range(10):
        x, y, radius = rng.randrange(side), rng.randrange(side), rng.randrange(20, side // 12)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), None, 255, radius // 4)
    draw.point([(rng.randrange(side), rng.randrange(side)) for _ in range(300)], 255)
    return mask


def noise(side: int, density: float) -> Image.Image:
    """Pixels white at random."""
    data = random.Random(2).randbytes(2 * side * side)
    image = Image.frombytes("I;16", (side, side), data)
    limit = round(density * 65536)
    return (
        image.convert("I")
        .point(lambda grey: grey * -1 + limit)
        .convert("L")
        .point([0] + [255] * 255)
    )


def comb(side: int) -> Image.Image:
    """Columns joined by one row."""
    mask = Image.new("L", (side, side))
    draw = ImageDraw.Draw(mask)
    for x in range(0, side, 2):
        draw.line((x, 0, x, side), 255)
    draw.line((0, side // 2, side, side // 2), 255)
    return mask


def spiral(side: int) -> Image.Image:
    """One path a pixel wide that winds from a corner to the middle, with walls as wide."""
    mask = Image.new("L", (side, side))
    x = y = 0
    points = [(x, y)]
    for turn in range(side - 3):
        length = side - 1 - 2 * ((turn - 1) // 2 if turn else 0)
        dx, dy = ((1, 0), (0, 1), (-1, 0), (0, -1))[turn % 4]
        x, y = x + dx * length, y + dy * length
        points.append((x, y))
    ImageDraw.Draw(mask).line(points, 255)
    return mask


def photograph(side: int) -> Image.Image:
    """Soft shapes and fine grain."""
    extent = (side, side)
    channels = []
    for seed in (60, 90, 120):
        shapes = Image.effect_noise((side // 64, side // 64), seed).resize(extent, 2)
        channels.append(ImageChops.add(shapes, Image.effect_noise(extent, 6), 1, -128))
    return Image.merge("RGB", channels)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", type=int, default=4096, help="width and height of the mask")
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    print(f"{'at ' + str(given.side) + '²':34}{'seconds':>8}{'longest gap':>16}")
    for row in rows(given.side, given.runs):
        print(f"{row.name:34}{row.seconds:8.3f}{row.gap_ms:13.1f} ms", flush=True)


if __name__ == "__main__":
    main()
