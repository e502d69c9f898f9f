"""The main window: its bars, menus and centre. What they do is wired by `workspace`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

# What is imported here is waited for before the window is seen at all.
from PySide6.QtCore import QByteArray, QEvent, QSize, Signal
from PySide6.QtWidgets import QApplication, QMainWindow

from app.ui.language import Translated, Words

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QCloseEvent,
        QDragEnterEvent,
        QDragLeaveEvent,
        QDropEvent,
        QKeyEvent,
    )
    from PySide6.QtWidgets import QToolButton, QWidget

    from app.settings.settings import Settings
    from app.ui.actions import Actions
    from app.ui.canvas_view import CanvasView
    from app.ui.centre import Centre
    from app.ui.compare_bar import CompareBar
    from app.ui.comparison_view import ComparisonView
    from app.ui.empty_state import EmptyState
    from app.ui.ground import Ground
    from app.ui.history_dock import HistoryDock
    from app.ui.job_panel import JobPanel
    from app.ui.menus import Menus
    from app.ui.message_bar import MessageBar
    from app.ui.options_bar import OptionsBar
    from app.ui.panes import Panes
    from app.ui.physical_keys import PhysicalKeys
    from app.ui.recent_menu import RecentTask
    from app.ui.shared_view import SharedView
    from app.ui.shortcut_sheet import ShortcutSheet
    from app.ui.status_line import StatusLine
    from app.ui.tool_bar import ToolBar

_FIRST_SIZE = QSize(1280, 820)
_SMALLEST_SIZE = QSize(960, 600)
_TITLE = 36  # logical pixels: no window manager tells before it has the window

_NEED_CANVAS = (
    *("growMask", "shrinkMask", "fillHoles", "removeSpecks", "copyMask", "pasteMask"),
    *("overlay", "outline", "asSent", "peek", "pixelGrid"),
)
_NEED_MORE = (
    # What is open, and what was done with it, decide.
    *("undo", "redo", "invertMask", "clearMask"),
    *("zoomIn", "zoomOut", "fit", "actualSize"),
)
_NEED_BOTH = (
    *("compareSideBySide", "compareSwipe", "compareBlink", "compareDifference", "cycleCompare"),
)


class MainWindow(Translated, QMainWindow):
    """Holds the widgets as public attributes; emits what was dropped and that it closes."""

    dropped = Signal(object)
    """`app.ui.incoming.Incoming`; None for what nothing can be made of."""

    closing = Signal()
    retranslated = Signal()
    """The language is another one, and the actions and all widgets of the window follow it."""

    # What is seen while nothing is open: `build` makes it.
    actions_: Actions
    options: OptionsBar
    panel: JobPanel
    empty: EmptyState
    menus: Menus
    status: StatusLine
    _centre: Centre
    _tool_bar: ToolBar
    _history_button: QToolButton
    # What isn't: `furnish` makes it.
    shared_view: SharedView
    canvas: CanvasView
    comparison: ComparisonView
    messages: MessageBar
    compare_bar: CompareBar
    panes: Panes
    history: HistoryDock
    _physical_keys: PhysicalKeys

    def __init__(self, ground: Ground) -> None:
        """The surfaces alone, which can be shown at once; `build` puts the rest in their place."""
        super().__init__()
        self.setAcceptDrops(True)
        self.setMinimumSize(_SMALLEST_SIZE)
        self.resize(self._first_size())
        self.setCentralWidget(ground)
        self._held: list[Callable[[], None]] = []
        self._sheet: ShortcutSheet | None = None
        self._is_built = False

    def build(self, settings: Settings) -> None:
        """Make what is seen of it while nothing is open; with the history, if it was in sight."""
        from app.ui.actions import Actions

        self.actions_ = Actions(self)
        self._build_centre()
        if settings.window_state and settings.history_shown:
            self._centre.add_history(settings)
        self._build_bars()
        self._build_status()
        self.addActions(self.actions_.for_window())
        self._is_built = True
        self._retranslate_frame()
        self._offer(canvas=False, comparison=False)
        for name in _NEED_MORE:
            self.actions_[name].setEnabled(False)
        for name in ("brushTool", "overlay"):
            self.actions_[name].setChecked(True)

    def furnish(self, settings: Settings) -> Iterator[None]:
        """Make all the rest, in steps of less than a frame; nothing of it comes into sight."""
        self.panel.furnish()
        self.panel.result.paste.set_feather(settings.feather)
        yield
        self._add_panes()
        self.panes.share = settings.panes_share
        yield
        self.history = self._centre.add_history(settings)
        yield
        self._connect()

    def _first_size(self) -> QSize:
        """No larger than the screen has room for, with the title."""
        return _FIRST_SIZE.boundedTo(self.screen().availableSize() - QSize(0, _TITLE))

    def _retranslate(self) -> None:
        if self._is_built:
            self._retranslate_frame()
            self._retranslate_panes()

    def _retranslate_panes(self) -> None:
        self.canvas.setAccessibleName(self.tr("Canvas: the painting surface"))
        self.comparison.setAccessibleName(self.tr("Result beside the original"))

    def _retranslate_frame(self) -> None:
        # Before the widgets inside, which use their texts.
        self.actions_.retranslate()
        self.menus.retranslate()
        if self.statusBar().currentMessage():
            self.tell(*self._told)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        # Unlike at changeEvent, by now all widgets have heard of it.
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslated.emit()
        return done

    # Layout

    def _build_centre(self) -> None:
        from app.ui.centre import Centre

        self._centre = centre = Centre(self.actions_)
        self.panel, self.empty = centre.panel, centre.empty
        self.setCentralWidget(centre)

    def _build_bars(self) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QIcon

        from app.paths import resource
        from app.ui.menus import Menus
        from app.ui.options_bar import OptionsBar
        from app.ui.tool_bar import ToolBar

        self.setWindowIcon(QIcon(str(resource("app-icon.svg"))))
        self._tool_bar = ToolBar(self.actions_)
        self.options = OptionsBar(self.actions_)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, self._tool_bar)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.options)
        self.menus = Menus(self, self.actions_)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setCorner(Qt.Corner.TopLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)

    def _build_status(self) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QToolButton

        from app.ui.status_line import StatusLine

        self.status = StatusLine()
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.addWidget(self.status, 1)
        # Where the dock comes up, and also while something else is said in the bar.
        self._history_button = button = QToolButton()
        button.setObjectName("historyButton")
        button.setDefaultAction(self.actions_["history"])
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(16, 16))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        bar.addPermanentWidget(button)

    def _add_panes(self) -> None:
        self._centre.add_panes()
        centre = self._centre
        self.shared_view, self.panes = centre.shared_view, centre.panes
        self.canvas, self.comparison = centre.canvas, centre.comparison
        self.messages, self.compare_bar = centre.messages, centre.compare_bar
        self.status.watch(self.canvas, self.comparison)
        self._retranslate_panes()
        self.show_panes(canvas=False, comparison=False)

    def _connect(self) -> None:
        from app.ui.physical_keys import PhysicalKeys
        from app.ui.tab_order import leap

        self._physical_keys = PhysicalKeys(self, self.actions_.for_window())
        self.options.done.connect(self.focus_picture)
        self.canvas.settled.connect(self._settle)
        self.actions_["shortcuts"].triggered.connect(self._toggle_sheet)
        for name, forwards in (("nextPart", True), ("previousPart", False)):
            self.actions_[name].triggered.connect(
                lambda _on, there=forwards: leap(self._parts(), forwards=there)
            )

    def focus_picture(self) -> None:
        """Give the keys to the canvas, or to what stands in its place."""
        if self.empty.isVisibleTo(self):
            self.empty.take_keys()
            return
        view = self.canvas if self.canvas.isVisibleTo(self) else self.comparison
        view.setFocus()

    def when_settled(self, change: Callable[[], None]) -> None:
        """Make a change that may move the canvas, or takes the mask: now, or after what is being
        painted or computed.

        If the picture moved under the brush, the stroke would run where nobody drew it.
        """
        self._held.append(change)
        self._settle()

    def _settle(self) -> None:
        # One of them may begin to compute: the rest waits for that, too.
        while self._held and self.canvas.is_settled:
            self._held.pop(0)()

    def show_panes(self, *, canvas: bool, comparison: bool, compares: bool = True) -> None:
        """Show the canvas, the picture beside it, both, or (for neither) the empty state.

        `compares`: what is beside the canvas is to be compared with it.
        """
        self._centre.show_panes(canvas=canvas, comparison=comparison)
        self._offer(canvas=canvas, comparison=comparison, compares=compares)

    def _offer(self, *, canvas: bool, comparison: bool, compares: bool = True) -> None:
        """Enable what can be done with what is shown."""
        self.options.set_painting(canvas)
        self.status.set_painting(canvas)
        for name in _NEED_CANVAS:
            self.actions_[name].setEnabled(canvas)
        for name in _NEED_BOTH:
            self.actions_[name].setEnabled(canvas and comparison and compares)

    def show_opening(self, on: bool) -> None:
        """Say that a picture is being opened; what is open meanwhile stays in sight."""
        self.empty.show_opening(on)
        if on:
            self.tell(lambda: self.tr("Opening…"))
        else:
            self.statusBar().clearMessage()

    def show_recent(self, tasks: Sequence[RecentTask]) -> None:
        """Offer the tasks that were open lately, newest first."""
        from app.ui.recent_menu import MOST

        self.menus.recent.show_tasks(tasks[:MOST])
        self.empty.show_recent(tasks[:MOST])

    def tell(self, text: Words, milliseconds: int = 0) -> None:
        """Say something in the status bar, for good or for so long."""
        self._told = (text, milliseconds)
        self.statusBar().showMessage(text(), milliseconds)

    # Keys, geometry, drops, closing

    def _toggle_sheet(self) -> None:
        from app.ui.shortcut_sheet import ShortcutSheet

        self._sheet = self._sheet or ShortcutSheet(self.actions_["shortcuts"], self)
        self._sheet.setVisible(not self._sheet.isVisible())

    def _parts(self) -> list[QWidget]:
        """The window from its left upper corner on, as keys go through it."""
        fixed = (self.options, self._tool_bar, self.messages, self.compare_bar, self.empty)
        panes = (self.panes.canvas_frame, self.panes.comparison_frame)
        docked = () if self.history.isFloating() else (self.history,)
        return [*fixed, *panes, self.panel, *docked]

    def focusNextPrevChild(self, forwards: bool) -> bool:
        from app.ui.tab_order import is_gone, step

        if is_gone(QApplication.focusWidget()):
            # A button that went with what it was pressed for: Qt asks for the next one then, which
            # might be anywhere.
            self.focus_picture()
            return True
        return step([*self._parts(), self._history_button], forwards=forwards)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._physical_keys.handle(event):
            super().keyPressEvent(event)

    def restore_place(self, settings: Settings) -> None:
        """Come back where the window was; a screen that is gone is Qt's to handle."""
        self.restoreGeometry(QByteArray.fromBase64(settings.window_geometry.encode()))

    def geometry_text(self) -> str:
        """Where the window is, for the settings."""
        return bytes(self.saveGeometry().toBase64().data()).decode()

    def state_text(self) -> str:
        """Where the dock is in it, and whether it is shown, for the settings."""
        return self._centre.dock_state

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        mime = event.mimeData()
        if event.source() is not None:
            return  # what is dragged from here goes to others
        if mime.hasUrls() or mime.hasImage() or mime.hasText():
            event.acceptProposedAction()
            if self._is_built:
                self._centre.drop_hint.appear()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        if self._is_built:
            self._centre.drop_hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        from app.ui.incoming import incoming_from

        if self._is_built:
            self._centre.drop_hint.hide()
        event.acceptProposedAction()
        # Read here and now: what was dragged is the other program's, and goes with the event.
        self.dropped.emit(incoming_from(event.mimeData()))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        event.accept()
