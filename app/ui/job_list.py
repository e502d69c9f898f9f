"""The jobs under way and those nobody has looked at yet, a line for each, once there are two."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.jobs.forecast import Forecaster
from app.jobs.job import Job, JobState
from app.ui.icons import icon
from app.ui.job_words import cancel_hint, short_state, steady_state, title
from app.ui.language import Translated
from app.ui.texts import escaped
from app.ui.theme import NORMAL, TIGHT, roomy

_ROW_HEIGHT = 48
_MOST_ROWS, _FEWEST_ROWS = 4, 2
_REST_OF_PANEL = 560  # logical pixels: what is above the list, and the state below it
_THUMBNAIL = 36
_TICK_MS = 500
_JOB_ID = Qt.ItemDataRole.UserRole
_SPOKEN = Qt.ItemDataRole.AccessibleTextRole
_DISMISS_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)
_MARKS = {
    JobState.UNCONFIRMED: "warning",
    JobState.FAILED: "error",
    JobState.CANCELLED: "cancel",
    JobState.DONE: "success",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `is_new`: it has come to rest, and nobody has looked at it yet."""

    job: Job
    is_new: bool
    thumbnail: QPixmap | None


class JobList(Translated, QListWidget):
    """Hidden while there is only one job. Says which one is picked, and which is to go."""

    picked = Signal(str)
    opened = Signal(str)
    removed = Signal(str)
    """The button of a line, or Delete: a job under way is cancelled, another one dismissed."""

    def __init__(self, forecasts: Forecaster, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._forecasts = forecasts
        self.setObjectName("jobList")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._rows: tuple[Row, ...] = ()
        self._most_rows = _MOST_ROWS
        self._row_height = roomy(_ROW_HEIGHT, self)
        self._told = self._pressed_on = ""
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._show_states)
        self.currentItemChanged.connect(self._on_current_changed)
        self.itemClicked.connect(self._on_clicked)
        self.itemDoubleClicked.connect(lambda item: self.opened.emit(item.data(_JOB_ID)))
        self._retranslate()
        self.hide()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Jobs"))
        self._show_states()

    def show_rows(self, rows: Sequence[Row], current: str) -> None:
        """Show these jobs, newest first; `current`: the id of the current one."""
        before, self._rows = [row.job.id for row in self._rows], tuple(rows)
        if [row.job.id for row in rows] != before:
            self._arrange()
        self._show_states()
        self._told = current
        for number, row in enumerate(self._rows):
            if row.job.id == current and self.currentRow() != number:
                self.setCurrentRow(number)
        if any(row.job.is_active for row in rows):
            self._clock.start()
        else:
            self._clock.stop()
        self.setVisible(len(rows) > 1 or any(row.job.id != current for row in rows))

    def fit_panel(self, height: int) -> None:
        """Show as many lines at once as a panel of this height has room for; the rest scrolls."""
        rows = (height - _REST_OF_PANEL) // self._row_height
        self._most_rows = max(_FEWEST_ROWS, min(_MOST_ROWS, rows))
        self.setFixedHeight(self.sizeHint().height())

    def sizeHint(self) -> QSize:
        lines = min(self._most_rows, max(1, self.count()))
        return QSize(super().sizeHint().width(), lines * self._row_height + 2 * TIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _arrange(self) -> None:
        """Give each job its line, keeping those that were there already."""
        self.blockSignals(True)
        wanted = [row.job.id for row in self._rows]
        for number in reversed(range(self.count())):
            if self.item(number).data(_JOB_ID) not in wanted:
                self.takeItem(number)
        for number, job_id in enumerate(wanted):
            item = self.item(number)
            if item is None or item.data(_JOB_ID) != job_id:
                item = QListWidgetItem()
                item.setData(_JOB_ID, job_id)
                item.setSizeHint(QSize(0, self._row_height))
                self.insertItem(number, item)
                line = _Line()
                line.button.clicked.connect(lambda _on=False, i=job_id: self.removed.emit(i))
                self.setItemWidget(item, line)
        self.blockSignals(False)
        self.setFixedHeight(self.sizeHint().height())

    def _show_states(self) -> None:
        now = time.time()
        for number, row in enumerate(self._rows):
            item = self.item(number)
            line = self.itemWidget(item)
            if isinstance(line, _Line):
                line.show_row(
                    row, short_state(row.job, now, self._forecasts.forecast(row.job, now))
                )
            name, state = title(row.job), steady_state(row.job)
            if item.data(_SPOKEN) != f"{name}: {state}":
                item.setData(_SPOKEN, f"{name}: {state}")
                item.setToolTip(f"<p>{escaped(name)}</p>{escaped(state)}")

    def _on_current_changed(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(_JOB_ID) != self._told:
            self._told = item.data(_JOB_ID)
            self.picked.emit(self._told)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_on = self._told
        super().mousePressEvent(event)

    def _on_clicked(self, item: QListWidgetItem) -> None:
        """A click on the current one brings its picture back."""
        if item.data(_JOB_ID) == self._pressed_on:
            self.picked.emit(self._pressed_on)

    def event(self, event: QEvent) -> bool:
        # Delete clears the mask everywhere else.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in (*_DISMISS_KEYS, *_MOVES)
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if item is not None and event.key() in _DISMISS_KEYS:
            self.removed.emit(item.data(_JOB_ID))
        elif item is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(item.data(_JOB_ID))
        elif event.key() in _MOVES:
            super().keyPressEvent(event)
        else:
            event.ignore()  # letters are the tools' keys, on any keyboard layout


class _Line(QWidget):
    """A picture, the prompt, the state with its progress, and a button."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QLabel()
        self._picture.setFixedSize(_THUMBNAIL, _THUMBNAIL)
        self._picture.setScaledContents(True)
        self._name = _Elided()
        self._state = _Elided()
        self._state.setProperty("role", "muted")
        self._mark = QLabel()
        self._mark.setFixedSize(14, 14)
        self._progress = QProgressBar()
        self._progress.setObjectName("slim")
        self._progress.setFixedHeight(4)
        self._progress.setTextVisible(False)
        self._progress.setRange(0, 100)
        self.button = QToolButton()
        self.button.setObjectName("small")
        self.button.setIcon(icon("close", "muted"))
        self.button.setIconSize(QSize(14, 14))
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Delete does the same
        words = QHBoxLayout()
        words.setSpacing(TIGHT)
        words.addWidget(self._mark)
        words.addWidget(self._state, 1)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(self._name)
        column.addLayout(words)
        column.addWidget(self._progress)
        column.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(TIGHT, TIGHT, TIGHT, TIGHT)
        layout.setSpacing(NORMAL)
        layout.addWidget(self._picture)
        layout.addLayout(column, 1)
        layout.addWidget(self.button)

    def show_row(self, row: Row, state: str) -> None:
        """Show how a job stands; `state` in a few words."""
        job = row.job
        self._name.set_text(title(job))
        font = self._name.font()
        if font.bold() != row.is_new:
            font.setBold(row.is_new)
            self._name.setFont(font)
        self._state.set_text(state)
        mark = _MARKS.get(job.state)
        self._mark.setVisible(mark is not None)
        if mark is not None:
            self._mark.setPixmap(icon(mark, "muted").pixmap(14, 14))
        self._progress.setVisible(job.is_active)
        self._progress.setValue(job.percent)
        if row.thumbnail is not None:
            self._picture.setPixmap(row.thumbnail)
        else:
            self._picture.setPixmap(icon("image", "muted").pixmap(_THUMBNAIL, _THUMBNAIL))
        self.button.setVisible(job.state is not JobState.UNCONFIRMED)
        does = self.tr("Cancel the job") if job.is_active else self.tr("Take it off the list")
        self.button.setToolTip(f"{does}\n{cancel_hint(job)}" if job.is_active else does)
        self.button.setAccessibleName(f"{does}: {title(job)}")


class _Elided(QLabel):
    """One line that never asks for more room than there is."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMinimumWidth(1)

    def set_text(self, text: str) -> None:
        """Show as much of this as fits."""
        if text != self._whole:
            self._whole = text
            self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._elide()

    def _elide(self) -> None:
        room = max(1, self.width())
        text = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        if text != self.text():
            self.setText(text)
