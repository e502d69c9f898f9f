"""The script of faults: what shall go wrong with which of the next requests.

``script.add(Fault("result", Reply(503), times=2))`` spoils the next two status requests. Faults
are looked through in the order they were added; the first that fits and isn't used up is taken,
so ``Pass`` entries let requests through before a later entry applies.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from app.sandbox.wire import ENDPOINTS, Answer, endpoint_of, json_answer

_GATE_POLL = 0.01
_FOREVER = 3600.0


@dataclass(frozen=True, slots=True)
class Pass:
    """Answer as if there were no fault."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Answer with this status, body and headers; a body that is neither str nor bytes as JSON.

    For instance ``Reply(503, headers={"Retry-After": "2"})`` or ``Reply(200, "garbage")``.
    """

    status: int
    body: object = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json; charset=utf-8"

    def answer(self) -> Answer:
        """The same as a whole answer."""
        body = self.body.encode() if isinstance(self.body, str) else self.body
        data = body if isinstance(body, bytes) else json_answer(body).body
        return Answer(self.status, data, self.content_type, tuple(self.headers.items()))


@dataclass(frozen=True, slots=True)
class Raw:
    """Send these bytes in place of HTTP, then close."""

    data: bytes = b"\x16\x03\x00 this is not HTTP\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Reset:
    """Reset the connection (TCP RST), after the whole request or, on demand, before its body."""

    before_body: bool = False


@dataclass(frozen=True, slots=True)
class Close:
    """Close the connection in an orderly way (TCP FIN) without an answer."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Read the request, then say nothing until the client hangs up or the server goes away."""

    seconds: float = _FOREVER


@dataclass(frozen=True, slots=True)
class Drip:
    """The real answer, its headers or its body in ``step`` bytes every ``interval`` seconds."""

    headers: bool = False
    body: bool = True
    interval: float = 0.05
    step: int = 1


@dataclass(frozen=True, slots=True)
class Truncate:
    """The real answer's body ends after ``keep`` of its bytes (a share from 0 to 1).

    With ``declared`` the headers promise the whole length; without, the length isn't told, and
    only the picture or the JSON itself shows that something is missing.
    """

    keep: float = 0.5
    declared: bool = True


@dataclass(frozen=True, slots=True)
class Oversize:
    """A body of ``size`` zero bytes, with or without a Content-Length that says so."""

    size: int
    declared: bool = True
    content_type: str = "image/png"


@dataclass(frozen=True, slots=True)
class GzipBomb:
    """A small gzip body that unpacks to ``size`` zero bytes (rounded up to whole MiB)."""

    size: int
    content_type: str = "image/png"


@dataclass(frozen=True, slots=True)
class Redirect:
    """Send the client to ``url``, which may be relative."""

    url: str
    status: int = 302


_PASS = Pass()


class Gate:
    """Holds requests at a point of the script: tests wait for them and let them go."""

    def __init__(self) -> None:
        self._reached = threading.Event()
        self._released = threading.Event()

    def wait_reached(self, timeout: float = 90.0) -> None:
        """Return once a request stands at the gate; TimeoutError after ``timeout`` seconds."""
        if not self._reached.wait(timeout):
            raise TimeoutError(f"No request reached the gate within {timeout:g} s.")

    def is_reached(self) -> bool:
        """Whether a request stands at the gate, or did: for those who can't wait in place."""
        return self._reached.is_set()

    def release(self) -> None:
        """Let every request through, the later ones too."""
        self._released.set()

    def pass_through(self, cut: threading.Event) -> None:
        """Stand at the gate until it's released or the connection is cut (the server's side)."""
        self._reached.set()
        # Two events at once: threading has no such wait, and a gate is open for moments only.
        while not cut.is_set() and not self._released.wait(_GATE_POLL):
            pass


@dataclass(frozen=True, slots=True)
class Hold:
    """Stop at ``gate``, the request having been read; once released do ``then``."""

    gate: Gate
    then: Kind = _PASS


@dataclass(frozen=True, slots=True)
class Delay:
    """Wait so many seconds, the request having been read, then do ``then``."""

    seconds: float
    then: Kind = _PASS


Kind: TypeAlias = (
    Pass
    | Reply
    | Raw
    | Reset
    | Close
    | Silence
    | Drip
    | Truncate
    | Oversize
    | GzipBomb
    | Redirect
    | Hold
    | Delay
)


@dataclass(frozen=True, slots=True)
class Fault:
    """``kind`` befalls the next ``times`` requests (None: all) to the endpoint named ``on``.

    ``on`` is an endpoint ("inpaint", "upsample", "variation", "reroll", "result", "balance",
    "picture"), a path ("/somewhere", without query) or "any". With ``processed`` the service
    handles the request before the fault strikes: a task is created and charged, and its answer
    may then be lost. Kinds that deliver the real answer process the request in any case.
    """

    on: str
    kind: Kind
    times: int | None = 1
    processed: bool = False
    method: str | None = None

    def __post_init__(self) -> None:
        if self.on not in ENDPOINTS | {"any"} and not self.on.startswith("/"):
            raise ValueError(f"There's no endpoint named {self.on!r}.")
        if self.times is not None and self.times < 1:
            raise ValueError("A fault strikes at least once.")
        if self.processed and self.kind == Reset(before_body=True):
            raise ValueError("A request can't be processed before its body was read.")

    def fits(self, method: str, target: str) -> bool:
        """Whether a request is meant."""
        if self.method not in (None, method):
            return False
        return self.on in ("any", endpoint_of(target), target.partition("?")[0])


class FaultScript:
    """The queue of faults that are still to come; safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queue: list[tuple[Fault, int | None]] = []

    def add(self, *faults: Fault) -> None:
        """Append faults to the script."""
        with self._lock:
            self._queue += [(fault, fault.times) for fault in faults]

    def hold(
        self, on: str, *, then: Kind = _PASS, times: int | None = 1, processed: bool = False
    ) -> Gate:
        """Hold the next ``times`` requests to ``on`` at the gate that is returned."""
        gate = Gate()
        self.add(Fault(on, Hold(gate, then), times, processed))
        return gate

    def clear(self) -> None:
        """Forget what hasn't struck yet. Requests that stand at a gate stay there."""
        with self._lock:
            self._queue.clear()

    @property
    def pending(self) -> tuple[Fault, ...]:
        """The faults that may still strike."""
        with self._lock:
            return tuple(fault for fault, _ in self._queue)

    def take(self, method: str, target: str) -> Fault | None:
        """The fault for a request that has just arrived, one strike of it used up."""
        with self._lock:
            for index, (fault, left) in enumerate(self._queue):
                if not fault.fits(method, target):
                    continue
                if left == 1:
                    del self._queue[index]
                elif left is not None:
                    self._queue[index] = (fault, left - 1)
                return fault
        return None


def html_page(status: int = 502) -> Reply:
    """The kind of page that a proxy in front of the service answers with."""
    page = f"<html><head><title>{status}</title></head><body><h1>nginx</h1></body></html>"
    return Reply(status, page, content_type="text/html")
