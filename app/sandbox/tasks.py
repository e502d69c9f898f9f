"""The service's tasks: how they come along with time, and how they look on the wire."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.sandbox.studio import CutOrder, PaintOrder, Rendering, StoredPicture
from app.sandbox.wire import PICTURE_PREFIX

# Spelt and repeated as on the service's own page ("upsamle"; variation_4 twice, no 3).
GRID_ACTIONS = (
    "upsamle_1",
    "upsamle_2",
    "upsamle_3",
    "upsamle_4",
    "reroll",
    "variation_1",
    "variation_2",
    "variation_4",
    "variation_4",
)
UPSAMPLE_ACTIONS = ("high_variation", "low_variation")

# Shares of a task's time during which it's idle, and before a first preview.
_IDLE_SHARE = 0.1
_PREVIEW_SHARE = 0.3


def new_task_id() -> str:
    """24 hex digits, as the service's ids."""
    return secrets.token_hex(12)


@dataclass(frozen=True, slots=True)
class TaskState:
    """Where a task stands. ``shown`` is the percent in the result's URL, None for no result."""

    status: str
    percent: int
    shown: int | None
    actions: tuple[str, ...]
    error: str | None


@dataclass(frozen=True, slots=True)
class TaskChange:
    """What a test dictates about a task; None leaves it as it is."""

    status: str | None = None
    percent: int | None = None
    error: str | None = None
    actions: tuple[str, ...] | None = None
    result_url: str | None = None


@dataclass(slots=True)
class SandboxTask:
    """A task. ``rendering`` is replaced by the painting thread, ``change`` by tests."""

    id: str
    type: str
    actions: tuple[str, ...]
    cost: float
    created: float
    duration: float
    parent_id: str | None = None
    rendering: Rendering = field(default_factory=Rendering)
    change: TaskChange = field(default_factory=TaskChange)
    # What a reroll and a variation start from again.
    order: PaintOrder | CutOrder | None = field(default=None, repr=False)
    mask: bytes | None = field(default=None, repr=False)

    def state(self, now: float) -> TaskState:
        """The state at a time of the server's clock (seconds)."""
        return self._dictated(self._grown(now))

    def picture_at(self, percent: int | None, now: float) -> StoredPicture | None:
        """The picture that a result URL with ``cache=percent`` shows; None when there's none.

        Without a percent, and for one that isn't reached yet, it's the newest.
        """
        state = self.state(now)
        if state.shown is None:
            return None
        limit = 100 if state.status == "done" else min(state.percent, 99)
        if percent is not None:
            limit = min(limit, percent)
        previews = self.rendering.previews
        if limit >= 100 or not previews:
            return self.rendering.picture
        reached = [picture for step, picture in previews if step <= limit]
        return reached[-1] if reached else previews[0][1]

    def document(self, base_url: str, now: float, *, repeated: bool = False) -> dict[str, object]:
        """The task as JSON; a repeated request has cost nothing."""
        state = self.state(now)
        cost = 0 if repeated else self.cost
        tokens = 0 if repeated else 1
        result = self.change.result_url
        if result is None and state.shown is not None:
            result = f"{base_url}{PICTURE_PREFIX}{self.id}?cache={state.shown}"
        return {
            "id": self.id,
            "parentId": self.parent_id,
            "object": "task",
            "type": self.type,
            "actions": list(state.actions),
            "percent": state.percent,
            "status": state.status,
            "result": result,
            "error": state.error,
            "usage": {
                "prompt_tokens": 0,
                "completion_tokens": tokens,
                "total_tokens": tokens,
                "prompt_cost": 0,
                "completion_cost": plain(cost),
                "total_cost": plain(cost),
            },
        }

    @property
    def _is_being_painted(self) -> bool:
        to_come = self.order is not None and self.change.result_url is None
        return to_come and self.rendering.picture is None and self.rendering.problem is None

    def _grown(self, now: float) -> TaskState:
        """The state that time and the painting thread alone lead to."""
        share = (now - self.created) / self.duration if self.duration > 0 else 1.0
        if self.rendering.problem is not None:
            return TaskState("failed", min(99, int(100 * share)), None, (), self.rendering.problem)
        if share >= 1 and self.rendering.picture is not None:
            return TaskState("done", 100, 100, self.actions, None)
        if share < _IDLE_SHARE:
            return TaskState("idle", 0, None, (), None)
        percent = min(99, int(100 * share))
        visible = share >= _PREVIEW_SHARE and bool(self.rendering.previews)
        return TaskState("processing", percent, percent if visible else None, (), None)

    def _dictated(self, grown: TaskState) -> TaskState:
        """The same with what a test dictates; a status alone brings a fitting percent along.

        Nothing is done before it has been painted.
        """
        change = self.change
        if change == TaskChange():
            return grown
        status, percent = change.status or grown.status, change.percent
        if status == "done" and self._is_being_painted:
            status, percent = "processing", 99
        if percent is None:
            percent = {"done": 100, "idle": 0}.get(status, min(99, grown.percent))
        visible = status != "failed" and percent > 0
        has_picture = bool(self.rendering.previews) or self.rendering.picture is not None
        actions = change.actions
        if actions is None:
            actions = self.actions if status == "done" else ()
        error = grown.error if change.error is None else change.error
        return TaskState(
            status, percent, percent if visible and has_picture else None, actions, error
        )


def is_grid(actions: Sequence[str]) -> bool:
    """Whether a task with these actions shows a 2×2 grid of candidates: it offers any of them."""
    return any(offers_upsample(actions, n) or f"variation_{n}" in actions for n in range(1, 5))


def offers_upsample(actions: Sequence[str], number: int) -> bool:
    """Whether candidate `number` can be upsampled, in either spelling."""
    return f"upsamle_{number}" in actions or f"upsample_{number}" in actions


def plain(amount: float) -> float:
    """18 rather than 18.0, as the service writes its costs."""
    return int(amount) if amount == int(amount) else amount
