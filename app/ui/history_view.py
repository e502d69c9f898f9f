"""The tree of the history: what the hand and the keys do in it."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTreeView, QWidget

from app.jobs.history_node import HistoryNode
from app.ui.history_delegate import expander_of, row_height
from app.ui.history_model import HistoryModel
from app.ui.language import Translated

_Index = QModelIndex | QPersistentModelIndex
_KEY = Qt.Key
_MOVES = frozenset(
    {
        *(_KEY.Key_Up, _KEY.Key_Down, _KEY.Key_Left, _KEY.Key_Right),
        *(_KEY.Key_Home, _KEY.Key_End, _KEY.Key_PageUp, _KEY.Key_PageDown),
    }
)
_ENTER = frozenset({_KEY.Key_Return, _KEY.Key_Enter})
_OURS = frozenset({*_MOVES, *_ENTER, _KEY.Key_Delete, _KEY.Key_Backspace})
# So many rows are opened by themselves; laying out each takes its time whenever rows come or go.
_MOST_OPENED = 200
_TICK_MS = 1000
_TICKS_OF_REST = 30  # between two looks at the clock while no job is under way


class HistoryView(Translated, QTreeView):
    """Says what is to be done; letters are the tools' keys here, too."""

    opened = Signal()
    removed = Signal()
    menuWanted = Signal(QPoint)
    currentMoved = Signal()
    """Another row is the current one, or none."""

    def __init__(self, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("historyView")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setExpandsOnDoubleClick(False)
        # The delegate paints the branches, and makes the steps of long chains smaller.
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self._tree = model
        self.setModel(model)
        self._closed: set[str] = set()
        self._opened: set[str] = set()
        self._kept = ""
        self._place = ("", 0)  # what was searched for, and how far it was scrolled
        self.expanded.connect(lambda index: self._note(index, is_open=True))
        self.collapsed.connect(lambda index: self._note(index, is_open=False))
        model.modelAboutToBeReset.connect(self._keep_place)
        model.modelReset.connect(self._find_place)
        model.rowsInserted.connect(self._on_inserted)
        self._ticks = 0
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._on_tick)
        self._retranslate()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("History: what came from what"))
        self.refresh()

    def refresh(self) -> None:
        """Paint all rows anew."""
        # Python's name for the viewport brings those of all kinds of widgets: not out of sight.
        if self.isVisible():
            self.viewport().update()

    @property
    def current(self) -> HistoryNode | None:
        """The node that is meant by whatever is done now."""
        index = self.currentIndex()
        return self._tree.node(index) if index.isValid() else None

    def select(self, index: QModelIndex) -> None:
        """Make a row the current one, and bring it into sight."""
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def leave_current(self) -> None:
        """Make another row the current one: this one is going."""
        current = self.currentIndex()
        for index in (self.indexBelow(current), self.indexAbove(current)):
            if index.isValid():
                self.setCurrentIndex(index)
                return

    def return_to(self, key: str) -> None:
        """Make a row the current one as soon as it is there."""
        self.setCurrentIndex(QModelIndex())
        self._kept = key

    def sizeHint(self) -> QSize:
        return QSize(400, round(3.5 * row_height(self.fontMetrics())))

    def minimumSizeHint(self) -> QSize:
        # More than a row: Qt scrolls to none that fills the view.
        return QSize(160, round(1.5 * row_height(self.fontMetrics())))

    # Open and closed

    def _note(self, index: QModelIndex, *, is_open: bool) -> None:
        """Remember what the user has opened and closed, for when the tree is another one."""
        if self._tree.is_searching:
            return
        key = self._tree.node(index).key
        (self._opened if is_open else self._closed).add(key)
        (self._closed if is_open else self._opened).discard(key)

    def _keep_place(self) -> None:
        current = self.current
        self._kept = current.key if current is not None else self._kept
        self._place = (self._tree.text, self.verticalScrollBar().value())

    def _find_place(self) -> None:
        self._open_first()
        text, place = self._place
        index = self._tree.index_of(self._kept)
        if index.isValid():
            self.setCurrentIndex(index)
        if self._tree.text == text:
            self.executeDelayedItemsLayout()
            self.verticalScrollBar().setValue(place)
        elif index.isValid():
            self.scrollTo(index)

    def _open_first(self) -> None:
        """Open what comes first, and whatever else the user has opened."""
        model, seen = self._tree, 0
        blocked = self.blockSignals(True)
        waiting = [(QModelIndex(), 0)]
        while waiting and seen < _MOST_OPENED:
            parent, row = waiting.pop()
            index = model.index(row, 0, parent)
            if not index.isValid():
                continue
            seen += 1
            waiting.append((parent, row + 1))
            if model.hasChildren(index) and self._is_open(model.node(index).key):
                self.expand(index)
                waiting.append((index, 0))
        for key in () if model.is_searching else self._opened:
            self.expand(model.index_of(key))
        self.blockSignals(blocked)

    def _is_open(self, key: str) -> bool:
        return self._tree.is_searching or key not in self._closed

    def _on_inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        """What is new is in sight."""
        while parent.isValid():
            self.expand(parent)
            parent = parent.parent()

    # Rows tell how long ago they began

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    def _on_tick(self) -> None:
        self._ticks += 1
        if self._tree.has_live or self._ticks % _TICKS_OF_REST == 0:
            self.refresh()

    # Keys and pointer

    def drawBranches(self, painter: QPainter, rect: object, index: object) -> None:
        """The delegate does."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._toggle(event.position().toPoint()):
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        if event.button() != Qt.MouseButton.LeftButton or self._toggle(spot):
            return
        if self.indexAt(spot).isValid():
            self.opened.emit()

    def _toggle(self, spot: QPoint) -> bool:
        """Open or close the row whose mark is here, if there is one."""
        index = self.indexAt(spot)
        if not index.isValid() or not self._tree.hasChildren(index):
            return False
        ((depth, _), *_) = self._tree.ancestors(index)
        if not expander_of(self.visualRect(index), depth).contains(spot):
            return False
        self.setExpanded(index, not self.isExpanded(index))
        return True

    def event(self, event: QEvent) -> bool:
        # Some of these keys do something else everywhere else: Delete clears the mask.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _OURS
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _MOVES:
            super().keyPressEvent(event)
        elif event.key() in _ENTER and self.current is not None:
            self.opened.emit()
        elif event.key() in _OURS and self.current is not None:
            self.removed.emit()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._tree.rowCount():
            self.setCurrentIndex(self._tree.index(0, 0))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        spot = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            spot = self.visualRect(self.currentIndex()).center()
        index = self.indexAt(spot)
        if index.isValid():
            self.setCurrentIndex(index)
            self.menuWanted.emit(self.viewport().mapToGlobal(spot))

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        self.currentMoved.emit()
