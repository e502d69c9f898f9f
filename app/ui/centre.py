"""Between the window's bars: pictures or the ways to open one, the history, the job panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.ui.actions import Actions
from app.ui.dock_area import DockArea
from app.ui.drop_hint import DropHint
from app.ui.empty_state import EmptyState
from app.ui.job_panel import JobPanel

if TYPE_CHECKING:
    from app.settings.settings import Settings
    from app.ui.canvas_view import CanvasView
    from app.ui.compare_bar import CompareBar
    from app.ui.comparison_view import ComparisonView
    from app.ui.history_dock import HistoryDock
    from app.ui.message_bar import MessageBar
    from app.ui.panes import Panes
    from app.ui.shared_view import SharedView


class Centre(QWidget):
    """Lays its parts out; each is an attribute.

    What isn't seen while nothing is open is made by `add_panes` and `add_history`.
    """

    shared_view: SharedView
    canvas: CanvasView
    comparison: ComparisonView
    messages: MessageBar
    compare_bar: CompareBar
    panes: Panes

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._actions = actions
        self.panel = JobPanel(actions)
        self.empty = EmptyState(actions["openTask"], actions["openImage"])
        self.history: HistoryDock | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        middle = QWidget()
        self._middle = QVBoxLayout(middle)
        self._middle.setContentsMargins(0, 0, 0, 0)
        self._middle.setSpacing(0)
        self._middle.addWidget(self._stack, 1)
        self._dock_area = DockArea(middle)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._dock_area, 1)
        layout.addWidget(self.panel)
        self.drop_hint = DropHint(self)

    def add_panes(self) -> None:
        """Make what pictures are shown in; none of it comes into sight."""
        from app.ui.canvas_view import CanvasView
        from app.ui.compare_bar import CompareBar
        from app.ui.comparison_view import ComparisonView
        from app.ui.message_bar import MessageBar
        from app.ui.panes import Panes
        from app.ui.shared_view import SharedView

        self.shared_view = SharedView(self)
        self.canvas = CanvasView(self.shared_view)
        self.comparison = ComparisonView(self.shared_view)
        self.messages = MessageBar()
        self.compare_bar = CompareBar(self._actions)
        self.panes = Panes(self.canvas, self.comparison)
        self.compare_bar.hide()
        self._middle.insertWidget(0, self.messages)
        self._middle.insertWidget(1, self.compare_bar)
        self._stack.addWidget(self.panes)
        for widget in (self.panes, self.panel.result.candidates):
            widget.addActions(self._actions.for_panes())

    def add_history(self, settings: Settings) -> HistoryDock:
        """Make the history, if there is none yet, where the settings have it."""
        from app.ui.history_dock import HistoryDock

        if self.history is None:
            self.history = HistoryDock(self._actions["history"])
            self._actions["findInHistory"].triggered.connect(self.history.show_search)
            self._dock_area.hold(self.history)
            self._dock_area.restore(settings.window_state)
        return self.history

    @property
    def dock_state(self) -> str:
        """Where the history is, and whether it is shown, for the settings."""
        return self._dock_area.state

    def show_panes(self, *, canvas: bool, comparison: bool) -> None:
        """Show the canvas, the picture beside it, both, or (for neither) the empty state."""
        self.compare_bar.setVisible(canvas and comparison)
        self.panes.show_panes(canvas=canvas, comparison=comparison)
        shown = self.panes if canvas or comparison else self.empty
        self._stack.setCurrentWidget(shown)
        for page in (self.panes, self.empty):
            # The room that the hidden one would need is the history's.
            needs = QSizePolicy.Policy.Preferred if page is shown else QSizePolicy.Policy.Ignored
            page.setSizePolicy(needs, needs)
