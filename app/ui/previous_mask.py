"""The mask that the open picture was made with, to be used on it once more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from app.jobs.loading import Source
from app.jobs.masks import mask_path
from app.ui.backend import Backend
from app.ui.main_window import MainWindow


class PreviousMask(QObject):
    """Knows it of pictures that jobs of this session have made; `use` puts it on the canvas."""

    def __init__(self, window: MainWindow, use: Callable[[Path], None], parent: QObject) -> None:
        super().__init__(parent)
        self._action = window.actions_["previousMask"]
        self._use = use
        self._path: Path | None = None
        self._action.triggered.connect(self._place)
        self._action.setEnabled(False)

    def look_for(self, source: Source, backend: Backend) -> None:
        """Another picture has been opened."""
        storage = backend.storage
        self._path = None
        if storage is not None and source.task_id is not None and not source.is_grid:
            made = (job for job in storage.runner.jobs() if job.task_id == source.task_id)
            paths = (mask_path(storage.library, job) for job in made)
            self._path = next((path for path in paths if path is not None), None)
        self._action.setEnabled(self._path is not None)

    def _place(self) -> None:
        if self._path is not None:
            self._use(self._path)
