"""Rectangle and ellipse, as a hand drags them."""

from __future__ import annotations

import itertools
import random

import pytest

from app.canvas.canvas import Canvas
from app.canvas.fill import Fill
from app.canvas.geometry import EMPTY, Point
from app.canvas.operations import Operation
from app.canvas.shapes import ellipse
from app.canvas.stroke import NOTHING
from app.tools.box import BoxTool, Figure
from app.tools.tool import Modifiers, Outline
from tests.tools.hand import (
    ALT,
    CTRL,
    NONE,
    SHIFT,
    at,
    at_once,
    box,
    busy,
    canvas_of,
    drag,
    pixels,
    shown,
    white,
)


def box_tool(canvas: Canvas, figure: Figure = Figure.RECTANGLE, *, erases: bool = False) -> BoxTool:
    return BoxTool(canvas, at_once(canvas), figure, erases=erases)


def painted_canvas() -> Canvas:
    """60 × 60, white but for a margin of 5."""
    canvas = canvas_of(60, 60)
    drag(box_tool(canvas), (5, 5), (55, 55))
    return canvas


def test_rectangle_goes_from_the_pixel_corner_nearest_to_the_press_to_that_of_the_release() -> None:
    canvas = canvas_of(50, 40)
    dirty = drag(box_tool(canvas), (10.4, 8.6), (20, 20), (29.5, 30.49))
    assert white(canvas) == box(10, 9, 30, 30)
    assert dirty.box == (10, 9, 30, 30)
    assert canvas.history.undo_label == "rectangle"
    canvas.undo()
    assert canvas.mask.is_empty
    assert not canvas.history.can_undo


@pytest.mark.parametrize("figure", Figure)
def test_box_is_the_same_whichever_corner_it_is_dragged_from(figure: Figure) -> None:
    xs, ys = (7, 31), (4, 33)
    found = []
    for x, y in itertools.product((0, 1), (0, 1)):
        canvas = canvas_of(40, 40)
        drag(box_tool(canvas, figure), (xs[x], ys[y]), (xs[1 - x], ys[1 - y]))
        found.append(white(canvas))
    assert found[0] == found[1] == found[2] == found[3] != set()


def test_ellipse_fills_its_box() -> None:
    canvas = canvas_of(50, 40)
    drag(box_tool(canvas, Figure.ELLIPSE), (3, 4), (40, 30))
    assert canvas.mask.image.getbbox() == (3, 4, 40, 30)
    assert white(canvas) == pixels(ellipse(Point(3, 4), Point(40, 30), canvas.size))
    assert canvas.history.undo_label == "ellipse"


def test_nothing_is_painted_before_the_release() -> None:
    canvas = canvas_of(50, 40)
    tool = box_tool(canvas)
    assert tool.press(at(3, 3)) == tool.move(at(30, 30)) == EMPTY
    assert canvas.mask.is_empty
    assert not canvas.history.in_gesture
    assert busy(tool)
    assert not tool.release(at(30, 30)).is_empty
    assert not busy(tool)
    assert tool.preview is None


@pytest.mark.parametrize("figure", Figure)
def test_what_is_previewed_is_what_is_painted(figure: Figure) -> None:
    rng = random.Random(figure.value)
    keys = [NONE, SHIFT, ALT, CTRL, SHIFT | ALT, CTRL | ALT, SHIFT | CTRL | ALT]
    for number in range(80):
        canvas = painted_canvas() if number % 2 else canvas_of(60, 60)
        tool = box_tool(canvas, figure, erases=number % 5 == 0)
        tool.press(at(rng.uniform(-9, 69), rng.uniform(-9, 69), rng.choice(keys)))
        last = at(rng.uniform(-9, 69), rng.uniform(-9, 69), rng.choice(keys))
        tool.move(last)
        preview, before = tool.preview, white(canvas)
        assert preview is not None
        assert (preview.outline == Outline.ELLIPSE) == (figure is Figure.ELLIPSE)
        inside = shown(preview, canvas.size)
        tool.release(last)
        assert white(canvas) == (before | inside if preview.adds else before - inside)


def test_shift_makes_a_square_towards_the_pointer_as_large_as_its_longer_side() -> None:
    for x, y in ((50, 37), (37, 50), (10, 23), (23, 10), (50, 23), (10, 37), (50, 30)):
        canvas = canvas_of(60, 60)
        drag(box_tool(canvas), (30, 30), (x, y), modifiers=SHIFT)
        found = white(canvas)
        columns, rows = {place[0] for place in found}, {place[1] for place in found}
        assert len(columns) == len(rows) == 20
        assert (30 in columns) == (x > 30)
        assert (30 in rows) == (y >= 30)


def test_alt_during_the_drag_is_from_the_centre() -> None:
    canvas = canvas_of(60, 60)
    tool = box_tool(canvas)
    tool.press(at(30, 30))
    tool.move(at(40, 35))
    tool.release(at(40, 35, ALT))
    assert white(canvas) == box(20, 25, 40, 35)
    tool.press(at(30, 30))
    tool.release(at(37, 31, ALT | SHIFT))
    assert white(canvas) == box(20, 25, 40, 35) | box(23, 23, 37, 37)


