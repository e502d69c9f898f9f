"""A strip to try the pen on: a stroke as the pressure curve in force would paint it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QTabletEvent
from PySide6.QtWidgets import QWidget

from app.tools.pressure import PressureCurve
from app.ui.language import Translated
from app.ui.theme import colours

_HEIGHT = 72  # logical pixels
_FULL_SIZE = 28  # logical pixels: the brush at full pressure
_SAMPLES = 120


@dataclass(frozen=True, slots=True)
class _Touch:
    """Where the pen was, in logical pixels, and how hard it pressed."""

    place: QPointF
    pressure: float


class PressureStrip(Translated, QWidget):
    """Shows a sample stroke, pressed harder towards its middle, until a pen draws another.

    The curve may change afterwards: what was drawn is shown anew with it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pressureStrip")
        self.setFixedHeight(_HEIGHT)
        self._curve = PressureCurve()
        self._drawn: list[_Touch] = []
        self._retranslate()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Strip to try the pen on"))

    def show_curve(self, curve: PressureCurve) -> None:
        """Show the stroke as this curve would paint it."""
        self._curve = curve
        self.update()

    def tabletEvent(self, event: QTabletEvent) -> None:
        kind = event.type()
        if kind == QEvent.Type.TabletPress:
            self._drawn = [_Touch(event.position(), event.pressure())]
        elif kind == QEvent.Type.TabletMove and event.buttons() and self._drawn:
            self._drawn.append(_Touch(event.position(), event.pressure()))
        event.accept()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.line))
        painter.setBrush(QColor(theme.field))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        pen = QPen(QColor(theme.text), 1)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        touches = self._drawn or self._sample()
        for before, touch in zip([touches[0], *touches], touches, strict=False):
            pen.setWidthF(max(1.0, _FULL_SIZE * self._curve.factor(touch.pressure)))
            painter.setPen(pen)
            painter.drawLine(before.place, touch.place)
        painter.end()

    def _sample(self) -> list[_Touch]:
        """A wave from end to end; the pressure rises to its middle and falls again."""
        touches = []
        for step in range(_SAMPLES + 1):
            share = step / _SAMPLES
            x = 24 + (self.width() - 48) * share
            y = self.height() / 2 + math.sin(share * 2 * math.pi) * self.height() * 0.18
            touches.append(_Touch(QPointF(x, y), math.sin(share * math.pi)))
        return touches
