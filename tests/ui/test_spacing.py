"""Distances in layouts come from the theme: one grid for the whole window."""

from __future__ import annotations

import re
from pathlib import Path

import app.ui

CALL = re.compile(r"\.(?:setContentsMargins|set\w*Spacing|addSpacing|setMargin)\(([^()]*)\)")
LITERAL = re.compile(r"\b[1-9]\d*\b(?! \*)")


def test_every_distance_is_one_of_the_theme_s() -> None:
    sources = list(Path(app.ui.__path__[0]).glob("*.py"))
    calls = [
        (path.name, arguments)
        for path in sources
        for arguments in CALL.findall(path.read_text(encoding="utf-8"))
    ]
    assert len(calls) > 50
    assert [call for call in calls if LITERAL.search(call[1])] == []
