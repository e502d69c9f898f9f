"""The paid request: sent once whatever happens, and each outcome says what became of the money."""

from __future__ import annotations

import io
import json
import ssl
from collections.abc import Callable

import pytest
from PIL import Image
from requests.adapters import HTTPAdapter

from app.api.client import DOCUMENT_LIMIT, GptunnelClient, Timeouts
from app.api.errors import (
    InsufficientBalance,
    InvalidRequest,
    RateLimited,
    Reason,
    Rejected,
    TaskNotFound,
    Unauthorized,
    Unconfirmed,
)
from app.api.schema import TaskStatus, inpaint_request, upsample_request
from app.sandbox.faults import Close, Delay, Fault, Reset, Truncate
from app.sandbox.server import SandboxServer
from tests.support.raw_server import (
    Connection,
    RawServer,
    Script,
    answer,
    dripping,
    raw,
    reset_after_request,
    response,
    silent,
)

KEY = "secret-key-0123456789"
PARENT = "6558a19c0bfe4600011437cd"
REQUEST = inpaint_request(PARENT, b"\x89PNG" * 20_000, "a cat")
CREATED = {"id": "6558acd103761c00010775b8", "status": "idle"}
PATIENT = Timeouts()
# For whoever would wait for ever.
HASTY = Timeouts(submit=0.5)


def submit(url: str, tls: ssl.SSLContext | None = None, timeouts: Timeouts = PATIENT) -> None:
    with GptunnelClient(url, KEY, timeouts=timeouts, ssl_context=tls) as client:
        client.submit(REQUEST)


def picture(size: tuple[int, int] = (64, 48)) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", size, (90, 120, 60)).save(data, "PNG")
    return data.getvalue()


def mask(size: tuple[int, int] = (64, 48)) -> bytes:
    image = Image.new("L", size, 0)
    image.paste(255, (8, 8, 40, 40))
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


# --- accepted ---


def test_a_submitted_mask_arrives_byte_for_byte_and_becomes_a_task() -> None:
    with SandboxServer(samples=False) as server:
        parent = server.add_task(picture())
        with GptunnelClient(server.url, server.key) as client:
            task = client.submit(inpaint_request(parent, mask(), "кот"))
        assert server.last_mask() == mask()
        assert (task.parent_id, task.type) == (parent, "inpaint")
        assert task.status in (TaskStatus.IDLE, TaskStatus.PROCESSING)
        assert task.usage.total_cost == 18
        (request,) = server.requests
        assert request.method == "POST"


def test_what_goes_over_the_wire() -> None:
    with RawServer(answer(200, CREATED)) as server:
        submit(server.origin)
    (request,) = server.requests
    assert request.line == "POST /v1/midjourney/inpaint HTTP/1.1"
    assert request.body == REQUEST.body
    assert request.headers["authorization"] == KEY
    assert request.headers["content-type"] == "application/json"
    assert request.headers["user-agent"].startswith("MaskPainter/")


def test_a_base_url_may_have_a_path() -> None:
    with RawServer(answer(200, CREATED)) as server:
        submit(server.origin + "/mirror/")
    assert server.requests[0].line == "POST /mirror/v1/midjourney/inpaint HTTP/1.1"


def test_over_tls(server_tls: ssl.SSLContext, client_tls: ssl.SSLContext) -> None:
    with RawServer(answer(200, CREATED), tls=server_tls) as server:
        submit(server.origin, client_tls)
    assert server.requests[0].body == REQUEST.body


def test_a_paid_request_is_waited_for_longer_than_others() -> None:
    """Giving up early would leave the user with a doubt that costs money."""
    timeouts = Timeouts(silence=0.02, submit=10.0)
    with SandboxServer(samples=False) as server:
        parent = server.add_task(picture())
        server.faults.add(Fault("inpaint", Delay(0.2)))
        with GptunnelClient(server.url, server.key, timeouts=timeouts) as client:
            assert client.submit(inpaint_request(parent, mask())).parent_id == parent


def test_submitting_twice_takes_two_connections() -> None:
    with (
        RawServer(answer(200, CREATED, Connection="keep-alive")) as server,
        GptunnelClient(server.origin, KEY) as client,
    ):
        client.submit(REQUEST)
        client.submit(REQUEST)
        assert server.connection_count == 2


# --- unconfirmed: it may have been charged ---


def close_within_body(connection: Connection) -> None:
    connection.read_request()
    connection.send(response(200, json.dumps(CREATED).encode())[:-3])


def reset_within_request(connection: Connection) -> None:
    connection.read_head()
    connection.reset()


