"""What holds for any sequence of gestures with any tools."""

from __future__ import annotations

import random

import pytest
from PIL import Image

from app.canvas.canvas import Canvas
from app.canvas.codec import decode_mask, encode_mask
from app.canvas.picture import Picture, picture_from_image
from app.tools.options import ToolOptions
from app.tools.pressure import PressureCurve
from app.tools.tool import Modifiers, PointerEvent
from app.tools.toolbox import Toolbox
from tests.tools.hand import ALT, CTRL, NONE, SHIFT, at, at_once

NAMES = ("brush", "eraser", "rectangle", "ellipse", "lasso", "polygon", "wand")
WIDTH, HEIGHT = 140, 150  # more than one tile of the history each way


@pytest.fixture(scope="module")
def picture() -> Picture:
    """Patches of colour, so that the wand finds areas of all sizes."""
    small = Image.effect_noise((14, 15), 80)
    return picture_from_image(
        small.resize((WIDTH, HEIGHT), Image.Resampling.NEAREST).convert("RGB")
    )


class Hand:
    """Makes gestures at random: in and out of the picture, with any keys, sometimes abandoned."""

    def __init__(self, canvas: Canvas, seed: int) -> None:
        self.rng = random.Random(seed)
        self.toolbox = Toolbox(canvas, at_once(canvas))

    def event(self, keys: tuple[Modifiers, ...]) -> PointerEvent:
        x, y = self.rng.uniform(-30, WIDTH + 30), self.rng.uniform(-30, HEIGHT + 30)
        pressure = self.rng.choice((0.0, 1.0, self.rng.random()))
        zoom = self.rng.choice((0.1, 1.0, 8.0))
        return at(x, y, self.rng.choice(keys), pressure=pressure, zoom=zoom)

    def gesture(self) -> None:
        """Any tool, set in any way."""
        rng = self.rng
        self.toolbox.options = ToolOptions(
            brush_size=rng.choice((1, 2, 9, 60)),
            smoothing=rng.choice((0, 0, 40)),
            pressure=rng.choice((None, PressureCurve(rng.random(), rng.uniform(-1, 1)))),
            tolerance=rng.choice((0, 30, 255)),
            contiguous=rng.random() < 0.5,
        )
        tool = self.toolbox.tool(rng.choice(NAMES), erases=rng.random() < 0.4)
        keys = (NONE, NONE, SHIFT, CTRL, ALT, SHIFT | ALT, CTRL | ALT)
        for _ in range(rng.randint(1, 5)):  # clicks, for the polygon
            tool.press(self.event(keys))
            for _ in range(rng.randint(0, 4)):
                tool.move(self.event(keys))
            if rng.random() < 0.1:
                tool.cancel()
            tool.release(self.event(keys))
            tool.hover(self.event(keys))
            if not tool.is_active:
                return
        if rng.random() < 0.2:
            tool.cancel()
        tool.confirm()


def bytes_of(canvas: Canvas) -> bytes:
    return canvas.mask.rows(0, HEIGHT)


@pytest.mark.parametrize("seed", range(6))
def test_undo_takes_back_and_redo_does_again_exactly(picture: Picture, seed: int) -> None:
    canvas = Canvas(picture)
    hand = Hand(canvas, seed)
    states = [bytes_of(canvas)]
    for _ in range(40):
        hand.gesture()
        assert not canvas.history.in_gesture
        if bytes_of(canvas) != states[-1]:
            states.append(bytes_of(canvas))
    assert len(states) > 8
    for state in reversed(states[:-1]):
        canvas.undo()
        assert bytes_of(canvas) == state
    assert not canvas.history.can_undo, "each gesture that changed something was one step"
    for state in states[1:]:
        canvas.redo()
        assert bytes_of(canvas) == state
    assert not canvas.history.can_redo


@pytest.mark.parametrize("seed", range(10, 14))
def test_mask_is_black_and_white_counted_right_and_survives_its_file(
    picture: Picture, seed: int
) -> None:
    canvas = Canvas(picture)
    hand = Hand(canvas, seed)
    for _ in range(12):
        hand.gesture()
        data = bytes_of(canvas)
        assert data.count(0) + data.count(255) == WIDTH * HEIGHT
        assert canvas.mask.changed_pixels == data.count(255)
        snapshot = decode_mask(encode_mask(canvas.snapshot()), picture.size)
        assert snapshot.data == data


@pytest.mark.parametrize("name", NAMES)
def test_the_same_gesture_taken_away_leaves_nothing(picture: Picture, name: str) -> None:
    for seed in range(12):
        canvas = Canvas(picture)
        hand = Hand(canvas, seed)
        hand.toolbox.options = ToolOptions(brush_size=9 + seed, smoothing=seed % 3 * 10)
        events = [hand.event((NONE, SHIFT)) for _ in range(6)]
        # On an empty mask there is no last stroke, and so no straight line from it either.
        events[0] = PointerEvent(events[0].point)
        for erases in (False, True):
            tool = hand.toolbox.tool(name, erases=erases)
            tool.press(events[0])
            for event in events[1:]:
                tool.move(event)
                if name == "polygon":
                    tool.release(event)
                    tool.press(event)
            tool.release(events[-1])
            tool.confirm()
            if not erases:
                painted = not canvas.mask.is_empty
        assert canvas.mask.is_empty
        assert painted or name == "wand", "the wand may have been pressed beside the picture"


@pytest.mark.parametrize("seed", range(20, 24))
def test_abandoned_gesture_changes_nothing(picture: Picture, seed: int) -> None:
    canvas = Canvas(picture)
    hand = Hand(canvas, seed)
    for _ in range(8):
        hand.gesture()
    before, steps = bytes_of(canvas), canvas.history.byte_count
    keys = (NONE, SHIFT, CTRL, ALT)
    for name in NAMES:
        for erases in (False, True):
            tool = hand.toolbox.tool(name, erases=erases)
            tool.press(hand.event(keys))
            tool.move(hand.event(keys))
            tool.cancel()
            assert not tool.is_active
            assert tool.preview is None
            assert bytes_of(canvas) == before
            tool.move(hand.event(keys))
            tool.release(hand.event(keys))
            assert bytes_of(canvas) == before
    assert canvas.history.byte_count == steps
