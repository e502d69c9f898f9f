"""Under a result: whether only its marked region is taken over, and how softly."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.canvas.limits import MAX_FEATHER
from app.ui.language import Translated
from app.ui.number_field import NumberField
from app.ui.theme import NORMAL


class PasteFields(Translated, QWidget):
    """Its check box does what the action `pasteBack` does, as long as that can be done at all.

    `featherChanged` carries picture pixels; `done` says that the keys may go back to the picture.
    """

    featherChanged = Signal(int)
    done = Signal()

    def __init__(self, action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._action = action
        self._problem = self._hint = ""
        self._check = QCheckBox()
        self._check.setObjectName("pasteBackCheck")
        self._check.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._feather = NumberField(0, MAX_FEATHER, widths=(104, 68))
        self._feather.spin.setObjectName("featherSpin")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(NORMAL)
        layout.addWidget(self._check)
        layout.addWidget(self._feather)
        self._check.clicked.connect(action.trigger)
        self._feather.valueChanged.connect(self.featherChanged)
        action.toggled.connect(self._show)
        self._retranslate()

    @property
    def feather(self) -> int:
        """In picture pixels."""
        return self._feather.value

    def set_feather(self, feather: int) -> None:
        """Show another feather and tell everybody."""
        self._feather.set_value(feather)

    def set_problem(self, problem: str) -> None:
        """Say why it can't be done; empty when it can."""
        self._problem = problem
        self._action.setEnabled(not problem)
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # From the number, which has taken or dropped what was typed.
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}:
            self.done.emit()
        else:
            super().keyPressEvent(event)

    def _show(self) -> None:
        on = self._action.isChecked() and not self._problem
        self._check.setChecked(on)
        self._check.setEnabled(not self._problem)
        self._check.setToolTip(self._problem or self._hint)
        self._feather.setVisible(on)

    def _retranslate(self) -> None:
        self._check.setText(self.tr("Only the marked region"))
        key = self._action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self._hint = self.tr(
            "Take over what was marked, and keep the original everywhere else, bit for bit ({key})"
        ).format(key=key)
        self._feather.describe(
            self.tr("Feather"),
            suffix=self.tr(" px"),
            name=self.tr("Feather of the marked region in picture pixels"),
            hint=self.tr("How far around the marked region the result blends into the original"),
        )
        self._show()
