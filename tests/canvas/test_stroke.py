"""The brush's pixels, against the definition tried out pixel by pixel."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import pytest

from app.canvas.geometry import Point, Rect, Size
from app.canvas.mask import CHANGED, Mask
from app.canvas.stroke import Dab, Shape, advance, segment, snapped

# Where a pixel's centre lies on the outline but for rounding, either answer is right.
ROUNDING = 1e-7


def pixels(shape: Shape) -> set[tuple[int, int]]:
    return {(x, row) for row, left, right in shape.spans for x in range(left, right)}


def depth(start: Dab, end: Dab, x: float, y: float) -> float:
    """How far inside the union of all discs between two dabs a point is; negative outside.

    With t from 0 to 1 along the way, the depth in one disc is r(t) minus the distance; it is
    a concave function of t, with its top where the derivative is 0.
    """
    dx, dy = end.centre.x - start.centre.x, end.centre.y - start.centre.y
    growth = end.radius - start.radius
    length = math.hypot(dx, dy)
    candidates = [0.0, 1.0]
    if length > abs(growth):
        px, py = x - start.centre.x, y - start.centre.y
        along, across = (px * dx + py * dy) / length, abs(px * dy - py * dx) / length
        foot = along + across * growth / math.sqrt(length * length - growth * growth)
        candidates.append(max(0.0, min(1.0, foot / length)))
    return max(
        start.radius
        + t * growth
        - math.hypot(x - start.centre.x - t * dx, y - start.centre.y - t * dy)
        for t in candidates
    )


def assert_is_the_union(start: Dab, end: Dab, size: Size, sampled: int | None = None) -> None:
    """Compare each pixel, or so many at random and all along the outline, with the definition."""
    shape = segment(start, end, size)
    painted: dict[int, list[range]] = {}
    for row, left, right in shape.spans:
        painted.setdefault(row, []).append(range(left, right))
    if sampled is None:
        places = {(x, y) for y in range(size.height) for x in range(size.width)}
    else:
        rng, near = random.Random(sampled), shape.rect
        places = {
            (rng.randint(near.x - 3, near.right + 3), rng.randint(near.y - 3, near.bottom + 3))
            for _ in range(sampled)
        }
        for row, left, right in shape.spans:
            places |= {(x, row) for x in (left - 1, left, right - 1, right)}
        places = {(x, y) for x, y in places if 0 <= x < size.width and 0 <= y < size.height}
    own = {
        (math.floor(dab.centre.x), math.floor(dab.centre.y))
        for dab in (start, end)
        if dab.diameter < 1.5
    }
    for x, y in places - own:
        inside = depth(start, end, x + 0.5, y + 0.5)
        if abs(inside) > ROUNDING:
            hit = any(x in run for run in painted.get(y, ()))
            assert hit == (inside > 0), (start, end, (x, y), inside)


def assert_well_formed(shape: Shape, size: Size) -> None:
    """Sorted spans inside the picture, no pixel twice, and the rectangle right around them."""
    found = pixels(shape)
    assert sum(right - left for _, left, right in shape.spans) == len(found)
    assert list(shape.spans) == sorted(shape.spans)
    assert all(left < right for _, left, right in shape.spans)
    if not found:
        assert shape.rect.is_empty
        return
    xs, ys = [x for x, _ in found], [y for _, y in found]
    assert shape.rect == Rect.from_edges(min(xs), min(ys), max(xs) + 1, max(ys) + 1)
    assert shape.rect.intersected(Rect.of_size(size)) == shape.rect


@pytest.mark.parametrize("seed", range(8))
def test_segment_is_the_union_of_all_discs_between(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(40):
        size = Size(rng.randint(1, 40), rng.randint(1, 40))
        largest = rng.choice((1.5, 4, 12, 60))

        def anywhere(size: Size = size, largest: float = largest) -> Dab:
            # Half of all positions on the half-pixel grid, where ties and straight lines live.
            x, y = rng.uniform(-20, size.width + 20), rng.uniform(-20, size.height + 20)
            if rng.random() < 0.5:
                x, y = round(x * 2) / 2, round(y * 2) / 2
            diameter = rng.uniform(1, largest)
            return Dab(Point(x, y), round(diameter) if rng.random() < 0.5 else diameter)

        start, end = anywhere(), anywhere()
        if rng.random() < 0.5:
            end = Dab(end.centre, start.diameter)
        assert_well_formed(segment(start, end, size), size)
        assert_is_the_union(start, end, size)


@pytest.mark.parametrize("diameter", [1, 2, 3, 10, 99, 400, 999, 1000])
def test_segment_of_any_allowed_diameter_on_a_large_picture(diameter: int) -> None:
    size = Size(4096, 4096)
    rng = random.Random(diameter)
    start = Dab(Point(rng.uniform(0, 4096), rng.uniform(0, 4096)), diameter)
    for reach in (0.3, 11, 700):
        end = Dab(start.centre + Point(rng.uniform(-reach, reach), reach), diameter)
        assert_is_the_union(start, end, size, sampled=500)
        assert_is_the_union(start, Dab(end.centre, diameter * 0.8 + 0.2), size, sampled=500)


def test_segment_along_rows_columns_and_the_rows_that_it_only_touches() -> None:
    """Where the tangents are level or upright, or level but for the last bits of a float."""
    size = Size(60, 60)
    for diameter in (1, 2, 7, 20):
        for offset in (0.0, 0.5, 1e-15, -1e-9):
            middle = Dab(Point(30, 30), diameter)
            for dx, dy in ((17, offset), (-17, offset), (offset, 17), (offset, -17), (12, 12)):
                moved = middle.centre + Point(dx, dy)
                assert_is_the_union(middle, Dab(moved, diameter), size, sampled=100)
    # Two discs that touch the same level line from below.
    for x in (10.0, 13.7, 47.1):
        assert_is_the_union(Dab(Point(x, 20), 20), Dab(Point(x + 9, 15), 10), size)
        assert_is_the_union(Dab(Point(x, 20.3), 20.2), Dab(Point(x - 9.1, 15.2), 10), size)


def test_segment_is_the_same_in_both_directions() -> None:
    rng = random.Random(5)
    size = Size(50, 50)
    for _ in range(200):
        a, b = (
            Dab(Point(rng.uniform(-10, 60), rng.uniform(-10, 60)), rng.uniform(1, 30))
            for _ in range(2)
        )
        assert segment(a, b, size) == segment(b, a, size)


def painted(size: Size, *shapes: Shape) -> bytes:
    mask = Mask(size)
    for shape in shapes:
        mask.fill_spans(shape.spans, CHANGED)
    return mask.rows(0, size.height)


def assert_advances(start: Dab, end: Dab, size: Size, zoom: float) -> None:
    """With the dab at its start it is the segment; what it adds is in its rectangle and parts."""
    shape, dab = advance(start, end, size, zoom), segment(start, start, size)
    whole = painted(size, segment(start, end, size))
    assert painted(size, dab, shape) == whole
    for parts in ((shape.rect,), shape.parts or (shape.rect,)):
        rows = [(part.y + row, part.x, part.right) for part in parts for row in range(part.height)]
        hidden = Shape(shape.rect, tuple(rows))
        assert painted(size, dab, hidden) == painted(size, dab, hidden, shape)
        assert all(part.intersected(Rect.of_size(size)) == part for part in parts)


@pytest.mark.parametrize("seed", range(4))
def test_advance_is_what_a_segment_adds_to_the_dab_at_its_start(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(150):
        size = Size(rng.randint(1, 190), rng.randint(1, 190))
        largest = rng.choice((1.5, 12, 90, 150))

        def anywhere(size: Size = size, largest: float = largest) -> Dab:
            x, y = rng.uniform(-20, size.width + 20), rng.uniform(-20, size.height + 20)
            if rng.random() < 0.5:
                x, y = round(x * 2) / 2, round(y * 2) / 2
            diameter = rng.uniform(1, largest)
            return Dab(Point(x, y), round(diameter) if rng.random() < 0.5 else diameter)

        start, end = anywhere(), anywhere()
        if rng.random() < 0.5:
            end = Dab(end.centre, start.diameter)
        assert_advances(start, end, size, rng.choice((0.3, 5)))


@pytest.mark.parametrize("diameter", [99, 400, 1000])
def test_advance_of_a_large_brush_is_a_crescent(diameter: int) -> None:
    size = Size(2048, 2048)
    rng = random.Random(diameter)
    start = Dab(Point(rng.uniform(700, 1300), rng.uniform(700, 1300)), diameter)
    for angle in range(0, 360, 37):
        way = Point(12 * math.cos(angle), 12 * math.sin(angle))
        for share in (1, 0.7, 1.1):
            end = Dab(start.centre + way, diameter * share)
            assert_advances(start, end, size, 4)
        end = Dab(start.centre + way, diameter)
        shape, whole = advance(start, end, size, 4), segment(start, end, size)
        assert shape.parts
        assert sum(part.size.area for part in shape.parts) < 0.25 * whole.rect.size.area


def test_segment_outside_the_picture_is_nothing_and_across_it_goes_on_inside() -> None:
    size = Size(30, 20)
    far_left, far_right = Dab(Point(-500, 10), 5), Dab(Point(700, 10), 5)
    assert segment(far_left, far_left, size).rect.is_empty
    assert segment(Dab(Point(-9, -9), 4), Dab(Point(40, -9), 4), size).spans == ()
    across = segment(far_left, far_right, size)
    assert across.rect == Rect(0, 7, 30, 6) or across.rect == Rect(0, 8, 30, 4)
    assert all((left, right) == (0, 30) for _, left, right in across.spans)


@pytest.mark.parametrize("diameter", range(1, 61))
def test_single_click_is_symmetric_and_exactly_as_wide_as_the_brush(diameter: int) -> None:
    rng = random.Random(diameter)
    size = Size(140, 140)
    shapes = set()
    for _ in range(25):
        point = Point(rng.uniform(62, 78), rng.uniform(62, 78))
        dab = snapped(Dab(point, diameter))
        assert abs(dab.centre.x - point.x) <= 0.5
        assert abs(dab.centre.y - point.y) <= 0.5
        shape = segment(dab, dab, size)
        assert (shape.rect.width, shape.rect.height) == (diameter, diameter)
        x0, y0 = shape.rect.x, shape.rect.y
        found = frozenset((x - x0, y - y0) for x, y in pixels(shape))
        last = diameter - 1
        assert found == {(last - x, y) for x, y in found}, "left and right differ"
        assert found == {(x, last - y) for x, y in found}, "top and bottom differ"
        assert found == {(y, x) for x, y in found}, "width and height differ"
        shapes.add(found)
    assert len(shapes) == 1, "the same brush must look the same wherever it is pressed"


@pytest.mark.parametrize("diameter", [1, 1.2, 1.4, 1.5, 2, 3])
def test_small_brush_always_hits_the_pixel_under_the_pointer(diameter: float) -> None:
    rng = random.Random(1)
    size = Size(20, 20)
    places = [Point(rng.uniform(0, 20), rng.uniform(0, 20)) for _ in range(300)]
    places += [Point(0, 0), Point(19.999999, 19.999999), Point(7, 7), Point(6.5, 7), Point(7, 6.5)]
    for point in places:
        under = (math.floor(point.x), math.floor(point.y))
        dab = Dab(point, diameter)
        assert under in pixels(segment(dab, dab, size)), point


def test_one_pixel_brush_clicks_one_pixel_and_draws_a_line_without_gaps() -> None:
    rng = random.Random(2)
    size = Size(64, 64)
    for _ in range(200):
        a, b = (Point(rng.uniform(0, 64), rng.uniform(0, 64)) for _ in range(2))
        still = snapped(Dab(a, 1))
        assert pixels(segment(still, still, size)) == {(math.floor(a.x), math.floor(a.y))}
        line = pixels(segment(Dab(a, 1), Dab(b, 1), size))
        assert_connected(line)
        assert {(math.floor(a.x), math.floor(a.y)), (math.floor(b.x), math.floor(b.y))} <= line


@pytest.mark.parametrize("diameter", [1, 2, 5, 30])
def test_fast_stroke_has_no_gaps_between_its_segments(diameter: float) -> None:
    rng = random.Random(diameter)
    size = Size(200, 200)
    points = [Point(rng.uniform(0, 200), rng.uniform(0, 200)) for _ in range(12)]
    stroke: set[tuple[int, int]] = set()
    for a, b in pairwise(points):
        stroke |= pixels(segment(Dab(a, diameter), Dab(b, diameter), size))
    assert_connected(stroke)


def assert_connected(found: set[tuple[int, int]]) -> None:
    """Every pixel can be reached from every other over neighbours, corners included."""
    rest, edge = set(found), [next(iter(found))]
    rest.discard(edge[0])
    while edge:
        x, y = edge.pop()
        near = {(x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)} & rest
        rest -= near
        edge += near
    assert not rest, f"{len(rest)} of {len(found)} pixels are cut off"
