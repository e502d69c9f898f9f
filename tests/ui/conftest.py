"""A service and a window for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.sandbox.server import SandboxServer
from app.ui.theme import choose_scheme
from tests.support.window import Stage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    with SandboxServer(duration=(0.2, 0.3), samples=False) as running:
        yield running


@pytest.fixture
def stage(
    qapp: QApplication, tmp_path: Path, server: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stage]:
    choose_scheme(qapp, "dark")
    ready = Stage(server, tmp_path / "data", monkeypatch)
    yield ready
    ready.close()
