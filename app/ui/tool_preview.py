"""What a gesture would do if it ended now, drawn over the mask."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from app.canvas.geometry import Point, Size
from app.canvas.viewport import Viewport
from app.tools.tool import Outline, Preview

_MARGIN = 3
_DASH = [4.0, 4.0]
_DARK, _LIGHT = QColor(0, 0, 0, 220), QColor(255, 255, 255, 240)
_TAKEN_AWAY = QColor(0, 0, 0, 90)


class ToolPreview:
    """A preview in a view's logical pixels."""

    def __init__(self) -> None:
        self._preview: Preview | None = None
        self._viewport = Viewport(Size(1, 1), Size(1, 1))
        self._ratio = 1.0
        self._path = QPainterPath()
        self._spots: list[QPointF] = []  # the preview's points in the view

    def show(self, preview: Preview | None, viewport: Viewport, ratio: float) -> QRectF:
        """Show another preview, or the same elsewhere; returns what is to be repainted."""
        if preview == self._preview and (viewport, ratio) == (self._viewport, self._ratio):
            return QRectF()
        before = self._bounds()
        points = preview.points if preview is not None else ()
        known = self._known(points) if (viewport, ratio) == (self._viewport, self._ratio) else 0
        self._preview, self._viewport, self._ratio = preview, viewport, ratio
        self._spots[known:] = [self._view(point) for point in points[known:]]
        self._path = self._make_path()
        return before.united(self._bounds())

    def _known(self, points: tuple[Point, ...]) -> int:
        """How many points at the beginning are shown already: a lasso has thousands, and each
        move adds one.
        """
        shown = self._preview.points if self._preview is not None else ()
        for count in (len(shown), len(shown) - 1):
            if 0 < count <= len(points) and points[:count] == shown[:count]:
                return count
        return 0

    def paint(self, painter: QPainter, colour: QColor) -> None:
        """Draw it: `colour` is the mask's, alpha being its opacity."""
        if self._preview is None:
            return
        # Lines of one device pixel and hard edges, as the mask itself has them: a lasso of 3,000
        # points takes 1 ms so, and 40 with soft ones.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if self._preview.outline != Outline.LEASH:
            painter.fillPath(self._path, colour if self._preview.adds else _TAKEN_AWAY)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for shade, offset in ((_DARK, 0.0), (_LIGHT, _DASH[0])):
            pen = QPen(shade, 0)
            pen.setDashPattern(_DASH)
            pen.setDashOffset(offset)
            painter.setPen(pen)
            painter.drawPath(self._path)
        if self._preview.outline == Outline.PATH and len(self._preview.points) > 1:
            # Where a click closes the path.
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(_DARK, 1))
            painter.setBrush(_LIGHT)
            painter.drawEllipse(self._spots[0], 2.5, 2.5)

    def _make_path(self) -> QPainterPath:
        path = QPainterPath()
        if self._preview is None or not self._preview.points:
            return path
        points = self._spots
        match self._preview.outline:
            case Outline.RECTANGLE:
                path.addRect(QRectF(points[0], points[-1]).normalized())
            case Outline.ELLIPSE:
                path.addEllipse(QRectF(points[0], points[-1]).normalized())
            case Outline.PATH:
                path.addPolygon(QPolygonF([*points, points[0]]))
                path.setFillRule(Qt.FillRule.WindingFill)
            case Outline.LEASH:
                path.addPolygon(QPolygonF(points))
        return path

    def _bounds(self) -> QRectF:
        if self._path.isEmpty():
            return QRectF()
        return self._path.boundingRect().adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)

    def _view(self, point: Point) -> QPointF:
        there = self._viewport.to_view(point)
        return QPointF(there.x / self._ratio, there.y / self._ratio)
