"""What the desktop shows of us while the window isn't in front: notifications, and a figure on the
program's icon.
"""

from __future__ import annotations

import sys
from abc import abstractmethod
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from app.jobs.background import Background

_SHOWN_MS = 10_000


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notification says: plain text. `action` is what a click on it does, in words."""

    title: str
    body: str
    action: str


class Notices(QObject):
    """How a system shows them. None of it ever waits; where there is no way, nothing happens."""

    clicked = Signal(str, str)
    """The key of the notification, and the desktop's permission to come to the front, or ""."""

    @abstractmethod
    def show_notice(self, key: str, notice: Notice) -> None:
        """Show a notification; a click on it is told with this key."""

    @abstractmethod
    def withdraw(self) -> None:
        """Take away all that is still shown."""

    @abstractmethod
    def set_count(self, number: int) -> None:
        """Put a number on the program's icon; 0 for none."""


def desktop_notices(window: QWidget, background: Background) -> Notices:
    """Those of the system that this runs on."""
    if sys.platform != "linux":
        return TrayNotices(window)
    from app.ui.bus_notices import BusNotices

    return BusNotices(background, window)


class TrayNotices(Notices):
    """Windows and macOS show them for an icon in the tray, which is there as long as they are."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._key = ""
        self._tray = QSystemTrayIcon(window.windowIcon(), self)
        self._tray.messageClicked.connect(self._on_clicked)

    def show_notice(self, key: str, notice: Notice) -> None:
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        self._key = key  # nobody tells which one is clicked; it is the newest that is seen
        self._tray.show()
        self._tray.showMessage(notice.title, notice.body, self._tray.icon(), _SHOWN_MS)

    def withdraw(self) -> None:
        self._tray.hide()

    def set_count(self, number: int) -> None:
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.setBadgeNumber(number)

    def _on_clicked(self) -> None:
        self.clicked.emit(self._key, "")
