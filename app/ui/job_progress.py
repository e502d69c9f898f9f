"""In the panel: how the current job stands, in words and as a bar."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.jobs.forecast import Forecaster
from app.jobs.job import Job, JobState
from app.ui.actions import Actions
from app.ui.job_words import cancel_hint, state_text, steady_state
from app.ui.language import Translated
from app.ui.theme import NORMAL

_TICK_MS = 500


class JobProgress(Translated, QWidget):
    """Shows one job and lets it be cancelled. `open_original` is for a job of another picture."""

    def __init__(
        self, actions: Actions, forecasts: Forecaster, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._cancels = actions["cancel"]
        self._forecasts = forecasts
        self._job: Job | None = None
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
        self._cancel.clicked.connect(self._cancels.trigger)
        self.open_original = QPushButton()
        self.open_original.setObjectName("openOriginalButton")
        self.open_original.hide()
        row = QHBoxLayout()
        row.setSpacing(NORMAL)
        row.addWidget(self._progress, 1)
        row.addWidget(self._cancel)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(NORMAL)
        self._rows.addWidget(self._state)
        self._rows.addLayout(row)
        self._rows.addWidget(self.open_original)
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._show_state)
        self._retranslate()

    def _retranslate(self) -> None:
        self._progress.setAccessibleName(self.tr("Job progress"))
        self._cancel.setText(self.tr("Cancel"))
        self.open_original.setText(self.tr("Open its picture"))
        self.open_original.setToolTip(
            self.tr("This job is about another picture: open that one, with its mask.")
        )
        self.show_job(self._job)

    def show_job(self, job: Job | None) -> None:
        """Show how the current job stands; None when there is none."""
        self._job = job
        active = job is not None and job.is_active
        self._cancel.setVisible(active)
        self._cancel.setToolTip(f"{self._cancels.toolTip()}\n{cancel_hint(job)}")
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
        # Now, or the panel would be laid out once with the size of before.
        self._rows.activate()

    def _show_state(self) -> None:
        job, now = self._job, time.time()
        forecast = self._forecasts.forecast(job, now) if job is not None else None
        # First, or each text would be told to whoever has the screen read out.
        self._state.setAccessibleName(steady_state(job) if job is not None else "")
        self._state.setText(state_text(job, now, forecast))
        self._state.setVisible(job is not None)
        self.setVisible(job is not None)
