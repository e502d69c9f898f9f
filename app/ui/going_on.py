"""Going on from a result: its picture, or only its marked region in the original, comes next."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from app.canvas.picture import Picture
from app.jobs.background import CallResult
from app.jobs.job import Job, JobKind
from app.jobs.loading import Source, load_result
from app.jobs.masks import mask_path
from app.ui.message_bar import Level
from app.ui.messages import exception_sentence
from app.ui.pasting import Recipe, Remake, TakeKept, TakeOwn, Wish
from app.ui.result_desk import Shown
from app.ui.workspace import Workspace


class GoingOn(QObject):
    """Remembers what was wanted when a candidate was picked to go on with, until its picture is
    there; and shows the task's own picture beside what was pasted.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._wishes: dict[str, Recipe | TakeOwn] = {}
        self._opened: set[str] = set()
        self._loading: int | None = None
        workspace.window.panel.source.own_picture.clicked.connect(self._load_own)
        workspace.sourceChanged.connect(self._on_source_changed)

    def note(self, job: Job) -> None:
        """A job has been submitted to go on with what is shown: so is what was wanted of it."""
        workspace = self._workspace
        shown = workspace.results.shown
        if job.kind is not JobKind.UPSAMPLE or shown is None or shown.task_id != job.parent_id:
            return
        listed = {known.id for known in workspace.desk.listed}
        self._wishes = {id_: wish for id_, wish in self._wishes.items() if id_ in listed}
        self._wishes[job.id] = workspace.pastes.recipe or TakeOwn()

    def open_single(self, shown: Shown) -> None:
        """Go on with a result that is a single picture: it already is a task of its own."""
        task_id = shown.task_id or ""
        source = Source(shown.picture, task_id, task_id, offers=shown.offers)
        self._workspace.open_result(source, self._workspace.pastes.recipe or TakeOwn())

    def open_upsampled(self, job: Job, picture: Picture | None) -> None:
        """Open what a job has upsampled; without its picture, from where it is kept."""
        if job.task_id is None:
            return
        wish = self._wish(job)
        if picture is None:
            self._workspace.open_task(job.task_id, wish=wish)
        else:
            source = Source(picture, job.task_id, job.task_id, offers=job.offers)
            self._workspace.open_result(source, wish)

    def _wish(self, job: Job) -> Wish:
        wish: Wish | None = self._wishes.pop(job.id, None)
        if wish is None and job.id not in self._opened:
            # It was under way when the program ended.
            wish = self._wish_again(job)
        self._opened.add(job.id)
        return wish or TakeKept()

    def _wish_again(self, job: Job) -> Wish | None:
        window, library = self._workspace.window, self._workspace.backend.library
        mask = mask_path(library, job) if library is not None else None
        if mask is None or not window.actions_["pasteBack"].isChecked():
            return None
        return Remake(job.original_id, mask.name, window.panel.result.paste.feather)

    # The task's own picture

    def _load_own(self) -> None:
        source, library = self._workspace.source, self._workspace.backend.library
        if source is None or source.task_id is None or library is None:
            return
        task_id = source.task_id
        self._stop()

        def work() -> tuple[Picture, Path] | None:
            path = library.find(task_id)
            return (load_result(path), path) if path is not None else None

        self._loading = self._workspace.background.call(work, self._on_own_loaded)

    def _on_own_loaded(self, result: CallResult[tuple[Picture, Path] | None]) -> None:
        self._loading = None
        source = self._workspace.source
        if result.error is not None:
            self._workspace.say(Level.ERROR, partial(exception_sentence, result.error))
        elif result.value is None:
            self._workspace.say(
                Level.WARNING, lambda: self.tr("The service's own picture isn't kept any more.")
            )
        elif source is not None:
            picture, path = result.value
            self._workspace.results.show(
                Shown(
                    picture,
                    source.task_id,
                    source.offers,
                    is_result=True,
                    is_own=True,
                    path=path,
                ),
                source.picture,
            )

    def _on_source_changed(self) -> None:
        self._stop()

    def _stop(self) -> None:
        if self._loading is not None:
            self._workspace.background.cancel_call(self._loading)
            self._loading = None
