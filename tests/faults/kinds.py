"""Every way in which a request goes wrong. Each lasts until the test lifts it.

A fault that lets the service handle the request first (`visit.answer()`) makes it cost what it
costs; one that only reads it (`visit.request()`) doesn't.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from tests.faults.gateway import Act, Fault, Visit, unknown_name
from tests.support.certificates import server_context
from tests.support.raw_server import DRIP_INTERVAL, response

NO = {"error": {"message": "No, thank you.", "type": "some_error"}}
HTML = b"<html><head><title>502</title></head><body><h1>nginx</h1></body></html>"
BOMB = gzip.compress(bytes(8 << 20), 9)
LONG_DRIP = round(10 / DRIP_INTERVAL)


def reset_before_body(visit: Visit) -> None:
    visit.head()
    visit.connection.reset()


def reset_after_body(visit: Visit) -> None:
    visit.answer()
    visit.connection.reset()


def break_handshake(visit: Visit) -> None:
    visit.connection.sock.recv(1)
    visit.send(b"SSH-2.0-OpenSSH_9.6\r\n")


def stall_handshake(visit: Visit) -> None:
    visit.connection.wait_for_client_to_leave()


def showing(certificate: str) -> Act:
    """Shake hands as somebody else; see tests/support/certificates.py."""

    def act(visit: Visit) -> None:
        visit.connection.start_tls(server_context(certificate))
        visit.request()

    return act


def break_tls(visit: Visit) -> None:
    visit.answer()
    visit.connection.send_below_tls(b"\x15\x03\x03 this is no TLS record")


def silence(visit: Visit) -> None:
    visit.answer()
    visit.connection.wait_for_client_to_leave()


def drip_headers(visit: Visit) -> None:
    visit.answer()
    visit.connection.drip(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * LONG_DRIP)


def drip_body(visit: Visit) -> None:
    visit.answer()
    visit.send(response(200, b" " * LONG_DRIP)[:-LONG_DRIP])
    visit.connection.drip(b" " * LONG_DRIP)


def truncate_declared(visit: Visit) -> None:
    answer = visit.answer()
    visit.send(answer.wire[: -len(answer.body) // 2])


def truncate_undeclared(visit: Visit) -> None:
    body = visit.answer().body
    visit.send(response(200, body[: len(body) // 2], Content_Length=""))


def gzip_bomb(visit: Visit) -> None:
    visit.answer()
    visit.send(response(200, BOMB, Content_Encoding="gzip"))


def refusal(status: int, **headers: str) -> Act:
    """The service says no, or is out of order, and does nothing."""

    def act(visit: Visit) -> None:
        visit.request()
        visit.send(response(status, json.dumps(NO).encode(), **headers))

    return act


def bad_gateway(visit: Visit) -> None:
    """The service did its work; what stands before it lost the answer."""
    visit.answer()
    visit.send(response(502, HTML, Content_Type="text/html"))


def redirect_loop(visit: Visit) -> None:
    line = visit.request().line
    visit.send(response(307, Location=line.split()[1]))


def cross_host_redirect(visit: Visit) -> None:
    line = visit.request().line
    visit.send(response(307, Location=visit.gateway.url("elsewhere") + line.split()[1]))


def not_http(visit: Visit) -> None:
    visit.answer()
    visit.send(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")


def html_page(visit: Visit) -> None:
    visit.answer()
    visit.send(response(200, HTML, Content_Type="text/html"))


def changed(change: Callable[[dict[str, Any], int], object]) -> Act:
    """The service's own document, changed; the number counts the answers, from 1."""

    def act(visit: Visit) -> None:
        document = change(json.loads(visit.answer().body), visit.number)
        visit.send(response(200, json.dumps(document).encode()))

    return act


def wrong_types(document: dict[str, Any], _: int) -> object:
    """Every field but the id is of a type that nobody expects."""
    return {name: [True] for name in document} | {"id": document.get("id"), "balance": {}}


def missing_fields(document: dict[str, Any], _: int) -> object:
    """Only what we could do without is there."""
    return {name: document[name] for name in ("object", "status") if name in document}


def unknown_status(document: dict[str, Any], _: int) -> object:
    return document | {"status": "queued_again", "percent": 5, "result": None}


def percent_goes_back(document: dict[str, Any], number: int) -> object:
    percent = 60 if number == 1 else 20
    return document | {"status": "processing", "percent": percent, "result": None}


def done_without_result(document: dict[str, Any], _: int) -> object:
    return document | {"status": "done", "percent": 100, "result": None}


def another_task(document: dict[str, Any], _: int) -> object:
    return document | {"id": "ffffffffffffffffffffffff"}


FAULTS: Mapping[str, Fault] = MappingProxyType(
    {
        # No connection comes about.
        "refused": Fault(look_up=lambda gateway: gateway.dead_port),
        "DNS failure": Fault(look_up=unknown_name),
        "no connection in time": Fault(look_up=lambda gateway: gateway.mute_port, slow=True),
        "TLS break in the handshake": Fault(break_handshake),
        "stalled handshake": Fault(stall_handshake, slow=True),
        # It comes about with somebody who isn't who he should be.
        "untrusted certificate": Fault(showing("stranger")),
        "expired certificate": Fault(showing("expired")),
        "certificate of the future": Fault(showing("future")),
        "certificate of another host": Fault(showing("elsewhere")),
        # The connection breaks or says nothing.
        "reset before the body was read": Fault(reset_before_body),
        "reset after the body was read": Fault(reset_after_body),
        "TLS break after the request": Fault(break_tls),
        "silence": Fault(silence, slow=True),
        "dripped headers": Fault(drip_headers, slow=True),
        "dripped body": Fault(drip_body, slow=True),
        "truncated, length told": Fault(truncate_declared),
        "truncated, length not told": Fault(truncate_undeclared),
        "gzip bomb": Fault(gzip_bomb),
        # The service says no.
        "400": Fault(refusal(400)),
        "401": Fault(refusal(401)),
        "402": Fault(refusal(402)),
        "404": Fault(refusal(404)),
        "429": Fault(refusal(429)),
        "429, Retry-After": Fault(refusal(429, Retry_After="86400")),
        # The service is out of order.
        "500": Fault(refusal(500)),
        "502 HTML": Fault(bad_gateway),
        "503": Fault(refusal(503)),
        # The service sends us away.
        "redirect loop": Fault(redirect_loop),
        "cross-host redirect": Fault(cross_host_redirect),
        # The service talks nonsense.
        "not HTTP": Fault(not_http),
        "200 HTML": Fault(html_page),
        "wrong JSON types": Fault(changed(wrong_types)),
        "missing fields": Fault(changed(missing_fields)),
        "unknown status": Fault(changed(unknown_status)),
        "percent going back": Fault(changed(percent_goes_back)),
        "done without a result": Fault(changed(done_without_result)),
        "another task": Fault(changed(another_task)),
    }
)
