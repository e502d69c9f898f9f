"""The result beside the original; a grid is shown whole, and its quadrants can be picked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from app.canvas.geometry import Rect, Size
from app.canvas.picture import Picture
from app.ui.picture_view import PictureView
from app.ui.shared_view import SharedView
from app.ui.theme import colours

_BADGE = 24


class ComparisonView(PictureView):
    """Shows a result. `candidatePicked` says which quadrant of a grid was clicked, 1 to 4."""

    candidatePicked = Signal(int)

    def __init__(self, shared: SharedView, parent: QWidget | None = None) -> None:
        super().__init__(shared, parent)
        self.setObjectName("comparisonView")
        self._is_grid = False
        self._picked: int | None = None
        self._hovered: int | None = None
        self._caption = ""

    def show_result(self, picture: Picture | None, *, is_grid: bool, caption: str = "") -> None:
        """Show a picture; of a grid each quadrant can be picked."""
        if (picture, is_grid, caption) == (self.picture, self._is_grid, self._caption):
            return
        self._is_grid = is_grid
        self._hovered = None
        self._caption = caption
        if picture is not self.picture:
            self.set_picture(picture)
        self.refresh_cursor()
        self.update()

    def set_picked(self, number: int | None) -> None:
        """Mark a quadrant as the picked one."""
        self._picked = number
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_panning = self.is_panning
        super().mouseReleaseEvent(event)
        number = self._number_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and number and not was_panning:
            self.candidatePicked.emit(number)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self._number_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(None)

    def own_cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.PointingHandCursor if self._is_grid else Qt.CursorShape.ArrowCursor

    def pans_with(self, button: Qt.MouseButton) -> bool:
        # Nothing is painted here, so a plain drag pans, unless a click picks a candidate.
        if button == Qt.MouseButton.LeftButton and not self._is_grid:
            return True
        return super().pans_with(button)

    def _hover(self, number: int | None) -> None:
        if number != self._hovered:
            self._hovered = number
            self.update()

    def _number_at(self, position: QPointF) -> int | None:
        picture = self.picture
        if picture is None or not self._is_grid:
            return None
        point = self.picture_point(position)
        for number, rect in enumerate(quadrants(picture.size), 1):
            if rect.x <= point.x < rect.right and rect.y <= point.y < rect.bottom:
                return number
        return None

    def paint_layers(self, painter: QPainter) -> None:
        picture = self.picture
        if picture is not None and self._is_grid:
            for number, rect in enumerate(quadrants(picture.size), 1):
                self._paint_quadrant(painter, number, rect)
        if self._caption:
            self._paint_caption(painter)

    def _paint_quadrant(self, painter: QPainter, number: int, rect: Rect) -> None:
        start = self.imageToWidget(QPointF(rect.x, rect.y))
        end = self.imageToWidget(QPointF(rect.right, rect.bottom))
        area = QRectF(start, end)
        active = number in {self._picked, self._hovered}
        if active:
            width = 3 if number == self._picked else 2
            accent = QColor(colours().accent if number == self._picked else "#ffffff")
            painter.setPen(QPen(accent, width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inset = width / 2
            painter.drawRect(area.adjusted(inset, inset, -inset, -inset))
        badge = QRectF(area.left() + 8, area.top() + 8, _BADGE, _BADGE)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours().accent) if active else QColor(0, 0, 0, 150))
        painter.drawRoundedRect(badge, 6, 6)
        painter.setPen(QColor("#ffffff"))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(number))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _paint_caption(self, painter: QPainter) -> None:
        metrics = painter.fontMetrics()
        width, height = metrics.horizontalAdvance(self._caption) + 20, metrics.height() + 8
        box = QRectF((self.width() - width) / 2, 10, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 160))
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setPen(QColor("#ffffff"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._caption)


def quadrants(size: Size) -> tuple[Rect, Rect, Rect, Rect]:
    """The four candidates of a grid, numbered as the service does: along the rows."""
    middle_x, middle_y = size.width // 2, size.height // 2
    left, right = (0, middle_x), (size.width - middle_x, size.width)
    top, bottom = (0, middle_y), (size.height - middle_y, size.height)
    return (
        Rect.from_edges(left[0], top[0], left[1], top[1]),
        Rect.from_edges(right[0], top[0], right[1], top[1]),
        Rect.from_edges(left[0], bottom[0], left[1], bottom[1]),
        Rect.from_edges(right[0], bottom[0], right[1], bottom[1]),
    )
