"""The `.json` beside each picture: where it comes from, what was asked and what it cost."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

_T = TypeVar("_T")

ENDING = ".json"
LONGEST = 1024 * 1024
"""Bytes of a sidecar; more than that was not written by this program."""


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What is known about one kept picture.

    `mask` is the file name in `masks/` or None; `cost` in roubles or None when unknown;
    `created_at` ISO 8601 with its offset; `kind` the task's type; `service` the base URL.
    `image`: which candidate of the task's grid the picture is, 1 to 4. `feather`: only the marked
    region is the task's, pasted into the original with so many pixels of feather; in `pictures/`
    such a picture lies beside the task's own, and `pasted` is its file name. `link` is the
    picture's address at the service, as it was. `orientation`: the EXIF orientation by which the
    picture is turned to be shown, be it that its file says so or that the file of what it was
    made from did.
    """

    task_id: str
    parent_id: str | None = None
    prompt: str = ""
    mask: str | None = None
    cost: float | None = None
    created_at: str = ""
    kind: str = ""
    actions: tuple[str, ...] = ()
    service: str = ""
    image: int | None = None
    feather: int | None = None
    pasted: str | None = None
    link: str = ""
    orientation: int = 1


def to_json(sidecar: Sidecar) -> bytes:
    """The file's bytes: UTF-8, one field a line."""
    text = json.dumps(asdict(sidecar), ensure_ascii=False, indent=2) + "\n"
    # The service can send half a surrogate pair; that must not lose a picture.
    return text.encode("utf-8", "replace")


def from_json(data: bytes, task_id: str) -> Sidecar:
    """Read a sidecar that anybody may have edited: what can't be used gets its default.

    `task_id` is what the file's name stands for, and wins over what is written inside.
    """
    return _sidecar(_document(data), task_id)


def from_saved(data: bytes) -> Sidecar | None:
    """Read a sidecar beside a picture that the user saved, by whatever name; None when it isn't
    one.
    """
    document = _document(data)
    task_id = document.get("task_id")
    if not isinstance(task_id, str) or not task_id or "parent_id" not in document:
        return None
    return _sidecar(document, task_id)


def _document(data: bytes) -> dict[str, object]:
    """The JSON object in a file; an empty one when there is none that can be used."""
    if len(data) > LONGEST:
        return {}
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _sidecar(document: dict[str, object], task_id: str) -> Sidecar:
    actions = document.get("actions")
    return Sidecar(
        task_id,
        parent_id=_text(document.get("parent_id"), None),
        prompt=_text(document.get("prompt"), ""),
        mask=_text(document.get("mask"), None),
        cost=_number(document.get("cost")),
        created_at=_text(document.get("created_at"), ""),
        kind=_text(document.get("kind"), ""),
        actions=tuple(item for item in actions if isinstance(item, str))
        if isinstance(actions, list)
        else (),
        service=_text(document.get("service"), ""),
        image=_whole(document.get("image")),
        feather=_whole(document.get("feather")),
        pasted=_text(document.get("pasted"), None),
        link=_text(document.get("link"), ""),
        orientation=_whole(document.get("orientation")) or 1,
    )


def orientation_beside(picture: Path) -> int:
    """The orientation of a kept picture, by what lies beside it; 1 where that says nothing."""
    try:
        with picture.with_suffix(ENDING).open("rb") as file:
            return from_json(file.read(LONGEST + 1), "").orientation
    except OSError:
        return 1


def task_id_in(data: bytes) -> str:
    """The task's id as it is written inside; "" when there is none."""
    return _text(_document(data).get("task_id"), "")


def _text(value: object, default: _T) -> str | _T:
    return value if isinstance(value, str) else default


def _whole(value: object) -> int | None:
    return value if type(value) is int else None


def _number(value: object) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
