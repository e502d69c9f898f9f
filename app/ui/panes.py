"""The canvas and the result beside it, and how the room is divided between them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QSplitter

from app.ui.picture_view import PictureView
from app.ui.scroll_frame import ScrollFrame

_LEAST, _HALF, _MOST = 10, 50, 90


class Panes(QSplitter):
    """Shows one of them, or both; then the line between them can be dragged.

    `share`: percent of the width that are the canvas's when both are shown, from now on.
    """

    def __init__(self, canvas: PictureView, comparison: PictureView) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.share = _HALF
        self.canvas_frame = ScrollFrame(canvas)
        self.comparison_frame = ScrollFrame(comparison)
        self.addWidget(self.canvas_frame)
        self.addWidget(self.comparison_frame)
        self.handle(1).installEventFilter(self)
        self.splitterMoved.connect(self._note_share)

    def show_panes(self, *, canvas: bool, comparison: bool) -> None:
        """Show these and no other."""
        both = canvas and comparison
        appears = both and (self.canvas_frame.isHidden() or self.comparison_frame.isHidden())
        self.canvas_frame.setVisible(canvas)
        self.comparison_frame.setVisible(comparison)
        self.comparison_frame.set_bars_shown(not canvas)
        if appears:
            self._divide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonDblClick:
            self.share = _HALF
            self._divide()
            return True
        return super().eventFilter(watched, event)

    def _divide(self) -> None:
        # Only how they compare matters: Qt scales them to the width that there is.
        self.setSizes([self.share * 100, (100 - self.share) * 100])

    def _note_share(self) -> None:
        left, right = self.sizes()
        share = round(100 * left / max(1, left + right))
        self.share = min(_MOST, max(_LEAST, share))
