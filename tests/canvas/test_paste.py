"""The marked region pasted back: exact inside and outside, and an even ramp between."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise, product

import pytest
from PIL import Image, ImageChops, ImageOps

from app.canvas.codec import decode_picture
from app.canvas.geometry import Rect, Size
from app.canvas.limits import MAX_FEATHER
from app.canvas.mask import MaskSnapshot
from app.canvas.morphology import grow
from app.canvas.paste import feathered, pasted, size_beside, weight
from app.canvas.picture import Picture, picture_from_image
from app.canvas.progress import Abandoned, Progress
from tests.canvas.masks import Watched, mask_from, random_masks, white_pixels
from tests.canvas.pictures import exif_with, saved

Pixel = tuple[int, ...]


def noise(size: tuple[int, int], seed: int = 1, mode: str = "RGB") -> Image.Image:
    count = size[0] * size[1] * len(mode)
    return Image.frombytes(mode, size, random.Random(seed).randbytes(count))


def blob(size: tuple[int, int]) -> Image.Image:
    """A mask with a curved edge, a hole, a lone pixel, and white at a corner of the picture."""
    mask = Image.radial_gradient("L").resize(size).point([255] * 110 + [0] * 146)
    mask.paste(0, (size[0] // 2, size[1] // 2, size[0] // 2 + 5, size[1] // 2 + 4))
    mask.putpixel((2, size[1] - 6), 255)
    mask.paste(255, (size[0] - 3, 0, size[0], 4))
    return mask


def snapshot(mask: Image.Image, orientation: int = 1) -> MaskSnapshot:
    return MaskSnapshot(Size(*mask.size), mask.tobytes(), orientation)


def paste(
    before: Image.Image,
    after: Image.Image,
    mask: Image.Image,
    feather: int,
    part: Rect | None = None,
    size: Size | None = None,
) -> Image.Image:
    original, result = picture_from_image(before), picture_from_image(after)
    part = part or Rect.of_size(result.size)
    return pasted(original, result, part, snapshot(mask), feather, Progress(), size).to_image()


def plain_weights(mask: Image.Image, feather: int) -> dict[tuple[int, int], int]:
    """The weights by a loop over all pairs of pixels."""
    white = white_pixels(mask)
    far = mask.width**2 + mask.height**2 + MAX_FEATHER**2
    return {
        (x, y): weight(min(((x - a) ** 2 + (y - b) ** 2 for a, b in white), default=far), feather)
        for x, y in product(range(mask.width), range(mask.height))
    }


def pixels(image: Image.Image) -> Iterator[tuple[tuple[int, int], Pixel]]:
    for place in product(range(image.width), range(image.height)):
        pixel = image.getpixel(place)
        yield place, pixel if isinstance(pixel, tuple) else (int(pixel or 0),)


def differing(one: Image.Image, other: Image.Image) -> Image.Image:
    """White where two pictures differ in any channel."""
    assert one.mode == other.mode
    found = Image.new("L", one.size)
    for band in ImageChops.difference(one, other).split():
        found = ImageChops.lighter(found, band.point([0] + [255] * 255))
    return found


# Weights


@pytest.mark.parametrize("feather", [0, 1, 2, 5, 13, MAX_FEATHER])
def test_weights_are_those_of_a_plain_loop(feather: int) -> None:
    for mask in (*random_masks(), blob((37, 29))):
        found = feathered(mask, feather, Progress())
        expected = plain_weights(mask, feather)
        assert all(found.getpixel(place) == value for place, value in expected.items())


def test_weight_falls_with_the_distance_and_ends_with_the_feather() -> None:
    for feather in range(1, MAX_FEATHER + 1):
        falling = [weight(squared, feather) for squared in range((feather + 2) ** 2)]
        assert falling[0] == 255
        assert all(first >= then for first, then in pairwise(falling))
        assert max(falling[feather**2 + 1 :]) == 0
    # No step that the eye could find.
    steps = [weight(distance**2, 64) for distance in range(66)]
    assert max(first - then for first, then in pairwise(steps)) <= 6
    assert [weight(squared, 1) for squared in (0, 1, 2)] == [255, 128, 0]


@pytest.mark.parametrize("feather", [1, 7, MAX_FEATHER])
def test_tiles_leave_no_seam(feather: int) -> None:
    # White near the tiles' borders, on both sides, and in the last, small tile.
    mask = Image.new("L", (600, 530))
    white = ((255, 40), (256, 300), (511, 511), (512, 512), (599, 529), (0, 258))
    for place in white:
        mask.putpixel(place, 255)
    found = feathered(mask, feather, Progress())
    near = range(-feather - 1, feather + 2, max(1, feather // 8))
    for (x, y), dx, dy in product(white, near, near):
        if 0 <= x + dx < mask.width and 0 <= y + dy < mask.height:
            nearest = min((x + dx - a) ** 2 + (y + dy - b) ** 2 for a, b in white)
            assert found.getpixel((x + dx, y + dy)) == weight(nearest, feather)
    reach = grow(mask, feather, Progress())
    assert ImageChops.multiply(found, ImageChops.invert(reach)).getbbox() is None


# Pictures


@pytest.mark.parametrize("feather", [0, 1, 3, MAX_FEATHER])
@pytest.mark.parametrize("size", [(61, 47), (300, 270)])
def test_outside_is_the_original_and_inside_the_result(size: tuple[int, int], feather: int) -> None:
    before, after, mask = noise(size, 1), noise(size, 2), blob(size)
    found = paste(before, after, mask, feather)
    assert found.size == size
    outside = ImageChops.invert(grow(mask, feather, Progress()))
    assert ImageChops.multiply(differing(found, before), outside).getbbox() is None
    assert ImageChops.multiply(differing(found, after), mask).getbbox() is None


@pytest.mark.parametrize("feather", [0, 1, 9])
def test_each_pixel_is_mixed_by_its_weight(feather: int) -> None:
    before, after, mask = noise((40, 33), 1), noise((40, 33), 2), blob((40, 33))
    found, weights = paste(before, after, mask, feather), plain_weights(mask, feather)
    for (place, seen), (_, old), (_, new) in zip(*map(pixels, (found, before, after)), strict=True):
        share = weights[place] / 255
        for mixed, was, became in zip(seen, old, new, strict=True):
            assert abs(mixed - (was * (1 - share) + became * share)) <= 0.51


def test_strips_leave_no_gap() -> None:
    before, after = noise((5000, 131), 1), noise((5000, 131), 2)
    mask = Image.new("L", before.size)
    mask.paste(255, (0, 10, 5000, 100))
    expected = before.copy()
    expected.paste(after, mask=mask)
    assert paste(before, after, mask, 0).tobytes() == expected.tobytes()


def test_nothing_and_everything() -> None:
    before, after = noise((50, 40), 1), noise((50, 40), 2)
    for feather in (0, 1, MAX_FEATHER):
        none, all_ = (Image.new("L", before.size, value) for value in (0, 255))
        assert paste(before, after, none, feather).tobytes() == before.tobytes()
        assert paste(before, after, all_, feather).tobytes() == after.tobytes()


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_candidate_comes_from_its_own_quadrant(number: int) -> None:
    # Odd, with the middle row and column in none of them.
    before, mask = noise((41, 31), 9), blob((41, 31))
    grid = Image.new("RGB", (83, 63), "red")
    corners = [(0, 0), (42, 0), (0, 32), (42, 32)]
    for seed, corner in enumerate(corners):
        grid.paste(noise((41, 31), seed), corner)
    part = Rect(*corners[number - 1], 41, 31)
    expected = before.copy()
    expected.paste(noise((41, 31), number - 1), mask=mask)
    assert paste(before, grid, mask, 0, part).tobytes() == expected.tobytes()


@pytest.mark.parametrize("factor", [0.5, 1.7, 2])
def test_result_of_another_size_is_scaled_to_the_original(factor: float) -> None:
    before = Image.radial_gradient("L").resize((110, 90)).convert("RGB")
    inverted = ImageChops.invert(before)
    extent = round(110 * factor), round(90 * factor)
    after = inverted.resize(extent, Image.Resampling.LANCZOS)
    mask = blob(before.size)
    found = paste(before, after, mask, 0)
    assert ImageChops.multiply(differing(found, before), ImageChops.invert(mask)).getbbox() is None
    off = ImageChops.multiply(ImageChops.difference(found, inverted), mask.convert("RGB"))
    assert max(max(pixel) for _place, pixel in pixels(off)) <= 8


def test_original_can_be_brought_to_the_size_of_the_result() -> None:
    before, after = Image.new("RGB", (60, 40), "red"), Image.new("RGB", (120, 80), "blue")
    mask = Image.new("L", (60, 40))
    mask.paste(255, (20, 10, 30, 20))
    expected = Image.new("RGB", (120, 80), "red")
    expected.paste("blue", (40, 20, 60, 40))
    assert paste(before, after, mask, 0, size=Size(120, 80)).tobytes() == expected.tobytes()
    soft = paste(before, after, mask, 3, size=Size(120, 80))
    reach = grow(mask.resize((120, 80), Image.Resampling.NEAREST), 6, Progress())
    assert differing(soft, before.resize((120, 80))).getbbox() == reach.getbbox()


# Transparency


@pytest.mark.parametrize("modes", [("RGBA", "RGBA"), ("RGBA", "RGB"), ("RGB", "RGBA")])
@pytest.mark.parametrize("feather", [0, 6])
def test_alpha_is_kept_bit_for_bit_where_nothing_is_mixed(
    modes: tuple[str, str], feather: int
) -> None:
    size = (61, 47)
    before, after = noise(size, 1, modes[0]), noise(size, 2, modes[1])
    mask = blob(size)
    found = paste(before, after, mask, feather)
    assert found.mode == "RGBA"
    outside = ImageChops.invert(grow(mask, feather, Progress()))
    for other, where in ((before, outside), (after, mask)):
        same = differing(found, other.convert("RGBA"))
        assert ImageChops.multiply(same, where).getbbox() is None


def test_colour_of_what_cannot_be_seen_does_not_show() -> None:
    before = Image.new("RGBA", (30, 5), (0, 255, 0, 0))
    after = Image.new("RGBA", (30, 5), (200, 0, 0, 255))
    mask = mask_from({(0, y) for y in range(5)}, (30, 5))
    found = paste(before, after, mask, 20)
    faint = [pixel for _place, pixel in pixels(found) if 16 < pixel[3] < 255]
    assert len(faint) > 40
    assert all(abs(red - 200) <= 8 and green == 0 for red, green, *_rest in faint)


# Turned pictures


@pytest.mark.parametrize("orientation", range(1, 9))
def test_result_is_turned_as_its_original_is(orientation: int) -> None:
    stored, answer = noise((40, 30), 1), noise((40, 30), 2)
    stored_mask = blob((40, 30))
    tag = exif_with(orientation)
    original = decode_picture(saved(stored, exif=tag))
    result = decode_picture(saved(answer))
    tagged = stored_mask.copy()
    tagged.getexif()[0x0112] = orientation
    mask = ImageOps.exif_transpose(tagged)
    found = pasted(
        original, result, Rect.of_size(result.size), snapshot(mask, orientation), 0, Progress()
    )
    assert (found.size, found.orientation) == (original.size, orientation)
    assert size_beside(original, result) == original.size
    stored.paste(answer, mask=stored_mask)
    expected = decode_picture(saved(stored, exif=tag))
    assert found.to_image().tobytes() == expected.to_image().tobytes()


# Whoever waits


def test_smaller_levels_belong_to_it() -> None:
    before, after = noise((300, 200), 1), noise((300, 200), 2)
    mask = blob(before.size)
    found = picture_from_image(paste(before, after, mask, 4))
    again = pasted(
        picture_from_image(before),
        picture_from_image(after),
        Rect(0, 0, 300, 200),
        snapshot(mask),
        4,
        Progress(),
    )
    assert _levels(again) == _levels(found)


def _levels(picture: Picture) -> list[bytes]:
    return [level.image(has_alpha=False).convert("RGB").tobytes() for level in picture.levels]


def test_tells_how_far_it_is_and_can_be_abandoned() -> None:
    picture = picture_from_image(noise((700, 600)))
    mask = snapshot(blob((700, 600)))
    watched = Watched()
    pasted(picture, picture, Rect.of_size(picture.size), mask, 9, watched)
    assert watched.fraction == 1.0
    reports = watched.reports
    assert reports == sorted(reports)
    assert len(reports) > 10
    for patience in (1, len(reports) // 2, len(reports)):
        with pytest.raises(Abandoned):
            pasted(picture, picture, Rect.of_size(picture.size), mask, 9, Watched(patience))


def test_size_of_an_upright_result_is_its_own() -> None:
    original, result = picture_from_image(noise((40, 30))), picture_from_image(noise((80, 60)))
    assert size_beside(original, result) == Size(80, 60)
