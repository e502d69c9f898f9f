"""The polygon, click by click."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import pytest

from app.canvas.canvas import Canvas
from app.canvas.geometry import EMPTY, Point
from app.canvas.shapes import polygon
from app.tools.polygon import PolygonTool
from app.tools.tool import Modifiers
from tests.tools.hand import (
    ALT,
    CTRL,
    NONE,
    SHIFT,
    Place,
    at,
    at_once,
    busy,
    canvas_of,
    click,
    drag,
    pixels,
    shown,
    white,
)

CORNERS: list[Place] = [(30.0, 20.0), (70.0, 25.0), (60.0, 70.0), (25.0, 55.0)]


def inside(places: list[Place]) -> set[tuple[int, int]]:
    return pixels(polygon([Point(*place) for place in places], canvas_of(90, 90).size))


def polygon_tool(canvas: Canvas, *, erases: bool = False) -> PolygonTool:
    return PolygonTool(canvas, at_once(canvas), erases=erases)


def all_white() -> Canvas:
    canvas = canvas_of(90, 90)
    tool = polygon_tool(canvas)
    click(tool, (0, 0), (90, 0), (90, 90), (0, 90))
    tool.confirm()
    assert canvas.mask.coverage == 1
    return canvas


def test_confirm_closes_the_corners_that_were_clicked() -> None:
    """The pointer may be anywhere by the time Enter is hit: it is no corner without a click."""
    canvas = canvas_of(90, 90)
    tool = polygon_tool(canvas)
    assert click(tool, *CORNERS) == EMPTY
    assert canvas.mask.is_empty
    assert busy(tool)
    tool.hover(at(5, 85))
    dirty = tool.confirm()
    assert white(canvas) == inside(CORNERS)
    assert dirty.box == canvas.mask.image.getbbox()
    assert not busy(tool)
    assert tool.preview is None
    assert canvas.history.undo_label == "polygon"
    canvas.undo()
    assert canvas.mask.is_empty
    assert not canvas.history.can_undo


@pytest.mark.parametrize(("zoom", "away"), [(1.0, 7.0), (0.25, 31.0), (16.0, 0.45)])
def test_click_near_the_first_corner_closes(zoom: float, away: float) -> None:
    canvas = canvas_of(90, 90)
    tool = polygon_tool(canvas)
    click(tool, *CORNERS)
    closing = at(30.0 - away, 20.0, zoom=zoom)
    tool.hover(closing)
    assert shown(tool.preview, canvas.size) == inside(CORNERS), "the preview shows it beforehand"
    assert not tool.press(closing).is_empty
    assert not busy(tool)
    assert tool.release(closing) == EMPTY
    assert white(canvas) == inside(CORNERS)
    click(tool, *CORNERS)
    further = at(30.0 - away * 1.3, 20.0, zoom=zoom)
    tool.press(further)
    tool.release(further)
    assert busy(tool)


def test_two_corners_close_nowhere() -> None:
    """Else a small triangle would end before its third corner."""
    canvas = canvas_of(90, 90)
    tool = polygon_tool(canvas)
    click(tool, (30, 30), (36, 30), (33, 35))
    assert busy(tool)
    tool.confirm()
    assert white(canvas) == inside([(30, 30), (36, 30), (33, 35)])


def test_preview_is_what_a_click_at_the_pointer_and_enter_would_paint() -> None:
    rng = random.Random(8)
    for number in range(40):
        canvas = all_white()
        tool = polygon_tool(canvas, erases=number % 2 == 0)
        click(tool, *[(rng.uniform(-9, 99), rng.uniform(-9, 99)) for _ in range(3)])
        event = at(rng.uniform(0, 90), rng.uniform(0, 90), rng.choice((NONE, SHIFT, CTRL)))
        tool.hover(event)
        preview, before = tool.preview, white(canvas)
        assert preview is not None
        area = shown(preview, canvas.size)
        tool.press(event)
        tool.release(event)
        tool.confirm()
        assert white(canvas) == (before | area if preview.adds else before - area)


def test_corner_follows_the_pointer_until_the_button_is_let_go() -> None:
    canvas = canvas_of(90, 90)
    tool = polygon_tool(canvas)
    for place in CORNERS:
        tool.press(at(place[0] + 9, place[1] - 7))
        tool.move(at(place[0] + 4, place[1]))
        tool.release(at(*place))
    tool.confirm()
    assert white(canvas) == inside(CORNERS)


def test_backspace_takes_the_last_corner_back_until_none_is_left() -> None:
    canvas = canvas_of(90, 90)
    tool = polygon_tool(canvas)
    click(tool, *CORNERS, (5, 5), (80, 80))
    tool.take_back()
    tool.take_back()
    tool.confirm()
    assert white(canvas) == inside(CORNERS)
    click(tool, (5, 5), (20, 5))
    tool.take_back()
    assert busy(tool)
    tool.take_back()
    assert not busy(tool)
    assert tool.preview is None
    tool.take_back()
    assert tool.confirm() == EMPTY


def test_backspace_with_the_button_down_takes_that_corner_alone() -> None:
    canvas = canvas_of(90, 90)
    tool = polygon_tool(canvas)
    click(tool, *CORNERS)
    tool.press(at(5, 80))
    tool.take_back()
    tool.move(at(1, 85))
    tool.release(at(0, 90))
    tool.confirm()
    assert white(canvas) == inside(CORNERS)


def test_shift_turns_the_new_side_to_a_multiple_of_45_degrees() -> None:
    rng = random.Random(2)
    for _ in range(200):
        canvas = canvas_of(90, 90)
        tool = polygon_tool(canvas)
        click(tool, (45, 45))
        place = (rng.uniform(0, 90), rng.uniform(0, 90))
        tool.hover(at(*place, SHIFT))
        assert tool.preview is not None
        hovered = tool.preview.points[-1]
        click(tool, place, modifiers=SHIFT)
        assert tool.preview.points[-1] == hovered
        way, aim = hovered - Point(45, 45), Point(*place) - Point(45, 45)
        turns = math.degrees(math.atan2(way.y, way.x)) / 45
        assert turns == pytest.approx(round(turns), abs=1e-9)
        # The nearest such place: nothing of the way there is along the side.
        off = Point(*place) - hovered
        assert off.x * way.x + off.y * way.y == pytest.approx(0, abs=1e-6)
        between = math.degrees(
            math.acos(min(1, math.hypot(way.x, way.y) / math.hypot(aim.x, aim.y)))
        )
        assert between <= 22.5 + 1e-6


def test_shift_while_the_corner_is_held_turns_its_own_side() -> None:
    canvas = canvas_of(90, 90)
    tool = polygon_tool(canvas)
    click(tool, (10, 10))
    tool.press(at(70, 13))
    tool.release(at(70, 14, SHIFT))
    assert tool.preview is not None
    assert tool.preview.points == (Point(10, 10), Point(70, 10))


@pytest.mark.parametrize("keys", [CTRL, ALT])
def test_ctrl_or_alt_subtracts_at_the_first_click_or_at_the_end(keys: Modifiers) -> None:
    for when in (0, len(CORNERS) - 1):
        canvas = all_white()
        before = white(canvas)
        tool = polygon_tool(canvas)
        for number, place in enumerate(CORNERS):
            click(tool, place, modifiers=keys if number == when else NONE)
        assert tool.preview is not None
        assert not tool.preview.adds
        tool.confirm()
        assert white(canvas) == before - inside(CORNERS)


def test_esc_leaves_the_mask_also_with_the_button_down() -> None:
    canvas = canvas_of(90, 90)
    tool = polygon_tool(canvas)
    click(tool, *CORNERS)
    tool.press(at(5, 5))
    assert tool.cancel() == EMPTY
    assert not busy(tool)
    assert tool.move(at(9, 9)) == tool.release(at(9, 9)) == EMPTY
    tool.hover(at(20, 20))
    assert tool.preview is None
    assert tool.confirm() == EMPTY
    assert canvas.mask.is_empty
    assert not canvas.history.can_undo
    click(tool, *CORNERS)
    tool.confirm()
    assert white(canvas) == inside(CORNERS), "nothing is left of the polygon before"


def test_fewer_than_three_corners_paint_nothing_and_end() -> None:
    for number in (1, 2):
        canvas = canvas_of(90, 90)
        tool = polygon_tool(canvas)
        click(tool, *CORNERS[:number])
        assert tool.confirm() == EMPTY
        assert not busy(tool)
        assert not canvas.history.can_undo


def test_polygons_with_a_common_side_fit_together() -> None:
    canvas = canvas_of(90, 90)
    halves = ([*CORNERS[:3]], [CORNERS[2], CORNERS[3], CORNERS[0]])
    counted = 0
    for half in halves:
        tool = polygon_tool(canvas)
        click(tool, *half)
        tool.confirm()
        counted += len(inside(half))
    assert counted == canvas.mask.changed_pixels
    assert white(canvas) == inside(CORNERS)


def test_drag_is_one_corner() -> None:
    canvas = canvas_of(90, 90)
    tool = polygon_tool(canvas)
    for a, b in pairwise(CORNERS):
        drag(tool, a, b)
    assert tool.preview is not None
    assert tool.preview.points == tuple(Point(*place) for place in CORNERS[1:])
