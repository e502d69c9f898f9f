"""Requests on the wire: who gets the key, for how long, how many bytes.

Every request has a connection of its own. No library sends anything again: a paid request leaves
this machine at most once, and unpaid ones are repeated by the client, which knows what it asks for.
"""

from __future__ import annotations

import io
import ssl
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from threading import Event, Lock

from requests import PreparedRequest, Request, Response
from requests.auth import AuthBase
from requests.utils import get_environ_proxies

from app import __version__
from app.api.address import Origin
from app.api.connection import OneShotAdapter
from app.api.errors import Aborted, KeyMissing, KeyUnusable, Reason
from app.api.exchange import Exchange, Stop, carry_out
from app.api.failures import NETWORK_ERRORS, describe

_CHUNK = 16 * 1024
# An error's document is short; of a longer one the beginning is enough.
_ERROR_LIMIT = 64 * 1024
# Shorter keys aren't looked for in answers: they might be ordinary words.
_SCRUB_FROM = 8

_IN_HANDSHAKE = {Reason.TIMEOUT: Reason.CONNECT_TIMEOUT, Reason.TLS: Reason.HANDSHAKE}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server sent. The body is whole for 2xx, and as far as it came for the rest."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def ok(self) -> bool:
        """Whether it is a 2xx."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Failure:
    """There is no answer. `sent`: some of the request may have left this machine."""

    reason: Reason
    detail: str
    sent: bool


class KeyAuth(AuthBase):
    """Puts the bare key on requests to one origin. An auth object, so that .netrc has no say."""

    def __init__(self, key: str | None, origin: Origin) -> None:
        self._key = (key or "").strip()
        self._origin = origin

    def __repr__(self) -> str:
        return f"KeyAuth({self._origin!r})"

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Sign the request, if it goes to the right place."""
        if Origin.of(request.url or "") == self._origin:
            request.headers["Authorization"] = self._key
        return request

    def check(self) -> None:
        """Raise `KeyMissing` or `KeyUnusable` when no request can carry the key."""
        if not self._key:
            raise KeyMissing
        if any(not (" " <= char <= "~" or "\xa0" <= char <= "\xff") for char in self._key):
            raise KeyUnusable

    def scrub(self, body: bytes) -> bytes:
        """`body` without the key, should the server quote it."""
        key = self._key.encode("utf-8", "replace")
        return body.replace(key, b"***") if len(key) >= _SCRUB_FROM else body


class NoAuth(AuthBase):
    """Says explicitly that a request goes without any authorisation."""

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Leave the request as it is."""
        return request


class Transport:
    """Sends requests one by one, from any thread, until `abort` or `close`."""

    def __init__(self, *, connect: float, tls: ssl.SSLContext | None) -> None:
        self._connect = connect
        self._tls = tls
        self._lock = Lock()
        self._ended = Event()
        self._running: set[Exchange] = set()

    def send(
        self, request: PreparedRequest, *, silence: float, seconds: float, limit: int
    ) -> Answer | Failure:
        """Send once; at most `seconds` in all, `silence` between two bytes, `limit` bytes of body.

        Raises `Aborted`.
        """
        exchange = Exchange()
        with self._lock:
            if self._ended.is_set():
                raise Aborted
            self._running.add(exchange)
        try:
            outcome = carry_out(
                exchange, lambda: self._perform(exchange, request, silence, limit), seconds
            )
        finally:
            with self._lock:
                self._running.discard(exchange)
        if exchange.stopped is Stop.ABORTED:
            raise Aborted(maybe_sent=exchange.sending and _is_paid(request))
        # Past the deadline a refusal still counts, since its status line says it all.
        late = exchange.stopped is not None and not (
            isinstance(outcome, Answer) and outcome.status >= 400
        )
        if outcome is None or late:
            return _failure(Reason.TIMEOUT, "", exchange)
        return outcome

    def pause(self, seconds: float) -> None:
        """Wait; raise `Aborted` as soon as `abort` or `close` is called."""
        if self._ended.wait(seconds):
            raise Aborted

    def abort(self) -> None:
        """End every request in flight and refuse all later ones."""
        self._ended.set()
        with self._lock:
            running = tuple(self._running)
        for exchange in running:
            exchange.stop(Stop.ABORTED)

    def close(self) -> None:
        """Refuse all later requests; what is in flight goes on."""
        self._ended.set()

    def _perform(
        self, exchange: Exchange, request: PreparedRequest, silence: float, limit: int
    ) -> Answer | Failure:
        url = request.url or ""
        try:
            # Asked for here, off the caller's thread: some systems look names up for it.
            proxies = {} if Origin.of(url).is_loopback else get_environ_proxies(url)
            with (
                closing(OneShotAdapter(exchange, self._tls)) as adapter,
                closing(
                    adapter.send(
                        request, stream=True, timeout=(self._connect, silence), proxies=proxies
                    )
                ) as response,
            ):
                return _read(response, limit)
        except NETWORK_ERRORS as error:
            # Told in words, not chained: the libraries' errors hold the request and so the key.
            reason, detail = describe(error)
            return _failure(reason, detail, exchange)
        except Exception as error:
            # Of a POST that has left, nothing but "unconfirmed" is true, whatever broke here.
            if not (_is_paid(request) and exchange.sending):
                raise
            return Failure(Reason.BROKEN, type(error).__name__, sent=True)


def prepare(method: str, url: str, auth: AuthBase, body: bytes | None = None) -> PreparedRequest:
    """A request ready to be sent; `ValueError` (one clause, safe to show) for an unusable URL."""
    headers = {
        "Accept": "*/*",
        # JSON is short and pictures are compressed already.
        "Accept-Encoding": "identity",
        "Connection": "close",
        # The version is for the service to know, and for nobody else that a file is fetched from.
        "User-Agent": "MaskPainter" if isinstance(auth, NoAuth) else f"MaskPainter/{__version__}",
    }
    if body is not None:
        headers["Content-Type"] = "application/json"
    Origin.of(url)
    try:
        return Request(method, url, headers=headers, data=body, auth=auth).prepare()
    except ValueError:  # InvalidURL and its like are ValueErrors
        raise ValueError("it is not a web address") from None


def _is_paid(request: PreparedRequest) -> bool:
    return request.method == "POST"


def _failure(reason: Reason, detail: str, exchange: Exchange) -> Failure:
    if not exchange.sending:
        # A handshake, with the service or a proxy, that stalled or failed.
        reason = _IN_HANDSHAKE.get(reason, reason)
    return Failure(reason, detail, exchange.sending)


def _read(response: Response, limit: int) -> Answer | Failure:
    """The answer with its body, counted after decompression."""
    ok = 200 <= response.status_code < 300
    # It hands out what was written without another copy, which for a large picture would hold
    # the interpreter's lock, and so the window, for 100 ms.
    body = io.BytesIO()
    try:
        while chunk := response.raw.read(_CHUNK, decode_content=True):
            body.write(chunk)
            if body.tell() > (limit if ok else _ERROR_LIMIT):
                break
    except NETWORK_ERRORS:
        if ok:
            raise
    if ok and body.tell() > limit:
        return Failure(Reason.TOO_LARGE, f"more than {limit} bytes", sent=True)
    return Answer(response.status_code, response.headers, body.getvalue())
