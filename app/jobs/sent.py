"""What the service is sent for a request, and what the journal remembers of it afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from app.api.schema import (
    PaidRequest,
    inpaint_request,
    reroll_request,
    upsample_request,
    variation_request,
)
from app.jobs.job import JobKind, JobRequest


@dataclass(frozen=True, slots=True)
class SentInpaint:
    """An inpaint that has brought a task; `digest` is its `PaidRequest.digest`."""

    job_id: str
    parent_id: str
    prompt: str
    digest: str


def paid_request(request: JobRequest, mask_png: bytes | None = None) -> PaidRequest:
    """The exact request. An inpaint needs the file of its mask."""
    parent, wallet = request.parent_id, request.use_wallet
    match request.kind:
        case JobKind.INPAINT if mask_png is not None:
            return inpaint_request(parent, mask_png, request.prompt, use_wallet=wallet)
        case JobKind.UPSAMPLE if request.image is not None:
            return upsample_request(parent, request.image, use_wallet=wallet)
        case JobKind.VARIATION:
            return variation_request(parent, request.image, request.mode, use_wallet=wallet)
        case JobKind.REROLL:
            return reroll_request(parent, use_wallet=wallet)
        case _:
            raise ValueError(f"a request of kind {request.kind} without what it needs")
