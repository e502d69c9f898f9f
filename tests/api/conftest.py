"""Both ends of TLS on localhost, with a certificate that nothing but these tests trusts."""

from __future__ import annotations

import ssl

import pytest

from tests.support.certificates import server_context, trusting_context


@pytest.fixture
def server_tls() -> ssl.SSLContext:
    """What a test server proves its identity with: a certificate for localhost, until 2126."""
    return server_context("localhost")


@pytest.fixture
def client_tls() -> ssl.SSLContext:
    """What a client needs to trust that server."""
    return trusting_context()
