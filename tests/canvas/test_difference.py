"""What a result changed, in exact numbers, and where it is seen."""

from __future__ import annotations

import random
from itertools import product

import pytest
from PIL import Image

from app.canvas.difference import THRESHOLD, Difference, difference, heat_colour
from app.canvas.geometry import Rect, Size
from app.canvas.mask import MaskSnapshot
from app.canvas.picture import Picture, picture_from_image
from app.canvas.progress import Abandoned, Progress


def noise(width: int, height: int, seed: int = 1) -> Image.Image:
    return Image.frombytes(
        "RGB", (width, height), random.Random(seed).randbytes(width * height * 3)
    )


def compared(
    before: Image.Image,
    after: Image.Image,
    mask: Image.Image | None = None,
    part: Rect | None = None,
) -> Difference:
    original, result = picture_from_image(before), picture_from_image(after)
    snapshot = MaskSnapshot(original.size, mask.tobytes()) if mask is not None else None
    whole = Rect.of_size(result.size)
    return difference(original, result, part or whole, snapshot, Progress())


def seen(picture: Picture, level: int = 0) -> Image.Image:
    """A level of a picture, as RGB."""
    blue, green, red, _ = picture.levels[level].image(has_alpha=False).split()
    return Image.merge("RGB", (red, green, blue))


def coloured(image: Image.Image) -> list[tuple[int, int]]:
    """Where the heat map isn't grey."""
    data = image.convert("RGB").tobytes()
    places = product(range(image.height), range(image.width))
    triples = zip(data[::3], data[1::3], data[2::3], strict=True)
    return [(x, y) for (y, x), rgb in zip(places, triples, strict=True) if len(set(rgb)) > 1]


def test_same_picture_has_changed_nowhere() -> None:
    image = noise(70, 50)
    found = compared(image, image)
    assert (found.changed_inside, found.changed_outside) == (0, 0)
    assert found.share_outside == 0
    assert coloured(seen(found.heat)) == []


@pytest.mark.parametrize("channel", [0, 1, 2])
@pytest.mark.parametrize("step", [-1, 1])
def test_the_channel_that_differs_most_decides(channel: int, step: int) -> None:
    before = Image.new("RGB", (4, 1), (100, 100, 100))
    after = before.copy()
    for x, change in enumerate((0, THRESHOLD - 1, THRESHOLD, 90)):
        colour = [100 + THRESHOLD - 1] * 3
        colour[channel] = 100 + step * change
        after.putpixel((x, 0), tuple(colour))
    found = compared(before, after)
    assert found.changed_outside == 2
    assert coloured(seen(found.heat)) == [(2, 0), (3, 0)]


def test_counts_are_those_of_a_plain_loop() -> None:
    before, after = noise(90, 60, 1), noise(90, 60, 1)
    draw = random.Random(7)
    mask = Image.new("L", before.size)
    mask.paste(255, (20, 10, 61, 40))
    for _ in range(900):
        place = draw.randrange(90), draw.randrange(60)
        after.putpixel(place, tuple(draw.randrange(256) for _ in range(3)))
    counts = {0: 0, 255: 0}
    for place in product(range(90), range(60)):
        one, other = before.getpixel(place), after.getpixel(place)
        assert isinstance(one, tuple)
        assert isinstance(other, tuple)
        if max(abs(a - b) for a, b in zip(one, other, strict=True)) >= THRESHOLD:
            counts[int(mask.getpixel(place))] += 1  # type: ignore[arg-type]  # an "L" image's is one number
    found = compared(before, after, mask)
    assert found.inside == 41 * 30
    assert found.outside == 90 * 60 - 41 * 30
    assert (found.changed_inside, found.changed_outside) == (counts[255], counts[0])
    assert found.share_outside == counts[0] / found.outside


