"""The mask that the open picture was made with, to be used on it once more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from app.ui.main_window import MainWindow


class PreviousMask(QObject):
    """Offers it as an action; `use` puts it on the canvas."""

    def __init__(self, window: MainWindow, use: Callable[[Path], None], parent: QObject) -> None:
        super().__init__(parent)
        self._action = window.actions_["previousMask"]
        self._use = use
        self._path: Path | None = None
        self._action.triggered.connect(self._place)
        self._action.setEnabled(False)

    def know(self, path: Path | None) -> None:
        """Another picture has been opened: the file of its mask, if there is one."""
        self._path = path
        self._action.setEnabled(path is not None)

    def _place(self) -> None:
        if self._path is not None:
            self._use(self._path)
