"""Above the canvas: what can be set about the tool, how the mask is shown, and the zoom."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QColorDialog,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QSlider,
    QToolBar,
    QToolButton,
    QWidget,
)

from app.tools.options import ToolOptions
from app.tools.pressure import PressureCurve
from app.ui.actions import Actions
from app.ui.edit_bar import EditBar
from app.ui.language import Translated
from app.ui.theme import ICON_SIZE, NORMAL, TIGHT
from app.ui.tool_fields import ToolFields

_MARGINS = NORMAL + TIGHT + NORMAL  # at both ends, and between the two halves


class OptionsBar(Translated, QToolBar):
    """Emits what the user sets; shows what is set elsewhere.

    The tool's fields, or the edit bar in their place, are on the left; how the mask is shown and
    the zoom are on the right, where no choice of a tool moves them. `toolOptionsChanged` carries
    ToolOptions; `done` says that the keys may go back to the canvas.
    """

    toolOptionsChanged = Signal(object)
    subtractsChanged = Signal(bool)
    overlayColourChanged = Signal(QColor)  # alpha is the opacity
    done = Signal()

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("optionsBar")
        self.setMovable(False)
        self._colour = QColor("#ff3b30")
        self._fields = ToolFields(actions)
        self.edit_bar = EditBar()
        self._sight = self._sight_part(actions)
        self._row = _Row()
        self._halves = QHBoxLayout(self._row)
        self._halves.setContentsMargins(NORMAL, 0, TIGHT, 0)
        self._halves.setSpacing(NORMAL)
        self._halves.addWidget(self._fields, 1)
        self._halves.addWidget(self.edit_bar, 1)
        self._halves.addWidget(self._sight)
        self.addWidget(self._row)
        self._row.resized.connect(self._fit)
        self._connect()
        self._retranslate()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Tool Options"))
        self._swatch.setToolTip(self.tr("Mask colour"))
        self._swatch.setAccessibleName(self.tr("Mask colour"))
        self._opacity.setAccessibleName(self.tr("Mask opacity"))
        self._opacity.setToolTip(self.tr("Mask opacity"))

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        # By now what is in it has other texts.
        if event.type() == QEvent.Type.LanguageChange:
            self._fit()
        return done

    # The tool

    def show_tool(self, name: str) -> None:
        """Show what can be set about the tool of this name: "brush", "wand" and so on."""
        self._fields.show_tool(name)
        self._fit()

    @property
    def tool_options(self) -> ToolOptions:
        """All tools' options as they stand."""
        return self._fields.options

    def set_tool_options(self, options: ToolOptions) -> None:
        """Show other options and tell everybody, once."""
        self._fields.set_options(options)

    def set_pressure_curve(self, curve: PressureCurve) -> None:
        """Take another curve for the pen's pressure, whether it counts at the moment or not."""
        self._fields.set_curve(curve)

    @property
    def brush_size(self) -> int:
        """The brush's diameter in picture pixels."""
        return self._fields.options.brush_size

    def set_brush_size(self, size: int) -> None:
        """Show another brush size and tell everybody."""
        self._fields.set_brush_size(size)

    @property
    def subtracts(self) -> bool:
        """Whether shapes and the wand take away from the mask."""
        return self._fields.subtracts

    def set_subtracts(self, on: bool) -> None:
        """Show the other of adding and subtracting, and tell everybody."""
        self._fields.set_subtracts(on)

    def set_painting(self, on: bool) -> None:
        """Offer what concerns the tools and the mask, or don't while nothing is painted on."""
        for widget in (self._fields, self._swatch, self._opacity):
            widget.setEnabled(on)

    # The overlay

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

    # The parts

    def _sight_part(self, actions: Actions) -> QWidget:
        """How the mask is shown, and how large the picture."""
        self._swatch = _tool_button()
        self._opacity = QSlider(Qt.Orientation.Horizontal)
        self._opacity.setObjectName("overlayOpacitySlider")
        self._opacity.setRange(10, 100)
        self._opacity.setFixedWidth(80)
        self._opacity.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._opacity.setValue(50)
        self._paint_swatch()
        self._colour_part = _row_of(self._swatch, self._opacity)
        return _row_of(
            _separator(),
            _action_button(actions, "overlay"),
            self._colour_part,
            *(_action_button(actions, name) for name in ("outline", "asSent")),
            _separator(),
            *(_action_button(actions, name) for name in ("zoomOut", "zoomIn", "fit", "actualSize")),
        )

    def _connect(self) -> None:
        fields, edit_bar = self._fields, self.edit_bar
        fields.optionsChanged.connect(self.toolOptionsChanged)
        fields.subtractsChanged.connect(self.subtractsChanged)
        fields.done.connect(self.done)
        edit_bar.opened.connect(self._show_edit_bar)
        edit_bar.closed.connect(self._show_fields)
        edit_bar.closed.connect(self.done)
        self._swatch.clicked.connect(self._choose_colour)
        self._opacity.valueChanged.connect(self._overlay_edited)

    # Room

    def _show_edit_bar(self) -> None:
        self._fields.hide()
        self._fit()

    def _show_fields(self) -> None:
        self._fields.show()
        self._fit()

    def _fit(self) -> None:
        """Make everything fit: sliders give way, words, and at last the overlay's colour."""
        colour = self._colour_part.sizeHint().width() + TIGHT
        sight = self._sight.sizeHint().width()
        if self._colour_part.isHidden():
            sight += colour
        room = self._row.width() - _MARGINS - sight
        left = self.edit_bar if self.edit_bar.kind else self._fields
        cramped = left.least_width > room
        self._colour_part.setHidden(cramped)
        if cramped:
            room += colour
        self._fields.fit(room)
        self.edit_bar.fit(room)
        # At once, not a frame later.
        self._halves.activate()


class _Row(QWidget):
    """All of the bar. It claims no width of its own: what it holds is made to fit."""

    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


def _row_of(*widgets: QWidget) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(TIGHT)
    for widget in widgets:
        layout.addWidget(widget)
    return row


def _tool_button() -> QToolButton:
    button = QToolButton()
    button.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
    return button


def _action_button(actions: Actions, name: str) -> QToolButton:
    button = _tool_button()
    button.setDefaultAction(actions[name])
    return button


def _separator() -> QFrame:
    line = QFrame()
    line.setObjectName("separator")
    line.setFixedWidth(1 + 2 * TIGHT)
    return line
