"""Which version is the newest: a small file on the web says so.

It is fetched as any browser would fetch it, over HTTPS all the way, and nothing but the question is
sent: no key, no cookie, not even the version that asks. What it says is compared and shown; never
is anything downloaded that could be run.

Versions are plain releases, 1.2 or 1.2.3: of what PEP 440 knows, the one kind that is published.
"""

from __future__ import annotations

import re
import ssl
import time
from dataclasses import dataclass

from app.api.address import Origin
from app.api.answers import json_document, unpaid_error
from app.api.errors import BadAnswer
from app.api.fetch import Bounds, fetch
from app.api.transport import Transport

ADDRESS = ""
"""Where the file is, such as `https://example.org/mask-painter/version.json`; it holds
`{"version": "1.2.0", "page": "https://example.org/mask-painter"}`. Nobody's until the program is
published: whoever does so puts their own here before the first release, and keeps the file there.
As long as it is empty, the program says that it can't look for newer versions.
"""

_LIMIT = 16 * 1024
_CONNECT_SECONDS, _SECONDS = 5.0, 15.0

_VERSION = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9}){0,3}")
# What an address is made of (RFC 3986): a browser reads other characters in ways of its own.
_PAGE = re.compile(r"https://[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]{1,2000}")


@dataclass(frozen=True, slots=True)
class Release:
    """A version, and the page (https) that says what is new in it and where to get it."""

    version: str
    page: str

    def is_newer_than(self, version: str) -> bool:
        """Whether whoever has this version lacks something; raises ValueError if it is none."""
        return _numbers(self.version) > _numbers(version)


class UpdateCheck:
    """One question for the newest version, for a thread beside the window; `abort`, from any
    other, ends it at once. `tls` replaces the operating system's certificate store.
    """

    def __init__(
        self, address: str, *, seconds: float = _SECONDS, tls: ssl.SSLContext | None = None
    ) -> None:
        self._address = address
        self._seconds = seconds
        self._transport = Transport(connect=_CONNECT_SECONDS, tls=tls)

    def __call__(self) -> Release:
        """Ask, once. Raises ServiceError: nothing of it says that anything is wrong here."""
        bounds = Bounds(self._seconds, time.monotonic() + self._seconds, _LIMIT)
        answer = fetch(self._transport, self._address, bounds, may_lead=_stays_secret)
        if not answer.ok:
            raise unpaid_error(answer.status, answer.headers, answer.body)
        return parse_release(answer.body)

    def abort(self) -> None:
        """End it; the call raises `Aborted`."""
        self._transport.abort()


def parse_release(body: bytes) -> Release:
    """Read the file; raise `BadAnswer` unless it names a version and an https page."""
    match json_document(body):
        case {"version": str(version), "page": str(page)}:
            if _VERSION.fullmatch(version) and _is_page(page):
                return Release(version, page)
    raise BadAnswer("it names no version and page")


def _numbers(version: str) -> tuple[int, ...]:
    """To compare by: 1.2 and 1.2.0 are the same, and 1.10 comes after 1.9."""
    if not _VERSION.fullmatch(version):
        raise ValueError(f"{version!r} is no version such as 1.2.3")
    numbers = [int(number) for number in version.split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _is_page(address: str) -> bool:
    try:
        return bool(_PAGE.fullmatch(address)) and Origin.of(address).scheme == "https"
    except ValueError:
        return False


def _stays_secret(_here: Origin, there: Origin) -> bool:
    return there.scheme == "https"
