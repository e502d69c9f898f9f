from __future__ import annotations

import pytest

from app.settings.keys import (
    ApiKey,
    InvalidKey,
    KeyProblem,
    KeySource,
    clean_key,
    key_problem,
    valid_key,
)


@pytest.mark.parametrize(
    "typed",
    [
        "shds-Abc123",
        "  shds-Abc123\r\n",
        '"shds-Abc123"',
        "'shds-Abc123' ",
        "«shds-Abc123»",
        "Bearer shds-Abc123",
        "bearer   shds-Abc123",
        '"Bearer shds-Abc123"',
        'Bearer "shds-Abc123"',
        "Authorization: Bearer shds-Abc123",
        "\ufeffshds-Abc\u200b123",
    ],
)
def test_what_was_pasted_around_the_key_goes(typed: str) -> None:
    assert clean_key(typed) == "shds-Abc123"
    assert key_problem(clean_key(typed)) is None


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", KeyProblem.EMPTY),
        ("  \n", KeyProblem.EMPTY),
        ('""', KeyProblem.EMPTY),
        ("Bearer ", KeyProblem.EMPTY),
        ("bearer", KeyProblem.EMPTY),
        ("abc def", KeyProblem.SPACE_INSIDE),
        ("abc\ndef", KeyProblem.SPACE_INSIDE),
        ("abc\u00a0def", KeyProblem.SPACE_INSIDE),
        ("shds-Аbc", KeyProblem.NOT_ASCII),  # the A is Cyrillic
        ("abc\x07", KeyProblem.NOT_ASCII),
        ("a" * 1025, KeyProblem.TOO_LONG),
    ],
)
def test_what_cannot_be_a_key_is_refused_with_the_reason(typed: str, problem: KeyProblem) -> None:
    assert key_problem(clean_key(typed)) is problem
    with pytest.raises(InvalidKey) as caught:
        valid_key(typed)
    assert caught.value.problem is problem
    assert not typed.strip() or typed.strip() not in str(caught.value)


def test_a_key_never_shows_itself() -> None:
    key = ApiKey("shds-Abc123", KeySource.SESSION)
    shown = f"{key} {key!r} {[key]} %s" % key
    assert "Abc123" not in shown
    assert "session" in shown
