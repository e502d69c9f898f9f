"""The painter that most people would write first, and how much slower it is: a label that shows
the picture with the mask over it, both composited anew at each move."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QLabel

from tests.benchmarks.figures import Row, Times
from tests.benchmarks.stand import HEIGHT, LEFT, WIDTH, Hand, Nothing, Stand, picture, settle, walk

SIDE, BRUSH = 4096, 40
MOVES, RIVAL_MOVES = 400, 25


class NaivePainter(QLabel):
    """Draws each piece of a stroke into a mask as large as the picture, and shows the result."""

    def __init__(self, image: QImage) -> None:
        super().__init__()
        self._picture = QPixmap.fromImage(image)
        self._mask = QPixmap(image.size())
        self._mask.fill(Qt.GlobalColor.transparent)
        self._last = QPointF()
        self.resize(WIDTH, HEIGHT)
        self._show_all()
        self.show()
        settle()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._last = self._place(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        here = self._place(event)
        painter = QPainter(self._mask)
        pen = QPen(QColor(255, 59, 48), BRUSH)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(self._last, here)
        painter.end()
        self._last = here
        self._show_all()

    def _place(self, event: QMouseEvent) -> QPointF:
        return event.position() * (self._picture.height() / self.height())

    def _show_all(self) -> None:
        composite = self._picture.copy()
        painter = QPainter(composite)
        painter.setOpacity(0.5)
        painter.drawPixmap(0, 0, self._mask)
        painter.end()
        ratio, smooth = (
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        self.setPixmap(composite.scaled(self.size(), ratio, smooth))


def rows() -> Iterator[Row]:
    """On whatever display this process has."""
    offscreen = os.environ["QT_QPA_PLATFORM"] == "offscreen"
    ours, floor = _ours(), _stroke(Hand(Nothing()), MOVES)
    first = picture(SIDE).levels[0]
    image = QImage(memoryview(first.pixels), SIDE, SIDE, SIDE * 4, QImage.Format.Format_RGB32)
    rival = _stroke(Hand(NaivePainter(image)), RIVAL_MOVES)
    ratio, goal = rival.median / ours.median, 200 if offscreen else 100
    where = "offscreen" if offscreen else "under Xvfb"
    yield Row(
        f"the naive painter, {SIDE}², {where}",
        f"{rival.median:.1f} ms against {ours} = {ratio:.0f} × (floor {floor.median:.3f})",
        f"≥ {goal} ×",
        ratio >= goal,
    )


def _ours() -> Times:
    stand = Stand(SIDE)
    stand.use_brush(BRUSH)
    times = _stroke(Hand(stand.view), MOVES)
    stand.close()
    return times


def _stroke(hand: Hand, count: int) -> Times:
    """One stroke over the middle of a view."""
    spots = list(islice(walk(Stand.middle(), seed=3), count + 1))
    hand.press(spots[0], LEFT)
    times = hand.timed_moves(spots[1:])
    hand.release(QPoint(spots[-1]), LEFT)
    return Times(tuple(times))
