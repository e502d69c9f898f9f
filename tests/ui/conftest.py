"""A service and a window for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.ui.theme import choose_scheme
from tests.support.notes import Moments
from tests.support.window import Stage, staged

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


@pytest.fixture
def stage(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    choose_scheme(qapp, "dark")
    with staged(tmp_path / "data", monkeypatch) as ready:
        yield ready


@pytest.fixture
def moments(monkeypatch: pytest.MonkeyPatch) -> Moments:
    return Moments(monkeypatch)
