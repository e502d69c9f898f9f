"""The wand takes what has about the clicked colour, connected or everywhere."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from PIL import Image, ImageDraw

from app.canvas.picture import Picture, picture_from_image
from app.canvas.progress import Abandoned, Progress
from app.canvas.wand import similar
from tests.canvas.masks import (
    SIZES,
    Pixel,
    Watched,
    connected,
    drawing,
    mask_from,
    places,
    white_pixels,
)


def alike(image: Image.Image, spot: Pixel, tolerance: int) -> set[Pixel]:
    """The pixels of an RGB or RGBA image that are as the one at `spot`, one by one."""
    wanted = channels(image, spot)
    return {
        place
        for place in places(image.size)
        if all(
            abs(value - other) <= tolerance
            for value, other in zip(channels(image, place), wanted, strict=True)
        )
    }


def channels(image: Image.Image, place: Pixel) -> tuple[int, ...]:
    values = image.getpixel(place)
    assert isinstance(values, tuple)
    return values


def noise(size: tuple[int, int], mode: str, rng: random.Random) -> Image.Image:
    """A picture of a few colours that differ by little in each channel."""
    image = Image.new(mode, size)
    colours = [tuple(rng.randint(100, 130) for _ in mode) for _ in range(3)]
    image.putdata(rng.choices(colours, (5, 2, 1), k=size[0] * size[1]))
    return image


def noises() -> Iterator[tuple[Image.Image, Pixel]]:
    """Pictures, and a pixel of each."""
    rng = random.Random(7)
    for size in SIZES:
        for mode in ("RGB", "RGBA"):
            for _ in range(4):
                spot = (rng.randrange(size[0]), rng.randrange(size[1]))
                yield noise(size, mode, rng), spot


def selected(picture: Picture, spot: Pixel, tolerance: int, *, contiguous: bool) -> set[Pixel]:
    return white_pixels(
        similar(picture, *spot, tolerance, contiguous=contiguous, progress=Progress())
    )


@pytest.mark.parametrize("tolerance", [0, 5, 12, 25, 255])
def test_each_channel_counts_by_itself(tolerance: int) -> None:
    for image, spot in noises():
        picture = picture_from_image(image)
        expected = alike(image, spot, tolerance)
        assert selected(picture, spot, tolerance, contiguous=False) == expected
        region = connected(spot, expected)
        assert selected(picture, spot, tolerance, contiguous=True) == region


def test_everything_is_within_255_and_only_the_same_colour_within_0() -> None:
    image = Image.new("RGBA", (9, 4), (0, 0, 0, 0))
    image.putpixel((3, 2), (255, 255, 255, 255))
    image.putpixel((8, 0), (0, 0, 0, 1))
    picture = picture_from_image(image)
    everything = set(places(image.size))
    for contiguous in (True, False):
        assert selected(picture, (0, 0), 255, contiguous=contiguous) == everything
        assert selected(picture, (3, 2), 0, contiguous=contiguous) == {(3, 2)}
        rest = everything - {(3, 2), (8, 0)}
        assert selected(picture, (0, 0), 0, contiguous=contiguous) == rest


@pytest.mark.parametrize("channel", range(4))
def test_a_difference_in_one_channel_is_enough(channel: int) -> None:
    image = Image.new("RGBA", (2, 1), (100, 100, 100, 100))
    values = [100, 100, 100, 100]
    values[channel] = 111
    image.putpixel((1, 0), tuple(values))
    picture = picture_from_image(image)
    assert selected(picture, (0, 0), 10, contiguous=False) == {(0, 0)}
    assert selected(picture, (0, 0), 11, contiguous=False) == {(0, 0), (1, 0)}


def test_without_alpha_what_is_in_the_fourth_byte_does_not_matter() -> None:
    picture = picture_from_image(Image.new("RGB", (5, 1), (10, 20, 30)))
    pixels = picture.levels[0].pixels
    pixels[7] = pixels[3] ^ 255
    assert len(selected(picture, (0, 0), 0, contiguous=True)) == 5


def test_a_region_is_connected_by_sides_not_by_corners() -> None:
    image = Image.new("RGB", (4, 4), "white")
    ImageDraw.Draw(image).line((0, 3, 3, 0), "black")
    picture = picture_from_image(image)
    mask = similar(picture, 0, 0, 10, contiguous=True, progress=Progress())
    assert drawing(mask) == ["###.", "##..", "#...", "...."]
    assert len(selected(picture, (0, 0), 10, contiguous=False)) == 12
    assert selected(picture, (3, 0), 10, contiguous=True) == {(3, 0)}


def spiral(side: int) -> set[Pixel]:
    """A path one pixel wide that winds inwards, with walls as wide."""
    x, y, path = 0, 0, [(0, 0)]
    lengths = [side - 1, *(n for m in range(side - 1, 1, -2) for n in (m, m))]
    for turn, length in enumerate(lengths):
        dx, dy = ((1, 0), (0, 1), (-1, 0), (0, -1))[turn % 4]
        for _ in range(length):
            x, y = x + dx, y + dy
            path.append((x, y))
    return set(path)


def test_mazes_are_followed_to_their_end() -> None:
    side = 61
    snake = {(x, y) for x, y in places((side, side)) if y % 2 == 0}
    snake |= {(side - 1 if y % 4 == 1 else 0, y) for y in range(1, side, 2)}
    standing = {(y, x) for x, y in snake}
    comb = {(x, y) for x, y in places((side, side)) if x % 2 == 0 or y == side // 2}
    for maze in (snake, standing, comb, spiral(side)):
        picture = picture_from_image(mask_from(maze, (side, side)).convert("RGB"))
        for start in ((0, 0), max(maze), min(maze, key=lambda place: -place[1])):
            expected = connected(start, maze)
            assert selected(picture, start, 3, contiguous=True) == expected
        assert selected(picture, (0, 0), 3, contiguous=False) == maze


def test_a_pixel_outside_the_picture_is_refused() -> None:
    picture = picture_from_image(Image.new("RGB", (5, 3)))
    for x, y in ((-1, 0), (0, -1), (5, 0), (0, 3)):
        with pytest.raises(IndexError):
            similar(picture, x, y, 9, contiguous=True, progress=Progress())


@pytest.mark.parametrize("contiguous", [True, False])
def test_the_wand_tells_how_far_it_is_and_stops_when_abandoned(contiguous: bool) -> None:
    image = Image.new("RGB", (1600, 900), "white")
    picture = picture_from_image(image)
    before = picture.levels[0].pixels[:]
    progress = Watched()
    similar(picture, 5, 5, 9, contiguous=contiguous, progress=progress)
    assert progress.reports == sorted(progress.reports)
    for start, end in ((0.0, 0.5), (0.5, 0.9)):  # while it compares and while it floods
        assert len([share for share in progress.reports if start < share < end]) > 1
    assert progress.fraction == pytest.approx(1.0)
    for patience in range(1, len(progress.reports)):
        abandoned = Watched(patience)
        with pytest.raises(Abandoned):
            similar(picture, 5, 5, 9, contiguous=contiguous, progress=abandoned)
        assert len(abandoned.reports) == patience
    assert picture.levels[0].pixels[:] == before
