"""Taking a node out of the history: its files go to the trash, its row in the journal stays."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from app.jobs.history_node import HistoryNode
from app.jobs.journal import Journal
from app.jobs.trash import Trashed, can_put_back, move_to_trash, put_back
from app.library.library import Library


@dataclass(frozen=True, slots=True)
class Removal:
    """What was removed, and where it is."""

    node: HistoryNode
    trashed: tuple[Trashed, ...]

    @property
    def can_be_undone(self) -> bool:
        """Whether `bring_back` may be tried."""
        return can_put_back(self.trashed)


def remove(
    journal: Journal,
    library: Library,
    node: HistoryNode,
    *,
    picture: bool,
    painted_mask: bool,
    sent_mask: bool,
) -> Removal:
    """Move a node's files to the trash, and mark its job, if it is one, as removed.

    Which files: the task's `picture` with all that lies beside it, the `painted_mask` on it, and
    the `sent_mask` that a job was submitted with. For any thread. Raises TrashUnavailable, and
    then nothing has changed, and JournalError, when the files are back.
    """
    paths: tuple[Path, ...] = ()
    if picture and node.task_id:
        paths += library.files_of_task(node.task_id, with_mask=painted_mask)
    if sent_mask and node.is_inpaint and library.mask_path(node.job_id).is_file():
        paths += (library.mask_path(node.job_id),)
    removal = Removal(node, move_to_trash(paths))
    if node.is_job:
        _mark(journal, removal)
    return removal


def bring_back(journal: Journal, removal: Removal) -> None:
    """Undo a removal. Raises NotPutBack and JournalError."""
    put_back(removal.trashed)
    if removal.node.is_job:
        journal.set_removed(removal.node.job_id, None)


def _mark(journal: Journal, removal: Removal) -> None:
    marked = False
    try:
        journal.set_removed(removal.node.job_id, time.time())
        marked = True
    finally:
        if not marked and removal.can_be_undone:
            put_back(removal.trashed)
