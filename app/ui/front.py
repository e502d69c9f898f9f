"""Coming to the front of the screen."""

from __future__ import annotations

import os

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

_ACTIVATION = "XDG_ACTIVATION_TOKEN"


def come_to_front(window: QWidget, activation: str = "") -> None:
    """Show the window above all others and give it the keys, as far as the desktop lets it.

    `activation`: the token of https://wayland.app/protocols/xdg-activation-v1, by which a desktop
    knows that the user asked for it.
    """
    if activation:
        os.environ[_ACTIVATION] = activation  # where Qt looks for it
    state = window.windowState() & ~Qt.WindowState.WindowMinimized
    window.setWindowState(state | Qt.WindowState.WindowActive)
    window.show()
    window.raise_()
    window.activateWindow()
    os.environ.pop(_ACTIVATION, None)
