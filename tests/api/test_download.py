"""Pictures: fetched whole or not at all, from where it is safe, and never with the key."""

from __future__ import annotations

import gzip
import ssl
import tracemalloc
from dataclasses import replace

import pytest

from app.api.client import GptunnelClient, Timeouts
from app.api.errors import (
    BadAnswer,
    DownloadRefused,
    Reason,
    RefusalCause,
    Rejected,
    ServerFault,
    ServiceError,
    TaskNotFound,
    Unreachable,
)
from app.sandbox.faults import Fault, GzipBomb, Oversize, Redirect, Reset, Truncate
from app.sandbox.server import SandboxServer
from tests.support.patience import PATIENCE
from tests.support.raw_server import RawServer, Script, answer, dripping, raw, response, silent

KEY = "secret-key-0123456789"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 500
QUICK = Timeouts(connect=PATIENCE, silence=PATIENCE, download=PATIENCE, backoff=0.001)


def download(
    base: str,
    url: str,
    *,
    attempts: int = 1,
    limit: int = 1 << 20,
    timeouts: Timeouts = QUICK,
) -> bytes:
    with GptunnelClient(base, KEY, timeouts=timeouts) as client:
        return client.download(url, attempts=attempts, limit=limit)


def refused(base: str, url: str, *, limit: int = 1 << 20) -> RefusalCause:
    with pytest.raises(DownloadRefused) as caught:
        download(base, url, attempts=3, limit=limit)
    assert not caught.value.temporary
    return caught.value.cause


def test_a_result_is_fetched_without_the_key() -> None:
    with SandboxServer(samples=False) as server, GptunnelClient(server.url, server.key) as client:
        task_id = server.add_task(PICTURE)
        result = client.get_task(task_id).result
        assert result is not None
        assert client.download(result) == PICTURE
        assert "authorization" not in server.wait_for_request("picture").headers


def test_a_result_may_be_relative() -> None:
    with RawServer(answer(200, PICTURE)) as server:
        assert download(server.origin, "/task/image/x?cache=5") == PICTURE
        assert download(server.origin + "/api", "task/image/x") == PICTURE
    lines = [request.line for request in server.requests]
    assert lines == ["GET /task/image/x?cache=5 HTTP/1.1", "GET /api/task/image/x HTTP/1.1"]


def test_a_result_may_be_on_another_host_and_needs_no_key_at_all() -> None:
    with RawServer(answer(200, PICTURE)) as server:
        with GptunnelClient("http://127.0.0.1:1", None) as client:
            assert client.download(f"{server.origin}/x.png") == PICTURE
        assert "authorization" not in server.requests[0].headers


def test_pictures_over_tls(server_tls: ssl.SSLContext, client_tls: ssl.SSLContext) -> None:
    with (
        RawServer(answer(200, PICTURE), tls=server_tls) as server,
        GptunnelClient("https://gptunnel.ru", KEY, ssl_context=client_tls) as client,
    ):
        assert client.download(f"{server.origin}/x.png") == PICTURE


# --- redirects ---


def test_redirects_are_followed_without_the_key() -> None:
    with (
        RawServer(answer(200, PICTURE)) as last,
        RawServer(answer(307, b"", Location=f"{last.origin}/c.png")) as second,
        RawServer(
            answer(302, b"", Location="b?c=1"), answer(301, b"", Location=second.origin)
        ) as first,
    ):
        assert download(first.origin, "/dir/a") == PICTURE
        assert first.requests[1].line == "GET /dir/b?c=1 HTTP/1.1"
        for server in (first, second, last):
            assert all("authorization" not in request.headers for request in server.requests)


def test_a_redirect_back_to_the_service_gets_no_key_either() -> None:
    with SandboxServer(samples=False) as server, GptunnelClient(server.url, server.key) as client:
        target = f"{server.url}/task/image/{server.add_task(PICTURE)}?cache=100"
        server.faults.add(Fault("picture", Redirect(target)))
        assert client.download("/task/image/moved?cache=100") == PICTURE
        assert len(server.requests) == 2
        assert all("authorization" not in request.headers for request in server.requests)


def test_five_redirects_are_enough() -> None:
    redirect = answer(302, b"", Location="/next")
    with RawServer(*[redirect] * 5, answer(200, PICTURE)) as server:
        assert download(server.origin, "/") == PICTURE
    with RawServer(redirect) as server:
        assert refused(server.origin, "/") is RefusalCause.REDIRECTS
        assert server.connection_count == 6


