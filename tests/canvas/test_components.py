"""Holes filled and specks removed, by what is connected with what."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PIL import Image

from app.canvas.components import fill_holes, remove_specks
from app.canvas.progress import Abandoned, Progress
from tests.canvas.masks import (
    AROUND,
    BESIDE,
    Pixel,
    Watched,
    connected,
    drawing,
    mask_from,
    mask_of,
    places,
    random_masks,
    white_pixels,
)

Change = Callable[[Image.Image, Progress], Image.Image]


def areas(pixels: set[Pixel], steps: tuple[Pixel, ...]) -> list[set[Pixel]]:
    """The connected areas that the pixels fall into."""
    left, found = set(pixels), []
    while left:
        area = connected(left.pop(), pixels, steps)
        left -= area
        found.append(area)
    return found


def without_threes(mask: Image.Image, progress: Progress) -> Image.Image:
    return remove_specks(mask, 4, progress)


def test_holes_are_filled_and_bays_stay() -> None:
    mask = mask_of(
        ".#####...#.",
        ".#...#..#.#",
        ".#.#.#...#.",
        ".#...#.....",
        ".#####.####",
        ".......#..#",
        "####...#..#",
    )
    assert drawing(fill_holes(mask, Progress())) == [
        ".#####...#.",
        ".#####..###",
        ".#####...#.",
        ".#####.....",
        ".#####.####",
        ".......#..#",
        "####...#..#",
    ]


def test_specks_go_by_their_number_of_pixels_and_corners_connect() -> None:
    mask = mask_of(
        "#...##...#",
        "......#.#.",
        ".#.......#",
        "..........",
        "##.......#",
        "##......##",
    )
    # Three that touch at corners alone, twice; four and three; two single ones.
    assert drawing(remove_specks(mask, 2, Progress())) == [
        "....##...#",
        "......#.#.",
        ".........#",
        "..........",
        "##.......#",
        "##......##",
    ]
    assert drawing(remove_specks(mask, 4, Progress()))[4:] == ["##........", "##........"]
    assert white_pixels(remove_specks(mask, 5, Progress())) == set()
    assert remove_specks(mask, 1, Progress()).tobytes() == mask.tobytes()


def test_filling_holes_is_what_a_flood_from_the_edge_leaves() -> None:
    for mask in random_masks():
        width, height = mask.size
        black = set(places(mask.size)) - white_pixels(mask)
        rim = {(x, y) for x, y in places(mask.size) if x in (0, width - 1) or y in (0, height - 1)}
        holes = [area for area in areas(black, BESIDE) if not area & rim]
        expected = white_pixels(mask).union(*holes)
        assert white_pixels(fill_holes(mask, Progress())) == expected


@pytest.mark.parametrize("smallest", [1, 2, 3, 7, 20, 1000])
def test_removing_specks_leaves_the_areas_that_are_large_enough(smallest: int) -> None:
    for mask in random_masks():
        found = areas(white_pixels(mask), AROUND)
        expected = set().union(*[area for area in found if len(area) >= smallest])
        assert white_pixels(remove_specks(mask, smallest, Progress())) == expected


def test_arms_that_meet_late_are_one_area() -> None:
    # A comb from below, a snake, and a spiral: areas that are joined after both have grown.
    comb = mask_of("#.#.#.#.#", "#.#.#.#.#", "#########")
    assert remove_specks(comb, 19, Progress()).tobytes() == comb.tobytes()
    assert white_pixels(remove_specks(comb, 20, Progress())) == set()
    spiral = mask_of("#######", "......#", "#####.#", "#...#.#", "#.###.#", "#.....#", "#######")
    count = len(white_pixels(spiral))
    assert remove_specks(spiral, count, Progress()).tobytes() == spiral.tobytes()
    assert white_pixels(remove_specks(spiral, count + 1, Progress())) == set()


@pytest.mark.parametrize("change", [fill_holes, without_threes])
def test_the_mask_stays_as_it_was_and_the_result_is_a_mask_of_its_own(change: Change) -> None:
    for mask in random_masks():
        before = mask.tobytes()
        result = change(mask, Progress())
        assert (result.mode, result.size) == ("L", mask.size)
        assert set(result.tobytes()) <= {0, 255}
        result.paste(128, (0, 0, *result.size))
        assert mask.tobytes() == before


@pytest.mark.parametrize("change", [fill_holes, without_threes])
def test_both_tell_how_far_they_are_and_stop_when_abandoned(change: Change) -> None:
    stripes = {(x, y) for x in range(9, 300, 3) for y in range(7, 600)}
    mask = mask_from(stripes | {(x, 599) for x in range(9, 300)}, (320, 700))
    progress = Watched()
    change(mask, progress)
    assert progress.reports == sorted(progress.reports)
    assert progress.fraction == pytest.approx(1.0)
    for patience in range(1, len(progress.reports), 97):
        abandoned = Watched(patience)
        with pytest.raises(Abandoned):
            change(mask, abandoned)
        assert len(abandoned.reports) == patience
