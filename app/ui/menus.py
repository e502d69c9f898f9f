"""The menu bar: which action is found where."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow, QMenu

from app.ui.actions import Actions
from app.ui.language import Words
from app.ui.recent_menu import RecentMenu


class Menus(QObject):
    """Fills the window's menu bar. `recent` is filled, and `history` opened, by whoever knows."""

    def __init__(self, window: QMainWindow, actions: Actions) -> None:
        super().__init__(window)
        self._bar = window.menuBar()
        self._actions = actions
        self._titles: list[tuple[QMenu, Words]] = []
        self.recent = RecentMenu(window)
        self._add_work()
        self._add_view()
        self._add_job()

    def retranslate(self) -> None:
        """Take the titles from the current language; the entries' are the actions'."""
        for menu, title in self._titles:
            menu.setTitle(title())

    def _add_work(self) -> None:
        self._menu(
            lambda: self.tr("&File"),
            *("openTask", "openImage", self.recent, "paste", "", "importMask", "exportMask"),
            *("", "saveResult", "", "quit"),
        )
        self._menu(
            lambda: self.tr("&Edit"),
            *("undo", "redo", "", "copyMask", "pasteMask", "copyResult", "", "preferences"),
        )
        self._menu(
            lambda: self.tr("&Mask"),
            *("clearMask", "invertMask", "", "growMask", "shrinkMask"),
            *("fillHoles", "removeSpecks", "", "previousMask", ""),
            *("overlay", "outline", "asSent"),
        )
        self._menu(
            lambda: self.tr("&Tools"),
            *("brushTool", "eraserTool", "", "rectangleTool", "ellipseTool"),
            *("lassoTool", "polygonTool", "wandTool", "", "panTool", ""),
            *("swapTools", "smallerBrush", "largerBrush"),
        )

    def _add_view(self) -> None:
        view = self._menu(
            lambda: self.tr("&View"),
            *("zoomIn", "zoomOut", "fit", "actualSize", "pixelGrid", "", "peek", ""),
            *("compareSideBySide", "compareSwipe", "compareBlink", "compareDifference"),
            *("cycleCompare", "", "pasteBack", "closeResult", "", "history", "findInHistory", ""),
            *("nextPart", "previousPart"),
        )
        self.history = self._menu(
            lambda: self.tr("Entry of the His&tory"),
            *("openHistoryNode", "goOnFromHistoryNode", "useHistoryPrompt", ""),
            *("copyHistoryTaskId", "copyHistoryLink", ""),
            *("revealHistoryNode", "exportHistoryNode", "deleteHistoryNode"),
            within=view,
        )

    def _add_job(self) -> None:
        self._menu(
            lambda: self.tr("&Job"),
            *("submit", "cancel", "", "previousPrompt", "nextPrompt", ""),
            *("pickWhole", "pick1", "pick2", "pick3", "pick4"),
            *("previousCandidate", "nextCandidate", "", "continueFromCandidate", ""),
            *("variation", "variationHigh", "variationLow", "reroll"),
        )
        self._menu(
            lambda: self.tr("&Help"), "shortcuts", "copyDiagnostics", "checkForUpdates", "about"
        )

    def _menu(self, title: Words, *entries: str | QMenu, within: QMenu | None = None) -> QMenu:
        """A menu of actions by their names, of menus, and of lines for ""."""
        menu = (within or self._bar).addMenu("")
        self._titles.append((menu, title))
        for entry in entries:
            if isinstance(entry, QMenu):
                menu.addMenu(entry)
            elif entry:
                menu.addAction(self._actions[entry])
            else:
                menu.addSeparator()
        return menu
