"""Through the proxies of the environment, HTTP and SOCKS, with a company's certificate or not."""

from __future__ import annotations

import base64
import socket
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.api.client import GptunnelClient, Timeouts
from app.api.errors import NotSent, Reason, Unreachable
from app.api.schema import inpaint_request
from tests.support.patience import PATIENCE
from tests.support.raw_server import Connection, RawServer, answer, response
from tests.support.socks_server import NOT_ALLOWED, REFUSED, UNREACHABLE, Socks

KEY = "secret-key-0123456789"
TASK = "6558acd103761c00010775b8"
REQUEST = inpaint_request(TASK, b"mask" * 50_000)
SERVICE = "https://service.invalid"
CERTIFICATE = Path(__file__).parent / "localhost.pem"
QUICK = Timeouts(connect=PATIENCE, silence=PATIENCE, submit=PATIENCE, backoff=0.001)


@pytest.fixture
def service(server_tls: ssl.SSLContext) -> Iterator[RawServer]:
    """What can be reached through a proxy alone: its name can't be looked up here."""
    with RawServer(answer(200, {"id": TASK, "balance": 5}), tls=server_tls) as server:
        yield server


def client(tls: ssl.SSLContext | None) -> GptunnelClient:
    return GptunnelClient(SERVICE, KEY, timeouts=QUICK, ssl_context=tls)


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
def test_every_request_goes_through_a_socks_proxy(
    name: str, service: RawServer, client_tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    socks = Socks(service.port)
    with RawServer(socks) as proxy, client(client_tls) as it:
        monkeypatch.setenv(name, f"socks5h://127.0.0.1:{proxy.port}")
        it.get_task(TASK)
        it.balance()
        it.submit(REQUEST)
        it.download(f"{SERVICE}/x.png")
        assert proxy.connection_count == 4
    # The proxy was given the name, and never saw the key, the mask or a path.
    assert socks.asked == [("service.invalid", 443)] * 4
    assert service.requests[2].body == REQUEST.body
    assert len(socks.passed) > len(REQUEST.body)
    for secret in (KEY, TASK, "midjourney"):
        assert secret.encode() not in socks.passed


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the system's store, by variable")
def test_the_systems_certificates_hold_behind_a_socks_proxy(
    service: RawServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with RawServer(Socks(service.port)) as proxy, client(None) as it:
        monkeypatch.setenv("HTTPS_PROXY", f"socks5h://127.0.0.1:{proxy.port}")
        with pytest.raises(NotSent) as caught:
            it.submit(REQUEST)
        assert caught.value.reason is Reason.CERTIFICATE
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        assert it.submit(REQUEST).id == TASK
    assert len(service.requests) == 1


def test_a_socks_proxy_may_want_a_password(
    service: RawServer, client_tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    socks = Socks(service.port, login=("user", "geheim"))
    with RawServer(socks) as proxy, client(client_tls) as it:
        monkeypatch.setenv("HTTPS_PROXY", f"socks5h://user:falsch@127.0.0.1:{proxy.port}")
        with pytest.raises(NotSent) as caught:
            it.submit(REQUEST)
        assert "falsch" not in str(caught.value)
        monkeypatch.setenv("HTTPS_PROXY", f"socks5h://user:geheim@127.0.0.1:{proxy.port}")
        assert it.submit(REQUEST).id == TASK
    assert socks.logins == [("user", "falsch"), ("user", "geheim")]
    assert len(service.requests) == 1


@pytest.mark.parametrize("reply", [NOT_ALLOWED, UNREACHABLE, REFUSED])
def test_what_a_socks_proxy_refuses_was_not_sent(
    reply: int, client_tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    with RawServer(Socks(1, reply)) as proxy, client(client_tls) as it:
        monkeypatch.setenv("HTTPS_PROXY", f"socks5h://127.0.0.1:{proxy.port}")
        with pytest.raises(NotSent):
            it.submit(REQUEST)
        assert proxy.connection_count == 1


def test_an_http_proxys_password_is_for_the_proxy_alone(
    server_tls: ssl.SSLContext, client_tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tunnel(connection: Connection) -> None:
        connection.read_request()
        connection.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        connection.start_tls(server_tls)
        connection.read_request()
        connection.send(response(200, b'{"id": "x"}'))

    with RawServer(tunnel) as proxy, client(client_tls) as it:
        monkeypatch.setenv("HTTPS_PROXY", f"http://user:geheim@127.0.0.1:{proxy.port}")
        it.submit(REQUEST)
        outside, inside = proxy.requests
    login = base64.b64encode(b"user:geheim").decode()
    assert outside.headers["proxy-authorization"] == f"Basic {login}"
    assert "authorization" not in outside.headers
    assert inside.headers["authorization"] == KEY
    assert "proxy-authorization" not in inside.headers


def test_a_company_proxy_may_replace_certificates_but_not_without_trust(
    server_tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tunnel(connection: Connection) -> None:
        connection.read_request()
        connection.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        connection.start_tls(server_tls)
        connection.read_request()

    with RawServer(tunnel) as proxy, client(None) as it:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        with pytest.raises(NotSent) as caught:
            it.submit(REQUEST)
        assert caught.value.reason is Reason.CERTIFICATE
        assert KEY not in repr(proxy.requests)


@pytest.mark.parametrize("value", ["service.invalid", ".invalid", "*", "a.b, service.invalid"])
def test_hosts_that_need_no_proxy_are_asked_directly(
    value: str, client_tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr("app.api.connection.getaddrinfo", unknown)
    with RawServer(Socks(1)) as proxy, client(client_tls) as it:
        monkeypatch.setenv("HTTPS_PROXY", f"socks5h://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("NO_PROXY", value)
        with pytest.raises(Unreachable) as caught:
            it.get_task(TASK, attempts=1)
        assert caught.value.reason is Reason.NAME_UNKNOWN
        assert proxy.connection_count == 0


@pytest.mark.parametrize("scheme", ["http", "socks5h"])
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_this_machine_needs_no_proxy_with_tls_either(
    scheme: str,
    host: str,
    service: RawServer,
    client_tls: ssl.SSLContext,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = f"https://{host}:{service.port}"
    with (
        RawServer(Socks(service.port)) as proxy,
        GptunnelClient(url, KEY, timeouts=QUICK, ssl_context=client_tls) as it,
    ):
        for name in ("HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"{scheme}://127.0.0.1:{proxy.port}")
        it.submit(REQUEST)
        it.download("/x.png")
        assert (proxy.connection_count, service.connection_count) == (0, 2)
