"""What a single setting's value may be: rules that turn a value read from JSON into ours.

A rule takes any value and returns it in the type the setting has, or raises ValueError.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from urllib.parse import urlsplit

Rule = Callable[[object], object]

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_TASK_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LONGEST_TEXT = 10_000


def choice(*allowed: str) -> Rule:
    """One of these words."""

    def rule(value: object) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise ValueError(f"not one of {', '.join(map(repr, allowed))}")
        return value

    return rule


def whole_number(lowest: int, highest: int) -> Rule:
    """An int in this range, both ends included; True and 40.0 are not ints here."""

    def rule(value: object) -> int:
        if type(value) is not int or not lowest <= value <= highest:
            raise ValueError(f"not a whole number from {lowest} to {highest}")
        return value

    return rule


def flag(value: object) -> bool:
    """True or False."""
    if not isinstance(value, bool):
        raise ValueError("neither true nor false")
    return value


def text(value: object) -> str:
    """A string without NUL, of at most 10,000 characters."""
    if not isinstance(value, str) or "\0" in value or len(value) > _LONGEST_TEXT:
        raise ValueError("not a text of reasonable length")
    return value


def colour(value: object) -> str:
    """``#rrggbb``, made lower case."""
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        raise ValueError("not a colour like #ff3b30")
    return value.lower()


def base_url(value: object) -> str:
    """An http(s) URL of host and path alone, or "": user information, a query or a fragment
    could carry a key into the file.
    """
    address = text(value)
    if not address:
        return address
    parts = urlsplit(address)
    plain = not (parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not plain:
        raise ValueError("not the address of a service")
    if not address.isprintable() or " " in address:
        raise ValueError("not the address of a service")
    return address


def base64_text(value: object) -> str:
    """Base64 with its padding, or ""; up to 64 KiB of it."""
    if not isinstance(value, str) or len(value) > 65_536:
        raise ValueError("not base64")
    base64.b64decode(value, validate=True)
    return value


def task_id(value: object) -> str:
    """An id as the service gives them out."""
    if not isinstance(value, str) or not _TASK_ID.fullmatch(value):
        raise ValueError("not a task id")
    return value


def draft(value: object) -> str:
    """Whatever was being written, as far as it can be kept: what is too long is cut."""
    if not isinstance(value, str):
        raise ValueError("not a text")
    return value.replace("\0", "")[:_LONGEST_TEXT]


def prompt(value: object) -> str:
    """A text with something in it."""
    words = text(value)
    if not words.strip():
        raise ValueError("blank")
    return words


def newest_first(entry: Rule, longest: int) -> Rule:
    """A tuple of at most ``longest`` different entries; those beyond, and entries that their
    rule refuses, are left out one by one.
    """

    def rule(value: object) -> tuple[object, ...]:
        if not isinstance(value, (list, tuple)):
            raise ValueError("not a list")
        kept: list[object] = []
        for item in value:
            if len(kept) == longest:
                break
            try:
                good = entry(item)
            except ValueError:
                continue
            if good not in kept:
                kept.append(good)
        return tuple(kept)

    return rule
