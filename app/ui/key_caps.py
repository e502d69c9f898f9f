"""Keys drawn as the caps of a keyboard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from app.ui.key_names import Caps
from app.ui.shortcut_table import cap_label, is_key
from app.ui.theme import colours

HEIGHT = 22
_DEPTH = 2  # how far a cap stands out
_SMALLEST = 20
_PADDING = 6
_RADIUS = 4
_TOGETHER, _BEFORE_WORD, _APART = 3, 2, 6
_OR = "/"


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    x: float
    width: float
    is_key: bool


class KeyCaps:
    """Alternatives in one line, each of keys to press together, or with what the hand does."""

    def __init__(self, keys: Sequence[Caps], metrics: QFontMetricsF) -> None:
        self._pieces = tuple(_laid_out(keys, metrics))

    @property
    def width(self) -> float:
        """In logical pixels, as all lengths here."""
        last = self._pieces[-1]
        return last.x + last.width + 1

    def paint(self, painter: QPainter, corner: QPointF) -> None:
        """Draw it, HEIGHT high, from its left upper corner on."""
        painter.save()
        # Half a pixel in, so that a border of one pixel is sharp.
        painter.translate(corner + QPointF(0.5, 0.5))
        for piece in self._pieces:
            face = QRectF(piece.x, 0, piece.width, HEIGHT - _DEPTH - 1)
            if piece.is_key:
                _paint_cap(painter, face)
            painter.setPen(QColor(colours().text if piece.is_key else colours().muted))
            painter.drawText(face, Qt.AlignmentFlag.AlignCenter, piece.text)
        painter.restore()


def _laid_out(keys: Sequence[Caps], metrics: QFontMetricsF) -> Iterator[_Piece]:
    x = 0.0
    for number, caps in enumerate(keys):
        if number:
            x += _APART - _TOGETHER
            width = metrics.horizontalAdvance(_OR)
            yield _Piece(_OR, x, width, is_key=False)
            x += width + _APART
        for cap in caps:
            label, key = cap_label(cap), is_key(cap)
            width = metrics.horizontalAdvance(label)
            if key:
                width = max(_SMALLEST, width + 2 * _PADDING)
            elif cap != caps[0]:
                x += _BEFORE_WORD
            yield _Piece(label, x, width, key)
            x += width + _TOGETHER


def _paint_cap(painter: QPainter, face: QRectF) -> None:
    painter.setPen(QColor(colours().line))
    painter.setBrush(QColor(colours().line))
    painter.drawRoundedRect(face.translated(0, _DEPTH), _RADIUS, _RADIUS)
    painter.setBrush(QColor(colours().hover))
    painter.drawRoundedRect(face, _RADIUS, _RADIUS)
