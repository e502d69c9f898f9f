"""What the status bar tells: zoom, size, the pixel under the pointer, coverage, and a hint."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.ui.language import Translated
from app.ui.texts import coverage_text, percent
from app.ui.theme import NORMAL, colours

if TYPE_CHECKING:
    from app.canvas.geometry import Point
    from app.ui.picture_view import PictureView

# The pointer moves many times between two pictures of the screen; nobody reads as fast.
_POINTER_MS = 50
_SWATCH = 12

Colour = tuple[int, int, int, int]


class StatusLine(Translated, QWidget):
    """Each figure has a place of its own, wide enough for any, so that nothing jumps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self._views: list[PictureView] = []
        self._pointed: PictureView | None = None
        self._point: Point | None = None
        self._marked: float | None = None
        self._zoom = _place("zoomLabel", "3200 %")
        self._size = _place("sizeLabel", "88888 × 88888 px")
        self._place = _place("positionLabel", "-88888, -88888")
        self._swatch = Swatch()
        self._colour = _place("colourLabel", "#dddddd · 88 %")
        self._coverage = _place("markedLabel")
        self._hint = ElidedLabel()
        self._hint.setObjectName("hintLabel")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(NORMAL, 0, NORMAL, 0)
        layout.setSpacing(NORMAL)
        for widget in (self._zoom, self._size, self._place, self._swatch, self._colour):
            layout.addWidget(widget)
        layout.addWidget(self._coverage)
        layout.addWidget(self._hint, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_POINTER_MS)
        self._timer.timeout.connect(self._show_pixel)
        self._retranslate()

    def _retranslate(self) -> None:
        _fit(self._coverage, self._coverage_words(0.888))
        self.set_coverage(self._marked)
        self._show_view()
        self._show_pixel()

    def watch(self, *views: PictureView) -> None:
        """Tell of the zoom of the first view that shows a picture, and of the pointer over any."""
        self._views.extend(views)
        for view in views:
            view.viewChanged.connect(self._show_view)
            view.pointerMoved.connect(partial(self._pointer_moved, view))

    def set_coverage(self, coverage: float | None) -> None:
        """The white share of the mask, 0 to 1; None where there is no mask."""
        self._marked = coverage
        self._coverage.setText("" if coverage is None else self._coverage_words(coverage))

    def set_hint(self, hint: str) -> None:
        """One line about the chosen tool."""
        self._hint.set_text(hint)

    def _coverage_words(self, coverage: float) -> str:
        return self.tr("Marked {share}").format(share=coverage_text(coverage))

    def _show_view(self) -> None:
        view = next((view for view in self._views if view.picture is not None), None)
        if view is None or view.picture is None:
            self._zoom.clear()
            self._size.clear()
            return
        zoom = view.viewport.zoom * 100
        self._zoom.setText(percent(zoom, 0 if zoom >= 100 or zoom == round(zoom) else 1))
        self._size.setText(f"{view.picture.size} px")

    def _pointer_moved(self, view: PictureView, point: Point | None) -> None:
        self._pointed, self._point = view, point
        if not self._timer.isActive():
            self._timer.start()

    def _show_pixel(self) -> None:
        picture = self._pointed.picture if self._pointed is not None else None
        point = self._point
        if point is None or picture is None:
            self._place.clear()
            self._show_colour(None)
            return
        x, y = math.floor(point.x), math.floor(point.y)
        self._place.setText(f"{x}, {y}")
        inside = 0 <= x < picture.size.width and 0 <= y < picture.size.height
        self._show_colour((*picture.colour_at(x, y), picture.alpha_at(x, y)) if inside else None)

    def _show_colour(self, colour: Colour | None) -> None:
        self._swatch.set_colour(colour)
        if colour is None:
            self._colour.clear()
            return
        red, green, blue, alpha = colour
        text = f"#{red:02x}{green:02x}{blue:02x}"
        if alpha == 0:
            text = self.tr("transparent")
        elif alpha < 255:
            text += f" · {percent(alpha / 2.55)}"
        self._colour.setText(text)


class Swatch(QWidget):
    """A small field of one colour, over a checkerboard where it is transparent."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(QSize(_SWATCH, _SWATCH))
        self._colour: Colour | None = None

    @property
    def colour(self) -> Colour | None:
        """Red, green, blue and alpha, if any."""
        return self._colour

    def set_colour(self, colour: Colour | None) -> None:
        """Show another colour, or nothing."""
        if colour != self._colour:
            self._colour = colour
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._colour is None:
            return
        painter = QPainter(self)
        inside = self.rect().adjusted(1, 1, -1, -1)
        half = inside.width() // 2
        painter.fillRect(inside, QColor("#ffffff"))
        for x, y in ((0, 0), (half, half)):
            painter.fillRect(QRect(1 + x, 1 + y, half, half), QColor("#a8a8a8"))
        painter.fillRect(inside, QColor(*self._colour))
        painter.setPen(QColor(colours().muted))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class ElidedLabel(QLabel):
    """One line that is cut short where there is no room; the tool tip has all of it."""

    def __init__(self) -> None:
        super().__init__()
        self._text = self._short = ""
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_text(self, text: str) -> None:
        """Show another text."""
        self._text = text
        # For whoever has the screen read out.
        self.setAccessibleName(text)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room, right = self._room, Qt.TextElideMode.ElideRight
        self._short = self.fontMetrics().elidedText(self._text, right, room.width())
        self.setToolTip(self._text if self._short != self._text else "")
        self.update()

    @property
    def _room(self) -> QRect:
        return self.contentsRect().adjusted(NORMAL, 0, -NORMAL, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(colours().muted))
        painter.drawText(self._room, self.alignment(), self._short)


def _place(name: str, longest: str = "") -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(even_figures(label.font()))
    _fit(label, longest)
    return label


def _fit(label: QLabel, longest: str) -> None:
    label.setFixedWidth(label.fontMetrics().horizontalAdvance(longest) + 4)


def even_figures(font: QFont) -> QFont:
    """The same font with figures that are all equally wide."""
    even = QFont(font)
    even.setFeature(QFont.Tag("tnum"), 1)
    return even
