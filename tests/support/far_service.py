"""The embedded service in a process of its own: what it holds is then not the program's.

`FarService` does what the tests want of a `SandboxServer`, so far as the soak needs it; each call
goes there and back through a pipe.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from operator import attrgetter
from typing import Any

from app.sandbox.faults import Fault
from app.sandbox.server import RecordedRequest, SandboxServer


class FarFaults:
    """Its script of faults."""

    def __init__(self, service: FarService) -> None:
        self._service = service

    def add(self, *faults: Fault) -> None:
        """Append faults."""
        self._service.call("faults.add", *faults)

    def clear(self) -> None:
        """Forget them."""
        self._service.call("faults.clear")


class FarService:
    """The service's end of the pipe is `_serve`."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self.url: str = self.call("url")
        self.key: str = self.call("key")
        self.faults = FarFaults(self)

    def call(self, name: str, *arguments: object) -> Any:
        """An attribute of the server, or what its method returns."""
        self._pipe.send((name, arguments))
        return self._pipe.recv()

    def add_task(self, picture: bytes) -> str:
        """Register a finished task with this picture; returns its id."""
        task_id: str = self.call("add_task", picture)
        return task_id

    @property
    def requests(self) -> Sequence[RecordedRequest]:
        """Every request so far."""
        requests: Sequence[RecordedRequest] = self.call("requests")
        return requests


@contextmanager
def far_service(duration: tuple[float, float], balance: float) -> Iterator[FarService]:
    """Start it, and end it with the block."""
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, duration, balance), daemon=True)
    process.start()
    there.close()
    try:
        yield FarService(here)
    finally:
        here.close()
        process.join(10)


def _serve(pipe: Connection, duration: tuple[float, float], balance: float) -> None:
    with SandboxServer(duration=duration, balance=balance, samples=False) as server:
        while True:
            try:
                name, arguments = pipe.recv()
            except EOFError:
                return
            found = attrgetter(name)(server)
            pipe.send(found(*arguments) if callable(found) else found)
