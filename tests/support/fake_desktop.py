"""A desktop that shows notifications, as far as the session bus can tell."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, field
from typing import Any

from jeepney import (  # type: ignore[import-untyped]  # it has no types
    DBusAddress,
    HeaderFields,
    MatchRule,
    MessageType,
    message_bus,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]  # the same

from tests.support.patience import PATIENCE

_NAME = "org.freedesktop.Notifications"
_EMITTER = DBusAddress("/org/freedesktop/Notifications", interface=_NAME)
_LAUNCHER_ENTRY = "com.canonical.Unity.LauncherEntry"


@dataclass
class FakeDesktop:
    """Answers in a thread of its own until `close`. What it is told can be read at any time."""

    capabilities: tuple[str, ...] = ("actions", "body", "body-markup")
    shown: list[tuple[Any, ...]] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._connection = open_dbus_connection("SESSION")
        rule = MatchRule(type="signal", interface=_LAUNCHER_ENTRY)
        for message in (message_bus.RequestName(_NAME), message_bus.AddMatch(rule)):
            self._connection.send_and_get_reply(message, timeout=PATIENCE)
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def click(self, number: int, token: str = "") -> None:
        """As a person clicks on a notification."""
        if token:
            signal = new_signal(_EMITTER, "ActivationToken", "us", (number, token))
            self._connection.send(signal)
        self._connection.send(new_signal(_EMITTER, "ActionInvoked", "us", (number, "default")))

    def close(self) -> None:
        """Go away."""
        self._ends.set()
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        while not self._ends.is_set():
            with contextlib.suppress(TimeoutError):
                self._answer(self._connection.receive(timeout=0.05))

    def _answer(self, message: Any) -> None:
        name, body = message.header.fields.get(HeaderFields.member), message.body
        if message.header.message_type is MessageType.signal:
            if name == "Update":
                self.counts.append(body[1]["count"][1])
            return
        if message.header.message_type is not MessageType.method_call:
            return
        assert message.header.fields[HeaderFields.destination] in (
            _NAME,
            self._connection.unique_name,
        )
        if name == "GetCapabilities":
            reply = new_method_return(message, "as", (list(self.capabilities),))
        elif name == "Notify":
            assert message.header.fields[HeaderFields.signature] == "susssasa{sv}i"
            self.shown.append(body)
            reply = new_method_return(message, "u", (len(self.shown),))
        else:
            assert name == "CloseNotification"
            self.closed.append(body[0])
            reply = new_method_return(message)
        self._connection.send(reply)
