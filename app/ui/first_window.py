"""One window per data folder: the first one listens, and a second start speaks to it.

Who is first is decided by the data folder's lock alone; this is only how the two talk.
"""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app.ui.front import come_to_front
from app.ui.handover import (
    LONGEST_LINE,
    SANDBOX,
    BadRequest,
    Request,
    answer,
    greeting,
    meeting_place,
)
from app.ui.workspace import Workspace

_SILENCE_MS = 10_000

_log = logging.getLogger(__name__)


class FirstWindow(QObject):
    """Listens for second starts while the data folder is ours, and does what they ask for.

    One that insists on another service than the window works with is refused.
    """

    def __init__(self, data_dir: Path, workspace: Workspace) -> None:
        super().__init__(workspace)
        place = meeting_place(data_dir)
        self._workspace = workspace
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)
        if place is None:
            _log.warning("No second start can be heard: there is no safe folder for a socket")
            return
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
        taken = request.service in ("", self._service_in_use())
        connection.write(answer(taken=taken))
        connection.flush()
        connection.disconnectFromServer()
        if taken:
            self._carry_out(request)

    def _service_in_use(self) -> str:
        backend = self._workspace.backend
        return SANDBOX if backend.is_sandbox else backend.url

    def _carry_out(self, request: Request) -> None:
        window = self._workspace.window
        come_to_front(window, request.activation)
        if request.prompt:
            window.panel.prompt.replace_text(request.prompt)
        # The stroke that may be under way belongs to the picture that is open now.
        window.when_settled(partial(self._open, request))

    def _open(self, request: Request) -> None:
        if request.image is not None:
            self._workspace.open_file(request.image, request.task_id, request.mask)
        elif request.task_id is not None:
            self._workspace.open_task(request.task_id, request.mask)
