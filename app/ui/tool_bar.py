"""On the left: the tools, and what changes the whole mask."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolBar, QToolButton

from app.ui.actions import Actions
from app.ui.language import Translated
from app.ui.tab_order import rove
from app.ui.theme import ICON_SIZE

_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


class ToolBar(Translated, QToolBar):
    """For the Tab key the tools are one stop, and each of the others is one."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("toolBar")
        self.setMovable(False)
        self.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        for name in (
            *("brushTool", "eraserTool", ""),
            *("rectangleTool", "ellipseTool", "lassoTool", "polygonTool", "wandTool", ""),
            *("panTool", "", "undo", "redo", "invertMask", "clearMask"),
        ):
            if name:
                self.addAction(actions[name])
            else:
                self.addSeparator()
        buttons = self.findChildren(QToolButton, options=_DIRECT)
        for button in buttons:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        rove([button for button in buttons if button.isCheckable()])
        self._retranslate()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("Tools"))
