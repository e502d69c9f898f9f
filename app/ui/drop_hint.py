"""While something is dragged over the window: that it can be dropped, and what then happens."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.ui.language import Translated
from app.ui.theme import NORMAL, WIDE, colours

_FRAME = 3


class DropHint(Translated, QWidget):
    """Lies over a widget, hidden until it is shown; neither pointer nor keys stop at it."""

    def __init__(self, below: QWidget) -> None:
        super().__init__(below)
        self.setObjectName("dropHint")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._label = QLabel()
        self._label.setProperty("role", "drop")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(WIDE, WIDE, WIDE, 2 * WIDE)
        # Where neither the empty state's words nor the middle of a picture are.
        bottom = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
        layout.addWidget(self._label, 0, bottom)
        below.installEventFilter(self)
        self._retranslate()
        self.hide()

    def _retranslate(self) -> None:
        self._label.setText(self.tr("Drop to open"))

    def appear(self) -> None:
        """Cover the widget."""
        below = self.parentWidget()
        if below is not None:
            self.setGeometry(below.rect())
            self.raise_()
            self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tint = QColor(colours().accent)
        tint.setAlphaF(0.15)
        painter.setBrush(tint)
        painter.setPen(QPen(QColor(colours().vivid), _FRAME))
        inset = _FRAME / 2 + 2
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, NORMAL, NORMAL)
