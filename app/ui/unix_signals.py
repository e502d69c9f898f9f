"""Ctrl+C in the terminal and a polite kill close the window, as its close button does."""

from __future__ import annotations

import signal
import socket

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtWidgets import QWidget


def close_on_signals(window: QWidget) -> None:
    """Close the window on SIGINT and SIGTERM.

    Python runs its handlers only between bytecodes, which may be never while Qt waits for
    events; so a byte on a socket wakes Qt up (signal.set_wakeup_fd).
    """
    _Waker(window)


class _Waker(QObject):
    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._ours, theirs = socket.socketpair()
        self._theirs = theirs
        theirs.setblocking(False)
        self._ours.setblocking(False)
        signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda _number, _frame: window.close())

    def _read(self) -> None:
        # The handler runs once control is back in Python, which is now.
        self._ours.recv(64)
