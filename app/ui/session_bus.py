"""The session bus of a Linux desktop: orders go in, and what the user clicks comes out."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TypeAlias

from app.ui.notices import Notice


class BusFailed(Exception):
    """There is no session bus, or it has stopped talking to us."""


@dataclass(frozen=True, slots=True)
class Show:
    """Show a notification. A click on it is told with the key."""

    key: str
    notice: Notice


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take a notification away, if it is still there."""

    key: str


@dataclass(frozen=True, slots=True)
class Count:
    """Put a number on the program's icon, as far as the desktop does that; 0 for none."""

    number: int


Order: TypeAlias = Show | Withdraw | Count


@dataclass(frozen=True, slots=True)
class Clicked:
    """A notification was clicked. `activation`: the desktop's permission to come to the front."""

    key: str
    activation: str


class SessionBus:
    """One conversation: `run` in a thread that may wait, `give` and `close` in the GUI thread,
    where they take no time. `tell` is called in the thread.
    """

    def __init__(self, tell: Callable[[Clicked], None]) -> None:
        self._tell = tell
        self._orders: SimpleQueue[Order] = SimpleQueue()
        self._closing = threading.Event()
        self._bell: socket.socket | None = None
        self._socket: socket.socket | None = None

    def give(self, order: Order) -> None:
        """Have something done, as soon as there is a connection."""
        self._orders.put(order)
        self._ring()

    def close(self) -> None:
        """End the conversation at once, whatever is being waited for."""
        self._closing.set()
        self._ring()
        if self._socket is not None:
            with contextlib.suppress(OSError):  # it has been closed already
                self._socket.shutdown(socket.SHUT_RDWR)

    def run(self) -> None:
        """Talk until `close`. Raises BusFailed."""
        self._bell, ear = socket.socketpair()
        self._bell.setblocking(False)
        ear.setblocking(False)
        try:
            with contextlib.closing(self._bell), contextlib.closing(ear):
                self._talk(ear)
        # All but the first are for addresses that make no sense, or that it can't go to.
        except (OSError, ValueError, KeyError, RuntimeError, StopIteration) as error:
            if not self._closing.is_set():
                raise BusFailed(f"The session bus can't be used: {error!r}") from error

    def _talk(self, ear: socket.socket) -> None:
        # It takes its time, which the GUI thread hasn't got.
        from app.ui.bus_talk import Talk, authenticated

        self._socket = connected = authenticated()
        if self._closing.is_set():
            connected.close()
            return
        with contextlib.closing(connected), Talk(connected, self._tell) as talk:
            while not self._closing.is_set():
                while (order := self._next_order()) is not None:
                    talk.carry_out(order)
                talk.listen()
                select.select([connected, ear], [], [])
                with contextlib.suppress(BlockingIOError):
                    ear.recv(4096)

    def _next_order(self) -> Order | None:
        with contextlib.suppress(Empty):
            return self._orders.get_nowait()
        return None

    def _ring(self) -> None:
        # Before there is a bell, nobody sleeps. Without room it rings already; and when it's
        # closed, nobody is there any more.
        if self._bell is not None:
            with contextlib.suppress(OSError):
                self._bell.send(b"\0")
