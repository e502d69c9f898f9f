"""The result beside the original, and the ways to compare them; of a grid a quadrant is picked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from app.canvas.difference import THRESHOLD, Difference
from app.canvas.geometry import Point, Rect
from app.canvas.mask_pyramid import MaskPyramid
from app.canvas.picture import Picture
from app.ui.compare_counterparts import Counterparts
from app.ui.compare_modes import CompareMode
from app.ui.compare_notes import (
    paint_candidate,
    paint_caption,
    paint_hint,
    paint_legend,
    paint_sides,
    paint_veil,
)
from app.ui.compare_swipe import SwipeLine
from app.ui.picture_view import PictureView
from app.ui.shared_view import SharedView
from app.ui.texts import coverage_text
from app.ui.theme import colours


class ComparisonView(PictureView):
    """Shows a result, and with it the original in the way that is chosen.

    `candidatePicked` says which quadrant of a grid was clicked, 1 to 4.
    """

    candidatePicked = Signal(int)

    def __init__(self, shared: SharedView, parent: QWidget | None = None) -> None:
        super().__init__(shared, parent)
        self.setObjectName("comparisonView")
        self._is_grid = False
        self._picked: int | None = None
        self._hovered: int | None = None
        self._caption = ""
        self._is_faded = False
        self._mode = CompareMode.SIDE_BY_SIDE
        self._counterparts = Counterparts()
        self._shares: tuple[str, ...] = ()
        self._verdict = ""
        self._shows_original = False
        self._over_line = False
        self._line = SwipeLine()

    # What is shown

    def show_result(
        self, picture: Picture | None, *, is_grid: bool, caption: str = "", faded: bool = False
    ) -> None:
        """Show a picture; of a grid each quadrant can be picked. `faded`: nothing came of it."""
        shown = (self.picture, self._is_grid, self._caption, self._is_faded)
        if (picture, is_grid, caption, faded) == shown:
            return
        self._is_grid = is_grid
        self._hovered = None
        self._caption = caption
        self._is_faded = faded
        if picture is not self.picture:
            self.set_picture(picture)
        self._counterparts.set_result(picture, is_grid=is_grid)
        self.refresh_cursor()
        self.update()

    def set_picked(self, number: int | None) -> None:
        """Mark a quadrant as the picked one."""
        self._picked = number
        self.update()

    def set_original(self, original: Picture | None) -> None:
        """What the result is compared with; None when there is nothing to compare."""
        if original is not self._counterparts.original:
            self._counterparts.set_original(original)
            self.refresh_cursor()
            self.update()

    def set_mode(self, mode: CompareMode) -> None:
        """Compare in another way. Zoom and pan stay."""
        self._mode = mode
        self._line.let_go()
        self._over_line = False
        self.refresh_cursor()
        self.update()

    def set_differences(
        self, found: Sequence[Difference | None], mask: MaskPyramid | None, verdict: str
    ) -> None:
        """What the result (each quadrant of a grid) changed, as far as it is known by now.

        `mask` is the one that was sent, if that is known; `verdict` sums it up in words.
        """
        self._counterparts.set_heats([one.heat if one else None for one in found], mask)
        self._shares = tuple(coverage_text(one.share_outside) if one else "" for one in found)
        each = ", ".join(
            self.tr("candidate {number} {share}").format(number=number, share=share)
            for number, share in enumerate(self._shares, 1)
            if share and len(found) > 1
        )
        spoken = f"{verdict}: {each}" if each else verdict
        self.setAccessibleDescription(f"{spoken}. {self._rule}" if any(found) else spoken)
        self._verdict = verdict
        self.update()

    def set_outline(self, mask: MaskPyramid | None) -> None:
        """Outline this mask on the result, on each candidate of a grid; None for none."""
        if self._counterparts.set_outline(mask):
            self.update()

    def set_showing_original(self, on: bool) -> None:
        """Show the original in the result's place, as long as a key is held."""
        if on != self._shows_original:
            self._shows_original = on
            self.update()

    def places_of(self, fraction: Point) -> list[QPointF]:
        """Where a place of the original, in fractions of it, is in this pane: in a grid four."""
        points = self._counterparts.places_of(fraction)
        return [self.imageToWidget(QPointF(point.x, point.y)) for point in points]

    def fraction_at(self, point: Point) -> Point | None:
        """The place of the original, in fractions of it, that a place of the result goes with."""
        return self._counterparts.fraction_at(point)

    @property
    def _rule(self) -> str:
        return self.tr("A pixel counts that differs by {number} of 255 or more.").format(
            number=THRESHOLD
        )

    # Pointer and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._takes_line(event.button(), event.position()):
            self._line.take(event.position(), self.size())
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._line.is_dragged:
            self.update(self._line.drag(event.position(), self.size()))
            return
        on_line = self._is_on_line(event.position())
        self._hover(None if on_line else self._number_at(event.position()))
        if on_line != self._over_line:
            self._over_line = on_line
            self.refresh_cursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_free = not self.is_panning and not self._line.is_dragged
        self._line.let_go()
        super().mouseReleaseEvent(event)
        number = self._number_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and number and was_free:
            self.candidatePicked.emit(number)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(None)

    def event(self, event: QEvent) -> bool:
        # Elsewhere these keys pick candidates; here they are the line's, while there is one.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._swipes
            and SwipeLine.is_moved_by(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._swipes and SwipeLine.is_moved_by(event):
            self.update(self._line.move(event, self.size()))
        else:
            super().keyPressEvent(event)

    def can_peek(self) -> bool:
        return self._counterparts.original is not None

    def own_cursor(self) -> Qt.CursorShape:
        if self._over_line or self._line.is_dragged:
            return Qt.CursorShape.SplitHCursor
        return Qt.CursorShape.PointingHandCursor if self._is_grid else Qt.CursorShape.ArrowCursor

    def pans_with(self, button: Qt.MouseButton) -> bool:
        # Nothing is painted here, so a plain drag pans, unless a click picks a candidate.
        if button == Qt.MouseButton.LeftButton and not self._is_grid:
            return True
        return super().pans_with(button)

    @property
    def _swipes(self) -> bool:
        return self._mode is CompareMode.SWIPE and self._counterparts.are_there

    def _is_on_line(self, position: QPointF) -> bool:
        return self._swipes and self._line.is_near(position, self.size())

    def _takes_line(self, button: Qt.MouseButton, position: QPointF) -> bool:
        # With the space bar a press pans, also here.
        pans = super().pans_with(button)
        return button == Qt.MouseButton.LeftButton and not pans and self._is_on_line(position)

    def _hover(self, number: int | None) -> None:
        if number != self._hovered:
            self._hovered = number
            self.update()

    def _number_at(self, position: QPointF) -> int | None:
        return self._counterparts.candidate_at(self.picture_point(position))

    # Layers over the result

    def paint_mask(self, painter: QPainter) -> None:
        parts, surround = self._counterparts, QColor(colours().surround)
        place = self.viewport, surround, self.devicePixelRatioF()
        shows_heats = self._mode is CompareMode.DIFFERENCE and parts.are_there
        if self._is_faded:
            paint_veil(painter, self.size())
        if self._shows_original:
            parts.draw_originals(painter, *place)
            return
        if self._mode is CompareMode.SWIPE:
            painter.save()
            left = QRect(0, 0, self._line.x(self.size()), self.height())
            painter.setClipRect(left, Qt.ClipOperation.IntersectClip)
            parts.draw_originals(painter, *place)
            painter.restore()
        elif shows_heats:
            parts.draw_heats(painter, *place)
        if not (self._mode is CompareMode.DIFFERENCE and parts.differ):
            parts.draw_outlines(painter, self.viewport, self.devicePixelRatioF())

    def paint_layers(self, painter: QPainter) -> None:
        differs = self._mode is CompareMode.DIFFERENCE and self._counterparts.are_there
        for number, rect in enumerate(self._counterparts.places if self._is_grid else (), 1):
            paint_candidate(
                painter,
                self._area(rect),
                number,
                self._share_of(number) if differs else "",
                picked=number == self._picked,
                hovered=number == self._hovered,
            )
        if self._counterparts.are_there and self._shows_original:
            paint_caption(painter, self.size(), self.tr("Original"))
            return
        if self._caption and not (self._counterparts.are_there and self._mode is CompareMode.SWIPE):
            paint_caption(painter, self.size(), self._caption)
        if self._counterparts.are_there:
            self._paint_mode(painter)

    def _paint_mode(self, painter: QPainter) -> None:
        size = self.size()
        match self._mode:
            case CompareMode.SWIPE:
                names = self.tr("Original"), self._caption or self.tr("Result")
                paint_sides(painter, size, self._line.x(size), *names)
                self._line.paint(painter, size)
            case CompareMode.BLINK:
                paint_hint(painter, size, self.tr("Hold \\ or Tab to see the original"))
            case CompareMode.DIFFERENCE if self._counterparts.differ:
                low = self.tr("from {number}").format(number=THRESHOLD)
                paint_legend(painter, size, self._verdict, low, "255")
            case CompareMode.DIFFERENCE:
                paint_hint(painter, size, self._verdict)
            case CompareMode.SIDE_BY_SIDE:
                pass

    def _share_of(self, number: int) -> str:
        return self._shares[number - 1] if number <= len(self._shares) else ""

    def _area(self, rect: Rect) -> QRectF:
        start = self.imageToWidget(QPointF(rect.x, rect.y))
        return QRectF(start, self.imageToWidget(QPointF(rect.right, rect.bottom)))
