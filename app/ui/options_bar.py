"""Above the canvas: the brush's size, the overlay, and the zoom."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QColorDialog,
    QLabel,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QToolBar,
    QToolButton,
    QWidget,
)

from app.canvas.stroke import MAX_DIAMETER, MIN_DIAMETER
from app.ui.actions import Actions
from app.ui.theme import ICON_SIZE

_SLIDER_STEPS = 1000


class OptionsBar(QToolBar):
    """Emits what the user sets; shows what is set elsewhere."""

    brushSizeChanged = Signal(int)
    overlayColourChanged = Signal(QColor)  # alpha is the opacity

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("optionsBar")
        self.setWindowTitle(self.tr("Brush Options"))
        self.setMovable(False)
        self.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        self._colour = QColor("#ff3b30")
        self._add_brush_size()
        self.addSeparator()
        self._add_overlay(actions)
        spring = QWidget()
        spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spring)
        for name in ("zoomOut", "zoomIn", "fit", "actualSize"):
            self.addAction(actions[name])

    @property
    def brush_size(self) -> int:
        """The brush's diameter in picture pixels."""
        return self._size.value()

    def set_painting(self, on: bool) -> None:
        """Offer what concerns the brush and the mask, or don't while nothing is painted on."""
        for widget in (self._slider, self._size, self._swatch, self._opacity):
            widget.setEnabled(on)

    def set_brush_size(self, size: int) -> None:
        """Show another brush size and tell everybody."""
        self._size.setValue(size)

    def set_overlay(self, colour: str, percent: int) -> None:
        """Show another overlay colour and opacity and tell everybody."""
        self._colour = QColor(colour)
        self._opacity.setValue(percent)
        self._overlay_edited()

    @property
    def overlay_colour(self) -> QColor:
        """The overlay's colour; its alpha is the opacity."""
        colour = QColor(self._colour)
        colour.setAlphaF(self._opacity.value() / 100)
        return colour

    @property
    def overlay_percent(self) -> int:
        """The overlay's opacity."""
        return self._opacity.value()

    def _add_brush_size(self) -> None:
        label = QLabel(self.tr("Size"))
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, _SLIDER_STEPS)
        self._slider.setFixedWidth(140)
        self._slider.setAccessibleName(self.tr("Brush size"))
        self._slider.setToolTip(self.tr("Brush size ([ and ], Ctrl+wheel)"))
        self._slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._size = QSpinBox()
        self._size.setObjectName("brushSizeSpin")
        self._size.setRange(MIN_DIAMETER, MAX_DIAMETER)
        self._size.setSuffix(self.tr(" px"))
        self._size.setAccessibleName(self.tr("Brush size in picture pixels"))
        self._size.setKeyboardTracking(False)
        self._size.setFixedWidth(76)
        label.setBuddy(self._size)
        self._slider.valueChanged.connect(self._slider_moved)
        self._size.valueChanged.connect(self._size_edited)
        for widget in (label, self._slider, self._size):
            self.addWidget(widget)

    def _add_overlay(self, actions: Actions) -> None:
        self.addAction(actions["overlay"])
        self._swatch = QToolButton()
        self._swatch.setToolTip(self.tr("Mask colour"))
        self._swatch.setAccessibleName(self.tr("Mask colour"))
        self._swatch.clicked.connect(self._choose_colour)
        self._opacity = QSlider(Qt.Orientation.Horizontal)
        self._opacity.setObjectName("overlayOpacitySlider")
        self._opacity.setRange(10, 100)
        self._opacity.setFixedWidth(100)
        self._opacity.setAccessibleName(self.tr("Mask opacity"))
        self._opacity.setToolTip(self.tr("Mask opacity"))
        self._opacity.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._opacity.setValue(50)
        self._opacity.valueChanged.connect(self._overlay_edited)
        self.addWidget(self._swatch)
        self.addWidget(self._opacity)
        self._paint_swatch()

    def _slider_moved(self, position: int) -> None:
        self._size.setValue(_size_at(position))

    def _size_edited(self, size: int) -> None:
        with QSignalBlocker(self._slider):
            self._slider.setValue(_position_of(size))
        self.brushSizeChanged.emit(size)

    def _choose_colour(self) -> None:
        dialog = QColorDialog(self._colour, self)
        dialog.setWindowTitle(self.tr("Mask Colour"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.currentColorChanged.connect(self._take_colour)
        dialog.open()

    def _take_colour(self, colour: QColor) -> None:
        self._colour = QColor(colour)
        self._overlay_edited()

    def _overlay_edited(self) -> None:
        self._paint_swatch()
        self.overlayColourChanged.emit(self.overlay_colour)

    def _paint_swatch(self) -> None:
        pixmap = QPixmap(ICON_SIZE, ICON_SIZE)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._colour)
        painter.setPen(QColor(128, 128, 128))
        painter.drawRoundedRect(2, 2, ICON_SIZE - 4, ICON_SIZE - 4, 4, 4)
        painter.end()
        self._swatch.setIcon(QIcon(pixmap))


def _size_at(position: int) -> int:
    """Slider position to brush size: logarithmic, so that small sizes can be hit."""
    return round(math.pow(MAX_DIAMETER, position / _SLIDER_STEPS))


def _position_of(size: int) -> int:
    return round(math.log(size) / math.log(MAX_DIAMETER) * _SLIDER_STEPS)
