"""The part of the window that the history can be docked in: around the pictures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

if TYPE_CHECKING:
    from app.ui.history_dock import HistoryDock

_SHARE = 0.28  # of the window's height, at most, unless the user gives it more
_BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea


class DockArea(QMainWindow):
    """A main window inside the main window, so that a dock takes no room from the panel beside
    it, where Submit has to stay in sight.
    """

    def __init__(self, middle: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setObjectName("dockArea")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setCentralWidget(middle)

    def hold(self, dock: HistoryDock) -> None:
        """Take in the dock, out of sight."""
        dock.hide()
        self.addDockWidget(_BOTTOM, dock)
        self.setAnimated(False)  # or it would be measured on its way
        # Not before it has been laid out, or that would undo it.
        shown = QTimer(self, singleShot=True, interval=0)
        shown.timeout.connect(partial(self._give_room, dock))
        dock.visibilityChanged.connect(lambda _on: shown.start())

    def restore(self, text: str) -> None:
        """Have the dock where it was when this was the `state`."""
        self.restoreState(QByteArray.fromBase64(text.encode()))

    @property
    def state(self) -> str:
        """Where the dock is, and whether it is shown, for the settings."""
        return bytes(self.saveState().toBase64().data()).decode()

    def _give_room(self, dock: HistoryDock) -> None:
        """Qt would give the picture all that it can use, and a dock next to nothing."""
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        if dock.isVisible() and dock.is_squeezed and self.dockWidgetArea(dock) == _BOTTOM:
            height = min(dock.sizeHint().height(), round(self.window().height() * _SHARE))
            self.resizeDocks([dock], [height], Qt.Orientation.Vertical)
