"""Results beside originals that EXIF turns upright."""

from __future__ import annotations

import pytest
from PIL import Image, ImageOps

from app.canvas.codec import decode_picture
from app.canvas.geometry import quadrants
from app.canvas.picture import Picture
from app.canvas.progress import Abandoned, Progress
from app.canvas.turning import upright_beside
from tests.canvas.pictures import exif_with, saved

TALL = (20, 34)


def noise(size: tuple[int, int]) -> Image.Image:
    return Image.effect_noise(size, 90).convert("RGB")


def original(orientation: int) -> Picture:
    return decode_picture(saved(noise(TALL), exif=exif_with(orientation)))


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """What every other program makes of it."""
    tagged = image.copy()
    tagged.getexif()[0x0112] = orientation
    turned = ImageOps.exif_transpose(tagged)
    assert isinstance(turned, Image.Image)
    return turned


@pytest.mark.parametrize("orientation", range(2, 9))
def test_single_picture_is_turned_as_a_whole(orientation: int) -> None:
    # More than one strip, so that their order matters.
    answer = noise((700, 900))
    beside = original(orientation)
    found = upright_beside(decode_picture(saved(answer)), beside, Progress(), is_grid=False)
    assert found.orientation == orientation
    assert found.to_image().tobytes() == upright(answer, orientation).tobytes()
    assert found.levels[-1].size.width < found.size.width


@pytest.mark.parametrize("orientation", range(2, 9))
def test_candidates_are_turned_where_they_are(orientation: int) -> None:
    answer = noise((2 * TALL[0] + 1, 2 * TALL[1] + 1))
    result = decode_picture(saved(answer))
    found = upright_beside(result, original(orientation), Progress(), is_grid=True)
    for before, after in zip(quadrants(result.size), quadrants(found.size), strict=True):
        stored = answer.crop(before.box)
        assert found.crop(after).to_image().tobytes() == upright(stored, orientation).tobytes()


@pytest.mark.parametrize(("mine", "its"), [(1, 1), (1, 6), (6, 6)])
def test_what_is_upright_stays_as_it_is(mine: int, its: int) -> None:
    result = original(its)
    assert upright_beside(result, original(mine), Progress(), is_grid=False) is result


def test_it_can_be_abandoned() -> None:
    progress = Progress()
    progress.abandon()
    with pytest.raises(Abandoned):
        upright_beside(original(1), original(6), progress, is_grid=False)
