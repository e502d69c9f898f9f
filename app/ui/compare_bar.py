"""Above the two pictures: the ways to compare them, and what becomes of the result."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from app.ui.actions import Actions
from app.ui.compare_modes import CompareMode
from app.ui.language import Translated
from app.ui.tab_order import rove
from app.ui.theme import NORMAL, TIGHT

_ICON = QSize(16, 16)


class CompareBar(Translated, QFrame):
    """Shows the modes in words as long as there is room, else as icons."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compareBar")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(NORMAL, TIGHT, NORMAL, TIGHT)
        self._row.setSpacing(TIGHT)
        self._modes = [self._button(actions, mode.value) for mode in CompareMode]
        rove(self._modes)
        self._row.addStretch(1)
        # Also in the panel, where a small window may have it below the edge.
        self._button(actions, "saveResult")
        self._button(actions, "closeResult")
        self._retranslate()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Ways to compare"))

    def minimumSizeHint(self) -> QSize:
        """It claims no width of its own: what it holds is made to fit."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        # Another language has other words.
        if event.type() == QEvent.Type.LanguageChange:
            self._fit()
        return done

    def _fit(self) -> None:
        self._set_words(on=True)
        if self._row.minimumSize().width() > self.width():
            self._set_words(on=False)

    def _set_words(self, *, on: bool) -> None:
        styles = Qt.ToolButtonStyle
        style = styles.ToolButtonTextBesideIcon if on else styles.ToolButtonIconOnly
        for button in self._modes:
            if button.toolButtonStyle() != style:
                button.setToolButtonStyle(style)
                button.setProperty("inWords", on)
                button.style().unpolish(button)
                button.style().polish(button)

    def _button(self, actions: Actions, name: str) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(actions[name])
        button.setIconSize(_ICON)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._row.addWidget(button)
        return button
