"""The ring that shows where the brush is and how large it is, in the place of the cursor."""

from __future__ import annotations

import math
from itertools import pairwise

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QRegion

# Dark and light side by side can be read on any picture.
_DARK, _LIGHT = QColor(0, 0, 0, 220), QColor(255, 255, 255, 245)
_DARK_WIDTH, _LIGHT_WIDTH = 1.5, 1.25

# So much of the ring and of the ticks is on either side of the brush's edge, in logical pixels:
# a line, its soft edge, and what rounding to device pixels may move it by.
_MARGIN = 2.5

# A smaller ring than this could not be found: four ticks point at it.
_SMALL = 4.0
_TICK_START, _TICK_END = 4.0, 9.0

# Up to this diameter, in logical pixels, the square around a ring is repainted; beyond, bands
# that follow it. A larger one than the other, in device pixels, is not kept as an image.
_LARGE, _HUGE = 80, 1600
_BANDS = 20


class RingCursor:
    """A ring around a position, both in a view's logical pixels; nothing without a position."""

    def __init__(self) -> None:
        self._position: QPointF | None = None
        self._diameter = 0.0
        self._ratio = 1.0
        self._image: QImage | None = None
        self._outline = QRegion()  # around the middle of a ring at 0, 0
        self._region = QRegion()

    def move(self, position: QPointF | None, diameter: float, ratio: float) -> QRegion:
        """Put it elsewhere, or take it away; returns what is to be repainted.

        `ratio` is device pixels per logical pixel.
        """
        before = self._region
        if (diameter, ratio) != (self._diameter, self._ratio):
            self._diameter, self._ratio = diameter, ratio
            self._image = None
            self._outline = _outline(diameter)
        self._position = position
        if position is None:
            self._region = QRegion()
            return before
        self._region = self._outline.translated(math.floor(position.x()), math.floor(position.y()))
        return before.united(self._region) if before else self._region

    def paint(self, painter: QPainter) -> None:
        """Draw it; the painter is in logical pixels."""
        if self._position is None:
            return
        side = _side(self._diameter, self._ratio)
        if side > _HUGE:
            _draw(painter, self._position, self._diameter)
            return
        if self._image is None:
            self._image = _drawn(self._diameter, self._ratio)
        ratio = self._ratio
        # To whole device pixels: the image is copied as it is.
        x = round(self._position.x() * ratio) - side // 2
        y = round(self._position.y() * ratio) - side // 2
        painter.scale(1 / ratio, 1 / ratio)
        painter.drawImage(QPoint(x, y), self._image)
        painter.scale(ratio, ratio)


def _reach(diameter: float) -> float:
    """How far anything is drawn from the middle, in logical pixels."""
    return (_TICK_END if diameter < _SMALL else diameter / 2) + _MARGIN


def _side(diameter: float, ratio: float) -> int:
    """The image's side in device pixels: even, so that the middle is between two pixels."""
    return 2 * math.ceil(_reach(diameter) * ratio)


def _drawn(diameter: float, ratio: float) -> QImage:
    side = _side(diameter, ratio)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.scale(ratio, ratio)
    _draw(painter, QPointF(side / 2 / ratio, side / 2 / ratio), diameter)
    painter.end()
    return image


def _draw(painter: QPainter, middle: QPointF, diameter: float) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if diameter < _SMALL:
        _draw_ticks(painter, middle)
    else:
        # The brush's edge runs between the two lines.
        edge = diameter / 2
        for colour, width, radius in (
            (_DARK, _DARK_WIDTH, edge + _DARK_WIDTH / 2),
            (_LIGHT, _LIGHT_WIDTH, edge - _LIGHT_WIDTH / 2),
        ):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(middle, radius, radius)
    painter.restore()


def _draw_ticks(painter: QPainter, middle: QPointF) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for colour, width, further in ((_DARK, 3.0, 1.0), (_LIGHT, 1.0, 0.0)):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        start, length = _TICK_START - further, _TICK_END - _TICK_START + 2 * further
        for along, across in ((start, -width / 2), (-start - length, -width / 2)):
            painter.drawRect(QRectF(middle.x() + along, middle.y() + across, length, width))
            painter.drawRect(QRectF(middle.x() + across, middle.y() + along, width, length))


def _outline(diameter: float) -> QRegion:
    """Rectangles that hold the ring around 0, 0, wherever in its pixel the middle is."""
    # One more, since the middle is anywhere in its pixel.
    outer = math.ceil(_reach(diameter)) + 1
    region = QRegion(-outer, -outer, 2 * outer + 1, 2 * outer + 1)
    if diameter < _LARGE:
        return region
    inner = diameter / 2 - _MARGIN - 1
    # Lower and lower towards top and bottom, where the ring runs along them.
    edges = [round(-inner * math.cos(math.pi * band / _BANDS)) for band in range(_BANDS + 1)]
    for top, bottom in pairwise(edges):
        near, far = sorted((abs(top), abs(bottom)))
        if top < 0 < bottom:
            near = 0
        # Off with what the ring goes round, and with the corners that it goes past.
        half = math.floor(math.sqrt(max(0.0, inner * inner - far * far)))
        reach = math.ceil(math.sqrt(outer * outer - near * near))
        for left, right in ((-half, half), (-outer, -reach), (reach + 1, outer + 1)):
            region -= QRegion(left, top, right - left, bottom - top)
    return region
