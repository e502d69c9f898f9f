"""A server below HTTP: tests say byte by byte what happens on each connection.

``RawServer(script, …)`` gives the n-th connection to the n-th script, and every further one to the
last. A script is a function of a ``Connection``; the usual ones are made by the functions below.
"""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Self, TypeAlias

DRIP_INTERVAL = 0.03


@dataclass(frozen=True, slots=True)
class RawRequest:
    """A request as it came: its first line, headers with lower-case names, and body."""

    line: str
    headers: Mapping[str, str]
    body: bytes


class Connection:
    """One accepted connection, in the hands of a script."""

    def __init__(self, sock: socket.socket, server: RawServer) -> None:
        self.sock = sock
        self._raw = sock.dup()
        self._server = server

    def start_tls(self, context: ssl.SSLContext) -> None:
        """Do the server's part of a TLS handshake."""
        self.sock = context.wrap_socket(self.sock, server_side=True)

    def read_head(self) -> tuple[str, dict[str, str]]:
        """Read a request up to its body."""
        head = bytearray()
        while not head.endswith(b"\r\n\r\n"):
            byte = self.sock.recv(1)
            if not byte:
                raise ConnectionError("The client left within the head.")
            head += byte
        line, *lines = head.decode("latin-1").strip().split("\r\n")
        pairs = (text.split(":", 1) for text in lines)
        return line, {name.strip().lower(): value.strip() for name, value in pairs}

    def read_request(self) -> RawRequest:
        """Read a whole request, which counts among the server's."""
        line, headers = self.read_head()
        body = bytearray()
        while len(body) < int(headers.get("content-length", "0")):
            part = self.sock.recv(65536)
            if not part:
                raise ConnectionError("The client left within the body.")
            body += part
        request = RawRequest(line, headers, bytes(body))
        self._server.record(request)
        return request

    def send(self, data: bytes) -> None:
        """Send all of it."""
        self.sock.sendall(data)

    def send_below_tls(self, data: bytes) -> None:
        """Send past the TLS layer: to the client, TLS is broken."""
        self._raw.sendall(data)

    def drip(self, data: bytes) -> None:
        """Send it byte by byte until the client leaves."""
        for position in range(len(data)):
            self.send(data[position : position + 1])
            if self._server.stopping.wait(DRIP_INTERVAL):
                return

    def wait_for_client_to_leave(self) -> None:
        """Stay silent while the client stays."""
        with contextlib.suppress(OSError):
            while self.sock.recv(65536):
                pass
        self._server.left.set()

    def reset(self) -> None:
        """Break the connection off with a TCP reset."""
        self._raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._raw.close()
        self.sock.close()

    def cut(self) -> None:
        """End it from any thread."""
        with contextlib.suppress(OSError):
            self._raw.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close it in an orderly way."""
        self.sock.close()
        self._raw.close()


Script: TypeAlias = Callable[[Connection], None]


class RawServer:
    """Listens on 127.0.0.1 while used as a context manager; with ``tls``, speaks it first."""

    def __init__(self, *scripts: Script, tls: ssl.SSLContext | None = None) -> None:
        self._scripts = scripts
        self._tls = tls
        self._lock = threading.Lock()
        self._requests: list[RawRequest] = []
        self._connections: list[Connection] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.stopping = threading.Event()
        self.accepted = threading.Event()
        self.asked = threading.Event()
        self.left = threading.Event()
        self.port: int = self._listener.getsockname()[1]
        self.origin = f"{'https' if tls else 'http'}://localhost:{self.port}"

    @property
    def requests(self) -> tuple[RawRequest, ...]:
        """Every whole request so far."""
        with self._lock:
            return tuple(self._requests)

    @property
    def connection_count(self) -> int:
        """How many connections came in."""
        with self._lock:
            return len(self._connections)

    def record(self, request: RawRequest) -> None:
        """Note a request (for connections)."""
        with self._lock:
            self._requests.append(request)
        self.asked.set()

    def __enter__(self) -> Self:
        self._spawn(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stopping.set()
        # A blocked accept() isn't woken by closing its socket, but by a client.
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._threads[0].join()
        self._listener.close()
        for connection in self._connections:
            connection.cut()
        for thread in self._threads:
            thread.join()

    def _spawn(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, name="raw-server")
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            sock, _ = self._listener.accept()
            if self.stopping.is_set():
                sock.close()
                return
            connection = Connection(sock, self)
            with self._lock:
                script = self._scripts[min(len(self._connections), len(self._scripts) - 1)]
                self._connections.append(connection)
            self.accepted.set()
            self._spawn(partial(self._serve, connection, script))

    def _serve(self, connection: Connection, script: Script) -> None:
        # A client that leaves early is what many tests are about.
        with contextlib.closing(connection), contextlib.suppress(OSError):
            if self._tls:
                connection.start_tls(self._tls)
            script(connection)


def response(status: int, body: bytes = b"", **headers: str) -> bytes:
    """The bytes of an answer; ``_`` in a header's name stands for a hyphen."""
    fields = {"Content-Length": str(len(body)), "Connection": "close"}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return f"HTTP/1.1 {status} Whatever\r\n{lines}\r\n".encode("latin-1") + body


def answer(status: int, body: object = b"", **headers: str) -> Script:
    """Read the request and answer; a body that isn't bytes is sent as JSON."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return raw(response(status, data, **headers))


def raw(data: bytes) -> Script:
    """Read the request, send these bytes and close."""

    def script(connection: Connection) -> None:
        connection.read_request()
        connection.send(data)

    return script


def dripping(data: bytes) -> Script:
    """Read the request, then send these bytes one by one."""

    def script(connection: Connection) -> None:
        connection.read_request()
        connection.drip(data)

    return script


def silent(connection: Connection) -> None:
    """Read the request and say nothing."""
    connection.read_request()
    connection.wait_for_client_to_leave()


def deaf(connection: Connection) -> None:
    """Neither read nor say anything; with a TLS client this stalls the handshake."""
    connection.wait_for_client_to_leave()


def reset_after_request(connection: Connection) -> None:
    """Read the request, then reset."""
    connection.read_request()
    connection.reset()


@contextlib.contextmanager
def unanswering_port() -> Iterator[int]:
    """A port of 127.0.0.1 where connecting neither succeeds nor fails (on Linux)."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        port: int = listener.getsockname()[1]
        # The queue of connections that wait to be accepted is full after one or two.
        for _ in range(4):
            sock = stack.enter_context(socket.socket())
            sock.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                sock.connect(("127.0.0.1", port))
        yield port
