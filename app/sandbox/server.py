"""The embedded service: GPTunnel's documented behaviour over real HTTP on 127.0.0.1.

What it accepts and answers is GPTunnel's public documentation of ``/v1/midjourney`` and
``/v1/balance``; time, pictures and money are made up. The sandbox and the tests use the same one.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from app.sandbox.delivery import Desk, serve_connection
from app.sandbox.faults import FaultScript
from app.sandbox.listener import HOST, Listener
from app.sandbox.samples import SAMPLES
from app.sandbox.service import Prices, Service
from app.sandbox.studio import Rendering, StoredPicture
from app.sandbox.tasks import UPSAMPLE_ACTIONS, SandboxTask, TaskChange, new_task_id
from app.sandbox.wire import RecordedRequest, RequestLog

__all__ = ["Prices", "RecordedRequest", "SandboxServer"]


class SandboxServer:
    """The service, listening from ``start()`` to ``stop()``; a context manager does both.

    ``key`` None makes up a random one. ``duration`` is the range of seconds that a generation
    takes (an upsample 0.3 of it), money is roubles, ``clock`` (seconds, monotonic) lets a test
    be the master of time. With ``samples`` the two sample tasks are there from the start. ``name``
    tells it from others that may have its address another time.
    """

    def __init__(
        self,
        *,
        key: str | None = None,
        port: int = 0,
        duration: tuple[float, float] = (3.0, 6.0),
        balance: float = 500.0,
        credit_limit: float = 0.0,
        wallet_balance: float = 100.0,
        prices: Prices | None = None,
        samples: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.key = secrets.token_urlsafe(24) if key is None else key
        self.name = secrets.token_hex(4)
        self.faults = FaultScript()
        self._log = RequestLog()
        self._clock = clock
        self._service = Service(
            key=self.key,
            duration=duration,
            accounts=(balance, wallet_balance),
            credit_limit=credit_limit,
            prices=prices or Prices(),
            clock=clock,
            base_url=lambda: self.url,
        )
        desk = Desk(self._log, self.faults, self._service.answer)
        self._listener = Listener(
            lambda connection, cut: serve_connection(connection, cut, desk), port
        )
        for sample in SAMPLES if samples else ():
            # Not read before somebody asks for it.
            picture = StoredPicture(sample.read, "image/png", sample.size)
            self.add_task(picture, task_id=sample.task_id, type=sample.type, actions=sample.actions)

    def start(self) -> None:
        """Listen; nothing when it does already. OSError when the port is taken."""
        self._listener.open()
        self._service.studio.start()

    def stop(self) -> None:
        """Cut every connection and end every thread; start() may follow.

        Returns within half a second, or one in the middle of painting a large picture: the
        painting thread (a daemon) may then outlast it by the step under way.
        """
        self._listener.close()
        self._service.studio.stop()

    def go_away(self) -> None:
        """As if the cable were pulled: connections are cut and refused. State and time go on."""
        self._listener.pause()

    def come_back(self) -> None:
        """Listen again, on the same port."""
        self._listener.open()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The base URL, without a slash at its end; RuntimeError before the first start()."""
        if self._listener.port == 0:
            raise RuntimeError("The sandbox has no address before it's started.")
        return f"http://{HOST}:{self._listener.port}"

    # What happened

    @property
    def requests(self) -> tuple[RecordedRequest, ...]:
        """Every request so far, the spoiled ones too, in the order of arrival."""
        return self._log.all()

    def wait_for_request(
        self,
        endpoint: str,
        *,
        count: int = 1,
        where: Callable[[RecordedRequest], bool] | None = None,
        timeout: float = 90.0,
    ) -> RecordedRequest:
        """The ``count``-th request to an endpoint ("result", "picture" …), arrived or awaited.

        ``where`` narrows it down. Raises TimeoutError after ``timeout`` seconds.
        """

        def wanted(request: RecordedRequest) -> bool:
            return request.endpoint == endpoint and (where is None or where(request))

        return self._log.wait_for(wanted, count, timeout)

    @property
    def masks(self) -> tuple[bytes, ...]:
        """The PNG bytes of every inpaint that was accepted and charged, in order."""
        return self._service.masks

    def last_mask(self) -> bytes:
        """The newest of the masks; LookupError when there's none."""
        return self._service.masks[-1]

    @property
    def task_ids(self) -> tuple[str, ...]:
        """Every task, in the order of creation, the samples and registered ones included."""
        return self._service.task_ids

    # What shall be

    @property
    def balance(self) -> float:
        """Roubles on the organisation's account; may be set."""
        return self._service.balance

    @balance.setter
    def balance(self, amount: float) -> None:
        self._service.balance = amount

    def add_task(
        self,
        picture: bytes | StoredPicture,
        *,
        task_id: str | None = None,
        type: str = "upsample",  # noqa: A002 - the field's name in the service's documents
        actions: Sequence[str] = UPSAMPLE_ACTIONS,
        status: str = "done",
        percent: int | None = None,
        error: str | None = None,
        result_url: str | None = None,
        parent_id: str | None = None,
    ) -> str:
        """Register a task with this picture (a PNG, JPEG or WebP file, any bytes, or one to read).

        It stays in the state that's given until ``change_task()``; ``percent`` is 100 when done,
        0 when idle, else 99 unless it's given. Actions are told once it's done, and make it a
        grid if they offer anything of a quadrant. ``result_url`` replaces the URL of the picture.
        Returns the task's id.
        """
        stored = StoredPicture.of(picture) if isinstance(picture, bytes) else picture
        task = SandboxTask(
            id=task_id or new_task_id(),
            type=type,
            actions=tuple(actions),
            cost=0,
            created=self._clock(),
            duration=0,
            parent_id=parent_id,
            rendering=Rendering(picture=stored),
            change=TaskChange(status=status, percent=percent, error=error, result_url=result_url),
        )
        self._service.add(task)
        return task.id

    def change_task(
        self,
        task_id: str,
        *,
        status: str | None = None,
        percent: int | None = None,
        error: str | None = None,
        actions: Sequence[str] | None = None,
        result_url: str | None = None,
    ) -> None:
        """Dictate what a task, registered or created, says from now on; KeyError if there's none.

        What is None stays as it was; of a created task it goes on changing with time.
        """
        given = None if actions is None else tuple(actions)
        self._service.change(task_id, TaskChange(status, percent, error, given, result_url))
