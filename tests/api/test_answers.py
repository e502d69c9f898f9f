"""What users are told of the service's refusals."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from app.api.answers import rejection, retry_after, server_text, unpaid_error
from app.api.errors import (
    BadAnswer,
    InsufficientBalance,
    InvalidRequest,
    RateLimited,
    Rejected,
    ServerFault,
    TaskNotFound,
    Unauthorized,
)


def error_document(message: object, kind: object = "invalid_request_error") -> bytes:
    fields = {"message": message, "type": kind, "param": None, "code": None}
    return json.dumps({"error": fields}).encode()


def test_the_services_words_are_kept_apart_from_ours() -> None:
    words = (
        "'mask' should be base64 png black and white image with same size as previous generation"
    )
    error = rejection(400, {}, error_document(words))
    assert type(error) is InvalidRequest
    assert error.server_text == words
    assert str(error) == "The service found the request invalid (HTTP 400)."


@pytest.mark.parametrize(
    ("status", "kind", "expected"),
    [
        (400, "invalid_request_error", InvalidRequest),
        (422, None, InvalidRequest),
        (401, "unauthorized_request_error", Unauthorized),
        (403, None, Unauthorized),
        (402, "insufficient_balance_error", InsufficientBalance),
        (402, None, InsufficientBalance),
        (400, "insufficient_balance_error", InsufficientBalance),
        (400, "unauthorized_request_error", Unauthorized),
        (404, None, TaskNotFound),
        (429, None, RateLimited),
        (409, ["odd"], Rejected),
        (413, None, Rejected),
    ],
)
def test_each_refusal_has_a_type_of_its_own(
    status: int, kind: object, expected: type[Rejected]
) -> None:
    error = rejection(status, {}, error_document("No.", kind))
    assert type(error) is expected
    assert (error.status, error.server_text) == (status, "No.")


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body><h1>403 Forbidden</h1><script>alert(1)</script></body></html>",
        b"",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b"[1, 2]",
        b'{"error": 5}',
        b'{"error": {"message": {"a": 1}}}',
        b"null",
    ],
)
def test_anything_but_a_message_is_not_shown(body: bytes) -> None:
    assert rejection(400, {}, body).server_text == ""


def test_markup_is_taken_out_of_messages() -> None:
    text = server_text(error_document("<b>Too</b>\r\n big &amp; \x1b[31m<a href='x'>bad</a>"))
    assert text == "Too big & [31m bad"
    assert len(server_text(error_document("x" * 10_000))) == 500


def test_a_message_without_an_object_around_it() -> None:
    assert server_text(b'{"error": "Nope"}') == "Nope"


def test_statuses_of_unpaid_requests() -> None:
    assert type(unpaid_error(404, {}, b"")) is TaskNotFound
    for status in (301, 304):
        assert type(unpaid_error(status, {}, b"")) is BadAnswer
    for status in (408, 500, 503, 599):
        error = unpaid_error(status, {"Retry-After": "7"}, error_document("Busy"))
        assert isinstance(error, ServerFault)
        assert (error.status, error.server_text, error.retry_after) == (status, "Busy", 7)
        assert error.temporary


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        ("7", 7),
        ("61", 60),
        ("9" * 5000, 60),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        # Under a name of its own: two processes that run the tests may read the clock apart.
        pytest.param(format_datetime(datetime.now(UTC) + timedelta(days=1)), 60, id="tomorrow"),
        ("Fri, 31 Dec 9999 23:59:59 -0000", 60),
        ("Fri, 31 Dec 99999999999999999999 23:59:59 GMT", None),
        ("Fri, 31 Dec 2026 23:59:59 +99999999999999999999", None),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("٧", None),
    ],
)
def test_no_more_than_a_minute_is_waited_on_request(header: str, seconds: float | None) -> None:
    assert retry_after({"Retry-After": header}) == seconds


def test_a_date_is_turned_into_seconds_from_now() -> None:
    moment = datetime.now(UTC) + timedelta(seconds=30)
    seconds = retry_after({"Retry-After": format_datetime(moment, usegmt=True)})
    assert seconds is not None
    assert 25 < seconds <= 30


def test_no_header_asks_for_nothing() -> None:
    assert retry_after({}) is None
