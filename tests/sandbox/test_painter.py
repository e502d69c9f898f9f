from __future__ import annotations

import io
import itertools
import math
import random
import threading
import time

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat

from app.sandbox import painter
from app.sandbox.samples import SAMPLES

Shape = tuple[int, int, int, int]


def textured(size: tuple[int, int], seed: int = 1) -> Image.Image:
    """A gradient with grain and blotches of several sizes, different in every channel."""
    channels = []
    for channel in range(3):
        rng = random.Random(seed * 10 + channel)
        layer = Image.linear_gradient("L").resize(size).point([60 + v // 3 for v in range(256)])
        for cells, weight in ((5, 0.2), (40, 0.25), (200, 0.2)):
            dots = Image.frombytes("L", (cells, cells), rng.randbytes(cells * cells))
            layer = Image.blend(layer, dots.resize(size, Image.Resampling.BICUBIC), weight)
        channels.append(layer)
    return Image.merge("RGB", channels)


def ellipses(size: tuple[int, int], *boxes: Shape) -> Image.Image:
    mask = Image.new("L", size)
    for box in boxes:
        ImageDraw.Draw(mask).ellipse(box, fill=255)
    return mask


def changed(before: Image.Image, after: Image.Image) -> Image.Image:
    """Mask of the pixels that differ at all."""
    bands = ImageChops.difference(before, after).split()
    any_band = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    return any_band.point([0] + [255] * 255)


def kept(mask: Image.Image) -> Image.Image:
    return mask.point([255] * 128 + [0] * 128)


def means(image: Image.Image, mask: Image.Image) -> list[float]:
    return ImageStat.Stat(image, mask).mean


def grain(image: Image.Image, mask: Image.Image) -> float:
    """How strong the fine detail is where the mask is set."""
    grey = image.convert("L")
    fine = ImageChops.difference(grey, grey.filter(ImageFilter.GaussianBlur(3)))
    return ImageStat.Stat(fine, mask).mean[0]


MASKS = {
    "one ellipse": ((333, 517), ellipses((333, 517), (90, 150, 260, 330))),
    "at the border": ((333, 517), ellipses((333, 517), (250, 400, 420, 600), (-40, -30, 60, 90))),
    "scattered": (
        (640, 301),
        ellipses((640, 301), (20, 20, 50, 60), (300, 100, 420, 220), (630, 290, 639, 300)),
    ),
    "greys": ((401, 257), Image.radial_gradient("L").resize((401, 257))),
    "a line": ((257, 64), ellipses((257, 64), (-500, 30, 900, 31))),
    "tiny picture": ((3, 2), ellipses((3, 2), (1, 0, 2, 1))),
    "one pixel wide": ((1, 90), ellipses((1, 90), (0, 20, 0, 60))),
}


@pytest.mark.parametrize("variant", range(painter.VARIANTS))
@pytest.mark.parametrize("name", MASKS)
def test_nothing_outside_the_mask_changes(name: str, variant: int) -> None:
    size, mask = MASKS[name]
    picture = textured(size)
    result = painter.repaint(picture, mask, variant)
    assert (result.size, result.mode) == (picture.size, "RGB")
    assert ImageChops.multiply(changed(picture, result), kept(mask)).getbbox() is None


@pytest.mark.parametrize("variant", range(painter.VARIANTS))
def test_the_region_is_filled_up_to_its_very_border(variant: int) -> None:
    picture = textured((400, 300))
    mask = ellipses(picture.size, (120, 80, 290, 220))
    marked = mask.point([0] * 128 + [255] * 128)
    rim = ImageChops.subtract(marked, marked.filter(ImageFilter.MinFilter(3)))
    touched = ImageChops.multiply(changed(picture, painter.repaint(picture, mask, variant)), rim)
    share = ImageStat.Stat(touched).sum[0] / ImageStat.Stat(rim).sum[0]
    assert share > 0.95


@pytest.mark.parametrize("variant", range(painter.VARIANTS))
def test_the_fill_has_the_texture_and_the_colour_of_its_surroundings(variant: int) -> None:
    picture = textured((500, 420))
    mask = ellipses(picture.size, (160, 120, 340, 300))
    # Something striking to be painted over: none of it may be left.
    ImageDraw.Draw(picture).ellipse((200, 160, 300, 260), fill=(255, 0, 255))
    ring = ImageChops.subtract(mask.filter(ImageFilter.MaxFilter(41)), mask)
    result = painter.repaint(picture, mask, variant)
    assert grain(result, mask) == pytest.approx(grain(picture, ring), rel=0.3)
    for inside, outside in zip(means(result, mask), means(picture, ring), strict=True):
        assert abs(inside - outside) < 16


@pytest.mark.parametrize("variant", range(painter.VARIANTS))
def test_there_is_no_seam_along_the_border(variant: int) -> None:
    picture = Image.merge("RGB", [Image.linear_gradient("L").resize((420, 420))] * 3)
    mask = ellipses(picture.size, (130, 130, 290, 290))
    result = painter.repaint(picture, mask, variant)
    marked = mask.point([0] * 128 + [255] * 128)
    inner = ImageChops.subtract(marked, marked.filter(ImageFilter.MinFilter(5)))
    # The gradient itself goes by 1 level in 2 pixels.
    assert ImageStat.Stat(ImageChops.difference(result, picture), inner).mean[0] < 5


def test_the_variants_differ_visibly_and_are_always_the_same() -> None:
    picture = textured((420, 360))
    mask = ellipses(picture.size, (120, 100, 300, 260))
    results = [painter.repaint(picture, mask, variant) for variant in range(painter.VARIANTS)]
    for one, other in itertools.combinations(results, 2):
        difference = ImageStat.Stat(ImageChops.difference(one, other), mask).mean
        assert max(difference) > 6
    for variant, result in enumerate(results):
        again = painter.repaint(picture, mask, variant)
        assert ImageChops.difference(result, again).getbbox() is None


@pytest.mark.parametrize("variant", range(painter.VARIANTS))
def test_the_variants_of_a_smooth_sky_differ_too(variant: int) -> None:
    picture = Image.open(io.BytesIO(SAMPLES[0].read())).resize((512, 512))
    mask = ellipses(picture.size, (40, 40, 200, 160))
    others = [painter.repaint(picture, mask, v) for v in range(painter.VARIANTS) if v != variant]
    mine = painter.repaint(picture, mask, variant)
    for other in others:
        assert max(ImageStat.Stat(ImageChops.difference(mine, other), mask).mean) > 2


def test_a_single_pixel_becomes_like_its_neighbours() -> None:
    picture = Image.new("RGB", (90, 70), (40, 90, 160))
    picture.putpixel((50, 33), (255, 255, 255))
    mask = Image.new("L", picture.size)
    mask.putpixel((50, 33), 255)
    for variant in range(painter.VARIANTS):
        found = painter.repaint(picture, mask, variant).getpixel((50, 33))
        assert isinstance(found, tuple)
        assert math.dist(found, (40, 90, 160)) < 40


@pytest.mark.parametrize("variant", range(painter.VARIANTS))
def test_all_marked_gives_another_picture_of_the_same_kind(variant: int) -> None:
    picture = textured((300, 220))
    result = painter.repaint(picture, Image.new("L", picture.size, 255), variant)
    assert ImageStat.Stat(changed(picture, result)).mean[0] > 200
    everywhere = Image.new("L", picture.size, 255)
    assert grain(result, everywhere) == pytest.approx(grain(picture, everywhere), rel=0.4)
    # Nothing comes from beyond the picture.
    assert all(band.histogram()[:6] == [0] * 6 for band in result.split())


def test_an_empty_mask_changes_nothing_and_the_arguments_stay_as_they_are() -> None:
    picture = textured((120, 90))
    original = picture.copy()
    empty = Image.new("L", picture.size, 127)
    assert ImageChops.difference(painter.repaint(picture, empty, 0), picture).getbbox() is None
    painter.repaint(picture, Image.new("L", picture.size, 255), 1)
    assert ImageChops.difference(picture, original).getbbox() is None


def test_what_cannot_be_repainted_is_refused() -> None:
    picture, mask = Image.new("RGB", (8, 8)), Image.new("L", (8, 8))
    for wrong in (
        (picture.convert("RGBA"), mask, 0),
        (picture, mask.convert("1"), 0),
        (picture, mask.resize((8, 9)), 0),
        (picture, mask, 4),
        (picture, mask, -1),
    ):
        with pytest.raises(ValueError, match=r"repaint needs|no variant"):
            painter.repaint(*wrong)


def test_a_grid_holds_the_four_pictures_row_by_row() -> None:
    candidates = [textured((33, 21), seed) for seed in range(4)]
    grid = painter.grid(candidates)
    assert grid.size == (66, 42)
    for corner, candidate in zip(((0, 0), (33, 0), (0, 21), (33, 21)), candidates, strict=True):
        quadrant = grid.crop((*corner, corner[0] + 33, corner[1] + 21))
        assert ImageChops.difference(quadrant, candidate).getbbox() is None
    with pytest.raises(ValueError, match="four"):
        painter.grid(candidates[:3])
    with pytest.raises(ValueError, match="same size"):
        painter.grid([*candidates[:3], Image.new("RGB", (33, 22))])


def test_a_preview_is_half_the_size_and_gets_sharper_inside_the_mask_alone() -> None:
    picture = textured((401, 300))
    mask = ellipses(picture.size, (100, 80, 260, 220))
    inside = ellipses((201, 150), (60, 50, 120, 100))
    outside = Image.new("L", (201, 150))
    ImageDraw.Draw(outside).rectangle((170, 0, 200, 149), fill=255)
    half = picture.reduce(2)
    previews = [painter.preview(picture, mask, percent) for percent in (0, 30, 70, 100)]
    sharpness = [grain(preview, inside) for preview in previews]
    assert all(preview.size == half.size for preview in previews)
    assert sharpness == sorted(sharpness)
    assert sharpness[0] < 0.4 * sharpness[-1]
    for preview in previews:
        assert ImageChops.multiply(changed(preview, half), outside).getbbox() is None


def test_other_threads_go_on_while_a_large_picture_is_repainted() -> None:
    """The painter runs in the process of a window: no call of it may hold the interpreter long.

    What counts is for how long this process was at work meanwhile: on a machine that stands still,
    or is busy with others, nobody holds anything.
    """
    picture = textured((400, 400)).resize((3000, 3000))
    mask = ellipses(picture.size, (900, 900, 1900, 1900))
    pauses: list[float] = []
    done = threading.Event()

    def heartbeat() -> None:
        last = time.process_time()
        while not done.wait(0.002):
            now = time.process_time()
            pauses.append(now - last)
            last = now

    thread = threading.Thread(target=heartbeat)
    thread.start()
    try:
        painter.repaint(picture, mask, 0)
    finally:
        done.set()
        thread.join()
    pauses.sort()
    assert pauses[len(pauses) * 95 // 100] < 0.03
    assert pauses[-1] < 0.25