@pytest.mark.parametrize(
    "target",
    [
        "http://gptunnel.ru/x.png",
        "ftp://localhost/x.png",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "https://user:geheim@localhost/x.png",
        "http://[broken/",
    ],
)
def test_neither_results_nor_redirects_lead_anywhere_else(target: str) -> None:
    with RawServer(answer(302, b"", Location=target)) as server:
        assert refused(server.origin, target) is RefusalCause.ADDRESS
        assert server.connection_count == 0
        assert refused(server.origin, "/x.png") is RefusalCause.ADDRESS
        assert server.connection_count == 1


def test_a_remote_service_cannot_name_a_picture_on_this_machine() -> None:
    with RawServer(answer(200, PICTURE)) as server:
        assert refused("https://gptunnel.ru", server.origin) is RefusalCause.ADDRESS
        assert server.connection_count == 0


# --- sizes ---


@pytest.mark.parametrize("declared", [True, False])
def test_too_many_bytes_are_refused(declared: bool) -> None:
    with SandboxServer(samples=False) as server:
        task_id = server.add_task(PICTURE)
        server.faults.add(Fault("picture", Oversize(3 << 20, declared=declared), times=None))
        cause = refused(server.url, f"/task/image/{task_id}?cache=100", limit=2 << 20)
        assert cause is RefusalCause.TOO_LARGE
        assert len(server.requests) == 1


def test_bytes_are_counted_after_decompression() -> None:
    with SandboxServer(samples=False) as server:
        task_id = server.add_task(PICTURE)
        server.faults.add(Fault("picture", GzipBomb(64 << 20), times=None))
        tracemalloc.start()
        try:
            cause = refused(server.url, f"/task/image/{task_id}?cache=100", limit=2 << 20)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert cause is RefusalCause.TOO_LARGE
        assert peak < 48 << 20


def test_the_limit_itself_is_within() -> None:
    packed = gzip.compress(PICTURE)
    with RawServer(answer(200, PICTURE), answer(200, packed, Content_Encoding="gzip")) as server:
        for _ in range(2):
            assert download(server.origin, "/", limit=len(PICTURE)) == PICTURE
        assert refused(server.origin, "/", limit=len(PICTURE) - 1) is RefusalCause.TOO_LARGE


def test_chunked_bodies_are_whole_or_nothing() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (PICTURE[:9], PICTURE[9:]))
    with RawServer(raw(head + body + b"0\r\n\r\n"), raw(head + body)) as server:
        assert download(server.origin, "/") == PICTURE
        with pytest.raises(Unreachable):
            download(server.origin, "/")


# --- trouble ---


def test_a_truncated_picture_is_fetched_again() -> None:
    with SandboxServer(samples=False) as server:
        url = f"/task/image/{server.add_task(PICTURE)}?cache=100"
        server.faults.add(Fault("picture", Truncate()), Fault("picture", Reset()))
        assert download(server.url, url, attempts=3) == PICTURE
        assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (raw(response(200, PICTURE)[:-1]), Unreachable),
        (answer(200, b""), BadAnswer),
        (answer(500, b"<html>"), ServerFault),
        (answer(404, b"<html>"), Rejected),
        (answer(401, b""), Rejected),
        (silent, Unreachable),
    ],
)
def test_a_picture_that_does_not_come(script: Script, expected: type[ServiceError]) -> None:
    timeouts = replace(QUICK, silence=0.3) if script is silent else QUICK
    with RawServer(script) as server, pytest.raises(expected) as caught:
        download(server.origin, "/x.png", timeouts=timeouts)
    # A missing picture is no missing task, and without a key none can be wrong.
    assert type(caught.value) is expected
    assert not isinstance(caught.value, TaskNotFound)


def test_a_dripping_picture_does_not_outlast_the_deadline() -> None:
    timeouts = Timeouts(silence=0.3, download=0.4)
    with (
        RawServer(dripping(response(200, PICTURE))) as server,
        GptunnelClient(server.origin, KEY, timeouts=timeouts) as client,
        pytest.raises(Unreachable) as caught,
    ):
        client.download("/x.png")
    assert caught.value.reason is Reason.TIMEOUT
