"""The second start's side of the talk with the first window."""

from __future__ import annotations

import ctypes
import sys
import time

from PySide6.QtNetwork import QLocalSocket

from app.ui.handover import LONGEST_LINE, VERSION, BadRequest, Request, document_from

PATIENCE = 2.0
"""Seconds that a second start waits for the first window altogether."""

_RETRY_SECONDS = 0.05
_ANYBODY = -1  # ASFW_ANY of Windows' winuser.h


def hand_over(place: str, request: Request, patience: float = PATIENCE) -> bool:
    """Ask the first window to open something; whether it will.

    Takes `patience` seconds at most, and blocks: there is no window yet that could freeze.
    """
    deadline = time.monotonic() + patience
    try:
        line = request.line()
    except BadRequest:
        return False
    while True:
        talk = _Talk(place, deadline)
        if talk.begin():
            return talk.hand_over(line)
        # It may be starting, or about to end.
        if time.monotonic() + _RETRY_SECONDS > deadline:
            return False
        time.sleep(_RETRY_SECONDS)


class _Talk:
    def __init__(self, place: str, deadline: float) -> None:
        self._socket = QLocalSocket()
        self._place = place
        self._deadline = deadline

    def begin(self) -> bool:
        self._socket.connectToServer(self._place)
        return self._socket.waitForConnected(self._left())

    def hand_over(self, line: bytes) -> bool:
        try:
            if document_from(self._line()).get("version") != VERSION:
                return False
            if sys.platform == "win32":
                # Otherwise Windows lets its button in the task bar blink, and no more.
                ctypes.windll.user32.AllowSetForegroundWindow(_ANYBODY)
            self._socket.write(line)
            return document_from(self._line()).get("taken") is True
        except BadRequest:
            return False
        finally:
            self._socket.abort()

    def _line(self) -> bytes:
        """The next line. Raises BadRequest when none comes in time."""
        while not self._socket.canReadLine():
            if not self._left() or self._socket.bytesAvailable() >= LONGEST_LINE:
                raise BadRequest("no line")
            if not self._socket.waitForReadyRead(self._left()):
                raise BadRequest("no answer")
        return bytes(self._socket.readLine(LONGEST_LINE).data())

    def _left(self) -> int:
        return max(0, round((self._deadline - time.monotonic()) * 1000))
