"""The embedded server: connections, its lifetime, what it records, and tasks put into it."""

from __future__ import annotations

import http.client
import io
import socket
import threading
from typing import Any

import pytest
import requests

from app.sandbox.samples import GRID_ID, SINGLE_ID
from app.sandbox.server import SandboxServer
from tests.support.patience import PATIENCE, Stopwatch
from tests.support.sandbox_client import (
    FAST,
    NEVER,
    Client,
    mask,
    picture,
    png,
)


def test_pictures_need_no_key_and_the_server_knows_whether_one_was_sent(
    server: SandboxServer, client: Client
) -> None:
    task = client.result(server.add_task(png(picture())))
    assert requests.get(task["result"], timeout=PATIENCE).status_code == 200
    assert "authorization" not in server.wait_for_request("picture").headers
    requests.get(task["result"], headers=client.headers, timeout=PATIENCE)
    assert server.wait_for_request("picture", count=2).headers["authorization"] == server.key


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_registered_picture_is_served_byte_for_byte(
    server: SandboxServer, client: Client, kind: str
) -> None:
    buffer = io.BytesIO()
    picture().save(buffer, kind)
    task = client.result(server.add_task(buffer.getvalue()))
    answer = requests.get(task["result"], timeout=PATIENCE)
    assert answer.content == buffer.getvalue()
    assert answer.headers["Content-Type"] == f"image/{kind.lower()}"


def test_state_of_a_registered_task_is_what_the_test_says(
    server: SandboxServer, client: Client
) -> None:
    task_id = server.add_task(b"not a picture", task_id="abc", status="queued", percent=7)
    task = client.result(task_id)
    assert (task["id"], task["status"], task["percent"]) == ("abc", "queued", 7)
    assert task["actions"] == []
    server.change_task(task_id, status="failed", error="Banned prompt")
    task = client.result(task_id)
    assert (task["status"], task["error"], task["result"]) == ("failed", "Banned prompt", None)
    server.change_task(task_id, status="done", percent=100, actions=["reroll"], result_url="//x/y")
    task = client.result(task_id)
    assert (task["actions"], task["result"]) == (["reroll"], "//x/y")


def test_created_task_can_be_made_to_fail(server: SandboxServer, client: Client) -> None:
    created = client.inpaint(server.add_task(png(picture()))).json()
    server.change_task(server.task_ids[-1], status="failed", error="Image denied")
    task = client.result(created["id"])
    assert (task["status"], task["error"], task["result"]) == ("failed", "Image denied", None)


def test_samples_are_a_single_picture_and_a_grid() -> None:
    with SandboxServer(duration=NEVER) as server:
        client = Client(server)
        single = client.shown(client.result(SINGLE_ID))
        answer = client.inpaint(SINGLE_ID, mask(*single.size))
        assert answer.status_code == 200
        assert client.post("upsample", taskId=GRID_ID, image=4).status_code == 200


def test_requests_are_recorded_as_they_came(server: SandboxServer, client: Client) -> None:
    client.get("/v1/balance", useWalletBalance="true")
    client.post("reroll", taskId="ä")
    balance, reroll = server.requests
    assert (balance.method, balance.path) == ("GET", "/v1/balance?useWalletBalance=true")
    assert (balance.endpoint, reroll.endpoint) == ("balance", "reroll")
    assert reroll.headers["content-type"] == "application/json"
    assert reroll.body == b'{"taskId": "\\u00e4"}'
    assert reroll.at >= balance.at
    assert server.key not in repr(server.requests)


def test_waiting_for_a_request_ends_when_it_comes_or_never_does(
    server: SandboxServer, client: Client
) -> None:
    with pytest.raises(TimeoutError):
        server.wait_for_request("balance", timeout=0.01)
    thread = threading.Thread(target=client.get, args=("/v1/balance",))
    thread.start()
    request = server.wait_for_request("balance", where=lambda request: request.method == "GET")
    thread.join()
    assert request.path == "/v1/balance"


