"""Rectangles of whole pixels."""

from __future__ import annotations

import random

from app.canvas.geometry import EMPTY, Point, Rect, Size


def cells(rect: Rect) -> set[tuple[int, int]]:
    return {(x, y) for x in range(rect.x, rect.right) for y in range(rect.y, rect.bottom)}


def test_intersection_and_union_are_those_of_the_pixels() -> None:
    rng = random.Random(0)
    for _ in range(300):
        a, b = (
            Rect(rng.randint(-5, 5), rng.randint(-5, 5), rng.randint(0, 6), rng.randint(0, 6))
            for _ in range(2)
        )
        assert cells(a.intersected(b)) == cells(a) & cells(b)
        assert min(a.intersected(b).width, a.intersected(b).height) >= 0
        assert a.intersected(b).is_empty == (not cells(a) & cells(b))
        both = cells(a) | cells(b)
        around = a.united(b)
        assert cells(around) >= both
        if both:
            xs, ys = [x for x, _ in both], [y for _, y in both]
            assert around.box == (min(xs), min(ys), max(xs) + 1, max(ys) + 1)


def test_empty_rectangles_add_nothing_wherever_they_are() -> None:
    rect = Rect(3, 4, 5, 6)
    assert rect.united(EMPTY) == EMPTY.united(rect) == rect.united(Rect(99, 99, 0, 5)) == rect


def test_points_and_sizes() -> None:
    assert Point(1, 2) + Point(3, 5) == Point(4, 7)
    assert Point(1, 2) - Point(3, 5) == Point(-2, -3)
    assert Point(0, 0).distance(Point(3, 4)) == 5
    assert Size(3, 4).area == 12
    assert Size(3, 4).transposed == Size(4, 3)
    assert str(Size(1024, 768)) == "1024 × 768"
