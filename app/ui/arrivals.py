"""What is dropped on the window or pasted into it: opened, or taken as a mask if it is meant so."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.ui.incoming import (
    Incoming,
    IncomingFile,
    IncomingImage,
    IncomingTask,
    incoming_from,
)
from app.ui.message_bar import Choice, Level
from app.ui.workspace import Workspace


class Arrivals(QObject):
    """One thing is opened at a time."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._path, self._count = Path(), 1
        workspace.window.dropped.connect(self.open)
        workspace.window.actions_["paste"].triggered.connect(self._paste)
        workspace.maskArrived.connect(self._ask_what_it_is)
        workspace.sourceChanged.connect(self._tell_of_others)

    def open(self, incoming: Incoming | None) -> None:
        """Open it, or say that nothing can be."""
        workspace = self._workspace
        match incoming:
            case IncomingFile(path=path, count=count):
                self._path, self._count = path, count
                canvas = workspace.canvas
                workspace.open_file(path, beside=canvas.picture if canvas is not None else None)
            case IncomingTask(task_id=task_id):
                workspace.open_task(task_id)
            case IncomingImage():
                workspace.open_image(incoming.png, self.tr("Pasted picture"))
            case None:
                workspace.say(
                    Level.INFO,
                    lambda: self.tr("There is no picture, task id or result link to open in this."),
                )

    def _paste(self) -> None:
        self.open(incoming_from(QApplication.clipboard().mimeData()))

    def _tell_of_others(self) -> None:
        path, count, source = self._path, self._count, self._workspace.source
        self._count = 1
        if count > 1 and source is not None and source.name == path.name:
            sentence = partial(self._one_of, path, count)
            self._workspace.say(Level.INFO, sentence, passes=True)

    def _one_of(self, path: Path, count: int) -> str:
        return self.tr("Of {count} files, “{name}” is opened: one is open at a time.").format(
            count=count, name=path.name
        )

    def _ask_what_it_is(self) -> None:
        path, workspace = self._path, self._workspace
        workspace.say(
            Level.INFO,
            lambda: self.tr("“{name}” looks like a mask of the open picture.").format(
                name=path.name
            ),
            Choice(lambda: self.tr("Use as mask"), partial(workspace.painting.import_mask, path)),
            Choice(lambda: self.tr("Open as picture"), partial(workspace.open_file, path)),
        )
