"""Edits of whole masks don't depend on how the picture lies; large ones, worked on in strips."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw

from app.canvas.components import fill_holes, remove_specks
from app.canvas.morphology import grow, shrink
from app.canvas.picture import picture_from_image
from app.canvas.progress import Progress
from app.canvas.wand import similar

# A strip is a megabyte: upright four of these masks, three on their side, and never whole rows
# of bytes.
SIZE = (1237, 2503)

TURNS = {
    Image.Transpose.ROTATE_90: Image.Transpose.ROTATE_270,
    Image.Transpose.ROTATE_180: Image.Transpose.ROTATE_180,
    Image.Transpose.FLIP_LEFT_RIGHT: Image.Transpose.FLIP_LEFT_RIGHT,
    Image.Transpose.TRANSVERSE: Image.Transpose.TRANSVERSE,
}

Change = Callable[[Image.Image], Image.Image]


def grown(mask: Image.Image) -> Image.Image:
    return grow(mask, 21, Progress())


def shrunk(mask: Image.Image) -> Image.Image:
    return shrink(mask, 4, Progress())


def filled(mask: Image.Image) -> Image.Image:
    return fill_holes(mask, Progress())


def cleaned(mask: Image.Image) -> Image.Image:
    return remove_specks(mask, 90, Progress())


def around_the_middle(mask: Image.Image) -> Image.Image:
    """What the wand takes of the mask as a picture, at its middle."""
    picture = picture_from_image(mask.convert("RGB"))
    x, y = mask.width // 2, mask.height // 2
    return similar(picture, x, y, 0, contiguous=True, progress=Progress())


def scribble() -> Image.Image:
    """Rings, strokes and specks all over; odd at both sides, so that its middle is a pixel."""
    rng = random.Random(11)
    mask = Image.new("L", SIZE)
    draw = ImageDraw.Draw(mask)
    for _ in range(150):
        x, y = rng.randrange(SIZE[0]), rng.randrange(SIZE[1])
        radius = rng.randrange(5, 120)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), None, 255, radius // 4)
        end = (rng.randrange(SIZE[0]), rng.randrange(SIZE[1]))
        draw.line((x, y, *end), rng.choice((0, 255)), rng.randrange(1, 15))
        draw.rectangle((*end, end[0] + rng.randrange(12), end[1] + rng.randrange(12)), 255)
    return mask


@pytest.mark.parametrize("change", [grown, shrunk, filled, cleaned, around_the_middle])
def test_a_turned_mask_gives_the_turned_result(change: Change) -> None:
    mask = scribble()
    result = change(mask)
    assert result.tobytes() != mask.tobytes()
    assert result.getextrema() == (0, 255)
    for turn, back in TURNS.items():
        assert change(mask.transpose(turn)).transpose(back).tobytes() == result.tobytes()
