"""Masks as files: what is sent to the service, and what is read back or imported."""

from __future__ import annotations

import io
import random
import struct
from typing import Any

import pytest
from PIL import Image

from app.canvas.canvas import Canvas
from app.canvas.codec import (
    DamagedPicture,
    MaskSizeMismatch,
    NotAPicture,
    decode_mask,
    decode_picture,
    encode_mask,
)
from app.canvas.geometry import Point, Size
from app.canvas.mask import CHANGED, KEPT, MaskSnapshot
from app.canvas.stroke import Dab, segment, snapped
from tests.canvas.pictures import GREY, GREY_ALPHA, PALETTE, RGBA, asymmetric, exif_with, png, saved


def read(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def random_mask(size: Size, orientation: int = 1, seed: int = 0) -> MaskSnapshot:
    data = bytes(random.Random(seed).choices((KEPT, CHANGED), k=size.area))
    return MaskSnapshot(size, data, orientation)


@pytest.mark.parametrize(
    ("width", "height"),
    [
        (1, 1),
        (1, 97),
        (97, 1),
        (2, 3),
        (7, 5),
        (8, 8),
        (129, 257),
        (4095, 3),
        (3, 4095),
        (1500, 900),
    ],
)
def test_mask_file_is_one_8_bit_channel_and_reads_back_pixel_for_pixel(
    width: int, height: int
) -> None:
    mask = random_mask(Size(width, height))
    data = encode_mask(mask)
    bit_depth, colour_type = data[24], data[25]
    assert (bit_depth, colour_type) == (8, GREY)
    image = read(data)
    assert (image.format, image.mode, image.size) == ("PNG", "L", (width, height))
    assert "transparency" not in image.info
    assert image.tobytes() == mask.data
    assert set(image.tobytes()) <= {KEPT, CHANGED}
    assert decode_mask(data, Size(width, height)).data == mask.data


def test_mask_file_is_the_same_bytes_every_time() -> None:
    """The service takes an identical request for the same task, at no cost."""
    mask = random_mask(Size(300, 200))
    again = MaskSnapshot(mask.size, bytes(bytearray(mask.data)))
    assert encode_mask(mask) == encode_mask(again) == encode_mask(mask)
    other = bytearray(mask.data)
    other[777] ^= CHANGED
    assert encode_mask(MaskSnapshot(mask.size, bytes(other))) != encode_mask(mask)


def test_mask_file_of_a_painted_4096_mask_is_small() -> None:
    size = Size(4096, 4096)
    canvas_mask = bytearray(size.area)
    for row, left, right in segment(
        Dab(Point(900, 900), 700), Dab(Point(3000, 2500), 400), size
    ).spans:
        canvas_mask[row * 4096 + left : row * 4096 + right] = bytes([CHANGED]) * (right - left)
    assert len(encode_mask(MaskSnapshot(size, bytes(canvas_mask)))) < 100_000


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_mask_is_painted_on_the_upright_picture_and_sent_in_the_layout_of_the_stored_one(
    orientation: int, file_format: str
) -> None:
    """The rule for pictures that EXIF turns, and why.

    A designer sees the picture upright, so that is what the mask is painted on: its size on
    screen is the displayed picture's. The service knows nothing of that; it compares the mask
    with the picture as stored, and refuses another width or height (`invalid mask size`), so
    the file sent has the stored picture's size and layout. So a pixel painted on screen must
    mark, in the file, the very stored pixel that was shown there; and a mask read back must
    lie on screen where it was painted.
    """
    stored = Image.new("RGB", (48, 32), "white")
    mark = (40, 8)  # the middle of the only red square, 8 by 8, off every axis of symmetry
    stored.paste((255, 0, 0), (36, 4, 44, 12))
    options: dict[str, dict[str, Any]] = {
        "JPEG": {"quality": 95, "subsampling": 0},
        "WEBP": {"lossless": True},
    }
    data = saved(stored, file_format, exif=exif_with(orientation), **options.get(file_format, {}))

    picture = decode_picture(data)
    turned = orientation >= 5
    assert picture.orientation == orientation
    assert picture.stored_size == Size(48, 32)
    assert picture.size == (Size(32, 48) if turned else Size(48, 32))

    # Paint over what is seen as red, as a person would.
    canvas = Canvas(picture)
    red = [
        (x, y)
        for y in range(picture.size.height)
        for x in range(picture.size.width)
        if picture.colour_at(x, y)[1] < 60
    ]
    assert len(red) == 64
    middle = Point(sum(x for x, _ in red) / 64 + 0.5, sum(y for _, y in red) / 64 + 0.5)
    dab = snapped(Dab(middle, 8))
    canvas.paint(segment(dab, dab, picture.size), CHANGED)

    sent = read(encode_mask(canvas.snapshot()))
    assert sent.size == (48, 32), "the size that the service compares with"
    assert sent.getbbox() == (36, 4, 44, 12)
    assert sent.getpixel(mark) == CHANGED
    back = decode_mask(encode_mask(canvas.snapshot()), picture.size, orientation)
    assert back.data == canvas.snapshot().data


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_mask_pixel_goes_to_the_stored_pixel_that_was_shown_there(orientation: int) -> None:
    stored = asymmetric(7, 5)
    picture = decode_picture(saved(stored, exif=exif_with(orientation)))
    for y in range(picture.size.height):
        for x in range(picture.size.width):
            data = bytearray(picture.size.area)
            data[y * picture.size.width + x] = CHANGED
            sent = read(encode_mask(MaskSnapshot(picture.size, bytes(data), orientation)))
            left, top, right, bottom = sent.getbbox() or (0, 0, 0, 0)
            assert (right - left, bottom - top) == (1, 1)
            assert stored.getpixel((left, top)) == picture.colour_at(x, y)


def test_imported_greys_are_black_to_127_and_white_from_128() -> None:
    ramp = bytes(range(256))
    mask = decode_mask(png(256, 1, 8, GREY, [ramp]), Size(256, 1))
    assert mask.data == bytes([KEPT] * 128 + [CHANGED] * 128)


def test_imported_16_bit_greys_have_their_threshold_at_the_same_shade() -> None:
    values = (0, 255, 0x7FFF, 0x8000, 0xFFFF)
    mask = decode_mask(png(5, 1, 16, GREY, [struct.pack(">5H", *values)]), Size(5, 1))
    assert list(mask.data) == [KEPT, KEPT, KEPT, CHANGED, CHANGED]


def test_imported_one_bit_palette_and_colour_masks() -> None:
    one_bit = png(8, 1, 1, GREY, [bytes((0b01100001,))])
    assert list(decode_mask(one_bit, Size(8, 1)).data) == [0, 255, 255, 0, 0, 0, 0, 255]
    # A palette in which the index says the opposite of the colour.
    palette = (b"PLTE", bytes((255, 255, 255, 0, 0, 0)))
    indexed = png(2, 1, 8, PALETTE, [bytes((0, 1))], palette)
    assert list(decode_mask(indexed, Size(2, 1)).data) == [CHANGED, KEPT]
    jpeg = saved(Image.new("RGB", (16, 16), (250, 250, 250)), "JPEG")
    assert set(decode_mask(jpeg, Size(16, 16)).data) == {CHANGED}


def test_what_is_transparent_in_an_imported_mask_stays_black() -> None:
    """Editors save erased pixels as transparent white: taken for white they would be paid for."""
    row = bytes((255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 255, 255, 255, 255, 127))
    mask = decode_mask(png(4, 1, 8, RGBA, [row]), Size(4, 1))
    assert list(mask.data) == [CHANGED, KEPT, KEPT, KEPT]
    grey = decode_mask(png(2, 1, 8, GREY_ALPHA, [bytes((255, 255, 255, 0))]), Size(2, 1))
    assert list(grey.data) == [CHANGED, KEPT]


@pytest.mark.parametrize("size", [Size(3, 2), Size(2, 4), Size(1, 3), Size(2, 2)])
def test_mask_of_another_size_is_refused_with_both_sizes(size: Size) -> None:
    data = encode_mask(random_mask(Size(2, 3)))
    with pytest.raises(MaskSizeMismatch) as caught:
        decode_mask(data, size)
    assert (caught.value.mask, caught.value.picture) == (Size(2, 3), size)


def test_mask_for_a_turned_picture_must_have_the_stored_size() -> None:
    data = encode_mask(random_mask(Size(2, 3)))
    assert decode_mask(data, Size(3, 2), orientation=6).size == Size(3, 2)
    with pytest.raises(MaskSizeMismatch):
        decode_mask(data, Size(2, 3), orientation=6)


def test_broken_mask_files_are_refused_like_pictures() -> None:
    data = encode_mask(random_mask(Size(200, 100)))
    with pytest.raises(DamagedPicture):
        decode_mask(data[:-200], Size(200, 100))
    with pytest.raises(NotAPicture):
        decode_mask(b"<html>", Size(200, 100))
