"""A small cross over each pane: where the pointer is in the other one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from app.canvas.geometry import Point
from app.canvas.picture import Picture
from app.ui.canvas_view import CanvasView
from app.ui.comparison_view import ComparisonView

_ARM, _GAP = 9, 3
_SIDE = 2 * _ARM + 3


class Crosshairs(QObject):
    """Follows the pointer over either pane, and the panes when they change below it."""

    def __init__(self, canvas: CanvasView, comparison: ComparisonView, parent: QObject) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._comparison = comparison
        self._original: Picture | None = None
        self._over_canvas: Point | None = None  # where the pointer is, in picture pixels
        self._over_result: Point | None = None
        self._on_canvas = Crosshair(canvas)
        self._on_result = Crosshair(comparison)
        canvas.pointerMoved.connect(self._on_canvas_pointed)
        comparison.pointerMoved.connect(self._on_result_pointed)
        # Each pane becomes another size after the other, and shows another part then.
        canvas.viewChanged.connect(self._mark_canvas)
        comparison.viewChanged.connect(self._mark_result)

    def compare(self, original: Picture | None) -> None:
        """The canvas has this picture, and a result is beside it; None where none is."""
        self._original = original
        self._mark_canvas()
        self._mark_result()

    def _on_canvas_pointed(self, point: Point | None) -> None:
        self._over_canvas = point
        self._mark_result()

    def _on_result_pointed(self, point: Point | None) -> None:
        self._over_result = point
        self._mark_canvas()

    def _mark_result(self) -> None:
        """Mark the places of the result over whose counterpart the pointer is."""
        point, original, comparison = self._over_canvas, self._original, self._comparison
        # Not under a stroke: there the eye is on the brush, and each repaint costs.
        if point is None or original is None or self._canvas.is_painting:
            self._on_result.show_at([])
            return
        fraction = Point(point.x / original.size.width, point.y / original.size.height)
        inside = 0 <= fraction.x < 1 and 0 <= fraction.y < 1
        self._on_result.show_at(comparison.places_of(fraction) if inside else [])

    def _mark_canvas(self) -> None:
        """Mark the same place of the original."""
        point, original = self._over_result, self._original
        fraction = self._comparison.fraction_at(point) if point is not None else None
        if fraction is None or original is None:
            self._on_canvas.show_at([])
            return
        place = QPointF(fraction.x * original.size.width, fraction.y * original.size.height)
        self._on_canvas.show_at([self._canvas.imageToWidget(place)])


class Crosshair:
    """Marks places of a pane: one, or four when each candidate of a grid has such a place."""

    def __init__(self, pane: QWidget) -> None:
        self._pane = pane
        self._crosses: list[_Cross] = []

    def show_at(self, places: Sequence[QPointF]) -> None:
        """Mark these places (logical pixels of the pane) and no others."""
        while len(self._crosses) < len(places):
            self._crosses.append(_Cross(self._pane))
        for cross, place in zip(self._crosses, places, strict=False):
            cross.move(QPoint(round(place.x()) - _SIDE // 2, round(place.y()) - _SIDE // 2))
            cross.show()
        for cross in self._crosses[len(places) :]:
            cross.hide()


class _Cross(QWidget):
    """A widget of its own: when it moves, Qt repaints what it covered and nothing else."""

    def __init__(self, pane: QWidget) -> None:
        super().__init__(pane)
        self.setObjectName("crosshair")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedSize(_SIDE, _SIDE)
        self._drawn = QPixmap()

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if self._drawn.devicePixelRatio() != ratio or self._drawn.isNull():
            self._drawn = _drawn_cross(ratio)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._drawn)


def _drawn_cross(ratio: float) -> QPixmap:
    """Light arms with dark edges, which leave the place itself free."""
    pixmap = QPixmap(round(_SIDE * ratio), round(_SIDE * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    middle, length = _SIDE // 2, _ARM - _GAP
    for edge, colour in ((1, QColor(0, 0, 0, 170)), (0, QColor(255, 255, 255))):
        width, reach = 1 + 2 * edge, length + 2 * edge
        for start in (middle - _ARM - edge, middle + _GAP + 1 - edge):
            painter.fillRect(start, middle - edge, reach, width, colour)
            painter.fillRect(middle - edge, start, width, reach, colour)
    painter.end()
    return pixmap
