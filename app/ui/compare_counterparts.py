"""What lies over a result, place by place: the original, what was changed, a mask's outline."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QColor, QPainter

from app.canvas.geometry import Point, Rect, quadrants
from app.canvas.mask_pyramid import MaskPyramid
from app.canvas.picture import Picture
from app.canvas.viewport import Viewport
from app.ui.compare_layers import AlignedOutline, AlignedPicture, aligned


class Counterparts:
    """Of each place of a result (a grid has four, any other picture is one) what is shown of its
    counterpart. `are_there`: there is an original to compare with.
    """

    def __init__(self) -> None:
        self._picture: Picture | None = None
        self._is_grid = False
        self._original: Picture | None = None
        self._mask: MaskPyramid | None = None
        self._originals: tuple[AlignedPicture, ...] = ()
        self._heats: tuple[AlignedPicture, ...] = ()
        self._outlines: tuple[AlignedOutline, ...] = ()

    @property
    def are_there(self) -> bool:
        """Whether there is an original, and a result to lay it over."""
        return bool(self._originals)

    @property
    def differ(self) -> bool:
        """Whether any differences are known."""
        return bool(self._heats)

    @property
    def original(self) -> Picture | None:
        """What the result is compared with."""
        return self._original

    @property
    def places(self) -> tuple[Rect, ...]:
        """Where in the result there is a counterpart of the original."""
        picture = self._picture
        if picture is None:
            return ()
        return quadrants(picture.size) if self._is_grid else (Rect.of_size(picture.size),)

    # What is laid over

    def set_result(self, picture: Picture | None, *, is_grid: bool) -> None:
        """Lay it over another result."""
        self._picture, self._is_grid = picture, is_grid
        self._align()

    def set_original(self, original: Picture | None) -> None:
        """Lay another original over the result; None for none."""
        self._original = original
        self._align()

    def set_heats(self, heats: Sequence[Picture | None], mask: MaskPyramid | None) -> None:
        """Lay what was changed over the places, as far as it is known; with the outline of what was
        marked.
        """
        pairs = [
            (heat, place)
            for heat, place in zip(heats, self.places, strict=False)
            if heat is not None
        ]
        self._heats = aligned(pairs, self._heats, mask)

    def set_outline(self, mask: MaskPyramid | None) -> bool:
        """Lay the outline of another mask over each place; whether it is another."""
        if mask is self._mask:
            return False
        self._mask = mask
        self._align_outlines()
        return True

    def _align(self) -> None:
        original = self._original
        places = self.places if original is not None else ()
        pairs = [(original, place) for place in places if original is not None]
        self._originals = aligned(pairs, self._originals)
        self._align_outlines()

    def _align_outlines(self) -> None:
        mask = self._mask
        places = self.places if mask is not None and self._originals else ()
        self._outlines = tuple(AlignedOutline(mask, place) for place in places if mask is not None)

    # Which place goes with which

    def places_of(self, fraction: Point) -> list[Point]:
        """Where a place of the original, in fractions of it, is in the result: in a grid four."""
        return [layer.place_of(fraction) for layer in self._originals]

    def fraction_at(self, point: Point) -> Point | None:
        """The place of the original, in fractions of it, that a place of the result goes with."""
        number = self._number_at(point) if self._originals else None
        if number is None:
            return None
        place = self.places[number - 1]
        return Point((point.x - place.x) / place.width, (point.y - place.y) / place.height)

    def candidate_at(self, point: Point) -> int | None:
        """The number of a grid's candidate at a place of it, 1 to 4."""
        return self._number_at(point) if self._is_grid else None

    def _number_at(self, point: Point) -> int | None:
        for number, place in enumerate(self.places, 1):
            if place.x <= point.x < place.right and place.y <= point.y < place.bottom:
                return number
        return None

    # Drawing; the painter is in logical pixels, `ratio` to a device's

    def draw_originals(
        self, painter: QPainter, pane: Viewport, surround: QColor, ratio: float
    ) -> None:
        """Draw the original over each place."""
        for layer in self._originals:
            layer.draw(painter, pane, surround, ratio)

    def draw_heats(self, painter: QPainter, pane: Viewport, surround: QColor, ratio: float) -> None:
        """Draw what was changed over each place where it is known."""
        for layer in self._heats:
            layer.draw(painter, pane, surround, ratio)

    def draw_outlines(self, painter: QPainter, pane: Viewport, ratio: float) -> None:
        """Draw the outline of the mask over each place."""
        for outline in self._outlines:
            outline.draw(painter, pane, ratio)
