"""The first picture's hint: what to do now, and with which keys. Once, and never in the way."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QLabel, QToolButton, QVBoxLayout

from app.settings.settings import SettingsStore
from app.ui.actions import SPECS
from app.ui.canvas_view import CanvasView
from app.ui.icons import icon
from app.ui.key_names import caps_of, key_text
from app.ui.language import Translated
from app.ui.theme import NORMAL, TIGHT, WIDE, roomy

_EDGE = NORMAL + WIDE  # to the canvas's lower edge
_CLOSE = 24
_WIDTH = 320
_KEYS = {spec.name: spec.keys[0] for spec in SPECS if spec.keys}


class FirstHint(QObject):
    """Shows the hint on the first picture in which nothing is marked yet, until something is or
    the hint is closed. The settings know that it has been.
    """

    def __init__(self, canvas: CanvasView, store: SettingsStore) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._store = store
        self._mark: CoachMark | None = None
        if not store.settings.introduced:
            canvas.maskChanged.connect(self._follow)

    def _follow(self) -> None:
        canvas = self._canvas.canvas
        if canvas is None:
            self._take_away()
        elif canvas.mask.is_empty and self._mark is None:
            self._mark = CoachMark(self._canvas)
            self._mark.close_button.clicked.connect(self._be_done)
        elif not canvas.mask.is_empty and self._mark is not None:
            self._be_done()

    def _be_done(self) -> None:
        self._store.change(introduced=True)
        self._canvas.maskChanged.disconnect(self._follow)
        self._take_away()
        self._canvas.setFocus()

    def _take_away(self) -> None:
        if self._mark is not None:
            self._mark.leave()
            self._mark = None


class CoachMark(Translated, QFrame):
    """Lies over the canvas, to which the pointer goes through; but for the cross, which is its own.

    It makes way for the pointer: the brush's ring is always seen.
    """

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self.setObjectName("firstHint")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._canvas = canvas
        self._what = QLabel()
        self._what.setProperty("role", "heading")
        self._keys = QLabel()
        self._keys.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(WIDE, NORMAL, WIDE + _CLOSE, NORMAL)
        layout.setSpacing(TIGHT)
        layout.addWidget(self._what)
        layout.addWidget(self._keys)
        self.close_button = QToolButton(canvas)
        self.close_button.setObjectName("small")
        self.close_button.setIcon(icon("close"))
        self.close_button.setIconSize(QSize(16, 16))
        self.close_button.setFixedSize(_CLOSE, _CLOSE)
        self.close_button.setCursor(Qt.CursorShape.ArrowCursor)
        self._retranslate()
        for widget in (self, self.close_button):
            widget.show()
        canvas.installEventFilter(self)

    def leave(self) -> None:
        """Go, with the cross."""
        self._canvas.removeEventFilter(self)
        for widget in (self, self.close_button):
            widget.hide()
            widget.deleteLater()

    def _retranslate(self) -> None:
        smaller, larger, submit = (
            key_text(caps_of(_KEYS[name])) for name in ("smallerBrush", "largerBrush", "submit")
        )
        self._what.setText(self.tr("Paint over what should change"))
        self._keys.setText(
            self.tr(
                "{smaller} and {larger} change the brush's size, the right button erases, "
                "{submit} submits."
            ).format(smaller=smaller, larger=larger, submit=submit)
        )
        self.setAccessibleName(f"{self._what.text()}. {self._keys.text()}")
        self.close_button.setToolTip(self.tr("Close the hint"))
        self.close_button.setAccessibleName(self.tr("Close the hint"))
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent):
            self.setHidden(self.geometry().contains(event.position().toPoint()))
        elif event.type() == QEvent.Type.Leave:
            self.show()
        elif event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        """At the canvas's lower edge, in the middle."""
        canvas = self._canvas
        width = min(roomy(_WIDTH, self) + 2 * WIDE + _CLOSE, canvas.width() - 2 * WIDE)
        height = self.heightForWidth(width)
        left, top = (canvas.width() - width) // 2, canvas.height() - _EDGE - height
        self.setGeometry(left, top, width, height)
        self.close_button.move(self.geometry().right() - _CLOSE - TIGHT, top + TIGHT)
        self.close_button.raise_()
