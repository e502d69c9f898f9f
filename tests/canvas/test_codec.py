"""Bytes to pictures: what is taken, what is refused, and in which words."""

from __future__ import annotations

import io
import struct
import threading
import warnings
from typing import Any, Literal

import pytest
from PIL import Image

from app.canvas.codec import (
    DamagedPicture,
    NotAPicture,
    PictureError,
    PictureTooLarge,
    decode_mask,
    decode_picture,
    encode_picture,
)
from app.canvas.geometry import Size
from app.canvas.picture import Picture
from tests.canvas.pictures import (
    GREY,
    GREY_ALPHA,
    PALETTE,
    RGB,
    RGBA,
    asymmetric,
    colours_of,
    exif_with,
    png,
    png_chunk,
    saved,
)
from tests.support.patience import PATIENCE


def colours(picture: Picture) -> list[tuple[int, int, int]]:
    size = picture.size
    return [picture.colour_at(x, y) for y in range(size.height) for x in range(size.width)]


@pytest.mark.parametrize(
    ("file_format", "options"),
    [
        ("PNG", {}),
        ("WEBP", {"lossless": True}),
        ("BMP", {}),
        ("TIFF", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
    ],
)
def test_lossless_formats_are_taken_pixel_for_pixel(
    file_format: str, options: dict[str, Any]
) -> None:
    image = asymmetric()
    picture = decode_picture(saved(image, file_format, **options))
    assert picture.size == picture.stored_size == Size(6, 4)
    assert colours(picture) == colours_of(image)
    assert not picture.has_alpha
    assert picture.orientation == 1


@pytest.mark.parametrize("options", [{}, {"progressive": True}])
def test_jpeg_is_taken(options: dict[str, Any]) -> None:
    picture = decode_picture(saved(Image.new("RGB", (33, 17), (200, 100, 50)), "JPEG", **options))
    assert picture.size == Size(33, 17)
    assert_near(picture.colour_at(16, 8), (200, 100, 50))


def test_cmyk_jpeg_is_shown_in_its_colours() -> None:
    picture = decode_picture(saved(Image.new("CMYK", (16, 16), (255, 0, 0, 0)), "JPEG"))
    assert_near(picture.colour_at(8, 8), (0, 255, 255))


def assert_near(found: tuple[int, int, int], expected: tuple[int, int, int]) -> None:
    assert all(abs(a - b) <= 4 for a, b in zip(found, expected, strict=True)), found


def test_16_bit_grey_png_keeps_its_upper_8_bits() -> None:
    values = [0, 255, 256, 0x7FFF, 0x8000, 0xFFFF]
    picture = decode_picture(png(6, 1, 16, GREY, [struct.pack(">6H", *values)]))
    assert [red for red, _, _ in colours(picture)] == [0, 0, 1, 127, 128, 255]
    assert all(red == green == blue for red, green, blue in colours(picture))


def test_16_bit_rgb_and_rgba_png() -> None:
    row = struct.pack(">6H", 0xFFFF, 0x8000, 0x0100, 0x0000, 0x7FFF, 0xFF00)
    assert colours(decode_picture(png(2, 1, 16, RGB, [row]))) == [(255, 128, 1), (0, 127, 255)]
    row = struct.pack(">4H", 0x1000, 0x2000, 0x3000, 0x8000)
    picture = decode_picture(png(1, 1, 16, RGBA, [row]))
    assert colours(picture) == [(16, 32, 48)]
    assert picture.to_image().getpixel((0, 0)) == (16, 32, 48, 128)


def test_palette_png_with_and_without_transparency() -> None:
    palette = (b"PLTE", bytes((255, 0, 0, 0, 255, 0, 0, 0, 255)))
    plain = decode_picture(png(3, 1, 8, PALETTE, [bytes((0, 1, 2))], palette))
    assert colours(plain) == [(255, 0, 0), (0, 255, 0), (0, 0, 255)]
    assert not plain.has_alpha
    clear = png(3, 1, 8, PALETTE, [bytes((0, 1, 2))], palette, (b"tRNS", bytes((0, 128))))
    picture = decode_picture(clear)
    assert picture.has_alpha
    assert [picture.to_image().getpixel((x, 0)) for x in range(3)] == [
        (255, 0, 0, 0),
        (0, 255, 0, 128),
        (0, 0, 255, 255),
    ]


def test_grey_with_alpha_and_a_transparent_colour() -> None:
    picture = decode_picture(png(2, 1, 8, GREY_ALPHA, [bytes((10, 255, 200, 7))]))
    assert picture.has_alpha
    assert picture.to_image().getpixel((1, 0)) == (200, 200, 200, 7)
    keyed = decode_picture(
        png(2, 1, 8, RGB, [bytes((1, 2, 3, 4, 5, 6))], (b"tRNS", struct.pack(">3H", 1, 2, 3)))
    )
    assert [keyed.to_image().getpixel((x, 0)) for x in (0, 1)] == [(1, 2, 3, 0), (4, 5, 6, 255)]


def test_alpha_that_hides_nothing_counts_as_none() -> None:
    opaque = decode_picture(saved(asymmetric().convert("RGBA")))
    assert not opaque.has_alpha
    assert opaque.to_image().mode == "RGB"
    assert colours(opaque) == colours_of(asymmetric())


def test_one_bit_and_grey_pictures_and_the_first_frame_of_an_animation() -> None:
    one_bit = decode_picture(png(8, 1, 1, GREY, [bytes((0b10100000,))]))
    assert [red for red, _, _ in colours(one_bit)] == [255, 0, 255, 0, 0, 0, 0, 0]
    grey = decode_picture(png(2, 1, 8, GREY, [bytes((7, 250))]))
    assert colours(grey) == [(7, 7, 7), (250, 250, 250)]
    red, blue = Image.new("RGB", (9, 9), "red"), Image.new("RGB", (9, 9), "blue")
    animation = saved(red, "GIF", save_all=True, append_images=[blue])
    assert decode_picture(animation).colour_at(4, 4) == (255, 0, 0)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<!DOCTYPE html><html><body>502 Bad Gateway</body></html>",
        b'{"error": "not found"}',
        b"%PDF-1.7\n" + bytes(500),
        b"\x89PNG\r\n\x1a\n",
        bytes(1000),
    ],
)
def test_what_is_not_a_picture(data: bytes) -> None:
    with pytest.raises(NotAPicture, match="not a picture"):
        decode_picture(data)


