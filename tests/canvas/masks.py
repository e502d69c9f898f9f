"""Small masks to try things on pixel by pixel, and a progress that gives up."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator

from PIL import Image

from app.canvas.progress import Progress

# Column and row.
Pixel = tuple[int, int]

BESIDE = ((-1, 0), (1, 0), (0, -1), (0, 1))
AROUND = (*BESIDE, (-1, -1), (-1, 1), (1, -1), (1, 1))

# Widths at and beside whole bytes, and pictures of a single row or column.
SIZES = ((1, 1), (1, 13), (14, 1), (7, 9), (8, 8), (9, 6), (16, 5), (17, 12), (31, 20))


def mask_of(*rows: str) -> Image.Image:
    """A mask drawn with # for white and anything else for black."""
    data = bytes(255 if sign == "#" else 0 for row in rows for sign in row)
    return Image.frombytes("L", (len(rows[0]), len(rows)), data)


def drawing(mask: Image.Image) -> list[str]:
    """The rows of a mask with # for white and . for black; a grey is an error."""
    signs = {0: ".", 255: "#"}
    data = mask.tobytes()
    rows = (data[i : i + mask.width] for i in range(0, len(data), mask.width))
    return ["".join(signs[value] for value in row) for row in rows]


def mask_from(pixels: Collection[Pixel], size: tuple[int, int]) -> Image.Image:
    """A mask that is white at these pixels."""
    return mask_where(lambda place: place in pixels, size)


def mask_where(is_white: Callable[[Pixel], bool], size: tuple[int, int]) -> Image.Image:
    """A mask that is white where `is_white` says so."""
    data = bytes(255 if is_white(place) else 0 for place in places(size))
    return Image.frombytes("L", size, data)


def places(size: tuple[int, int]) -> Iterator[Pixel]:
    """All pixels, row by row."""
    return ((x, y) for y in range(size[1]) for x in range(size[0]))


def white_pixels(mask: Image.Image) -> set[Pixel]:
    data = mask.tobytes()
    return {place for place, value in zip(places(mask.size), data, strict=True) if value}


def random_masks() -> Iterator[Image.Image]:
    """Of every size: empty, full, and noise from sparse to dense."""
    rng = random.Random(3)
    for size in SIZES:
        for density in (0.0, 0.03, 0.3, 0.5, 0.6, 0.8, 0.97, 1.0):
            noise = {place for place in places(size) if rng.random() < density}
            yield mask_from(noise, size)


def connected(
    start: Pixel, allowed: Collection[Pixel], steps: tuple[Pixel, ...] = BESIDE
) -> set[Pixel]:
    """The pixels of `allowed` that can be reached from `start`, one step at a time."""
    reached, todo = {start}, [start]
    while todo:
        x, y = todo.pop()
        for dx, dy in steps:
            place = (x + dx, y + dy)
            if place in allowed and place not in reached:
                reached.add(place)
                todo.append(place)
    return reached


class Watched(Progress):
    """Keeps what was reported, and is abandoned after so many reports."""

    def __init__(self, patience: float = float("inf")) -> None:
        super().__init__()
        self.reports: list[float] = []
        self._patience = patience

    def report(self, fraction: float) -> None:
        self.reports.append(fraction)
        if len(self.reports) >= self._patience:
            self.abandon()
        super().report(fraction)
