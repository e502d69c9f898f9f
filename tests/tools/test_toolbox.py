"""All tools of one canvas, by name."""

from __future__ import annotations

import pytest

from app.canvas.canvas import Canvas
from app.canvas.operations import Operation, SelectSimilar
from app.tools.options import ToolOptions
from app.tools.pressure import PressureCurve
from app.tools.toolbox import Toolbox
from tests.tools.hand import SHIFT, at, at_once, canvas_of, click, drag, white

SHAPES = ("rectangle", "ellipse", "lasso", "polygon")


def toolbox_of(canvas: Canvas) -> Toolbox:
    return Toolbox(canvas, at_once(canvas))


@pytest.mark.parametrize("name", ["brush", "eraser", *SHAPES, "wand"])
def test_the_same_tool_is_given_out_again(name: str) -> None:
    toolbox = toolbox_of(canvas_of(20, 20))
    tools = [toolbox.tool(name, erases=erases) for erases in (False, True)]
    assert tools[0] is not tools[1]
    assert [toolbox.tool(name, erases=erases) for erases in (False, True)] == tools


def test_other_names_are_no_tools() -> None:
    with pytest.raises(KeyError):
        toolbox_of(canvas_of(20, 20)).tool("pan", erases=False)


def test_each_tool_paints_and_erases_under_its_own_name() -> None:
    places = [(10.0, 10.0), (50.0, 10.0), (50.0, 50.0), (30.0, 55.0)]
    for name in SHAPES:
        canvas = canvas_of(60, 60)
        toolbox = toolbox_of(canvas)
        for erases in (False, True):
            tool = toolbox.tool(name, erases=erases)
            if name == "polygon":
                click(tool, *places)
                tool.confirm()
            else:
                drag(tool, *places)
            assert canvas.mask.is_empty == erases
            assert canvas.history.undo_label == name


def test_brush_and_eraser_erase_when_told_to_and_not_else() -> None:
    canvas = canvas_of(60, 60)
    toolbox = toolbox_of(canvas)
    for name in ("brush", "eraser"):
        drag(toolbox.tool(name, erases=False), (30, 30))
        assert (30, 30) in white(canvas)
        assert canvas.history.undo_label == "brush"
        drag(toolbox.tool(name, erases=True), (30, 30))
        assert white(canvas) == set()
        assert canvas.history.undo_label == "eraser"


def test_options_reach_the_tools_that_are_there_and_those_to_come() -> None:
    operations: list[Operation] = []
    canvas = canvas_of(100, 60)
    toolbox = Toolbox(canvas, operations.append)
    brush = toolbox.tool("brush", erases=False)
    assert brush.press(at(30, 30, pressure=0.5)).size.width == 20, "40 pixels, pressure counts"
    brush.release(at(30, 30, pressure=0.5))
    toolbox.options = ToolOptions(
        brush_size=10, smoothing=20, pressure=None, tolerance=7, contiguous=False
    )
    assert toolbox.options.brush_size == 10
    assert brush.press(at(80, 30, pressure=0.5)).size.width == 10
    assert brush.preview is not None
    toolbox.options = ToolOptions(brush_size=24, pressure=PressureCurve(minimum=0.5))
    assert brush.move(at(80, 30)).size.width == 24, "a brush's size counts at once"
    brush.release(at(80, 30))
    toolbox.options = ToolOptions(tolerance=7, contiguous=False)
    drag(toolbox.tool("wand", erases=True), (3, 4))
    assert operations == [SelectSimilar(3, 4, tolerance=7, contiguous=False, adds=False)]


def test_line_goes_on_from_the_last_stroke_of_brush_or_eraser_on_this_canvas() -> None:
    canvas = canvas_of(100, 60)
    toolbox = toolbox_of(canvas)
    toolbox.options = ToolOptions(brush_size=30)
    drag(toolbox.tool("brush", erases=False), (10, 30), (90, 30), (20, 30))
    toolbox.options = ToolOptions(brush_size=4)
    drag(toolbox.tool("brush", erases=True), (80, 30), modifiers=SHIFT)
    found = white(canvas)
    assert not {(x, 30) for x in range(20, 80)} & found
    assert (12, 30) in found
    other = canvas_of(100, 60)
    drag(toolbox_of(other).tool("brush", erases=False), (80, 30), modifiers=SHIFT)
    assert (30, 30) not in white(other), "nothing was painted there before"
