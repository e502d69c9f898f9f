"""What stands before the embedded service, over TLS: it spoils the requests that a test names.

Requests are passed on to a real `SandboxServer`, which keeps the tasks and the money. Pictures come
from a server of their own, so that a fault can strike them alone; a third one is "another host".
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Any, NoReturn, Self, TypeAlias

from app.sandbox.server import SandboxServer
from app.sandbox.wire import endpoint_of
from tests.support.patience import PATIENCE
from tests.support.raw_server import Connection, RawRequest, RawServer, response, unanswering_port

PAID = ("inpaint", "upsample", "variation", "reroll")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request that was read as far as its headers. `key`: whether it carried the key."""

    server: str
    endpoint: str
    body: bytes
    key: bool


@dataclass(frozen=True, slots=True)
class RealAnswer:
    """What the service answered."""

    status: int
    body: bytes

    @property
    def wire(self) -> bytes:
        """The answer as it goes over the wire."""
        return response(self.status, self.body)


class Visit:
    """A connection that has come in, in the hands of a fault. `number` counts the spoiled ones."""

    def __init__(
        self, gateway: Gateway, server: str, connection: Connection, number: int = 0
    ) -> None:
        self.gateway = gateway
        self.connection = connection
        self.number = number
        self._server = server

    def start_tls(self) -> None:
        """Shake hands."""
        self.connection.start_tls(self.gateway.tls)

    def head(self) -> None:
        """Read a request as far as its body."""
        self.start_tls()
        line, headers = self.connection.read_head()
        self.gateway.note(self._server, RawRequest(line, headers, b""))

    def request(self) -> RawRequest:
        """Read a whole request."""
        self.start_tls()
        request = self.connection.read_request()
        self.gateway.note(self._server, request)
        return request

    def answer(self) -> RealAnswer:
        """Read a request and let the service handle it."""
        return self.gateway.pass_on(self.request())

    def send(self, data: bytes) -> None:
        """Send all of it."""
        self.connection.send(data)


Act: TypeAlias = Callable[[Visit], None]
LookUp: TypeAlias = "Callable[[Gateway], int]"


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong, as long as it lasts.

    `look_up` strikes before there is a connection: it gives another port to connect to, or raises.
    `act` has the connection. A `slow` one shows only when the client's patience ends.
    """

    act: Act | None = None
    look_up: LookUp | None = None
    slow: bool = False


class Gateway:
    """The three servers. `spoil()` begins a fault and `lift()` ends it."""

    def __init__(self, sandbox: SandboxServer, tls: ssl.SSLContext) -> None:
        self.tls = tls
        self.sandbox = sandbox
        self._lock = threading.Lock()
        self._arrivals: list[Arrival] = []
        self._target = ""
        self._fault = Fault()
        self._spoiled = 0
        self._attempts = 0
        self._phase = "paid"
        self._servers = {
            name: RawServer(partial(self._serve, name)) for name in ("api", "pictures", "elsewhere")
        }
        self._stack = ExitStack()
        self.dead_port = 0
        self.mute_port = 0

    def __enter__(self) -> Self:
        for server in self._servers.values():
            self._stack.enter_context(server)
        bound = self._stack.enter_context(socket.socket())
        bound.bind(("127.0.0.1", 0))
        self.dead_port = bound.getsockname()[1]
        self.mute_port = self._stack.enter_context(unanswering_port())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def url(self, server: str = "api") -> str:
        """Where one of the servers is."""
        return f"https://localhost:{self._servers[server].port}"

    # What shall go wrong

    def spoil(self, target: str, fault: Fault) -> None:
        """Forget what was, and spoil every request of this kind from now on."""
        with self._lock:
            self._arrivals.clear()
            self._target, self._fault = target, fault
            self._spoiled = self._attempts = 0
            self._phase = "balance" if target == "balance" else "paid"

    def lift(self) -> None:
        """Everything works again."""
        with self._lock:
            self._fault = Fault()

    # What has happened

    @property
    def arrivals(self) -> tuple[Arrival, ...]:
        """The requests since the last `spoil()`."""
        with self._lock:
            return tuple(self._arrivals)

    @property
    def attempts(self) -> int:
        """How many connections the fault has struck, those that never came about among them."""
        with self._lock:
            return self._attempts

    def reached(self, endpoint: str, server: str | None = None) -> int:
        """How many requests of a kind have come in."""
        return sum(
            arrival.endpoint == endpoint and server in (None, arrival.server)
            for arrival in self.arrivals
        )

    # The servers' side

    def look_up(self, host: str, port: int, **options: Any) -> Sequence[Any]:
        """Stand in for `socket.getaddrinfo`: where a client that looks a name up is sent."""
        assert host == "localhost"
        names = {server.port: name for name, server in self._servers.items()}
        fault = self._strikes(names[port])
        if fault is not None:
            with self._lock:
                self._attempts += 1
            port = fault.look_up(self) if fault.look_up is not None else port
        return socket.getaddrinfo("127.0.0.1", port, **options)

    def note(self, server: str, request: RawRequest) -> None:
        """Note that a request has come in (for visits)."""
        endpoint = endpoint_of(request.line.split()[1])
        key = "authorization" in request.headers
        with self._lock:
            self._arrivals.append(Arrival(server, endpoint, request.body, key))

    def pass_on(self, request: RawRequest) -> RealAnswer:
        """Let the service handle it. What it tells of itself is told of this gateway instead."""
        method, target, _ = request.line.split()
        host = self.sandbox.url.removeprefix("http://")
        inside = http.client.HTTPConnection(host, timeout=PATIENCE)
        try:
            inside.request(method, target, request.body, dict(request.headers))
            answer = inside.getresponse()
            body = answer.read()
        finally:
            inside.close()
        if endpoint_of(target) != "picture":
            body = body.replace(self.sandbox.url.encode(), self.url("pictures").encode())
        self._go_on(endpoint_of(target), body)
        return RealAnswer(answer.status, body)

    def _go_on(self, endpoint: str, body: bytes) -> None:
        """Note what the client will ask for next. What a fault spoils brings it no further."""
        with self._lock:
            if endpoint in PAID:
                self._phase = "result"
            elif endpoint == "result" != self._target and b'"status": "done"' in body:
                self._phase = "picture"

    def _strikes(self, server: str) -> Fault | None:
        """The fault, if it is for whoever comes to this server now."""
        with self._lock:
            target = "paid" if self._target in PAID else self._target
            home = "pictures" if target == "picture" else "api"
            return self._fault if (server, self._phase) == (home, target) else None

    def _serve(self, server: str, connection: Connection) -> None:
        fault = self._strikes(server)
        if fault is None or fault.act is None:
            visit = Visit(self, server, connection)
            visit.send(visit.answer().wire)
            return
        with self._lock:
            self._spoiled += 1
            number = self._spoiled
        fault.act(Visit(self, server, connection, number))


def unknown_name(_: Gateway) -> NoReturn:
    """What a look-up says of a name that isn't there."""
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
