"""A desktop whose settings can be asked for on the session bus, as portals offer them."""

from __future__ import annotations

import contextlib
import threading
from typing import Any

from jeepney import (  # type: ignore[import-untyped]  # it has no types
    DBusAddress,
    HeaderFields,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]  # the same

from tests.support.patience import PATIENCE

_NAME = "org.freedesktop.portal.Desktop"
_SETTINGS = DBusAddress("/org/freedesktop/portal/desktop", interface=f"{_NAME[:-7]}Settings")
_APPEARANCE = "org.freedesktop.appearance"


class FakePortal:
    """Says whether high contrast is wanted, in a thread of its own until `close`."""

    def __init__(self, *, contrast: bool) -> None:
        self._contrast = contrast
        self._connection = open_dbus_connection("SESSION")
        request = message_bus.RequestName(_NAME)
        self._connection.send_and_get_reply(request, timeout=PATIENCE)
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def want_contrast(self, on: bool) -> None:
        """As a person switches it in the desktop's settings."""
        self._contrast = on
        changed = (_APPEARANCE, "contrast", ("u", int(on)))
        self._connection.send(new_signal(_SETTINGS, "SettingChanged", "ssv", changed))

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
        if message.header.message_type is not MessageType.method_call:
            return
        if message.header.fields.get(HeaderFields.member) == "ReadAll":
            settings = {_APPEARANCE: {"contrast": ("u", int(self._contrast))}}
            reply = new_method_return(message, "a{sa{sv}}", (settings,))
        else:  # what else a desktop has, such as dialogs
            reply = new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")
        self._connection.send(reply)
