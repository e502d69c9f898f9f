"""Errors as logs show them, and what code above can rely on."""

from __future__ import annotations

import pytest

from app.api import errors
from app.api.errors import (
    Aborted,
    BadAnswer,
    DownloadRefused,
    InsecureUrl,
    InsufficientBalance,
    KeyMissing,
    KeyUnusable,
    NotSent,
    RateLimited,
    Reason,
    RefusalCause,
    Rejected,
    ServerFault,
    ServiceError,
    TaskNotFound,
    Unauthorized,
    Unconfirmed,
    Unreachable,
)

EXAMPLES: list[tuple[ServiceError, bool]] = [
    (KeyMissing(), False),
    (KeyUnusable(), False),
    (InsecureUrl("it is not a web address"), False),
    (NotSent(Reason.REFUSED, "Connection refused"), False),
    (Unconfirmed(Reason.TIMEOUT), False),
    (Rejected(409), False),
    (Unauthorized(401), False),
    (InsufficientBalance(402), False),
    (TaskNotFound(404), False),
    (RateLimited(429, retry_after=3.0), True),
    (Unreachable(Reason.NAME_UNKNOWN), True),
    (ServerFault(503), True),
    (BadAnswer("it is not JSON"), True),
    (DownloadRefused(RefusalCause.REDIRECTS, "there are too many redirects"), False),
    (Aborted(maybe_sent=True), False),
]


@pytest.mark.parametrize(("error", "temporary"), EXAMPLES)
def test_asking_again_helps_with_temporary_errors_only(
    error: ServiceError, temporary: bool
) -> None:
    assert error.temporary is temporary


@pytest.mark.parametrize("error", [error for error, _ in EXAMPLES])
def test_an_error_is_one_sentence(error: ServiceError) -> None:
    text = str(error)
    assert text[0].isupper()
    assert text.endswith(".")
    assert "\n" not in text
    assert error.server_text == ""


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words(reason: Reason) -> None:
    assert str(Unconfirmed(reason)).startswith("The service did not confirm the request: ")
    assert str(NotSent(reason, "why")).endswith(" (why).")


def test_the_tree_in_the_documentation_is_the_tree() -> None:
    drawn = {}
    parents: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        name = line.strip(" │├└─").split(" ")[0]
        kind = getattr(errors, name, None)
        if isinstance(kind, type) and issubclass(kind, ServiceError):
            depth = line.index(name) // 4 - 1
            parents[depth:] = [name]
            drawn[name] = parents[depth - 1] if depth else "Exception"
    real = {
        name: kind.__mro__[1].__name__
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, ServiceError)
    }
    assert drawn == real


def test_errors_say_what_happened_in_one_sentence() -> None:
    error = Unconfirmed(Reason.BROKEN, "Connection reset by peer")
    assert str(error) == (
        "The service did not confirm the request: the connection broke (Connection reset by peer)."
    )
    assert (
        str(Rejected(409, server_text="Конфликт")) == "The service rejected the request (HTTP 409)."
    )
