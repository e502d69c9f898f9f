"""Each fault does on the wire what it says, and money moves only when the request was processed."""

from __future__ import annotations

import base64
import http.client
import json
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests

from app.sandbox.faults import (
    Close,
    Delay,
    Drip,
    Fault,
    GzipBomb,
    Kind,
    Oversize,
    Pass,
    Raw,
    Redirect,
    Reply,
    Reset,
    Silence,
    Truncate,
    html_page,
)
from app.sandbox.server import SandboxServer
from tests.support.patience import PATIENCE, Stopwatch
from tests.support.sandbox_client import Client, mask, picture, png

MIB = 1024 * 1024


@contextmanager
def raw_request(server: SandboxServer, head: str, body: bytes = b"") -> Iterator[socket.socket]:
    """A request on a socket of its own, to see every byte of what comes back."""
    port = int(server.url.rpartition(":")[2])
    lines = f"{head} HTTP/1.1\r\nAuthorization: {server.key}\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall(f"{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        yield connection


def everything(connection: socket.socket) -> bytes:
    received = b""
    while chunk := connection.recv(65536):
        received += chunk
    return received


def inpaint_body(server: SandboxServer) -> bytes:
    encoded = base64.b64encode(png(mask())).decode()
    return json.dumps({"taskId": server.add_task(png(picture())), "mask": encoded}).encode()


def test_reply_has_the_status_body_and_headers_that_were_asked_for(
    server: SandboxServer, client: Client
) -> None:
    error = {"error": {"message": "Slow down"}}
    server.faults.add(Fault("balance", Reply(429, error, {"Retry-After": "7"})))
    answer = client.get("/v1/balance")
    assert (answer.status_code, answer.json()) == (429, error)
    assert answer.headers["Retry-After"] == "7"
    assert client.get("/v1/balance").status_code == 200


def test_reply_can_be_garbage_or_a_page(server: SandboxServer, client: Client) -> None:
    server.faults.add(Fault("balance", Reply(200, b"\x00\xff{")), Fault("balance", html_page(502)))
    garbage = client.get("/v1/balance")
    assert (garbage.status_code, garbage.content) == (200, b"\x00\xff{")
    page = client.get("/v1/balance")
    assert (page.status_code, page.headers["Content-Type"]) == (502, "text/html")
    assert page.text.startswith("<html>")


def test_raw_bytes_come_in_place_of_http(server: SandboxServer, client: Client) -> None:
    server.faults.add(Fault("balance", Raw(b"SSH-2.0-x\r\n")))
    with pytest.raises(requests.ConnectionError):
        client.get("/v1/balance")
    server.faults.add(Fault("balance", Raw(b"SSH-2.0-x\r\n")))
    with raw_request(server, "GET /v1/balance") as connection:
        assert everything(connection) == b"SSH-2.0-x\r\n"


@pytest.mark.parametrize("before_body", [False, True])
def test_reset_is_a_reset(server: SandboxServer, before_body: bool) -> None:
    server.faults.add(Fault("inpaint", Reset(before_body)))
    body = inpaint_body(server)
    with (
        raw_request(server, "POST /v1/midjourney/inpaint", body) as connection,
        pytest.raises(ConnectionResetError),
    ):
        everything(connection)
    assert server.wait_for_request("inpaint").body == (b"" if before_body else body)
    assert server.balance == 100


def test_close_is_an_orderly_end(server: SandboxServer) -> None:
    server.faults.add(Fault("balance", Close()))
    with raw_request(server, "GET /v1/balance") as connection:
        assert everything(connection) == b""


@pytest.mark.parametrize("kind", [Reset(), Close(), Reply(504), Silence(seconds=0)])
@pytest.mark.parametrize("processed", [False, True])
def test_lost_answer_of_a_request_that_was_processed_or_not(
    server: SandboxServer, kind: Kind, processed: bool
) -> None:
    server.faults.add(Fault("inpaint", kind, processed=processed))
    body = inpaint_body(server)
    url = server.url + "/v1/midjourney/inpaint"
    headers = {"Authorization": server.key}
    try:
        answer = requests.post(url, data=body, headers=headers, timeout=PATIENCE)
        assert answer.status_code == 504
    except requests.ConnectionError:
        pass
    assert server.balance == (82 if processed else 100)
    assert len(server.masks) == int(processed)
    again = requests.post(url, data=body, headers=headers, timeout=PATIENCE).json()
    assert again["usage"]["total_cost"] == (0 if processed else 18)
    assert server.balance == 82


def test_silence_lasts_until_the_server_goes_away(server: SandboxServer) -> None:
    server.faults.add(Fault("balance", Silence()))
    with raw_request(server, "GET /v1/balance") as connection:
        server.wait_for_request("balance")
        connection.settimeout(0.1)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        connection.settimeout(PATIENCE)
        server.go_away()
        assert connection.recv(1) == b""


def test_headers_drip(server: SandboxServer) -> None:
    server.faults.add(Fault("balance", Drip(headers=True, interval=1)))
    with raw_request(server, "GET /v1/balance") as connection:
        assert connection.recv(65536) == b"H"


def test_body_drips(server: SandboxServer) -> None:
    server.faults.add(Fault("balance", Drip(interval=1, step=3)))
    with raw_request(server, "GET /v1/balance") as connection:
        received = b""
        while not received.endswith(b"o"):
            received += connection.recv(65536)
        assert received.endswith(b'\r\n\r\n{"o')


def test_dripped_answer_is_whole_in_the_end(server: SandboxServer, client: Client) -> None:
    data = png(picture())
    task = client.result(server.add_task(data))
    server.faults.add(Fault("picture", Drip(headers=True, interval=0, step=7)))
    assert requests.get(task["result"], timeout=PATIENCE).content == data


def test_dripping_ends_when_the_server_goes_away(server: SandboxServer) -> None:
    server.faults.add(Fault("balance", Drip(headers=True, interval=30)))
    with raw_request(server, "GET /v1/balance") as connection:
        server.wait_for_request("balance")
        with Stopwatch() as watch:
            server.go_away()
            assert everything(connection) == b""
            assert watch.seconds < 1


def test_truncated_body_that_was_promised_whole(server: SandboxServer, client: Client) -> None:
    task = client.result(server.add_task(png(picture())))
    server.faults.add(Fault("picture", Truncate(keep=0.25)))
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=PATIENCE)
    connection.request("GET", f"/task/image/{task['id']}")
    with pytest.raises(http.client.IncompleteRead):
        connection.getresponse().read()
    connection.close()


