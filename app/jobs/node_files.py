"""A node of the history as files for others: its picture, its mask, and what is known about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from app.jobs.history_node import HistoryNode
from app.jobs.loading import read
from app.jobs.masks import mask_path_of
from app.library.exporting import write_folder
from app.library.files import safe_name
from app.library.library import Library
from app.library.masks import Masks
from app.library.sidecar import Sidecar, to_json

_READABLE = re.compile(r"[A-Za-z0-9_-]{1,64}")


def export_node(library: Library, node: HistoryNode, parent: Path) -> Path:
    """Write `picture.<ext>`, `mask.png` and `task.json`, as far as they are kept, into a new
    folder, which is returned.

    The mask is the one that a job was sent with; of a picture that no job made, the one being
    painted on it. Raises FileUnreadable, FileUnwritable and LibraryError.
    """
    files: dict[str, bytes] = {}
    if node.picture:
        path = library.pictures / node.picture
        files[f"picture{path.suffix}"] = read(path)
    mask = mask_path_of(library, node) if node.is_job else Masks(library.masks).path(node.task_id)
    if mask is not None and mask.is_file():
        files["mask.png"] = read(mask)
    files["task.json"] = to_json(_sidecar(library, node, files))
    return write_folder(parent, _folder_name(node), files)


def _sidecar(library: Library, node: HistoryNode, files: Mapping[str, bytes]) -> Sidecar:
    """What is known, with the mask by the name that it has beside it."""
    kept = library.sidecar(node.task_id) if node.picture else None
    known = kept or Sidecar(
        node.task_id,
        node.parent_id,
        node.prompt,
        cost=node.cost,
        created_at=datetime.fromtimestamp(node.created_at, UTC).isoformat(timespec="seconds"),
        kind=node.kind,
        image=node.image,
    )
    mask = "mask.png" if "mask.png" in files else None
    return replace(known, mask=mask, pasted=None, feather=None)


def _folder_name(node: HistoryNode) -> str:
    name = node.task_id or node.job_id
    return name if _READABLE.fullmatch(name) else safe_name(name)
