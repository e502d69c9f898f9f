"""The service's documents as frozen values, and the bodies of paid requests.

Shapes and names follow the service's public page on `/inpaint` and its sister pages. Reading is
tolerant: a field that is missing, null or of another type gets a harmless default, and only what we
can't go on without (a task's id, a balance's amount) raises `BadAnswer`. Writing is deterministic:
the same arguments give the same bytes, because the service takes a repeated body for the same task.
"""

from __future__ import annotations

import json
import math
import re
from base64 import b64encode
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from urllib.parse import urlsplit

from app.api.errors import BadAnswer
from app.api.offers import Offers, VariationMode
from app.api.words import plain_words

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ACTION = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SHOWN_PERCENT = re.compile(r"[?&]cache=([0-9]{1,3})(?![0-9])")
_RESULT_PATH = re.compile(r".*/task/image/([^/]+)/?")

# What no honest answer exceeds. More would be a burden to whoever keeps or shows it.
_LONGEST_WORD = 64
_LONGEST_ERROR = 500
_MOST_ACTIONS = 64
_MOST_ROUBLES = 1e12


class TaskStatus(StrEnum):
    """A task's state. UNKNOWN is any word that isn't documented: the task is still running."""

    IDLE = "idle"
    PROCESSING = "processing"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Usage:
    """What a task cost, in roubles; None when the answer doesn't say."""

    total_cost: float | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """The service's object. `result` is a URL as sent, an intermediate picture before 100 %."""

    id: str
    parent_id: str | None
    type: str
    actions: tuple[str, ...]
    percent: int
    status: TaskStatus
    status_text: str
    result: str | None
    error: str | None
    usage: Usage

    @property
    def offers(self) -> Offers:
        """What can be made of it."""
        return Offers.of(self.actions)

    @property
    def has_final_result(self) -> bool:
        """Whether there is a result whose URL doesn't say that it is an intermediate picture, as
        the percent in `…?cache=50` does.
        """
        if self.result is None:
            return False
        shown = _SHOWN_PERCENT.search(self.result)
        return shown is None or int(shown[1]) >= 100


@dataclass(frozen=True, slots=True)
class Balance:
    """An account, in roubles. `amount` may be negative within the credit limit."""

    amount: float
    credit_limit: float

    @property
    def spendable(self) -> float:
        """The money that can still be spent."""
        return self.amount + self.credit_limit


@dataclass(frozen=True, slots=True)
class PaidRequest:
    """A POST that may cost money: the path below the base URL and the exact bytes of its body."""

    path: str
    body: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of path, newline, body: equal digests are the same task to the service."""
        import hashlib  # with OpenSSL, which nothing needs before something is paid

        return hashlib.sha256(self.path.encode() + b"\n" + self.body).hexdigest()


def inpaint_request(
    task_id: str, mask_png: bytes, prompt: str = "", *, use_wallet: bool = False
) -> PaidRequest:
    """Change the white parts of `mask_png`, a PNG of exactly the parent picture's size.

    A blank prompt is left out: the service then takes the parent's.
    """
    fields: dict[str, object] = {"mask": b64encode(mask_png).decode("ascii")}
    if prompt.strip():
        fields["prompt"] = prompt.strip()
    return _paid("inpaint", task_id, fields, use_wallet=use_wallet)


def upsample_request(task_id: str, image: int, *, use_wallet: bool = False) -> PaidRequest:
    """Make quadrant `image` (1 to 4) of a grid a picture of its own."""
    return _paid("upsample", task_id, {"image": _quadrant(image)}, use_wallet=use_wallet)


def variation_request(
    task_id: str,
    image: int | None = None,
    mode: VariationMode | None = None,
    *,
    use_wallet: bool = False,
) -> PaidRequest:
    """Vary quadrant `image` of a grid, or a single picture in the given mode."""
    fields: dict[str, object] = {}
    if image is not None:
        fields["image"] = _quadrant(image)
    if mode is not None:
        fields["mode"] = mode
    return _paid("variation", task_id, fields, use_wallet=use_wallet)


def reroll_request(task_id: str, *, use_wallet: bool = False) -> PaidRequest:
    """Draw the parent's request anew."""
    return _paid("reroll", task_id, {}, use_wallet=use_wallet)


