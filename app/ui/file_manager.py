"""Showing a file where the system shows files, with the file picked out; nothing here waits."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QDir, QObject, QProcess, QUrl
from PySide6.QtGui import QDesktopServices

_NAME = "org.freedesktop.FileManager1"


def reveal(path: Path, parent: QObject, platform: str = sys.platform) -> None:
    """Show a file in the file manager. `parent` keeps what waits for the answer."""
    if platform == "darwin":
        QProcess.startDetached("open", ["-R", str(path)])
    elif platform == "win32":
        QProcess.startDetached("explorer", ["/select,", QDir.toNativeSeparators(str(path))])
    else:
        _ask_desktop(path, parent)


def open_folder(path: Path) -> None:
    """Show the folder that a file is in."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def _ask_desktop(path: Path, parent: QObject) -> None:
    """By the file managers' own protocol; one that doesn't know it can at least open the folder
    (https://www.freedesktop.org/wiki/Specifications/file-manager-interface/).
    """
    # Which takes its time, and nothing else needs it.
    from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        open_folder(path)
        return
    message = QDBusMessage.createMethodCall(
        _NAME, f"/{_NAME.replace('.', '/')}", _NAME, "ShowItems"
    )
    message.setArguments([[path.as_uri()], ""])
    watcher = QDBusPendingCallWatcher(bus.asyncCall(message), parent)

    def answered() -> None:
        if watcher.isError():
            open_folder(path)
        watcher.deleteLater()

    watcher.finished.connect(answered)
