"""Zoom and pan, as a hand on the wheel would notice them."""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import replace

import pytest

from app.canvas.geometry import Point, Rect, Size
from app.canvas.viewport import FIT_MARGIN, LADDER, MAX_ZOOM, MIN_ZOOM, Viewport

VIEW = Size(1200, 800)


def random_viewport(rng: random.Random) -> Viewport:
    picture = Size(rng.randint(1, 5000), rng.randint(1, 5000))
    viewport = Viewport.fitting(picture, Size(rng.randint(50, 2000), rng.randint(50, 1500)))
    for _ in range(rng.randint(0, 4)):
        at = Point(rng.uniform(0, viewport.view.width), rng.uniform(0, viewport.view.height))
        viewport = viewport.zoomed(math.exp(rng.uniform(-4, 3)), at)
        viewport = viewport.panned(rng.uniform(-300, 300), rng.uniform(-300, 300))
    return viewport


def test_positions_survive_the_way_to_the_view_and_back() -> None:
    rng = random.Random(1)
    for _ in range(300):
        viewport = random_viewport(rng)
        point = Point(rng.uniform(-100, 6000), rng.uniform(-100, 6000))
        assert viewport.to_picture(viewport.to_view(point)).distance(point) < 1e-6
        assert viewport.to_view(viewport.to_picture(point)).distance(point) < 1e-6


@pytest.mark.parametrize("zoom", [0.12, 1.0, 8.0])
def test_middle_of_each_view_pixel_is_in_the_picture_pixel_shown_there(zoom: float) -> None:
    viewport = Viewport(Size(500, 400), VIEW, zoom, 13, -7)
    for x, y in ((0, 0), (3, 7), (499, 399)):
        shown = viewport.rect_to_view(Rect(x, y, 1, 1))
        if zoom >= 1:
            assert (shown.width, shown.height) == (zoom, zoom)
        for vx, vy in itertools.product((shown.x, shown.right - 1), (shown.y, shown.bottom - 1)):
            at = viewport.to_picture(Point(vx + 0.5, vy + 0.5))
            assert abs(at.x - (x + 0.5)) <= 0.5 + 0.5 / zoom
            assert abs(at.y - (y + 0.5)) <= 0.5 + 0.5 / zoom
            if zoom >= 1:
                assert (math.floor(at.x), math.floor(at.y)) == (x, y)


def test_rect_to_view_covers_every_view_pixel_that_shows_a_part_of_it() -> None:
    rng = random.Random(2)
    for _ in range(400):
        viewport = random_viewport(rng)
        picture = viewport.picture
        rect = Rect(
            rng.randrange(picture.width), rng.randrange(picture.height), rng.randint(1, 90), 7
        )
        shown = viewport.rect_to_view(rect)
        top_left = viewport.to_view(Point(rect.x, rect.y))
        bottom_right = viewport.to_view(Point(rect.right, rect.bottom))
        slack = 1e-6
        assert shown.x <= top_left.x + slack
        assert shown.y <= top_left.y + slack
        assert shown.right >= bottom_right.x - slack
        assert shown.bottom >= bottom_right.y - slack
        assert shown.width < bottom_right.x - top_left.x + 2
        assert shown.height < bottom_right.y - top_left.y + 2


def test_zooming_keeps_the_point_under_the_pointer_within_half_a_view_pixel() -> None:
    rng = random.Random(3)
    tried = 0
    while tried < 300:
        viewport = random_viewport(rng)
        anchor = Point(rng.uniform(0, viewport.view.width), rng.uniform(0, viewport.view.height))
        fixed = viewport.to_picture(anchor)
        zoomed = viewport.zoomed(viewport.zoom * rng.uniform(0.3, 3), anchor)
        kept = replace(
            zoomed,
            origin_x=round(anchor.x - fixed.x * zoomed.zoom),
            origin_y=round(anchor.y - fixed.y * zoomed.zoom),
        )
        if kept.kept_in_sight() != kept:
            continue  # the picture would have left the view
        tried += 1
        moved = zoomed.to_view(fixed)
        assert abs(moved.x - anchor.x) <= 0.5 + 1e-6
        assert abs(moved.y - anchor.y) <= 0.5 + 1e-6


def test_zoom_stays_between_1_and_3200_percent() -> None:
    viewport = Viewport.fitting(Size(1000, 1000), VIEW)
    middle = Point(600, 400)
    assert viewport.zoomed(1e9, middle).zoom == MAX_ZOOM == 32
    assert viewport.zoomed(1e-9, middle).zoom == MIN_ZOOM == 0.01
    assert viewport.stepped(1000, middle).zoom == MAX_ZOOM
    assert viewport.stepped(-1000, middle).zoom == MIN_ZOOM


def test_steps_go_up_and_down_the_ladder_rung_by_rung() -> None:
    middle = Point(600, 400)
    viewport = Viewport(Size(1000, 1000), VIEW, MIN_ZOOM)
    seen = [viewport.zoom]
    while viewport.zoom < MAX_ZOOM:
        viewport = viewport.stepped(1, middle)
        seen.append(viewport.zoom)
    assert seen == list(LADDER)
    while viewport.zoom > MIN_ZOOM:
        viewport = viewport.stepped(-1, middle)
        assert viewport.zoom == seen[-2]
        seen.pop()


