"""The decoded picture: its pyramid, its bytes as Qt reads them, its parts."""

from __future__ import annotations

import pytest
from PIL import Image

from app.canvas.geometry import Rect, Size
from app.canvas.picture import Picture, picture_from_image
from tests.canvas.pictures import asymmetric, colours_of


def test_pixels_are_blue_green_red_alpha_as_qt_reads_them() -> None:
    opaque = picture_from_image(Image.new("RGB", (2, 1), (1, 2, 3)))
    assert bytes(opaque.levels[0].pixels[:8]) == bytes((3, 2, 1, 255, 3, 2, 1, 255))
    clear = picture_from_image(Image.new("RGBA", (1, 1), (1, 2, 3, 4)))
    assert bytes(clear.levels[0].pixels[:4]) == bytes((3, 2, 1, 4))


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_picture_gives_back_the_image_it_was_made_from(mode: str) -> None:
    image = asymmetric(300, 1100).convert(mode)
    assert picture_from_image(image).to_image().tobytes() == image.tobytes()
    assert picture_from_image(image).to_image().mode == mode


@pytest.mark.parametrize(
    ("size", "levels"),
    [
        ((64, 64), ["64 × 64"]),
        ((1, 1), ["1 × 1"]),
        ((4000, 50), ["4000 × 50"]),
        ((65, 200), ["65 × 200", "33 × 100"]),
        ((1001, 513), ["1001 × 513", "501 × 257", "251 × 129", "126 × 65", "63 × 33"]),
    ],
)
def test_each_level_is_half_the_one_before_rounded_up(
    size: tuple[int, int], levels: list[str]
) -> None:
    picture = picture_from_image(Image.new("RGB", size))
    assert [str(level.size) for level in picture.levels] == levels
    for level in picture.levels:
        assert len(level.pixels) == level.size.area * 4


def test_smaller_levels_show_the_same_picture() -> None:
    image = Image.new("RGB", (400, 300), (10, 200, 30))
    image.paste((250, 20, 120), (200, 0, 400, 300))
    picture = picture_from_image(image)
    assert len(picture.levels) > 2
    for level in picture.levels[1:]:
        right = (level.size.width - 1) * 4
        assert tuple(level.pixels[:4]) == (30, 200, 10, 255)
        assert tuple(level.pixels[right : right + 4]) == (120, 20, 250, 255)


def test_level_for_a_zoom_never_has_fewer_pixels_than_the_view() -> None:
    picture = picture_from_image(Image.new("RGB", (1024, 1024)))
    last = len(picture.levels) - 1
    assert [picture.level_for(zoom) for zoom in (32, 1, 0.51, 0.5, 0.26, 0.25)] == [
        0,
        0,
        0,
        1,
        1,
        2,
    ]
    assert picture.level_for(0.001) == last
    for percent in range(1, 100):
        chosen = picture.level_for(percent / 100)
        assert chosen == last or picture.levels[chosen].size.width >= 1024 * percent / 100
        if chosen < last:
            assert picture.levels[chosen + 1].size.width < 1024 * percent / 100


def test_colour_at_and_crop() -> None:
    image = asymmetric(9, 7)
    picture = picture_from_image(image)
    for x in range(9):
        for y in range(7):
            assert picture.colour_at(x, y) == image.getpixel((x, y))
    part = picture.crop(Rect(2, 1, 5, 4))
    assert (part.size, part.stored_size, part.orientation) == (Size(5, 4), Size(5, 4), 1)
    assert colours_of(part.to_image()) == colours_of(image.crop((2, 1, 7, 5)))


def test_quadrants_of_a_grid_are_pictures_with_levels_of_their_own() -> None:
    colours = ("red", "lime", "blue", "white")
    grid = Image.new("RGB", (400, 300))
    corners = ((0, 0), (200, 0), (0, 150), (200, 150))
    for colour, (x, y) in zip(colours, corners, strict=True):
        grid.paste(colour, (x, y, x + 200, y + 150))
    picture = picture_from_image(grid)
    for colour, (x, y) in zip(colours, corners, strict=True):
        quadrant = picture.crop(Rect(x, y, 200, 150))
        assert quadrant.to_image().tobytes() == Image.new("RGB", (200, 150), colour).tobytes()
        assert len(quadrant.levels) == 3


@pytest.mark.parametrize("orientation", range(1, 9))
def test_stored_size_is_on_its_side_from_orientation_5_on(orientation: int) -> None:
    picture = Picture(Size(30, 20), False, (), orientation)
    assert picture.stored_size == (Size(20, 30) if orientation >= 5 else Size(30, 20))
