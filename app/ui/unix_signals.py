"""Ctrl+C in the terminal and a polite kill close the window, as its close button does."""

from __future__ import annotations

import signal
import socket

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtWidgets import QWidget


def close_on_signals(window: QWidget) -> None:
    """Close the window on SIGINT and SIGTERM.

    Python runs its handlers only between bytecodes, which may be never while Qt waits for
    events, and in the middle of a paint event when it is not; so a byte on a socket
    (signal.set_wakeup_fd) wakes Qt up, and the event loop closes the window.
    """
    _Waker(window)


class _Waker(QObject):
    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._ours, theirs = socket.socketpair()
        self._theirs = theirs
        theirs.setblocking(False)
        self._ours.setblocking(False)
        signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._close)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda _number, _frame: None)

    def _close(self) -> None:
        # Once is enough: a second Ctrl+C would meet a window that is on its way out.
        self._notifier.setEnabled(False)
        self._window.close()
