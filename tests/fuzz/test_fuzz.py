"""A few cases of each target of `dev.py fuzz`, the same every time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fuzz.fuzzing import nothing_left, run
from tests.fuzz.targets import TARGETS

CASES = 60


@pytest.fixture(autouse=True)
def tidy() -> Iterator[None]:
    with nothing_left():
        yield


@pytest.mark.parametrize("name", TARGETS)
def test_only_documented_errors_come_out(name: str) -> None:
    run(TARGETS[name], CASES)
