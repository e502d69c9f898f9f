"""All tools of one canvas."""

from __future__ import annotations

from collections.abc import Callable

from app.canvas.canvas import Canvas
from app.canvas.operations import Operation
from app.tools.box import BoxTool, Figure
from app.tools.brush import Anchor, BrushTool
from app.tools.lasso import LassoTool
from app.tools.options import ToolOptions
from app.tools.polygon import PolygonTool
from app.tools.tool import Tool
from app.tools.wand import WandTool


class Toolbox:
    """Makes each tool when it is first asked for, and keeps it.

    `run` carries out an operation on the whole mask, in its own time.
    """

    def __init__(self, canvas: Canvas, run: Callable[[Operation], None]) -> None:
        self._canvas = canvas
        self._run = run
        self._options = ToolOptions()
        self._anchor = Anchor()
        self._tools: dict[tuple[str, bool], Tool] = {}

    @property
    def options(self) -> ToolOptions:
        """How the tools are set; a change takes effect at once."""
        return self._options

    @options.setter
    def options(self, options: ToolOptions) -> None:
        self._options = options
        for tool in self._tools.values():
            self._set(tool)

    def tool(self, name: str, *, erases: bool) -> Tool:
        """The tool "brush", "eraser", "rectangle", "ellipse", "lasso", "polygon" or "wand".

        `erases` alone says whether it makes black: an eraser that doesn't erase, such as one
        held with the right button, is the brush. Raises KeyError for another name.
        """
        key = ("brush" if name == "eraser" else name, erases)
        if key not in self._tools:
            self._tools[key] = self._made(*key)
        return self._tools[key]

    def _made(self, name: str, erases: bool) -> Tool:
        canvas, run = self._canvas, self._run
        make: dict[str, Callable[[], Tool]] = {
            "brush": lambda: BrushTool(canvas, 1, erases=erases, anchor=self._anchor),
            "rectangle": lambda: BoxTool(canvas, run, Figure.RECTANGLE, erases=erases),
            "ellipse": lambda: BoxTool(canvas, run, Figure.ELLIPSE, erases=erases),
            "lasso": lambda: LassoTool(canvas, run, erases=erases),
            "polygon": lambda: PolygonTool(canvas, run, erases=erases),
            "wand": lambda: WandTool(canvas, run, erases=erases),
        }
        tool = make[name]()
        self._set(tool)
        return tool

    def _set(self, tool: Tool) -> None:
        """Give a tool what concerns it of the options."""
        options = self._options
        match tool:
            case BrushTool():
                tool.diameter, tool.smoothing = options.brush_size, options.smoothing
                tool.pressure = options.pressure
            case WandTool():
                tool.tolerance, tool.contiguous = options.tolerance, options.contiguous
