"""A requests adapter that sends one request over one fresh connection that can be shut down."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from socket import IPPROTO_TCP, SOCK_STREAM, TCP_NODELAY, gaierror, getaddrinfo, socket
from typing import TYPE_CHECKING, Any, ClassVar, cast

import truststore
from requests import PreparedRequest
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.contrib.socks import SOCKSConnection
from urllib3.exceptions import NameResolutionError, NewConnectionError
from urllib3.util import Retry

from app.api.exchange import Exchange, Stopped

if TYPE_CHECKING:
    from requests.adapters import _HostParams, _PoolKwargs


class WatchedConnection(HTTPConnection):
    """Mixed into urllib3's connection classes: ties a connection to its exchange."""

    exchange: ClassVar[Exchange]

    def connect(self) -> None:
        """Connect, through a proxy and TLS where there are any; only then is the request sent."""
        self._established = False
        super().connect()
        self._established = True

    def send(self, data: Any) -> None:
        """Send a piece of the request or, while connecting, of the talk with a proxy."""
        if self.sock is None:
            self.connect()
        if self._established:
            self.exchange.about_to_send()
        super().send(data)

    def _new_conn(self) -> socket:
        sock = super()._new_conn()
        with _closed_on_error(sock):
            self.exchange.watch(sock)
        return sock


class DirectConnection(WatchedConnection):
    """The same without SOCKS: watched from before it connects, so that this can be ended too."""

    def _new_conn(self) -> socket:
        try:
            addresses = getaddrinfo(self._dns_host.strip("[]"), self.port, type=SOCK_STREAM)
        except gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        failure = OSError("The name has no address.")
        for family, kind, protocol, _, address in addresses:
            try:
                sock = socket(family, kind, protocol)
                with _closed_on_error(sock):
                    self.exchange.watch(sock)
                    sock.settimeout(self.timeout)
                    sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
                    sock.connect(address)
            except OSError as error:
                failure = error
            else:
                return sock
        # Wrapped as urllib3 does: it takes a bare reset for one that follows a complete answer.
        raise NewConnectionError(self, "no connection") from failure


@contextmanager
def _closed_on_error(sock: socket) -> Iterator[None]:
    try:
        yield
    except (OSError, Stopped):
        sock.close()
        raise


class OneShotAdapter(HTTPAdapter):
    """An adapter for a single request of `exchange`.

    `tls` overrides what decides whom to trust: by default the operating system's certificate store,
    so that the certificates of company proxies work.
    """

    def __init__(self, exchange: Exchange, tls: ssl.SSLContext | None) -> None:
        # `other=0` counts too: with anything else urllib3 sends a POST again when TLS breaks.
        super().__init__(max_retries=Retry(0, connect=0, read=0, redirect=False, status=0, other=0))
        self._exchange = exchange
        self._tls = tls

    def build_connection_pool_key_attributes(
        self, request: PreparedRequest, verify: bool | str, cert: Any = None
    ) -> tuple[_HostParams, _PoolKwargs]:
        """Name the host to connect to and the TLS settings, as requests documents."""
        host, settings = super().build_connection_pool_key_attributes(request, verify, cert)
        if host["scheme"] == "https":
            # Not shared: truststore holds a lock for as long as a handshake takes.
            settings["ssl_context"] = self._tls or truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return host, settings

    def get_connection_with_tls_context(
        self,
        request: PreparedRequest,
        verify: bool | str | None,
        proxies: Mapping[str, str] | None = None,
        cert: Any = None,
    ) -> HTTPConnectionPool:
        """The pool to take a connection from: direct, through a proxy or SOCKS."""
        pool = cast(
            HTTPConnectionPool,
            super().get_connection_with_tls_context(request, verify, proxies, cert),
        )
        plain = pool.ConnectionCls
        watched = WatchedConnection if issubclass(plain, SOCKSConnection) else DirectConnection
        pool.ConnectionCls = type(watched.__name__, (watched, plain), {"exchange": self._exchange})
        return pool

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Leave trust to the TLS context: the inherited method would add a list of its own."""
