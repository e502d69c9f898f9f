"""The tasks that were open lately: in the File menu, and in the window while nothing is open."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from app.canvas.codec import PictureError
from app.canvas.thumbnail import thumbnail, to_jpeg
from app.jobs.background import CallResult
from app.jobs.loading import FileUnreadable, read
from app.library.errors import LibraryError
from app.library.library import Library
from app.library.sidecar import orientation_beside
from app.library.thumbnails import Thumbnails, stamp_of
from app.ui.kept_image import image_of
from app.ui.recent_menu import MOST, SIDE, RecentTask
from app.ui.workspace import Workspace


class RecentTasks(QObject):
    """Shows them, and opens the one that is chosen, as it is kept."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._known: dict[str, RecentTask] = {}
        self._reading: int | None = None
        self._reads = False
        window = workspace.window
        for view in (window.menus.recent, window.empty.recent):
            view.chosen.connect(workspace.open_kept)
        window.menus.recent.cleared.connect(self._clear)
        workspace.sourceChanged.connect(self._on_opened)
        workspace.backendChanged.connect(self._refresh)
        self._refresh()

    def load(self) -> None:
        """From now on show what they look like, too; for that, files are read."""
        self._reads = True
        self._refresh()

    @property
    def _ids(self) -> tuple[str, ...]:
        """The sandbox has other tasks, and forgets them."""
        workspace = self._workspace
        if workspace.backend.is_sandbox:
            return ()
        return workspace.store.settings.recent_tasks[:MOST]

    def _on_opened(self) -> None:
        source = self._workspace.source
        if source is not None and source.task_id is not None:
            self._known.pop(source.task_id, None)  # more is kept of it now
        self._refresh()

    def _refresh(self) -> None:
        tasks = tuple(self._known.get(task_id, RecentTask(task_id)) for task_id in self._ids)
        self._workspace.window.show_recent(tasks)
        self._read_next()

    def _read_next(self) -> None:
        storage = self._workspace.backend.storage
        missing = next((task_id for task_id in self._ids if task_id not in self._known), None)
        if not self._reads or self._reading is not None or missing is None or storage is None:
            return
        work = partial(_read, storage.library, missing)
        self._reading = self._workspace.background.call(work, self._on_read)

    def _on_read(self, result: CallResult[RecentTask]) -> None:
        self._reading = None
        if result.value is not None:
            self._known[result.value.task_id] = result.value
            self._refresh()

    def _clear(self) -> None:
        self._workspace.store.change(recent_tasks=())
        self._refresh()


def _read(library: Library, task_id: str) -> RecentTask:
    """What is kept of a task. For any thread."""
    return RecentTask(task_id, _prompt(library, task_id), _image(library, task_id))


def _prompt(library: Library, task_id: str) -> str:
    try:
        return " ".join(library.sidecar(task_id).prompt.split())
    except LibraryError:
        return ""


def _image(library: Library, task_id: str) -> QImage | None:
    kept, path = Thumbnails(library.pictures.parent), library.find(task_id)
    if path is None:
        return None
    # The history shows masks in its own.
    orientation = orientation_beside(path)
    key, stamp = f"recent.{task_id}", f"{SIDE} {stamp_of(path)}"
    if orientation != 1:
        stamp += f" {orientation}"
    data = kept.load(key, stamp)
    image = image_of(data) if data is not None else None
    if image is None:
        try:
            data = to_jpeg(thumbnail(read(path), SIDE, orientation=orientation))
        except (FileUnreadable, PictureError):
            return None
        kept.save(key, stamp, data)
        image = image_of(data)
    return image
