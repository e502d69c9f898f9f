"""Paid requests of which nothing left this machine: only these may be sent again lightly."""

from __future__ import annotations

import socket
import ssl

import pytest

from app.api.client import GptunnelClient, Timeouts
from app.api.errors import InsecureUrl, KeyMissing, KeyUnusable, NotSent, Reason
from app.api.schema import inpaint_request
from tests.support.raw_server import (
    Connection,
    RawServer,
    Script,
    answer,
    deaf,
    silent,
    unanswering_port,
)

KEY = "secret-key-0123456789"
REQUEST = inpaint_request("6558a19c0bfe4600011437cd", b"mask")
PATIENT = Timeouts()
# For whoever would wait for ever.
HASTY = Timeouts(connect=0.3)


def not_sent(url: str, tls: ssl.SSLContext | None = None, timeouts: Timeouts = PATIENT) -> NotSent:
    client = GptunnelClient(url, KEY, timeouts=timeouts, ssl_context=tls)
    with client, pytest.raises(NotSent) as caught:
        client.submit(REQUEST)
    assert str(caught.value).startswith("The request was not sent: ")
    assert not caught.value.temporary
    return caught.value


def test_a_refused_connection_sends_nothing() -> None:
    with socket.socket() as bound:  # which doesn't listen
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
        assert not_sent(f"http://127.0.0.1:{port}").reason is Reason.REFUSED


def test_a_connection_that_does_not_come_about_sends_nothing() -> None:
    with unanswering_port() as port:
        error = not_sent(f"http://127.0.0.1:{port}", timeouts=HASTY)
    assert error.reason is Reason.CONNECT_TIMEOUT


def test_an_unknown_name_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_such_name(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    # The machine's name servers are no part of a test.
    monkeypatch.setattr("app.api.connection.getaddrinfo", no_such_name)
    assert not_sent("https://service.invalid").reason is Reason.NAME_UNKNOWN


def test_an_impossible_name_sends_nothing() -> None:
    assert not_sent(f"https://{'x' * 64}.ru").reason is Reason.NAME_UNKNOWN


def test_an_untrusted_certificate_sends_nothing(server_tls: ssl.SSLContext) -> None:
    with RawServer(silent, tls=server_tls) as server:
        error = not_sent(server.origin)
    assert error.reason is Reason.CERTIFICATE
    assert "self" in str(error)
    assert server.requests == ()


def test_a_certificate_for_another_host_sends_nothing(
    server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    with RawServer(silent, tls=server_tls) as server:
        error = not_sent(f"https://127.0.0.2:{server.port}", client_tls)
    assert error.reason in (Reason.CERTIFICATE, Reason.REFUSED)
    assert server.requests == ()


def garbage_for_handshake(connection: Connection) -> None:
    connection.sock.recv(1)
    connection.send(b"SSH-2.0-OpenSSH_9.6\r\n")


def leave_during_handshake(connection: Connection) -> None:
    connection.sock.recv(1)


@pytest.mark.parametrize(
    ("script", "reasons"),
    [
        (garbage_for_handshake, {Reason.HANDSHAKE}),
        (leave_during_handshake, {Reason.HANDSHAKE, Reason.BROKEN}),
        (deaf, {Reason.CONNECT_TIMEOUT}),
    ],
)
def test_a_failed_handshake_sends_nothing(
    script: Script, reasons: set[Reason], client_tls: ssl.SSLContext
) -> None:
    timeouts = HASTY if script is deaf else PATIENT
    with RawServer(script) as server:
        error = not_sent(f"https://localhost:{server.port}", client_tls, timeouts)
        assert error.reason in reasons
        assert server.connection_count == 1


@pytest.mark.parametrize("status", [403, 407, 502])
def test_a_proxy_that_refuses_sends_nothing(
    status: int, monkeypatch: pytest.MonkeyPatch, client_tls: ssl.SSLContext
) -> None:
    with RawServer(answer(status)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://user:geheim@127.0.0.1:{proxy.port}")
        error = not_sent("https://service.invalid", client_tls)
    assert error.reason is Reason.PROXY
    assert "geheim" not in str(error)
    (request,) = proxy.requests
    assert request.line.startswith("CONNECT service.invalid:443 ")
    assert "authorization" not in request.headers


@pytest.mark.parametrize("scheme", ["http", "socks5h", "nonsense"])
def test_a_proxy_that_is_not_there_sends_nothing(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as bound:  # which doesn't listen
        bound.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HTTPS_PROXY", f"{scheme}://127.0.0.1:{bound.getsockname()[1]}")
        error = not_sent("https://service.invalid")
    assert error.reason is (Reason.REFUSED if scheme == "socks5h" else Reason.PROXY)


@pytest.mark.parametrize("scheme", ["http", "socks5h", "socks4a"])
def test_a_proxy_that_does_not_answer_sends_nothing(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with RawServer(deaf) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"{scheme}://127.0.0.1:{proxy.port}")
        error = not_sent("https://service.invalid", timeouts=HASTY)
    assert error.reason in (Reason.CONNECT_TIMEOUT, Reason.PROXY)


@pytest.mark.parametrize("key", [None, "", " \n"])
def test_without_a_key_nothing_is_sent(key: str | None) -> None:
    with RawServer(silent) as server, GptunnelClient(server.origin, key) as client:
        with pytest.raises(KeyMissing):
            client.submit(REQUEST)
        assert server.connection_count == 0


@pytest.mark.parametrize("key", ["ключ", "a\nb", "a\r\nX-Evil: 1", "a\x00b", "a\x7fb", "a\x85b"])
def test_a_key_that_no_header_can_carry_is_not_sent(key: str) -> None:
    with RawServer(silent) as server, GptunnelClient(server.origin, key) as client:
        with pytest.raises(KeyUnusable) as caught:
            client.submit(REQUEST)
        assert key not in str(caught.value)
        assert server.connection_count == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://gptunnel.ru",
        "http://192.168.1.10:8000",
        "gptunnel.ru",
        "ftp://localhost",
        "",
        "https://user:geheim@gptunnel.ru",
        "https://gptunnel.ru/?debug=1",
    ],
)
def test_the_key_never_travels_in_the_open(url: str) -> None:
    with pytest.raises(InsecureUrl) as caught:
        GptunnelClient(url, KEY)
    assert "geheim" not in str(caught.value)
