"""The mask's outline over a picture; its dashes move while somebody may be looking."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPainter

from app.canvas.geometry import EMPTY, Rect
from app.canvas.mask_pyramid import MaskPyramid
from app.ui.mask_outline import MaskOutline
from app.ui.picture_view import PictureView

_STEP_MS = 125
_FOLLOW_MS = 30


class OutlineLayer(QObject):
    """What a view paints of the mask's outline; while it is off it holds and does nothing."""

    def __init__(self, view: PictureView) -> None:
        super().__init__(view)
        self._view = view
        self._outline: MaskOutline | None = None
        self._stale: tuple[Rect, MaskPyramid] | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_FOLLOW_MS)
        self._soon.timeout.connect(self._follow)
        self._timer = QTimer(self)
        self._timer.setInterval(_STEP_MS)
        self._timer.timeout.connect(self._move_on)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._wake)

    @property
    def is_shown(self) -> bool:
        """Whether the outline is on."""
        return self._outline is not None

    def set_shown(self, shown: bool) -> None:
        """Switch the outline on or off."""
        if shown != self.is_shown:
            self._outline = MaskOutline() if shown else None
            self._view.update()

    def reset(self) -> None:
        """Another mask took the place of the one before: draw everything anew."""
        if self._outline is not None:
            self._outline = MaskOutline()
            self._view.update()

    def mask_changed(self, rect: Rect, pyramid: MaskPyramid) -> None:
        """The mask changed inside `rect` (picture pixels): the outline follows in a moment.

        So it costs a hand that paints nothing at each of its moves.
        """
        if self._outline is None or rect.is_empty:
            return
        before = self._stale[0] if self._stale is not None else EMPTY
        self._stale = before.united(rect), pyramid
        if not self._soon.isActive():
            self._soon.start()

    def _follow(self) -> None:
        if self._stale is not None:
            (rect, pyramid), self._stale = self._stale, None
            if self._outline is not None:
                self._view.update_view(self._outline.update(rect, pyramid))

    def paint(self, painter: QPainter, pyramid: MaskPyramid) -> None:
        """Paint it over the whole view, or what the painter is clipped to, in logical pixels."""
        if self._outline is None:
            return
        ratio = self._view.devicePixelRatioF()
        image = self._outline.image(self._view.viewport, pyramid, ratio)
        self._view.paint_view(painter, image)
        if not self._timer.isActive():
            self._wake()

    def _wake(self) -> None:
        if self._outline is not None and self._may_be_seen() and self._outline.tiles:
            self._timer.start()

    def _move_on(self) -> None:
        outline = self._outline
        if outline is None or not self._may_be_seen() or not outline.tiles:
            self._timer.stop()
        elif QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton:
            # The hand comes first: while something is drawn, the dashes stand still.
            outline.advance()
            for tile in outline.tiles:
                self._view.update_view(tile)

    def _may_be_seen(self) -> bool:
        return self._view.isVisible() and self._view.isActiveWindow()
