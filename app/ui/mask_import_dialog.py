"""How an image is to be read as a mask: channel, threshold, which side; seen while it is set."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PIL import Image
from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.canvas.geometry import Size
from app.canvas.mask_import import Channel, MaskImage, Reading
from app.canvas.picture import Picture
from app.canvas.viewport import Viewport
from app.ui.language import Translated, Words
from app.ui.picture_cache import PictureCache
from app.ui.preferences_form import choice, name_options
from app.ui.texts import coverage_text
from app.ui.theme import NORMAL, TIGHT, WIDE, colours

_FIRST_SIZE = QSize(560, 600)
_SMALLEST_SIZE = QSize(420, 500)
_TRANSPARENT = 0


@dataclass(frozen=True, slots=True)
class Ground:
    """What the mask is shown on: the picture, and the overlay's colour with its opacity."""

    picture: Picture
    colour: QColor


class MaskImportDialog(Translated, QDialog):
    """`chosen` says how to read the image; whoever makes the mask of that closes the dialog."""

    chosen = Signal(object)  # Reading

    def __init__(
        self, title: Words, image: MaskImage, ground: Ground, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("maskImportDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._title = title
        self._image = image
        self._is_making = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        layout.setSpacing(WIDE)
        self._scaling = self._scaling_hint()
        layout.addWidget(self._scaling)
        self._preview = _Preview(ground)
        layout.addWidget(self._preview, 1)
        self._settings = QWidget()
        self._add_settings(QGridLayout(self._settings))
        layout.addWidget(self._settings)
        self._add_buttons(layout)
        self.setMinimumSize(_SMALLEST_SIZE)
        self.resize(_FIRST_SIZE)
        self._channel_chosen()
        self._retranslate()

    def _retranslate(self) -> None:
        self.setWindowTitle(self._title())
        self._scaling.setText(
            self.tr("The mask is {mask}, the picture {picture}: it will be scaled.").format(
                mask=self._image.size, picture=self._image.picture
            )
        )
        names = {
            Channel.BRIGHTNESS: self.tr("Brightness"),
            Channel.ALPHA: self.tr("Alpha (opacity)"),
        }
        name_options(self._channel, *(names[channel] for channel in self._image.planes))
        self._channel_name.setText(self.tr("Mask is in"))
        self._threshold_name.setText(self.tr("Threshold"))
        for widget in (self._slider, self._spin):
            widget.setAccessibleName(self.tr("Threshold"))
            widget.setToolTip(self.tr("Values from here on are marked, 1 to 255"))
        self._invert.setText(self.tr("Invert"))
        self._invert.setToolTip(self.tr("Mark what lies below the threshold instead"))
        self._marked_name.setText(self.tr("Marked"))
        self._apply.setText(self.tr("Apply"))
        self._show_marked()

    @property
    def reading(self) -> Reading:
        """How the image is to be read, as set."""
        channel = Channel(self._channel.currentData())
        return Reading(channel, self._spin.value(), self._invert.isChecked())

    def set_making(self) -> None:
        """The mask is being made: nothing can be set any more, but it can still be cancelled."""
        self._settings.setEnabled(False)
        self._apply.setEnabled(False)
        self._is_making = True
        self._show_marked()

    def _scaling_hint(self) -> QLabel:
        hint = QLabel()
        hint.setObjectName("scalingHint")
        hint.setProperty("role", "hint")
        hint.setWordWrap(True)
        hint.setVisible(self._image.is_scaled)
        return hint

    def _add_settings(self, grid: QGridLayout) -> None:
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(WIDE)
        grid.setVerticalSpacing(NORMAL)
        grid.setColumnStretch(1, 1)
        several = len(self._image.planes) > 1
        self._channel = choice((channel.value for channel in self._image.planes), "")
        self._channel.setObjectName("channelCombo")
        self._channel.currentIndexChanged.connect(self._channel_chosen)
        self._invert = QCheckBox()
        self._invert.setObjectName("invertCheck")
        self._invert.toggled.connect(self._show_reading)
        self._marked = QLabel()
        self._marked.setObjectName("importCoverage")
        self._channel_name, self._threshold_name, self._marked_name = QLabel(), QLabel(), QLabel()
        for row, (label, field) in enumerate(
            (
                (self._channel_name, self._channel),
                (self._threshold_name, self._threshold()),
                (None, self._invert),
                (self._marked_name, self._marked),
            )
        ):
            if label is not None:
                label.setBuddy(field)
                grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
        for part in (self._channel_name, self._channel):
            part.setVisible(several)

    def _threshold(self) -> QWidget:
        """A slider and a spin box for the same number."""
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("thresholdSlider")
        self._spin = QSpinBox()
        self._spin.setObjectName("thresholdSpin")
        self._spin.setFixedWidth(64)
        # The style sheet's padding doesn't reach the text of a spin box.
        self._spin.lineEdit().setTextMargins(TIGHT, 0, 0, 0)
        for widget in (self._slider, self._spin):
            widget.setRange(1, 255)
        self._slider.valueChanged.connect(self._spin.setValue)
        self._spin.valueChanged.connect(self._slider.setValue)
        self._spin.valueChanged.connect(self._show_reading)
        both = QWidget()
        both.setFocusProxy(self._slider)
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(WIDE)
        row.addWidget(self._slider, 1)
        row.addWidget(self._spin)
        return both

    def _add_buttons(self, layout: QVBoxLayout) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._apply = QPushButton()
        self._apply.setObjectName("applyImportButton")
        self._apply.setProperty("primary", True)
        self._apply.setDefault(True)
        buttons.addButton(self._apply, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(lambda: self.chosen.emit(self.reading))
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)

    def _channel_chosen(self) -> None:
        """Begin with what the channel most likely means."""
        likely = self._image.likely(self.reading.channel)
        with QSignalBlocker(self._invert):
            self._invert.setChecked(likely.inverted)
        with QSignalBlocker(self._spin):
            self._spin.setValue(likely.threshold)
        self._slider.setValue(likely.threshold)
        self._preview.show_channel(self._image.planes[likely.channel].small)
        self._show_reading()

    def _show_reading(self) -> None:
        self._preview.show_reading(self.reading)
        self._show_marked()

    def _show_marked(self) -> None:
        text = coverage_text(self._image.coverage(self.reading))
        if self._image.is_scaled:
            text = self.tr("about {percent}").format(percent=text)
        self._marked.setText(self.tr("Applying…") if self._is_making else text)


class _Preview(Translated, QWidget):
    """The picture with the mask over it, as the canvas would show both.

    A threshold is nothing but another colour table, so that it follows the slider at once.
    """

    def __init__(self, ground: Ground) -> None:
        super().__init__()
        self.setObjectName("importPreview")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._picture = PictureCache(ground.picture)
        self._colour = ground.colour.rgba()
        self._values = b""
        self._mask = QImage()
        self._retranslate()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Preview of the mask on the picture"))

    def show_channel(self, small: Image.Image) -> None:
        """Take another channel ("L", of the picture's shape)."""
        self._values = small.tobytes()
        width, height = small.size
        form = QImage.Format.Format_Indexed8
        self._mask = QImage(self._values, width, height, width, form)

    def show_reading(self, reading: Reading) -> None:
        """Mark what this reading marks."""
        self._mask.setColorTable(
            [self._colour if value else _TRANSPARENT for value in reading.table]
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        view = Size(math.ceil(self.width() * ratio), math.ceil(self.height() * ratio))
        picture = self._picture.picture.size
        viewport = Viewport.fitting(picture, view)
        zoom = viewport.zoom
        painter = QPainter(self)
        painter.scale(1 / ratio, 1 / ratio)
        painter.drawImage(0, 0, self._picture.image(viewport, QColor(colours().surround)))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(
            QRectF(
                viewport.origin_x, viewport.origin_y, picture.width * zoom, picture.height * zoom
            ),
            self._mask,
        )
