"""The outline of the mask is where its edge is, can be seen on any picture, and moves."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from app.canvas.geometry import Point, Rect, Size
from app.canvas.mask import Mask
from app.canvas.viewport import Viewport
from app.ui.mask_outline import MaskOutline
from tests.support.window import Stage, mouse, picture, png, shot

VIEW = Size(151, 103)
ZOOMS = (0.19, 0.37, 0.79, 1.0, 1.5, 2.5, 3.7, 9.3)


def spotted(seed: int) -> Mask:
    """A mask of discs and single pixels, some of them at the picture's edge."""
    chance = random.Random(seed)
    mask = Mask(Size(300, 200))
    image = Image.new("L", (300, 200))
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        x, y, radius = chance.randrange(300), chance.randrange(200), chance.choice((0, 3, 40))
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=chance.choice((0, 255)))
    draw.rectangle((0, 90, 30, 130), fill=255)
    mask.paste(image, Rect.of_size(mask.size))
    return mask


def seen(zoom: float) -> Viewport:
    """The picture's left edge in the view's middle."""
    viewport = Viewport(Size(300, 200), VIEW).zoomed(zoom, Point(0, 0))
    return viewport.scrolled(3, round(110 * zoom))


def at_each_pixel(viewport: Viewport, mask: Mask) -> list[list[bool]]:
    """Whether each view pixel, and one more on each side, shows the mask's inside."""
    level = mask.pyramid.level_for(viewport.zoom)
    size, memory = mask.pyramid.memory(level)
    scale = viewport.zoom * 2**level

    def inside(x: int, y: int) -> bool:
        column = int((x + 0.5 - viewport.origin_x) // scale)
        row = int((y + 0.5 - viewport.origin_y) // scale)
        there = 0 <= column < size.width and 0 <= row < size.height
        return there and memory[row * size.width + column] > 0

    return [[inside(x, y) for x in range(-1, VIEW.width + 1)] for y in range(-1, VIEW.height + 1)]


@pytest.mark.parametrize("zoom", ZOOMS)
def test_outline_is_exactly_where_neighbours_differ(zoom: float) -> None:
    mask, viewport = spotted(1), seen(zoom)
    image = MaskOutline().image(viewport, mask.pyramid)
    inside = at_each_pixel(viewport, mask)
    marked = 0
    for y in range(VIEW.height):
        for x in range(VIEW.width):
            here = inside[y + 1][x + 1]
            around = (
                inside[y][x + 1],
                inside[y + 2][x + 1],
                inside[y + 1][x],
                inside[y + 1][x + 2],
            )
            expected = any(other != here for other in around)
            assert (image.pixelColor(x, y).alpha() > 0) == expected, (x, y)
            marked += expected
    assert marked > 20


def test_it_is_black_beside_white_and_each_in_turn() -> None:
    mask = Mask(Size(300, 200))
    mask.paste(Image.new("L", (100, 100), 255), Rect(50, 50, 100, 100))
    image = MaskOutline().image(Viewport(mask.size, mask.size), mask.pyramid)
    outer = [image.pixelColor(x, 49).name() for x in range(60, 140)]
    inner = [image.pixelColor(x, 50).name() for x in range(60, 140)]
    assert set(outer) == {"#000000", "#ffffff"}
    both = [one != other for one, other in zip(outer, inner, strict=True)]
    assert both.count(True) >= 0.75 * len(both)
    assert outer.count("#000000") == outer.count("#ffffff")


@pytest.mark.parametrize("zoom", ZOOMS)
def test_part_drawn_after_a_change_is_as_if_all_was_drawn(zoom: float) -> None:
    mask, viewport = spotted(2), seen(zoom)
    outline = MaskOutline()
    outline.image(viewport, mask.pyramid)
    chance = random.Random(3)
    for _ in range(20):
        before = outline.image(viewport, mask.pyramid).copy()
        rect = Rect(chance.randrange(250), chance.randrange(150), chance.randrange(1, 50), 7)
        value = chance.choice((0, 255))
        mask.paste(Image.new("L", (rect.width, rect.height), value), rect)
        told = outline.update(rect, mask.pyramid)
        after = outline.image(viewport, mask.pyramid).copy()
        assert after == MaskOutline().image(viewport, mask.pyramid)
        # What differs lies in what is to be repainted.
        for image in (before, after):
            painter = QPainter(image)
            painter.fillRect(told.x, told.y, told.width, told.height, QColor("red"))
            painter.end()
        assert before == after


def test_dashes_move_on_within_the_tiles_that_hold_them() -> None:
    mask, viewport = spotted(4), seen(1.5)
    outline = MaskOutline()
    images = []
    for _ in range(9):
        images.append(outline.image(viewport, mask.pyramid).copy())
        outline.advance()
    assert all(one != other for one, other in pairwise(images))
    assert images[8] == images[0]
    for tile in outline.tiles:
        assert images[0].copy(tile.x, tile.y, tile.width, tile.height) != images[1].copy(
            tile.x, tile.y, tile.width, tile.height
        )


# In the window


@pytest.fixture
def painted(stage: Stage) -> Stage:
    stage.open(png(picture(700, 500)))
    stage.set_brush(100)
    stage.stroke((300, 200))
    mouse(stage.canvas, QEvent.Type.MouseMove, stage.to_widget(650, 450))
    QApplication.sendEvent(stage.canvas, QEvent(QEvent.Type.Leave))
    return stage


def test_it_can_be_switched_on_and_off_and_moves_while_on(painted: Stage) -> None:
    plain = shot(painted.canvas)
    painted.action("outline").trigger()
    assert shot(painted.canvas) != plain
    first = shot(painted.canvas)
    painted.wait(lambda: shot(painted.canvas) != first)
    painted.action("outline").trigger()
    assert shot(painted.canvas) == plain


def test_it_follows_what_is_painted(painted: Stage) -> None:
    painted.action("overlay").setChecked(False)
    painted.action("outline").setChecked(True)

    def marked(x: float, y: float) -> bool:
        spot = painted.to_widget(x, y).toPoint()
        return shot(painted.canvas).pixelColor(spot).name() in {"#000000", "#ffffff"}

    assert marked(300, 150)
    painted.stroke((300, 150))
    painted.wait(lambda: not marked(300, 150) and marked(300, 100))


def test_it_stands_still_while_something_is_drawn_or_nobody_looks(painted: Stage) -> None:
    painted.action("outline").setChecked(True)
    shot(painted.canvas)
    (timer,) = (one for one in painted.canvas.findChildren(QTimer) if one.interval() == 125)
    assert timer.isActive()
    other = QWidget()
    other.show()
    other.activateWindow()
    painted.wait(lambda: not timer.isActive())
    other.close()
    painted.activate()
    painted.wait(timer.isActive)
    painted.action("clearMask").trigger()
    painted.wait(lambda: not timer.isActive())
