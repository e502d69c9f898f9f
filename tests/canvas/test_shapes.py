"""Rectangles, ellipses and polygons, against their definitions tried out pixel by pixel."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import pytest

from app.canvas.geometry import Point, Rect, Size
from app.canvas.shapes import ellipse, polygon, rectangle
from app.canvas.stroke import NOTHING, Shape

# Where a pixel's centre lies on the outline but for rounding, either answer is right.
ROUNDING = 1e-9


def pixels(shape: Shape) -> set[tuple[int, int]]:
    return {(x, row) for row, left, right in shape.spans for x in range(left, right)}


def all_places(size: Size) -> list[tuple[int, int]]:
    return [(x, y) for y in range(size.height) for x in range(size.width)]


def assert_well_formed(shape: Shape, size: Size) -> None:
    """Sorted spans inside the picture that don't touch, and the rectangle right around them."""
    if not shape.spans:
        assert shape == NOTHING
        return
    assert all(left < right for _, left, right in shape.spans)
    for (row, _, right), (next_row, left, _) in pairwise(shape.spans):
        assert row < next_row or (row == next_row and right < left)
    lefts, rights = [left for _, left, _ in shape.spans], [right for *_, right in shape.spans]
    top, bottom = shape.spans[0][0], shape.spans[-1][0] + 1
    assert shape.rect == Rect.from_edges(min(lefts), top, max(rights), bottom)
    assert shape.rect.intersected(Rect.of_size(size)) == shape.rect


def anywhere(rng: random.Random, size: Size, beyond: float = 8) -> Point:
    """A position in or around a picture; half of them where pixels or their centres begin."""
    x, y = rng.uniform(-beyond, size.width + beyond), rng.uniform(-beyond, size.height + beyond)
    return Point(round(x * 2) / 2, round(y * 2) / 2) if rng.random() < 0.5 else Point(x, y)


def winding(points: list[Point], x: float, y: float) -> int:
    """How often the closed line goes round a point: the sum of the angles it is seen under.

    ROUNDING to the right and below of the point, so that edges belong as they should.
    """
    x, y = x + ROUNDING, y + ROUNDING / 1000
    turned = 0.0
    for a, b in pairwise([points[-1], *points]):
        ax, ay, bx, by = a.x - x, a.y - y, b.x - x, b.y - y
        turned += math.atan2(ax * by - ay * bx, ax * bx + ay * by)
    return round(turned / math.tau)


def off_the_line(points: list[Point], x: float, y: float) -> bool:
    """Whether a point is on none of the edges, so that rounding can't decide."""
    for a, b in pairwise([points[-1], *points]):
        length = a.distance(b)
        if min(a.distance(Point(x, y)), b.distance(Point(x, y))) < 1e-6:
            return False
        if length and abs((b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x)) / length < 1e-6:
            along = ((x - a.x) * (b.x - a.x) + (y - a.y) * (b.y - a.y)) / length
            if -1e-6 <= along <= length + 1e-6:
                return False
    return True