def test_keys_count_as_they_are_at_the_end() -> None:
    canvas = painted_canvas()
    before = white(canvas)
    tool = box_tool(canvas)
    tool.press(at(20, 20))
    tool.move(at(30, 30, CTRL | SHIFT | ALT))
    tool.release(at(30, 26))
    assert white(canvas) == before
    tool.press(at(0, 0))
    tool.move(at(8, 8))
    tool.release(at(8, 8, CTRL))
    assert white(canvas) == before - box(0, 0, 8, 8)


@pytest.mark.parametrize("keys", [CTRL, ALT])
def test_key_held_at_the_press_subtracts_even_if_let_go(keys: Modifiers) -> None:
    canvas = painted_canvas()
    before = white(canvas)
    tool = box_tool(canvas)
    tool.press(at(20, 20, keys))
    tool.move(at(25, 25, keys))
    tool.release(at(30, 40))
    assert white(canvas) == before - box(20, 20, 30, 40)


def test_alt_held_at_the_press_means_the_centre_only_when_pressed_again() -> None:
    canvas = painted_canvas()
    before = white(canvas)
    tool = box_tool(canvas)
    tool.press(at(30, 30, ALT))
    tool.move(at(35, 33, ALT))
    assert shown(tool.preview, canvas.size) == box(30, 30, 35, 33)
    tool.move(at(35, 33))
    tool.move(at(35, 33, ALT))
    assert shown(tool.preview, canvas.size) == box(25, 27, 35, 33)
    tool.release(at(35, 33, ALT))
    assert white(canvas) == before - box(25, 27, 35, 33)


def test_alt_at_the_press_means_the_centre_when_there_is_nothing_that_it_could_switch() -> None:
    canvas = canvas_of(60, 60)
    drag(box_tool(canvas), (30, 30), (40, 35), modifiers=ALT)
    assert white(canvas) == box(20, 25, 40, 35), "the mask was empty"
    drag(box_tool(canvas, erases=True), (30, 30), (33, 33), modifiers=ALT)
    assert white(canvas) == box(20, 25, 40, 35) - box(27, 27, 33, 33), "it takes away anyway"
    drag(box_tool(canvas), (24, 30), (25, 31), modifiers=ALT | CTRL)
    assert (23, 29) not in white(canvas), "Ctrl takes away already"


def test_erasing_tool_takes_away_also_with_ctrl() -> None:
    for keys in (NONE, CTRL):
        canvas = painted_canvas()
        before = white(canvas)
        drag(box_tool(canvas, Figure.ELLIPSE, erases=True), (10, 10), (30, 30), modifiers=keys)
        inside = pixels(ellipse(Point(10, 10), Point(30, 30), canvas.size))
        assert white(canvas) == before - inside


def test_esc_leaves_the_mask_and_the_rest_of_the_gesture_does_nothing() -> None:
    canvas = painted_canvas()
    before = white(canvas)
    tool = box_tool(canvas)
    tool.press(at(0, 0))
    tool.move(at(20, 20))
    assert tool.cancel() == EMPTY
    assert not busy(tool)
    assert tool.preview is None
    assert tool.move(at(40, 40)) == tool.release(at(40, 40)) == EMPTY
    assert white(canvas) == before
    assert canvas.history.undo_label == "rectangle"
    canvas.undo()
    assert not canvas.history.can_undo


def test_click_without_a_drag_is_no_step() -> None:
    canvas = canvas_of(20, 20)
    for figure in Figure:
        assert drag(box_tool(canvas, figure), (5, 5)) == EMPTY
        assert drag(box_tool(canvas, figure), (5, 5), (5.2, 15)) == EMPTY
    assert not canvas.history.can_undo


def test_box_too_large_for_a_frame_is_left_to_an_operation() -> None:
    canvas = canvas_of(2000, 1000)
    left: list[Operation] = []
    tool = BoxTool(canvas, left.append, Figure.ELLIPSE)
    assert drag(tool, (-5, -5), (1999, 999)) == EMPTY
    assert not busy(tool)
    assert canvas.mask.is_empty
    (fill,) = left
    assert isinstance(fill, Fill)
    dirty = canvas.apply(fill)
    expected = ellipse(Point(-5, -5), Point(1999, 999), canvas.size)
    assert dirty.intersected(expected.rect) == expected.rect
    assert canvas.mask.changed_pixels == sum(right - left for _, left, right in expected.spans)
    assert canvas.history.undo_label == "ellipse"
    other = canvas_of(2000, 1000)
    other.paint(expected, 255)
    assert canvas.mask.rows(0, 1000) == other.mask.rows(0, 1000)
    drag(BoxTool(canvas, left.append, Figure.ELLIPSE, erases=True), (-5, -5), (1999, 999))
    canvas.apply(left.pop())
    assert canvas.mask.is_empty
    assert not canvas.apply(Fill(NOTHING, 255, "ellipse")).width
