"""What the window works with: the service jobs go to, and what they are kept in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from app.jobs.history_node import Scope

if TYPE_CHECKING:
    from app.api.client import GptunnelClient
    from app.jobs.journal import Journal
    from app.jobs.runner import Runner
    from app.library.library import Library

T = TypeVar("T")

_SANDBOX = "#sandbox"  # no base URL has a fragment


@dataclass(frozen=True, slots=True)
class Storage:
    """Where jobs run, what is written down of them, and where results are kept."""

    runner: Runner
    library: Library
    journal: Journal


@dataclass(frozen=True, slots=True)
class Backend:
    """One service. `storage` is None when the data folder can't be used, as `problem` says:
    then pictures can be opened and masks painted and exported, but nothing is submitted. `service`
    is what the journal and the sidecars call it: see `service_name`.
    """

    url: str
    service: str
    is_sandbox: bool
    make_client: Callable[[], GptunnelClient]
    storage: Storage | None
    problem: Exception | None = None
    adopt: Callable[[bytes], str] | None = None
    """Sandbox only: make a picture's file a finished task there, and return the task's id."""
    know_again: Callable[[str], None] | None = None
    """Sandbox only: make a kept picture the task there that it was in an earlier session."""

    @property
    def library(self) -> Library | None:
        """Where pictures are kept, if they are."""
        return self.storage.library if self.storage is not None else None

    @property
    def history(self) -> Scope:
        """What belongs to its history: of the sandbox, what any of them was asked for."""
        return Scope(_SANDBOX, is_ending=True) if self.is_sandbox else Scope(self.service)


def service_name(url: str, sandbox: str = "") -> str:
    """What jobs call their service: its base URL without a slash at its end.

    A sandbox forgets all when it ends, and its address may be another one's the next time, or a
    real service's: so its name says that it is one, and which.
    """
    base = url.rstrip("/")
    return f"{base}/{sandbox}{_SANDBOX}" if sandbox else base


class Question(Generic[T]):
    """A call to a service, for a thread beside the window; `abort` ends it from any other."""

    def __init__(self, backend: Backend, ask: Callable[[GptunnelClient], T]) -> None:
        self._make_client = backend.make_client
        self._ask = ask
        self._lock = threading.Lock()
        self._client: GptunnelClient | None = None
        self._is_aborted = False

    def __call__(self) -> T:
        """Ask. Raises ServiceError."""
        with self._make_client() as client:
            with self._lock:
                self._client = client
                if self._is_aborted:
                    client.abort()
            return self._ask(client)

    def abort(self) -> None:
        """End it, at once or as soon as it begins."""
        with self._lock:
            self._is_aborted = True
            if self._client is not None:
                self._client.abort()
