"""Pictures of every kind can be opened, painted on, exported and submitted.

The mask fits the displayed pixels while it is painted; what is sent has the layout and size of the
stored picture, since that file is what the service compares it with (an EXIF orientation is only
a note beside the pixels, and a service that reads the file need not follow it).
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageOps
from PySide6.QtCore import QSize

from tests.support.window import HEIGHT, WIDTH, Stage, opened, picture, png


def jpeg(image: Image.Image, orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def see_through() -> Image.Image:
    image = picture().convert("RGBA")
    image.putalpha(Image.radial_gradient("L").resize((WIDTH, HEIGHT)))
    return image


def sixteen_bit() -> Image.Image:
    grey = picture().convert("L").convert("I").point(lambda value: value * 257)
    return grey.convert("I;16")


FILES = {
    "cmyk": lambda: jpeg(picture().convert("CMYK")),
    "16 bit": lambda: png(sixteen_bit()),
    "palette": lambda: png(picture().convert("P")),
    "alpha": lambda: png(see_through()),
}


@pytest.mark.parametrize("kind", FILES)
def test_kind_of_picture(stage: Stage, kind: str, tmp_path: Path) -> None:
    stage.open(FILES[kind]())
    stage.wait_for_picture((WIDTH, HEIGHT))
    stage.set_brush(10)
    stage.stroke((50, 150))
    exported = stage.export(tmp_path / "mask.png")
    assert opened(exported).getbbox() == (45, 145, 55, 155)
    stage.finish_job()
    assert stage.server.last_mask() == exported


def test_picture_turned_by_its_exif_orientation(stage: Stage, tmp_path: Path) -> None:
    # Orientation 6: the stored picture is to be turned clockwise to be seen.
    stage.open(jpeg(picture(), orientation=6))
    stage.wait_for_picture((HEIGHT, WIDTH))
    stage.set_brush(10)
    stage.stroke((50, 100))
    exported = stage.export(tmp_path / "mask.png")
    mask = opened(exported)
    assert mask.size == (WIDTH, HEIGHT)
    # What is displayed at (x, y) is stored at (y, height - x).
    assert mask.getbbox() == (95, HEIGHT - 55, 105, HEIGHT - 45)
    stage.finish_job()
    assert stage.server.last_mask() == exported


@pytest.mark.parametrize("orientation", [3, 6])
def test_result_stands_as_its_original_is_shown(
    stage: Stage, tmp_path: Path, orientation: int
) -> None:
    original = jpeg(picture(), orientation)
    upright = ImageOps.exif_transpose(opened(original))
    assert isinstance(upright, Image.Image)
    width, height = upright.size
    stage.open(original)
    stage.wait_for_picture((width, height))
    stage.stroke((50, 100))
    stage.finish_job()
    whole = stage.comparison
    stage.wait(lambda: whole.property("imageSize") == QSize(2 * width, 2 * height))
    stage.action("pick2").trigger()
    stage.wait(lambda: whole.property("imageSize") == QSize(width, height))
    stage.choose_file("saveResult", tmp_path / "candidate.png")
    stage.wait((tmp_path / "candidate.png").exists)
    found = opened(tmp_path / "candidate.png").convert("RGB")
    corner = (0, 0, width // 8, height // 8)  # which nobody has marked
    difference = ImageChops.difference(found.crop(corner), upright.crop(corner))
    assert max(difference.tobytes()) < 3
