"""What is written over the pane beside the canvas: captions, candidates' numbers, the legend.

Its colours are the same in every theme, for what is below is a picture of any colour.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen

from app.canvas.difference import THRESHOLD, heat_colour
from app.ui.colours import DARK
from app.ui.number_badge import PILL, TEXT, paint_number
from app.ui.texts import shortened
from app.ui.theme import NORMAL, TIGHT, WIDE, colours

_BADGE = 24
_VEIL = 0.6  # how much it hides
_PAD = 10  # beside a pill's text
_MARK = QColor(DARK.vivid)
_EDGE = 20  # to the pane's edge, so that scroll bars have their room
_RAMP_WIDTH, _RAMP_HEIGHT, _RAMP_STOPS = 120, 8, 12


def paint_caption(painter: QPainter, pane: QSize, text: str) -> None:
    """At the top, in the middle; as much of it as there is room for."""
    text = shortened(text, painter.fontMetrics(), _room(pane))
    width = _pill_size(painter, text).width()
    _paint_pill(painter, QPointF((pane.width() - width) / 2, 10), text)


def paint_hint(painter: QPainter, pane: QSize, text: str) -> None:
    """At the bottom, in the middle; as much of it as there is room for."""
    text = shortened(text, painter.fontMetrics(), _room(pane))
    size = _pill_size(painter, text)
    corner = QPointF((pane.width() - size.width()) / 2, pane.height() - _EDGE - size.height())
    _paint_pill(painter, corner, text)


def paint_veil(painter: QPainter, pane: QSize) -> None:
    """Over a picture of which nothing came: it fades into what is around it."""
    veil = QColor(colours().surround)
    veil.setAlphaF(_VEIL)
    painter.fillRect(QRect(QPoint(), pane), veil)


def paint_sides(painter: QPainter, pane: QSize, line: int, left: str, right: str) -> None:
    """What is on either side of a vertical line; a name goes as the line comes over it.

    Each has at most its half of the pane: both can be read while the line is in the middle.
    """
    height = pane.height()
    room = pane.width() // 2 - 2 * _EDGE
    left, right = (
        shortened(text, painter.fontMetrics(), room - 2 * _PAD) for text in (left, right)
    )
    for text, x, side in (
        (left, float(_EDGE), QRectF(0, 0, line, height)),
        (
            right,
            pane.width() - _EDGE - _pill_size(painter, right).width(),
            QRectF(line, 0, pane.width() - line, height),
        ),
    ):
        painter.save()
        painter.setClipRect(side, Qt.ClipOperation.IntersectClip)
        _paint_pill(painter, QPointF(x, height - _EDGE - _pill_size(painter, text).height()), text)
        painter.restore()


def paint_candidate(
    painter: QPainter, area: QRectF, number: int, note: str, *, picked: bool, hovered: bool
) -> None:
    """The number of a grid's candidate, a note beside it, and a frame when it is active."""
    active = picked or hovered
    if active:
        width = 3 if picked else 2
        _paint_frame(painter, area, width + 1, PILL)
        _paint_frame(painter, area, width, _MARK if picked else TEXT)
    corner = QPointF(area.left() + NORMAL, area.top() + NORMAL)
    paint_number(painter, corner, _BADGE, number, active=active)
    if note:
        _paint_pill(painter, corner + QPointF(_BADGE + TIGHT, 0), note)


def _paint_frame(painter: QPainter, area: QRectF, width: int, colour: QColor) -> None:
    """Just inside an area. One over a wider one has a line along it, and stands out anywhere."""
    inset = width / 2
    painter.setPen(QPen(colour, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area.adjusted(inset, inset, -inset, -inset))


def paint_legend(painter: QPainter, pane: QSize, text: str, low: str, high: str) -> None:
    """At the bottom: what the differences come to, and the colours with the ends of their range."""
    metrics = painter.fontMetrics()
    room = pane.width() - 2 * (NORMAL + WIDE)
    # The figure at its end stays.
    text = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room)
    ends = 2 * NORMAL + sum(map(metrics.horizontalAdvance, (low, high)))
    ramp_width = min(_RAMP_WIDTH, room - ends)
    scale = ramp_width + ends
    width = max(scale, metrics.horizontalAdvance(text)) + 2 * WIDE
    height = 2 * metrics.height() + TIGHT + 2 * NORMAL
    box = QRectF((pane.width() - width) / 2, pane.height() - _EDGE - height, width, height)
    _paint_box(painter, box, 10)
    painter.setPen(TEXT)
    line = QRectF(box.left(), box.top() + NORMAL, width, metrics.height())
    painter.drawText(line, Qt.AlignmentFlag.AlignCenter, text)
    line.translate(0, metrics.height() + TIGHT)
    left = line.center().x() - scale / 2
    scale_box = QRectF(left, line.top(), scale, line.height())
    middle_left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    middle_right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(scale_box, middle_left, low)
    painter.drawText(scale_box, middle_right, high)
    x = left + metrics.horizontalAdvance(low) + NORMAL
    ramp = QRectF(x, line.center().y() - _RAMP_HEIGHT / 2, ramp_width, _RAMP_HEIGHT)
    painter.fillRect(ramp, _ramp(ramp))


def _ramp(box: QRectF) -> QLinearGradient:
    gradient = QLinearGradient(box.topLeft(), box.topRight())
    for stop in range(_RAMP_STOPS + 1):
        share = stop / _RAMP_STOPS
        found = round(THRESHOLD + (255 - THRESHOLD) * share)
        gradient.setColorAt(share, QColor(*heat_colour(found)))
    return gradient


def _room(pane: QSize) -> int:
    """For the words of what stands in the middle of a pane."""
    return pane.width() - 2 * (NORMAL + _PAD)


def _pill_size(painter: QPainter, text: str) -> QSize:
    metrics = painter.fontMetrics()
    return QSize(metrics.horizontalAdvance(text) + 2 * _PAD, max(_BADGE, metrics.height() + 8))


def _paint_pill(painter: QPainter, corner: QPointF, text: str) -> None:
    box = QRectF(corner, _pill_size(painter, text).toSizeF())
    _paint_box(painter, box, box.height() / 2)
    painter.setPen(TEXT)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _paint_box(painter: QPainter, box: QRectF, radius: float) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(PILL)
    painter.drawRoundedRect(box, radius, radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
