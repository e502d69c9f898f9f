"""Undo and redo, pixel for pixel."""

from __future__ import annotations

import random

import pytest

from app.canvas.canvas import Canvas
from app.canvas.codec import MaskSizeMismatch
from app.canvas.geometry import EMPTY, Point, Rect, Size
from app.canvas.history import History
from app.canvas.mask import CHANGED, KEPT, Mask, MaskSnapshot
from app.canvas.operations import Clear, Invert, Replace
from app.canvas.picture import Picture
from app.canvas.stroke import Dab, segment


def canvas_of(width: int, height: int) -> Canvas:
    return Canvas(Picture(Size(width, height), has_alpha=False, levels=()))


def pixels(canvas: Canvas) -> bytes:
    return bytes(canvas.mask.buffer[:])


def dab(canvas: Canvas, x: float, y: float, diameter: float = 9, value: int = CHANGED) -> Rect:
    mark = Dab(Point(x, y), diameter)
    return canvas.paint(segment(mark, mark, canvas.size), value)


def random_step(canvas: Canvas, rng: random.Random) -> None:
    """A stroke, an eraser stroke, clear, invert or replace; it may change nothing."""
    size = canvas.size
    kind = rng.choice(("brush", "brush", "eraser", "clear", "invert", "replace"))
    if kind == "clear":
        canvas.apply(Clear())
    elif kind == "invert":
        canvas.apply(Invert())
    elif kind == "replace":
        other = canvas_of(size.width, size.height)
        for _ in range(3):
            dab(other, rng.uniform(0, size.width), rng.uniform(0, size.height), 200)
        canvas.apply(Replace(other.snapshot()))
    else:
        last = Point(rng.uniform(0, size.width), rng.uniform(0, size.height))
        for _ in range(5):
            point = last + Point(rng.uniform(-150, 150), rng.uniform(-150, 150))
            shape = segment(Dab(last, 25), Dab(point, 25), size)
            canvas.paint(shape, CHANGED if kind == "brush" else KEPT)
            last = point
        canvas.commit(kind)


