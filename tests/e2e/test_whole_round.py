"""The designer's whole round in a real window, in both languages, by pointer and keyboard alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter

from app.sandbox.faults import Fault, Reply
from app.sandbox.server import SandboxServer
from tests.e2e.conftest import SIZE
from tests.e2e.designer import MODES, Designer, line
from tests.support.program import Program, with_service
from tests.support.sandbox_client import opened, picture, png
from tests.support.x11 import MISSING, Display

needs_x11 = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")

FEATHER = 8  # what a new installation starts with
LIGHTHOUSE, BOAT = "a red lighthouse", "an old boat --ar 4:3"


@needs_x11
@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_whole_round(server: SandboxServer, task_id: str, tmp_path: Path, language: str) -> None:
    """Open, paint, submit, pick 3, go on, paint, submit, compare in four ways, paste back, save,
    branch from the first.
    """
    data, saved = tmp_path / "data", tmp_path / "saved.png"
    with (
        Display() as display,
        Program(
            *("--task", task_id, "--lang", language),
            data_dir=data,
            env=display.env | with_service(server),
        ) as program,
    ):
        hand = Designer(display, program)
        hand.sit_down()
        hand.paint(*line((200, 150), (420, 190), (330, 340)))
        hand.write(LIGHTHOUSE)
        hand.submit()
        marked = program.ask("state")["coverageLabel"]  # at rest by now
        hand.pick(3)
        hand.go_on()
        second = opened((data / "pictures" / f"{server.task_ids[-1]}.png").read_bytes())

        hand.paint(*line((120, 380), (260, 400)))
        hand.write(BOAT)
        _answer_with_other_pixels(server)
        hand.submit()
        hand.pick(2)
        for mode in (*MODES[1:], MODES[0]):
            hand.compare(mode)
        hand.click("pasteBackCheck")
        hand.read_difference(r"\b0[.,]0\s%")
        hand.save(saved)
        _assert_only_marked_differs(second, opened(saved.read_bytes()), server)

        hand.reopen(LIGHTHOUSE)
        program.until(lambda state: state["coverageLabel"] == marked)
        hand.paint(*line((90, 80), (160, 80)))
        hand.submit()
        end = program.close()
    assert (end.code, end.complaints) == (0, "")
    assert [_sent(server, kind) for kind in ("inpaint", "upsample")] == [3, 1]
    assert _asked_for(server) == [
        (task_id, LIGHTHOUSE),
        (server.task_ids[2], BOAT),
        (task_id, LIGHTHOUSE),
    ]
    assert json.loads(saved.with_suffix(".json").read_text())["prompt"] == BOAT


def _answer_with_other_pixels(server: SandboxServer) -> None:
    """Unlike the sandbox, the real service leaves no pixel as it was: so shall this result."""
    grid = png(picture(2 * SIZE[0], 2 * SIZE[1]).transpose(Image.Transpose.ROTATE_180))
    server.faults.add(Fault("picture", Reply(200, grid, content_type="image/png"), times=99))


def _assert_only_marked_differs(
    original: Image.Image, saved: Image.Image, server: SandboxServer
) -> None:
    """Beyond the mask and its feather every pixel is the original's; within it few are."""
    mask = opened(server.last_mask()).convert("L")
    assert saved.size == original.size == mask.size == SIZE
    difference = ImageChops.difference(original.convert("RGB"), saved.convert("RGB"))
    reach = mask.filter(ImageFilter.MaxFilter(2 * FEATHER + 1))
    outside = Image.composite(Image.new("RGB", SIZE), difference, reach)
    assert outside.getbbox() is None, f"changed outside the mask: {outside.getbbox()}"
    inside = Image.composite(difference, Image.new("RGB", SIZE), mask)
    assert inside.getbbox() is not None, "nothing of the result was pasted"


def _sent(server: SandboxServer, kind: str) -> int:
    return sum(request.path.endswith(f"/{kind}") for request in server.requests)


def _asked_for(server: SandboxServer) -> list[tuple[str, str]]:
    """Parent and prompt of each inpaint."""
    bodies = [json.loads(r.body) for r in server.requests if r.path.endswith("/inpaint")]
    return [(body["taskId"], body["prompt"]) for body in bodies]