def test_mask_that_keeps_nothing_has_no_share() -> None:
    found = compared(noise(8, 8), noise(8, 8, 2), Image.new("L", (8, 8), 255))
    assert (found.outside, found.changed_outside, found.share_outside) == (0, 0, None)


def test_strips_leave_no_gap() -> None:
    # Several strips, the last of them short.
    before = Image.new("RGB", (5000, 131), "grey")
    after = Image.new("RGB", before.size, "white")
    found = compared(before, after)
    assert found.changed_outside == 5000 * 131
    assert seen(found.heat).getcolors() == [(5000 * 131, seen(found.heat).getpixel((0, 0)))]


def test_a_candidate_is_compared_with_its_own_quadrant() -> None:
    image = noise(40, 30)
    grid = Image.new("RGB", (80, 60))
    grid.paste(image, (40, 30))
    assert compared(image, grid, part=Rect(40, 30, 40, 30)).changed_outside == 0
    assert compared(image, grid, part=Rect(0, 0, 40, 30)).changed_outside > 1000


@pytest.mark.parametrize("factor", [0.5, 1.7, 2])
def test_result_of_another_size_is_scaled_as_a_whole(factor: float) -> None:
    # So large that it is done in strips, which must not be seen.
    before = Image.radial_gradient("L").resize((1100, 900)).convert("RGB")
    scaled = before.resize((round(1100 * factor), round(900 * factor)), Image.Resampling.BICUBIC)
    grid = Image.new("RGB", (scaled.width * 2, scaled.height), "red")
    grid.paste(scaled, (scaled.width, 0))
    part = Rect(scaled.width, 0, scaled.width, scaled.height)
    assert compared(before, grid, part=part).changed_outside == 0


def test_alpha_counts_where_both_have_it() -> None:
    opaque, faint = (Image.new("RGBA", (3, 3), (9, 9, 9, alpha)) for alpha in (255, 200))
    assert compared(opaque, faint).changed_outside == 9
    assert compared(opaque.convert("RGB"), faint).changed_outside == 0


def test_original_is_seen_dimmed_and_grey_where_nothing_changed() -> None:
    before = Image.new("RGB", (3, 1))
    for x, colour in enumerate(((0, 0, 0), (255, 0, 0), (255, 255, 255))):
        before.putpixel((x, 0), colour)
    heat = seen(compared(before, before).heat)
    greys = [heat.getpixel((x, 0)) for x in range(3)]
    assert greys == [(value,) * 3 for value in (18, 45, 110)]


def test_larger_differences_are_brighter() -> None:
    row = Image.new("RGB", (256, 1))
    for found in range(256):
        row.putpixel((found, 0), heat_colour(found))
    brightness = list(row.convert("L").tobytes()[THRESHOLD::8])
    assert brightness == sorted(set(brightness))
    assert heat_colour(255) == (240, 249, 33)


@pytest.mark.parametrize("size", [(640, 480), (301, 257), (130, 1001)])
def test_single_changed_pixel_stays_in_sight_from_afar(size: tuple[int, int]) -> None:
    before = Image.new("RGB", size, "grey")
    after = before.copy()
    corner = size[0] - 1, size[1] - 1
    places = [(0, 0), (size[0] // 2 + 1, 77), corner]
    for place in places:
        after.putpixel(place, (255, 255, 255))
    heat = compared(before, after).heat
    assert [level.size for level in heat.levels] == [
        level.size for level in picture_from_image(before).levels
    ]
    for index in range(len(heat.levels)):
        expected = {(x >> index, y >> index) for x, y in places}
        assert set(coloured(seen(heat, index))) == expected


def test_heat_has_the_originals_size() -> None:
    assert compared(noise(33, 21), noise(99, 63)).heat.size == Size(33, 21)


def test_can_be_abandoned() -> None:
    progress = Progress()
    progress.abandon()
    picture = picture_from_image(noise(8, 8))
    with pytest.raises(Abandoned):
        difference(picture, picture, Rect.of_size(picture.size), None, progress)
