"""Takes the README's screenshots: a round on the sandbox's samples, by the real pointer.

    python -m tests.e2e.screenshots FOLDER [LANGUAGE-SCHEME...]

FOLDER gets `STEP-LANGUAGE-SCHEME.webp` for en and ru, light and dark, unless only some are named,
such as `ru-dark`.
"""

from __future__ import annotations

import json
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from app.sandbox.samples import SINGLE_ID
from app.sandbox.server import SandboxServer
from tests.e2e.designer import Designer, line
from tests.support.program import Program, with_service
from tests.support.x11 import Display

LOOKS = tuple(f"{language}-{scheme}" for language in ("en", "ru") for scheme in ("light", "dark"))
# Around the sample's boat, and the house on the other shore.
BOAT = line((330, 810), (420, 815), (430, 790), (330, 830), (430, 835))
HOUSE = line((700, 600), (815, 600), (700, 640), (815, 640), (720, 570), (810, 580))


def main(folder: Path, looks: list[str]) -> None:
    """Make one round for each look."""
    folder.mkdir(parents=True, exist_ok=True)
    for look in looks or LOOKS:
        with tempfile.TemporaryDirectory() as data_dir:
            for step, picture in _round(Path(data_dir), *look.split("-")):
                picture.save(folder / f"{step}-{look}.webp", quality=88, method=6)


def _round(folder: Path, language: str, scheme: str) -> Iterator[tuple[str, Image.Image]]:
    data = folder / "data"
    data.mkdir()
    (data / "settings.json").write_text(json.dumps({"theme": scheme}))
    with (
        SandboxServer(duration=(1.0, 1.0)) as server,
        Display() as display,
        Program(
            *("--task", SINGLE_ID, "--lang", language),
            data_dir=data,
            env=display.env | with_service(server),
        ) as program,
    ):
        hand = Designer(display, program)

        def grabbed() -> Image.Image:
            path = folder / "grab.png"
            program.ask("grab", path=str(path))
            with Image.open(path) as image:
                return image.convert("RGB")

        hand.sit_down()
        hand.paint(*BOAT)
        yield "painting", grabbed()
        hand.write("a small island with a lighthouse")
        hand.submit()
        yield "candidates", grabbed()
        hand.pick(3)
        hand.compare("compareSwipe")
        yield "swipe", grabbed()
        hand.read_difference()
        yield "difference", grabbed()
        hand.compare("compareSideBySide")
        hand.go_on()
        hand.paint(*HOUSE)
        hand.write("an observatory")
        hand.submit()
        hand.pick(2)
        hand.click("pasteBackCheck")
        hand.show_history()
        threading.Event().wait(1.5)  # its thumbnails come one by one
        yield "history", grabbed()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
