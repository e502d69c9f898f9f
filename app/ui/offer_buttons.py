"""In the panel: what the service offers to make of the picture in sight, with its price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.ui.actions import Actions
from app.ui.language import Translated
from app.ui.priced_button import PricedButton
from app.ui.theme import NORMAL

# Name → row, column, columns: a grid has the first row, a single picture the others.
_PLACES = {
    "variation": (1, 0, 1),
    "reroll": (1, 1, 1),
    "variationHigh": (2, 0, 2),
    "variationLow": (3, 0, 2),
}


@dataclass(frozen=True, slots=True)
class Price:
    """What something is likely to cost: as short as "18 ₽", and in words."""

    short: str = ""
    words: str = ""
    is_known: bool = True


class OfferButtons(Translated, QWidget):
    """A button for each action on offer; hidden while there is none. `note` says what else there
    is to know, such as why one of them can't be had just now.
    """

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("offerButtons")
        self._actions = actions
        self._prices: Mapping[str, Price] = {}
        self._heading = QLabel()
        self._heading.setProperty("role", "heading")
        self._note = QLabel()
        self._note.setProperty("role", "muted")
        self._note.setWordWrap(True)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, NORMAL, 0, 0)
        grid.setSpacing(NORMAL)
        grid.addWidget(self._heading, 0, 0, 1, 2)
        self._buttons: dict[str, PricedButton] = {}
        for name, (row, column, columns) in _PLACES.items():
            self._buttons[name] = button = PricedButton()
            button.setIcon(actions[name].icon())
            button.clicked.connect(actions[name].trigger)
            actions[name].enabledChanged.connect(button.setEnabled)
            grid.addWidget(button, row, column, 1, columns)
        grid.addWidget(self._note, 4, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self._retranslate()
        self.show_offers({}, "")

    def _retranslate(self) -> None:
        texts = {
            "variation": self.tr("Variation"),
            "reroll": self.tr("Reroll"),
            "variationHigh": self.tr("Strong variation"),
            "variationLow": self.tr("Subtle variation"),
        }
        self._heading.setText(self.tr("More like this"))
        self.setAccessibleName(self._heading.text())
        for name, button in self._buttons.items():
            button.setText(texts[name])
            self._describe(name)

    def show_offers(self, prices: Mapping[str, Price], note: str) -> None:
        """Show these offers, by the names of their actions, and no others."""
        self._prices = prices
        for name, button in self._buttons.items():
            button.setVisible(name in prices)
            button.setEnabled(self._actions[name].isEnabled())
            self._describe(name)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.setVisible(bool(prices))

    def _describe(self, name: str) -> None:
        button, price = self._buttons[name], self._prices.get(name, Price())
        button.set_price(price.short)
        button.setToolTip(f"{self._actions[name].toolTip()}\n{price.words}".rstrip())
        button.setAccessibleName(", ".join(filter(None, (button.text(), price.words))))
