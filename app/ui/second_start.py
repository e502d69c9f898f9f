"""The second start's side of the talk with the first window."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from pathlib import Path
from typing import Protocol

from PySide6.QtNetwork import QLocalSocket

from app.ui.handover import (
    LONGEST_LINE,
    SANDBOX,
    VERSION,
    BadRequest,
    Request,
    document_from,
    meeting_place,
)

PATIENCE = 2.0
"""Seconds that a second start waits for the first window altogether."""

_RETRY_SECONDS = 0.05
_ANYBODY = -1  # ASFW_ANY of Windows' winuser.h


class CommandLine(Protocol):
    """What is read of the command line's options."""

    @property
    def image(self) -> Path | None: ...
    @property
    def task_id(self) -> str | None: ...
    @property
    def mask(self) -> Path | None: ...
    @property
    def prompt(self) -> str: ...
    @property
    def sandbox(self) -> bool: ...
    @property
    def api_url(self) -> str: ...


def hand_over(data_dir: Path, options: CommandLine) -> bool:
    """Ask the first window to open what was named to this one; whether it will.

    Takes `PATIENCE` seconds at most, and blocks: there is no window yet that could freeze.
    """
    deadline = time.monotonic() + PATIENCE
    request = Request(
        options.image.absolute() if options.image else None,
        options.task_id,
        options.mask.absolute() if options.mask else None,
        options.prompt,
        SANDBOX if options.sandbox else options.api_url,
        os.environ.get("XDG_ACTIVATION_TOKEN", ""),
    )
    try:
        line = request.line()
    except BadRequest:
        return False
    place = meeting_place(data_dir)
    while place is not None and time.monotonic() < deadline:
        talk = _Talk(place, deadline)
        if talk.begin():
            return talk.hand_over(line)
        # It may be starting, or about to end.
        time.sleep(_RETRY_SECONDS)
    return False


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
