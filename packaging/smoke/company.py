"""What stands between a designer's desk and the service: a proxy, a certificate, a key store.

The service is reached through a SOCKS proxy alone, which looks its name up; its certificate is
known to no public authority; the key is in the desktop's key store.
"""

from __future__ import annotations

import io
import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from tests.support.certificates import server_context
from tests.support.raw_server import Connection, RawServer, response
from tests.support.socks_server import Socks

CERTIFICATE = Path(__file__).resolve().parents[2] / "tests" / "api" / "elsewhere.pem"
HOST = "elsewhere.invalid"
DESKTOP = ("dbus-daemon", "gnome-keyring", "libsecret-tools")
"""Debian's packages of a key store, as desktops have it, and of another program that uses it."""
KEY = "shds-Smoke-Test-0123456789"
TASK = "6558acd103761c00010775b8"
SIZE = (320, 200)
_IS_THERE = (
    "dbus-send --session --print-reply --dest=org.freedesktop.DBus / "
    "org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets"
)
_DONE = {"id": TASK, "status": "done", "percent": 100, "result": f"/task/image/{TASK}?cache=100"}


@dataclass(frozen=True, slots=True)
class Company:
    """The service's address, the proxy's, and what they have been asked."""

    url: str
    proxy: str
    service: RawServer
    socks: Socks

    def keys_sent(self) -> list[str]:
        """The authorisation of every request for the task."""
        requests = [request for request in self.service.requests if "/image/" not in request.line]
        return [request.headers.get("authorization", "") for request in requests]


@contextmanager
def company() -> Iterator[Company]:
    """Service and proxy, while the `with` statement lasts."""
    encoded = io.BytesIO()
    Image.new("RGB", SIZE, "teal").save(encoded, "PNG")

    def serve(connection: Connection) -> None:
        wants_picture = "/image/" in connection.read_request().line
        body = encoded.getvalue() if wants_picture else json.dumps(_DONE).encode()
        connection.send(response(200, body))

    with RawServer(serve, tls=server_context("elsewhere")) as service:
        socks = Socks(service.port)
        with RawServer(socks) as proxy:
            yield Company(f"https://{HOST}", f"socks5h://127.0.0.1:{proxy.port}", service, socks)


def with_key_store(words: Sequence[str | Path], variables: Mapping[str, str]) -> list[str]:
    """What runs a command in a session with KEY in its key store, with only these variables.

    The system needs DESKTOP's packages, and a HOME among its variables.
    """
    pairs = shlex.join(f"{name}={value}" for name, value in variables.items())
    program = shlex.join(map(str, words))
    lines = [
        "set -eu",
        "printf password | gnome-keyring-daemon --unlock --components=secrets",
        # It is on the bus a moment later; asked before, the bus would start another, locked one.
        f"for _ in $(seq 300); do {_IS_THERE} | grep -q true && break; sleep 0.1; done",
        f"printf {KEY} | secret-tool store --label=Key service mask-painter username gptunnel",
        # All that the program gets of the session's own variables.
        'bus="DBUS_SESSION_BUS_ADDRESS=$DBUS_SESSION_BUS_ADDRESS"',
        f'exec env -i "$bus" {pairs} {program} 2>&3',
    ]
    session = ["dbus-run-session", "--", "sh", "-c", "\n".join(lines)]
    # Of what is said, only the program's own complaints count.
    return ["sh", "-c", 'exec "$@" 3>&2 >/dev/null 2>&1', "sh", *session]
