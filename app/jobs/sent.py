"""What the journal remembers of a request once that isn't needed any more."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SentInpaint:
    """An inpaint that has brought a task; `digest` is its `PaidRequest.digest`."""

    job_id: str
    parent_id: str
    prompt: str
    digest: str
