"""The way to stop a worker from another thread, at once, whatever it waits for."""

from __future__ import annotations

import threading
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.api.client import GptunnelClient


class StopReason(Enum):
    """Why a worker shall stop."""

    CANCEL = auto()  # the user's wish: the job ends
    SHUTDOWN = auto()  # the program ends: the job goes on at the next start


class Stopped(Exception):
    """The worker was told to stop."""

    def __init__(self, reason: StopReason) -> None:
        super().__init__(f"Stopped: {reason.name.lower()}.")
        self.reason = reason


class Interrupt:
    """An event with a reason, and the client whose calls it aborts. For one worker."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._event = threading.Event()
        self._reason: StopReason | None = None
        self._client: GptunnelClient | None = None

    @property
    def reason(self) -> StopReason | None:
        """Why to stop; None while nobody has said so."""
        return self._reason

    def stop(self, reason: StopReason) -> None:
        """Make the worker stop. The first reason counts. From any thread."""
        with self._lock:
            self._reason = self._reason or reason
            self._event.set()
            if self._client is not None:
                self._client.abort()

    def attach(self, client: GptunnelClient) -> None:
        """From now on it's this client's calls that are aborted."""
        with self._lock:
            self._client = client
            if self._event.is_set():
                client.abort()

    def check(self) -> None:
        """Raise Stopped when told to."""
        if self._reason is not None:
            raise Stopped(self._reason)

    def check_cancel(self) -> None:
        """Raise Stopped when the user has cancelled; the program's end can wait a moment."""
        if self._reason is StopReason.CANCEL:
            raise Stopped(self._reason)

    def wait(self, seconds: float) -> None:
        """Wait, unless told to stop: raises Stopped then, at once."""
        self._event.wait(seconds)
        self.check()
