"""What can be set about the chosen tool: in the options bar, on the left."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QToolButton,
    QWidget,
)

from app.canvas.limits import MAX_DIAMETER, MIN_DIAMETER
from app.tools.options import ToolOptions
from app.tools.pressure import PressureCurve
from app.ui.actions import Actions
from app.ui.icons import icon
from app.ui.language import Translated
from app.ui.number_field import NumberField
from app.ui.tab_order import rove
from app.ui.theme import ICON_SIZE, TIGHT, WIDE

_BRUSHES = ("brush", "eraser")
_SHAPES = ("rectangle", "ellipse", "lasso", "polygon")
_MAX_SMOOTHING, _MAX_TOLERANCE = 100, 255


class ToolFields(Translated, QWidget):
    """Shows the fields of one tool at a time; knows the options of all.

    `optionsChanged` carries ToolOptions; `done` says that the keys may go back to the canvas.
    """

    optionsChanged = Signal(object)
    subtractsChanged = Signal(bool)
    done = Signal()

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._actions = actions
        self._curve = PressureCurve()
        self._size = self._size_field()
        self._smoothing = self._smoothing_field()
        self._pressure = _toggle("pressureButton", "pressure")
        self._pressure.setChecked(True)
        self._modes = self._mode_buttons()
        self._tolerance = self._tolerance_field()
        self._contiguous = QCheckBox()
        self._contiguous.setObjectName("contiguousCheck")
        self._contiguous.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._contiguous.setChecked(True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(WIDE)
        self._all = (
            *(self._size, self._smoothing, self._pressure),
            *(self._modes, self._tolerance, self._contiguous),
        )
        for field in self._all:
            self._row.addWidget(field)
        self._row.addStretch(1)
        self._connect()
        self._shown: tuple[QWidget, ...] = ()
        self._retranslate()
        self.show_tool("brush")

    def _retranslate(self) -> None:
        px = self.tr(" px")
        self._size.describe(
            self.tr("Size"),
            suffix=px,
            name=self.tr("Brush size in picture pixels"),
            hint=self.tr("Brush size ({smaller} and {larger}, Ctrl+wheel)").format(
                smaller=_key(self._actions, "smallerBrush"),
                larger=_key(self._actions, "largerBrush"),
            ),
        )
        self._smoothing.describe(
            self.tr("Smoothing"),
            suffix=px,
            name=self.tr("Smoothing of strokes"),
            hint=self.tr(
                "Steadies the hand: the brush follows the pointer as if on a string this long"
            ),
        )
        self._pressure.setToolTip(self.tr("Pen pressure changes the brush's size"))
        self._pressure.setAccessibleName(self.tr("Pen pressure"))
        swap = _key(self._actions, "swapTools")
        self._add.setText(self.tr("Add"))
        self._add.setToolTip(self.tr("Add to the mask ({key} swaps)").format(key=swap))
        self._subtract.setText(self.tr("Subtract"))
        self._subtract.setToolTip(self.tr("Subtract from the mask ({key} swaps)").format(key=swap))
        self._tolerance.describe(
            self.tr("Tolerance"),
            name=self.tr("Tolerance of the wand"),
            hint=self.tr("How far a colour may be from the one clicked to be taken too"),
        )
        self._contiguous.setText(self.tr("Contiguous"))
        self._contiguous.setToolTip(self.tr("Take only what hangs together with the place clicked"))

    # What is shown

    def show_tool(self, name: str) -> None:
        """Show what can be set about the tool of this name."""
        if name in _BRUSHES:
            self._shown = (self._size, self._smoothing, self._pressure)
        elif name in _SHAPES:
            self._shown = (self._modes,)
        elif name == "wand":
            self._shown = (self._modes, self._tolerance, self._contiguous)
        else:
            self._shown = ()
        for field in self._all:
            field.setVisible(field in self._shown)

    @property
    def least_width(self) -> int:
        """The logical pixels that they take without sliders and words."""
        self._set_mode_words(on=False)
        return sum(_least_width(field) + WIDE for field in self._shown)

    def fit(self, room: int) -> None:
        """Do with so many logical pixels: sliders go first, then words; the numbers stay."""
        self._set_mode_words(on=True)
        need = sum(_full_width(field) + WIDE for field in self._shown)
        # In the order in which they may go.
        for field in (self._smoothing, self._size, self._tolerance):
            if field in self._shown:
                field.show_slider(need <= room)
                if need > room:
                    need -= field.full_width - field.least_width
        if need > room:
            self._set_mode_words(on=False)
        self._row.activate()

    def _set_mode_words(self, *, on: bool) -> None:
        styles = Qt.ToolButtonStyle
        style = styles.ToolButtonTextBesideIcon if on else styles.ToolButtonIconOnly
        for button in (self._add, self._subtract):
            button.setToolButtonStyle(style)

    # What is set

    @property
    def options(self) -> ToolOptions:
        """All tools' options as they stand."""
        return ToolOptions(
            brush_size=self._size.value,
            smoothing=self._smoothing.value,
            pressure=self._curve if self._pressure.isChecked() else None,
            tolerance=self._tolerance.value,
            contiguous=self._contiguous.isChecked(),
        )

    def set_options(self, options: ToolOptions) -> None:
        """Show other options and tell everybody, once."""
        before = self.options
        self._curve = options.pressure or self._curve
        with QSignalBlocker(self):
            self._size.set_value(options.brush_size)
            self._smoothing.set_value(options.smoothing)
            self._pressure.setChecked(options.pressure is not None)
            self._tolerance.set_value(options.tolerance)
            self._contiguous.setChecked(options.contiguous)
        if self.options != before:
            self.optionsChanged.emit(self.options)

    def set_brush_size(self, size: int) -> None:
        """Show another brush size and tell everybody."""
        self._size.set_value(size)

    def set_curve(self, curve: PressureCurve) -> None:
        """Take another curve for the pen's pressure, whether it counts at the moment or not."""
        self._curve = curve
        if self._pressure.isChecked():
            self._edited()

    @property
    def subtracts(self) -> bool:
        """Whether shapes and the wand take away from the mask."""
        return self._subtract.isChecked()

    def set_subtracts(self, on: bool) -> None:
        """Show the other of adding and subtracting, and tell everybody."""
        (self._subtract if on else self._add).setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # From a field, which has taken or dropped what was typed.
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}:
            self.done.emit()
        else:
            super().keyPressEvent(event)

    # The fields

    def _size_field(self) -> NumberField:
        field = NumberField(MIN_DIAMETER, MAX_DIAMETER, logarithmic=True)
        field.spin.setObjectName("brushSizeSpin")
        field.set_value(ToolOptions().brush_size)
        return field

    def _smoothing_field(self) -> NumberField:
        field = NumberField(0, _MAX_SMOOTHING, widths=(80, 68))
        field.spin.setObjectName("smoothingSpin")
        return field

    def _tolerance_field(self) -> NumberField:
        field = NumberField(0, _MAX_TOLERANCE, widths=(100, 52))
        field.spin.setObjectName("toleranceSpin")
        field.set_value(ToolOptions().tolerance)
        return field

    def _mode_buttons(self) -> QWidget:
        self._add = _toggle("addButton", "mask-add")
        self._subtract = _toggle("subtractButton", "mask-subtract")
        self._add.setChecked(True)
        group = QButtonGroup(self)
        pair = QWidget()
        layout = QHBoxLayout(pair)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        for button in (self._add, self._subtract):
            group.addButton(button)
            layout.addWidget(button)
        rove((self._add, self._subtract))
        return pair

    def _connect(self) -> None:
        for field in (self._size, self._smoothing, self._tolerance):
            field.valueChanged.connect(self._edited)
        for button in (self._pressure, self._contiguous):
            button.toggled.connect(self._edited)
        self._subtract.toggled.connect(self.subtractsChanged)

    def _edited(self) -> None:
        self.optionsChanged.emit(self.options)


def _toggle(name: str, icon_name: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setCheckable(True)
    button.setIcon(icon(icon_name))
    button.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
    return button


def _key(actions: Actions, name: str) -> str:
    return actions[name].shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def _full_width(field: QWidget) -> int:
    return field.full_width if isinstance(field, NumberField) else field.sizeHint().width()


def _least_width(field: QWidget) -> int:
    return field.least_width if isinstance(field, NumberField) else field.sizeHint().width()
