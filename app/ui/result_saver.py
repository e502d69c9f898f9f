"""Save Result As: what is seen, with its sidecar beside it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from app.canvas.progress import Progress
from app.jobs.background import CallResult
from app.library.errors import LibraryError
from app.library.exporting import write_result
from app.library.library import Library
from app.library.sidecar import Sidecar
from app.ui.file_dialogs import FileDialogs
from app.ui.message_bar import Level
from app.ui.messages import exception_sentence
from app.ui.result_desk import png_of
from app.ui.workspace import Workspace

_STATUS_MS = 6000

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ResultFile:
    """What is saved, copied or dragged away. `content` gives the bytes, in the background; `facts`
    of the sidecar are those that the library doesn't know.
    """

    name: str
    content: Callable[[], bytes]
    facts: Sidecar


@dataclass(frozen=True, slots=True)
class _Saved:
    path: Path
    has_sidecar: bool


class ResultSaver(QObject):
    """Asks where to save the picture in sight, and writes it off the GUI thread."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._files = FileDialogs(workspace.window, workspace.store)
        workspace.window.actions_["saveResult"].triggered.connect(self._ask)

    def _ask(self) -> None:
        file = file_in_sight(self._workspace)
        if file is not None:
            title = self.tr("Save Result As")
            self._files.ask_where_to_save(title, file.name, partial(self._write, file))

    def _write(self, file: ResultFile, path: Path) -> None:
        library = self._workspace.backend.library

        def work() -> _Saved:
            return _Saved(path, write_result(path, file.content(), _sidecar(library, file.facts)))

        self._workspace.background.call(work, self._on_written)

    def _on_written(self, result: CallResult[_Saved]) -> None:
        saved = result.value
        if result.error is not None:
            self._workspace.say(Level.ERROR, partial(exception_sentence, result.error))
        elif saved is not None:
            self._workspace.window.tell(partial(self._told, saved), _STATUS_MS)

    def _told(self, saved: _Saved) -> str:
        if saved.has_sidecar:
            return self.tr("Saved {name}").format(name=saved.path.name)
        return self.tr("Saved {name}; {other} is another program's and stays as it is").format(
            name=saved.path.name, other=saved.path.with_suffix(".json").name
        )


def file_in_sight(workspace: Workspace) -> ResultFile | None:
    """What is picked: whole, a candidate, or with only the marked region pasted in."""
    return file_of(workspace, workspace.results.picked)


def file_of(workspace: Workspace, number: int | None) -> ResultFile | None:
    """The same for a candidate, or for None all of what is shown."""
    content, shown = workspace.results.file_content(number), workspace.results.shown
    if content is None or shown is None or shown.task_id is None:
        return None
    get_bytes, extension = content
    name = f"{shown.task_id}-{number}" if number else shown.task_id
    facts = Sidecar(shown.task_id, image=number)
    paste = workspace.pastes.paste_of(number)
    if paste is None:
        return ResultFile(f"{name}.{extension}", get_bytes, facts)
    return ResultFile(
        f"{name}-masked.png",
        lambda: png_of(paste.picture(Progress())),
        replace(facts, feather=paste.recipe.feather),
    )


def _sidecar(library: Library | None, facts: Sidecar) -> Sidecar:
    """What is known of a task's picture, and of what of it is saved."""
    try:
        known = library.sidecar(facts.task_id) if library is not None else facts
    except LibraryError as error:
        _log.warning("The sidecar of %s can't be read: %s", facts.task_id, error)
        known = facts
    return replace(known, image=facts.image, feather=facts.feather, pasted=None)