def test_one_connection_serves_many_requests(server: SandboxServer, client: Client) -> None:
    host = server.url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=PATIENCE)
    ports = set()
    for _ in range(3):
        connection.request("GET", "/v1/balance", headers=client.headers)
        connection.getresponse().read()
        ports.add(connection.sock.getsockname())
    connection.close()
    assert len(ports) == 1


def test_large_upload_is_asked_for(server: SandboxServer) -> None:
    """As curl sends it: headers first, the body once the server says 100 Continue."""
    with socket.create_connection(
        ("127.0.0.1", int(server.url.rpartition(":")[2])), PATIENCE
    ) as raw:
        raw.sendall(
            f"POST /v1/midjourney/reroll HTTP/1.1\r\nAuthorization: {server.key}\r\n"
            "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n".encode()
        )
        assert raw.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        raw.sendall(b"{}")
        assert raw.recv(100).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"\x16\x03\x01\x00\r\n", 400),
        (b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", 413),
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n", 431),
    ],
)
def test_what_is_no_http_is_answered_and_hung_up(
    server: SandboxServer, sent: bytes, status: int
) -> None:
    with socket.create_connection(
        ("127.0.0.1", int(server.url.rpartition(":")[2])), PATIENCE
    ) as raw:
        raw.sendall(sent)
        assert raw.recv(100).startswith(f"HTTP/1.1 {status} ".encode())


def test_going_away_cuts_connections_and_refuses_new_ones(
    server: SandboxServer, client: Client
) -> None:
    host = server.url.removeprefix("http://")
    parent = server.add_task(png(picture()))
    connection = http.client.HTTPConnection(host, timeout=PATIENCE)
    connection.request("GET", "/v1/balance", headers=client.headers)
    connection.getresponse().read()
    server.go_away()
    assert connection.sock.recv(1) == b""
    connection.close()
    with pytest.raises(requests.ConnectionError):
        client.get("/v1/balance")
    server.come_back()
    assert server.url == f"http://{host}"
    assert client.inpaint(parent).status_code == 200


def test_state_and_time_go_on_while_the_server_is_away(
    server: SandboxServer, client: Client
) -> None:
    created = client.inpaint(server.add_task(png(picture()))).json()
    for _ in range(3):
        server.go_away()
        server.go_away()
        server.come_back()
        server.come_back()
    assert client.done(created["id"])["percent"] == 100
    assert server.balance == 82


def test_stop_with_requests_in_flight_is_quick_and_leaves_no_thread(capfd: Any) -> None:
    before = set(threading.enumerate())
    server = SandboxServer(duration=FAST, samples=False)
    server.start()
    server.start()
    client = Client(server)
    parent = server.add_task(png(picture()))
    client.inpaint(parent)
    gate = server.faults.hold("balance")
    port = int(server.url.rpartition(":")[2])
    idle = socket.create_connection(("127.0.0.1", port), PATIENCE)
    half = socket.create_connection(("127.0.0.1", port), PATIENCE)
    half.sendall(b"POST /v1/midjourney/inpaint HTTP/1.1\r\nContent-Length: 100\r\n\r\n{")
    errors: list[Exception] = []

    def ask() -> None:
        try:
            client.get("/v1/balance")
        except requests.ConnectionError as error:
            errors.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    gate.wait_reached()
    with Stopwatch() as watch:
        server.stop()
        server.stop()
        assert watch.seconds < 0.5
    asking.join()
    assert set(threading.enumerate()) - before == set()
    assert len(errors) == 1
    assert idle.recv(1) == b""
    idle.close()
    half.close()
    assert capfd.readouterr().err == ""


def test_server_can_be_started_again_on_its_port() -> None:
    server = SandboxServer(duration=FAST, samples=False)
    with pytest.raises(RuntimeError):
        _ = server.url
    with server:
        url = server.url
        parent = server.add_task(png(picture()))
    with server:
        client = Client(server)
        assert server.url == url
        client.done(client.inpaint(parent).json()["id"])


def test_keys_are_random_unless_given() -> None:
    assert SandboxServer(samples=False).key != SandboxServer(samples=False).key
    assert SandboxServer(key="mine", samples=False).key == "mine"
