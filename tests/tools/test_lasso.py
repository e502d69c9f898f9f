"""The lasso, as a hand draws it."""

from __future__ import annotations

import math
import random

import pytest

from app.canvas.geometry import EMPTY, Point
from app.canvas.operations import Operation
from app.canvas.shapes import polygon
from app.tools.lasso import LassoTool
from app.tools.tool import Modifiers
from tests.tools.hand import (
    ALT,
    CTRL,
    NONE,
    at,
    at_once,
    busy,
    canvas_of,
    drag,
    pixels,
    shown,
    white,
)

LOOP = [
    (30 + 20 * math.cos(i / 7) + i % 3, 30 + 17 * math.sin(i / 5 + 1) + i % 2) for i in range(44)
]


def inside(places: list[tuple[float, float]]) -> set[tuple[int, int]]:
    return pixels(polygon([Point(*place) for place in places], canvas_of(60, 60).size))


def test_what_was_gone_round_is_painted_on_release() -> None:
    canvas = canvas_of(60, 60)
    tool = LassoTool(canvas, at_once(canvas))
    tool.press(at(*LOOP[0]))
    for place in LOOP[1:]:
        assert tool.move(at(*place)) == EMPTY
    assert canvas.mask.is_empty
    dirty = tool.release(at(*LOOP[-1]))
    assert white(canvas) == inside(LOOP) != set()
    assert dirty.box == canvas.mask.image.getbbox()
    assert canvas.history.undo_label == "lasso"
    canvas.undo()
    assert canvas.mask.is_empty


def test_release_elsewhere_than_the_last_move_is_the_last_point() -> None:
    canvas = canvas_of(60, 60)
    tool = LassoTool(canvas, at_once(canvas))
    tool.press(at(5, 5))
    tool.move(at(50, 5))
    tool.release(at(50, 50))
    assert white(canvas) == inside([(5, 5), (50, 5), (50, 50)])


def test_what_is_previewed_is_what_is_painted() -> None:
    rng = random.Random(3)
    for number in range(40):
        canvas = canvas_of(60, 60)
        drag(LassoTool(canvas, at_once(canvas)), (0, 0), (60, 0), (0, 60))
        tool = LassoTool(canvas, at_once(canvas), erases=number % 2 == 0)
        tool.press(at(30, 30, rng.choice((NONE, CTRL))))
        for _ in range(12):
            tool.move(at(rng.uniform(-9, 69), rng.uniform(-9, 69)))
        last = at(rng.uniform(-9, 69), rng.uniform(-9, 69), rng.choice((NONE, ALT)))
        tool.move(last)
        preview, before = tool.preview, white(canvas)
        assert preview is not None
        area = shown(preview, canvas.size)
        tool.release(last)
        assert white(canvas) == (before | area if preview.adds else before - area)
        assert tool.preview is None


@pytest.mark.parametrize("keys", [CTRL, ALT])
def test_ctrl_or_alt_subtracts_at_the_press_or_at_the_end(keys: Modifiers) -> None:
    for at_press, at_end in ((keys, NONE), (NONE, keys), (keys, keys)):
        canvas = canvas_of(60, 60)
        drag(LassoTool(canvas, at_once(canvas)), (0, 0), (60, 0), (60, 60), (0, 60))
        before = white(canvas)
        tool = LassoTool(canvas, at_once(canvas))
        tool.press(at(*LOOP[0], at_press))
        for place in LOOP[1:]:
            tool.move(at(*place))
        tool.release(at(*LOOP[-1], at_end))
        assert white(canvas) == before - inside(LOOP)


def test_loop_beyond_the_pictures_edge_comes_back_where_the_hand_does() -> None:
    canvas = canvas_of(60, 60)
    places = [(40.0, 10.0), (90.0, -20.0), (100.0, 80.0), (40.0, 50.0)]
    drag(LassoTool(canvas, at_once(canvas)), *places)
    assert white(canvas) == inside(places)
    assert (59, 30) in white(canvas)


def test_closing_a_little_beyond_the_beginning_makes_no_hole() -> None:
    canvas = canvas_of(60, 60)
    round_and_more = [
        (30 + 20 * math.cos(i / 9), 30 + (20 - i / 20) * math.sin(i / 9)) for i in range(75)
    ]
    drag(LassoTool(canvas, at_once(canvas)), *round_and_more)
    assert {(x, 30) for x in range(12, 48)} <= white(canvas)


def test_esc_leaves_the_mask_and_the_rest_of_the_gesture_does_nothing() -> None:
    canvas = canvas_of(60, 60)
    tool = LassoTool(canvas, at_once(canvas))
    tool.press(at(5, 5))
    tool.move(at(50, 5))
    assert busy(tool)
    tool.cancel()
    assert not busy(tool)
    assert tool.preview is None
    tool.move(at(50, 50))
    tool.move(at(5, 50))
    assert tool.release(at(5, 30)) == EMPTY
    assert canvas.mask.is_empty
    assert not canvas.history.can_undo


def test_click_without_a_drag_is_no_step() -> None:
    canvas = canvas_of(60, 60)
    assert drag(LassoTool(canvas, at_once(canvas)), (5, 5)) == EMPTY
    assert drag(LassoTool(canvas, at_once(canvas)), (5, 5), (40, 40)) == EMPTY
    assert not canvas.history.can_undo


def test_pen_at_rest_adds_no_points() -> None:
    """A pen reports its tremor a few hundred times a second."""
    rng = random.Random(5)
    canvas = canvas_of(60, 60)
    tool = LassoTool(canvas, at_once(canvas))
    tool.press(at(20, 20, zoom=0.5))
    for _ in range(500):
        tool.move(at(20 + rng.uniform(-0.6, 0.6), 20 + rng.uniform(-0.6, 0.6), zoom=0.5))
    tool.move(at(40, 20, zoom=0.5))
    assert tool.preview is not None
    assert len(tool.preview.points) == 2


def test_wild_scribble_is_left_to_an_operation_and_comes_out_the_same() -> None:
    canvas = canvas_of(500, 400)
    places = [(3 * i + 5.0, (i % 2) * 380.0 + i % 5) for i in range(150)]
    left: list[Operation] = []
    assert drag(LassoTool(canvas, left.append), *places) == EMPTY
    assert canvas.mask.is_empty
    canvas.apply(left.pop())
    area = polygon([Point(*place) for place in places], canvas.size)
    assert white(canvas) == pixels(area) != set()
    assert canvas.history.undo_label == "lasso"
