"""What the status bar tells: zoom, size, the pixel under the pointer, coverage, and a hint."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.ui.language import Translated
from app.ui.texts import coverage_text, percent, shortened
from app.ui.theme import NORMAL, colours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.canvas.geometry import Point
    from app.canvas.picture import Picture
    from app.ui.picture_view import PictureView

# The pointer moves many times between two pictures of the screen; nobody reads as fast.
_POINTER_MS = 50
_SWATCH = 12
_LARGEST_ZOOM = 3200  # %

Colour = tuple[int, int, int, int]


class StatusLine(Translated, QWidget):
    """Each figure has a place of its own, wide enough for any that the open pictures have, so that
    nothing jumps; the rest is the hint's.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self._views: list[PictureView] = []
        self._pointed: PictureView | None = None
        self._point: Point | None = None
        self._marked: float | None = None
        self._room_for = 0, False  # the longer side of what is open, and whether it has alpha
        self._zoom = _place("zoomLabel")
        self._size = _place("sizeLabel")
        self._place = _place("positionLabel")
        self._swatch = Swatch()
        self._colour = _place("colourLabel")
        self._coverage = _place("markedLabel")
        self._hint = HintLabel()
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
        _fit(self._zoom, percent(_LARGEST_ZOOM))
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

    def set_painting(self, on: bool) -> None:
        """Whether there is something for the tool, and with it a use for the hint."""
        self._hint.setVisible(on)

    def _coverage_words(self, coverage: float) -> str:
        return self.tr("Marked {share}").format(share=coverage_text(coverage))

    def _show_view(self) -> None:
        shown = [(view, view.picture) for view in self._views if view.picture is not None]
        if not shown:
            self._zoom.clear()
            self._size.clear()
            return
        view, picture = shown[0]
        zoom = view.viewport.zoom * 100
        self._zoom.setText(percent(zoom, 0 if zoom >= 100 or zoom == round(zoom) else 1))
        self._size.setText(f"{picture.size} px")
        self._make_room([picture for _view, picture in shown])

    def _make_room(self, pictures: Sequence[Picture]) -> None:
        """Have the places as wide as these pictures need, once for as long as they are open."""
        longest = max(max(picture.size.width, picture.size.height) for picture in pictures)
        has_alpha = any(picture.has_alpha for picture in pictures)
        if (longest, has_alpha) == self._room_for:
            return
        self._room_for = longest, has_alpha
        # Far outside the picture there may be some more figures: four are enough for most.
        number = "8" * max(4, len(str(longest)))
        _fit(self._size, self._size.text())
        _fit(self._place, f"-{number}, -{number}")
        _fit(self._colour, "#dddddd · 88 %" if has_alpha else "#dddddd")

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


class HintLabel(QLabel):
    """One line of several parts: as many of them as there is room for; the tool tip has all."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("hintLabel")
        self.setProperty("role", "muted")
        self._text = ""
        self.setContentsMargins(NORMAL, 0, NORMAL, 0)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)

    def set_text(self, text: str) -> None:
        """Show another text; its parts are parted by middle dots."""
        self._text = text
        # For whoever has the screen read out.
        self.setAccessibleName(text)
        self._shorten()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shorten()

    def _shorten(self) -> None:
        short = shortened(self._text, self.fontMetrics(), self.contentsRect().width())
        self.setText(short)
        self.setToolTip(self._text if short != self._text else "")


def _place(name: str, longest: str = "") -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(even_figures(label.font()))
    label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
    _fit(label, longest)
    return label


def _fit(label: QLabel, longest: str) -> None:
    label.setMinimumWidth(label.fontMetrics().horizontalAdvance(longest) + 4)
    label.setIndent(label.indent())  # or one without a text would still ask for the room of before


def even_figures(font: QFont) -> QFont:
    """The same font with figures that are all equally wide."""
    even = QFont(font)
    even.setFeature(QFont.Tag("tnum"), 1)
    return even
