"""Certificates of servers on this computer, good and bad: tests/api/*.pem, all of the same key.

`localhost` is the good one, until 2126. `expired` and `future` are for localhost at other times,
`elsewhere` is for another host, and `stranger` is like the good one, but nobody trusts it.
"""

from __future__ import annotations

import ssl
from pathlib import Path

_FOLDER = Path(__file__).parents[1] / "api"
_TRUSTED = ("localhost", "expired", "future", "elsewhere")


def server_context(name: str) -> ssl.SSLContext:
    """What a server needs that shows one of them."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_FOLDER / f"{name}.pem", _FOLDER / "localhost.key.pem")
    return context


def trusting_context() -> ssl.SSLContext:
    """What a client needs that knows all of them but the stranger."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for name in _TRUSTED:
        context.load_verify_locations(_FOLDER / f"{name}.pem")
    return context
