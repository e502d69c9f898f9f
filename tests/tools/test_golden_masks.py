"""Masks that a person has looked at, and that may not change by a single pixel.

To renew them after a wanted change: ``python -m tests.tools.test_golden_masks`` in the
repository's root. It writes tests/golden/*.png and prints which of them changed; look at
those, enlarged with hard pixels, before committing them.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from app.canvas.canvas import Canvas
from app.canvas.codec import encode_mask
from app.canvas.picture import picture_from_image
from app.tools.box import BoxTool, Figure
from app.tools.brush import BrushTool
from app.tools.lasso import LassoTool
from app.tools.polygon import PolygonTool
from app.tools.pressure import PressureCurve
from app.tools.wand import WandTool
from tests.tools.hand import ALT, CTRL, SHIFT, at, at_once, canvas_of, click, drag

GOLDEN = Path(__file__).parents[1] / "golden"


def dabs_1_to_12() -> Canvas:
    """A click of each diameter from 1 to 12, with the pointer anywhere in its pixel."""
    canvas = canvas_of(96, 32)
    for number in range(12):
        column, row = number % 6, number // 6
        point = (8 + 16 * column + 0.13 * number, 8 + 16 * row + 0.29)
        drag(BrushTool(canvas, number + 1), point)
    return canvas


def dab_31_and_eraser_ring() -> Canvas:
    """A 31-pixel dab with a 20-pixel hole in it, and a 5-pixel dab in that."""
    canvas = canvas_of(40, 40)
    drag(BrushTool(canvas, 31), (20, 20))
    drag(BrushTool(canvas, 20, erases=True), (20, 20))
    drag(BrushTool(canvas, 5), (20.4, 20.4))
    return canvas


def curve() -> Canvas:
    """A spiral of 9 pixels from the middle out over the edge and back in."""
    canvas = canvas_of(96, 64)
    points = [(48 + math.cos(i / 5) * i * 0.6, 32 + math.sin(i / 5) * i * 0.5) for i in range(90)]
    drag(BrushTool(canvas, 9), *points)
    return canvas


def one_pixel_lines() -> Canvas:
    """A fan of lines drawn with the 1-pixel brush."""
    canvas = canvas_of(64, 40)
    for number in range(9):
        drag(BrushTool(canvas, 1), (1.5, 1.5), (62.3, 1.5 + number * 4.6))
    return canvas


def shift_lines() -> Canvas:
    """A click, then Shift+clicks: a zigzag of straight lines 7 pixels wide."""
    canvas = canvas_of(96, 48)
    tool = BrushTool(canvas, 7)
    drag(tool, (8.5, 8.5))
    for x, y in ((30.2, 40.1), (52.7, 8.9), (74.5, 40.5), (88.5, 8.5)):
        drag(tool, (x, y), modifiers=SHIFT)
    return canvas


def pen_pressure() -> Canvas:
    """Three pens, from a firm to a soft curve, each pressing harder and lighter again."""
    canvas = canvas_of(128, 84)
    for row, softness in enumerate((-1.0, 0.0, 1.0)):
        tool = BrushTool(canvas, 20)
        tool.pressure = PressureCurve(0.1, softness)
        events = [
            at(10 + 4 * i, 14 + 28 * row + 3 * math.sin(i / 4), pressure=math.sin(math.pi * i / 27))
            for i in range(1, 27)
        ]
        tool.press(events[0])
        for event in events[1:]:
            tool.move(event)
        tool.release(events[-1])
    return canvas


def smoothed_stroke() -> Canvas:
    """The same zigzag with 3 pixels of width, plain on the left and on a string on the right."""
    canvas = canvas_of(128, 64)
    for left, string in ((4, 0), (68, 14)):
        tool = BrushTool(canvas, 3)
        tool.smoothing = string
        drag(tool, *((left + i / 2, 32 + 27 * math.sin(i / 4)) for i in range(112)))
    return canvas


def rectangles() -> Canvas:
    """Plain, square, from the centre; two side by side with one pixel less; one taken out."""
    canvas = canvas_of(96, 64)
    drag(tool := BoxTool(canvas, at_once(canvas), Figure.RECTANGLE), (4.4, 4.6), (30, 20))
    drag(tool, (40, 4), (52, 22), modifiers=SHIFT)
    tool.press(at(80, 14))
    tool.release(at(88, 20, ALT))
    drag(tool, (4, 36), (20, 58))
    drag(tool, (20, 36), (40, 58), modifiers=SHIFT)
    drag(tool, (50, 30), (120, 90))
    drag(tool, (60, 40), (86, 54), modifiers=CTRL)
    return canvas


def ellipses() -> Canvas:
    """Circles of 1 to 9 pixels, ellipses of odd and even sides, a ring, one beyond the edge."""
    canvas = canvas_of(96, 64)
    tool = BoxTool(canvas, at_once(canvas), Figure.ELLIPSE)
    left = 2
    for size in range(1, 10):
        drag(tool, (left, 2), (left + size, 2 + size))
        left += size + 3
    drag(tool, (2, 16), (39, 30))
    drag(tool, (44, 16), (50, 31))
    drag(tool, (2, 34), (31, 63), modifiers=SHIFT)
    tool.press(at(17, 49, ALT))
    tool.move(at(17, 49))
    tool.release(at(24, 53, ALT))
    drag(tool, (60, 16), (110, 60))
    return canvas


def lassos() -> Canvas:
    """A loop closed far beyond its beginning, a figure of eight, a scribble taken out of it."""
    canvas = canvas_of(96, 64)
    tool = LassoTool(canvas, at_once(canvas))
    drag(
        tool, *((22 + 18 * math.cos(i / 8), 32 + (24 - i / 6) * math.sin(i / 8)) for i in range(66))
    )
    drag(tool, (46, 6), (92, 58), (92, 6), (46, 58))
    drag(tool, *((52 + i, 22 + 5 * abs(i % 8 - 4)) for i in range(36)), modifiers=ALT)
    return canvas


def polygons() -> Canvas:
    """A star, an octagon of sides at 45°, two triangles with a common side, one taken out."""
    canvas = canvas_of(96, 64)
    tool = PolygonTool(canvas, at_once(canvas))
    turns = [math.tau * i * 2 / 5 for i in range(5)]
    click(tool, *((24 + 22 * math.sin(turn), 32 - 26 * math.cos(turn)) for turn in turns))
    tool.confirm()
    octagon = ((60, 4), (73, 5), (81, 11), (80, 22), (73, 30), (61, 29), (53, 22), (52, 13))
    click(tool, *octagon, modifiers=SHIFT)
    tool.confirm()
    click(tool, (50, 38), (92, 36), (58, 62), (51, 40))
    click(tool, (92, 36), (94, 60), (58, 62))
    tool.confirm()
    click(tool, (60, 42), (78, 42), (66, 52), modifiers=CTRL)
    tool.confirm()
    return canvas


def wand_areas() -> Canvas:
    """On rings of growing brightness: three rings from a click, less one of them everywhere."""
    picture = Image.new("L", (64, 64))
    for y in range(64):
        for x in range(64):
            picture.putpixel((x, y), 8 * int(math.hypot(x - 31.5, y - 31.5) / 4))
    canvas = Canvas(picture_from_image(picture.convert("RGB")))
    tool = WandTool(canvas, at_once(canvas))
    tool.tolerance = 8
    drag(tool, (50, 32))
    tool.tolerance, tool.contiguous = 0, False
    drag(tool, (50, 32), modifiers=ALT)
    drag(tool, (1, 1))
    return canvas


SCENES: dict[str, Callable[[], Canvas]] = {
    scene.__name__: scene
    for scene in (
        dabs_1_to_12,
        dab_31_and_eraser_ring,
        curve,
        one_pixel_lines,
        shift_lines,
        pen_pressure,
        smoothed_stroke,
        rectangles,
        ellipses,
        lassos,
        polygons,
        wand_areas,
    )
}


@pytest.mark.parametrize("name", SCENES)
def test_mask_is_the_golden_one_pixel_for_pixel(name: str) -> None:
    expected = Image.open(io.BytesIO((GOLDEN / f"{name}.png").read_bytes()))
    found = SCENES[name]().mask.image
    assert found.size == expected.size
    assert found.tobytes() == expected.tobytes()


def test_every_golden_file_belongs_to_a_scene() -> None:
    assert {path.stem for path in GOLDEN.glob("*.png")} == set(SCENES)


def renew() -> list[str]:
    """Write all golden files; returns the names of those that changed."""
    changed = []
    for name, scene in SCENES.items():
        path, data = GOLDEN / f"{name}.png", encode_mask(scene().snapshot())
        if not path.exists() or path.read_bytes() != data:
            path.write_bytes(data)
            changed.append(name)
    return changed


if __name__ == "__main__":
    print("\n".join(renew()) or "nothing changed")  # noqa: T201 - its one output
