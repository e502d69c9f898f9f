"""The service in the test's process, and the files that the program is started with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from app.sandbox.server import SandboxServer
from tests.support.sandbox_client import picture, png

SIZE = (640, 480)


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    with SandboxServer(duration=(0.2, 0.2), samples=False) as running:
        yield running


@pytest.fixture
def task_id(server: SandboxServer) -> str:
    """A finished parent task."""
    return server.add_task(png(picture(*SIZE)))


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """The task's picture, and a mask for it."""
    image, mask = tmp_path / "picture.png", tmp_path / "mask.png"
    image.write_bytes(png(picture(*SIZE)))
    marked = Image.new("L", SIZE, 0)
    ImageDraw.Draw(marked).ellipse((200, 150, 400, 300), fill=255)
    mask.write_bytes(png(marked))
    return image, mask
