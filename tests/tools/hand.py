"""What the tests of tools share: a canvas, a hand that makes gestures, and a look at the mask."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.canvas.canvas import Canvas
from app.canvas.geometry import EMPTY, Point, Rect, Size
from app.canvas.operations import Operation
from app.canvas.picture import Picture
from app.canvas.shapes import ellipse, polygon, rectangle
from app.canvas.stroke import Shape
from app.tools.tool import Modifiers, Outline, PointerEvent, Preview, Tool

Place = tuple[float, float]

NONE, SHIFT, CTRL, ALT = Modifiers.NONE, Modifiers.SHIFT, Modifiers.CTRL, Modifiers.ALT


def canvas_of(width: int, height: int) -> Canvas:
    return Canvas(Picture(Size(width, height), has_alpha=False, levels=()))


def at_once(canvas: Canvas) -> Callable[[Operation], None]:
    """What carries out operations before it returns."""

    def run(operation: Operation) -> None:
        canvas.apply(operation)

    return run


def busy(tool: Tool) -> bool:
    """Whether a gesture is under way; a function, since it changes between two assertions."""
    return tool.is_active


def preview_of(tool: Tool) -> Preview | None:
    """What the view would draw now."""
    return tool.preview


def at(
    x: float,
    y: float,
    modifiers: Modifiers = NONE,
    *,
    pressure: float = 1.0,
    zoom: float = 1.0,
) -> PointerEvent:
    return PointerEvent(Point(x, y), pressure, modifiers, zoom)


def drag(tool: Tool, *places: Place, modifiers: Modifiers = NONE) -> Rect:
    """A whole gesture; what it says is to be redrawn."""
    dirty = tool.press(at(*places[0], modifiers))
    for place in places[1:]:
        dirty = dirty.united(tool.move(at(*place, modifiers)))
    return dirty.united(tool.release(at(*places[-1], modifiers)))


def click(tool: Tool, *places: Place, modifiers: Modifiers = NONE) -> Rect:
    """Press and release at each place, with the pointer moved there before."""
    dirty = EMPTY
    for place in places:
        event = at(*place, modifiers)
        tool.hover(event)
        dirty = dirty.united(tool.press(event)).united(tool.release(event))
    return dirty


def white(canvas: Canvas) -> set[tuple[int, int]]:
    width = canvas.size.width
    return {divmod(i, width)[::-1] for i, value in enumerate(canvas.mask.buffer[:]) if value}


def pixels(shape: Shape) -> set[tuple[int, int]]:
    return {(x, row) for row, left, right in shape.spans for x in range(left, right)}


def box(left: int, top: int, right: int, bottom: int) -> set[tuple[int, int]]:
    """The pixels of a rectangle, right and bottom exclusive."""
    return {(x, y) for y in range(top, bottom) for x in range(left, right)}


def shown(preview: Preview | None, size: Size) -> set[tuple[int, int]]:
    """The pixels inside the outline that the view draws."""
    assert preview is not None
    points: Sequence[Point] = preview.points
    match preview.outline:
        case Outline.RECTANGLE:
            return pixels(rectangle(points[0], points[1], size))
        case Outline.ELLIPSE:
            return pixels(ellipse(points[0], points[1], size))
        case Outline.PATH:
            return pixels(polygon(points, size))
        case Outline.LEASH:
            return set()
