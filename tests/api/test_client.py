"""Tasks and balances: asked for again while that may help, and reported precisely when not."""

from __future__ import annotations

import gzip
import json
import ssl
import time
from dataclasses import replace

import pytest

from app.api.client import DOCUMENT_LIMIT, GptunnelClient, Timeouts, retry_delay
from app.api.errors import (
    BadAnswer,
    KeyMissing,
    RateLimited,
    Reason,
    Rejected,
    ServerFault,
    ServiceError,
    TaskNotFound,
    Unauthorized,
    Unreachable,
)
from app.api.schema import TaskStatus
from app.sandbox.faults import Close, Drip, Fault, Kind, Raw, Reply, Reset, Silence, Truncate
from app.sandbox.server import SandboxServer
from tests.support.patience import PATIENCE, Stopwatch
from tests.support.raw_server import RawServer, Script, answer, dripping, raw, response, silent

KEY = "secret-key-0123456789"
TASK = "6558acd103761c00010775b8"
QUICK = Timeouts(connect=PATIENCE, silence=PATIENCE, call=50.0, backoff=0.001)
# For whoever would wait for ever.
HASTY = replace(QUICK, silence=0.3)
DONE = {"id": TASK, "status": "done", "percent": 100, "result": "/task/image/x?cache=100"}


def test_a_task_and_its_states() -> None:
    with SandboxServer(samples=False) as server, GptunnelClient(server.url, server.key) as client:
        task_id = server.add_task(b"picture", status="processing", percent=40)
        task = client.get_task(task_id)
        assert (task.id, task.status, task.percent) == (task_id, TaskStatus.PROCESSING, 40)
        server.change_task(task_id, status="failed", error="Banned prompt")
        task = client.get_task(task_id)
        assert (task.status, task.error) == (TaskStatus.FAILED, "Banned prompt")


def test_money_of_the_organisation_and_of_the_wallet() -> None:
    server = SandboxServer(samples=False, balance=-20.5, credit_limit=100, wallet_balance=7)
    with server, GptunnelClient(server.url, server.key) as client:
        assert client.balance().spendable == 79.5
        assert client.balance(wallet=True).amount == 7


def test_what_goes_over_the_wire() -> None:
    with (
        RawServer(answer(200, DONE)) as server,
        GptunnelClient(server.origin, f" {KEY}\n") as it,
        pytest.raises(BadAnswer, match="another task"),
    ):
        it.get_task("a/b?c", attempts=1)
    (request,) = server.requests
    assert request.line == "GET /v1/midjourney/result?taskId=a%2Fb%3Fc HTTP/1.1"
    assert request.headers["authorization"] == KEY
    assert request.headers["user-agent"].startswith("MaskPainter/")
    assert "cookie" not in request.headers


def test_over_tls(server_tls: ssl.SSLContext, client_tls: ssl.SSLContext) -> None:
    with (
        RawServer(answer(200, DONE), tls=server_tls) as server,
        GptunnelClient(server.origin, KEY, ssl_context=client_tls) as client,
    ):
        assert client.get_task(TASK).percent == 100


def test_compressed_documents_are_read() -> None:
    body = gzip.compress(json.dumps(DONE).encode())
    with (
        RawServer(answer(200, body, Content_Encoding="gzip")) as server,
        GptunnelClient(server.origin, KEY) as client,
    ):
        assert client.get_task(TASK).percent == 100


# --- temporary trouble ---

TROUBLE: dict[str, Kind] = {
    "reset": Reset(),
    "closed": Close(),
    "silence": Silence(),
    "server fault": Reply(502, "<html>Bad gateway</html>"),
    "too many requests": Reply(429, headers={"Retry-After": "0"}),
    "garbage": Raw(),
    "HTML": Reply(200, "<html>Hello</html>"),
    "truncated": Truncate(),
    "cut short": Truncate(declared=False),
}


@pytest.mark.parametrize("name", TROUBLE)
def test_trouble_that_passes_is_not_noticed(name: str) -> None:
    timeouts = HASTY if name == "silence" else QUICK
    with (
        SandboxServer(samples=False) as server,
        GptunnelClient(server.url, server.key, timeouts=timeouts) as client,
    ):
        task_id = server.add_task(b"picture")
        server.faults.add(Fault("result", TROUBLE[name], times=2))
        assert client.get_task(task_id).id == task_id
        assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("script", "expected", "reason"),
    [
        (raw(b""), Unreachable, Reason.BROKEN),
        (silent, Unreachable, Reason.TIMEOUT),
        (answer(503, {"error": {"message": "Busy"}}), ServerFault, None),
        (answer(429, b"", Retry_After="0"), RateLimited, None),
        (answer(200, b"<html>"), BadAnswer, None),
        (answer(200, {"status": "done"}), BadAnswer, None),
        (raw(b"SSH-2.0-OpenSSH_9.6\r\n"), BadAnswer, None),
        (raw(response(200, b" " * (DOCUMENT_LIMIT + 1))), BadAnswer, None),
        (answer(304, b""), BadAnswer, None),
    ],
)
def test_trouble_that_stays_is_reported_after_the_last_attempt(
    script: Script, expected: type[ServiceError], reason: Reason | None
) -> None:
    timeouts = HASTY if script is silent else QUICK
    with (
        RawServer(script) as server,
        GptunnelClient(server.origin, KEY, timeouts=timeouts) as client,
    ):
        with pytest.raises(expected) as caught:
            client.get_task(TASK, attempts=2)
        assert type(caught.value) is expected
        assert caught.value.temporary
        assert getattr(caught.value, "reason", None) is reason
        assert server.connection_count == 2


