"""What can be done with a row of the history: opening it again, taking from it, taking it away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QApplication

from app.jobs.background import CallResult
from app.jobs.history_node import HistoryNode
from app.jobs.job import Job, JobKind, JobState
from app.jobs.masks import mask_path
from app.jobs.node_files import export_node
from app.library.sidecar import Sidecar
from app.ui.backend import Storage
from app.ui.file_dialogs import FileDialogs
from app.ui.file_manager import reveal
from app.ui.history_desk import HistoryDesk
from app.ui.history_removal import HistoryRemoval
from app.ui.message_bar import Level
from app.ui.messages import exception_sentence
from app.ui.workspace import Workspace

_STATUS_MS = 6000


class HistoryCommands(QObject):
    """The actions whose names end in `HistoryNode` and the like, for the tree's current row."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        removal = HistoryRemoval(workspace, HistoryDesk(workspace))
        self._workspace = workspace
        self._window = workspace.window
        self._background = workspace.background
        self._view = workspace.window.history.view
        self._model = workspace.window.history.model
        self._opening = (0, "")
        self._files = FileDialogs(workspace.window, workspace.store)
        self._commands: dict[str, Callable[[HistoryNode], None]] = {
            "openHistoryNode": self._open,
            "goOnFromHistoryNode": self._go_on,
            "useHistoryPrompt": self._use_prompt,
            "copyHistoryTaskId": self._copy_task_id,
            "copyHistoryLink": self._copy_link,
            "revealHistoryNode": self._reveal,
            "exportHistoryNode": self._export,
            "deleteHistoryNode": removal.remove,
        }
        for name, command in self._commands.items():
            action = self._window.actions_[name]
            action.triggered.connect(lambda _on, do=command: self._do(do))
        actions = self._window.actions_
        self._view.opened.connect(actions["openHistoryNode"].trigger)
        self._view.removed.connect(actions["deleteHistoryNode"].trigger)
        self._view.menuWanted.connect(self._show_menu)
        self._view.currentMoved.connect(self.refresh)
        self._model.dataChanged.connect(self.refresh)
        self._model.modelReset.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Offer what can be done with the current row."""
        node = self._view.current
        has_picture = node is not None and bool(node.picture)
        can = {
            "openHistoryNode": node is not None,
            "goOnFromHistoryNode": has_picture,
            "useHistoryPrompt": node is not None and bool(node.prompt.strip()),
            "copyHistoryTaskId": node is not None and bool(node.task_id),
            "copyHistoryLink": has_picture,
            "revealHistoryNode": has_picture or (node is not None and node.is_inpaint),
            "exportHistoryNode": node is not None and not node.is_hollow,
            "deleteHistoryNode": node is not None and not node.is_hollow,
        }
        for name, on in can.items():
            self._window.actions_[name].setEnabled(on)

    def _do(self, command: Callable[[HistoryNode], None]) -> None:
        node = self._view.current
        if node is not None:
            command(node)

    def _show_menu(self, spot: QPoint) -> None:
        self._window.menus.history.popup(spot)

    @property
    def _storage(self) -> Storage:
        storage = self._workspace.backend.storage
        if storage is None:
            raise RuntimeError("There is no storage, so there is no history.")
        return storage

    # Opening

    def _open(self, node: HistoryNode) -> None:
        """Open what a job was made from, with its mask and prompt, and its result beside that; or
        the picture that it is.
        """
        if not node.is_job:
            self._workspace.open_kept(node.task_id)
            return
        for job in self._storage.runner.jobs():
            if job.id == node.job_id:
                self._open_job(job, node.picture)
                return
        work = partial(self._storage.journal.job, node.job_id)
        self._opening = (self._background.call(work, self._on_job_read), node.picture)

    def _on_job_read(self, result: CallResult[Job | None]) -> None:
        call, picture = self._opening
        if result.id != call:
            return  # another one is to be opened by now
        if result.value is not None:
            self._open_job(result.value, picture)
        elif result.error is not None:
            self._say_error(result.error)

    def _open_job(self, job: Job, picture: str) -> None:
        library = self._storage.library
        # The data folder may have been elsewhere when it was done.
        job = replace(job, result_path=library.pictures / picture if picture else None)
        if job.kind is not JobKind.UPSAMPLE:
            self._workspace.open_kept(job.original_id, mask_path(library, job))
        else:
            is_done = job.state is JobState.DONE and job.task_id
            self._workspace.open_kept(job.task_id if is_done and job.task_id else job.parent_id)
        if job.kind is JobKind.INPAINT:
            self._window.panel.prompt.replace_text(job.prompt)
        self._workspace.desk.recall(job)

    def _go_on(self, node: HistoryNode) -> None:
        self._workspace.open_kept(node.task_id)

    # Taking from it

    def _use_prompt(self, node: HistoryNode) -> None:
        prompt = self._window.panel.prompt
        prompt.replace_text(node.prompt)
        prompt.setFocus()

    def _copy_task_id(self, node: HistoryNode) -> None:
        self._copy(node.task_id, lambda: self.tr("The task's id is copied."))

    def _copy_link(self, node: HistoryNode) -> None:
        work = partial(self._storage.library.sidecar, node.task_id)
        self._background.call(work, self._on_sidecar_read)

    def _on_sidecar_read(self, result: CallResult[Sidecar]) -> None:
        if result.error is not None:
            self._say_error(result.error)
        elif result.value is not None and result.value.link:
            self._copy(result.value.link, lambda: self.tr("The result's link is copied."))
        else:
            self._window.tell(
                lambda: self.tr("The result's link was not written down."), _STATUS_MS
            )

    def _copy(self, text: str, told: Callable[[], str]) -> None:
        QApplication.clipboard().setText(text)
        self._window.tell(told, _STATUS_MS)

    def _reveal(self, node: HistoryNode) -> None:
        library = self._storage.library
        picture = library.pictures / node.picture if node.picture else None
        reveal(picture or library.mask_path(node.job_id), self)

    def _export(self, node: HistoryNode) -> None:
        library = self._storage.library

        def chosen(folder: Path) -> None:
            self._background.call(partial(export_node, library, node, folder), self._on_exported)

        self._files.ask_for_folder(self.tr("Export Into"), chosen)

    def _on_exported(self, result: CallResult[Path]) -> None:
        if result.value is None:
            if result.error is not None:
                self._say_error(result.error)
            return
        name = result.value.name
        self._window.tell(lambda: self.tr("Saved {name}").format(name=name), _STATUS_MS)

    def _say_error(self, error: Exception) -> None:
        self._workspace.say(Level.ERROR, partial(exception_sentence, error))
