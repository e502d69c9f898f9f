"""Thumbnails of a result: the whole grid and its four candidates, or the only picture."""

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
    from collections.abc import Iterable

    from app.canvas.picture import Picture

THUMBNAIL = 44
_BORDER = 3
_BADGE, _INSET = 15, 2


class CandidateStrip(Translated, QWidget):
    """`picked` says what was clicked: 0 for the whole grid, 1 to 4 for a candidate. Of a single
    picture there is nothing to pick: its thumbnail, too, is there to be dragged away.
    """

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
        self._is_grid = False
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.picked)
        self._retranslate()
        self.hide()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Candidates") if self._is_grid else self.tr("Result"))
        drag = self.tr("Drag it into another program")
        for button in self._group.buttons():
            number = self._group.id(button)
            if not self._is_grid:
                name = self.tr("Result")
            elif number:
                name = self.tr("Candidate {number}").format(number=number)
            else:
                name = self.tr("The whole grid")
            # Beside a single one it is written.
            button.setToolTip(f"{name} ({number})\n{drag}" if self._is_grid else "")
            button.setAccessibleName(name)
            button.setAccessibleDescription(drag)

    def show_picture(self, picture: Picture | None, *, is_grid: bool) -> None:
        """Show the thumbnails of a grid, or the one of a single picture; None for nothing."""
        if picture is self._picture and is_grid is self._is_grid:
            return
        numbers = () if picture is None else tuple(range(5)) if is_grid else (0,)
        self._picture, self._is_grid = picture, is_grid
        # A thumbnail that stays may be in somebody's hand.
        if len(numbers) != len(self._group.buttons()):
            self._have(numbers)
        self._draw()
        self._retranslate()
        self.set_picked(None)
        self.setVisible(picture is not None)

    def _have(self, numbers: Iterable[int]) -> None:
        """Have these thumbnails and no others."""
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._layout.removeWidget(button)
            button.deleteLater()
        for number in numbers:
            self._add(number)
        rove(self._group.buttons())

    def set_picked(self, number: int | None) -> None:
        """Mark a candidate, or the whole grid for None."""
        button, buttons = self._group.button(number or 0), self._group.buttons()
        if button is not None and self._is_grid:
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
            parts = (whole, *quadrants(picture.size)) if self._is_grid else (whole,)
            for number, rect in enumerate(parts):
                self._group.button(number).setIcon(QIcon(thumbnail(picture, rect, scale)))

    def _add(self, number: int) -> None:
        button = Thumbnail(number)
        button.dragged.connect(self.dragged)
        button.setObjectName("candidate")
        button.setCheckable(self._is_grid)
        if not self._is_grid:
            button.setCursor(Qt.CursorShape.OpenHandCursor)
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
        self._resting = self.cursor()
        self.is_pulled = False

    def let_go(self) -> None:
        """It was pulled away, so that its release is no click."""
        self._come_to_rest()
        self.setDown(False)

    def _come_to_rest(self) -> None:
        self._pressed_at = None
        if self.is_pulled:
            self.is_pulled = False
            self.setCursor(self._resting)

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
            # Until its file is there.
            self._resting = self.cursor()
            self.setCursor(Qt.CursorShape.BusyCursor)
            self.dragged.emit(self._number)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._come_to_rest()

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
