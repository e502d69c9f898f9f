"""One window per data folder: the first one listens, and a second start speaks to it.

Who is first is decided by the data folder's lock alone; this is only how the two talk.
"""

from __future__ import annotations

import ctypes
import logging
import os
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

from app.ui.handover import (
    LONGEST_LINE,
    VERSION,
    BadRequest,
    Request,
    answer,
    document_from,
    greeting,
)

PATIENCE = 2.0
"""Seconds that a second start waits for the first window altogether."""

_RETRY_SECONDS = 0.05
_SILENCE_MS = 10_000
_ACTIVATION = "XDG_ACTIVATION_TOKEN"
_ANYBODY = -1  # ASFW_ANY of Windows' winuser.h

_log = logging.getLogger(__name__)


class FirstWindow(QObject):
    """Listens for second starts while the data folder is ours.

    `accepted` brings the Request of one, unless it insists on another service than `service`
    says is in use.
    """

    accepted = Signal(object)

    def __init__(
        self, place: str, service: Callable[[], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._service = service
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)
        # Only the lock's owner comes here, so what lies there is of one that was killed.
        QLocalServer.removeServer(place)
        if not self._server.listen(place):
            _log.warning("No second start can be heard: %s", self._server.errorString())

    def close(self) -> None:
        """Hear no more."""
        self._server.close()

    def _greet(self) -> None:
        while (connection := self._server.nextPendingConnection()) is not None:
            connection.setReadBufferSize(LONGEST_LINE)
            connection.readyRead.connect(self._read)
            connection.disconnected.connect(connection.deleteLater)
            # Nobody stays who has nothing to say.
            QTimer.singleShot(_SILENCE_MS, connection, connection.abort)
            connection.write(greeting())
            connection.flush()

    def _read(self) -> None:
        connection = self.sender()
        if not isinstance(connection, QLocalSocket):
            return
        if not connection.canReadLine():
            if connection.bytesAvailable() >= LONGEST_LINE:
                connection.abort()
            return
        # Two lines are one too many: nothing after the first is looked at.
        connection.readyRead.disconnect(self._read)
        try:
            request = Request.from_line(bytes(connection.readLine().data()))
        except BadRequest as error:
            _log.warning("What a second start said makes no sense: %s", error)
            connection.abort()
            return
        taken = request.service in ("", self._service())
        connection.write(answer(taken=taken))
        connection.flush()
        connection.disconnectFromServer()
        if taken:
            self.accepted.emit(request)


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
