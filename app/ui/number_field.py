"""A number and its name: a slider for the hand, a spin box for the exact value."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QSpinBox, QWidget

from app.ui.theme import NORMAL, TIGHT, roomy

_STEPS = 1000  # of a logarithmic slider


class NumberField(QWidget):
    """Emits what the user sets. Neither the wheel over it nor its slider takes the focus.

    `valueChanged` comes once per value; a value that is being typed counts when it is finished,
    unless it is told to `follow_typing`. Esc drops what is being typed; Enter and Esc are then
    left to what it is in.
    """

    valueChanged = Signal(int)

    def __init__(
        self,
        lowest: int,
        highest: int,
        *,
        logarithmic: bool = False,
        widths: tuple[int, int] = (100, 76),  # of the slider and the spin box
    ) -> None:
        super().__init__()
        self._logarithmic = logarithmic
        self.label = QLabel()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slider.setFixedWidth(widths[0])
        self.spin = QSpinBox()
        self.spin.setFixedWidth(roomy(widths[1], self.spin))
        # The style sheet's padding doesn't reach the text of a spin box.
        self.spin.lineEdit().setTextMargins(TIGHT, 0, 0, 0)
        self.spin.setKeyboardTracking(False)
        self.spin.setAccelerated(True)
        self.spin.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.label.setBuddy(self.spin)
        self._parts = QHBoxLayout(self)
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.setSpacing(NORMAL)
        for widget in (self.label, self.slider, self.spin):
            self._parts.addWidget(widget)
        self.set_range(lowest, highest)
        self._told = self.value
        self.slider.valueChanged.connect(self._slider_moved)
        self.spin.valueChanged.connect(self._on_value)

    @property
    def value(self) -> int:
        """The number as it stands."""
        return self.spin.value()

    @property
    def full_width(self) -> int:
        """The logical pixels that it takes with its slider, whether that is shown or not."""
        return self.least_width + self.slider.minimumWidth() + NORMAL

    @property
    def least_width(self) -> int:
        """The logical pixels that it takes without its slider."""
        return self.label.sizeHint().width() + NORMAL + self.spin.minimumWidth()

    def set_value(self, value: int) -> None:
        """Show another number and tell everybody."""
        self.spin.setValue(value)

    def set_range(self, lowest: int, highest: int) -> None:
        """The numbers it takes; a logarithmic one starts at 1 or above."""
        self.spin.setRange(lowest, highest)
        with QSignalBlocker(self.slider):
            self.slider.setRange(*((0, _STEPS) if self._logarithmic else (lowest, highest)))
        self._show_on_slider()

    def show_slider(self, on: bool) -> None:
        """Have the slider, or do with the number alone."""
        self.slider.setVisible(on)
        self._parts.activate()
        self.updateGeometry()

    def describe(self, caption: str, *, suffix: str = "", name: str = "", hint: str = "") -> None:
        """Say what it is. `name`: what it is called where its caption isn't seen; `hint`: its tool
        tip; each of them is the caption if there is nothing more to say.
        """
        self.label.setText(caption)
        self.spin.setSuffix(suffix)
        for widget in (self.slider, self.spin):
            widget.setAccessibleName(name or caption)
            widget.setToolTip(hint or name or caption)

    def follow_typing(self) -> None:
        """Take each number as it is typed, not only when it is finished."""
        self.spin.setKeyboardTracking(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # From the spin box, which has no use for it.
        if event.key() == Qt.Key.Key_Escape:
            self.spin.setValue(self.spin.value())
        super().keyPressEvent(event)

    def _slider_moved(self, position: int) -> None:
        self.spin.setValue(self._value_at(position))

    def _on_value(self, value: int) -> None:
        self._show_on_slider()
        if value != self._told:
            self._told = value
            self.valueChanged.emit(value)

    def _show_on_slider(self) -> None:
        if self._value_at(self.slider.value()) != self.value:
            with QSignalBlocker(self.slider):
                self.slider.setValue(self._position_of(self.value))

    def _value_at(self, position: int) -> int:
        """Logarithmic, so that small numbers can be hit as well as large ones."""
        if not self._logarithmic:
            return position
        lowest, highest = self.spin.minimum(), self.spin.maximum()
        return round(lowest * math.pow(highest / lowest, position / _STEPS))

    def _position_of(self, value: int) -> int:
        if not self._logarithmic:
            return value
        lowest, highest = self.spin.minimum(), self.spin.maximum()
        return round(math.log(value / lowest) / math.log(highest / lowest) * _STEPS)
