"""Which mask a job's picture was made with."""

from __future__ import annotations

from pathlib import Path

from app.jobs.job import Job, JobKind
from app.library.library import Library


def mask_path(library: Library, job: Job) -> Path | None:
    """The file: an inpaint's own, else that of the parent, where the parent was repainted."""
    if job.kind is JobKind.INPAINT:
        return library.mask_path(job.id)
    # A name, wherever the journal may say that it leads.
    return library.masks / Path(job.mask_name).name if job.mask_name else None
