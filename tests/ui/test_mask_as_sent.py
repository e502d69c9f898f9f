"""What is painted is what is sent, pixel for pixel, whatever the zoom and after undo and redo."""

from __future__ import annotations

import base64
import json
import math
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.support.window import (
    CTRL,
    HEIGHT,
    RIGHT,
    SHIFT,
    WIDTH,
    Place,
    Stage,
    opened,
    picture,
    png,
)

ROUNDING = 1e-6

Paint = tuple[int, float, tuple[Place, ...]]
"""255 or 0, the brush's diameter, and where the pointer went, in picture pixels."""


def clicked(place: Place, diameter: int) -> Place:
    """Where a single click's disc is centred: symmetric on the pixels."""
    offset = 0.5 if diameter % 2 else 0.0
    x, y = (math.floor(value - offset + 0.5) + offset for value in place)
    return x, y


def depth(x: float, y: float, start: Place, end: Place, radius: float) -> float:
    """How far inside the round-ended line from start to end a point is; negative outside."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    t = ((x - start[0]) * dx + (y - start[1]) * dy) / length if length else 0.0
    t = max(0.0, min(1.0, t))
    return radius - math.hypot(x - start[0] - t * dx, y - start[1] - t * dy)


def differences(mask: Image.Image, paints: list[Paint]) -> list[tuple[int, int]]:
    """Pixels that aren't as the definition has it: white where the centre is inside."""
    found = mask.tobytes()
    wrong = []
    for y in range(mask.height):
        for x in range(mask.width):
            value, certain = 0, True
            for paint, diameter, places in paints:
                ways = [(clicked(places[0], int(diameter)),) * 2, *pairwise(places)]
                inside = max(depth(x + 0.5, y + 0.5, a, b, diameter / 2) for a, b in ways)
                certain = certain and abs(inside) > ROUNDING
                value = paint if inside > 0 else value
            if certain and found[y * mask.width + x] != value:
                wrong.append((x, y))
    return wrong


STROKE: tuple[Place, ...] = ((30.37, 40.81), (120.13, 61.57), (96.71, 150.29), (201.9, 133.3))
DAB: tuple[Place, ...] = ((60.3, 120.6),)
RUBBED: tuple[Place, ...] = ((100.11, 50.23), (150.77, 160.41))
GONE: tuple[Place, ...] = ((200.0, 30.0), (230.0, 170.0))
PAINTS: list[Paint] = [(255, 21, STROKE), (255, 21, DAB), (0, 9, RUBBED)]


@pytest.mark.parametrize("zoom", [0.125, 1.0, 8.0])
def test_painted_mask_arrives_pixel_for_pixel(stage: Stage, zoom: float, tmp_path: Path) -> None:
    stage.open()
    stage.zoom_to(zoom, 128.0, 96.0)
    stage.set_brush(21)
    stage.stroke(*STROKE)
    stage.stroke(*DAB)
    stage.set_brush(9)
    stage.stroke(*RUBBED, button=RIGHT)
    stage.stroke(*GONE)
    for keys in (CTRL, CTRL, CTRL, CTRL | SHIFT, CTRL | SHIFT):
        QTest.keyClick(stage.canvas, Qt.Key.Key_Z, keys)
    exported = stage.export(tmp_path / "mask.png")
    stage.finish_job()
    sent = json.loads(stage.paid()[0].body)["mask"]
    assert base64.b64decode(sent) == exported == stage.server.last_mask()
    mask = opened(exported)
    assert (mask.format, mask.mode, mask.size) == ("PNG", "L", (WIDTH, HEIGHT))
    assert set(mask.tobytes()) == {0, 255}
    assert differences(mask, PAINTS) == []


def test_stroke_undone_is_not_sent(stage: Stage) -> None:
    stage.open()
    stage.stroke((40, 40), (80, 50))
    stage.stroke((150, 40), (200, 150))
    stage.action("undo").trigger()
    stage.finish_job()
    mask = opened(stage.server.last_mask())
    assert mask.getpixel((60, 45)) == 255
    assert mask.crop((110, 0, WIDTH, HEIGHT)).getextrema() == (0, 0)


def test_mask_of_a_large_picture_fits_it(stage: Stage, tmp_path: Path) -> None:
    stage.open(png(picture(2000, 1500)))
    stage.set_brush(300)
    stage.stroke((300, 300), (1700, 1200))
    mask = opened(stage.export(tmp_path / "mask.png"))
    assert mask.size == (2000, 1500)
    assert mask.getpixel((1000, 750)) == 255
    assert mask.getpixel((1000, 1400)) == 0


def test_what_is_painted_after_submitting_is_not_in_the_mask_that_is_sent(stage: Stage) -> None:
    stage.open()
    gate = stage.server.faults.hold("inpaint")
    stage.stroke((40, 40), (80, 50))
    stage.action("submit").trigger()
    stage.stroke((150, 40), (200, 150))
    stage.wait(gate.is_reached)
    gate.release()
    stage.wait_for_state("done")
    mask = opened(stage.server.last_mask())
    assert mask.getpixel((60, 45)) == 255
    assert mask.crop((110, 0, WIDTH, HEIGHT)).getextrema() == (0, 0)
