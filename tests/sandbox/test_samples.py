from __future__ import annotations

import importlib
import io
import re

import pytest
from draw_samples import DRAWINGS
from PIL import Image, ImageChops

from app.paths import resource
from app.sandbox.samples import GRID_ID, SAMPLES, SINGLE_ID, Sample

SIZES = {SINGLE_ID: (1024, 1024), GRID_ID: (1536, 1536)}


def decoded(sample: Sample) -> Image.Image:
    with Image.open(io.BytesIO(sample.read())) as image:
        assert image.format == "PNG"
        image.load()
        return image.copy()


def test_the_samples_are_a_single_picture_and_a_grid_as_the_service_tells_of_them() -> None:
    single, grid = SAMPLES
    assert (single.task_id, grid.task_id) == (SINGLE_ID, GRID_ID)
    assert (single.type, grid.type) == ("upsample", "imagine")
    assert single.actions == ("high_variation", "low_variation")
    assert grid.actions[:5] == ("upsamle_1", "upsamle_2", "upsamle_3", "upsamle_4", "reroll")
    assert grid.actions[5:] == ("variation_1", "variation_2", "variation_3", "variation_4")
    for sample in SAMPLES:
        assert re.fullmatch("[0-9a-f]{24}", sample.task_id)
        assert sample.prompt.isascii()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.file_name)
def test_a_sample_reads_as_a_picture_of_its_size(sample: Sample) -> None:
    picture = decoded(sample)
    assert picture.mode == "RGB"
    assert picture.size == sample.size == SIZES[sample.task_id]


def test_the_samples_are_small_enough_to_be_bundled() -> None:
    files = list(resource("samples").iterdir())
    assert {file.name for file in files} == {sample.file_name for sample in SAMPLES}
    assert sum(file.stat().st_size for file in files) <= 3_000_000


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.file_name)
def test_the_drawing_still_gives_the_picture_that_is_bundled(sample: Sample) -> None:
    drawn: Image.Image = importlib.import_module(DRAWINGS[sample.file_name]).draw()
    difference = ImageChops.difference(drawn, decoded(sample)).convert("L")
    # Bit for bit where it was drawn; other processors may round blurs differently.
    assert sum(difference.histogram()[3:]) < 0.001 * drawn.width * drawn.height
