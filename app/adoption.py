"""Pictures that become tasks of the sandbox: those dropped on it, and those of earlier sessions."""

from __future__ import annotations

import hashlib
import logging
from datetime import UTC, datetime

from app.library.errors import LibraryError
from app.library.library import Library
from app.library.sidecar import Sidecar
from app.sandbox.server import SandboxServer
from app.sandbox.tasks import UPSAMPLE_ACTIONS

_log = logging.getLogger(__name__)


class Adoption:
    """For any thread. The sandbox forgets all tasks when it ends; the library keeps them."""

    def __init__(self, sandbox: SandboxServer, library: Library | None, service: str) -> None:
        self._sandbox = sandbox
        self._library = library
        self._service = service

    def adopt(self, picture: bytes) -> str:
        """Make a picture's file a task, and return its id: the same one in any session."""
        task_id = hashlib.sha256(picture).hexdigest()[:24]
        self._sandbox.add_task(picture, task_id=task_id)
        if self._library is not None:
            self._keep(self._library, task_id, picture)
        return task_id

    def know_again(self, task_id: str) -> None:
        """Make a kept picture the task that it was in an earlier session."""
        path = self._library.find(task_id) if self._library is not None else None
        if self._library is None or path is None or task_id in self._sandbox.task_ids:
            return
        try:
            actions = self._library.sidecar(task_id).actions or UPSAMPLE_ACTIONS
            self._sandbox.add_task(path.read_bytes(), task_id=task_id, actions=actions)
        except (OSError, LibraryError) as error:
            _log.warning("The sandbox can't be told of task %s: %s", task_id, error)

    def _keep(self, library: Library, task_id: str, picture: bytes) -> None:
        sidecar = Sidecar(
            task_id,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            kind="upsample",
            actions=UPSAMPLE_ACTIONS,
            service=self._service,
        )
        try:
            library.save_original(task_id, picture, sidecar)
        except LibraryError as error:
            _log.warning("The picture of task %s is not kept: %s", task_id, error)
