"""Thumbnails show the middle of a picture, and where a mask marked it."""

from __future__ import annotations

import io
import itertools

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageOps

from app.canvas.codec import DamagedPicture, NotAPicture
from app.canvas.thumbnail import sketch, thumbnail, to_jpeg

SIDE = 44
RED = (255, 59, 48)


def file_of(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def halves(width: int, height: int) -> Image.Image:
    """Blue on the left, white on the right."""
    image = Image.new("RGB", (width, height), "white")
    image.paste((0, 0, 255), (0, 0, width // 2, height))
    return image


def mask(width: int, height: int, *box: int) -> bytes:
    image = Image.new("L", (width, height))
    ImageDraw.Draw(image).rectangle(box, fill=255)
    return file_of(image)


def red(image: Image.Image) -> tuple[int, int, int, int] | None:
    """The box around every pixel in the outline's colour."""
    away = ImageChops.difference(image, Image.new("RGB", image.size, RED))
    return away.convert("L").point(lambda level: 255 * (level == 0)).getbbox()


def turned(image: Image.Image, orientation: int) -> Image.Image:
    """What every other program makes of it with this orientation."""
    tagged = image.copy()
    tagged.getexif()[0x0112] = orientation
    upright = ImageOps.exif_transpose(tagged)
    assert isinstance(upright, Image.Image)
    return upright


def in_grid(image: Image.Image) -> Image.Image:
    """Four times the same."""
    sheet = Image.new(image.mode, (2 * image.width, 2 * image.height))
    for x, y in itertools.product((0, image.width), (0, image.height)):
        sheet.paste(image, (x, y))
    return sheet


def assert_alike(found: Image.Image, expected: Image.Image) -> None:
    """The same but for a few pixels along an edge, which another rounding shows otherwise."""
    difference = ImageChops.difference(found, expected).convert("L")
    assert sum(difference.histogram()[41:]) < 12


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
@pytest.mark.parametrize(("width", "height"), [(400, 200), (120, 500), (30, 20)])
def test_it_is_the_middle_of_any_picture(kind: str, width: int, height: int) -> None:
    small = thumbnail(file_of(halves(width, height), kind), SIDE)
    assert (small.mode, small.size) == ("RGB", (SIDE, SIDE))
    left, right = small.getpixel((8, 20)), small.getpixel((SIDE - 9, 20))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[2] > 230
    assert max(left[:2]) < 30
    assert min(right) > 230


@pytest.mark.parametrize("mode", ["L", "1", "P", "LA", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_pixels_will_do(mode: str) -> None:
    image = Image.new(mode if mode != "P" else "RGB", (60, 50))
    kind = "TIFF" if mode in {"I;16", "CMYK"} else "PNG"
    small = thumbnail(file_of(image.convert("P") if mode == "P" else image, kind), SIDE)
    expected = (128, 128, 128) if mode in {"LA", "RGBA"} else None
    assert expected in (None, small.getpixel((5, 5)))


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_it_is_upright(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    small = thumbnail(file_of(halves(300, 200), "JPEG", exif=exif), SIDE)
    blue = {3: (36, 22), 6: (22, 8), 8: (22, 36)}[orientation]
    pixel = small.getpixel(blue)
    assert isinstance(pixel, tuple)
    assert pixel[2] > 230
    assert max(pixel[:2]) < 30


def test_the_outline_is_where_the_mask_is() -> None:
    picture = file_of(Image.new("RGB", (200, 100), "white"))
    small = thumbnail(picture, SIDE, mask(200, 100, 100, 25, 124, 74))
    # The middle square is 50 to 150 across: white from 22 to 33 of 44, and a line around that.
    assert red(small) == (21, 10, 34, 34)
    assert small.getpixel((27, 22)) == (255, 255, 255), "only around it"


def test_a_thin_stroke_is_seen() -> None:
    picture = file_of(Image.new("RGB", (2000, 2000), "white"))
    assert red(thumbnail(picture, SIDE, mask(2000, 2000, 900, 1000, 1400, 1003))) is not None


@pytest.mark.parametrize(
    ("width", "height", "across", "down"),
    [(100, 100, (22, 66), (22, 66)), (160, 90, (5, 83), (22, 66)), (90, 160, (22, 66), (5, 83))],
)
def test_in_a_grid_each_quadrant_has_it(
    width: int, height: int, across: tuple[int, int], down: tuple[int, int]
) -> None:
    """Where the middle square of a wide grid has the middle of its quadrants: near the edges."""
    grid = file_of(Image.new("RGB", (2 * width, 2 * height), "white"))
    x, y = width // 2, height // 2
    small = thumbnail(grid, 88, mask(width, height, x - 5, y - 5, x + 4, y + 4), is_grid=True)
    for column, row in itertools.product((0, 1), (0, 1)):
        corner = (44 * column, 44 * row)
        box = red(small.crop((*corner, corner[0] + 44, corner[1] + 44)))
        assert box is not None
        centre = (corner[0] + (box[0] + box[2]) / 2, corner[1] + (box[1] + box[3]) / 2)
        assert centre == pytest.approx((across[column], down[row]), abs=1.5)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("is_grid", [False, True])
def test_what_says_nothing_of_its_turn_is_turned_with_its_mask(
    orientation: int, is_grid: bool
) -> None:
    """As if picture (each candidate of a grid) and mask had been turned before."""
    size = (120, 80)
    picture, marked = halves(*size), Image.open(io.BytesIO(mask(*size, 20, 10, 60, 30)))
    sheets = [in_grid(one) if is_grid else one for one in (picture, turned(picture, orientation))]
    found = thumbnail(
        file_of(sheets[0]), SIDE, file_of(marked), is_grid=is_grid, orientation=orientation
    )
    sent = file_of(turned(marked, orientation))
    expected = thumbnail(file_of(sheets[1]), SIDE, sent, is_grid=is_grid)
    assert_alike(found, expected)
    upright = sketch(file_of(picture), SIDE, file_of(marked), orientation=orientation)
    assert_alike(upright, sketch(file_of(turned(picture, orientation)), SIDE, sent))


def test_a_sketch_tints_what_is_to_change() -> None:
    picture = file_of(Image.new("RGB", (100, 100), "white"))
    small = sketch(picture, SIDE, mask(100, 100, 0, 0, 49, 99))
    left, right = small.getpixel((5, 5)), small.getpixel((40, 40))
    assert right == (255, 255, 255)
    assert isinstance(left, tuple)
    assert left[0] == 255
    assert max(left[1:]) < 150


def test_its_file_is_small() -> None:
    noise = Image.effect_noise((88, 88), 90).convert("RGB")
    assert len(to_jpeg(noise)) < 20_000


@pytest.mark.parametrize(
    ("data", "error"),
    [(b"no picture", NotAPicture), (file_of(halves(99, 99))[:-40], DamagedPicture)],
)
def test_what_is_no_picture_is_told(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        thumbnail(data, SIDE)