@pytest.mark.parametrize(
    ("status", "expected"), [(400, Rejected), (401, Unauthorized), (404, TaskNotFound)]
)
def test_a_refusal_is_not_asked_twice(status: int, expected: type[Rejected]) -> None:
    document = {"error": {"message": "No.", "type": None}}
    with (
        RawServer(answer(status, document)) as server,
        GptunnelClient(server.origin, KEY, timeouts=QUICK) as client,
    ):
        with pytest.raises(expected) as caught:
            client.get_task(TASK)
        assert caught.value.server_text == "No."
        assert not caught.value.temporary
        assert server.connection_count == 1


def test_a_server_that_goes_away_and_comes_back() -> None:
    with (
        SandboxServer(samples=False) as server,
        GptunnelClient(server.url, server.key, timeouts=QUICK) as client,
    ):
        task_id = server.add_task(b"picture")
        client.get_task(task_id)
        server.go_away()
        with pytest.raises(Unreachable) as caught:
            client.get_task(task_id)
        assert caught.value.reason is Reason.REFUSED
        server.come_back()
        assert client.get_task(task_id).id == task_id


def test_a_missing_key_is_told_without_asking() -> None:
    with RawServer(silent) as server, GptunnelClient(server.origin, None) as client:
        with pytest.raises(KeyMissing):
            client.get_task(TASK)
        with pytest.raises(KeyMissing):
            client.balance()
        assert server.connection_count == 0


# --- pauses ---


def test_pauses_grow_and_differ() -> None:
    error = Unreachable(Reason.BROKEN)
    for attempt, longest in ((1, 0.5), (2, 1.0), (3, 2.0), (50, 20.0)):
        pauses = {retry_delay(error, attempt, 0.5) for _ in range(20)}
        assert len(pauses) > 1
        assert all(longest / 2 <= pause <= longest for pause in pauses)


@pytest.mark.parametrize("status", [429, 503])
def test_the_service_may_ask_for_a_minute_at_most(status: int) -> None:
    with (
        RawServer(answer(status, b"", Retry_After="86400")) as server,
        GptunnelClient(server.origin, KEY, timeouts=QUICK) as client,
        pytest.raises(ServiceError) as caught,
    ):
        client.get_task(TASK, attempts=1)
    assert retry_delay(caught.value, 1, 0.5) == 60
    assert retry_delay(ServerFault(503, retry_after=7.0), 9, 0.5) == 7


def test_a_pause_that_outlasts_the_call_is_not_begun() -> None:
    with (
        RawServer(answer(503, b"", Retry_After="60")) as server,
        GptunnelClient(server.origin, KEY, timeouts=QUICK) as client,
        Stopwatch() as watch,
    ):
        with pytest.raises(ServerFault):
            client.get_task(TASK)
        assert watch.seconds < 2
        assert server.connection_count == 1


# --- deadlines ---

BODY = json.dumps(DONE).encode()


@pytest.mark.parametrize(
    "script",
    [
        dripping(response(200, BODY)),
        dripping(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000),
        dripping(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
    ],
)
@pytest.mark.parametrize("encrypted", [False, True])
def test_a_drip_does_not_outlast_the_deadline(
    script: Script, encrypted: bool, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    """Each byte comes in time, all of them would take half a minute."""
    timeouts = Timeouts(silence=0.3, call=0.5)
    with (
        RawServer(script, tls=server_tls if encrypted else None) as server,
        GptunnelClient(server.origin, KEY, timeouts=timeouts, ssl_context=client_tls) as client,
    ):
        begun = time.monotonic()
        with Stopwatch() as watch:
            with pytest.raises(Unreachable) as caught:
                client.get_task(TASK)
            assert watch.seconds < 0.8
        assert time.monotonic() - begun > 0.4
        assert caught.value.reason is Reason.TIMEOUT


def test_the_deadline_bounds_all_attempts_together() -> None:
    timeouts = Timeouts(silence=0.1, call=1.0, backoff=0.001)
    with (
        RawServer(silent) as server,
        GptunnelClient(server.origin, KEY, timeouts=timeouts) as client,
    ):
        with Stopwatch() as watch:
            with pytest.raises(Unreachable):
                client.get_task(TASK, attempts=100)
            assert watch.seconds < 1.3
        assert 2 <= server.connection_count <= 11


def test_slow_but_steady_is_fine() -> None:
    with (
        SandboxServer(samples=False) as server,
        GptunnelClient(server.url, server.key, timeouts=QUICK) as client,
    ):
        task_id = server.add_task(b"picture")
        server.faults.add(Fault("result", Drip(headers=True, interval=0.01, step=40)))
        assert client.get_task(task_id).id == task_id
