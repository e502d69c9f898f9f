"""One service, one gateway and one runner for all of the matrix: each cell has a job of its own."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from app.sandbox.server import Prices, SandboxServer
from tests.faults.desk import PRICE, Desk
from tests.faults.gateway import Gateway
from tests.faults.matrix import NOW
from tests.support.certificates import server_context, trusting_context

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


@pytest.fixture(scope="module")
def gateway() -> Iterator[Gateway]:
    """The sandbox and what stands before it."""
    context = server_context("localhost")
    prices = Prices(inpaint=PRICE, upsample=PRICE)
    sandbox = SandboxServer(duration=(0, 0), samples=False, prices=prices, balance=1e6)
    with sandbox, Gateway(sandbox, context) as ready, pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.api.connection.getaddrinfo", ready.look_up)
        patch.setattr("app.ui.job_sentences.clock", lambda: NOW)
        yield ready


@pytest.fixture(scope="module")
def trust() -> ssl.SSLContext:
    """What a client needs to trust the gateway."""
    return trusting_context()


@pytest.fixture(scope="module")
def desk(
    qapp: QApplication,
    gateway: Gateway,
    trust: ssl.SSLContext,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Desk]:
    """A runner with a real journal, library and client."""
    with Desk(tmp_path_factory.mktemp("data"), gateway, trust) as ready:
        yield ready
