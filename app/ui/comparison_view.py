"""The result beside the original, and the ways to compare them; of a grid a quadrant is picked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from app.canvas.difference import THRESHOLD, Difference
from app.canvas.geometry import Point, Rect, quadrants
from app.canvas.mask_pyramid import MaskPyramid
from app.canvas.picture import Picture
from app.ui.compare_layers import AlignedOutline, AlignedPicture, aligned
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
        self._original: Picture | None = None
        self._originals: tuple[AlignedPicture, ...] = ()
        self._heats: tuple[AlignedPicture, ...] = ()
        self._mask: MaskPyramid | None = None
        self._outlines: tuple[AlignedOutline, ...] = ()
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
        self._align()
        self.refresh_cursor()
        self.update()

    def set_picked(self, number: int | None) -> None:
        """Mark a quadrant as the picked one."""
        self._picked = number
        self.update()

    def set_original(self, original: Picture | None) -> None:
        """What the result is compared with; None when there is nothing to compare."""
        if original is not self._original:
            self._original = original
            self._align()
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
        pairs = [
            (one.heat, place)
            for one, place in zip(found, self._places(), strict=False)
            if one is not None
        ]
        self._heats = aligned(pairs, self._heats, mask)
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
        if mask is not self._mask:
            self._mask = mask
            self._align_outlines()
            self.update()

    def set_showing_original(self, on: bool) -> None:
        """Show the original in the result's place, as long as a key is held."""
        if on != self._shows_original:
            self._shows_original = on
            self.update()

    def places_of(self, fraction: Point) -> list[QPointF]:
        """Where a place of the original, in fractions of it, is in this pane: in a grid four."""
        points = [layer.place_of(fraction) for layer in self._originals]
        return [self.imageToWidget(QPointF(point.x, point.y)) for point in points]

    def fraction_at(self, point: Point) -> Point | None:
        """The place of the original, in fractions of it, that a place of the result goes with."""
        for place in self._places() if self._originals else ():
            if place.x <= point.x < place.right and place.y <= point.y < place.bottom:
                return Point((point.x - place.x) / place.width, (point.y - place.y) / place.height)
        return None

    def _places(self) -> tuple[Rect, ...]:
        """Where in the picture there is a counterpart of the original."""
        picture = self.picture
        if picture is None:
            return ()
        return quadrants(picture.size) if self._is_grid else (Rect.of_size(picture.size),)

    def _align(self) -> None:
        original = self._original
        places = self._places() if original is not None else ()
        pairs = [(original, place) for place in places if original is not None]
        self._originals = aligned(pairs, self._originals)
        self._align_outlines()

    def _align_outlines(self) -> None:
        mask = self._mask
        places = self._places() if mask is not None and self._originals else ()
        self._outlines = tuple(AlignedOutline(mask, place) for place in places if mask is not None)

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
        return self._original is not None

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
        return self._mode is CompareMode.SWIPE and bool(self._originals)

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
        point = self.picture_point(position)
        for number, rect in enumerate(self._places() if self._is_grid else (), 1):
            if rect.x <= point.x < rect.right and rect.y <= point.y < rect.bottom:
                return number
        return None

    # Layers over the result

    def paint_mask(self, painter: QPainter) -> None:
        if self._is_faded:
            paint_veil(painter, self.size())
        if self._shows_original:
            self._paint_aligned(painter, self._originals)
        elif self._mode is CompareMode.SWIPE:
            painter.save()
            left = QRect(0, 0, self._line.x(self.size()), self.height())
            painter.setClipRect(left, Qt.ClipOperation.IntersectClip)
            self._paint_aligned(painter, self._originals)
            painter.restore()
        elif self._mode is CompareMode.DIFFERENCE and self._originals:
            self._paint_aligned(painter, self._heats)
        if not self._shows_original and not (self._heats and self._mode is CompareMode.DIFFERENCE):
            for outline in self._outlines:
                outline.draw(painter, self.viewport, self.devicePixelRatioF())

    def _paint_aligned(self, painter: QPainter, layers: Sequence[AlignedPicture]) -> None:
        surround, ratio = QColor(colours().surround), self.devicePixelRatioF()
        for layer in layers:
            layer.draw(painter, self.viewport, surround, ratio)

    def paint_layers(self, painter: QPainter) -> None:
        differs = self._mode is CompareMode.DIFFERENCE and bool(self._originals)
        for number, rect in enumerate(self._places() if self._is_grid else (), 1):
            paint_candidate(
                painter,
                self._area(rect),
                number,
                self._share_of(number) if differs else "",
                picked=number == self._picked,
                hovered=number == self._hovered,
            )
        if self._originals and self._shows_original:
            paint_caption(painter, self.size(), self.tr("Original"))
            return
        if self._caption and not (self._originals and self._mode is CompareMode.SWIPE):
            paint_caption(painter, self.size(), self._caption)
        if self._originals:
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
            case CompareMode.DIFFERENCE if self._heats:
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
