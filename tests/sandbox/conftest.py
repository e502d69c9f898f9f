"""A running server with quick tasks, and a client of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.sandbox.server import SandboxServer
from tests.support.sandbox_client import FAST, Client


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    with SandboxServer(duration=FAST, balance=100, samples=False) as running:
        yield running


@pytest.fixture
def client(server: SandboxServer) -> Client:
    return Client(server)
