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
from app.canvas.geometry import Point, Size
from app.canvas.picture import Picture
from app.tools.brush import BrushTool
from app.tools.tool import Modifiers, PointerEvent

GOLDEN = Path(__file__).parents[1] / "golden"


def canvas_of(width: int, height: int) -> Canvas:
    return Canvas(Picture(Size(width, height), has_alpha=False, levels=()))


def stroke(tool: BrushTool, *points: Point, modifiers: Modifiers = Modifiers.NONE) -> None:
    tool.press(PointerEvent(points[0], modifiers=modifiers))
    for point in points[1:]:
        tool.move(PointerEvent(point, modifiers=modifiers))
    tool.release(PointerEvent(points[-1], modifiers=modifiers))


def dabs_1_to_12() -> Canvas:
    """A click of each diameter from 1 to 12, with the pointer anywhere in its pixel."""
    canvas = canvas_of(96, 32)
    for number in range(12):
        column, row = number % 6, number // 6
        point = Point(8 + 16 * column + 0.13 * number, 8 + 16 * row + 0.29)
        stroke(BrushTool(canvas, number + 1), point)
    return canvas


def dab_31_and_eraser_ring() -> Canvas:
    """A 31-pixel dab with a 20-pixel hole in it, and a 5-pixel dab in that."""
    canvas = canvas_of(40, 40)
    stroke(BrushTool(canvas, 31), Point(20, 20))
    stroke(BrushTool(canvas, 20, erases=True), Point(20, 20))
    stroke(BrushTool(canvas, 5), Point(20.4, 20.4))
    return canvas


def curve() -> Canvas:
    """A spiral of 9 pixels from the middle out over the edge and back in."""
    canvas = canvas_of(96, 64)
    points = [
        Point(48 + math.cos(i / 5) * i * 0.6, 32 + math.sin(i / 5) * i * 0.5) for i in range(90)
    ]
    stroke(BrushTool(canvas, 9), *points)
    return canvas


def one_pixel_lines() -> Canvas:
    """A fan of lines drawn with the 1-pixel brush."""
    canvas = canvas_of(64, 40)
    for number in range(9):
        stroke(BrushTool(canvas, 1), Point(1.5, 1.5), Point(62.3, 1.5 + number * 4.6))
    return canvas


def shift_lines() -> Canvas:
    """A click, then Shift+clicks: a zigzag of straight lines 7 pixels wide."""
    canvas = canvas_of(96, 48)
    tool = BrushTool(canvas, 7)
    stroke(tool, Point(8.5, 8.5))
    for x, y in ((30.2, 40.1), (52.7, 8.9), (74.5, 40.5), (88.5, 8.5)):
        stroke(tool, Point(x, y), modifiers=Modifiers.SHIFT)
    return canvas


SCENES: dict[str, Callable[[], Canvas]] = {
    scene.__name__: scene
    for scene in (dabs_1_to_12, dab_31_and_eraser_ring, curve, one_pixel_lines, shift_lines)
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