ACCEPTED = response(200, json.dumps(CREATED).encode())
TOO_LARGE = response(200, b" " * (DOCUMENT_LIMIT + 1))

UNCONFIRMED: dict[str, tuple[Script, Reason]] = {
    "silence": (silent, Reason.TIMEOUT),
    "dripped headers": (dripping(ACCEPTED), Reason.TIMEOUT),
    "dripped interim answers": (dripping(b"HTTP/1.1 100 Continue\r\n\r\n" * 99), Reason.TIMEOUT),
    "closed without an answer": (raw(b""), Reason.BROKEN),
    "closed within the headers": (raw(ACCEPTED.split(b"Connection")[0]), Reason.BROKEN),
    "closed within the body": (close_within_body, Reason.BROKEN),
    "reset": (reset_after_request, Reason.BROKEN),
    "reset while sending": (reset_within_request, Reason.BROKEN),
    "not HTTP": (raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), Reason.BAD_ANSWER),
    "server fault": (answer(500, {"error": {"message": "Oops"}}), Reason.SERVER_FAULT),
    "gateway's timeout": (answer(504, b"<html>Bad gateway</html>"), Reason.SERVER_FAULT),
    "asks to repeat": (answer(503, b"", Retry_After="0"), Reason.SERVER_FAULT),
    "request timeout": (answer(408, b"", Retry_After="0"), Reason.SERVER_FAULT),
    "HTML": (answer(200, b"<html>Hello</html>"), Reason.BAD_ANSWER),
    "no id": (answer(200, {"status": "idle"}), Reason.BAD_ANSWER),
    "no object": (answer(201, [1, 2]), Reason.BAD_ANSWER),
    "deep nesting": (answer(200, b"[" * 100_000), Reason.BAD_ANSWER),
    "nothing": (raw(b"HTTP/1.1 204 None\r\n\r\n"), Reason.BAD_ANSWER),
    "too much": (raw(TOO_LARGE), Reason.TOO_LARGE),
    "broken compression": (answer(200, b"no gzip", Content_Encoding="gzip"), Reason.BAD_ANSWER),
}


@pytest.mark.parametrize("name", UNCONFIRMED)
def test_after_it_was_sent_only_an_answer_is_certain(name: str) -> None:
    script, cause = UNCONFIRMED[name]
    with RawServer(script) as server:
        with pytest.raises(Unconfirmed) as caught:
            submit(server.origin, timeouts=HASTY if cause is Reason.TIMEOUT else PATIENT)
        assert caught.value.cause is cause
        assert server.connection_count == 1
        assert len(server.requests) == (0 if name == "reset while sending" else 1)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_paid_request_follows_no_redirect(status: int) -> None:
    with (
        RawServer(answer(200, CREATED)) as other,
        RawServer(answer(status, b"", Location=f"{other.origin}/v1/x")) as server,
    ):
        with pytest.raises(Unconfirmed) as caught:
            submit(server.origin)
        assert (caught.value.cause, caught.value.status) == (Reason.BAD_ANSWER, status)
        assert (server.connection_count, other.connection_count) == (1, 0)


def break_tls_after_request(connection: Connection) -> None:
    connection.read_request()
    connection.send_below_tls(b"\x15\x03\x03 this is no TLS record")


def break_tls_within_answer(connection: Connection) -> None:
    connection.read_request()
    connection.send(ACCEPTED[:-5])
    connection.send_below_tls(b"\x15\x03\x03 this is no TLS record")


