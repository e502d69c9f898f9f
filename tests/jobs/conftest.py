"""A fresh service and a fresh data folder for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.jobs.bench import Bench, CalmService

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


@pytest.fixture
def server() -> Iterator[CalmService]:
    with CalmService() as running:
        yield running


@pytest.fixture
def bench(qapp: QApplication, tmp_path: Path, server: CalmService) -> Iterator[Bench]:
    with Bench(tmp_path / "data", server) as ready:
        yield ready
