"""The ring in the place of the cursor: as large as the brush, seen on anything, and gone without
a trace."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QRegion

from app.ui.ring_cursor import RingCursor

SIDE = 1000
MIDDLE = QPointF(500, 500)


def canvas(colour: QColor, ratio: float = 1) -> QImage:
    side = int(SIDE * ratio)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(colour)
    return image


def painted(image: QImage, ring: RingCursor, ratio: float = 1) -> QImage:
    painter = QPainter(image)
    painter.scale(ratio, ratio)
    ring.paint(painter)
    painter.end()
    return image


def contrast(image: QImage, background: QColor) -> list[tuple[int, int, int]]:
    """Where it differs from its background: column, row, and by how much at most."""
    found = []
    for y in range(440, 561):
        for x in range(440, 561):
            colour = image.pixelColor(x, y)
            difference = max(
                abs(colour.red() - background.red()),
                abs(colour.green() - background.green()),
                abs(colour.blue() - background.blue()),
            )
            if difference > 100:
                found.append((x, y, difference))
    return found


@pytest.mark.parametrize("background", ["black", "white", "gray", "#ff3b30"])
@pytest.mark.parametrize("diameter", [4, 9, 40, 101])
def test_ring_is_as_large_as_the_brush_and_seen_on_any_colour(
    diameter: int, background: str
) -> None:
    ring = RingCursor()
    ring.move(MIDDLE, diameter, 1)
    seen = contrast(painted(canvas(QColor(background)), ring), QColor(background))
    distances = [math.hypot(x + 0.5 - MIDDLE.x(), y + 0.5 - MIDDLE.y()) for x, y, _ in seen]
    assert all(abs(distance - diameter / 2) <= 2 for distance in distances)
    turns = {round(math.atan2(y - 499.5, x - 499.5) * 4 / math.pi) % 8 for x, y, _ in seen}
    assert turns == set(range(8)), "it is seen all round"


@pytest.mark.parametrize("background", ["black", "white", "gray"])
def test_brush_that_is_too_small_to_be_seen_is_pointed_at(background: str) -> None:
    ring = RingCursor()
    ring.move(MIDDLE, 1, 1)
    seen = contrast(painted(canvas(QColor(background)), ring), QColor(background))
    assert len(seen) >= 16
    assert all(abs(x - 500) >= 3 or abs(y - 500) >= 3 for x, y, _ in seen), "but not covered"


@pytest.mark.parametrize("ratio", [1, 1.5, 2])
@pytest.mark.parametrize("diameter", [1, 4, 37, 81, 123.4, 400, 799, 1700])
def test_what_is_repainted_holds_all_of_it(diameter: float, ratio: float) -> None:
    nothing = QColor(Qt.GlobalColor.transparent)
    before = QRegion()
    ring = RingCursor()
    for offset in (QPointF(0, 0), QPointF(0.49, 0.51), QPointF(12.99, -7.99)):
        # One that is larger than the view is seen from its side.
        spot = MIDDLE + offset - QPointF(max(0.0, diameter - 900), 0)
        region = ring.move(spot, diameter, ratio)
        assert before.subtracted(region).isEmpty(), "where it was is repainted, too"
        image = painted(canvas(nothing, ratio), ring, ratio)
        assert image != canvas(nothing, ratio)
        painter = QPainter(image)
        painter.scale(ratio, ratio)
        painter.setClipRegion(region)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        painter.fillRect(0, 0, SIDE, SIDE, Qt.GlobalColor.black)
        painter.end()
        assert image == canvas(nothing, ratio)
        before = region
    assert not ring.move(None, diameter, ratio).isEmpty()
    assert painted(canvas(nothing, ratio), ring, ratio) == canvas(nothing, ratio)


def test_large_ring_is_repainted_without_what_it_goes_round() -> None:
    region = RingCursor().move(MIDDLE, 600, 1)
    assert not region.contains(MIDDLE.toPoint())
    bounds = region.boundingRect()
    grid = [
        QPoint(x, y)
        for x in range(bounds.left(), bounds.right(), 7)
        for y in range(bounds.top(), bounds.bottom(), 7)
    ]
    assert sum(region.contains(spot) for spot in grid) < 0.2 * len(grid)
