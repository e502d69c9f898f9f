"""The dock that holds the history: heading and search in one line, the tree below it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.clear_button import name_clear_button
from app.ui.history_delegate import row_height
from app.ui.history_model import HistoryModel
from app.ui.history_view import HistoryView
from app.ui.icons import icon
from app.ui.language import Translated, Words
from app.ui.texts import number
from app.ui.theme import NORMAL, TIGHT, WIDE, roomy

# Qt's own buttons are never seen, but can be read out, and hear of no other language.
_QT_BUTTONS = {
    "qt_dockwidget_floatbutton": ("Float", "Undocks and re-attaches the dock widget"),
    "qt_dockwidget_closebutton": ("Close", "Closes the dock widget"),
}
_PAUSE_MS = 80  # after the last letter
_SEARCH_WIDTH = 240


class HistoryDock(Translated, QDockWidget):
    """Shows the tree, or in its place why there is none."""

    def __init__(self, shown: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("historyDock")
        self.setAllowedAreas(
            Qt.DockWidgetArea.BottomDockWidgetArea
            | Qt.DockWidgetArea.LeftDockWidgetArea
            | Qt.DockWidgetArea.RightDockWidgetArea
        )
        self.model = HistoryModel(self)
        self.view = HistoryView(self.model)
        self.search = SearchField()
        self.search.wanted.connect(self._search)
        self.search.left.connect(self.view.setFocus)
        self._why: Words = str
        self._shown = shown
        self.setTitleBarWidget(self._heading())
        self._empty = _Instead()
        self._empty.show_all.clicked.connect(self._show_all)
        self._stack = QStackedWidget()
        self._stack.setObjectName("historyStack")
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        self.setWidget(self._stack)
        # What the user shows and hides, which is another thing than whether it can be seen.
        self.toggleViewAction().toggled.connect(shown.setChecked)
        shown.triggered.connect(self._show_or_hide)
        for change in (self.model.modelReset, self.model.rowsInserted):
            change.connect(self._show_what_there_is)
        self._retranslate()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("History"))
        self._title.setText(self.tr("History"))
        self._close.setToolTip(self._shown.toolTip())
        self._close.setAccessibleName(self.tr("Close the history"))
        for name, (text, description) in _QT_BUTTONS.items():
            for button in self.findChildren(QAbstractButton, name):
                translate = partial(QCoreApplication.translate, "QDockWidget")
                button.setAccessibleName(translate(text))
                button.setAccessibleDescription(translate(description))
        self._show_what_there_is()

    @property
    def is_squeezed(self) -> bool:
        """Whether there is no room for two whole rows."""
        return self._stack.height() < 2 * row_height(self.fontMetrics())

    def say_why(self, why: Words) -> None:
        """What stands here as long as there is nothing to show."""
        self._why = why
        self._show_what_there_is()

    def show_search(self) -> None:
        """Come up, and let the user type what to look for."""
        self.show()
        self.raise_()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _show_or_hide(self, on: bool) -> None:
        self.setVisible(on)
        if on:
            self.raise_()
            there = self.view if self.view.isVisible() else self.search
            there.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _search(self, text: str) -> None:
        self.model.search(text)

    def _show_what_there_is(self) -> None:
        model, count = self.model, self.model.count
        told = number(count, 0) if count else ""
        if told and model.is_searching:
            told = self.tr("{found} of {count}").format(
                found=number(model.found_count, 0), count=told
            )
        self._count.setText(told)
        found_none = self.tr(
            "Nothing found for “{text}”. The search goes through prompts and ids."
        ).format(text=model.text)
        is_lost = bool(model.is_searching and count)
        self._empty.show_why(found_none if is_lost else self._why(), can_show_all=is_lost)
        self._stack.setCurrentWidget(self.view if model.rowCount() else self._empty)

    def _show_all(self) -> None:
        self.search.clear()
        self._search("")
        self.view.setFocus()

    def _heading(self) -> QWidget:
        heading = QWidget()
        heading.setObjectName("historyHeading")
        heading.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = QLabel()
        self._title.setProperty("role", "heading")
        self._count = QLabel()
        self._count.setObjectName("historyCount")
        self._count.setProperty("role", "muted")
        self._close = QToolButton()
        self._close.setObjectName("small")
        self._close.setIcon(icon("close", "muted"))
        self._close.setIconSize(QSize(16, 16))
        self._close.clicked.connect(self._shown.trigger)
        row = QHBoxLayout(heading)
        row.setContentsMargins(NORMAL + TIGHT, TIGHT, NORMAL, TIGHT)
        row.setSpacing(NORMAL)
        row.addWidget(self._title)
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self.search, 100)  # as wide as it may be, before anything is left free
        row.addWidget(self._close)
        return heading


class _Instead(Translated, QWidget):
    """Stands where the tree would: why there is none, and the way back from a search."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("historyInstead")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._why = QLabel()
        self._why.setObjectName("historyEmpty")
        self._why.setProperty("role", "muted")
        self._why.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._why.setWordWrap(True)
        self.show_all = QPushButton()
        self.show_all.setObjectName("showAllHistoryButton")
        self.show_all.setProperty("role", "link")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(WIDE, NORMAL, WIDE, NORMAL)
        layout.setSpacing(TIGHT)
        layout.addStretch(1)
        layout.addWidget(self._why)
        layout.addWidget(self.show_all, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self._retranslate()

    def _retranslate(self) -> None:
        self.show_all.setText(self.tr("Show everything"))

    def show_why(self, why: str, *, can_show_all: bool) -> None:
        """Say this."""
        self._why.setText(why)
        self.show_all.setVisible(can_show_all)


class SearchField(Translated, QLineEdit):
    """Says what to look for a moment after the last letter; Esc empties it, then leaves it."""

    wanted = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("historySearch")
        self.setClearButtonEnabled(True)
        self.setMaximumWidth(roomy(_SEARCH_WIDTH, self))
        self.setMinimumWidth(80)
        self._mark = self.addAction(icon("search", "muted"), self.ActionPosition.LeadingPosition)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.wanted.emit(self.text()))
        self.textChanged.connect(self._pause.start)
        self._retranslate()

    def _retranslate(self) -> None:
        self.setPlaceholderText(self.tr("Search prompts and ids"))
        self.setAccessibleName(self.tr("Search the history"))
        self._mark.setText(self.accessibleName())
        name_clear_button(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._say_now()
        elif event.key() in (
            Qt.Key.Key_Escape,
            Qt.Key.Key_Down,
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        ):
            self._say_now()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _say_now(self) -> None:
        self._pause.stop()
        self.wanted.emit(self.text())
