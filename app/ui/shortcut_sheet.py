"""All keys and gestures on one sheet."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.ui import key_caps
from app.ui.key_caps import KeyCaps
from app.ui.key_names import key_text
from app.ui.language import Translated
from app.ui.shortcut_table import COLUMNS, Part, keys, text, title
from app.ui.theme import NORMAL, TIGHT, WIDE, colours

_COLUMN = 302
_LARGEST = QSize(1000, 640)
_WRAPPED = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap


class ShortcutSheet(Translated, QDialog):
    """Lies beside the work: it is not modal, and goes with Esc or with the key that called it."""

    def __init__(self, toggle: QAction, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("shortcutSheet")
        self.addAction(toggle)
        paper = QWidget()
        self._columns = columns = QHBoxLayout(paper)
        columns.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        columns.setSpacing(NORMAL + WIDE)
        self._parts: list[PartView] = []
        for parts in COLUMNS:
            column = QVBoxLayout()
            column.setSpacing(WIDE)
            for part in parts:
                view = PartView(part)
                column.addWidget(view)
                self._parts.append(view)
            column.addStretch(1)
            columns.addLayout(column)
        columns.addStretch(1)
        # On a small screen, and with a large font, the paper is larger than the window.
        self._area = area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(paper)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        self._retranslate()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Keyboard Shortcuts"))
        self._area.setAccessibleName(self.windowTitle())
        for part in self._parts:
            part.lay_out()
        self._columns.activate()
        # What is higher than the window has a scroll bar beside it.
        bar = QSize(self._area.verticalScrollBar().sizeHint().width(), 0)
        self.resize((self._columns.sizeHint() + bar).boundedTo(_LARGEST))


@dataclass(frozen=True, slots=True)
class Line:
    """A row in its place, in the part's pixels."""

    text: str
    box: QRectF
    caps: KeyCaps
    corner: QPointF


class PartView(QWidget):
    """A part of the table, drawn by itself: a hundred labels would take ten times as long."""

    def __init__(self, part: Part, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part = part
        self._bold = QFont(self.font())
        self._bold.setWeight(QFont.Weight.DemiBold)
        self._title_height = QFontMetricsF(self._bold).height() + NORMAL

    def lay_out(self) -> None:
        """Take its texts in the language of now, and the height that they need."""
        self._title = title(self._part)
        self.lines = self._laid_out(self._part)
        last = self.lines[-1]
        bottom = max(last.box.bottom(), last.corner.y() + key_caps.HEIGHT)
        self.setFixedSize(_COLUMN, math.ceil(bottom))
        self.setAccessibleName(self._title)
        self.setAccessibleDescription(_spoken(self._part))

    def _laid_out(self, part: Part) -> tuple[Line, ...]:
        metrics = QFontMetricsF(self.font())
        lines = []
        y = self._title_height
        for row in part.rows:
            words, caps = text(row), KeyCaps(keys(row), metrics)
            room = _COLUMN - caps.width - NORMAL
            # A word that finds no room beside the keys has them below it.
            below = max(metrics.horizontalAdvance(word) for word in words.split()) > room
            box = QRectF(0, y, _COLUMN if below else room, 10 * key_caps.HEIGHT)
            box.setHeight(max(key_caps.HEIGHT, metrics.boundingRect(box, _WRAPPED, words).height()))
            middle = box.bottom() + key_caps.HEIGHT / 2 if below else box.center().y()
            corner = QPointF(_COLUMN - caps.width, middle - key_caps.HEIGHT / 2)
            lines.append(Line(words, box, caps, corner))
            y = max(box.bottom(), corner.y() + key_caps.HEIGHT) + TIGHT
        return tuple(lines)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colours().text))
        painter.setFont(self._bold)
        painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignTop, self._title)
        painter.setFont(self.font())
        for line in self.lines:
            painter.setPen(QColor(colours().text))
            painter.drawText(line.box, _WRAPPED, line.text)
            line.caps.paint(painter, line.corner)


def _spoken(part: Part) -> str:
    """A part's rows for a screen reader."""
    rows = ((text(row), ", ".join(key_text(caps) for caps in keys(row))) for row in part.rows)
    return "; ".join(f"{words}: {pressed}" for words, pressed in rows)
