"""A fresh service and a fresh data folder for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.sandbox.server import Prices, SandboxServer
from tests.jobs.bench import PRICE, Bench

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    prices = Prices(inpaint=PRICE, upsample=PRICE)
    with SandboxServer(duration=(0.1, 0.1), samples=False, prices=prices) as running:
        yield running


@pytest.fixture
def bench(qapp: QApplication, tmp_path: Path, server: SandboxServer) -> Iterator[Bench]:
    with Bench(tmp_path / "data", server) as ready:
        yield ready
