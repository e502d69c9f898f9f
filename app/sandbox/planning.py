"""What a valid request to create a task asks for, and why the others are refused."""

from __future__ import annotations

import base64
import dataclasses
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PIL import Image

from app.sandbox.studio import CutOrder, PaintOrder, StoredPicture
from app.sandbox.tasks import (
    GRID_ACTIONS,
    UPSAMPLE_ACTIONS,
    SandboxTask,
    is_grid,
    offers_upsample,
)
from app.sandbox.wire import Answer, error_answer

Fields = Mapping[str, object]

# The service's own words.
MASK_REFUSED = (
    "'mask' should be base64 png black and white image with same size as previous generation"
)


# How much of a subtle variation is new, and which attempt (see PaintOrder) a variation is: one
# that looks elsewhere than the picture was painted with.
_SUBTLE, _VARIED = 0.4, 2


class Refused(Exception):
    """The service says no; nothing was charged."""

    def __init__(
        self, message: str, *, status: int = 400, kind: str = "invalid_request_error"
    ) -> None:
        super().__init__(message)
        self.answer: Answer = error_answer(status, message, kind)


@dataclass(frozen=True, slots=True)
class Parent:
    """The task that a request builds on, as it is at this moment."""

    task: SandboxTask
    picture: StoredPicture
    actions: tuple[str, ...]

    @property
    def is_grid(self) -> bool:
        """Whether it shows four candidates."""
        return is_grid(self.actions)


@dataclass(frozen=True, slots=True)
class Plan:
    """A task to be made; ``mask`` is the region that variations of it will work on."""

    order: PaintOrder | CutOrder
    actions: tuple[str, ...] = GRID_ACTIONS
    mask: bytes | None = None


def parse_fields(body: bytes) -> Fields:
    """The JSON object of a request's body."""
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused("The request body is not valid JSON") from error
    if not isinstance(fields, dict):
        raise Refused("The request body should be a JSON object")
    return fields


def finished_parent(task: SandboxTask, now: float) -> Parent:
    """The task as a parent; refused while it isn't done."""
    state = task.state(now)
    picture = task.rendering.picture
    if state.status != "done" or picture is None:
        raise Refused("The task 'taskId' is not done yet")
    return Parent(task, picture, state.actions)


def plan_inpaint(parent: Parent, fields: Fields) -> Plan:
    """Four candidates for the marked region of a single picture."""
    if parent.is_grid:
        raise Refused("The task 'taskId' is a grid of four pictures: upsample one of them first")
    if not isinstance(fields.get("prompt", ""), str):
        raise Refused("'prompt' should be a string")
    mask = _checked_mask(fields.get("mask"), parent.picture.size)
    return Plan(PaintOrder(parent.picture, mask=mask), mask=mask)


def plan_upsample(parent: Parent, fields: Fields) -> Plan:
    """One candidate of a grid as a picture of its own."""
    if not parent.is_grid:
        raise Refused("The task 'taskId' offers no upsample")
    image = _quadrant(fields.get("image"))
    if not offers_upsample(parent.actions, image):
        raise Refused(f"The task 'taskId' offers no upsample of {image}")
    return Plan(CutOrder(parent.picture, image), UPSAMPLE_ACTIONS, parent.task.mask)


def plan_variation(parent: Parent, fields: Fields) -> Plan:
    """Four more like a candidate of a grid, or like a single picture, strongly or subtly."""
    mode = fields.get("mode", "high" if parent.is_grid else None)
    if mode not in ("high", "low"):
        raise Refused("'mode' should be high or low")
    image = _quadrant(fields.get("image")) if parent.is_grid else None
    wanted = f"{mode}_variation" if image is None else f"variation_{image}"
    if wanted not in parent.actions:
        raise Refused(f"The task 'taskId' offers no {wanted}")
    mask, strength = parent.task.mask, _SUBTLE if mode == "low" else 1.0
    return Plan(PaintOrder(parent.picture, image, mask, _VARIED, strength), mask=mask)


def plan_reroll(parent: Parent, fields: Fields) -> Plan:
    """Another grid from what the parent was made from (or, that unknown, from its candidate 1)."""
    del fields  # nothing but the task's id
    if "reroll" not in parent.actions:
        raise Refused("The task 'taskId' offers no reroll")
    made_from = parent.task.order
    if not isinstance(made_from, PaintOrder):
        made_from = PaintOrder(parent.picture, quadrant=1)
    order = dataclasses.replace(made_from, attempt=made_from.attempt + 1)
    return Plan(order, mask=parent.task.mask)


def _quadrant(image: object) -> int:
    if not isinstance(image, int) or isinstance(image, bool) or image not in (1, 2, 3, 4):
        raise Refused("'image' should be a number from 1 to 4")
    return image


def _checked_mask(mask: object, size: tuple[int, int] | None) -> bytes:
    """The PNG's bytes; refused unless it's base64 alone and decodes to exactly ``size``."""
    if not isinstance(mask, str):
        raise Refused(MASK_REFUSED)
    try:
        data = base64.b64decode(mask, validate=True)
        with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
            if image.size != size:
                raise Refused(MASK_REFUSED)
            image.load()
    except (ValueError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused(MASK_REFUSED) from error
    return data


PLANNERS: Mapping[str, Callable[[Parent, Fields], Plan]] = {
    "inpaint": plan_inpaint,
    "upsample": plan_upsample,
    "variation": plan_variation,
    "reroll": plan_reroll,
}
