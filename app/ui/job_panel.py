"""On the right: task, prompt, coverage, price and balance, Submit, progress, candidates."""

from __future__ import annotations

import html
import time

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.canvas.picture import Picture
from app.jobs.forecast import Forecaster
from app.jobs.job import Job, JobState
from app.ui.actions import Actions
from app.ui.candidate_strip import CandidateStrip
from app.ui.copyable_label import CopyableLabel
from app.ui.figures import Figures
from app.ui.job_list import JobList
from app.ui.job_words import cancel_hint, state_text, steady_state
from app.ui.language import Translated
from app.ui.messages import number
from app.ui.offer_buttons import OfferButtons, Price
from app.ui.paste_fields import PasteFields
from app.ui.preflight_list import PreflightList
from app.ui.priced_button import PricedButton
from app.ui.prompt_edit import PromptEdit
from app.ui.theme import NORMAL, PANEL_WIDTH, WIDE, icon, roomy

_PROMPT_HEIGHT, _LOW_PROMPT_HEIGHT = 96, 72
_LONG_PROMPT = 200  # characters
_LOW_PANEL = 640  # logical pixels: everything counts
_TICK_MS = 500


class JobPanel(Translated, QScrollArea):
    """Shows the job as it stands and what the next one will be; decides nothing."""

    promptChanged = Signal(str)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._job: Job | None = None
        self._source = ("", "")
        self._asks = False
        self.setFixedWidth(roomy(PANEL_WIDTH, self))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it scrolls to what in it has the focus
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget()
        body.setObjectName("jobPanel")
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(WIDE, WIDE, WIDE, WIDE)
        layout.setSpacing(NORMAL)
        self._add_task(layout)
        layout.addSpacing(NORMAL)
        self._add_prompt(layout)
        layout.addSpacing(NORMAL)
        self.figures = Figures()
        layout.addWidget(self.figures)
        layout.addSpacing(NORMAL)
        self._add_submit(layout)
        self.forecasts = Forecaster()
        self.jobs = JobList(self.forecasts)
        layout.addWidget(self.jobs)
        self._add_progress(layout)
        self._add_result(layout)
        self.offers = OfferButtons(actions)
        layout.addWidget(self.offers)
        layout.addStretch(1)
        self.setWidget(body)
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._show_state)
        self.show_job(None)
        self._retranslate()

    def _retranslate(self) -> None:
        self._task_heading.setText(self.tr("Task"))
        self._badge.setText(self.tr("Sandbox"))
        self._badge.setToolTip(
            self.tr("Jobs go to the service on this computer: they cost nothing.")
        )
        self.set_source(*self._source)
        self.own_picture.setText(self.tr("See the service's own picture"))
        self.own_picture.setToolTip(
            self.tr("All that the service made of the original, beside what was taken over")
        )
        self._prompt_heading.setText(self.tr("What should appear"))
        self.prompt.setPlaceholderText(
            self.tr("In English. Left empty, the original prompt is used.")
        )
        older, newer = self._actions["previousPrompt"], self._actions["nextPrompt"]
        self.prompt.setToolTip(f"{older.toolTip()}\n{newer.toolTip()}")
        self.prompt.setAccessibleName(self._prompt_heading.text())
        self._show_length(self.prompt.toPlainText())
        self.set_asking(self._asks)
        self._submit.setToolTip(self._actions["submit"].toolTip())
        self._progress.setAccessibleName(self.tr("Job progress"))
        self._cancel.setText(self.tr("Cancel"))
        self.open_original.setText(self.tr("Open Its Picture"))
        self.open_original.setToolTip(
            self.tr("This job is about another picture: open that one, with its mask.")
        )
        for button, name in self._action_buttons:
            button.setText(self._actions[name].text().replace("&", ""))
            button.setToolTip(self._actions[name].toolTip())
        self.show_job(self._job)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        height = self.viewport().height()
        self.prompt.setFixedHeight(_PROMPT_HEIGHT if height >= _LOW_PANEL else _LOW_PROMPT_HEIGHT)
        self.jobs.fit_panel(height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow with what is in it at once. Qt would a round later, and squeeze it until then."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            QApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))
        return super().eventFilter(watched, event)

    # Task

    def _add_task(self, layout: QVBoxLayout) -> None:
        row = QHBoxLayout()
        self._task_heading = _heading()
        row.addWidget(self._task_heading)
        self._badge = QLabel()
        self._badge.setProperty("role", "badge")
        self._badge.hide()
        row.addStretch(1)
        row.addWidget(self._badge)
        layout.addLayout(row)
        self._task = CopyableLabel()
        self._task.setTextFormat(Qt.TextFormat.PlainText)
        self._task.setWordWrap(True)
        self._details = _muted()
        self._details.setWordWrap(True)
        self.own_picture = QPushButton()
        self.own_picture.setObjectName("ownPictureButton")
        self.own_picture.setProperty("role", "link")
        self.own_picture.setCursor(Qt.CursorShape.PointingHandCursor)
        self.own_picture.hide()
        layout.addWidget(self._task)
        layout.addWidget(self._details)
        layout.addWidget(self.own_picture, 0, Qt.AlignmentFlag.AlignLeft)

    def set_sandbox(self, on: bool) -> None:
        """Say whether jobs go to the sandbox."""
        self._badge.setVisible(on)

    def set_source(self, name: str, details: str) -> None:
        """Say what is open: a task's id or a file's name, and its size."""
        self._source = (name, details)
        shown = name or self.tr("Nothing open")
        room = self.maximumWidth() - 2 * WIDE
        metrics = self._task.fontMetrics()
        self._task.setText(metrics.elidedText(shown, Qt.TextElideMode.ElideMiddle, room))
        self._task.setToolTip(html.escape(name))
        self._details.setText(details)
        self._details.setVisible(bool(details))

    # Prompt

    def _add_prompt(self, layout: QVBoxLayout) -> None:
        self._prompt_heading = _heading()
        older, newer = self._actions["previousPrompt"], self._actions["nextPrompt"]
        self.prompt = PromptEdit(older, newer)
        self.prompt.setObjectName("promptEdit")
        self.prompt.setTabChangesFocus(True)
        self.prompt.textChanged.connect(lambda: self.promptChanged.emit(self.prompt.toPlainText()))
        self.promptChanged.connect(self._show_length)
        self._length = _muted()
        self._length.setObjectName("promptLengthLabel")
        row = QHBoxLayout()
        row.addWidget(self._prompt_heading, 1)
        row.addWidget(self._length)
        layout.addLayout(row)
        layout.addWidget(self.prompt)

    def _show_length(self, prompt: str) -> None:
        """Count what is long. The service documents no limit, so none is pretended."""
        is_long = len(prompt) >= _LONG_PROMPT
        count = number(len(prompt), 0)
        self._length.setText(self.tr("{count} characters").format(count=count) if is_long else "")

    # Submit and progress

    def _add_submit(self, layout: QVBoxLayout) -> None:
        self._submit = QPushButton()
        self._submit.setObjectName("submitButton")
        self._submit.setProperty("primary", True)
        self._submit.setIcon(icon("submit", "on_accent"))
        self._submit.setMinimumHeight(36)
        self._submit.clicked.connect(self._actions["submit"].trigger)
        self._actions["submit"].enabledChanged.connect(self._submit.setEnabled)
        layout.addWidget(self._submit)
        self.preflight = PreflightList()
        layout.addWidget(self.preflight)

    def set_asking(self, on: bool) -> None:
        """Whether pressing Submit now means: in spite of what is noted below it."""
        self._asks = on
        self._submit.setText(self.tr("Submit anyway") if on else self.tr("Submit"))

    def show_submit(self) -> None:
        """Bring Submit and what is noted below it into sight."""
        self._lay_out()
        self.ensureWidgetVisible(self.preflight, 0, NORMAL)

    def _lay_out(self) -> None:
        """Give what was just shown its place, for it to be scrolled to."""
        body = self.widget()
        layout = body.layout() if body is not None else None
        if layout is not None:
            layout.activate()
        QApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))

    def _add_progress(self, layout: QVBoxLayout) -> None:
        self._state = QLabel()
        self._state.setObjectName("jobStatus")
        self._state.setWordWrap(True)
        self._state.setTextFormat(Qt.TextFormat.PlainText)
        self._progress = QProgressBar()
        self._progress.setObjectName("taskProgress")
        self._progress.setRange(0, 100)
        self._progress.setTextVisible(False)
        self._cancel = QPushButton()
        self._cancel.setObjectName("cancelButton")
        self._cancel.clicked.connect(self._actions["cancel"].trigger)
        row = QHBoxLayout()
        row.setSpacing(NORMAL)
        row.addWidget(self._progress, 1)
        row.addWidget(self._cancel)
        self.open_original = QPushButton()
        self.open_original.setObjectName("openOriginalButton")
        self.open_original.hide()
        layout.addWidget(self._state)
        layout.addLayout(row)
        layout.addWidget(self.open_original)

    def show_job(self, job: Job | None) -> None:
        """Show how the current job stands; None when there is none."""
        self._job = job
        active = job is not None and job.is_active
        self._cancel.setVisible(active)
        self._cancel.setToolTip(f"{self._actions['cancel'].toolTip()}\n{cancel_hint(job)}")
        self._progress.setVisible(active)
        if job is not None:
            busy = job.state in {JobState.ENCODING, JobState.SUBMITTING, JobState.DOWNLOADING}
            self._progress.setRange(0, 0 if busy else 100)
            self._progress.setValue(job.percent)
        if active:
            self._clock.start()
        else:
            self._clock.stop()
        self._show_state()

    def _show_state(self) -> None:
        job, now = self._job, time.time()
        forecast = self.forecasts.forecast(job, now) if job is not None else None
        # First, or each text would be told to whoever has the screen read out.
        self._state.setAccessibleName(steady_state(job) if job is not None else "")
        self._state.setText(state_text(job, now, forecast))
        self._state.setVisible(job is not None)

    # Result

    def _add_result(self, layout: QVBoxLayout) -> None:
        self._result = QWidget()
        box = QVBoxLayout(self._result)
        box.setContentsMargins(0, NORMAL, 0, 0)
        box.setSpacing(NORMAL)
        self._result_heading = _heading()
        box.addWidget(self._result_heading)
        self.candidates = CandidateStrip()
        box.addWidget(self.candidates)
        self.paste = PasteFields(self._actions["pasteBack"])
        box.addWidget(self.paste)
        self._action_buttons: list[tuple[QPushButton, str]] = []
        self._continue = PricedButton()
        self._connect_button(self._continue, "continueFromCandidate")
        self._continue_note = _muted()
        self._continue_note.setWordWrap(True)
        self._save = QPushButton()
        self._save.setProperty("leading", True)
        self._connect_button(self._save, "saveResult")
        box.addWidget(self._continue)
        box.addWidget(self._continue_note)
        box.addWidget(self._save)
        layout.addWidget(self._result)
        self._result.hide()

    def show_result(
        self, heading: str, picture: Picture, *, is_grid: bool, is_ours: bool, is_marked: bool
    ) -> None:
        """Show a finished picture. `is_grid`: its candidates can be picked; `is_ours`: a job's
        result, which can be saved, and not just the picture that was opened; `is_marked`: it was
        asked with a mask.
        """
        self._result_heading.setText(heading)
        self.candidates.show_picture(picture, is_grid=is_grid)
        self._continue.setVisible(is_grid or is_ours)
        self._save.setVisible(is_ours)
        self.paste.setVisible(is_marked)
        if self._result.isHidden():
            self._result.show()
            self._scroll_to_result()

    def _scroll_to_result(self) -> None:
        """Bring what is done with a result into sight, but never move the prompt out of it."""
        self._lay_out()
        bar = self.verticalScrollBar()
        end = self._result.geometry().bottom() + NORMAL - self.viewport().height()
        bar.setValue(max(bar.value(), min(end, self.prompt.y() - NORMAL)))

    def hide_result(self) -> None:
        """There is no result to show."""
        self.candidates.show_picture(None, is_grid=False)
        self._result.hide()

    def show_continue(self, price: Price, note: str) -> None:
        """Show what going on from the result is likely to cost, and what else there is to know."""
        self._continue.set_price(price.short)
        hint = f"{self._actions['continueFromCandidate'].toolTip()}\n{price.words}"
        self._continue.setToolTip(hint.rstrip())
        self._continue_note.setText(note)
        self._continue_note.setVisible(bool(note))

    def _connect_button(self, button: QPushButton, name: str) -> None:
        """Have a button do what an action does, and be enabled when it is."""
        action = self._actions[name]
        button.setIcon(action.icon())
        button.setEnabled(action.isEnabled())
        button.clicked.connect(action.trigger)
        action.enabledChanged.connect(button.setEnabled)
        self._action_buttons.append((button, name))


def _heading() -> QLabel:
    label = QLabel()
    label.setProperty("role", "heading")
    return label


def _muted() -> QLabel:
    label = QLabel()
    label.setProperty("role", "muted")
    return label
