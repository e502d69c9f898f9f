"""Growing and shrinking: a true disc, exact to the pixel, on any mask."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from PIL import Image, ImageChops

from app.canvas.morphology import grow, shrink
from app.canvas.progress import Abandoned, Progress
from tests.canvas.masks import (
    Pixel,
    Watched,
    drawing,
    mask_from,
    mask_of,
    mask_where,
    places,
    random_masks,
    white_pixels,
)

Change = Callable[[Image.Image, int, Progress], Image.Image]

RADII = (1, 2, 3, 5, 8, 40, 256)


def near(pixels: set[Pixel], place: Pixel, radius: int) -> bool:
    x, y = place
    return any((x - i) ** 2 + (y - j) ** 2 <= radius**2 for i, j in pixels)


def disc(mask: Image.Image, radius: int) -> Image.Image:
    """What `grow` should give, straight from its definition."""
    white = white_pixels(mask)
    return mask_where(lambda place: near(white, place, radius), mask.size)


def test_one_pixel_grows_to_a_disc() -> None:
    mask = mask_from({(4, 4)}, (9, 9))
    assert drawing(grow(mask, 3, Progress())) == [
        ".........",
        "....#....",
        "..#####..",
        "..#####..",
        ".#######.",
        "..#####..",
        "..#####..",
        "....#....",
        ".........",
    ]


def test_a_square_shrinks_and_keeps_to_the_edge_of_the_picture() -> None:
    mask = mask_of(
        "......",
        "..####",
        "..####",
        "..####",
        "..####",
    )
    assert drawing(shrink(mask, 1, Progress())) == [
        "......",
        "......",
        "...###",
        "...###",
        "...###",
    ]


@pytest.mark.parametrize("radius", RADII)
def test_both_are_what_their_definition_says(radius: int) -> None:
    for mask in random_masks():
        if mask.width * mask.height > 220 and radius > 8:
            continue  # the definition takes its time
        assert drawing(grow(mask, radius, Progress())) == drawing(disc(mask, radius))
        inverted = ImageChops.invert(disc(ImageChops.invert(mask), radius))
        assert drawing(shrink(mask, radius, Progress())) == drawing(inverted)


@pytest.mark.parametrize("radius", [1, 17, 64, 256])
def test_a_large_disc_is_round_to_the_pixel(radius: int) -> None:
    size, centre = (2 * radius + 5, 2 * radius + 4), (radius + 2, radius + 1)
    round_one = mask_where(lambda place: near({centre}, place, radius), size)
    assert grow(mask_from({centre}, size), radius, Progress()).tobytes() == round_one.tobytes()
    # Cut off by each edge and corner of the picture in turn.
    for corner in ((0, 0), (size[0] - 1, 0), (0, size[1] - 1), (size[0] - 1, size[1] // 2)):
        lone = mask_from({corner}, size)
        grown = grow(lone, radius, Progress())
        assert white_pixels(grown) == {p for p in places(size) if near({corner}, p, radius)}
        shrunk = shrink(ImageChops.invert(lone), radius, Progress())
        assert ImageChops.invert(shrunk).tobytes() == grown.tobytes()


def test_growing_and_shrinking_undo_each_other_as_far_as_they_can() -> None:
    rng = random.Random(5)
    for mask in random_masks():
        radius = rng.randint(1, 9)
        closed = shrink(grow(mask, radius, Progress()), radius, Progress())
        assert white_pixels(closed) >= white_pixels(mask)
        opened = grow(shrink(mask, radius, Progress()), radius, Progress())
        assert white_pixels(opened) <= white_pixels(mask)


@pytest.mark.parametrize("change", [grow, shrink])
def test_the_mask_stays_as_it_was_and_the_result_is_a_mask_of_its_own(change: Change) -> None:
    for mask in random_masks():
        before = mask.tobytes()
        result = change(mask, 2, Progress())
        assert (result.mode, result.size) == ("L", mask.size)
        assert set(result.tobytes()) <= {0, 255}
        result.paste(128, (0, 0, *result.size))
        assert mask.tobytes() == before


@pytest.mark.parametrize("change", [grow, shrink])
def test_both_tell_how_far_they_are_and_stop_when_abandoned(change: Change) -> None:
    mask = mask_from({(x, y) for x in range(9, 400) for y in range(7, 300)}, (500, 400))
    progress = Watched()
    change(mask, 30, progress)
    assert progress.reports == sorted(progress.reports)
    assert progress.fraction == pytest.approx(1.0)
    assert len(progress.reports) > 30
    for patience in range(1, len(progress.reports), 7):
        abandoned = Watched(patience)
        with pytest.raises(Abandoned):
            change(mask, 30, abandoned)
        assert len(abandoned.reports) == patience
