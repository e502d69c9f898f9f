"""Web addresses: which of them we talk to, and which of them may see the API key."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Self
from urllib.parse import urlsplit

DEFAULT_URL = "https://gptunnel.ru"
"""The service's own address, as its public documentation gives it."""

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port of a URL: the service's key goes to one origin only."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Self:
        """Read a URL; `ValueError` (one clause, safe to show) when it isn't plain http or https."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise ValueError("it is not a web address") from None
        if parts.scheme not in _DEFAULT_PORTS or not host:
            raise ValueError("it is not an http or https address")
        if parts.username is not None or parts.password is not None:
            raise ValueError("it holds a user name or password")
        return cls(parts.scheme, host, _DEFAULT_PORTS[parts.scheme] if port is None else port)

    @property
    def is_loopback(self) -> bool:
        """Whether it is this machine, by name or address, without asking a name server."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def is_secure(self) -> bool:
        """Whether nobody on the network can listen: https, or this machine."""
        return self.scheme == "https" or self.is_loopback

    def may_lead_to(self, other: Origin) -> bool:
        """Whether an answer from here may send us to fetch a picture from `other`.

        Plain http only stays on this machine: a remote service can't make us call local ones.
        """
        return other.scheme == "https" or (other.is_loopback and self.is_loopback)
