"""A job: our run of one task, its states and the moves between them."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from app.api.offers import Offers, VariationMode

if TYPE_CHECKING:
    from app.canvas.mask import MaskSnapshot
    from app.canvas.picture import Picture


class JobState(StrEnum):
    """Where a job stands. The values are public: they are `mainWindow`'s property `jobState`."""

    IDLE = "idle"
    ENCODING = "encoding"
    SUBMITTING = "submitting"
    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    DOWNLOADING = "downloading"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ACTIVE = frozenset(
    {
        JobState.IDLE,
        JobState.ENCODING,
        JobState.SUBMITTING,
        JobState.WAITING,
        JobState.DOWNLOADING,
    }
)
"""States that a job leaves by itself. In the others it rests until the user says something."""

MOVES: Mapping[JobState, frozenset[JobState]] = MappingProxyType(
    {
        JobState.IDLE: frozenset({JobState.ENCODING, JobState.FAILED, JobState.CANCELLED}),
        JobState.ENCODING: frozenset({JobState.SUBMITTING, JobState.FAILED, JobState.CANCELLED}),
        JobState.SUBMITTING: frozenset(
            {JobState.WAITING, JobState.UNCONFIRMED, JobState.FAILED, JobState.CANCELLED}
        ),
        JobState.WAITING: frozenset({JobState.DOWNLOADING, JobState.FAILED, JobState.CANCELLED}),
        JobState.DOWNLOADING: frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED}),
        JobState.DONE: frozenset(),
        # From here on only at the user's word: "ask again" sends the same request once more where
        # the task is unknown, and asks for the task (which is free) where it is known. A request
        # of which not one byte has left is sent for the first time then, or forgotten.
        JobState.UNCONFIRMED: frozenset({JobState.SUBMITTING, JobState.CANCELLED}),
        JobState.FAILED: frozenset({JobState.SUBMITTING, JobState.WAITING, JobState.CANCELLED}),
        JobState.CANCELLED: frozenset({JobState.SUBMITTING, JobState.WAITING}),
    }
)


class IllegalMove(Exception):
    """A move between states that the table doesn't have: an error in the program."""

    def __init__(self, before: JobState, after: JobState) -> None:
        super().__init__(f"A job can't go from {before} to {after}.")
        self.before = before
        self.after = after


class JobKind(StrEnum):
    """What the service is asked to do with the parent task."""

    INPAINT = "inpaint"
    UPSAMPLE = "upsample"
    VARIATION = "variation"
    REROLL = "reroll"


class ErrorCode(StrEnum):
    """Why a job ended, or what keeps it waiting. The user interface has a sentence for each."""

    # Before anything was paid for.
    NOT_SENT = "not_sent"
    MASK_UNFIT = "mask_unfit"
    SENT_ANEW = "sent_anew"
    KEY_MISSING = "key_missing"
    INSECURE_URL = "insecure_url"
    # The service said no.
    UNAUTHORIZED = "unauthorized"
    INSUFFICIENT_BALANCE = "insufficient_balance"
    INVALID_REQUEST = "invalid_request"
    TASK_NOT_FOUND = "task_not_found"
    RATE_LIMITED = "rate_limited"
    REJECTED = "rejected"
    # Nobody knows whether the service took the request and charged for it.
    UNCONFIRMED = "unconfirmed"
    INTERRUPTED = "interrupted"
    MAYBE_CHARGED = "maybe_charged"
    # Asking for the task, fetching its picture.
    UNREACHABLE = "unreachable"
    # The other side, or what stands in between, isn't what it should be: nothing is said to it.
    CERTIFICATE = "certificate"
    CERTIFICATE_DATE = "certificate_date"
    CERTIFICATE_HOST = "certificate_host"
    NO_ENCRYPTION = "no_encryption"
    PROXY = "proxy"
    SERVER_FAULT = "server_fault"
    BAD_ANSWER = "bad_answer"
    TASK_FAILED = "task_failed"
    NO_RESULT = "no_result"
    NO_PROGRESS = "no_progress"
    DOWNLOAD_REFUSED = "download_refused"
    PICTURE_DAMAGED = "picture_damaged"
    PICTURE_TOO_LARGE = "picture_too_large"
    # Our own disk.
    NOT_WRITABLE = "not_writable"
    DISK_FULL = "disk_full"
    JOURNAL_DAMAGED = "journal_damaged"
    STORAGE = "storage"
    # A mistake in this program.
    INTERNAL = "internal"


NOT_LET_OUT = frozenset(
    {
        *(ErrorCode.CERTIFICATE, ErrorCode.CERTIFICATE_DATE, ErrorCode.CERTIFICATE_HOST),
        *(ErrorCode.NO_ENCRYPTION, ErrorCode.PROXY),
    }
)
"""A connection was refused by us, or to us, before the request: not one byte of that has left."""

UNSENT = NOT_LET_OUT | {ErrorCode.NOT_SENT}
"""Why a new request was not sent."""


@dataclass(frozen=True, slots=True)
class JobError:
    """What went wrong. `server_text` is the service's own words; `detail` a sentence for logs.

    `host` is the one that it's about, where that matters; of this session alone, and never in the
    journal.
    """

    code: ErrorCode
    server_text: str = ""
    detail: str = ""
    host: str = field(default="", compare=False)


NEVER_SENT = JobError(ErrorCode.NOT_SENT, detail="The program ended before anything was sent.")
"""The error of a job that the end of the program kept from being sent."""


