"""Asking for files: never modal, and beginning in the folder used last."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from app.settings.settings import SettingsStore

_PICTURES = "*.png *.jpg *.jpeg *.webp *.gif *.bmp *.tif *.tiff"


class FileDialogs(QObject):
    """The system's own dialogs where it has them."""

    def __init__(self, window: QWidget, store: SettingsStore) -> None:
        super().__init__(window)
        self._window = window
        self._store = store

    def ask_for_picture(self, title: str, chosen: Callable[[Path], None], also: str = "") -> None:
        """Ask for a picture to read. `also`: what else may be chosen, such as "*.json"."""
        kinds = self.tr("Pictures") + f" ({f'{_PICTURES} {also}'.strip()})"
        dialog = QFileDialog(self._window, title, self._store.settings.last_folder, kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._open(dialog, chosen)

    def ask_where_to_save(self, title: str, name: str, chosen: Callable[[Path], None]) -> None:
        """Ask for a place to write, proposing a name with its extension."""
        dialog = QFileDialog(self._window, title, self._store.settings.last_folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(name).suffix.lstrip("."))
        dialog.selectFile(name)
        self._open(dialog, chosen)

    def ask_for_folder(self, title: str, chosen: Callable[[Path], None]) -> None:
        """Ask for a folder to write into."""
        dialog = QFileDialog(self._window, title, self._store.settings.last_folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        self._open(dialog, chosen)

    def _open(self, dialog: QFileDialog, chosen: Callable[[Path], None]) -> None:
        def selected(texts: list[str]) -> None:
            path = Path(texts[0])
            is_folder = dialog.fileMode() == QFileDialog.FileMode.Directory
            self._store.change(last_folder=str(path if is_folder else path.parent))
            chosen(path)

        # Not fileSelected: Qt's own dialog takes a typed path and a file of the same name in the
        # folder it shows for two files, and then says nothing.
        dialog.filesSelected.connect(selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
