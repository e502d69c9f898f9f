"""Any image as a mask: its kind, the channel that carries it, its size, and its threshold."""

from __future__ import annotations

import io
import random
import struct
from typing import Any

import pytest
from PIL import Image, ImageDraw

from app.canvas.codec import (
    DamagedPicture,
    MaskSizeMismatch,
    NotAPicture,
    decode_mask,
    encode_mask,
)
from app.canvas.geometry import Size
from app.canvas.mask import CHANGED, KEPT, MaskSnapshot
from app.canvas.mask_import import Channel, MaskImage, Reading, read_mask_image
from app.canvas.progress import Abandoned, Progress
from tests.canvas.pictures import GREY, PALETTE, exif_with, png, saved

SIZE = Size(64, 48)
BRIGHTNESS, ALPHA = Channel.BRIGHTNESS, Channel.ALPHA


def blob(size: Size = SIZE, ink: int = 255) -> Image.Image:
    """A mask with edges in all directions, covering less than half."""
    image = Image.new("L", (size.width, size.height))
    draw = ImageDraw.Draw(image)
    draw.ellipse((5, 6, size.width // 2, size.height - 9), fill=ink)
    draw.polygon([(40, 4), (60, 9), (46, 20)], fill=ink)
    return image


def photograph(size: Size = SIZE) -> Image.Image:
    across = Image.linear_gradient("L").rotate(90).resize((size.width, size.height))
    down = Image.linear_gradient("L").resize((size.width, size.height))
    return Image.merge("RGB", (across, down, across))


def with_alpha(colours: Image.Image, alpha: Image.Image) -> Image.Image:
    image = colours.convert("RGBA")
    image.putalpha(alpha)
    return image


def read(data: bytes, picture: Size = SIZE, orientation: int = 1) -> MaskImage:
    return read_mask_image(data, picture, orientation)


def likely_mask(image: MaskImage) -> bytes:
    return image.mask(image.likely(), Progress()).data


@pytest.mark.parametrize(
    ("file_format", "options"),
    [
        ("PNG", {}),
        ("GIF", {}),
        ("BMP", {}),
        ("TIFF", {}),
        ("WEBP", {"lossless": True}),
        ("JPEG", {"quality": 90}),
    ],
)
@pytest.mark.parametrize("mode", ["L", "RGB", "1"])
def test_black_and_white_of_every_kind_is_taken_exactly_and_without_a_question(
    file_format: str, options: dict[str, Any], mode: str
) -> None:
    image = read(saved(blob().convert(mode), file_format, **options))
    assert image.leaves_no_question
    assert likely_mask(image) == blob().tobytes()


def test_sixteen_bit_greys_are_read_at_eight() -> None:
    values = struct.pack(">4H", 0, 0x3FFF, 0x8000, 0xFFFF)
    image = read(png(4, 1, 16, GREY, [values]), Size(4, 1))
    assert not image.leaves_no_question
    assert list(likely_mask(image)) == [KEPT, KEPT, CHANGED, CHANGED]
    assert list(image.mask(Reading(BRIGHTNESS, 0x3F), Progress()).data) == [KEPT] + [CHANGED] * 3
    big_endian = blob().convert("I").point(lambda value: value * 257).convert("I;16B")
    assert likely_mask(read(saved(big_endian, "TIFF"))) == blob().tobytes()


def test_palette_that_says_the_opposite_of_its_index() -> None:
    palette = (b"PLTE", bytes((255, 255, 255, 0, 0, 0)))
    image = read(png(2, 1, 8, PALETTE, [bytes((0, 1))], palette), Size(2, 1))
    assert list(likely_mask(image)) == [CHANGED, KEPT]


@pytest.mark.parametrize("seed", range(6))
def test_likely_reading_of_brightness_is_the_command_line_s(seed: int) -> None:
    """`--mask` and Import must not differ about the same file."""
    chance = random.Random(seed)
    size = Size(chance.randrange(1, 40), chance.randrange(1, 40))
    mode = ("L", "RGB", "LA", "RGBA")[seed % 4]
    count = size.area * len(mode)
    image = Image.frombytes(mode, (size.width, size.height), chance.randbytes(count))
    data = saved(image)
    read_one = read(data, size)
    mask = read_one.mask(Reading(BRIGHTNESS), Progress()).data
    assert mask == decode_mask(data, size).data


# Greys and the threshold


def test_greys_leave_a_question_and_the_threshold_answers_it() -> None:
    image = read(png(256, 1, 8, GREY, [bytes(range(256))]), Size(256, 1))
    assert not image.leaves_no_question
    for threshold in (1, 127, 128, 129, 255):
        reading = Reading(BRIGHTNESS, threshold)
        mask = image.mask(reading, Progress()).data
        assert mask == bytes([KEPT] * threshold + [CHANGED] * (256 - threshold))
        assert image.coverage(reading) == mask.count(CHANGED) / 256
        inverted = Reading(BRIGHTNESS, threshold, inverted=True)
        opposite = image.mask(inverted, Progress()).data
        assert all(one ^ other == CHANGED for one, other in zip(mask, opposite, strict=True))
        assert image.coverage(inverted) == pytest.approx(1 - image.coverage(reading))


def test_noise_near_black_repaints_nothing() -> None:
    """stable-diffusion-webui 10643: there it repainted everything."""
    chance = random.Random(1)
    data = bytes(chance.randrange(12) for _ in range(SIZE.area))
    noisy = Image.frombytes("L", (SIZE.width, SIZE.height), data)
    noisy.paste(250, (10, 10, 20, 20))
    image = read(saved(noisy))
    assert image.leaves_no_question
    assert not image.planes[BRIGHTNESS].is_pure
    assert likely_mask(image).count(CHANGED) == 100


def test_soft_edges_leave_a_question() -> None:
    soft = blob().resize((SIZE.width * 2, SIZE.height * 2)).resize((SIZE.width, SIZE.height))
    soft.putpixel((0, 0), 100)
    assert not read(saved(soft)).leaves_no_question


# Alpha


@pytest.mark.parametrize("colour", ["red", "black", "#808080"])
def test_layer_painted_in_one_colour_is_carried_by_its_alpha(colour: str) -> None:
    layer = with_alpha(Image.new("RGB", blob().size, colour), blob())
    image = read(saved(layer))
    assert tuple(image.planes) == (ALPHA,)
    assert not image.leaves_no_question, "which of the two parts is meant is a guess"
    assert likely_mask(image) == blob().tobytes()


def test_white_painted_on_nothing_is_the_same_either_way_and_no_question() -> None:
    image = read(saved(with_alpha(Image.new("RGB", blob().size, "white"), blob())))
    assert image.leaves_no_question
    assert likely_mask(image) == blob().tobytes()


def test_hole_in_a_picture_is_what_is_to_be_changed() -> None:
    """As ComfyUI's mask editor saves it, and as the picture editors of others want it."""
    hole = blob().point(lambda value: 255 - value)
    image = read(saved(with_alpha(photograph(), hole)))
    assert tuple(image.planes) == (ALPHA, BRIGHTNESS)
    assert image.likely() == Reading(ALPHA, inverted=True)
    assert likely_mask(image) == blob().tobytes()


def test_black_with_a_hole_is_what_is_to_be_changed() -> None:
    """As ComfyUI's clipboard files are: black all over, and transparent where masked."""
    hole = blob().point(lambda value: 255 - value)
    image = read(saved(with_alpha(Image.new("RGB", blob().size), hole)))
    assert tuple(image.planes) == (ALPHA,)
    assert likely_mask(image) == blob().tobytes()


def test_black_and_white_with_an_erased_part_offers_both() -> None:
    drawn = blob().convert("RGB")
    erased = Image.new("L", blob().size, 255)
    erased.paste(0, (0, 0, 20, 48))
    image = read(saved(with_alpha(drawn, erased)))
    assert tuple(image.planes) == (BRIGHTNESS, ALPHA)
    expected = blob()
    expected.paste(0, (0, 0, 20, 48))
    assert likely_mask(image) == expected.tobytes()


def test_colour_of_what_is_erased_says_nothing() -> None:
    """Erased pixels keep whatever colour was there; what is visible is of one."""
    ghosts = photograph()
    ghosts.paste((200, 30, 40), mask=blob())
    assert tuple(read(saved(with_alpha(ghosts, blob()))).planes) == (ALPHA,)


@pytest.mark.parametrize("alpha", [255, 200])
def test_alpha_that_is_the_same_everywhere_is_not_offered(alpha: int) -> None:
    image = read(saved(with_alpha(photograph(), Image.new("L", blob().size, alpha))))
    assert tuple(image.planes) == (BRIGHTNESS,)


def test_one_transparent_colour_of_a_palette_is_alpha() -> None:
    palette = (b"PLTE", bytes((10, 20, 30, 90, 90, 90)))
    seen_through = (b"tRNS", bytes((0,)))
    image = read(png(4, 1, 8, PALETTE, [bytes((0, 1, 1, 1))], palette, seen_through), Size(4, 1))
    assert tuple(image.planes) == (ALPHA,)
    assert list(image.mask(Reading(ALPHA), Progress()).data) == [KEPT] + [CHANGED] * 3


# Size


@pytest.mark.parametrize(
    ("mask", "picture"),
    [
        ((512, 512), (1024, 1024)),
        ((1024, 1024), (512, 512)),
        ((512, 341), (1024, 683)),
        ((512, 342), (1024, 683)),
        ((3000, 2001), (300, 200)),
        ((85, 64), (256, 192)),
        ((1, 1), (7, 7)),
    ],
)
def test_same_shape_is_offered_scaled(mask: tuple[int, int], picture: tuple[int, int]) -> None:
    image = read(saved(Image.new("L", mask, 255)), Size(*picture))
    assert image.is_scaled
    assert not image.leaves_no_question, "never silently"
    assert (image.size, image.picture) == (Size(*mask), Size(*picture))
    scaled = image.mask(image.likely(), Progress())
    assert scaled.size == Size(*picture)
    assert set(scaled.data) == {CHANGED}


@pytest.mark.parametrize(
    ("mask", "picture"),
    [
        ((200, 100), (256, 192)),
        ((1024, 1000), (1024, 1024)),
        ((512, 340), (1024, 683)),
        ((192, 256), (256, 192)),
        ((1023, 1024), (1024, 1024)),
        ((65, 48), (64, 48)),
    ],
)
def test_another_shape_is_refused_with_both_sizes(
    mask: tuple[int, int], picture: tuple[int, int]
) -> None:
    with pytest.raises(MaskSizeMismatch) as caught:
        read(saved(Image.new("L", mask, 255)), Size(*picture))
    assert (caught.value.mask, caught.value.picture) == (Size(*mask), Size(*picture))


@pytest.mark.parametrize("side", [33, 500, 900])
def test_scaled_mask_has_no_seams_and_its_edges_lie_where_they_should(
    side: int,
) -> None:
    """A disc, whose ideal outline at the other size is known."""
    mask, picture = 400, side
    inside = [(x - 199.5) ** 2 + (y - 199.5) ** 2 <= 100**2 for y in range(400) for x in range(400)]
    disc = Image.frombytes("L", (mask, mask), bytes(CHANGED if it else KEPT for it in inside))
    image = read(saved(disc), Size(picture, picture))
    scaled = image.mask(image.likely(), Progress()).data
    whole = disc.resize((picture, picture), Image.Resampling.BILINEAR).tobytes()
    # A strip's position is a float, by which a grey may come out one off.
    pairs = zip(scaled, whole, strict=True)
    assert all(
        value == (CHANGED if grey >= 128 else KEPT) or grey in (127, 128) for value, grey in pairs
    )
    centre, radius = picture / 2, picture / 4
    for index, value in enumerate(scaled):
        y, x = divmod(index, picture)
        off = ((x + 0.5 - centre) ** 2 + (y + 0.5 - centre) ** 2) ** 0.5 - radius
        if abs(off) > max(1.0, picture / mask):
            assert value == (CHANGED if off < 0 else KEPT), (x, y)


# Pictures that EXIF turns


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exported_mask_comes_back_where_it_was(orientation: int) -> None:
    data = bytes(random.Random(orientation).choices((KEPT, CHANGED), k=SIZE.area))
    mask = MaskSnapshot(SIZE, data, orientation)
    image = read(encode_mask(mask), SIZE, orientation)
    assert image.leaves_no_question
    again = image.mask(image.likely(), Progress())
    assert (again.data, again.orientation) == (data, orientation)


@pytest.mark.parametrize("orientation", [5, 6, 7, 8])
def test_mask_made_of_the_picture_as_displayed_lies_as_it_is_displayed(orientation: int) -> None:
    image = read(saved(blob()), SIZE, orientation)
    assert image.leaves_no_question
    assert likely_mask(image) == blob().tobytes()


def test_mask_s_own_exif_turns_nothing_as_on_the_command_line() -> None:
    data = saved(blob(), exif=exif_with(6))
    assert likely_mask(read(data)) == decode_mask(data, SIZE).data == blob().tobytes()


# What can't be read, and stopping


def test_broken_files_are_refused() -> None:
    data = saved(Image.effect_noise((SIZE.width, SIZE.height), 90))
    with pytest.raises(DamagedPicture):
        read(data[:-200])
    with pytest.raises(NotAPicture):
        read(b"<html>")


def test_reading_and_making_can_be_abandoned() -> None:
    progress = Progress()
    progress.abandon()
    data = saved(blob())
    with pytest.raises(Abandoned):
        read_mask_image(data, SIZE, 1, progress)
    image = read(data)
    with pytest.raises(Abandoned):
        image.mask(image.likely(), progress)


def test_preview_is_small_and_of_the_same_shape() -> None:
    file = io.BytesIO()
    Image.new("L", (3000, 1500), 255).save(file, "PNG")
    small = read(file.getvalue(), Size(3000, 1500)).planes[BRIGHTNESS].small
    assert small.size == (1000, 500)
