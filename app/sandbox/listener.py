"""A TCP listener on 127.0.0.1 with a thread per connection, all of which end when it stops."""

from __future__ import annotations

import contextlib
import selectors
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

Handler = Callable[[socket.socket, threading.Event], None]

HOST = "127.0.0.1"
_STOP_TIMEOUT = 0.5


@dataclass(frozen=True, slots=True)
class _Link:
    """An open connection and the event that tells its thread to end."""

    connection: socket.socket
    cut: threading.Event


class Listener:
    """Accepts connections between ``open()`` and ``pause()`` or ``close()``, on the same port."""

    def __init__(self, handler: Handler, port: int = 0) -> None:
        self.port = port
        self._handler = handler
        self._socket: socket.socket | None = None
        self._wake: socket.socket | None = None
        self._acceptor: threading.Thread | None = None
        self._lock = threading.Lock()
        self._links: dict[threading.Thread, _Link] = {}

    def open(self) -> None:
        """Accept connections; OSError when the port is taken."""
        if self._acceptor is not None:
            return
        if self._socket is None:
            self._socket = self._bind()
        self._socket.listen(64)
        self._socket.setblocking(False)
        self._wake, woken = socket.socketpair()
        self._acceptor = threading.Thread(
            target=self._accept, args=(self._socket, woken), name="sandbox-listener", daemon=True
        )
        self._acceptor.start()

    def pause(self) -> None:
        """Refuse connections and cut the open ones.

        The port stays bound (not listening), so that nobody else gets it in the meantime.
        """
        if self._acceptor is not None:
            self._stop()
            self._socket = self._bind()

    def close(self) -> None:
        """Stop, and give the port up. Every thread has ended within half a second."""
        self._stop()

    def _stop(self) -> None:
        deadline = time.monotonic() + _STOP_TIMEOUT
        if self._wake is not None and self._acceptor is not None:
            self._wake.close()
            self._acceptor.join(_STOP_TIMEOUT)
        if self._socket is not None:
            self._socket.close()
        self._wake = self._acceptor = self._socket = None
        with self._lock:
            links = dict(self._links)
        for link in links.values():
            link.cut.set()
            # The peer or the thread may have closed it already: then there's nothing to cut.
            with contextlib.suppress(OSError):
                link.connection.shutdown(socket.SHUT_RDWR)
        for thread in links:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _bind(self) -> socket.socket:
        bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        # On Windows the option means something else: that others may take the port over.
        if sys.platform != "win32":
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((HOST, self.port))
        except OSError:
            bound.close()
            raise
        self.port = bound.getsockname()[1]
        return bound

    def _accept(self, listening: socket.socket, woken: socket.socket) -> None:
        with woken, selectors.DefaultSelector() as selector:
            selector.register(listening, selectors.EVENT_READ)
            selector.register(woken, selectors.EVENT_READ)
            while True:
                if any(key.fileobj is woken for key, _ in selector.select()):
                    return
                # A client may have left before it's accepted.
                with contextlib.suppress(OSError):
                    connection, _ = listening.accept()
                    self._start(connection)

    def _start(self, connection: socket.socket) -> None:
        connection.setblocking(True)
        cut = threading.Event()
        thread = threading.Thread(
            target=self._serve, args=(connection, cut), name="sandbox-connection", daemon=True
        )
        with self._lock:
            self._links[thread] = _Link(connection, cut)
        thread.start()

    def _serve(self, connection: socket.socket, cut: threading.Event) -> None:
        try:
            # Clients hang up whenever they like, and so does _stop(): both are normal here.
            with connection, contextlib.suppress(OSError):
                self._handler(connection, cut)
        finally:
            with self._lock:
                del self._links[threading.current_thread()]
