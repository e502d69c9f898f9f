"""Files of the web: fetched without the key, wherever redirects lead that may be followed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

from requests import PreparedRequest

from app.api.address import Origin
from app.api.errors import BadAnswer, DownloadRefused, Reason, RefusalCause, Unreachable
from app.api.transport import Answer, Failure, NoAuth, Transport, prepare

_LONGEST_URL = 8192
_MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long an unpaid request may take (`deadline` is of `time.monotonic`, `silence` seconds
    between two bytes), and how many bytes its answer may have.
    """

    silence: float
    deadline: float
    limit: int


def ask(transport: Transport, request: PreparedRequest, bounds: Bounds) -> Answer | None:
    """The answer to an unpaid request; None when it is larger than the bounds allow.

    Raises `Unreachable`, `BadAnswer` and `Aborted`.
    """
    outcome = transport.send(
        request,
        silence=bounds.silence,
        seconds=bounds.deadline - time.monotonic(),
        limit=bounds.limit,
    )
    match outcome:
        case Answer():
            return outcome
        case Failure(reason=Reason.TOO_LARGE):
            return None
        case Failure(reason=Reason.BAD_ANSWER):
            raise BadAnswer("it is not proper HTTP")
    host = Origin.of(request.url or "").host
    raise Unreachable(outcome.reason, outcome.detail, host)


def fetch(
    transport: Transport,
    url: str,
    bounds: Bounds,
    *,
    base: str = "",
    may_lead: Callable[[Origin, Origin], bool] = Origin.may_lead_to,
) -> Answer:
    """The answer that is no redirect; of those, at most five are followed, each to where it
    `may_lead` from the one before. `url` may be relative to `base`.

    Raises `DownloadRefused`, `Unreachable`, `BadAnswer` and `Aborted`.
    """
    here, target = base or url, url
    for _ in range(_MAX_REDIRECTS + 1):
        if len(target) > _LONGEST_URL:
            raise DownloadRefused(RefusalCause.ADDRESS, "its address is absurdly long")
        try:
            request = prepare("GET", urljoin(here, target), NoAuth())
            there = request.url or ""
            allowed = may_lead(Origin.of(here), Origin.of(there))
        except ValueError as error:
            raise DownloadRefused(RefusalCause.ADDRESS, str(error)) from None
        if not allowed:
            raise DownloadRefused(RefusalCause.ADDRESS, "plain http is for this machine only")
        answer = ask(transport, request, bounds)
        if answer is None:
            raise DownloadRefused(RefusalCause.TOO_LARGE, f"it has more than {bounds.limit} bytes")
        if answer.status not in _REDIRECTS or "Location" not in answer.headers:
            return answer
        here, target = there, answer.headers["Location"]
    raise DownloadRefused(RefusalCause.REDIRECTS, "there are too many redirects")