def parse_task(document: object) -> Task:
    """Read a task object; raise `BadAnswer` when there is no usable id."""
    if not isinstance(document, dict):
        raise BadAnswer("it is not a JSON object")
    task_id = _identifier(document.get("id"))
    if task_id is None:
        raise BadAnswer("it holds no task id")
    status_text = _word(document.get("status"))
    usage = document.get("usage")
    cost = _roubles(usage.get("total_cost")) if isinstance(usage, dict) else None
    return Task(
        id=task_id,
        parent_id=_identifier(document.get("parentId")),
        type=_word(document.get("type")),
        actions=_actions(document.get("actions")),
        percent=_percent(document.get("percent")),
        status=_status(status_text),
        status_text=status_text,
        result=_text(document.get("result")),
        error=_error_text(document.get("error")),
        usage=Usage(cost if cost is not None and cost >= 0 else None),
    )


def parse_balance(document: object) -> Balance:
    """Read a balance object; raise `BadAnswer` when it holds no amount."""
    if not isinstance(document, dict):
        raise BadAnswer("it is not a JSON object")
    amount = _roubles(document.get("balance"))
    if amount is None:
        raise BadAnswer("it holds no balance")
    return Balance(amount, _roubles(document.get("creditLimit")) or 0.0)


def task_id_from(text: str) -> str | None:
    """The id in `text`: an id itself or a result URL `…/task/image/ID?cache=100` of any host.

    None when it is neither. White space around it is ignored.
    """
    text = text.strip()
    if _ID.fullmatch(text):
        return text
    try:
        path = urlsplit(text).path
    except ValueError:
        return None
    match = _RESULT_PATH.fullmatch(path)
    return match[1] if match and _ID.fullmatch(match[1]) else None


def _paid(name: str, task_id: str, fields: dict[str, object], *, use_wallet: bool) -> PaidRequest:
    if not _ID.fullmatch(task_id):
        raise ValueError("not a task id")
    document = {"taskId": task_id, **fields}
    if use_wallet:
        document["useWalletBalance"] = True
    # ASCII only: no prompt, not even one with a lone surrogate, can fail to encode.
    body = json.dumps(document, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return PaidRequest(f"/v1/midjourney/{name}", body)


def _quadrant(image: int) -> int:
    if image not in (1, 2, 3, 4):
        raise ValueError("a quadrant is 1, 2, 3 or 4")
    return image


def _identifier(value: object) -> str | None:
    # Ids name files and go into URLs, so nothing but the documented characters is let in.
    text = str(value) if type(value) is int else value
    return text if isinstance(text, str) and _ID.fullmatch(text) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _word(value: object) -> str:
    return plain_words(value, _LONGEST_WORD) if isinstance(value, str) else ""


def _actions(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    named = (item for item in value if isinstance(item, str) and _ACTION.fullmatch(item))
    return tuple(islice(named, _MOST_ACTIONS))


def _error_text(value: object) -> str | None:
    text = _text(value.get("message")) if isinstance(value, dict) else _text(value)
    return (plain_words(text, _LONGEST_ERROR) or None) if text else None


def _status(text: str) -> TaskStatus:
    try:
        return TaskStatus(text.lower())
    except ValueError:
        return TaskStatus.UNKNOWN


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _roubles(value: object) -> float | None:
    number = _number(value)
    return number if number is not None and abs(number) <= _MOST_ROUBLES else None


def _percent(value: object) -> int:
    number = _number(value.strip().removesuffix("%") if isinstance(value, str) else value)
    return int(min(100.0, max(0.0, number or 0.0)))
