"""Points, sizes and rectangles in picture or view pixels; none of them changes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Point:
    """A position; pixel (0, 0) covers 0 ≤ x < 1, so its centre is (0.5, 0.5)."""

    x: float
    y: float

    def __add__(self, other: Point) -> Point:
        return Point(self.x + other.x, self.y + other.y)

    def __sub__(self, other: Point) -> Point:
        return Point(self.x - other.x, self.y - other.y)

    def distance(self, other: Point) -> float:
        """The Euclidean distance to another point."""
        return math.hypot(self.x - other.x, self.y - other.y)


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int

    @property
    def area(self) -> int:
        """The number of pixels."""
        return self.width * self.height

    @property
    def transposed(self) -> Size:
        """The size after a quarter turn."""
        return Size(self.height, self.width)

    def __str__(self) -> str:
        return f"{self.width} × {self.height}"


class Rect(NamedTuple):
    """Whole pixels: from (x, y), `width` by `height`; right and bottom are exclusive.

    A tuple, since a move of the brush makes dozens: a frozen dataclass takes four times as long.
    """

    x: int
    y: int
    width: int
    height: int

    @classmethod
    def from_edges(cls, left: int, top: int, right: int, bottom: int) -> Rect:
        """The rectangle between edges; empty when they cross."""
        return cls(left, top, max(0, right - left), max(0, bottom - top))

    @classmethod
    def of_size(cls, size: Size) -> Rect:
        """The whole of a picture of this size."""
        return cls(0, 0, size.width, size.height)

    @property
    def right(self) -> int:
        """The first column after the rectangle."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first row after the rectangle."""
        return self.y + self.height

    @property
    def size(self) -> Size:
        """Width and height."""
        return Size(self.width, self.height)

    @property
    def is_empty(self) -> bool:
        """Whether it covers no pixel."""
        return self.width <= 0 or self.height <= 0

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom: what Pillow calls a box."""
        return (self.x, self.y, self.x + self.width, self.y + self.height)

    def intersected(self, other: Rect) -> Rect:
        """The pixels in both; empty when they don't meet."""
        left, top = max(self.x, other.x), max(self.y, other.y)
        right = min(self.x + self.width, other.x + other.width)
        bottom = min(self.y + self.height, other.y + other.height)
        return Rect(left, top, max(0, right - left), max(0, bottom - top))

    def united(self, other: Rect) -> Rect:
        """The smallest rectangle around both; an empty one adds nothing."""
        if self.is_empty:
            return other
        if other.is_empty:
            return self
        return Rect.from_edges(
            min(self.x, other.x),
            min(self.y, other.y),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


EMPTY = Rect(0, 0, 0, 0)


def united(rects: Iterable[Rect]) -> Rect:
    """The smallest rectangle around all of them."""
    boxes = [rect.box for rect in rects if not rect.is_empty]
    if not boxes:
        return EMPTY
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Rect.from_edges(min(lefts), min(tops), max(rights), max(bottoms))


def quadrants(size: Size) -> tuple[Rect, Rect, Rect, Rect]:
    """The four candidates of a grid, numbered as the service does: along the rows.

    They are of one size, so that they can be compared. Where a side is odd, the row or column in
    the middle is no candidate's: it could be a line between them as well as a part of either.
    """
    middle_x, middle_y = size.width // 2, size.height // 2
    left, right = (0, middle_x), (size.width - middle_x, size.width)
    top, bottom = (0, middle_y), (size.height - middle_y, size.height)
    return (
        Rect.from_edges(left[0], top[0], left[1], top[1]),
        Rect.from_edges(right[0], top[0], right[1], top[1]),
        Rect.from_edges(left[0], bottom[0], left[1], bottom[1]),
        Rect.from_edges(right[0], bottom[0], right[1], bottom[1]),
    )
