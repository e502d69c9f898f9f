"""What is said on the session bus of a Linux desktop, word for word.

Not through QtDBus: from Python it knows no unsigned numbers, which notifications need, and it keeps
the whole program waiting while a bus gives no answer. Only Linux has jeepney, so this is imported
nowhere else.
"""

from __future__ import annotations

import contextlib
import html
import logging
import socket
from collections.abc import Callable
from typing import Any, Self

from jeepney import (  # type: ignore[import-untyped]  # it has no types
    DBusAddress,
    HeaderFields,
    MatchRule,
    MessageType,
    message_bus,
    new_method_call,
    new_signal,
)
from jeepney.bus import get_bus  # type: ignore[import-untyped]  # the same
from jeepney.io.blocking import (  # type: ignore[import-untyped]  # the same
    DBusConnection,
    prep_socket,
)

from app.ui.notices import Notice
from app.ui.session_bus import Clicked, Count, Order, Show, Withdraw

_AUTHENTICATION_SECONDS = 0.8  # it takes 1 ms, and the end of the program would have to wait
_ANSWER_SECONDS = 10.0  # the bus may have to start whoever shows notifications
_NAME = "Mask Painter"
_DESKTOP_ENTRY = "mask-painter"
# https://specifications.freedesktop.org/notification-spec/latest
_NOTIFICATIONS = "org.freedesktop.Notifications"
_ADDRESS = DBusAddress("/org/freedesktop/Notifications", _NOTIFICATIONS, _NOTIFICATIONS)
_CLICKS = MatchRule(
    type="signal", sender=_NOTIFICATIONS, interface=_NOTIFICATIONS, path=_ADDRESS.object_path
)
_DEFAULT = "default"  # the action of a click on the notification itself
_NORMAL = 1  # of the urgencies low, normal, critical
# What Ubuntu's dock invented, and others listen to: https://wiki.ubuntu.com/Unity/LauncherAPI.
_LAUNCHER_ENTRY = DBusAddress("/", interface="com.canonical.Unity.LauncherEntry")

_log = logging.getLogger(__name__)


def authenticated() -> socket.socket:
    """A connection that the bus has accepted. Raises OSError; ValueError, KeyError, RuntimeError
    and StopIteration for addresses.
    """
    made: socket.socket = prep_socket(get_bus("SESSION"), timeout=_AUTHENTICATION_SECONDS)
    return made


class Talk:
    """Says what is ordered, and keeps account of which notification is whose. Raises OSError when
    the connection breaks.
    """

    def __init__(self, connected: socket.socket, tell: Callable[[Clicked], None]) -> None:
        self._tell = tell
        self._connection = DBusConnection(connected)
        self._capabilities: frozenset[str] | None = None
        # The serials of requests that have no answer yet; no key once it isn't wanted any more.
        self._asked: dict[int, str | None] = {}
        self._shown: dict[int, str] = {}
        self._activations: dict[int, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def carry_out(self, order: Order) -> None:
        """Do what is ordered."""
        match order:
            case Show(key=key, notice=notice):
                self._show(key, notice)
            case Withdraw(key=key):
                for number in [n for n, shown in self._shown.items() if shown == key]:
                    self._close(number)
                for serial in [s for s, asked in self._asked.items() if asked == key]:
                    self._asked[serial] = None
            case Count(number=number):
                figure = {"count": ("x", number), "count-visible": ("b", number > 0)}
                values = (f"application://{_DESKTOP_ENTRY}.desktop", figure)
                self._connection.send(new_signal(_LAUNCHER_ENTRY, "Update", "sa{sv}", values))

    def listen(self) -> None:
        """Take note of all that has been said to us."""
        with contextlib.suppress(TimeoutError):
            while True:
                self._hear(self._connection.receive(timeout=0))

    def _show(self, key: str, notice: Notice) -> None:
        if self._capabilities is None:
            self._capabilities = self._begin()
        if not self._capabilities:
            return
        # Some of those that know no actions ask for an answer in a window of their own.
        actions = [_DEFAULT, notice.action] if "actions" in self._capabilities else []
        marked_up = "body-markup" in self._capabilities
        body = html.escape(notice.body, quote=False) if marked_up else notice.body
        hints = {
            "desktop-entry": ("s", _DESKTOP_ENTRY),
            "urgency": ("y", _NORMAL),
            "category": ("s", "transfer.complete"),
        }
        values = (_NAME, 0, _DESKTOP_ENTRY, notice.title, body, actions, hints, -1)
        serial = next(self._connection.outgoing_serial)
        self._asked[serial] = key
        message = new_method_call(_ADDRESS, "Notify", "susssasa{sv}i", values)
        self._connection.send(message, serial=serial)

    def _begin(self) -> frozenset[str]:
        """Ask to be told of clicks; what whoever shows notifications can do, nothing if there is
        nobody.
        """
        self._connection.send(message_bus.AddMatch(_CLICKS))
        question = new_method_call(_ADDRESS, "GetCapabilities")
        reply = self._connection.send_and_get_reply(question, timeout=_ANSWER_SECONDS)
        if reply.header.message_type is not MessageType.method_return:
            _log.info("Nobody shows notifications here: %s", reply.body)
            return frozenset()
        return frozenset({*reply.body[0], "notifications"})

    def _close(self, number: int) -> None:
        self._shown.pop(number, None)
        message = new_method_call(_ADDRESS, "CloseNotification", "u", (number,))
        self._connection.send(message)

    def _hear(self, message: Any) -> None:
        fields, body = message.header.fields, message.body
        match message.header.message_type:
            case MessageType.signal:
                self._hear_signal(fields[HeaderFields.member], body)
            case MessageType.method_return if fields[HeaderFields.reply_serial] in self._asked:
                key = self._asked.pop(fields[HeaderFields.reply_serial])
                if key is None:
                    self._close(body[0])
                else:
                    self._shown[body[0]] = key
            case MessageType.error:
                self._asked.pop(fields[HeaderFields.reply_serial], None)
                _log.info("A notification was not shown: %s", body)

    def _hear_signal(self, name: str, body: tuple[Any, ...]) -> None:
        match name, body:
            case "ActivationToken", (int(number), str(token)) if number in self._shown:
                self._activations[number] = token
            case "ActionInvoked", (int(number), str()) if number in self._shown:
                self._tell(Clicked(self._shown[number], self._activations.pop(number, "")))
            case "NotificationClosed", (int(number), int()):
                self._shown.pop(number, None)
                self._activations.pop(number, None)
