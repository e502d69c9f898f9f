"""A desktop whose settings can be asked for on the session bus, as portals offer them."""

from __future__ import annotations

from typing import Any

from jeepney import (  # type: ignore[import-untyped]  # it has no types
    DBusAddress,
    HeaderFields,
    MessageType,
    new_error,
    new_method_return,
    new_signal,
)

from tests.support.bus_service import BusService

_NAME = "org.freedesktop.portal.Desktop"
_SETTINGS = DBusAddress("/org/freedesktop/portal/desktop", interface=f"{_NAME[:-7]}Settings")
_APPEARANCE = "org.freedesktop.appearance"


class FakePortal(BusService):
    """Says whether high contrast is wanted."""

    def __init__(self, *, contrast: bool) -> None:
        self._contrast = contrast
        super().__init__(_NAME)

    def want_contrast(self, on: bool) -> None:
        """As a person switches it in the desktop's settings."""
        self._contrast = on
        changed = (_APPEARANCE, "contrast", ("u", int(on)))
        self._connection.send(new_signal(_SETTINGS, "SettingChanged", "ssv", changed))

    def answer(self, message: Any) -> None:
        if message.header.message_type is not MessageType.method_call:
            return
        if message.header.fields.get(HeaderFields.member) == "ReadAll":
            settings = {_APPEARANCE: {"contrast": ("u", int(self._contrast))}}
            reply = new_method_return(message, "a{sa{sv}}", (settings,))
        else:  # what else a desktop has, such as dialogs
            reply = new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")
        self._connection.send(reply)
