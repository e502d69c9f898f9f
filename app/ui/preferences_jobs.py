"""Preferences: how many jobs run at once, and what is told of them."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSpinBox, QWidget

from app.settings.changes import SettingsChanges
from app.settings.settings import Settings
from app.ui.language import Translated
from app.ui.preferences_form import add_row, form, hint, page
from app.ui.theme import NORMAL, TIGHT, roomy

_FEWEST, _MOST = 1, 8
_SPIN_WIDTH = 76


class JobsPage(Translated, QWidget):
    """What holds for jobs whatever they are about."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        layout = page(self)
        self._parallel = QSpinBox()
        self._parallel.setObjectName("parallelJobsSpin")
        self._parallel.setFixedWidth(roomy(_SPIN_WIDTH, self._parallel))
        # The style sheet's padding doesn't reach the text of a spin box.
        self._parallel.lineEdit().setTextMargins(TIGHT, 0, 0, 0)
        self._parallel.setRange(_FEWEST, _MOST)
        self._parallel.setValue(settings.parallel_jobs)
        rows = form()
        self._parallel_name = add_row(rows, self._parallel)
        line = QHBoxLayout()
        line.addLayout(rows)
        line.addStretch(1)
        layout.addLayout(line)
        self._parallel_hint = hint()
        layout.addWidget(self._parallel_hint)
        layout.addSpacing(NORMAL)
        self._notifications = QCheckBox()
        self._notifications.setObjectName("notificationsCheck")
        self._notifications.setChecked(settings.notifications)
        layout.addWidget(self._notifications)
        self._notifications_hint = hint()
        layout.addWidget(self._notifications_hint)
        layout.addStretch(1)
        self._retranslate()

    def _retranslate(self) -> None:
        self._parallel_name.setText(self.tr("Jobs at the same time"))
        self._parallel_hint.setText(
            self.tr("Further ones wait, and start by themselves as soon as there is room.")
        )
        self._notifications.setText(
            self.tr("Notify me when a job ends while another window is in front")
        )
        self._notifications_hint.setText(
            self.tr("By the system's notifications, without the prompt, and on the program's icon.")
        )

    def changes(self) -> SettingsChanges:
        """What of the settings is chosen here."""
        return {
            "parallel_jobs": self._parallel.value(),
            "notifications": self._notifications.isChecked(),
        }
