"""Whom we trust: the operating system's certificate store, and each connection on its own."""

from __future__ import annotations

import ssl
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from app.api.client import GptunnelClient, Timeouts
from app.api.errors import Reason, Unreachable
from app.api.failures import describe
from tests.support.certificates import server_context
from tests.support.patience import PATIENCE
from tests.support.raw_server import Connection, RawServer, answer, deaf

CERTIFICATE = Path(__file__).parent / "localhost.pem"
QUICK = Timeouts(connect=PATIENCE, silence=PATIENCE, backoff=0.001)

on_linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only there a variable changes the system's store"
)


def test_a_certificate_that_nobody_vouches_for_is_refused(server_tls: ssl.SSLContext) -> None:
    with (
        RawServer(answer(200, b"x"), tls=server_tls) as server,
        GptunnelClient(server.origin, None, timeouts=QUICK) as client,
        pytest.raises(Unreachable) as caught,
    ):
        client.download("/x.png", attempts=1)
    assert caught.value.reason is Reason.CERTIFICATE


@on_linux
def test_a_certificate_that_the_system_trusts_is_accepted(
    server_tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with (
        RawServer(answer(200, b"x"), tls=server_tls) as server,
        GptunnelClient(server.origin, None, timeouts=QUICK) as client,
    ):
        assert client.download("/x.png") == b"x"


@on_linux
def test_a_certificate_must_be_the_hosts_own(
    server_tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))

    def tunnel(connection: Connection) -> None:
        connection.read_request()
        connection.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        connection.start_tls(server_tls)

    with (
        RawServer(tunnel) as proxy,
        GptunnelClient("https://other.invalid", None, timeouts=QUICK) as client,
    ):
        monkeypatch.setenv("HTTPS_PROXY", proxy.origin)
        with pytest.raises(Unreachable) as caught:
            client.download("/x.png", attempts=1)
    assert (caught.value.reason, caught.value.host) == (Reason.CERTIFICATE_HOST, "other.invalid")


@on_linux
@pytest.mark.parametrize(
    ("certificate", "reason"),
    [
        ("expired", Reason.CERTIFICATE_DATE),
        ("future", Reason.CERTIFICATE_DATE),
        ("elsewhere", Reason.CERTIFICATE_HOST),
        ("stranger", None),
    ],
)
def test_what_is_wrong_with_a_certificate_is_told(
    certificate: str, reason: Reason | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE.with_name(f"{certificate}.pem")))
    with (
        RawServer(answer(200, b"x"), tls=server_context(certificate)) as server,
        GptunnelClient(server.origin, None, timeouts=QUICK) as client,
    ):
        if reason is None:  # there is nothing wrong, once it is trusted
            assert client.download("/x.png") == b"x"
            return
        with pytest.raises(Unreachable) as caught:
            client.download("/x.png", attempts=1)
    assert (caught.value.reason, caught.value.host) == (reason, "localhost")
    assert server.requests == ()


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (0x800B0101, Reason.CERTIFICATE_DATE),  # Windows: CERT_E_EXPIRED
        (0x800B010F, Reason.CERTIFICATE_HOST),  # CERT_E_CN_NO_MATCH
        (0x800B0109, Reason.CERTIFICATE),  # CERT_E_UNTRUSTEDROOT
        (-67818, Reason.CERTIFICATE_DATE),  # macOS: errSecCertificateExpired
        (-67602, Reason.CERTIFICATE_HOST),  # errSecHostNameMismatch
        (-67843, Reason.CERTIFICATE),  # errSecNotTrusted
        (None, Reason.CERTIFICATE),  # truststore: "Peer sent no certificates to verify"
    ],
)
def test_other_systems_say_it_by_other_codes(code: int | None, reason: Reason) -> None:
    error = ssl.SSLCertVerificationError("no")
    if code is not None:
        error.verify_code, error.verify_message = code, "in the user's language"
    assert describe(requests.exceptions.SSLError(error))[0] is reason


@on_linux
def test_a_handshake_that_stalls_holds_up_no_other(
    server_tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    patient = Timeouts(connect=5.0)

    def stall(connection: Connection) -> None:
        connection.sock.recv(1)
        begun.set()
        deaf(connection)

    begun = threading.Event()
    with (
        RawServer(stall) as stalled,
        RawServer(answer(200, b"x"), tls=server_tls) as server,
        ThreadPoolExecutor(1) as pool,
    ):
        client = GptunnelClient(server.origin, None, timeouts=patient)
        url = f"https://localhost:{stalled.port}/x.png"
        future = pool.submit(client.download, url, attempts=1)
        assert begun.wait(PATIENCE)
        assert client.download("/x.png") == b"x"
        assert not future.done()
        client.abort()
