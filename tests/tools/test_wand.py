"""The wand, from the click to the mask."""

from __future__ import annotations

import pytest
from PIL import Image

from app.canvas.canvas import Canvas
from app.canvas.geometry import EMPTY
from app.canvas.operations import Operation, SelectSimilar
from app.canvas.picture import picture_from_image
from app.tools.tool import Modifiers
from app.tools.wand import WandTool
from tests.tools.hand import ALT, CTRL, NONE, SHIFT, at, at_once, box, busy, canvas_of, drag, white


def asked(tool_erases: bool = False, *events: tuple[float, float, Modifiers]) -> list[Operation]:
    """What a wand asks for on a 40 × 30 picture when pressed, moved and let go at some places."""
    operations: list[Operation] = []
    tool = WandTool(canvas_of(40, 30), operations.append, erases=tool_erases)
    tool.press(at(*events[0]))
    for event in events[1:]:
        tool.move(at(*event))
    assert not operations, "the search begins on release"
    tool.release(at(*events[-1]))
    assert not busy(tool)
    return operations


def test_pixel_under_the_press_is_the_one_to_compare_with() -> None:
    for x, y in ((0, 0), (39.99, 29.99), (7.5, 3.01)):
        assert asked(False, (x, y, NONE), (30, 20, NONE)) == [
            SelectSimilar(int(x), int(y), tolerance=32, contiguous=True, adds=True)
        ]


def test_press_beside_the_picture_asks_for_nothing() -> None:
    for x, y in ((-0.01, 5), (40, 5), (5, -3), (5, 30)):
        assert asked(False, (x, y, NONE), (20, 20, NONE)) == []


def test_options_go_with_it() -> None:
    operations: list[Operation] = []
    tool = WandTool(canvas_of(40, 30), operations.append)
    tool.tolerance, tool.contiguous = 5, False
    drag(tool, (8, 9))
    assert operations == [SelectSimilar(8, 9, tolerance=5, contiguous=False, adds=True)]


@pytest.mark.parametrize("keys", [CTRL, ALT, CTRL | SHIFT])
def test_ctrl_or_alt_or_the_eraser_subtracts(keys: Modifiers) -> None:
    subtracting = [SelectSimilar(8, 9, tolerance=32, contiguous=True, adds=False)]
    assert asked(False, (8, 9, keys), (8, 9, NONE)) == subtracting
    assert asked(False, (8, 9, NONE), (8, 9, keys)) == subtracting
    assert asked(True, (8, 9, NONE), (8, 9, NONE)) == subtracting
    operations: list[Operation] = []
    tool = WandTool(canvas_of(40, 30), operations.append)
    tool.press(at(8, 9))
    tool.release(at(8, 9, keys))
    assert operations == subtracting


def test_esc_asks_for_nothing() -> None:
    operations: list[Operation] = []
    tool = WandTool(canvas_of(40, 30), operations.append)
    tool.press(at(5, 5))
    assert busy(tool)
    assert tool.cancel() == EMPTY
    assert not busy(tool)
    assert tool.release(at(5, 5)) == EMPTY
    assert operations == []


def test_area_of_the_colour_clicked_on_becomes_white_and_black_again() -> None:
    image = Image.new("RGB", (40, 30), (20, 20, 20))
    image.paste((200, 40, 40), (5, 5, 15, 12))
    image.paste((200, 44, 40), (15, 5, 20, 12))
    image.paste((200, 40, 40), (30, 20, 40, 30))
    canvas = Canvas(picture_from_image(image))
    tool = WandTool(canvas, at_once(canvas))
    drag(tool, (7, 7))
    assert white(canvas) == box(5, 5, 20, 12)
    assert canvas.history.undo_label == "wand"
    tool.contiguous, tool.tolerance = False, 3
    drag(tool, (7, 7))
    assert white(canvas) == box(5, 5, 20, 12) | box(30, 20, 40, 30)
    drag(tool, (35, 25), modifiers=ALT)
    assert white(canvas) == box(15, 5, 20, 12)
    for _ in range(3):
        canvas.undo()
    assert canvas.mask.is_empty
