"""The API key as a value: where it comes from, how typed text becomes one, never shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

# Windows keeps at most 1,280 characters of a secret; real keys have fewer than a hundred.
_LONGEST_KEY = 1024
_QUOTES = "\"'`“”„«»‘’"
# Pasting from a web page brings these along unseen.
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"


class KeySource(StrEnum):
    """Where the key in use comes from."""

    ENVIRONMENT = "environment"
    KEY_STORE = "key store"
    SESSION = "session"
    NONE = "none"


class KeyProblem(StrEnum):
    """Why a text can't be a key."""

    EMPTY = "empty"
    SPACE_INSIDE = "space inside"
    NOT_ASCII = "not ASCII"  # Cyrillic look-alikes, control characters
    TOO_LONG = "too long"


class InvalidKey(ValueError):
    """The text can't be a key; nothing was kept. The text itself is not in here."""

    def __init__(self, problem: KeyProblem) -> None:
        super().__init__(f"This is not an API key: {problem}.")
        self.problem = problem


@dataclass(frozen=True, slots=True)
class ApiKey:
    """The key in use. Its repr and str never show the value."""

    value: str = field(repr=False)  # "" when there is none
    source: KeySource

    @property
    def problem(self) -> KeyProblem | None:
        """Why the key can't be sent: only one from the environment is ever unchecked."""
        return key_problem(self.value)


NO_KEY = ApiKey("", KeySource.NONE)


def clean_key(text: str) -> str:
    """What was meant by what was typed or pasted: without white space and quotes around it,
    a "Bearer " or "Authorization: Bearer " before it, or invisible characters.
    """
    key = text.translate(dict.fromkeys(map(ord, _INVISIBLE)))
    while True:
        shorter = key.strip().strip(_QUOTES).strip()
        for prefix in ("authorization:", "bearer "):
            if shorter.lower().startswith(prefix):
                shorter = shorter[len(prefix) :]
        if shorter.lower() == "bearer":
            return ""
        if shorter == key:
            return key
        key = shorter


def key_problem(key: str) -> KeyProblem | None:
    """Why a cleaned text can't be a key; None when it can be one."""
    if not key:
        return KeyProblem.EMPTY
    if any(character.isspace() for character in key):
        return KeyProblem.SPACE_INSIDE
    if not (key.isascii() and key.isprintable()):
        return KeyProblem.NOT_ASCII
    if len(key) > _LONGEST_KEY:
        return KeyProblem.TOO_LONG
    return None


def valid_key(text: str) -> str:
    """The cleaned key. Raises InvalidKey."""
    key = clean_key(text)
    problem = key_problem(key)
    if problem is not None:
        raise InvalidKey(problem)
    return key