@pytest.mark.parametrize("seed", range(6))
def test_undo_and_redo_restore_every_state_pixel_for_pixel(seed: int) -> None:
    rng = random.Random(seed)
    canvas = canvas_of(rng.randint(1, 900), rng.randint(1, 600))
    states = [pixels(canvas)]
    for _ in range(25):
        random_step(canvas, rng)
        if pixels(canvas) != states[-1]:
            states.append(pixels(canvas))
    at = len(states) - 1
    for target in (0, at, at // 2, at, 0, at):
        while at != target:
            before = pixels(canvas)
            dirty = canvas.undo() if target < at else canvas.redo()
            at += -1 if target < at else 1
            assert pixels(canvas) == states[at]
            assert_only_inside(dirty, before, states[at], canvas.size)
    canvas.redo()
    assert pixels(canvas) == states[-1]
    assert not canvas.history.can_redo


def assert_only_inside(dirty: Rect, before: bytes, after: bytes, size: Size) -> None:
    """What a step says is to be redrawn holds all that it changed."""
    for y in range(size.height):
        a = before[y * size.width : (y + 1) * size.width]
        b = after[y * size.width : (y + 1) * size.width]
        if a != b:
            assert dirty.y <= y < dirty.bottom
            assert a[: dirty.x] == b[: dirty.x]
            assert a[dirty.right :] == b[dirty.right :]


def test_gesture_of_many_dabs_is_one_step_with_its_name() -> None:
    canvas = canvas_of(300, 300)
    for x in range(0, 300, 10):
        dab(canvas, x, 150)
    assert canvas.commit("brush")
    assert canvas.history.undo_label == "brush"
    canvas.undo()
    assert canvas.mask.is_empty
    assert not canvas.history.can_undo
    assert canvas.history.redo_label == "brush"
    assert canvas.history.undo_label == ""


def test_gesture_that_changes_nothing_makes_no_step_and_keeps_redo() -> None:
    canvas = canvas_of(200, 200)
    dab(canvas, 50, 50)
    canvas.commit("brush")
    canvas.undo()
    dab(canvas, 90, 90, value=KEPT)
    assert not canvas.commit("eraser")
    dab(canvas, -90, -90)
    assert not canvas.commit("outside")
    assert not canvas.history.can_undo
    assert canvas.history.can_redo


def test_clear_and_replace_that_change_nothing_make_no_step() -> None:
    canvas = canvas_of(40, 30)
    assert canvas.apply(Clear()) == EMPTY
    canvas.apply(Replace(MaskSnapshot(Size(40, 30), bytes(1200))))
    assert not canvas.history.can_undo


def test_new_step_clears_redo() -> None:
    canvas = canvas_of(100, 100)
    dab(canvas, 20, 20)
    canvas.commit("first")
    canvas.undo()
    dab(canvas, 70, 70)
    canvas.commit("second")
    after = pixels(canvas)
    assert not canvas.history.can_redo
    assert canvas.redo() == EMPTY
    assert pixels(canvas) == after


def test_abandoned_gesture_leaves_the_mask_as_it_was() -> None:
    canvas = canvas_of(500, 500)
    dab(canvas, 100, 100, 80)
    canvas.commit("brush")
    before = pixels(canvas)
    touched = dab(canvas, 130, 130, 300, KEPT).united(dab(canvas, 400, 400, 90))
    dirty = canvas.abandon()
    assert pixels(canvas) == before
    assert dirty.united(touched) == dirty, "all that was touched is to be redrawn"
    assert canvas.history.undo_label == "brush"
    canvas.undo()
    assert canvas.mask.is_empty


def test_clear_and_invert_during_a_gesture_are_steps_after_it() -> None:
    for operation in (Clear(), Invert()):
        canvas = canvas_of(100, 100)
        dab(canvas, 50, 50)
        painted = pixels(canvas)
        canvas.apply(operation)
        assert pixels(canvas) != painted
        canvas.undo()
        assert pixels(canvas) == painted
        canvas.undo()
        assert canvas.mask.is_empty


def test_undo_during_a_gesture_takes_the_gesture_back_and_not_the_step_before() -> None:
    """Otherwise undoing the gesture later would bring back what undo had removed."""
    canvas = canvas_of(100, 100)
    dab(canvas, 20, 20)
    canvas.commit("first")
    first = pixels(canvas)
    dab(canvas, 60, 60)
    canvas.commit("second")
    canvas.undo()
    dab(canvas, 30, 30)
    assert canvas.redo() == EMPTY
    canvas.undo()
    assert pixels(canvas) == first
    assert not canvas.commit("brush")
    canvas.undo()
    assert canvas.mask.is_empty


def test_replace_refuses_a_mask_of_another_size() -> None:
    canvas = canvas_of(10, 20)
    with pytest.raises(MaskSizeMismatch) as caught:
        canvas.apply(Replace(MaskSnapshot(Size(20, 10), bytes(200))))
    assert (caught.value.mask, caught.value.picture) == (Size(20, 10), Size(10, 20))
    assert str(caught.value) == "The mask is 20 × 10 pixels, but the picture is 10 × 20."


def test_no_more_steps_than_the_cap_and_the_oldest_goes_first() -> None:
    mask = Mask(Size(100, 10))
    history = History(mask, step_cap=3)
    for x in range(5):
        history.touch(Rect(x, 0, 1, 1))
        mask.fill_spans([(0, x, x + 1)], CHANGED)
        history.commit(f"step {x}")
    undone = []
    while history.can_undo:
        undone.append(history.undo_label)
        history.undo()
    assert undone == ["step 4", "step 3", "step 2"]
    assert mask.rows(0, 1)[:5] == bytes([CHANGED, CHANGED, 0, 0, 0])


def test_no_more_bytes_than_the_cap() -> None:
    rng = random.Random(0)
    mask = Mask(Size(512, 512))
    history = History(mask, byte_cap=40_000)
    for number in range(30):
        history.touch(Rect.of_size(mask.size))
        for y in range(0, 512, 3):
            left = rng.randrange(500)
            mask.fill_spans([(y, left, left + 5)], rng.choice((CHANGED, KEPT)))
        history.commit(str(number))
        assert history.byte_count <= 40_000
    assert history.undo_label == "29"
    steps = 0
    while history.can_undo:
        history.undo()
        steps += 1
    assert 1 < steps < 30


def test_bytes_stay_the_same_through_undo_and_redo_and_go_with_the_steps() -> None:
    rng = random.Random(0)
    canvas = canvas_of(400, 400)
    noise = bytes(rng.choices((KEPT, CHANGED), k=160_000))
    canvas.apply(Replace(MaskSnapshot(canvas.size, noise)))
    held = canvas.history.byte_count
    assert held > 20_000
    canvas.undo()
    assert canvas.history.byte_count == held
    canvas.redo()
    assert canvas.history.byte_count == held
    canvas.undo()
    dab(canvas, 50, 50)
    canvas.commit("brush")
    assert canvas.history.byte_count < 1000, "what can't be redone is gone"


def test_steps_of_large_plain_areas_take_next_to_no_memory() -> None:
    canvas = canvas_of(4096, 2048)
    canvas.apply(Invert())
    canvas.apply(Clear())
    canvas.undo()
    assert canvas.mask.coverage == 1.0
    canvas.redo()
    assert canvas.history.byte_count < 10_000
    for x in range(0, 4096, 64):
        dab(canvas, x, 1000, 300)
    canvas.commit("brush")
    assert canvas.history.byte_count < 100_000


@pytest.mark.parametrize("seed", range(4))
def test_long_strokes_are_packed_by_and_by_whatever_happens_meanwhile(seed: int) -> None:
    """A gesture over many tiles isn't packed within its commit; later ones run over it."""
    rng = random.Random(seed)
    canvas = canvas_of(4096, 2048)
    states = [pixels(canvas)]
    for number in range(6):
        value = KEPT if number % 3 == 2 else CHANGED
        for _ in range(12):
            start, end = (
                Dab(Point(rng.uniform(0, 4096), rng.uniform(0, 2048)), 30) for _ in range(2)
            )
            canvas.paint(segment(start, end, canvas.size), value)
        assert canvas.commit(str(number))
        assert canvas.history.undo_label == str(number)
        states.append(pixels(canvas))
        if number == 3:
            canvas.apply(Invert())
            states.append(pixels(canvas))
        if number % 2:
            canvas.history.tidy(0.001)
    for state in reversed(states[:-1]):
        canvas.undo()
        assert pixels(canvas) == state
    assert not canvas.history.can_undo
    for state in states[1:]:
        canvas.redo()
        assert pixels(canvas) == state
    assert not canvas.history.tidy()
