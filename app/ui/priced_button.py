"""A button that says what pressing it is likely to cost."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.ui.theme import NORMAL


class PricedButton(QPushButton):
    """Its own text on the left, the price on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("leading", True)
        self._price = QLabel()
        self._price.setProperty("role", "muted")
        self._price.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, NORMAL, 0)
        row.addStretch(1)
        row.addWidget(self._price)

    def set_price(self, price: str) -> None:
        """Show another price; an empty one while none is known."""
        if price != self._price.text():
            self._price.setText(price)
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        price = self._price.sizeHint().width() + NORMAL if self._price.text() else 0
        return super().sizeHint() + QSize(price, 0)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
