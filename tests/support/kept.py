"""The files of masks that are kept, and what is in them."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PIL import Image

from app.cli import Options
from app.library.masks import Masks
from tests.support.patience import PATIENCE
from tests.support.window import HEIGHT, WIDTH, Stage, opened, png

BACK = "Your mask is back."


class Writing:
    """What is written to the disk; each time not before `gate` is open."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.tries = 0
        self.keys: list[str] = []
        self.reached = threading.Event()
        self.gate = threading.Event()
        self.gate.set()
        save = Masks.save

        def held(masks: Masks, key: str, data: bytes) -> None:
            self.tries += 1
            self.reached.set()
            assert self.gate.wait(PATIENCE)
            save(masks, key, data)
            self.keys.append(key)

        patch.setattr(Masks, "save", held)


def file_of(stage: Stage, key: str) -> Path:
    """Where the mask of a picture is kept."""
    return stage.data_dir / "masks" / f"{key}.png"


def old(stage: Stage) -> list[Path]:
    """What has been put out of the way."""
    folder = stage.data_dir / "masks" / "old"
    return sorted(folder.iterdir()) if folder.exists() else []


def white(path: Path) -> int:
    """How many pixels of a kept mask are white."""
    return opened(path).histogram()[255] if path.exists() else 0


def marked(path: Path, *places: tuple[int, int]) -> bool:
    """Whether the kept mask is white at all of these places."""
    if not path.exists():
        return False
    mask = opened(path)
    return all(mask.getpixel(place) == 255 for place in places)


def open_again(stage: Stage, task_id: str, **options: Path | str) -> None:
    """Start with a task that has been opened before."""
    stage.start(Options(api_url=stage.server.url, task_id=task_id, **options))  # type: ignore[arg-type]  # the caller's
    stage.wait_for_picture()


def coverage(stage: Stage) -> str:
    """The marked share, as the panel tells it."""
    return stage.label("coverageLabel")


def half(size: tuple[int, int] = (WIDTH, HEIGHT)) -> bytes:
    """The file of a mask whose left half is white."""
    mask = Image.new("L", size)
    mask.paste(255, (0, 0, size[0] // 2, size[1]))
    return png(mask)


def marked_in(data: bytes, *places: tuple[int, int]) -> bool:
    """The same in a mask's file that has been read."""
    return all(opened(data).getpixel(place) == 255 for place in places)
