"""A small cross over a pane: where the pointer is in the other one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

_ARM, _GAP = 9, 3
_SIDE = 2 * _ARM + 3


class Crosshair:
    """Marks places of a pane: one, or four when each candidate of a grid has such a place."""

    def __init__(self, pane: QWidget) -> None:
        self._pane = pane
        self._crosses: list[_Cross] = []

    def show_at(self, places: Sequence[QPointF]) -> None:
        """Mark these places (logical pixels of the pane) and no others."""
        while len(self._crosses) < len(places):
            self._crosses.append(_Cross(self._pane))
        for cross, place in zip(self._crosses, places, strict=False):
            cross.move(QPoint(round(place.x()) - _SIDE // 2, round(place.y()) - _SIDE // 2))
            cross.show()
        for cross in self._crosses[len(places) :]:
            cross.hide()


class _Cross(QWidget):
    """A widget of its own: when it moves, Qt repaints what it covered and nothing else."""

    def __init__(self, pane: QWidget) -> None:
        super().__init__(pane)
        self.setObjectName("crosshair")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedSize(_SIDE, _SIDE)
        self._drawn = QPixmap()

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if self._drawn.devicePixelRatio() != ratio or self._drawn.isNull():
            self._drawn = _drawn_cross(ratio)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._drawn)


def _drawn_cross(ratio: float) -> QPixmap:
    """Light arms with dark edges, which leave the place itself free."""
    pixmap = QPixmap(round(_SIDE * ratio), round(_SIDE * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    middle, length = _SIDE // 2, _ARM - _GAP
    for edge, colour in ((1, QColor(0, 0, 0, 170)), (0, QColor(255, 255, 255))):
        width, reach = 1 + 2 * edge, length + 2 * edge
        for start in (middle - _ARM - edge, middle + _GAP + 1 - edge):
            painter.fillRect(start, middle - edge, reach, width, colour)
            painter.fillRect(middle - edge, start, width, reach, colour)
    painter.end()
    return pixmap
