"""abort() ends every call at once, wherever it is stuck, and says whether money may be gone."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from app.api.client import GptunnelClient, Timeouts
from app.api.errors import Aborted
from app.api.schema import inpaint_request
from tests.support.patience import PATIENCE, Stopwatch
from tests.support.raw_server import (
    Connection,
    RawServer,
    answer,
    deaf,
    response,
    silent,
    unanswering_port,
)

KEY = "secret-key-0123456789"
TASK = "6558acd103761c00010775b8"
# More than the buffers of both ends of a connection hold.
LARGE = inpaint_request(TASK, bytes(8 << 20))
SMALL = inpaint_request(TASK, b"mask")
# About 100 ms are promised, and measured (pytest -rP shows it); the rest is for a busy machine.
AT_ONCE = 1.0
PATIENT = Timeouts(connect=20.0, silence=20.0, call=60.0, submit=60.0, download=60.0)

Call = Callable[[GptunnelClient], object]


def get(client: GptunnelClient) -> object:
    return client.get_task(TASK)


def post(client: GptunnelClient) -> object:
    return client.submit(SMALL)


def fetch(client: GptunnelClient) -> object:
    return client.download("/x.png")


CALLS: list[Call] = [get, post, fetch]


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as executor:
        yield executor


def ends_at_once(client: GptunnelClient, *futures: Future[object]) -> list[Aborted]:
    """Abort; every future raises `Aborted` soon."""
    with Stopwatch() as watch:
        client.abort()
        errors = [future.exception(timeout=PATIENCE) for future in futures]
        took = watch.seconds
    print(f"aborted after {1000 * took:.0f} ms")  # noqa: T201 (a figure to look at)
    assert took < AT_ONCE
    found = [error for error in errors if isinstance(error, Aborted)]
    assert len(found) == len(futures)
    return found


def client_for(url: str, tls: ssl.SSLContext | None = None) -> GptunnelClient:
    return GptunnelClient(url, KEY, timeouts=PATIENT, ssl_context=tls)


@pytest.mark.parametrize("call", CALLS)
def test_while_the_server_is_silent(call: Call, pool: ThreadPoolExecutor) -> None:
    with RawServer(silent) as server:
        client = client_for(server.origin)
        future = pool.submit(call, client)
        assert server.asked.wait(PATIENCE)
        (error,) = ends_at_once(client, future)
        assert error.maybe_sent is (call is post)
        # The connection is gone as well, not only the wait for it.
        assert server.left.wait(PATIENCE)


@pytest.mark.parametrize("call", CALLS)
def test_while_a_tls_server_is_silent(
    call: Call,
    pool: ThreadPoolExecutor,
    server_tls: ssl.SSLContext,
    client_tls: ssl.SSLContext,
) -> None:
    with RawServer(silent, tls=server_tls) as server:
        client = client_for(server.origin, client_tls)
        future = pool.submit(call, client)
        assert server.asked.wait(PATIENCE)
        (error,) = ends_at_once(client, future)
        assert error.maybe_sent is (call is post)
        assert server.left.wait(PATIENCE)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("part", ["headers", "body"])
def test_while_the_answer_drips(call: Call, part: str, pool: ThreadPoolExecutor) -> None:
    data = response(200, b" " * 1000)
    at_once = 0 if part == "headers" else len(data) - 1000

    def script(connection: Connection) -> None:
        connection.read_request()
        connection.send(data[:at_once])
        connection.drip(data[at_once:])

    with RawServer(script) as server:
        client = client_for(server.origin)
        future = pool.submit(call, client)
        assert server.asked.wait(PATIENCE)
        ends_at_once(client, future)


@pytest.mark.parametrize("call", CALLS)
def test_while_connecting(call: Call, pool: ThreadPoolExecutor) -> None:
    with unanswering_port() as port:
        client = client_for(f"http://127.0.0.1:{port}")
        future = pool.submit(call, client)
        assert not wait(future, 0.1)
        (error,) = ends_at_once(client, future)
        assert not error.maybe_sent


@pytest.mark.parametrize("call", CALLS)
def test_while_shaking_hands(
    call: Call, pool: ThreadPoolExecutor, client_tls: ssl.SSLContext
) -> None:
    with RawServer(deaf) as server:
        client = client_for(f"https://localhost:{server.port}", client_tls)
        future = pool.submit(call, client)
        assert server.accepted.wait(PATIENCE)
        (error,) = ends_at_once(client, future)
        assert not error.maybe_sent
        assert server.left.wait(PATIENCE)


@pytest.mark.parametrize("call", CALLS)
def test_while_a_name_is_looked_up(
    call: Call, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answered = threading.Event(), threading.Event()
    real = socket.getaddrinfo

    def slow(*args: object, **kwargs: object) -> object:
        asked.set()
        answered.wait(PATIENCE)
        return real(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr("app.api.connection.getaddrinfo", slow)
    with RawServer(silent) as server:
        client = client_for(server.origin)
        future = pool.submit(call, client)
        assert asked.wait(PATIENCE)
        (error,) = ends_at_once(client, future)
        assert not error.maybe_sent
        # An answer that comes later finds the gate closed.
        answered.set()
        for thread in threading.enumerate():
            if thread.name == "service-exchange":
                thread.join(PATIENCE)
        assert server.requests == ()


def test_while_sending(pool: ThreadPoolExecutor) -> None:
    def reads_no_body(connection: Connection) -> None:
        connection.read_head()
        connection.sock.settimeout(None)
        head_read.set()
        go_on.wait(PATIENCE)

    head_read, go_on = threading.Event(), threading.Event()
    with RawServer(reads_no_body) as server:
        client = client_for(server.origin)
        future: Future[object] = pool.submit(client.submit, LARGE)
        assert head_read.wait(PATIENCE)
        (error,) = ends_at_once(client, future)
        go_on.set()
    assert error.maybe_sent


def test_while_sending_over_tls(
    pool: ThreadPoolExecutor, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    def reads_no_body(connection: Connection) -> None:
        connection.read_head()
        head_read.set()
        go_on.wait(PATIENCE)

    head_read, go_on = threading.Event(), threading.Event()
    with RawServer(reads_no_body, tls=server_tls) as server:
        client = client_for(server.origin, client_tls)
        future: Future[object] = pool.submit(client.submit, LARGE)
        assert head_read.wait(PATIENCE)
        (error,) = ends_at_once(client, future)
        go_on.set()
    assert error.maybe_sent


@pytest.mark.parametrize("encrypted", [False, True])
def test_within_a_large_picture(
    encrypted: bool,
    pool: ThreadPoolExecutor,
    server_tls: ssl.SSLContext,
    client_tls: ssl.SSLContext,
) -> None:
    """As much as the wire takes: the client is busy reading when it is told to stop."""

    def floods(connection: Connection) -> None:
        connection.read_request()
        connection.send(response(200, Content_Length=str(1 << 40)))
        for number in range(1 << 20):
            connection.send(bytes(1 << 16))
            if number == 20:
                flowing.set()

    flowing = threading.Event()
    with RawServer(floods, tls=server_tls if encrypted else None) as server:
        client = client_for(server.origin, client_tls)
        future: Future[object] = pool.submit(client.download, "/x.png", limit=1 << 40)
        assert flowing.wait(PATIENCE)
        ends_at_once(client, future)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("scheme", ["http", "socks5h"])
def test_while_a_proxy_says_nothing(
    scheme: str, call: Call, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with RawServer(deaf) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"{scheme}://127.0.0.1:{proxy.port}")
        client = client_for("https://service.invalid")
        future = pool.submit(call, client)
        assert proxy.accepted.wait(PATIENCE)
        (error,) = ends_at_once(client, future)
        assert not error.maybe_sent


@pytest.mark.parametrize("call", [get, fetch])
def test_between_two_attempts(call: Call, pool: ThreadPoolExecutor) -> None:
    with RawServer(answer(503, b"", Retry_After="30")) as server:
        client = client_for(server.origin)
        future: Future[object] = pool.submit(call, client)
        assert server.asked.wait(PATIENCE)
        assert not wait(future, 0.1)
        ends_at_once(client, future)


def test_all_calls_at_once_and_every_later_one(pool: ThreadPoolExecutor) -> None:
    with RawServer(silent) as server:
        client = client_for(server.origin)
        futures = [pool.submit(call, client) for call in CALLS * 2]
        while len(server.requests) < len(futures):
            assert server.asked.wait(PATIENCE)
            server.asked.clear()
        ends_at_once(client, *futures)
        seen = server.connection_count
        for call in CALLS:
            with pytest.raises(Aborted) as caught:
                call(client)
            assert not caught.value.maybe_sent
        assert server.connection_count == seen


def test_close_lets_a_call_in_flight_finish(pool: ThreadPoolExecutor) -> None:
    go_on = threading.Event()

    def when_told(connection: Connection) -> None:
        connection.read_request()
        go_on.wait(PATIENCE)
        connection.send(response(200, b'{"id": "x"}'))

    with RawServer(when_told) as server:
        client = client_for(server.origin)
        future = pool.submit(client.submit, SMALL)
        assert server.asked.wait(PATIENCE)
        client.close()
        go_on.set()
        assert future.result(PATIENCE).id == "x"
        with pytest.raises(Aborted):
            client.submit(SMALL)


def wait(future: Future[object], seconds: float) -> bool:
    """Whether the future is done within this time."""
    try:
        future.exception(timeout=seconds)
    except TimeoutError:
        return False
    return True
