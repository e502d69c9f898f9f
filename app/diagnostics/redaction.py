"""Takes the API key out of every text that is written down or shown to others."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection
from urllib.parse import quote

MARK = "[redacted]"

Redact = Callable[[str], str]
"""Takes out of a text what nobody is to read."""

# What is shorter may be an ordinary word; taking it out of a text would tell what it is.
_SHORTEST = 4
# Whatever a header carries is secret, also when it is no key of ours, and so is a password in an
# address. They are compiled when they are first needed: the program's start doesn't need them.
_HEADER = r"""(?ix)(authorization (?:\\?["'])? \s*[:=,]\s* (?:b?\\?["'])? (?:(?:bearer|basic)\s+)?)
        [^\s'",;\\)}\]]+"""
_LOGIN = r"(://)[^\s/@'\"]+(?=@)"


class Redactor:
    """Called with a text, returns it without the secrets; from any thread.

    `secrets` tells all keys there are or were. Each is found as it is, and as it looks inside
    JSON, a Python literal, or an address.
    """

    def __init__(self, secrets: Callable[[], Collection[str]]) -> None:
        self._secrets = secrets

    def __call__(self, text: str) -> str:
        """The text without the secrets."""
        for form in sorted(self._forms(), key=len, reverse=True):
            text = text.replace(form, MARK)
        return re.sub(_LOGIN, rf"\1{MARK}", re.sub(_HEADER, rf"\1{MARK}", text))

    def _forms(self) -> set[str]:
        return {
            form
            for secret in self._secrets()
            if len(secret) >= _SHORTEST
            for form in (
                secret,
                quote(secret, safe=""),
                repr(secret)[1:-1],
                json.dumps(secret)[1:-1],
            )
        }


def shortened(text: str, characters: int) -> str:
    """The text's beginning and end, where most is told."""
    if len(text) <= characters:
        return text
    half = characters // 2
    return f"{text[:half]}\n… {len(text) - 2 * half} characters left out …\n{text[-half:]}"
