"""A pane with scroll bars: they show, and change, which part of the picture is seen."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollBar, QWidget

from app.ui.picture_view import PictureView

_HORIZONTAL, _VERTICAL = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
_STEP = 20  # What an arrow key or a third of a wheel's notch scrolls, in logical pixels


class ScrollFrame(QFrame):
    """Holds a picture's view and its bars, whose place is kept free: no picture ever moves.

    A bar goes as far as the view does: until the picture's edge is in the view's middle.
    """

    def __init__(self, view: PictureView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scrollFrame")
        self._view = view
        self._across, self._down = self._bar(_HORIZONTAL), self._bar(_VERTICAL)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(view, 0, 0)
        layout.addWidget(self._down, 0, 1)
        layout.addWidget(self._across, 1, 0)
        view.viewChanged.connect(self._follow)
        self._follow()

    def set_bars_shown(self, shown: bool) -> None:
        """Show the bars, or leave their place empty, so that panes side by side are alike."""
        for bar in (self._across, self._down):
            bar.setVisible(shown)

    def _bar(self, orientation: Qt.Orientation) -> QScrollBar:
        bar = QScrollBar(orientation)
        # The keys stay with the view, and the menu of Qt's own has no words of ours.
        bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        kept = bar.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        bar.setSizePolicy(kept)
        bar.valueChanged.connect(self._scroll)
        return bar

    def _scroll(self) -> None:
        viewport = self._view.viewport
        self._view.show_viewport(viewport.scrolled(self._across.value(), self._down.value()))

    def _follow(self) -> None:
        viewport = self._view.viewport
        there = self._view.picture is not None
        seen_from = (-viewport.origin_x, -viewport.origin_y)
        sizes = (viewport.view.width, viewport.view.height)
        extents = (viewport.extent.width, viewport.extent.height)
        for index, bar in enumerate((self._across, self._down)):
            size, extent, start = sizes[index], extents[index], seen_from[index]
            with QSignalBlocker(bar):
                bar.setRange(0, extent)
                bar.setPageStep(size)
                bar.setSingleStep(round(_STEP * self.devicePixelRatioF()))
                bar.setValue(viewport.scroll[index])
            # All of it in sight: there is nothing to scroll for.
            bar.setEnabled(there and not (start <= 0 and start + size >= extent))
