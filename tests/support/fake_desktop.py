"""A desktop that shows notifications, as far as the session bus can tell."""

from __future__ import annotations

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

from tests.support.bus_service import BusService

_NAME = "org.freedesktop.Notifications"
_EMITTER = DBusAddress("/org/freedesktop/Notifications", interface=_NAME)
_LAUNCHER_ENTRY = "com.canonical.Unity.LauncherEntry"


class FakeDesktop(BusService):
    """Shows notifications. What it is told can be read at any time."""

    def __init__(self, capabilities: tuple[str, ...] = ("actions", "body", "body-markup")) -> None:
        self.capabilities = capabilities
        self.shown: list[tuple[Any, ...]] = []
        self.closed: list[int] = []
        self.counts: list[int] = []
        rule = MatchRule(type="signal", interface=_LAUNCHER_ENTRY)
        super().__init__(_NAME, first=[message_bus.AddMatch(rule)])

    def click(self, number: int, token: str = "") -> None:
        """As a person clicks on a notification."""
        if token:
            signal = new_signal(_EMITTER, "ActivationToken", "us", (number, token))
            self._connection.send(signal)
        self._connection.send(new_signal(_EMITTER, "ActionInvoked", "us", (number, "default")))

    def answer(self, message: Any) -> None:
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
