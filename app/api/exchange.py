"""One request and its answer, in a thread of its own so that the caller can always walk away.

Name look-ups, blocking connects, TLS handshakes and silent or dripping servers can't be interrupted
in a portable way. So the work of an exchange is done in a daemon thread; the caller waits for it,
for the deadline or for `stop()`, whichever comes first. Stopping shuts the connection down, which
ends the thread at once when it waits for the server. What can't be shut down (a look-up, a connect)
ends by its own timeout and can no longer send anything: `about_to_send` is the gate.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from threading import Event, Lock, Thread
from typing import TypeVar

R = TypeVar("R")

# How long a stopped exchange may take to hand in what it has. Part of the promise that abort()
# takes effect within about 100 ms.
_GRACE = 0.05


class Stop(Enum):
    """Why an exchange ended before its work did."""

    ABORTED = "aborted"
    DEADLINE = "deadline"


class Stopped(Exception):
    """Raised inside the work when it wants to connect or send after a stop."""


class Exchange:
    """What the thread at work and the threads that may stop it share."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._over = Event()
        self._sockets: list[socket.socket] = []
        self._stopped: Stop | None = None
        self._sending = False

    @property
    def stopped(self) -> Stop | None:
        """Set when a stop came before the work was done."""
        return self._stopped

    @property
    def sending(self) -> bool:
        """Whether any byte of the request may have left. Never turns True after a stop."""
        return self._sending

    def stop(self, why: Stop) -> None:
        """Shut the connection down and let the caller go. Does nothing once the work is done."""
        with self._lock:
            if self._over.is_set():
                return
            self._stopped = why
            for sock in self._sockets:
                with suppress(OSError):  # the other side was faster
                    sock.shutdown(socket.SHUT_RDWR)
            self._over.set()

    def watch(self, sock: socket.socket) -> None:
        """Have `stop` shut this connection down; raise `Stopped` when that is due already."""
        with self._lock:
            self._refuse_when_stopped()
            # A second handle on the connection: the TLS layer takes the first one away.
            self._sockets.append(sock.dup())

    def about_to_send(self) -> None:
        """Note that the request starts to leave; raise `Stopped` when it must not any more."""
        with self._lock:
            self._refuse_when_stopped()
            self._sending = True

    def wait(self, seconds: float) -> None:
        """Return when the work is done or was stopped; stop it after `seconds`."""
        try:
            self._over.wait(max(0.0, seconds))
        finally:
            self.stop(Stop.DEADLINE)

    def finish(self) -> None:
        """Note that the work is done, and let go of its connections."""
        with self._lock:
            for sock in self._sockets:
                sock.close()
            self._sockets.clear()
            self._over.set()

    def _refuse_when_stopped(self) -> None:
        if self._stopped is not None:
            raise Stopped


def carry_out(exchange: Exchange, work: Callable[[], R], seconds: float) -> R | None:
    """Do the work in its own thread for at most `seconds`; return its result or raise its error.

    A stopped exchange is given a moment to hand in what it has; None means that it had nothing.
    """
    results: list[R] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except Stopped:
            pass
        except BaseException as error:  # noqa: BLE001 (raised again in the caller's thread)
            errors.append(error)
        finally:
            exchange.finish()

    thread = Thread(target=run, name="service-exchange", daemon=True)
    thread.start()
    exchange.wait(seconds)
    thread.join(_GRACE)
    if errors:
        raise errors[0]
    return results[0] if results else None