@pytest.mark.parametrize(
    ("script", "causes"),
    [
        (break_tls_after_request, {Reason.TLS}),
        (break_tls_within_answer, {Reason.TLS}),
        (reset_after_request, {Reason.BROKEN, Reason.TLS}),
        (silent, {Reason.TIMEOUT}),
        (dripping(ACCEPTED), {Reason.TIMEOUT}),
    ],
)
def test_tls_that_breaks_does_not_send_it_again(
    script: Script, causes: set[Reason], server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    with RawServer(script, tls=server_tls) as server:
        with pytest.raises(Unconfirmed) as caught:
            submit(server.origin, client_tls, HASTY if Reason.TIMEOUT in causes else PATIENT)
        assert caught.value.cause in causes
        assert server.connection_count == 1
        assert len(server.requests) == 1


def test_the_servers_words_on_its_fault_are_kept() -> None:
    with (
        RawServer(answer(500, {"error": {"message": "Queue is full"}})) as server,
        pytest.raises(Unconfirmed) as caught,
    ):
        submit(server.origin)
    assert caught.value.server_text == "Queue is full"
    assert caught.value.status == 500
    assert not caught.value.temporary


def test_not_even_a_bug_makes_a_sent_request_look_unsent(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a bug in a library")

    monkeypatch.setattr(HTTPAdapter, "build_response", fail)
    with RawServer(answer(200, CREATED)) as server:
        with pytest.raises(Unconfirmed):
            submit(server.origin)
        assert server.connection_count == 1


@pytest.mark.parametrize("kind", [Reset(), Close(), Truncate()])
def test_a_lost_answer_is_found_by_asking_again_with_the_same_request(
    kind: Reset | Close | Truncate,
) -> None:
    """What the service documents: an identical body is the same task and costs nothing."""
    with SandboxServer(samples=False) as server:
        request = inpaint_request(server.add_task(picture()), mask())
        server.faults.add(Fault("inpaint", kind, processed=True))
        with GptunnelClient(server.url, server.key) as client:
            with pytest.raises(Unconfirmed):
                client.submit(request)
            charged = server.balance
            task = client.submit(request)
        assert task.id == server.task_ids[-1]
        assert task.usage.total_cost == 0
        assert server.balance == charged
        assert len(server.requests) == 2


# --- rejected: the service said no ---

REJECTED: dict[str, tuple[Script, type[Rejected]]] = {
    "400": (answer(400, {"error": {"message": "Bad mask"}}), InvalidRequest),
    "401": (answer(401, b""), Unauthorized),
    "402": (answer(402, b""), InsufficientBalance),
    "403 in HTML": (answer(403, b"<html><h1>Forbidden</h1></html>"), Unauthorized),
    "404": (answer(404, b""), TaskNotFound),
    "409": (answer(409, b""), Rejected),
    "413": (answer(413, b""), Rejected),
    "422": (answer(422, b""), InvalidRequest),
    "a longer text than we read": (answer(400, b"x" * 1_000_000), InvalidRequest),
    "a text that breaks off": (raw(response(400, b"x" * 100)[:-50]), InvalidRequest),
}


@pytest.mark.parametrize("name", REJECTED)
def test_a_refusal_is_final(name: str) -> None:
    script, expected = REJECTED[name]
    with RawServer(script) as server:
        with pytest.raises(Rejected) as caught:
            submit(server.origin)
        assert type(caught.value) is expected
        assert "<" not in str(caught.value) + caught.value.server_text
        assert server.connection_count == 1
        assert len(server.requests) == 1


def test_a_refusal_whose_text_drips_is_still_a_refusal() -> None:
    def script(connection: Connection) -> None:
        connection.read_request()
        connection.send(response(402, b"x" * 1000)[:-1000])
        connection.drip(b"x" * 1000)

    with RawServer(script) as server, pytest.raises(InsufficientBalance):
        submit(server.origin, timeouts=HASTY)


def test_a_paid_request_does_not_wait_for_its_turn() -> None:
    with RawServer(answer(429, b"", Retry_After="3600")) as server:
        with pytest.raises(RateLimited) as caught:
            submit(server.origin)
        assert caught.value.retry_after == 60
        assert server.connection_count == 1


def with_wrong_mask(server: SandboxServer, parent: str) -> None:
    GptunnelClient(server.url, server.key).submit(inpaint_request(parent, mask((32, 32))))


def with_wrong_key(server: SandboxServer, parent: str) -> None:
    GptunnelClient(server.url, "another-key").submit(inpaint_request(parent, mask()))


def with_wrong_parent(server: SandboxServer, parent: str) -> None:
    GptunnelClient(server.url, server.key).submit(upsample_request(parent[::-1], 1))


def without_money(server: SandboxServer, parent: str) -> None:
    server.balance = 1
    GptunnelClient(server.url, server.key).submit(inpaint_request(parent, mask()))


@pytest.mark.parametrize(
    ("submit_wrongly", "expected"),
    [
        (with_wrong_mask, InvalidRequest),
        (with_wrong_key, Unauthorized),
        (with_wrong_parent, Rejected),
        (without_money, InsufficientBalance),
    ],
)
def test_the_documented_refusals(
    submit_wrongly: Callable[[SandboxServer, str], None], expected: type[Rejected]
) -> None:
    with SandboxServer(samples=False) as server:
        parent = server.add_task(picture())
        with pytest.raises(expected) as caught:
            submit_wrongly(server, parent)
        assert caught.value.server_text
        assert server.masks == ()
        assert len(server.requests) == 1
