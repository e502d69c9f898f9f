"""Text that somebody else wrote, made fit to be shown, logged and kept."""

from __future__ import annotations

import re
import unicodedata

_BLANKS = re.compile(r"[\x00-\x1f\x7f-\x9f\s]+")
# Invisible: marks of direction and other formats, halves of surrogate pairs.
_HIDDEN = frozenset({"Cf", "Cs"})
# Looked at of each character that may be shown: most of a long text never is.
_LOOKED_AT = 8


def plain_words(text: str, longest: int) -> str:
    """At most `longest` characters of `text`, in one line and with nothing in it that is invisible.

    A mark of direction could turn the rest of a sentence of ours around, and half a surrogate
    pair can be written to no file.
    """
    begun = text[: longest * _LOOKED_AT]
    shown = "".join(char for char in begun if unicodedata.category(char) not in _HIDDEN)
    return _BLANKS.sub(" ", shown).strip()[:longest].rstrip()
