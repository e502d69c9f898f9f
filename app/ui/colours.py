"""The tables of colours: dark and light, and both in high contrast."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one scheme, held to WCAG AA: text stands out by 4.5, lines that tell by 3;
    those of high contrast to AAA: text by 7.

    `accent` and what becomes of it under the pointer are grounds for text in `on_accent`. `vivid`
    is the accent as a text or line on every other ground: links, marks, the focus. `edge` is
    around what can be written into; `line` only parts, and tells nothing.
    """

    window: str
    panel: str
    field: str
    surround: str
    line: str
    edge: str
    text: str
    muted: str
    disabled: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    vivid: str
    hover: str
    checked: str
    info: str
    warning: str
    error: str
    success: str


DARK = Colours(
    window="#2a2a2c",
    panel="#323235",
    field="#242426",
    surround="#3d3d3f",
    line="#454549",
    edge="#84848b",
    text="#ececee",
    muted="#babac0",
    disabled="#77777d",
    accent="#306fe6",
    accent_hover="#2a5fca",
    accent_pressed="#1f4ba8",
    on_accent="#ffffff",
    vivid="#7aabff",
    hover="#3e3e42",
    checked="#2f4a7c",
    info="#233a5e",
    warning="#54431a",
    error="#5c2a2c",
    success="#23482f",
)

LIGHT = Colours(
    window="#f0f0f2",
    panel="#fafafb",
    field="#ffffff",
    surround="#c4c4c7",
    line="#d2d2d6",
    edge="#84848b",
    text="#1d1d20",
    muted="#5c5c64",
    disabled="#9a9aa2",
    accent="#1f63dd",
    accent_hover="#1a55c0",
    accent_pressed="#123f99",
    on_accent="#ffffff",
    vivid="#1a55c0",
    hover="#e2e2e6",
    checked="#cfe0ff",
    info="#dde9ff",
    warning="#fff0c8",
    error="#ffdedd",
    success="#d9f2df",
)

# The surround stays: pictures are judged against a neutral grey.
HIGH_DARK = Colours(
    window="#000000",
    panel="#000000",
    field="#000000",
    surround="#3d3d3f",
    line="#808080",
    edge="#808080",
    text="#ffffff",
    muted="#e6e6e6",
    disabled="#a0a0a0",
    accent="#0046b8",
    accent_hover="#003a9a",
    accent_pressed="#002a73",
    on_accent="#ffffff",
    vivid="#ffe500",
    hover="#303030",
    checked="#003a8c",
    info="#00264d",
    warning="#4a3500",
    error="#5a0000",
    success="#003a14",
)

HIGH_LIGHT = Colours(
    window="#ffffff",
    panel="#ffffff",
    field="#ffffff",
    surround="#c4c4c7",
    line="#707070",
    edge="#707070",
    text="#000000",
    muted="#2b2b2b",
    disabled="#6b6b6b",
    accent="#00398f",
    accent_hover="#002c70",
    accent_pressed="#001a47",
    on_accent="#ffffff",
    vivid="#00008b",
    hover="#e0e0e0",
    checked="#b8d4ff",
    info="#d6e6ff",
    warning="#ffe9a8",
    error="#ffd0d0",
    success="#c8f0d0",
)
