"""Notifications and the icon's figure on Linux: the GUI thread's side of the session bus."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Signal

from app.jobs.background import Background, CallResult
from app.ui.notices import Notice, Notices
from app.ui.session_bus import Clicked, Count, SessionBus, Show, Withdraw

_log = logging.getLogger(__name__)


class BusNotices(Notices):
    """Talks to the bus from the first thing there is to tell on, in a thread of its own."""

    _heard = Signal(object)  # Clicked, from the other thread

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._bus: SessionBus | None = None
        self._shown: set[str] = set()
        self._count = 0
        self._heard.connect(self._on_heard)

    def show_notice(self, key: str, notice: Notice) -> None:
        self._shown.add(key)
        self._conversation().give(Show(key, notice))

    def withdraw(self) -> None:
        if self._bus is not None:
            for key in self._shown:
                self._bus.give(Withdraw(key))
        self._shown.clear()

    def set_count(self, number: int) -> None:
        if number != self._count:
            self._count = number
            self._conversation().give(Count(number))

    def _conversation(self) -> SessionBus:
        if self._bus is None:
            self._bus = bus = SessionBus(self._heard.emit)
            self._background.call(bus.run, self._on_ended, bus.close)
        return self._bus

    def _on_heard(self, clicked: Clicked) -> None:
        self.clicked.emit(clicked.key, clicked.activation)

    def _on_ended(self, result: CallResult[None]) -> None:
        """There is no bus, or it has ended: what comes next is tried anew."""
        _log.info("%s", result.error)
        self._bus = None
