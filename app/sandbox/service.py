"""The documented endpoints: a request in, an answer out, money and tasks in between."""

from __future__ import annotations

import dataclasses
import hmac
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass

from app.sandbox.planning import PLANNERS, Refused, finished_parent, parse_fields
from app.sandbox.studio import Studio
from app.sandbox.tasks import SandboxTask, TaskChange, new_task_id, plain
from app.sandbox.wire import Answer, RecordedRequest, json_answer

_ORGANISATION = "6548e2a00bfe460001100001"
# An upsample is over sooner than a generation.
_UPSAMPLE_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Prices:
    """Roubles per request. Upsampling is free from Midjourney 5 on."""

    inpaint: float = 18
    upsample: float = 0
    variation: float = 18
    reroll: float = 18


class Service:
    """Tasks, accounts and what was asked before. Safe to use from any thread."""

    def __init__(
        self,
        *,
        key: str,
        duration: tuple[float, float],
        accounts: tuple[float, float],
        credit_limit: float,
        prices: Prices,
        clock: Callable[[], float],
        base_url: Callable[[], str],
    ) -> None:
        self.studio = Studio()
        self._prices = prices
        self._duration = duration
        self._credit_limit = credit_limit
        self._key = key
        self._clock = clock
        self._base_url = base_url
        self._lock = threading.RLock()
        self._organisation, self._wallet = accounts
        self._tasks: dict[str, SandboxTask] = {}
        self._asked: dict[tuple[str, bytes], str] = {}
        self._masks: list[bytes] = []

    def answer(self, request: RecordedRequest) -> Answer:
        """Handle a request to any path."""
        try:
            with self._lock:
                return self._answer(request)
        except Refused as refusal:
            return refusal.answer

    def _answer(self, request: RecordedRequest) -> Answer:
        match request.method, request.endpoint:
            case "GET", "picture":
                return self._picture(request)
            case "GET", "result":
                self._authorise(request)
                task = self._task(request.query.get("taskId"), status=404)
                return json_answer(task.document(self._base_url(), self._clock()))
            case "GET", "balance":
                self._authorise(request)
                return self._balance(request)
            case "POST", ("inpaint" | "upsample" | "variation" | "reroll"):
                self._authorise(request)
                return self._create(request)
            case _:
                if request.path.startswith("/v1/"):
                    self._authorise(request)
                raise Refused(f"Unknown request URL: {request.method} {request.path}", status=404)

    # Tests and the application

    def add(self, task: SandboxTask) -> None:
        """Register a task; one of the same id is replaced."""
        with self._lock:
            self._tasks[task.id] = task

    def change(self, task_id: str, change: TaskChange) -> None:
        """Dictate a task's state; None in a field keeps what was dictated before. KeyError."""
        dictated = {
            field.name: value
            for field in dataclasses.fields(change)
            if (value := getattr(change, field.name)) is not None
        }
        with self._lock:
            task = self._tasks[task_id]
            task.change = dataclasses.replace(task.change, **dictated)

    @property
    def masks(self) -> tuple[bytes, ...]:
        """PNG bytes of every accepted inpaint, in order."""
        with self._lock:
            return tuple(self._masks)

    @property
    def task_ids(self) -> tuple[str, ...]:
        """Every task, registered or created, in order."""
        with self._lock:
            return tuple(self._tasks)

    @property
    def balance(self) -> float:
        """Roubles of the organisation's account."""
        with self._lock:
            return self._organisation

    @balance.setter
    def balance(self, amount: float) -> None:
        with self._lock:
            self._organisation = amount

    # Reading

    def _authorise(self, request: RecordedRequest) -> None:
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), self._key.encode()):
            kind = "unauthorized_request_error"
            raise Refused("Incorrect API key provided", status=401, kind=kind)

    def _balance(self, request: RecordedRequest) -> Answer:
        wallet = request.query.get("useWalletBalance") == "true"
        document = {
            "orgId": _ORGANISATION,
            "object": "balance",
            "balance": plain(self._wallet if wallet else self._organisation),
            "creditLimit": plain(0 if wallet else self._credit_limit),
        }
        return json_answer(document)

    def _picture(self, request: RecordedRequest) -> Answer:
        task = self._task(request.picture_id, status=404)
        cache = request.query.get("cache", "")
        percent = int(cache) if cache.isascii() and cache.isdigit() else None
        picture = task.picture_at(percent, self._clock())
        if picture is None:
            raise Refused("The task has no picture", status=404)
        return Answer(200, picture.read(), picture.content_type)

    def _task(self, task_id: object, *, status: int = 400) -> SandboxTask:
        task = self._tasks.get(task_id) if isinstance(task_id, str) else None
        if task is None:
            raise Refused("'taskId' is not the id of a task", status=status)
        return task

    # Creating

    def _create(self, request: RecordedRequest) -> Answer:
        repeated_id = self._asked.get((request.path, request.body))
        if repeated_id is not None:
            task = self._tasks[repeated_id]
            return json_answer(task.document(self._base_url(), self._clock(), repeated=True))
        fields = parse_fields(request.body)
        now = self._clock()
        parent = finished_parent(self._task(fields.get("taskId")), now)
        plan = PLANNERS[request.endpoint](parent, fields)
        price = self._price(request.endpoint)
        self._charge(price, wallet=fields.get("useWalletBalance") is True)
        share = _UPSAMPLE_SHARE if request.endpoint == "upsample" else 1.0
        task = SandboxTask(
            id=new_task_id(),
            type=request.endpoint,
            actions=plan.actions,
            cost=price,
            created=now,
            duration=share * random.uniform(*self._duration),
            parent_id=parent.task.id,
            order=plan.order,
            mask=plan.mask,
        )
        self._tasks[task.id] = task
        self._asked[request.path, request.body] = task.id
        if request.endpoint == "inpaint" and plan.mask is not None:
            self._masks.append(plan.mask)
        # Before it is painted: however quick that is, nobody is told at once that it's done.
        answer = json_answer(task.document(self._base_url(), now))
        self.studio.order(task, plan.order)
        return answer

    def _price(self, endpoint: str) -> float:
        prices = {
            "inpaint": self._prices.inpaint,
            "upsample": self._prices.upsample,
            "variation": self._prices.variation,
            "reroll": self._prices.reroll,
        }
        return prices[endpoint]

    def _charge(self, price: float, *, wallet: bool) -> None:
        spendable = self._wallet if wallet else self._organisation + self._credit_limit
        if price > max(spendable, 0):
            message = "Organization balance is too low to use API"
            raise Refused(message, status=402, kind="insufficient_balance_error")
        if wallet:
            self._wallet -= price
        else:
            self._organisation -= price
