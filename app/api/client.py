"""The service as calls: read a task, ask for the balance, submit a paid request, fetch a picture.

Unpaid calls are repeated with growing pauses while that may help. A paid request is posted exactly
once per `submit`, and its error says what is known about the money: `NotSent` and `Rejected` cost
nothing, `Unconfirmed` may have been charged.
"""

from __future__ import annotations

import math
import random
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urlencode

from app.api.address import Origin
from app.api.answers import json_document, picture_error, rejection, server_text, unpaid_error
from app.api.errors import (
    BadAnswer,
    InsecureUrl,
    NotSent,
    RateLimited,
    Reason,
    ServerFault,
    ServiceError,
    Unconfirmed,
)
from app.api.fetch import Bounds, ask, fetch
from app.api.schema import Balance, PaidRequest, Task, parse_balance, parse_task
from app.api.transport import Answer, Failure, KeyAuth, NoAuth, Transport, prepare

T = TypeVar("T")

DOCUMENT_LIMIT = 1024 * 1024
PICTURE_LIMIT = 256 * 1024 * 1024
_BACKOFF_CAP = 20.0


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Patience, in seconds. `call`, `submit` and `download` bound a whole call with its repeats."""

    connect: float = 10.0
    silence: float = 30.0
    """Between two bytes of an answer to an unpaid request."""
    call: float = 90.0
    submit: float = 120.0
    download: float = 600.0
    backoff: float = 0.5
    """The first pause between two attempts, before jitter; it doubles each time."""


class GptunnelClient:
    """A service at `base_url`. Calls may come from any thread, several at a time.

    Raises `InsecureUrl` unless `base_url` is https, or http on this machine. A missing or unusable
    key is reported by the calls that need one. `ssl_context` replaces the operating system's
    certificate store. All errors are in `app.api.errors`.
    """

    def __init__(
        self,
        base_url: str,
        key: str | None,
        *,
        timeouts: Timeouts = Timeouts(),
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        try:
            url = prepare("GET", base_url.strip(), NoAuth()).url or ""
            origin = Origin.of(url)
        except ValueError as error:
            raise InsecureUrl(str(error)) from None
        if "?" in url or "#" in url:
            raise InsecureUrl("it holds more than a host and a path")
        if not origin.is_secure:
            raise InsecureUrl("plain http is for this machine only")
        self._base = url.rstrip("/")
        self._auth = KeyAuth(key, origin)
        self._timeouts = timeouts
        self._transport = Transport(connect=timeouts.connect, tls=ssl_context)

    def __repr__(self) -> str:
        return f"GptunnelClient({self._base!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def get_task(self, task_id: str, *, attempts: int = 3) -> Task:
        """The task as it stands now."""

        def parse(document: object) -> Task:
            task = parse_task(document)
            if task.id != task_id:  # as from a cache that mixes its answers up
                raise BadAnswer("it is about another task")
            return task

        path = "/v1/midjourney/result?" + urlencode({"taskId": task_id})
        return self._document(path, parse, attempts)

    def balance(self, *, wallet: bool = False, attempts: int = 3) -> Balance:
        """The money of the key's organisation, or of the personal account when `wallet`."""
        path = "/v1/balance" + ("?useWalletBalance=true" if wallet else "")
        return self._document(path, parse_balance, attempts)

    def submit(self, request: PaidRequest) -> Task:
        """Post a paid request once and return the task it became.

        Raises `NotSent`, `Rejected`, `Unconfirmed`, `KeyMissing` or `Aborted` (see its
        `maybe_sent`); nothing else, once a byte may have left.
        """
        self._auth.check()
        seconds = self._timeouts.submit
        outcome = self._transport.send(
            prepare("POST", self._base + request.path, self._auth, request.body),
            silence=seconds,
            seconds=seconds,
            limit=DOCUMENT_LIMIT,
        )
        if isinstance(outcome, Failure):
            if outcome.sent:
                raise Unconfirmed(outcome.reason, outcome.detail)
            raise NotSent(outcome.reason, outcome.detail, Origin.of(self._base).host)
        body = self._auth.scrub(outcome.body)
        if outcome.ok:
            try:
                return parse_task(json_document(body))
            except BadAnswer:
                cause = Reason.BAD_ANSWER
        elif 400 <= outcome.status < 500 and outcome.status != 408:
            raise rejection(outcome.status, outcome.headers, body)
        else:
            cause = Reason.SERVER_FAULT if outcome.status >= 400 else Reason.BAD_ANSWER
        raise Unconfirmed(
            cause, f"HTTP {outcome.status}", status=outcome.status, server_text=server_text(body)
        )

    def download(
        self,
        url: str,
        *,
        attempts: int = 3,
        limit: int = PICTURE_LIMIT,
        patience: float = math.inf,
    ) -> bytes:
        """The bytes of a picture of at most `limit` bytes; `url` may be relative to the base URL.

        All of it may take `patience` seconds, and no more than `Timeouts.download`. The key stays
        at home. Redirects are followed, at most five.
        """
        return self._repeat(
            lambda deadline: self._get_picture(url, deadline, limit),
            attempts,
            min(patience, self._timeouts.download),
        )

    def abort(self) -> None:
        """End all calls, those in flight within about 100 ms: they raise `Aborted`, for good."""
        self._transport.abort()

    def close(self) -> None:
        """Take no more calls. One that is in flight goes on: `abort` ends it."""
        self._transport.close()

    def _document(self, path: str, parse: Callable[[object], T], attempts: int) -> T:
        self._auth.check()

        def once(deadline: float) -> T:
            request = prepare("GET", self._base + path, self._auth)
            bounds = Bounds(self._timeouts.silence, deadline, DOCUMENT_LIMIT)
            answer = ask(self._transport, request, bounds)
            if answer is None:
                raise BadAnswer("it is too large")
            body = self._auth.scrub(answer.body)
            if not answer.ok:
                raise unpaid_error(answer.status, answer.headers, body)
            return parse(json_document(body))

        return self._repeat(once, attempts, self._timeouts.call)

    def _get_picture(self, url: str, deadline: float, limit: int) -> bytes:
        bounds = Bounds(self._timeouts.silence, deadline, limit)
        return _picture(fetch(self._transport, url, bounds, base=self._base + "/"))

    def _repeat(self, once: Callable[[float], T], attempts: int, seconds: float) -> T:
        deadline = time.monotonic() + seconds
        attempt = 1
        while True:
            try:
                return once(deadline)
            except ServiceError as error:
                pause = retry_delay(error, attempt, self._timeouts.backoff)
                # A pause that ends past the deadline would only delay the news.
                if (
                    not error.temporary
                    or attempt >= attempts
                    or time.monotonic() + pause >= deadline
                ):
                    raise
            self._transport.pause(pause)
            attempt += 1


def _picture(answer: Answer) -> bytes:
    if not answer.ok:
        raise picture_error(answer.status, answer.headers, answer.body)
    if not answer.body:
        raise BadAnswer("it is empty")
    return answer.body


def retry_delay(error: ServiceError, attempt: int, backoff: float) -> float:
    """Seconds to wait after the `attempt`-th failure (from 1).

    What the service asks for, at most 60; else `backoff`, doubled each time, between half and whole
    at random so that many clients don't come back together.
    """
    if isinstance(error, RateLimited | ServerFault) and error.retry_after is not None:
        return error.retry_after
    longest = min(backoff * 2.0 ** (attempt - 1), _BACKOFF_CAP)
    return longest * random.uniform(0.5, 1.0)
