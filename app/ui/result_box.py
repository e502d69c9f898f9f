"""In the panel: the candidates of a result, and what can be done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.ui.actions import Actions
from app.ui.candidate_strip import CandidateStrip
from app.ui.labels import heading, muted
from app.ui.language import Translated
from app.ui.offer_buttons import Price
from app.ui.paste_fields import PasteFields
from app.ui.priced_button import PricedButton
from app.ui.theme import NORMAL, TIGHT

if TYPE_CHECKING:
    from app.canvas.picture import Picture


class ResultBox(Translated, QWidget):
    """Hidden as long as there is no result."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._buttons: list[tuple[QPushButton, str]] = []
        self._heading = heading()
        self.candidates = CandidateStrip()
        self._drag_hint = muted()
        self._drag_hint.setWordWrap(True)
        self.paste = PasteFields(actions["pasteBack"])
        self._continue = PricedButton()
        self._continue.setObjectName("continueButton")
        self._connect_button(self._continue, "continueFromCandidate")
        self._note = muted()
        self._note.setWordWrap(True)
        self._save = QPushButton()
        self._save.setObjectName("saveButton")
        self._save.setProperty("leading", True)
        self._connect_button(self._save, "saveResult")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, NORMAL, 0, 0)
        layout.setSpacing(NORMAL)
        layout.addWidget(self._heading)
        thumbnails = QHBoxLayout()
        thumbnails.setSpacing(NORMAL)
        thumbnails.addWidget(self.candidates)
        thumbnails.addWidget(self._drag_hint, 1)
        layout.addLayout(thumbnails)
        layout.addWidget(self.paste)
        going_on = QVBoxLayout()
        going_on.setSpacing(TIGHT)
        going_on.addWidget(self._continue)
        going_on.addWidget(self._note)
        layout.addLayout(going_on)
        layout.addWidget(self._save)
        self.hide()
        self._retranslate()

    def _retranslate(self) -> None:
        self._drag_hint.setText(self.tr("Drag it into another program"))
        self._continue.setText(self.tr("Continue from this one"))
        self._save.setText(self.tr("Save result as…"))
        for button, name in self._buttons:
            button.setToolTip(self._actions[name].toolTip())

    def show_picture(
        self, title: str, picture: Picture, *, is_grid: bool, is_ours: bool, is_marked: bool
    ) -> None:
        """Show a finished picture. `is_grid`: its candidates can be picked; `is_ours`: a job's
        result, which can be saved, and not just the picture that was opened; `is_marked`: it was
        asked with a mask.
        """
        self._heading.setText(title)
        self.candidates.show_picture(picture, is_grid=is_grid)
        self._drag_hint.setVisible(not is_grid)
        self._continue.setVisible(is_grid or is_ours)
        self._save.setVisible(is_ours)
        self.paste.setVisible(is_marked)
        self.show()

    def clear(self) -> None:
        """There is no result to show."""
        self.candidates.show_picture(None, is_grid=False)
        self.hide()

    def show_continue(self, price: Price, note: str) -> None:
        """Show what going on from the result is likely to cost, and what else there is to know."""
        self._continue.set_price(price.short)
        hint = f"{self._actions['continueFromCandidate'].toolTip()}\n{price.words}"
        self._continue.setToolTip(hint.rstrip())
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def _connect_button(self, button: QPushButton, name: str) -> None:
        """Have a button do what an action does, and be enabled when it is."""
        action = self._actions[name]
        button.setIcon(action.icon())
        button.setEnabled(action.isEnabled())
        button.clicked.connect(action.trigger)
        action.enabledChanged.connect(button.setEnabled)
        self._buttons.append((button, name))
