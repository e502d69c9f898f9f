"""The line of the swipe: what is left of it is the original, what is right of it the result."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPen

_GRIP = 7  # so far from the line it can be taken, in logical pixels
_RADIUS = 15
_SHIFT = Qt.KeyboardModifier.ShiftModifier
# How far keys move it, in fractions of the pane.
_KEYS = {
    Qt.Key.Key_Left: -0.01,
    Qt.Key.Key_Right: 0.01,
    Qt.Key.Key_Home: -1.0,
    Qt.Key.Key_End: 1.0,
}
_LIGHT, _DARK = QColor(255, 255, 255), QColor(0, 0, 0, 150)


class SwipeLine:
    """Stays at its fraction of the pane, whatever the pane's size. All in logical pixels."""

    def __init__(self) -> None:
        self._fraction = 0.5
        self._taken_at: float | None = None

    @property
    def is_dragged(self) -> bool:
        """Whether the pointer holds it."""
        return self._taken_at is not None

    def x(self, pane: QSize) -> int:
        """The first column that shows the result."""
        return round(self._fraction * pane.width())

    def is_near(self, position: QPointF, pane: QSize) -> bool:
        """Whether a press here takes the line."""
        across, along = position.x() - self.x(pane), position.y() - pane.height() / 2
        return abs(across) <= _GRIP or across**2 + along**2 <= _RADIUS**2

    def take(self, position: QPointF, pane: QSize) -> None:
        """Hold it where it was taken."""
        self._taken_at = position.x() - self.x(pane)

    def drag(self, position: QPointF, pane: QSize) -> QRect:
        """Move it with the pointer; returns what of the pane has to be repainted."""
        if self._taken_at is None or pane.width() <= 0:
            return QRect()
        before = self._extent(pane)
        fraction = (position.x() - self._taken_at) / pane.width()
        self._fraction = max(0.0, min(1.0, fraction))
        return before.united(self._extent(pane))

    @staticmethod
    def is_moved_by(event: QKeyEvent) -> bool:
        """Whether a key moves it: an arrow, with Shift ten times as far, Home or End."""
        others = event.modifiers() & ~(_SHIFT | Qt.KeyboardModifier.KeypadModifier)
        return event.key() in _KEYS and not others

    def move(self, event: QKeyEvent, pane: QSize) -> QRect:
        """Move it by a key; returns what of the pane has to be repainted."""
        before = self._extent(pane)
        step = _KEYS[Qt.Key(event.key())] * (10 if event.modifiers() & _SHIFT else 1)
        self._fraction = max(0.0, min(1.0, self._fraction + step))
        return before.united(self._extent(pane))

    def let_go(self) -> None:
        """It stays where it is."""
        self._taken_at = None

    def _extent(self, pane: QSize) -> QRect:
        reach = _RADIUS + 2
        return QRect(self.x(pane) - reach, 0, 2 * reach, pane.height())

    def paint(self, painter: QPainter, pane: QSize) -> None:
        """A light line with dark edges, and a handle: they can be seen on any picture."""
        x, middle = self.x(pane), pane.height() / 2
        painter.fillRect(QRectF(x - 2, 0, 4, pane.height()), _DARK)
        painter.fillRect(QRectF(x - 1, 0, 2, pane.height()), _LIGHT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(_DARK, 1))
        painter.setBrush(_LIGHT)
        painter.drawEllipse(QPointF(x, middle), _RADIUS, _RADIUS)
        painter.setPen(
            QPen(
                QColor("#1d1d20"),
                2,
                Qt.PenStyle.SolidLine,
                Qt.PenCapStyle.RoundCap,
                Qt.PenJoinStyle.RoundJoin,
            )
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(_arrows(x, middle))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _arrows(x: float, y: float) -> QPainterPath:
    path = QPainterPath()
    for side in (-1, 1):
        path.moveTo(x + side * 4, y - 4)
        path.lineTo(x + side * 8, y)
        path.lineTo(x + side * 4, y + 4)
    return path
