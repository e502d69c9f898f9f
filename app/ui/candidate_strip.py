"""Thumbnails of a result: the whole grid and its four candidates."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QApplication, QButtonGroup, QHBoxLayout, QToolButton, QWidget

from app.canvas.geometry import Rect, Size, quadrants
from app.ui.language import Translated
from app.ui.number_badge import paint_number
from app.ui.picture_cache import level_image
from app.ui.tab_order import rove
from app.ui.theme import TIGHT

if TYPE_CHECKING:
    from app.canvas.picture import Picture

THUMBNAIL = 44
_BORDER = 3
_BADGE, _INSET = 15, 2


class CandidateStrip(Translated, QWidget):
    """`picked` says what was clicked: 0 for the whole grid, 1 to 4 for a candidate."""

    picked = Signal(int)
    dragged = Signal(int)
    """A thumbnail is being pulled away; its number as in `picked`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("candidateStrip")
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(TIGHT)
        self._layout.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self._picture: Picture | None = None
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.picked)
        self._retranslate()
        self.hide()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Candidates"))
        for button in self._group.buttons():
            number = self._group.id(button)
            if number:
                name = self.tr("Candidate {number}").format(number=number)
            else:
                name = self.tr("The whole grid")
            button.setToolTip(f"{name} ({number})")
            button.setAccessibleName(name)

    def show_picture(self, picture: Picture | None, *, is_grid: bool) -> None:
        """Show the thumbnails of a grid; of anything else there is nothing to pick."""
        if not is_grid:
            picture = None
        if picture is self._picture:
            return
        self._picture = picture
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._layout.removeWidget(button)
            button.deleteLater()
        self.setVisible(picture is not None)
        if picture is None:
            return
        for number in range(5):
            self._add(number)
        self._draw()
        self._retranslate()
        self.set_picked(None)
        rove(self._group.buttons())

    def set_picked(self, number: int | None) -> None:
        """Mark a candidate, or the whole grid for None."""
        button, buttons = self._group.button(number or 0), self._group.buttons()
        if button is not None:
            button.setChecked(True)
            if any(other.hasFocus() for other in buttons):
                button.setFocus()

    @property
    def held(self) -> Thumbnail | None:
        """The one that is being pulled away."""
        found = self.findChildren(Thumbnail)
        return next((thumbnail for thumbnail in found if thumbnail.is_pulled), None)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._draw()
        return super().event(event)

    def _draw(self) -> None:
        """Draw the thumbnails, as sharp as the screen is."""
        picture, scale = self._picture, math.ceil(self.devicePixelRatioF())
        if picture is not None:
            whole = Rect.of_size(picture.size)
            for number, rect in enumerate((whole, *quadrants(picture.size))):
                self._group.button(number).setIcon(QIcon(thumbnail(picture, rect, scale)))

    def _add(self, number: int) -> None:
        button = Thumbnail(number)
        button.dragged.connect(self.dragged)
        button.setObjectName("candidate")
        button.setCheckable(True)
        button.setIconSize(QSize(THUMBNAIL, THUMBNAIL))
        button.setFixedSize(THUMBNAIL + 2 * _BORDER, THUMBNAIL + 2 * _BORDER)
        self._group.addButton(button, number)
        self._layout.addWidget(button)


class Thumbnail(QToolButton):
    """A picture with its number in the corner; the whole grid has none."""

    dragged = Signal(int)

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self._pressed_at: QPoint | None = None
        self.is_pulled = False

    def let_go(self) -> None:
        """It was pulled away, so that its release is no click."""
        self._pressed_at = None
        self.is_pulled = False
        self.setDown(False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._pressed_at is None or self.is_pulled:
            return
        way = (event.position().toPoint() - self._pressed_at).manhattanLength()
        if way >= QApplication.startDragDistance():
            self.is_pulled = True
            self.dragged.emit(self._number)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._pressed_at = None
        self.is_pulled = False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._number:
            painter = QPainter(self)
            corner = QPointF(_BORDER + _INSET, _BORDER + _INSET)
            paint_number(painter, corner, _BADGE, self._number, active=self.isChecked())


def thumbnail(picture: Picture, rect: Rect, scale: int) -> QPixmap:
    """A part of a picture as a square of THUMBNAIL logical pixels, cut from a small level."""
    pixmap = QPixmap.fromImage(thumbnail_image(picture, rect, scale))
    pixmap.setDevicePixelRatio(max(1, scale))
    return pixmap


def thumbnail_image(picture: Picture, rect: Rect, scale: int) -> QImage:
    """The same for any thread, with `scale` device pixels to a logical one."""
    side = THUMBNAIL * max(1, scale)
    index = 0
    while (
        index + 1 < len(picture.levels) and min(rect.width, rect.height) / 2 ** (index + 1) >= side
    ):
        index += 1
    level = picture.levels[index]
    part = _scaled(rect, 2**index).intersected(Rect.of_size(level.size))
    image = level_image(level, picture.has_alpha).copy(
        QRect(part.x, part.y, part.width, part.height)
    )
    square = _middle_square(Size(part.width, part.height))
    return image.copy(QRect(square.x, square.y, square.width, square.height)).scaled(
        side, side, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


def _scaled(rect: Rect, step: int) -> Rect:
    return Rect(rect.x // step, rect.y // step, -(-rect.width // step), -(-rect.height // step))


def _middle_square(size: Size) -> Rect:
    side = min(size.width, size.height)
    return Rect((size.width - side) // 2, (size.height - side) // 2, side, side)