@pytest.mark.parametrize("seed", range(3))
def test_rectangle_holds_the_pixels_whose_centres_are_between_its_corners(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(60):
        size = Size(rng.randint(1, 30), rng.randint(1, 30))
        a, b = anywhere(rng, size), anywhere(rng, size)
        shape = rectangle(a, b, size)
        assert_well_formed(shape, size)
        left, right, top, bottom = min(a.x, b.x), max(a.x, b.x), min(a.y, b.y), max(a.y, b.y)
        assert pixels(shape) == {
            (x, y)
            for x, y in all_places(size)
            if left <= x + 0.5 < right and top <= y + 0.5 < bottom
        }
        assert shape == rectangle(b, a, size) == rectangle(Point(a.x, b.y), Point(b.x, a.y), size)


@pytest.mark.parametrize("seed", range(3))
def test_ellipse_holds_the_pixels_whose_centres_are_inside(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(60):
        size = Size(rng.randint(1, 30), rng.randint(1, 30))
        a, b = anywhere(rng, size), anywhere(rng, size)
        shape = ellipse(a, b, size)
        assert_well_formed(shape, size)
        assert shape == ellipse(b, a, size)
        found = pixels(shape)
        if a.x == b.x or a.y == b.y:
            assert not found
            continue
        for x, y in all_places(size):
            across = (2 * x + 1 - a.x - b.x) / (a.x - b.x)
            down = (2 * y + 1 - a.y - b.y) / (a.y - b.y)
            depth = 1 - across * across - down * down
            if abs(depth) > ROUNDING:
                assert ((x, y) in found) == (depth > 0), (a, b, x, y)


@pytest.mark.parametrize("width", [1, 2, 3, 8, 13, 40, 41])
@pytest.mark.parametrize("height", [1, 2, 3, 8, 13, 40, 41])
def test_ellipse_in_a_box_of_pixels_is_symmetric_and_fills_it(width: int, height: int) -> None:
    shape = ellipse(Point(5, 7), Point(5 + width, 7 + height), Size(60, 60))
    found = {(x - 5, y - 7) for x, y in pixels(shape)}
    assert found == {(width - 1 - x, y) for x, y in found}
    assert found == {(x, height - 1 - y) for x, y in found}
    assert {x for x, _ in found} <= set(range(width))
    assert {y for _, y in found} <= set(range(height))
    if width == height:
        assert found == {(y, x) for x, y in found}
    if max(width, height) < 4 * min(width, height):
        assert (shape.rect.width, shape.rect.height) == (width, height)


def test_ellipses_of_any_whole_size_have_no_pixel_on_the_outline() -> None:
    """Rounding can't make one side differ from the other: no centre is exactly on the line."""
    for width, height in [(10, 10), (50, 30), (25, 75), (100, 65), (1000, 130)]:
        spans = ellipse(Point(0, 0), Point(width, height), Size(width, height)).spans
        for row, left, right in spans:
            inside = (width * height) ** 2 - (width * (2 * row + 1 - height)) ** 2
            assert left + right == width
            assert (height * (2 * left + 1 - width)) ** 2 < inside
            assert left == 0 or (height * (2 * left - 1 - width)) ** 2 > inside


@pytest.mark.parametrize("seed", range(6))
def test_polygon_holds_the_pixels_that_its_line_goes_round(seed: int) -> None:
    """Any points at all: crossing lines, the same point twice, lines along rows and columns."""
    rng = random.Random(seed)
    for _ in range(25):
        size = Size(rng.randint(1, 18), rng.randint(1, 18))
        points = [anywhere(rng, size) for _ in range(rng.choice((3, 4, 5, 9)))]
        if rng.random() < 0.3:
            points.insert(rng.randrange(len(points)), rng.choice(points))
        shape = polygon(points, size)
        assert_well_formed(shape, size)
        found = pixels(shape)
        for x, y in all_places(size):
            if off_the_line(points, x + 0.5, y + 0.5):
                inside = winding(points, x + 0.5, y + 0.5) != 0
                assert ((x, y) in found) == inside, (points, x, y)


def test_polygon_is_the_same_in_both_directions_and_from_any_corner() -> None:
    rng = random.Random(4)
    size = Size(40, 40)
    for _ in range(60):
        points = [anywhere(rng, size) for _ in range(rng.randint(3, 8))]
        first = rng.randrange(len(points))
        turned = points[first:] + points[:first]
        assert polygon(points, size) == polygon(turned, size) == polygon(turned[::-1], size)


def test_rectangular_polygon_is_the_rectangle() -> None:
    rng = random.Random(5)
    size = Size(30, 30)
    for _ in range(60):
        a, b = anywhere(rng, size), anywhere(rng, size)
        corners = [a, Point(b.x, a.y), b, Point(a.x, b.y)]
        assert polygon(corners, size) == rectangle(a, b, size)


def test_lines_that_cross_make_no_holes() -> None:
    size = Size(60, 60)
    star = [
        Point(30 + 28 * math.sin(math.tau * i * 2 / 5), 30 - 28 * math.cos(math.tau * i * 2 / 5))
        for i in range(5)
    ]
    assert (30, 30) in pixels(polygon(star, size)), "the middle of a five-pointed star"
    circle = [
        Point(30 + 20 * math.cos(i / 10), 30 + 20 * math.sin(i / 10))
        for i in range(75)  # a good deal more than once round
    ]
    once = ellipse(Point(10, 10), Point(50, 50), size)
    assert len(pixels(polygon(circle, size)) ^ pixels(once)) < 20
    eight = [Point(5, 5), Point(55, 55), Point(55, 5), Point(5, 55)]
    assert {(8, 30), (51, 30)} <= pixels(polygon(eight, size)), "both halves, whichever the way"


@pytest.mark.parametrize("seed", range(4))
def test_triangles_of_a_net_neither_overlap_nor_leave_gaps(seed: int) -> None:
    """A picture cut into crooked triangles: every pixel is in exactly one of them."""
    rng = random.Random(seed)
    size, cells = Size(61, 47), 6

    def corner(column: int, row: int) -> Point:
        x, y = size.width * column / cells, size.height * row / cells
        if 0 < column < cells:
            x += rng.choice((0.0, 0.5 - x % 1, rng.uniform(-3, 3)))
        if 0 < row < cells:
            y += rng.choice((0.0, 0.5 - y % 1, rng.uniform(-3, 3)))
        return Point(x, y)

    net = [[corner(column, row) for column in range(cells + 1)] for row in range(cells + 1)]
    seen: list[tuple[int, int]] = []
    for row, column in all_places(Size(cells, cells)):
        a, b = net[row][column], net[row][column + 1]
        c, d = net[row + 1][column + 1], net[row + 1][column]
        halves = ((a, b, c), (a, c, d)) if rng.random() < 0.5 else ((a, b, d), (b, c, d))
        for half in halves:
            points = list(half)
            rng.shuffle(points)
            seen += pixels(polygon(points, size))
    assert sorted(seen) == sorted(all_places(size))


def test_pixels_exactly_on_a_common_edge_are_in_one_of_two_triangles() -> None:
    """Edges between centres of pixels go through others, but for the last bits of a float."""
    rng = random.Random(9)
    size = Size(64, 64)

    def centre() -> Point:
        return Point(rng.randrange(64) + 0.5, rng.randrange(64) + 0.5)

    for _ in range(400):
        a, way, times = centre(), (rng.randint(-9, 9), rng.randint(1, 9)), rng.randint(2, 7)
        b = Point(a.x + times * way[0], a.y + times * way[1])
        left, right = Point(a.x - 90, a.y + 3), Point(a.x + 90, a.y - 2)
        halves = pixels(polygon([a, b, left], size)), pixels(polygon([a, b, right], size))
        assert not halves[0] & halves[1]
        assert halves[0] | halves[1] == pixels(polygon([a, left, b, right], size))


def test_rectangles_that_share_an_edge_neither_overlap_nor_leave_gaps() -> None:
    rng = random.Random(6)
    size = Size(50, 20)
    for _ in range(50):
        inner = [rng.choice((rng.uniform(0, 50), rng.randint(0, 100) / 2)) for _ in range(4)]
        edges = sorted([0.0, 50.0, *inner])
        seen: list[tuple[int, int]] = []
        for left, right in pairwise(edges):
            seen += pixels(rectangle(Point(left, 0), Point(right, 20), size))
        assert sorted(seen) == sorted(all_places(size))


def test_shapes_are_cut_off_at_the_pictures_edges() -> None:
    size = Size(20, 10)
    far = 1e6
    whole = rectangle(Point(0, 0), Point(20, 10), size)
    assert rectangle(Point(-far, -far), Point(far, far), size) == whole
    assert ellipse(Point(-far, -far), Point(far, far), size) == whole
    corners = [Point(-far, -far), Point(far, -far), Point(far, far), Point(-far, far)]
    assert polygon(corners, size) == whole
    for a, b in ((Point(-9, 2), Point(-1, 8)), (Point(3, 11), Point(9, 40)), (Point(21, 0),) * 2):
        assert rectangle(a, b, size) == ellipse(a, b, size) == NOTHING
        assert polygon([a, Point(b.x, a.y), b], size) == NOTHING


def test_shapes_without_an_inside_are_nothing() -> None:
    size = Size(20, 20)
    a, b = Point(3, 3), Point(9, 15)
    assert polygon([], size) == polygon([a], size) == polygon([a, b], size) == NOTHING
    assert polygon([a, b, a, b], size) == polygon([a, a, a], size) == NOTHING
    assert rectangle(a, a, size) == ellipse(a, a, size) == NOTHING
    assert rectangle(a, Point(3, 9), size) == ellipse(a, Point(9, 3), size) == NOTHING


def test_lasso_of_ten_thousand_points_on_a_large_picture() -> None:
    size = Size(8192, 8192)
    points = [
        Point(
            4096 + 4000 * (1 + 0.1 * math.sin(9 * angle)) * math.cos(angle),
            4096 + 4000 * (1 + 0.1 * math.sin(9 * angle)) * math.sin(angle),
        )
        for angle in (math.tau * i / 10_000 for i in range(10_000))
    ]
    shape = polygon(points, size)
    assert_well_formed(shape, size)
    area = sum(a.x * b.y - a.y * b.x for a, b in pairwise([points[-1], *points])) / 2
    painted = sum(right - left for _, left, right in shape.spans)
    assert painted < area, "its bulges are beyond the edge"
    assert painted > 0.95 * area
