"""Which mask a job's picture was made with."""

from __future__ import annotations

from pathlib import Path

from app.jobs.history_node import HistoryNode
from app.jobs.job import Job, JobKind
from app.library.errors import LibraryError
from app.library.library import Library


def mask_path(library: Library, job: Job) -> Path | None:
    """The file: an inpaint's own, else that of the parent, where the parent was repainted."""
    return _mask_path(library, job.id, job.kind, job.mask_name)


def mask_path_of(library: Library, node: HistoryNode) -> Path | None:
    """The same of a job's node; a picture was made with none."""
    if not node.is_job:
        return None
    return _mask_path(library, node.job_id, node.kind, node.mask_name)


def mask_of_task(library: Library, task_id: str) -> Path | None:
    """The file of the mask that a task's picture was made with, in whatever session, as its sidecar
    has it; an upsampled picture was made with its parent's. None when it is unknown or gone.

    Reads the disk.
    """
    try:
        sidecar = library.sidecar(task_id)
        if sidecar.kind == JobKind.UPSAMPLE and sidecar.parent_id is not None:
            sidecar = library.sidecar(sidecar.parent_id)
    except LibraryError:
        return None
    if sidecar.mask is None:
        return None
    path = library.masks / Path(sidecar.mask).name
    return path if path.is_file() else None


def _mask_path(library: Library, job_id: str, kind: str, mask_name: str | None) -> Path | None:
    if kind == JobKind.INPAINT:
        return library.mask_path(job_id)
    # A name, wherever the journal may say that it leads.
    return library.masks / Path(mask_name).name if mask_name else None
