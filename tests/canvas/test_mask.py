"""The mask: pure black and white, counted right, and snapshots that stay what they were."""

from __future__ import annotations

import random
import threading
from collections import Counter

import pytest

from app.canvas.canvas import Canvas
from app.canvas.geometry import Point, Rect, Size
from app.canvas.mask import CHANGED, KEPT, Mask, MaskSnapshot
from app.canvas.operations import Clear, Invert, Replace
from app.canvas.picture import Picture
from app.canvas.stroke import Dab, segment
from tests.support.patience import PATIENCE


def canvas_of(width: int, height: int) -> Canvas:
    return Canvas(Picture(Size(width, height), has_alpha=False, levels=()))


def paint_line(canvas: Canvas, rng: random.Random) -> Rect:
    size = canvas.size

    def anywhere() -> Dab:
        x, y = rng.uniform(-20, size.width + 20), rng.uniform(-20, size.height + 20)
        return Dab(Point(x, y), rng.choice((1, 3, 17, 80)))

    value = rng.choice((CHANGED, CHANGED, KEPT))
    return canvas.paint(segment(anywhere(), anywhere(), size), value)


def do_something(canvas: Canvas, rng: random.Random) -> None:
    """One random gesture or command."""
    match rng.randrange(10):
        case 0:
            canvas.apply(Clear())
        case 1:
            canvas.apply(Invert())
        case 2:
            canvas.undo()
        case 3:
            canvas.redo()
        case 4:
            data = bytes(rng.choices((KEPT, CHANGED), k=canvas.size.area))
            canvas.apply(Replace(MaskSnapshot(canvas.size, data)))
        case 5:
            paint_line(canvas, rng)
            canvas.abandon()
        case _:
            paint_line(canvas, rng)
            paint_line(canvas, rng)
            canvas.commit("brush")


@pytest.mark.parametrize("seed", range(6))
def test_only_black_and_white_and_coverage_equal_to_a_full_count(seed: int) -> None:
    rng = random.Random(seed)
    canvas = canvas_of(rng.randint(1, 700), rng.randint(1, 300))
    for _ in range(60):
        do_something(canvas, rng)
        if rng.random() < 0.5:
            continue  # so that some counts are late
        counts = Counter(bytes(canvas.mask.buffer[:]))
        assert set(counts) <= {KEPT, CHANGED}
        assert canvas.mask.changed_pixels == counts[CHANGED]
        assert canvas.mask.coverage == counts[CHANGED] / canvas.size.area
        assert canvas.mask.is_empty == (counts[CHANGED] == 0)


def test_new_mask_is_black() -> None:
    mask = Mask(Size(5, 3))
    assert mask.is_empty
    assert mask.coverage == 0.0
    assert mask.snapshot().data == bytes(15)


def test_buffer_is_the_images_memory_in_both_directions() -> None:
    """Pillow draws into what Qt shows, without a copy."""
    mask = Mask(Size(7, 5))
    mask.fill_spans([(1, 2, 4)], CHANGED)
    assert mask.image.getpixel((3, 1)) == CHANGED
    mask.image.paste(CHANGED, (0, 4, 1, 5))
    assert mask.buffer[4 * 7] == CHANGED
    assert mask.rows(4, 5) == bytes([CHANGED, 0, 0, 0, 0, 0, 0])


def test_snapshot_refuses_bytes_of_another_size() -> None:
    with pytest.raises(ValueError, match="2 × 3"):
        MaskSnapshot(Size(2, 3), bytes(5))


@pytest.mark.parametrize("seed", range(4))
def test_snapshots_stay_as_they_were_however_late_they_are_read(seed: int) -> None:
    rng = random.Random(seed)
    canvas = canvas_of(1500, 1500)  # several strips
    taken = []
    for _ in range(6):
        taken.append((canvas.snapshot(), bytes(canvas.mask.buffer[:])))
        for _ in range(4):
            paint_line(canvas, rng)
        canvas.commit("brush")
        rng.choice((canvas.undo, lambda: canvas.apply(Invert()), lambda: canvas.apply(Clear())))()
    rng.shuffle(taken)
    for snapshot, expected in taken:
        assert snapshot.data == expected
        assert snapshot.data == expected, "a second reading"
        assert snapshot.image().tobytes() == expected


def test_snapshot_carries_the_pictures_orientation() -> None:
    canvas = Canvas(Picture(Size(3, 2), has_alpha=False, levels=(), orientation=6))
    assert canvas.snapshot().orientation == 6
    assert canvas.snapshot().size == Size(3, 2)


def test_snapshots_read_in_other_threads_while_painting_goes_on() -> None:
    rng = random.Random(11)
    canvas = canvas_of(2000, 2000)
    wrong: list[int] = []

    def read(number: int, snapshot: MaskSnapshot, expected: bytes) -> None:
        if snapshot.data != expected:
            wrong.append(number)

    readers = []
    for number in range(24):
        expected = bytes(canvas.mask.buffer[:])
        reader = threading.Thread(target=read, args=(number, canvas.snapshot(), expected))
        reader.start()
        readers.append(reader)
        for _ in range(5):
            paint_line(canvas, rng)
        if number % 5 == 0:
            canvas.apply(Invert())
    for reader in readers:
        reader.join(PATIENCE)
        assert not reader.is_alive()
    assert wrong == []


def test_one_snapshot_read_by_many_threads_at_once() -> None:
    canvas = canvas_of(2000, 2000)
    canvas.paint(segment(Dab(Point(0, 0), 99), Dab(Point(2000, 2000), 99), canvas.size), CHANGED)
    snapshot, expected = canvas.snapshot(), bytes(canvas.mask.buffer[:])
    found: list[bool] = []
    start = threading.Barrier(6)

    def read() -> None:
        start.wait(PATIENCE)
        found.append(snapshot.data == expected)

    readers = [threading.Thread(target=read) for _ in range(5)]
    for reader in readers:
        reader.start()
    start.wait(PATIENCE)
    canvas.apply(Invert())
    for reader in readers:
        reader.join(PATIENCE)
    assert found == [True] * 5


def test_dropped_snapshots_cost_nothing_any_more() -> None:
    """A job's snapshot that is gone must not be kept alive, nor copied for, by the mask."""
    mask = Mask(Size(10, 10))
    for _ in range(100):
        mask.snapshot()
    kept = mask.snapshot()
    assert [reference() for reference in mask._snapshots] == [kept]
    mask.will_change(Rect(0, 0, 10, 10))
    assert [reference() for reference in mask._snapshots] == [kept]
