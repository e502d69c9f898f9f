"""Moving rows of the history to the trash, and back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from app.jobs.background import CallResult
from app.jobs.history_node import HistoryNode
from app.jobs.job import ACTIVE, JobState
from app.jobs.removal import Removal, bring_back, remove
from app.ui.history_desk import HistoryDesk
from app.ui.history_words import title
from app.ui.message_bar import Choice, Level
from app.ui.messages import exception_sentence
from app.ui.workspace import Workspace


class HistoryRemoval(QObject):
    """Nothing is asked before, since everything can be had back; money in doubt stays in sight."""

    def __init__(self, workspace: Workspace, desk: HistoryDesk) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._background = workspace.background
        self._desk = desk
        self._view = workspace.window.history.view
        self._model = workspace.window.history.model
        self._going: dict[int, HistoryNode] = {}
        self._coming: dict[int, HistoryNode] = {}

    def remove(self, node: HistoryNode) -> None:
        """Move a row's files to the trash, and the row out of the history; or say why not."""
        workspace, storage = self._workspace, self._workspace.backend.storage
        if storage is None or node.is_hollow:
            return
        if node.state is JobState.UNCONFIRMED:
            workspace.say(
                Level.WARNING,
                lambda: self.tr(
                    "Nobody knows yet whether this job was charged, so it can't be deleted. "
                    "Open it again, and say what is to become of it."
                ),
            )
            return
        if node.state in ACTIVE and not self._is_stranded(node):
            workspace.say(
                Level.WARNING,
                lambda: self.tr(
                    "This job is still under way, and may be charged, so it can't be deleted. "
                    "Wait for its end, or cancel it first."
                ),
            )
            return
        if any(job.id == node.job_id for job in workspace.desk.listed):
            workspace.desk.dismiss(node.job_id)
        source = workspace.source
        index = self._model.index_of(node.key)
        work = partial(
            remove,
            storage.journal,
            storage.library,
            node,
            # What others stand for, came of, or are painted on, stays.
            picture=not self._model.shares_task(node),
            painted_mask=source is None or source.task_id != node.task_id,
            sent_mask=not self._model.hasChildren(index),
        )
        self._desk.hide_job(node.job_id)
        self._going[self._background.call(work, self._on_removed)] = node

    def _is_stranded(self, node: HistoryNode) -> bool:
        """Whether it is one of a sandbox that has ended: nothing comes of it any more."""
        is_live = self._model.job(self._model.index_of(node.key)) is not None
        return self._workspace.backend.is_sandbox and not is_live

    def _on_removed(self, result: CallResult[Removal]) -> None:
        node, removal = self._going.pop(result.id), result.value
        if removal is None:
            self._desk.show_job(node.job_id)
            if result.error is not None:
                self._workspace.say(Level.ERROR, partial(exception_sentence, result.error))
            return
        self._desk.forget_thumbnail(node.key)
        self._view.leave_current()
        self._desk.reload()
        choices = []
        if removal.can_be_undone:
            undo = partial(self._bring_back, removal)
            choices.append(Choice(lambda: self.tr("Bring it back"), undo))
        self._workspace.say(Level.INFO, partial(self._told, removal), *choices, passes=True)

    def _told(self, removal: Removal) -> str:
        text = (
            self.tr("“{title}” is in the trash.")
            if removal.trashed
            else self.tr("“{title}” is taken out of the history.")
        )
        return text.format(title=title(removal.node))

    def _bring_back(self, removal: Removal) -> None:
        storage = self._workspace.backend.storage
        if storage is not None:
            work = partial(bring_back, storage.journal, removal)
            self._coming[self._background.call(work, self._on_back)] = removal.node

    def _on_back(self, result: CallResult[None]) -> None:
        node = self._coming.pop(result.id)
        self._desk.show_job(node.job_id)
        self._view.return_to(node.key)
        self._desk.reload()
        if result.error is not None:
            self._workspace.say(Level.ERROR, partial(exception_sentence, result.error))
