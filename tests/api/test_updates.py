"""The newest version: asked for over HTTPS alone, with nothing that tells who asks."""

from __future__ import annotations

import json
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app import __version__
from app.api.errors import (
    Aborted,
    BadAnswer,
    DownloadRefused,
    Reason,
    Rejected,
    ServerFault,
    ServiceError,
    Unreachable,
)
from app.api.updates import Release, UpdateCheck, parse_release
from tests.support.certificates import server_context, trusting_context
from tests.support.patience import PATIENCE
from tests.support.raw_server import RawServer, Script, answer, dripping, raw, response, silent

PAGE = "https://example.org/mask-painter"
FILE = {"version": "1.2.0", "page": PAGE}


def asked(*scripts: Script, seconds: float = PATIENCE) -> tuple[Release, RawServer]:
    """The answer of a server on this computer whose certificate is trusted."""
    with RawServer(*scripts, tls=server_context("localhost")) as server:
        check = UpdateCheck(
            f"{server.origin}/version.json", seconds=seconds, tls=trusting_context()
        )
        return check(), server


def test_the_file_says_version_and_page() -> None:
    release, server = asked(answer(200, FILE))
    assert release == Release("1.2.0", PAGE)
    (request,) = server.requests
    assert request.line == "GET /version.json HTTP/1.1"


def test_every_copy_asks_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GPTUNNEL_API_KEY", "secret-key-0123456789")
    _, server = asked(
        answer(302, Location="/elsewhere", Set_Cookie="id=1; Path=/"), answer(200, FILE)
    )
    for request in server.requests:
        assert request.headers == {
            "host": f"localhost:{server.port}",
            "user-agent": "MaskPainter",
            "accept": "*/*",
            "accept-encoding": "identity",
            "connection": "close",
        }
    assert len(server.requests) == 2


def test_redirects_lead_to_https_alone() -> None:
    with RawServer(answer(200, FILE)) as plain:
        for status in (301, 307):
            with pytest.raises(DownloadRefused):
                asked(answer(status, Location=f"{plain.origin}/version.json"))
        assert plain.connection_count == 0


def test_no_plain_address_is_asked() -> None:
    with RawServer(answer(200, FILE)) as plain, pytest.raises(DownloadRefused):
        UpdateCheck(f"{plain.origin}/version.json")()
    assert plain.connection_count == 0


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (answer(404, b"<html>"), Rejected),
        (answer(500), ServerFault),
        (answer(200, b"x" * 20_000), DownloadRefused),
        (answer(302, Location="/again"), DownloadRefused),
        (raw(b"SSH-2.0-OpenSSH\r\n\r\n"), ServiceError),
        (answer(200, b"<html>"), BadAnswer),
    ],
)
def test_what_is_no_such_file_is_a_typed_error(script: Script, error: type[ServiceError]) -> None:
    with pytest.raises(error):
        asked(script)


@pytest.mark.parametrize("script", [silent, dripping(response(200, json.dumps(FILE).encode()))])
def test_the_answer_has_to_come_in_time(script: Script) -> None:
    with pytest.raises(Unreachable) as caught:
        asked(script, seconds=0.2)
    assert caught.value.reason is Reason.TIMEOUT


def test_a_certificate_that_nobody_vouches_for_is_refused() -> None:
    with (
        RawServer(answer(200, FILE), tls=server_context("stranger")) as server,
        pytest.raises(Unreachable) as caught,
    ):
        UpdateCheck(server.origin, tls=ssl.create_default_context())()
    assert caught.value.reason is Reason.CERTIFICATE
    assert server.requests == ()


def test_it_can_be_ended() -> None:
    with (
        RawServer(silent, tls=server_context("localhost")) as server,
        ThreadPoolExecutor(1) as pool,
    ):
        check = UpdateCheck(server.origin, tls=trusting_context())
        future = pool.submit(check)
        assert server.asked.wait(PATIENCE)
        threading.Thread(target=check.abort).start()
        assert isinstance(future.exception(timeout=PATIENCE), Aborted)


@pytest.mark.parametrize(
    ("version", "than", "expected"),
    [
        ("1.2.0", "1.1.9", True),
        ("1.10.0", "1.9.9", True),
        ("2", "1.99.99", True),
        ("1.2.0.1", "1.2.0", True),
        ("1.2.0", "1.2.0", False),
        ("1.2", "1.2.0", False),
        ("1.2.0", "1.2", False),
        ("1.1.9", "1.2.0", False),
        ("01.2.0", "1.2.0", False),
        ("0.0.0", "0.1.0", False),
        ("99999", __version__, True),
    ],
)
def test_versions_are_compared_number_by_number(version: str, than: str, expected: bool) -> None:
    assert Release(version, PAGE).is_newer_than(than) is expected


@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        {"version": "1.2.0"},
        {"version": 1.2, "page": PAGE},
        *({"version": version, "page": PAGE} for version in ("", "1.", "v1.2", "1.2rc1", "1.2\n")),
        *({"version": version, "page": PAGE} for version in ("١.٢", "1" * 5000, "1.2.3.4.5")),
        *({"version": "1.2.0", "page": page} for page in ("", None, "http://example.org", "/x")),
        {"version": "1.2.0", "page": "https://"},
        {"version": "1.2.0", "page": "https://name:word@example.org"},
        {"version": "1.2.0", "page": "https://example.org\\@evil.example"},
        {"version": "1.2.0", "page": "https://example.org/a b"},
        {"version": "1.2.0", "page": "https://exämple.org"},
        {"version": "1.2.0", "page": "javascript:alert(1)"},
        {"version": "1.2.0", "page": "https://example.org/" + "x" * 3000},
    ],
)
def test_a_file_that_could_mislead_is_refused(document: object) -> None:
    with pytest.raises(BadAnswer):
        parse_release(json.dumps(document).encode())


def test_more_may_be_in_the_file() -> None:
    body = b"\xef\xbb\xbf" + json.dumps({**FILE, "notes": ["x"]}).encode()
    assert parse_release(body) == Release("1.2.0", PAGE)
