"""One round in a real window: open, paint, type, submit, compare, close."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw

from app.sandbox.server import SandboxServer
from tests.e2e.conftest import SIZE
from tests.e2e.designer import Designer
from tests.support.program import Program, with_service
from tests.support.sandbox_client import opened
from tests.support.x11 import MISSING, Display

BRUSH = 40  # what a new installation starts with, in picture pixels
PROMPT = "a red lighthouse, 1930"

needs_x11 = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")


@pytest.fixture
def display() -> Iterator[Display]:
    with Display() as running:
        yield running


@needs_x11
def test_a_stroke_of_the_real_pointer_becomes_a_result_beside_the_original(
    display: Display, server: SandboxServer, task_id: str, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    env = display.env | with_service(server)
    with Program("--task", task_id, "--lang", "en", data_dir=data, env=env) as program:
        assert program.until_open()["imageSize"] == list(SIZE)
        display.do("windowfocus", "--sync", program.ask("window_id"))
        spots = [_spot(program, x, y) for x, y in ((200, 150), (420, 190), (330, 340))]
        way = [tuple(program.ask("picture_point", x=x + 0.5, y=y + 0.5)) for x, y in spots]
        # Two strokes: of the moves between press and release, Qt drops those that it is late for.
        display.drag(*spots[:2])
        display.drag(*spots[1:])
        program.until(lambda state: state["coverageLabel"] not in ("—", "0.0 %"))

        hand = Designer(display, program)
        hand.click("promptEdit")
        program.until(lambda state: state["focus"] == "promptEdit")
        display.do("type", PROMPT)
        program.until(lambda state: state["prompt"] == PROMPT)
        hand.click("submitButton")
        done = program.until(lambda state: state["jobState"] == "done" and state["result"])
        assert done["imageSize"] == list(SIZE)
        end = program.close()
    assert (end.code, end.complaints) == (0, "")
    _assert_is_stroke(opened(server.last_mask()).convert("L"), way)
    inpaint = server.wait_for_request("inpaint")
    assert json.loads(inpaint.body)["prompt"] == PROMPT
    kept = data / "pictures" / f"{server.task_ids[-1]}.png"
    assert opened(kept.read_bytes()).size == (2 * SIZE[0], 2 * SIZE[1])
    assert json.loads(kept.with_suffix(".json").read_text())["prompt"] == PROMPT


def _spot(program: Program, x: float, y: float) -> tuple[int, int]:
    """The pixel of the screen that shows this point of the picture."""
    there = program.ask("aim", x=x, y=y)
    return int(there[0]), int(there[1])


def _assert_is_stroke(mask: Image.Image, way: list[tuple[float, float]]) -> None:
    """A pointer is where its pixel is, give or take half of one, and so are the edges."""
    slack = 2
    surely = _line(mask.size, way, BRUSH - 2 * slack)
    at_most = _line(mask.size, way, BRUSH + 2 * slack)
    missing = ImageChops.subtract(surely, mask)
    too_much = ImageChops.subtract(mask, at_most)
    assert missing.getbbox() is None, f"not painted: {missing.getbbox()}"
    assert too_much.getbbox() is None, f"painted beside the way: {too_much.getbbox()}"


def _line(size: tuple[int, int], way: list[tuple[float, float]], width: int) -> Image.Image:
    image = Image.new("L", size, 0)
    draw = ImageDraw.Draw(image)
    draw.line(way, fill=255, width=width)
    radius = width / 2
    for x, y in way:
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return image
