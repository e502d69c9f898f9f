"""The brush in the hand: a pen's pressure, and the string that steadies it."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import pytest

from app.canvas.canvas import Canvas
from app.canvas.geometry import EMPTY, Point
from app.tools.brush import BrushTool
from app.tools.pressure import PressureCurve
from app.tools.tool import Outline
from tests.tools.hand import CTRL, SHIFT, at, busy, canvas_of, drag, preview_of, white

# x, y and pressure
Sample = tuple[float, float, float]


def pen(canvas: Canvas, diameter: float, curve: PressureCurve | None = None) -> BrushTool:
    tool = BrushTool(canvas, diameter)
    tool.pressure = curve or PressureCurve()
    return tool


def draw(tool: BrushTool, *samples: Sample) -> None:
    """A gesture of a pen that is lifted as it was last held."""
    x, y, pressure = samples[0]
    tool.press(at(x, y, pressure=pressure))
    for x, y, pressure in samples[1:]:
        tool.move(at(x, y, pressure=pressure))
    tool.release(at(x, y, pressure=pressure))


def heights(canvas: Canvas) -> dict[int, int]:
    """How many pixels of each column are white."""
    found: dict[int, int] = {}
    for x, _ in white(canvas):
        found[x] = found.get(x, 0) + 1
    return found


# Pressure


def test_curve_goes_from_its_minimum_to_the_whole_and_never_down() -> None:
    for minimum in (0.0, 0.3, 1.0):
        for softness in (-1.0, -0.4, 0.0, 0.7, 1.0):
            curve = PressureCurve(minimum, softness)
            factors = [curve.factor(step / 50) for step in range(51)]
            assert factors == sorted(factors)
            assert factors[0] == pytest.approx(minimum)
            assert factors[-1] == pytest.approx(1)
            assert curve.factor(-1) == factors[0]
            assert curve.factor(7) == factors[-1]
    assert PressureCurve().factor(0.4) == pytest.approx(0.4)


def test_soft_curve_paints_wider_with_a_light_hand_and_a_firm_one_thinner() -> None:
    for pressure in (0.1, 0.5, 0.9):
        firm, even, soft = (PressureCurve(0.1, s).factor(pressure) for s in (-1, 0, 1))
        assert firm < even < soft


@pytest.mark.parametrize(("minimum", "softness"), [(-0.1, 0), (1.1, 0), (0, 1.2), (0, -2)])
def test_curve_out_of_range_is_refused(minimum: float, softness: float) -> None:
    with pytest.raises(ValueError, match="pressure curve"):
        PressureCurve(minimum, softness)


def test_pressure_sets_the_width_of_the_stroke() -> None:
    canvas = canvas_of(200, 60)
    draw(pen(canvas, 40), (20, 30, 0.25), (180, 30, 0.25))
    assert max(heights(canvas).values()) == 10
    canvas = canvas_of(200, 60)
    draw(pen(canvas, 40, PressureCurve(minimum=0.5)), (20, 30.5, 0.25), (180, 30.5, 0.25))
    assert max(heights(canvas).values()) == 25


def test_width_grows_and_shrinks_steadily_without_gaps() -> None:
    canvas = canvas_of(420, 80)
    samples = [(10 + 4 * i, 40.0, math.sin(math.pi * (i + 1) / 102)) for i in range(101)]
    draw(pen(canvas, 60), *samples)
    widths = heights(canvas)
    assert set(widths) >= set(range(10, 410)), "a column without a pixel"
    columns = [widths[x] for x in range(10, 410)]
    thickest = columns.index(max(columns))
    assert max(columns) == pytest.approx(60, abs=2)
    # A row of pixels more or less is a matter of rounding on either side.
    assert all(b >= a - 1 for a, b in pairwise(columns[: thickest + 1]))
    assert all(b <= a + 1 for a, b in pairwise(columns[thickest:]))


def test_fast_stroke_of_changing_pressure_has_no_gaps() -> None:
    """Points far apart, from a hair to a broad brush and back: the way between is a cone."""
    rng = random.Random(3)
    for _ in range(20):
        canvas = canvas_of(120, 120)
        samples = [
            (rng.uniform(0, 120), rng.uniform(0, 120), rng.choice((0.01, 1.0, rng.random())))
            for _ in range(5)
        ]
        draw(pen(canvas, rng.choice((2, 9, 40))), *samples)
        found, (x, y, _) = white(canvas), samples[0]
        edge = [(math.floor(x), math.floor(y))]
        reached = set(edge)
        assert edge[0] in found
        while edge:
            x, y = edge.pop()
            near = {(x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)} & found
            edge += near - reached
            reached |= near
        assert reached == found


@pytest.mark.parametrize("pressure", [0.05, 0.3, 0.5, 0.77, 1.0])
def test_tap_of_a_pen_is_symmetric(pressure: float) -> None:
    """A pen presses harder and lighter again in one place before it is lifted."""
    rng = random.Random(pressure)
    for _ in range(10):
        canvas = canvas_of(60, 60)
        x, y = rng.uniform(25, 35), rng.uniform(25, 35)
        draw(pen(canvas, 30), (x, y, pressure / 3), (x, y, pressure), (x, y, pressure / 2))
        found = white(canvas)
        # The widest of the dabs, and nothing of the others stands out but by rounding.
        widest = max(1, round(30 * pressure))
        left, top, right, bottom = canvas.mask.image.getbbox() or (0, 0, 0, 0)
        assert widest <= right - left <= widest + 1
        assert right - left == bottom - top
        mirrored = {(left + right - 1 - x, y) for x, y in found}
        assert len(found ^ mirrored) <= (0 if right - left == widest else 2 * widest)


@pytest.mark.parametrize("last", [(90, 30), (96, 30)])
def test_pen_that_says_0_while_it_is_lifted_does_not_end_in_a_hair(
    last: tuple[float, float],
) -> None:
    lifted, kept = canvas_of(120, 60), canvas_of(120, 60)
    for canvas, pressure in ((lifted, 0.0), (kept, 0.8)):
        tool = pen(canvas, 20)
        tool.press(at(20, 30, pressure=0.5))
        tool.move(at(90, 30, pressure=0.8))
        tool.move(at(*last, pressure=pressure))
        tool.release(at(*last, pressure=pressure))
    assert white(lifted) == white(kept)


def test_pen_that_has_not_said_how_hard_it_presses_paints_at_least_a_pixel() -> None:
    """The first event of some pens says 0; the width is right from the second one on."""
    canvas = canvas_of(60, 60)
    tool = pen(canvas, 21)
    assert tool.press(at(30.5, 30.5, pressure=0.0)).size.area == 1
    tool.move(at(30.5, 30.5, pressure=1.0))
    tool.release(at(30.5, 30.5, pressure=0.0))
    left, top, right, bottom = canvas.mask.image.getbbox() or (0, 0, 0, 0)
    assert (right - left, bottom - top) == (21, 21)


def test_pressure_of_one_stroke_is_not_the_next_ones() -> None:
    canvas = canvas_of(60, 60)
    tool = pen(canvas, 21)
    draw(tool, (10, 10, 1.0), (12, 10, 0.0))
    assert tool.press(at(40, 40, pressure=0.0)).size.area == 1


def test_straight_line_has_the_full_width_however_lightly_the_pen_taps() -> None:
    canvas = canvas_of(120, 60)
    tool = pen(canvas, 12)
    draw(tool, (20, 30, 1.0))
    tool.press(at(100, 30, SHIFT, pressure=0.02))
    tool.release(at(100, 30, SHIFT, pressure=0.0))
    assert {heights(canvas)[x] for x in range(30, 100)} == {12}


# The string


def smooth(canvas: Canvas, diameter: float, string: float) -> BrushTool:
    tool = BrushTool(canvas, diameter)
    tool.smoothing = string
    return tool


def test_brush_follows_on_its_string_and_stops_where_it_is_seen() -> None:
    canvas = canvas_of(200, 60)
    tool = smooth(canvas, 1, 30)
    tool.press(at(20.5, 30.5))
    tool.move(at(45.5, 30.5))
    assert white(canvas) == {(20, 30)}, "the string is still slack"
    tool.move(at(120.5, 30.5))
    assert white(canvas) == {(x, 30) for x in range(20, 91)}
    tool.release(at(120.5, 30.5))
    assert white(canvas) == {(x, 30) for x in range(20, 91)}
    tool.press(at(90.5, 50.5, SHIFT))
    assert {(90, y) for y in range(30, 51)} <= white(canvas), "a line goes on from there"


def test_string_is_as_long_on_the_screen_whatever_the_zoom() -> None:
    for zoom, reach in ((0.5, 60), (1.0, 30), (10.0, 3)):
        canvas = canvas_of(200, 20)
        tool = smooth(canvas, 1, 30)
        tool.press(at(20.5, 10.5, zoom=zoom))
        tool.move(at(180.5, 10.5, zoom=zoom))
        assert tool.preview is not None
        assert tool.preview.outline == Outline.LEASH
        brush, pointer = tool.preview.points
        assert pointer == Point(180.5, 10.5)
        assert brush.distance(pointer) == pytest.approx(reach)
        assert max(x for x, _ in white(canvas)) == math.floor(brush.x)


def test_tremor_shorter_than_the_string_is_lost() -> None:
    rng = random.Random(1)

    def unrest(string: float) -> int:
        """How many rows a level stroke of an unsteady hand takes up."""
        canvas = canvas_of(400, 80)
        tool = smooth(canvas, 1, string)
        drag(tool, (10, 40), *((x, 40 + rng.uniform(-6, 6)) for x in range(12, 390, 2)))
        settled = {y for x, y in white(canvas) if x > 60}
        return max(settled) - min(settled) + 1

    assert unrest(0) >= 11
    assert unrest(60) <= 4


def test_smoothed_stroke_is_whole_and_one_step() -> None:
    canvas = canvas_of(200, 200)
    tool = smooth(canvas, 5, 25)
    places = [(100 + 80 * math.cos(i / 6), 100 + 80 * math.sin(i / 6)) for i in range(60)]
    drag(tool, *places)
    assert canvas.history.undo_label == "brush"
    canvas.undo()
    assert canvas.mask.is_empty


def test_without_smoothing_there_is_no_string() -> None:
    plain, unsmoothed = canvas_of(80, 80), canvas_of(80, 80)
    drag(BrushTool(plain, 6), (10, 10), (50, 30), (20, 70))
    tool = smooth(unsmoothed, 6, 0)
    tool.press(at(10, 10))
    tool.move(at(50, 30))
    assert tool.preview is None
    tool.move(at(20, 70))
    tool.release(at(20, 70))
    assert white(plain) == white(unsmoothed)


def test_string_is_gone_after_the_stroke_and_after_esc() -> None:
    canvas = canvas_of(80, 80)
    tool = smooth(canvas, 6, 20)
    assert preview_of(tool) is None
    tool.press(at(10, 10))
    tool.move(at(60, 60))
    leash = preview_of(tool)
    assert leash is not None
    assert leash.adds
    tool.release(at(60, 60))
    assert preview_of(tool) is None
    before = white(canvas)
    tool.press(at(10, 70))
    tool.move(at(70, 10, CTRL))
    tool.cancel()
    assert not busy(tool)
    assert preview_of(tool) is None
    assert tool.move(at(70, 70)) == EMPTY
    assert white(canvas) == before


def test_pen_on_a_string_may_press_harder_without_moving_the_brush() -> None:
    canvas = canvas_of(80, 80)
    tool = pen(canvas, 21)
    tool.smoothing = 30
    tool.press(at(40.5, 40.5, pressure=0.2))
    tool.move(at(50.5, 40.5, pressure=1.0))
    assert canvas.mask.image.getbbox() == (30, 30, 51, 51)
