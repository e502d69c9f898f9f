"""In the options bar while the whole mask is edited by one number, with a live preview."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from app.ui.language import Translated
from app.ui.number_field import NumberField
from app.ui.texts import coverage_text
from app.ui.theme import NORMAL

_BUSY_WIDTH = 28


class EditBar(Translated, QWidget):
    """Asks for a number and says what the user makes of it; computes nothing.

    `valueChanged` comes for each value that a preview is wanted of, the first one included;
    then one of `accepted` (Apply or Enter) and `rejected` (Cancel or Esc).
    """

    valueChanged = Signal(int)
    accepted = Signal(int)
    rejected = Signal()
    opened = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("editBar")
        self._kind = ""
        self._last: dict[str, int] = {}
        self._shares: tuple[float | None, float | None] = (None, None)
        self._field = NumberField(1, 2, logarithmic=True, widths=(120, 88))
        self._field.spin.setObjectName("editSpin")
        self._field.follow_typing()
        self._coverage = QLabel()
        self._busy = self._busy_indicator()
        self._apply = QPushButton()
        self._apply.setObjectName("applyEditButton")
        self._apply.setProperty("primary", True)
        self._cancel = QPushButton()
        self._cancel.setObjectName("cancelEditButton")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(NORMAL)
        for widget in (self._field, self._coverage, self._busy, self._apply, self._cancel):
            self._row.addWidget(widget)
        self._row.addStretch(1)
        self._field.valueChanged.connect(self._edited)
        self._apply.clicked.connect(self.accept)
        self._cancel.clicked.connect(self.reject)
        self._retranslate()
        self.hide()

    def _retranslate(self) -> None:
        captions = {
            "grow": self.tr("Grow by"),
            "shrink": self.tr("Shrink by"),
            "removeSpecks": self.tr("Remove specks below"),
        }
        self._field.describe(captions.get(self._kind, ""), suffix=self.tr(" px"))
        self._coverage.setToolTip(self.tr("Marked share of the picture: before and after"))
        self._busy.setAccessibleName(self.tr("The preview is being computed"))
        self._apply.setText(self.tr("Apply"))
        self._cancel.setText(self.tr("Cancel"))
        # Room for the longest there is, so that the buttons stay where they are.
        shares = self._shares
        self.set_coverage(1, 1)
        self._coverage.setFixedWidth(self._coverage.sizeHint().width())
        self.set_coverage(*shares)

    @property
    def kind(self) -> str:
        """What is being asked for; "" while nothing is."""
        return self._kind

    def ask(self, kind: str, value: int, minimum: int, maximum: int) -> None:
        """Ask how much to "grow" or "shrink" the mask, or how large specks "removeSpecks" takes.

        `value` is where it starts, unless it was asked for before: then with the last answer.
        A question that is still open is rejected.
        """
        if self._kind:
            self._close()
            self.rejected.emit()
        self._kind = kind
        self._shares = (None, None)
        self._retranslate()
        with QSignalBlocker(self._field):
            self._field.set_range(minimum, maximum)
            self._field.set_value(self._last.get(kind, value))
        self.set_busy(False)
        self.opened.emit()
        self.show()
        self._field.spin.setFocus(Qt.FocusReason.OtherFocusReason)
        self._field.spin.selectAll()
        self.valueChanged.emit(self._field.value)

    def set_busy(self, on: bool) -> None:
        """Show whether the preview is still being computed."""
        # Stopped, not only hidden: a busy indicator repaints all the time.
        self._busy.setRange(0, 0 if on else 1)
        self._busy.setVisible(on)

    def set_coverage(self, before: float | None, after: float | None) -> None:
        """Show the white share of the mask, 0 to 1, as it is and as it would be; None when it
        isn't known.
        """
        self._shares = (before, after)
        text = f"{coverage_text(before)} → {coverage_text(after)}"
        self._coverage.setText(text if before is not None else "")

    def accept(self) -> None:
        """Answer with the number that is shown."""
        if self._kind:
            value = self._last[self._kind] = self._field.value
            self._close()
            self.accepted.emit(value)

    def reject(self) -> None:
        """Give no answer."""
        if self._kind:
            self._close()
            self.rejected.emit()

    @property
    def least_width(self) -> int:
        """The logical pixels that it takes without its slider."""
        others = (self._busy, self._coverage, self._apply, self._cancel)
        widths = [part.minimumWidth() or part.sizeHint().width() for part in others]
        return self._field.least_width + sum(widths) + NORMAL * (len(widths) + 1)

    def fit(self, room: int) -> None:
        """Do with so many logical pixels: without the slider, and even the shares, if need be."""
        self._coverage.setVisible(self.least_width <= room)
        slider = self._field.full_width - self._field.least_width
        self._field.show_slider(self.least_width + slider <= room)
        self._row.activate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The field passes on the keys that it has no use for, and so do the buttons.
        if event.key() == Qt.Key.Key_Escape:
            self.reject()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self._cancel.hasFocus():
                self.reject()
            else:
                self.accept()
        else:
            super().keyPressEvent(event)

    def _edited(self, value: int) -> None:
        if self._kind:
            self.valueChanged.emit(value)

    def _close(self) -> None:
        self._kind = ""
        self.set_busy(False)
        self.hide()
        self.closed.emit()

    def _busy_indicator(self) -> QProgressBar:
        bar = QProgressBar()
        bar.setObjectName("editBusy")
        bar.setTextVisible(False)
        bar.setFixedWidth(_BUSY_WIDTH)
        keeps = bar.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        bar.setSizePolicy(keeps)
        return bar