def test_truncated_body_without_a_length_looks_complete(
    server: SandboxServer, client: Client
) -> None:
    data = png(picture())
    task = client.result(server.add_task(data))
    server.faults.add(Fault("picture", Truncate(keep=0.25, declared=False)))
    answer = requests.get(task["result"], timeout=PATIENCE)
    assert "Content-Length" not in answer.headers
    assert answer.content == data[: len(data) // 4]


@pytest.mark.parametrize("declared", [True, False])
def test_oversized_body(server: SandboxServer, declared: bool) -> None:
    size = 3 * MIB + 7
    server.faults.add(Fault("picture", Oversize(size, declared)))
    answer = requests.get(server.url + "/task/image/any", timeout=PATIENCE)
    assert len(answer.content) == size
    assert ("Content-Length" in answer.headers) is declared


def test_oversized_body_ends_when_the_client_leaves(server: SandboxServer) -> None:
    server.faults.add(Fault("picture", Oversize(1 << 50)))
    with requests.get(server.url + "/task/image/any", stream=True, timeout=PATIENCE) as answer:
        assert answer.headers["Content-Length"] == str(1 << 50)
        assert answer.raw.read(10) == bytes(10)


def test_gzip_bomb_is_small_on_the_wire_and_large_unpacked(server: SandboxServer) -> None:
    server.faults.add(Fault("picture", GzipBomb(20 * MIB)), Fault("picture", GzipBomb(20 * MIB)))
    answer = requests.get(server.url + "/task/image/any", timeout=PATIENCE)
    assert answer.content == bytes(20 * MIB)
    with raw_request(server, "GET /task/image/any") as connection:
        head, _, packed = everything(connection).partition(b"\r\n\r\n")
    assert b"Content-Encoding: gzip" in head
    assert len(packed) < 40_000
    assert zlib.decompressobj(wbits=31).decompress(packed) == bytes(MIB)


def test_redirect_leads_where_it_says(server: SandboxServer, client: Client) -> None:
    server.faults.add(Fault("result", Redirect("/v1/balance", 307)))
    answer = client.get("/v1/midjourney/result")
    assert answer.history[0].status_code == 307
    assert answer.url == server.url + "/v1/balance"


def test_gate_holds_a_request_until_it_is_released(server: SandboxServer, client: Client) -> None:
    body = inpaint_body(server)
    gate = server.faults.hold("inpaint")
    with raw_request(server, "POST /v1/midjourney/inpaint", body) as connection:
        gate.wait_reached()
        assert server.wait_for_request("inpaint", timeout=0).body == body
        assert server.balance == 100
        assert client.get("/v1/balance").status_code == 200
        gate.release()
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
    assert server.balance == 82


def test_gate_after_processing(server: SandboxServer) -> None:
    gate = server.faults.hold("inpaint", processed=True, then=Reset())
    with raw_request(server, "POST /v1/midjourney/inpaint", inpaint_body(server)) as connection:
        gate.wait_reached()
        assert server.balance == 82
        gate.release()
        with pytest.raises(ConnectionResetError):
            connection.recv(1)


def test_request_at_a_gate_is_not_processed_when_the_server_goes_away(
    server: SandboxServer,
) -> None:
    gate = server.faults.hold("inpaint")
    with raw_request(server, "POST /v1/midjourney/inpaint", inpaint_body(server)) as connection:
        gate.wait_reached()
        server.go_away()
        assert connection.recv(1) == b""
    assert server.balance == 100


def test_gate_that_nobody_reaches(server: SandboxServer) -> None:
    with pytest.raises(TimeoutError):
        server.faults.hold("inpaint").wait_reached(timeout=0.01)


def test_delay_comes_before_what_follows(server: SandboxServer, client: Client) -> None:
    server.faults.add(Fault("balance", Delay(0.1, then=Reply(503))))
    started = time.monotonic()
    assert client.get("/v1/balance").status_code == 503
    assert time.monotonic() - started >= 0.1


def statuses(client: Client, count: int) -> list[int]:
    return [client.get("/v1/balance").status_code for _ in range(count)]


def test_faults_strike_in_order_and_as_often_as_they_say(
    server: SandboxServer, client: Client
) -> None:
    server.faults.add(Fault("balance", Pass()), Fault("balance", Reply(503), times=2))
    server.faults.add(Fault("balance", Reply(500)))
    assert statuses(client, 5) == [200, 503, 503, 500, 200]
    assert server.faults.pending == ()


def test_fault_can_strike_until_it_is_cleared(server: SandboxServer, client: Client) -> None:
    server.faults.add(Fault("any", Reply(503), times=None))
    assert statuses(client, 3) == [503, 503, 503]
    assert len(server.faults.pending) == 1
    server.faults.clear()
    assert statuses(client, 1) == [200]


def test_fault_waits_for_the_request_it_is_meant_for(server: SandboxServer, client: Client) -> None:
    server.faults.add(
        Fault("result", Reply(500)),
        Fault("balance", Reply(501), method="POST"),
        Fault("/v1/balance", Reply(502)),
    )
    assert statuses(client, 2) == [502, 200]
    assert client.get("/v1/midjourney/result", taskId="x").status_code == 500


def test_one_strike_is_one_strike_for_requests_at_once(
    server: SandboxServer, client: Client
) -> None:
    server.faults.add(Fault("balance", Reply(503), times=3))
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.extend(statuses(client, 2))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [200] * 5 + [503] * 3


@pytest.mark.parametrize(
    ("on", "kind", "times", "processed"),
    [
        ("ballance", Pass(), 1, False),
        ("balance", Pass(), 0, False),
        ("inpaint", Reset(before_body=True), 1, True),
    ],
)
def test_senseless_faults_are_refused(
    on: str, kind: Kind, times: int | None, processed: bool
) -> None:
    with pytest.raises(ValueError, match=r"\."):
        Fault(on, kind, times, processed)
