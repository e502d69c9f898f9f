"""The part of the window that the history can be docked in: around the pictures."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from app.ui.history_dock import HistoryDock

_SHARE = 0.28  # of the window's height, at most, unless the user gives it more
_BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea


class DockArea(QMainWindow):
    """A main window inside the main window, so that a dock takes no room from the panel beside
    it, where Submit has to stay in sight.
    """

    def __init__(self, middle: QWidget, dock: HistoryDock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setObjectName("dockArea")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setCentralWidget(middle)
        self._dock = dock
        self.addDockWidget(_BOTTOM, dock)
        dock.hide()
        self.setAnimated(False)  # or it would be measured on its way
        # Not before it has been laid out, or that would undo it.
        self._shown = QTimer(self, singleShot=True, interval=0)
        self._shown.timeout.connect(self._give_room)
        dock.visibilityChanged.connect(lambda _on: self._shown.start())

    def restore(self, text: str) -> None:
        """Have the dock where it was when this was the `state`."""
        self.restoreState(QByteArray.fromBase64(text.encode()))

    @property
    def state(self) -> str:
        """Where the dock is, and whether it is shown, for the settings."""
        return bytes(self.saveState().toBase64().data()).decode()

    def _give_room(self) -> None:
        """Qt would give the picture all that it can use, and a dock next to nothing."""
        dock = self._dock
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        if dock.isVisible() and dock.is_squeezed and self.dockWidgetArea(dock) == _BOTTOM:
            height = min(dock.sizeHint().height(), round(self.window().height() * _SHARE))
            self.resizeDocks([dock], [height], Qt.Orientation.Vertical)