@pytest.mark.parametrize(
    ("zoom", "steps", "expected"),
    [(0.37, 1, 0.5), (0.37, -1, 0.3333), (1.0, 2, 2.0), (1.0, -2, 0.6667), (1 / 3, 1, 0.5)],
)
def test_steps_from_between_the_rungs(zoom: float, steps: int, expected: float) -> None:
    viewport = Viewport(Size(1000, 1000), VIEW, zoom)
    assert viewport.stepped(steps, Point(0, 0)).zoom == expected


@pytest.mark.parametrize(
    "picture", [Size(4096, 4096), Size(5000, 40), Size(40, 5000), Size(100, 100), Size(1, 1)]
)
def test_fit_shows_the_whole_picture_in_the_middle_and_never_enlarges(picture: Size) -> None:
    viewport = Viewport.fitting(picture, VIEW)
    shown = viewport.rect_to_view(Rect.of_size(picture))
    assert viewport.zoom <= 1
    assert viewport.visible == Rect.of_size(picture)
    assert min(shown.x, VIEW.width - shown.right) >= FIT_MARGIN - 1
    assert min(shown.y, VIEW.height - shown.bottom) >= FIT_MARGIN - 1
    assert abs(shown.x - (VIEW.width - shown.right)) <= 2
    assert abs(shown.y - (VIEW.height - shown.bottom)) <= 2
    if viewport.zoom < 1:
        tightest = min(shown.x, shown.y)
        assert tightest <= FIT_MARGIN + 1, "as large as the view allows"


def test_fit_in_a_view_without_room() -> None:
    for view in (Size(0, 0), Size(1, 1), Size(20, 600)):
        viewport = Viewport.fitting(Size(800, 600), view)
        assert MIN_ZOOM <= viewport.zoom <= 1


def test_picture_cannot_be_lost_and_each_corner_can_be_worked_on_in_the_middle() -> None:
    rng = random.Random(4)
    for _ in range(200):
        viewport = random_viewport(rng)
        view = viewport.view
        for dx, dy in ((9e5, 9e5), (-9e5, 9e5), (9e5, -9e5), (-9e5, -9e5)):
            pushed = viewport.panned(dx, dy)
            assert pushed.kept_in_sight() == pushed
            corner = pushed.to_view(
                Point(
                    0 if dx > 0 else viewport.picture.width,
                    0 if dy > 0 else viewport.picture.height,
                )
            )
            assert abs(corner.x - view.width / 2) <= 1.5
            assert abs(corner.y - view.height / 2) <= 1.5


def test_panning_moves_by_whole_view_pixels() -> None:
    viewport = Viewport(Size(3000, 2000), VIEW, 0.5, 10, 20)
    moved = viewport.panned(15, -8)
    assert (moved.origin_x, moved.origin_y, moved.zoom) == (25, 12, 0.5)


def test_resizing_the_view_keeps_the_middle_of_the_picture_in_the_middle() -> None:
    viewport = Viewport(Size(3000, 2000), VIEW, 2.0, -1000, -900)
    resized = viewport.resized(Size(700, 500))
    before = viewport.to_picture(Point(600, 400))
    after = resized.to_picture(Point(350, 250))
    assert before.distance(after) <= 1
    assert resized.zoom == 2.0


def test_visible_is_every_pixel_of_the_picture_that_the_view_shows() -> None:
    viewport = Viewport(Size(100, 100), Size(40, 30), 4.0, -10, 5)
    assert viewport.visible == Rect.from_edges(2, 0, 13, 7)
    assert Viewport(Size(100, 100), Size(40, 30), 1.0, 500, 0).visible.is_empty


def test_another_picture_is_seen_at_the_same_place_in_fractions_and_as_wide() -> None:
    rng = random.Random(6)
    for _ in range(200):
        viewport = random_viewport(rng)
        other = Size(rng.randint(1, 5000), rng.randint(1, 5000))
        seen = viewport.for_picture(other)
        assert (seen.picture, seen.view) == (other, viewport.view)
        wide = viewport.picture.width * viewport.zoom
        assert seen.picture.width * seen.zoom == pytest.approx(wide)
        middle = Point(viewport.view.width / 2, viewport.view.height / 2)
        was, now = viewport.to_picture(middle), seen.to_picture(middle)
        assert abs(was.x / viewport.picture.width - now.x / other.width) * wide <= 0.51
        high = other.height * seen.zoom
        assert abs(was.y / viewport.picture.height - now.y / other.height) * high <= 0.51


def test_same_size_is_seen_exactly_as_before() -> None:
    viewport = Viewport(Size(640, 480), VIEW, 1.5, -37, 11)
    assert viewport.for_picture(Size(640, 480)) == viewport
    double = viewport.for_picture(Size(1280, 960))
    assert double.zoom == 0.75
    assert double.for_picture(Size(640, 480)) == viewport