@dataclass(frozen=True, slots=True)
class JobRequest:
    """What the user asks for.

    `image` is the candidate's number, 1 to 4 (an upsample needs it, a variation may have it);
    `mode` is "high" or "low" (variation). An inpaint needs a mask.

    Of a parent that is a result itself: `original_id` and `mask_name` as that result's job has
    them (see `Job`).
    """

    kind: JobKind
    parent_id: str
    prompt: str = ""
    mask: MaskSnapshot | None = None
    image: int | None = None
    mode: VariationMode | None = None
    use_wallet: bool = False
    original_id: str = ""
    mask_name: str | None = None

    def __post_init__(self) -> None:
        if self.kind is JobKind.INPAINT and self.mask is None:
            raise ValueError("An inpaint needs a mask.")
        if self.kind is JobKind.UPSAMPLE and self.image is None:
            raise ValueError("An upsample needs the number of an image.")


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it is at one moment.

    `service` is the base URL without a slash at its end, and says so when it is the sandbox's;
    `cost` in roubles, None while unknown;
    `created_at` and `changed_at` in seconds since the epoch. `error` says why a job rests in
    unconfirmed, failed or cancelled; `trouble` what keeps an active one from getting on just now
    (it goes on trying), or kept a resting one from being asked again. `actions` are the task's.

    `original_id` is the task beside whose picture this one belongs: the parent, or where that is
    a repainted picture itself, as of a reroll, what it was painted over. `mask_name` is the file
    in the library's `masks/` of the mask that such a parent was made with, and that its rerolls
    and variations therefore change, too; an inpaint has a mask of its own instead.

    `sent_at`: when its request was last put on its way, in seconds since the epoch; None before.
    `has_request`: the journal holds the exact paid request, to be sent first or once more.
    Of this session alone, and never in the journal: `trouble`; `retry_at`, when an active job in
    trouble asks again, in seconds since the epoch (in the past while it is asking); `is_queued`,
    an idle job that waits until another one comes to rest.
    """

    id: str
    kind: JobKind
    parent_id: str
    original_id: str
    service: str
    created_at: float
    changed_at: float
    mask_name: str | None = None
    prompt: str = ""
    image: int | None = None
    mode: str | None = None
    state: JobState = JobState.IDLE
    task_id: str | None = None
    percent: int = 0
    cost: float | None = None
    error: JobError | None = None
    trouble: JobError | None = None
    result_path: Path | None = None
    actions: tuple[str, ...] = ()
    sent_at: float | None = field(default=None, compare=False)
    has_request: bool = False
    retry_at: float | None = None
    is_queued: bool = False

    @property
    def offers(self) -> Offers:
        """What can be made of its task."""
        return Offers.of(self.actions)

    @property
    def is_active(self) -> bool:
        """Whether the job gets on by itself."""
        return self.state in ACTIVE

    @property
    def next_on_asking_again(self) -> JobState | None:
        """The state that "ask again" leads to, or None when there is nothing to ask.

        A job whose task is known asks for that task. One whose request may have reached the
        service sends the same request again, byte for byte. One whose request certainly did not
        sends it for the first time, if it is kept.
        """
        if self.task_id is not None:
            return JobState.WAITING if JobState.WAITING in MOVES[self.state] else None
        charged = self.error is not None and self.error.code is ErrorCode.MAYBE_CHARGED
        if self.state is JobState.UNCONFIRMED or (self.state is JobState.CANCELLED and charged):
            return JobState.SUBMITTING
        return JobState.SUBMITTING if self.is_unsent and self.has_request else None

    @property
    def is_unsent(self) -> bool:
        """Whether it rests without one byte of its request having left this machine."""
        not_sent = self.error is not None and self.error.code in UNSENT
        return self.state is JobState.FAILED and not_sent and self.task_id is None

    @property
    def may_be_forgotten(self) -> bool:
        """Whether there is a choice that giving the job up settles: in doubt, or not sent."""
        return self.state is JobState.UNCONFIRMED or self.is_unsent

    @property
    def needs_request(self) -> bool:
        """Whether the kept request may still have to be sent."""
        if self.task_id is not None:
            return False
        return self.is_active or self.next_on_asking_again is not None

    def moved(self, state: JobState, error: JobError | None = None) -> Job:
        """The job in another state, with no trouble left. Raises IllegalMove."""
        if state not in MOVES[self.state]:
            raise IllegalMove(self.state, state)
        now = time.time()
        return replace(
            self,
            state=state,
            error=error,
            trouble=None,
            retry_at=None,
            is_queued=False,
            changed_at=now,
            sent_at=now if state is JobState.SUBMITTING else self.sent_at,
        )


def new_job(request: JobRequest, service: str) -> Job:
    """A job that nobody has begun yet, with an id of its own."""
    now = time.time()
    return Job(
        id=os.urandom(16).hex(),
        kind=request.kind,
        parent_id=request.parent_id,
        original_id=request.original_id or request.parent_id,
        service=service,
        created_at=now,
        changed_at=now,
        mask_name=request.mask_name,
        prompt=request.prompt,
        image=request.image,
        mode=request.mode,
    )


@dataclass(frozen=True, slots=True)
class JobEvent:
    """The one message from the background to the window: how a job stands now.

    `preview` is an intermediate picture, `result` the finished one (present with state done, and
    with failed when it arrived but could not be kept on disk).
    """

    job: Job
    preview: Picture | None = None
    result: Picture | None = None
