"""How a row of the history looks: branches, thumbnail, two lines of text, price and time."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import (
    QLineF,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.jobs.history_node import HistoryNode
from app.jobs.job import JobState
from app.ui import history_words as words
from app.ui.candidate_strip import THUMBNAIL
from app.ui.history_model import HistoryModel
from app.ui.icons import icon
from app.ui.theme import NORMAL, TIGHT, colours

_EXPANDER = 16
_STEP, _DEEP_STEP, _DEEP, _DEEPEST = 20, 8, 6, 30
_CORNER = 4
_BADGE = 18
_BADGES = {
    JobState.UNCONFIRMED: "warning",
    JobState.FAILED: "error",
    JobState.CANCELLED: "cancel",
}

_Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def row_height(metrics: QFontMetrics) -> int:
    """What a thumbnail or two lines of text need."""
    return max(THUMBNAIL, 2 * metrics.height() + 2) + 2 * TIGHT


def expander_of(row: QRect, depth: int) -> QRect:
    """Where a row has the mark that opens and closes it.

    The deeper, the smaller the steps to the right, for chains are long and docks may be narrow.
    """
    indent = _STEP * min(depth, _DEEP) + _DEEP_STEP * max(0, min(depth, _DEEPEST) - _DEEP)
    indent = min(indent, row.width() // 3)
    return QRect(row.left() + TIGHT + indent, row.top(), _EXPANDER, row.height())


class HistoryDelegate(QStyledItemDelegate):
    """Paints the rows of a `HistoryModel`; `thumbnail` gives a node's, or None."""

    def __init__(self, thumbnail: Callable[[HistoryNode], QPixmap | None], parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnail = thumbnail
        self.open_task = ""
        """The task whose picture is open in the window."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, row_height(option.fontMetrics))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        if not isinstance(model, HistoryModel):
            return
        node, row = model.node(index), option.rect
        depth = self._paint_branches(painter, option, index, model)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = expander_of(row, depth).right() + 1
        body = QRect(left, row.top(), row.right() - left, row.height()).adjusted(0, 1, 0, -1)
        self._paint_ground(painter, option, body)
        if node.task_id and node.task_id == self.open_task:
            painter.fillRect(QRect(row.left(), row.top() + 2, 3, row.height() - 4), _c("vivid"))
        square = QRect(0, 0, THUMBNAIL, THUMBNAIL)
        square.moveCenter(body.center())
        square.moveLeft(body.left() + TIGHT)
        self._paint_thumbnail(painter, square, node, model, index)
        self._paint_texts(painter, option, body.adjusted(THUMBNAIL + 3 * TIGHT, 0, -NORMAL, 0),
                          node, model, index)  # fmt: skip
        painter.restore()

    def _paint_branches(
        self, painter: QPainter, option: QStyleOptionViewItem, index: _Index, model: HistoryModel
    ) -> int:
        """Lines from each row to what came from it, and the mark that opens it; the row's depth."""
        row, middle = option.rect, option.rect.center().y() + 0.5
        levels = list(model.ancestors(index))
        depth = levels[0][0]
        painter.setPen(QPen(_c("line"), 1))
        for level, is_last in levels[:-1]:
            x = expander_of(row, level - 1).center().x() + 0.5
            if level == depth:
                end = expander_of(row, depth).center().x() - (
                    NORMAL if model.hasChildren(index) else -NORMAL
                )
                painter.drawLine(QLineF(x, middle, max(x + 2, end), middle))
                painter.drawLine(QLineF(x, row.top(), x, middle if is_last else row.bottom() + 1))
            elif not is_last:
                painter.drawLine(QLineF(x, row.top(), x, row.bottom() + 1))
        if model.hasChildren(index):
            mark = QRect(0, 0, 14, 14)
            mark.moveCenter(expander_of(row, depth).center())
            is_open = bool(option.state & QStyle.StateFlag.State_Open)
            icon("chevron-down" if is_open else "chevron-right", "muted").paint(painter, mark)
            if is_open:
                x = mark.center().x() + 0.5
                painter.drawLine(QLineF(x, mark.bottom() + 2, x, row.bottom() + 1))
        return depth

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, body: QRect) -> None:
        state = option.state
        role = ""
        if state & QStyle.StateFlag.State_Selected:
            role = "checked"
        elif state & QStyle.StateFlag.State_MouseOver:
            role = "hover"
        if role:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_c(role))
            painter.drawRoundedRect(body, _CORNER, _CORNER)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(_c("vivid"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(body).adjusted(1, 1, -1, -1), _CORNER, _CORNER)

    def _paint_thumbnail(
        self,
        painter: QPainter,
        square: QRect,
        node: HistoryNode,
        model: HistoryModel,
        index: _Index,
    ) -> None:
        pixmap = self._thumbnail(node)
        painter.setPen(Qt.PenStyle.NoPen)
        if pixmap is None:
            painter.setBrush(_c("hover"))
            painter.drawRoundedRect(square, _CORNER, _CORNER)
            icon("image", "muted").paint(painter, square.adjusted(12, 12, -12, -12))
        else:
            path = QPainterPath()
            path.addRoundedRect(QRectF(square), _CORNER, _CORNER)
            painter.save()
            painter.setClipPath(path)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(square, pixmap)
            painter.restore()
        badge = _BADGES.get(node.state) if node.state is not None and node.is_job else None
        if badge is not None:
            spot = QRect(0, 0, _BADGE, _BADGE)
            spot.moveBottomRight(square.bottomRight() + QRect(0, 0, 3, 3).bottomRight())
            painter.setBrush(_c("panel"))
            painter.drawEllipse(spot)
            icon(badge).paint(painter, spot.adjusted(2, 2, -2, -2))
        job = model.job(index)
        if job is not None:
            bar = QRect(square.left() + 3, square.bottom() - 7, square.width() - 6, 5)
            painter.setBrush(_c("field"))
            painter.drawRoundedRect(bar, 2, 2)
            bar.setWidth(max(5, bar.width() * job.percent // 100))
            painter.setBrush(_c("vivid"))
            painter.drawRoundedRect(bar, 2, 2)

    def _paint_texts(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        room: QRect,
        node: HistoryNode,
        model: HistoryModel,
        index: _Index,
    ) -> None:
        now, metrics = time.time(), option.fontMetrics
        painter.setFont(option.font)
        line = metrics.height()
        upper = QRect(room.left(), room.center().y() - line, room.width(), line)
        lower = upper.translated(0, line + 2)
        price, moment = words.price(node), words.when(node.created_at, now)
        muted, text = _c("muted"), _c("muted" if node.is_hollow else "text")
        for place, left, right, left_colour, right_colour in (
            (upper, words.title(node), price, text, _c("text")),
            (lower, words.details(node, model.job(index), now), moment, muted, muted),
        ):
            wide = metrics.horizontalAdvance(right) if right else 0
            # In a narrow dock the name is worth more than the time.
            if wide > place.width() // 3:
                wide = 0
            if wide:
                painter.setPen(right_colour)
                painter.drawText(place, _RIGHT, right)
            space = place.adjusted(0, 0, -(wide + 2 * NORMAL) if wide else 0, 0)
            painter.setPen(left_colour)
            shown = metrics.elidedText(left, Qt.TextElideMode.ElideRight, space.width())
            painter.drawText(space, _LEFT, shown)


def _c(role: str) -> QColor:
    return QColor(getattr(colours(), role))
