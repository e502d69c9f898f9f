"""Brush and eraser, as a hand uses them."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from app.canvas.geometry import EMPTY, Point
from app.canvas.stroke import Dab, segment
from app.tools.brush import Anchor, BrushTool
from app.tools.tool import Modifiers, PointerEvent
from tests.tools.hand import at, canvas_of, drag, white


def test_click_is_a_dab_of_exactly_the_brushs_width() -> None:
    for diameter in (1, 2, 5, 16):
        canvas = canvas_of(60, 60)
        dirty = drag(BrushTool(canvas, diameter), (30.3, 20.8))
        assert (dirty.width, dirty.height) == (diameter, diameter)
        assert canvas.mask.image.getbbox() == dirty.box


def test_press_move_release_make_one_step_named_after_the_tool() -> None:
    canvas = canvas_of(100, 100)
    drag(BrushTool(canvas, 9), (10, 10), (50, 20), (80, 90))
    assert canvas.history.undo_label == "brush"
    drag(BrushTool(canvas, 5, erases=True), (10, 10), (50, 20))
    assert canvas.history.undo_label == "eraser"
    canvas.undo()
    canvas.undo()
    assert canvas.mask.is_empty
    assert not canvas.history.can_undo


def test_stroke_paints_everything_between_the_positions() -> None:
    canvas = canvas_of(300, 200)
    points = [(20.0, 20.0), (250.0, 40.0), (60.0, 170.0)]
    drag(BrushTool(canvas, 12), *points)
    found = white(canvas)
    for (ax, ay), (bx, by) in pairwise(points):
        for i in range(101):
            x, y = ax + (bx - ax) * i / 100, ay + (by - ay) * i / 100
            assert (int(x), int(y)) in found


def test_release_away_from_the_last_move_goes_on_to_there() -> None:
    canvas = canvas_of(100, 100)
    tool = BrushTool(canvas, 5)
    tool.press(at(10, 50))
    tool.release(at(90, 50))
    assert {(x, 50) for x in range(10, 90)} <= white(canvas)
    canvas.undo()
    assert canvas.mask.is_empty


def test_what_is_to_be_redrawn_holds_all_that_changed() -> None:
    rng = random.Random(8)
    canvas = canvas_of(200, 200)
    tool = BrushTool(canvas, 14)
    for number in range(6):
        tool.erases = number % 3 == 2
        calls = [tool.press] + [tool.move] * 6 + [tool.release]
        for call in calls:
            before = canvas.mask.image.copy()
            point = Point(rng.uniform(-30, 230), rng.uniform(-30, 230))
            modifiers = rng.choice((Modifiers.SHIFT, Modifiers.NONE))
            dirty = call(PointerEvent(point, modifiers=modifiers))
            after = canvas.mask.image.copy()
            after.paste(before.crop(dirty.box), dirty.box)
            assert after.tobytes() == before.tobytes(), "something changed outside"


def test_stroke_that_leaves_the_picture_goes_on_where_it_comes_back() -> None:
    canvas = canvas_of(100, 100)
    drag(BrushTool(canvas, 6), (50, 50), (50, -80), (130, -80), (130, 70), (50, 70))
    found = white(canvas)
    assert {(50, y) for y in range(51)} <= found
    assert {(x, 70) for x in range(50, 100)} <= found
    assert not any(x > 60 and y < 60 for x, y in found), "no shortcut across the picture"
    canvas.undo()
    assert canvas.mask.is_empty


def test_stroke_entirely_outside_is_no_step() -> None:
    canvas = canvas_of(50, 50)
    assert drag(BrushTool(canvas, 10), (-50, -50), (-20, 90)) == EMPTY
    assert not canvas.history.can_undo


def test_eraser_takes_away_exactly_what_the_same_stroke_painted() -> None:
    canvas = canvas_of(120, 120)
    path = ((15.2, 30.7), (70.1, 90.4), (100.9, 11.3))
    drag(BrushTool(canvas, 17), *path)
    assert not canvas.mask.is_empty
    drag(BrushTool(canvas, 17, erases=True), *path)
    assert canvas.mask.is_empty


def test_shift_press_draws_a_straight_line_from_where_the_last_stroke_ended() -> None:
    canvas = canvas_of(200, 100)
    tool = BrushTool(canvas, 8)
    drag(tool, (20, 20), (30, 60))
    before = white(canvas)
    tool.press(at(180, 80, Modifiers.SHIFT))
    tool.release(at(180, 80, Modifiers.SHIFT))
    line = segment(Dab(Point(30, 60), 8), Dab(Point(180, 80), 8), canvas.size)
    expected = {(x, row) for row, left, right in line.spans for x in range(left, right)}
    assert white(canvas) == before | expected
    assert canvas.history.undo_label == "brush"
    canvas.undo()
    assert white(canvas) == before


def test_shift_lines_go_on_from_each_other() -> None:
    canvas = canvas_of(100, 100)
    tool = BrushTool(canvas, 3)
    drag(tool, (10, 10))
    for x, y in ((90, 10), (90, 90), (10, 90)):
        tool.press(at(x, y, Modifiers.SHIFT))
        tool.release(at(x, y, Modifiers.SHIFT))
    found = white(canvas)
    assert {(x, 10) for x in range(10, 90)} <= found
    assert {(90, y) for y in range(10, 90)} <= found
    assert {(x, 90) for x in range(10, 90)} <= found
    assert (10, 50) not in found


def test_first_press_with_shift_is_a_plain_dab() -> None:
    canvas = canvas_of(50, 50)
    tool = BrushTool(canvas, 7)
    dirty = tool.press(at(25, 25, Modifiers.SHIFT))
    assert (dirty.width, dirty.height) == (7, 7)


def test_cancel_puts_the_mask_back_and_the_rest_of_the_gesture_does_nothing() -> None:
    """Esc while the button is still down: the hand goes on moving and lets go later."""
    canvas = canvas_of(100, 100)
    tool = BrushTool(canvas, 10)
    drag(tool, (20, 20))
    before = white(canvas)
    tool.press(at(50, 50))
    painted = tool.move(at(80, 80))
    dirty = tool.cancel()
    assert dirty.united(painted) == dirty
    assert white(canvas) == before
    assert tool.move(at(90, 50)) == EMPTY
    assert tool.release(at(90, 50)) == EMPTY
    assert white(canvas) == before
    canvas.undo()
    assert canvas.mask.is_empty
    assert not canvas.history.can_undo
    # A Shift line still starts at the last stroke that counted.
    tool.press(at(20, 80, Modifiers.SHIFT))
    assert white(canvas) >= {(20, y) for y in range(20, 80)}


def test_size_and_kind_can_change_between_strokes() -> None:
    canvas = canvas_of(100, 100)
    tool = BrushTool(canvas, 10)
    drag(tool, (50, 50))
    tool.diameter, tool.erases = 4, True
    drag(tool, (50, 50))
    assert (50, 50) not in white(canvas)
    assert (46, 50) in white(canvas)


@pytest.mark.parametrize("diameter", [1, 1000])
def test_smallest_and_largest_brush(diameter: int) -> None:
    canvas = canvas_of(64, 64)
    drag(BrushTool(canvas, diameter), (31.5, 31.5))
    assert canvas.mask.changed_pixels == (1 if diameter == 1 else 64 * 64)


def test_pressure_that_no_curve_is_set_for_changes_nothing() -> None:
    light, firm = canvas_of(80, 80), canvas_of(80, 80)
    for canvas, pressure in ((light, 0.05), (firm, 1.0)):
        tool = BrushTool(canvas, 11)
        tool.press(at(10, 10, pressure=pressure))
        tool.move(at(60, 30, pressure=pressure))
        tool.release(at(60, 70, pressure=pressure))
    assert white(light) == white(firm) != set()


def test_jitterless_click_of_a_mouse_that_reports_a_move_is_still_symmetric() -> None:
    """Some systems send a move to the same place between press and release."""
    canvas = canvas_of(40, 40)
    dirty = drag(BrushTool(canvas, 7), (20.3, 20.8), (20.3, 20.8))
    assert (dirty.width, dirty.height) == (7, 7)


def test_line_of_the_eraser_goes_on_from_the_brushs_last_stroke() -> None:
    canvas = canvas_of(100, 40)
    anchor = Anchor()
    brush = BrushTool(canvas, 20, anchor=anchor)
    eraser = BrushTool(canvas, 4, erases=True, anchor=anchor)
    drag(brush, (10, 20), (90, 20), (50, 20))
    drag(eraser, (90, 20), modifiers=Modifiers.SHIFT)
    found = white(canvas)
    assert (40, 20) in found
    assert not {(x, 20) for x in range(50, 90)} & found
