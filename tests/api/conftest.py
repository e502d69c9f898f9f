"""Both ends of TLS on localhost, with a certificate that nothing but these tests trusts."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture
def server_tls() -> ssl.SSLContext:
    """What a test server proves its identity with: a certificate for localhost, until 2126."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(HERE / "localhost.pem", HERE / "localhost.key.pem")
    return context


@pytest.fixture
def client_tls() -> ssl.SSLContext:
    """What a client needs to trust that server."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(HERE / "localhost.pem")
    return context
