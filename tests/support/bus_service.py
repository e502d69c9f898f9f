"""Somebody on the session bus who answers to a name."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable
from typing import Any

from jeepney import message_bus  # type: ignore[import-untyped]  # it has no types
from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]  # the same

from tests.support.patience import PATIENCE


class BusService:
    """Answers in a thread of its own until `close`; `answer` says what."""

    def __init__(self, name: str, *, first: Iterable[Any] = ()) -> None:
        """`first`: messages to the bus itself, such as what to listen to."""
        self._connection = open_dbus_connection("SESSION")
        for message in (message_bus.RequestName(name), *first):
            self._connection.send_and_get_reply(message, timeout=PATIENCE)
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def close(self) -> None:
        """Go away."""
        self._ends.set()
        self._thread.join()
        self._connection.close()

    def answer(self, message: Any) -> None:
        """Somebody has sent something."""
        raise NotImplementedError

    def _run(self) -> None:
        while not self._ends.is_set():
            with contextlib.suppress(TimeoutError):
                self.answer(self._connection.receive(timeout=0.05))
