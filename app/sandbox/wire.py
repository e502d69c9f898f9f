"""What goes over the wire: requests as they arrived, answers as they leave."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO
from urllib.parse import parse_qs, unquote, urlsplit

PICTURE_PREFIX = "/task/image/"
MAX_BODY = 64 * 1024 * 1024

_ENDPOINTS = {
    "/v1/midjourney/inpaint": "inpaint",
    "/v1/midjourney/upsample": "upsample",
    "/v1/midjourney/variation": "variation",
    "/v1/midjourney/reroll": "reroll",
    "/v1/midjourney/result": "result",
    "/v1/balance": "balance",
}
ENDPOINTS = frozenset(_ENDPOINTS.values()) | {"picture"}


def endpoint_of(target: str) -> str:
    """Name of the endpoint that a request target asks for, ``"unknown"`` when there is none."""
    path = urlsplit(target).path
    if path.startswith(PICTURE_PREFIX):
        return "picture"
    return _ENDPOINTS.get(path, "unknown")


class MalformedRequest(Exception):
    """The bytes on the connection aren't an HTTP request that this server reads."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class RequestHead:
    """Request line and headers, before the body is read. Header names are lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    keep_alive: bool

    @property
    def body_length(self) -> int:
        """Bytes of body that follow; MalformedRequest when there's no telling or too many."""
        if "transfer-encoding" in self.headers:
            raise MalformedRequest(411, "A request body needs a Content-Length.")
        text = self.headers.get("content-length", "0")
        if not text.isascii() or not text.isdigit():
            raise MalformedRequest(400, "Content-Length isn't a number.")
        if int(text) > MAX_BODY:
            raise MalformedRequest(413, f"A request body has at most {MAX_BODY} bytes.")
        return int(text)


def read_head(stream: BinaryIO) -> RequestHead | None:
    """The next request's head; None when the client has closed the connection."""
    line = stream.readline(65537)
    if not line.strip():
        return None
    words = line.decode("latin-1").split()
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        raise MalformedRequest(400, "The request line isn't HTTP/1.")
    try:
        message = http.client.parse_headers(stream)
    except http.client.HTTPException as error:
        raise MalformedRequest(431, "The request's headers can't be read.") from error
    headers = {name.lower(): str(value) for name, value in message.items()}
    connection = headers.get("connection", "").lower()
    keep_alive = words[2] != "HTTP/1.0" and "close" not in connection
    return RequestHead(words[0], words[1], headers, keep_alive)


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """A request as it arrived. ``path`` has the query; ``at`` is ``time.monotonic()``.

    Header names are lower case. Headers and body stay out of the repr: they hold the key.
    """

    method: str
    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    at: float

    @property
    def endpoint(self) -> str:
        """``"inpaint"``, ``"result"``, ``"picture"`` …, or ``"unknown"``."""
        return endpoint_of(self.path)

    @property
    def query(self) -> dict[str, str]:
        """The query's fields; of a repeated field the last."""
        fields = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        return {name: values[-1] for name, values in fields.items()}

    @property
    def picture_id(self) -> str:
        """The task id of a picture request's path."""
        return unquote(urlsplit(self.path).path.removeprefix(PICTURE_PREFIX))


class RequestLog:
    """Every request so far; safe to use from any thread."""

    def __init__(self) -> None:
        self._requests: list[RecordedRequest] = []
        self._arrived = threading.Condition()

    def record(self, head: RequestHead, body: bytes) -> RecordedRequest:
        """Append a request."""
        request = RecordedRequest(head.method, head.target, head.headers, body, time.monotonic())
        with self._arrived:
            self._requests.append(request)
            self._arrived.notify_all()
        return request

    def all(self) -> tuple[RecordedRequest, ...]:
        """The requests in the order of their arrival."""
        with self._arrived:
            return tuple(self._requests)

    def wait_for(
        self, wanted: Callable[[RecordedRequest], bool], count: int, timeout: float
    ) -> RecordedRequest:
        """The ``count``-th wanted request, arrived or awaited; TimeoutError after ``timeout`` s."""

        def found() -> RecordedRequest | None:
            matches = [request for request in self._requests if wanted(request)]
            return matches[count - 1] if len(matches) >= count else None

        with self._arrived:
            request = self._arrived.wait_for(found, timeout)
        if request is None:
            raise TimeoutError(f"No such request arrived within {timeout:g} s.")
        return request


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: status, body and headers (without Content-Length and Connection)."""

    status: int
    body: bytes
    content_type: str = "application/json; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()

    def head(self, *, length: int | None, close: bool) -> bytes:
        """Status line and headers; ``length`` None leaves Content-Length out."""
        reason = http.client.responses.get(self.status, "Unknown")
        lines = [f"HTTP/1.1 {self.status} {reason}", f"Content-Type: {self.content_type}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if length is not None:
            lines.append(f"Content-Length: {length}")
        lines.append("Connection: close" if close else "Connection: keep-alive")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def json_answer(document: object, status: int = 200) -> Answer:
    """A document as JSON."""
    return Answer(status, json.dumps(document).encode())


def error_answer(status: int, message: str, kind: str = "invalid_request_error") -> Answer:
    """The service's documented form of an error; ``kind`` is its ``type``."""
    error = {"message": message, "type": kind, "param": None, "code": None}
    return json_answer({"error": error}, status)
