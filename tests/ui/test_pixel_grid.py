"""From 800 % on fine lines part the picture's pixels, on whatever picture."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PIL import Image
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from app.canvas.geometry import Point, Size
from app.canvas.picture import picture_from_image
from app.canvas.viewport import Viewport
from app.ui.picture_cache import PictureCache
from app.ui.pixel_grid import PixelGrid
from tests.support.window import Stage, picture, png, shot

BUSY = Image.effect_noise((60, 40), 120).convert("RGB")
PICTURES = {
    "black": Image.new("RGB", (60, 40)),
    "white": Image.new("RGB", (60, 40), "white"),
    "grey": Image.new("RGB", (60, 40), (128, 128, 128)),
    "busy": BUSY,
}


def canvas(stage: Stage) -> QImage:
    """The canvas around the picture's top left corner."""
    QApplication.sendEvent(stage.canvas, QEvent(QEvent.Type.Leave))
    corner = stage.to_widget(0, 0).toPoint()
    return shot(stage.canvas).copy(corner.x() - 10, corner.y() - 10, 90, 70)


@pytest.mark.parametrize("kind", PICTURES)
def test_lines_are_between_pixels_and_nowhere_else(stage: Stage, kind: str) -> None:
    stage.open(png(PICTURES[kind]))
    stage.zoom_to(8.0, 0, 0)
    stage.action("pixelGrid").setChecked(True)
    lined = canvas(stage)
    stage.action("pixelGrid").setChecked(False)
    plain = canvas(stage)
    seen, lines = 0, 0
    for y in range(lined.height()):
        for x in range(lined.width()):
            across, down = x - 10, y - 10
            on_line = (
                across >= 0 and down >= 0 and (across % 8 == 0 != across or down % 8 == 0 != down)
            )
            lines += on_line
            if lined.pixel(x, y) != plain.pixel(x, y):
                assert on_line, (x, y)
                seen += 1
    # Every other dot is as black, or white, as the picture.
    assert seen >= 0.45 * lines > 0


def test_there_is_none_below_800_percent(stage: Stage) -> None:
    stage.open(png(picture()))
    stage.zoom_to(6.0, 0, 0)
    stage.action("pixelGrid").setChecked(True)
    with_grid = canvas(stage)
    stage.action("pixelGrid").setChecked(False)
    assert canvas(stage) == with_grid


@pytest.mark.parametrize("zoom", [8.0, 8.5, 9.37, 17.3, 31.7])
def test_each_line_is_where_the_next_pixel_begins(zoom: float) -> None:
    view = Size(301, 203)
    cells = Image.new("L", (50, 40))
    cells.putdata([255 * ((x + y) % 2) for y in range(40) for x in range(50)])
    viewport = Viewport(Size(50, 40), view).zoomed(zoom, Point(9, 7)).panned(-13, -11)
    shown = PictureCache(picture_from_image(cells.convert("RGB"))).image(viewport, QColor("red"))
    lines = PixelGrid().image(viewport)
    assert lines is not None
    # A row and a column that no line runs along.
    seen = viewport.visible
    middle = viewport.to_view(Point(seen.x + seen.width // 2 + 0.5, seen.y + 2.5))
    row, column = int(middle.y), int(middle.x)
    for places in (
        [(x, row) for x in range(view.width)],
        [(column, y) for y in range(view.height)],
    ):
        found = 0
        for before, place in pairwise(places):
            was, now = shown.pixelColor(*before), shown.pixelColor(*place)
            begins = was != now and QColor("red") not in (was, now)
            assert (lines.pixelColor(*place).alpha() > 0) == begins, place
            found += begins
        assert found > 4