@pytest.mark.parametrize(
    ("file_format", "options"),
    [
        ("PNG", {}),
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("WEBP", {}),
        ("WEBP", {"lossless": True}),
        ("GIF", {}),
        ("BMP", {}),
        ("TIFF", {}),
    ],
)
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_truncated_pictures_are_damaged_not_half_shown(
    file_format: str, options: dict[str, Any], share: float
) -> None:
    noise = Image.effect_noise((90, 70), 80).convert("RGB")
    data = saved(noise, file_format, **options)
    with pytest.raises(DamagedPicture, match="damaged or cut short"):
        decode_picture(data[: int(len(data) * share)])


def test_png_with_a_broken_byte_is_damaged() -> None:
    data = bytearray(saved(Image.effect_noise((90, 70), 80).convert("RGB")))
    data[len(data) // 2] ^= 0xFF
    with pytest.raises(DamagedPicture):
        decode_picture(bytes(data))


@pytest.mark.parametrize(
    ("width", "height"), [(10_001, 10_000), (15_000, 10_000), (30_000, 30_000), (2**31 - 1, 9)]
)
@pytest.mark.parametrize("filters", ["error", "ignore"])
def test_over_100_megapixels_is_refused_before_anything_is_decoded(
    width: int, height: int, filters: Literal["error", "ignore"]
) -> None:
    """Only the header says how large it is; there are no pixels, so decoding would say damaged."""
    data = png(width, height, 8, RGB, [])
    with warnings.catch_warnings():
        warnings.simplefilter(filters)
        with pytest.raises(PictureTooLarge, match="more than 100 megapixels"):
            decode_picture(data)
        with pytest.raises(PictureTooLarge):
            decode_mask(data, Size(width, height))


def test_exactly_100_megapixels_are_not_refused_for_their_size() -> None:
    with pytest.raises(DamagedPicture):
        decode_picture(png(10_000, 10_000, 8, GREY, []))


@pytest.mark.parametrize(
    "exif",
    [
        b"Exif\0\0garbage that is no TIFF header at all",
        b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + bytes(range(200)),
        b"Exif\0\0II*\0\xff\xff\xff\x7f",
        b"Exif\0\0",
        # One entry: the orientation, as text.
        b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x02\0\0\0\x02\x36\0\0\0\0\0\0\0",
    ],
)
@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_garbage_in_exif_means_as_stored(exif: bytes, file_format: str) -> None:
    picture = decode_picture(saved(asymmetric(16, 8), file_format, exif=exif))
    assert picture.orientation == 1
    assert picture.size == picture.stored_size == Size(16, 8)


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_orientations_that_exif_does_not_know_mean_as_stored(orientation: int) -> None:
    picture = decode_picture(saved(asymmetric(), exif=exif_with(orientation)))
    assert picture.orientation == 1
    assert colours(picture) == colours_of(asymmetric())


def test_remarks_of_the_decoder_are_neither_errors_nor_shown(
    recwarn: pytest.WarningsRecorder,
) -> None:
    """An animation chunk that makes no sense: Pillow warns, and takes the still picture."""
    picture = png(2, 1, 8, GREY, [bytes((7, 250))], (b"acTL", bytes(8)))
    with pytest.warns(UserWarning, match="APNG"):
        Image.open(io.BytesIO(picture))
    recwarn.clear()
    choices: tuple[Literal["error", "always"], ...] = ("error", "always")
    for filters in choices:
        with warnings.catch_warnings():
            warnings.simplefilter(filters)
            assert colours(decode_picture(picture)) == [(7, 7, 7), (250, 250, 250)]
    assert not recwarn.list


def test_many_threads_decode_at_once() -> None:
    """Good, broken and oversized files side by side, each with its own outcome."""
    files = [
        saved(asymmetric(300, 200), "PNG", exif=exif_with(6)),
        saved(asymmetric(300, 200), "TIFF", exif=exif_with(8)),
        saved(asymmetric(300, 200))[:300],
        b"no picture",
        png(15_000, 10_000, 8, RGB, []),
        png(1, 1, 8, GREY, [b"\x05"], (b"acTL", bytes(8))),
    ]
    found: list[list[str]] = []

    def decode_all() -> None:
        outcome = []
        for _ in range(5):
            for data in files:
                try:
                    outcome.append(str(decode_picture(data).size))
                except PictureError as error:
                    outcome.append(type(error).__name__)
        found.append(outcome)

    threads = [threading.Thread(target=decode_all) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    expected = ["200 × 300", "200 × 300", "DamagedPicture", "NotAPicture", "PictureTooLarge"]
    assert found == [[*expected, "1 × 1"] * 5] * 6


def test_chunks_after_the_pixels_are_read_too() -> None:
    """PNG allows EXIF after the pixels."""
    plain = saved(asymmetric())
    end = png_chunk(b"IEND", b"")
    late = png_chunk(b"eXIf", exif_with(6).tobytes().removeprefix(b"Exif\0\0"))
    assert decode_picture(plain.removesuffix(end) + late + end).orientation == 6


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_picture_comes_back_from_its_file_as_it_was(mode: str, orientation: int) -> None:
    stored = asymmetric().convert(mode)
    if mode == "RGBA":
        stored.putalpha(Image.linear_gradient("L").resize(stored.size))
    picture = decode_picture(saved(stored, exif=exif_with(orientation)))
    data = encode_picture(picture)
    with Image.open(io.BytesIO(data)) as file:
        assert (file.format, file.size, file.mode) == ("PNG", stored.size, mode)
        assert file.tobytes() == stored.tobytes()
    again = decode_picture(data)
    assert (again.size, again.orientation, again.has_alpha) == (
        picture.size,
        orientation,
        mode == "RGBA",
    )
    assert again.to_image().tobytes() == picture.to_image().tobytes()
