"""Answers read: JSON documents, and the errors that statuses and error documents stand for."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from app.api.errors import (
    BadAnswer,
    InsufficientBalance,
    InvalidRequest,
    RateLimited,
    Rejected,
    ServerFault,
    ServiceError,
    TaskNotFound,
    Unauthorized,
)
from app.api.words import plain_words

RETRY_AFTER_CAP = 60.0
_TEXT_LIMIT = 500

_BY_TYPE: Mapping[str, type[Rejected]] = {
    "insufficient_balance_error": InsufficientBalance,
    "unauthorized_request_error": Unauthorized,
}
_BY_STATUS: Mapping[int, type[Rejected]] = {
    400: InvalidRequest,
    401: Unauthorized,
    402: InsufficientBalance,
    403: Unauthorized,
    404: TaskNotFound,
    422: InvalidRequest,
}

_TAG = re.compile(r"<[^<>]*>")


def json_document(body: bytes) -> object:
    """The JSON in `body`; raise `BadAnswer` for anything else."""
    try:
        document: object = json.loads(body)
    except (ValueError, RecursionError):
        raise BadAnswer("it is not JSON") from None
    return document


def server_text(body: bytes) -> str:
    """The message of an error document, without markup; "" for HTML and whatever else there is."""
    message = _error_fields(body).get("message")
    if not isinstance(message, str):
        return ""
    return plain_words(html.unescape(_TAG.sub(" ", message)), _TEXT_LIMIT)


def rejection(status: int, headers: Mapping[str, str], body: bytes) -> Rejected:
    """The error for a 4xx answer of the service itself, by the type it names or its status."""
    text = server_text(body)
    if status == 429:
        return RateLimited(status, server_text=text, retry_after=retry_after(headers))
    named = _BY_TYPE.get(str(_error_fields(body).get("type")))
    return (named or _BY_STATUS.get(status, Rejected))(status, server_text=text)


def unpaid_error(status: int, headers: Mapping[str, str], body: bytes) -> ServiceError:
    """The error for an answer to an unpaid request that is no 2xx."""
    # 408 is a 4xx in name only: it says that the request should simply be made again.
    if status >= 500 or status == 408:
        return ServerFault(status, server_text=server_text(body), retry_after=retry_after(headers))
    if status >= 400:
        return rejection(status, headers, body)
    return BadAnswer(f"HTTP {status}")


def picture_error(status: int, headers: Mapping[str, str], body: bytes) -> ServiceError:
    """The same for a picture: it was asked for without the key, and no task is missing."""
    error = unpaid_error(status, headers, body)
    if isinstance(error, Rejected) and not isinstance(error, RateLimited):
        return Rejected(status, server_text=error.server_text)
    return error


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds the `Retry-After` header asks to wait, 0 to 60; None when it asks nothing."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        # Compared by length first: a number may be too long for Python to read.
        return min(float(value), RETRY_AFTER_CAP) if len(value) < 10 else RETRY_AFTER_CAP
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):  # the latter for years and zones of twenty digits
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    seconds = (moment - datetime.now(UTC)).total_seconds()
    return min(max(0.0, seconds), RETRY_AFTER_CAP)


def _error_fields(body: bytes) -> Mapping[str, object]:
    try:
        document = json_document(body)
    except BadAnswer:
        return {}
    fields = document.get("error") if isinstance(document, dict) else None
    if isinstance(fields, str):
        return {"message": fields}
    return fields if isinstance(fields, dict) else {}
