"""A candidate's number on its picture, in the same colours in every theme."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontInfo, QPainter

from app.ui.colours import DARK

PILL = QColor(0, 0, 0, 170)
TEXT = QColor("#ffffff")
ACCENT = QColor(DARK.accent)


def paint_number(
    painter: QPainter, corner: QPointF, side: int, number: int, *, active: bool
) -> None:
    """A candidate's number on a square of `side` logical pixels."""
    badge = QRectF(corner, QSizeF(side, side))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ACCENT if active else PILL)
    painter.drawRoundedRect(badge, side / 4, side / 4)
    font = painter.font()
    font.setPixelSize(min(QFontInfo(font).pixelSize(), round(side * 0.75)))
    painter.setFont(font)
    painter.setPen(TEXT)
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(number))
    painter.restore()
