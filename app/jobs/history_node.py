"""What the history shows of a job or a picture, light enough to hold ten thousand of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from app.api.offers import NO_OFFERS, Offers
from app.jobs.job import Job, JobKind, JobState
from app.library.sidecar import Sidecar


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose history: that of one service as its jobs name it, or of all whose names end so."""

    service: str
    is_ending: bool = False

    def includes(self, service: str) -> bool:
        """Whether what belongs to this service is part of it."""
        return service.endswith(self.service) if self.is_ending else service == self.service


class HistoryNode(NamedTuple):
    """A job; or a picture that was opened, and that no job of ours has made; or neither.

    A job's node stands for its task, too. `task_id` is "" as long as the service hasn't said it,
    `picture` the file's name in `pictures/`, "" when none is kept. `kind` is a job's, or what the
    service calls the task of a picture. `cost` in roubles, None when unknown; `created_at` and
    `changed_at` in seconds since the epoch; `actions` is JSON. The rest is as in `Job`.
    A named tuple, since it takes a fifth of the time that a frozen dataclass takes to make.
    """

    job_id: str = ""
    task_id: str = ""
    parent_id: str = ""
    kind: str = ""
    prompt: str = ""
    state: JobState | None = None
    error_code: str = ""
    percent: int = 0
    cost: float | None = None
    created_at: float = 0.0
    changed_at: float = 0.0
    image: int | None = None
    mode: str | None = None
    mask_name: str | None = None
    actions: str = "[]"
    is_removed: bool = False
    picture: str = ""

    @property
    def key(self) -> str:
        """What tells it from all others: no job's id has a colon in it."""
        return self.job_id or f"task:{self.task_id}"

    @property
    def text(self) -> str:
        """What a search looks at."""
        return f"{self.prompt} {self.task_id} {self.job_id}".casefold()

    @property
    def is_job(self) -> bool:
        """Whether it is a job that has not been removed."""
        return bool(self.job_id) and not self.is_removed

    @property
    def is_hollow(self) -> bool:
        """Whether it only holds the place of what others were made from: that isn't kept, or has
        been removed.
        """
        return not self.is_job and not self.picture

    @property
    def is_inpaint(self) -> bool:
        """Whether it is a job that was sent with a mask."""
        return self.is_job and self.kind == JobKind.INPAINT

    @property
    def offers(self) -> Offers:
        """What can be made of its task; nothing where that can't be read."""
        try:
            actions = json.loads(self.actions)
        except (ValueError, RecursionError):
            return NO_OFFERS
        if not isinstance(actions, list):
            return NO_OFFERS
        return Offers.of(action for action in actions if isinstance(action, str))


_COLUMNS = len(HistoryNode._fields) - 1
_STATES = {state.value: state for state in JobState}
_KINDS = {kind.value: kind for kind in JobKind}
_NUMBER, _NONE = (float, int), type(None)
_TYPES: tuple[tuple[type, ...], ...] = (
    *[(str,)] * 7,
    (int,),  # percent
    (*_NUMBER, _NONE),
    *[_NUMBER] * 2,
    (int, _NONE),  # image
    *[(str, _NONE)] * 2,
    (str,),
    (int,),
)


def node_from(row: tuple[object, ...]) -> HistoryNode | None:
    """The node in a row of `tables.SELECT_HISTORY`; None for values that we never write."""
    kind, state = _KINDS.get(str(row[3])), _STATES.get(str(row[5]))
    if kind is None or state is None or not _are_ours(tuple(map(type, row))):
        return None
    return HistoryNode._make((*row[:3], kind, row[4], state, *row[6:_COLUMNS], ""))


@lru_cache
def _are_ours(types: tuple[type, ...]) -> bool:
    """Whether we write values of these types; there are but a few combinations."""
    return all(kind in kinds for kind, kinds in zip(types, _TYPES, strict=True))


def node_of_job(job: Job, picture: str = "") -> HistoryNode:
    """The node of a job as it stands now."""
    return HistoryNode(
        job_id=job.id,
        task_id=job.task_id or "",
        parent_id=job.parent_id,
        kind=job.kind,
        prompt=job.prompt,
        state=job.state,
        error_code=job.error.code if job.error else "",
        percent=job.percent,
        cost=job.cost,
        created_at=job.created_at,
        changed_at=job.changed_at,
        image=job.image,
        mode=job.mode,
        mask_name=job.mask_name,
        actions=json.dumps(job.actions),
        picture=picture,
    )


def node_of_picture(sidecar: Sidecar, picture: str, created_at: float) -> HistoryNode:
    """The node of a picture that is kept with this sidecar. `created_at`: epoch seconds."""
    return HistoryNode(
        task_id=sidecar.task_id,
        parent_id=sidecar.parent_id or "",
        kind=sidecar.kind,
        prompt=sidecar.prompt,
        cost=sidecar.cost,
        created_at=created_at,
        changed_at=created_at,
        actions=json.dumps(sidecar.actions),
        picture=picture,
    )
