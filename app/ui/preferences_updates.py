"""Preferences: whether new versions are looked for."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QWidget

from app.api import updates
from app.settings.changes import SettingsChanges
from app.settings.settings import Settings
from app.ui.language import Translated
from app.ui.preferences_form import hint, page


class UpdatesPage(Translated, QWidget):
    """Off until the user says otherwise."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        layout = page(self)
        self._before = settings.updates
        self._check = QCheckBox()
        self._check.setObjectName("updatesCheck")
        self._check.setChecked(settings.updates == "on")
        self._check.setEnabled(bool(updates.ADDRESS))
        layout.addWidget(self._check)
        self._hint = hint()
        layout.addWidget(self._hint)
        layout.addStretch(1)
        self._retranslate()

    def _retranslate(self) -> None:
        self._check.setText(self.tr("Check for updates once a day"))
        self._hint.setText(
            self.tr(
                "Only the newest version's number is asked for, over an encrypted connection. "
                "Nothing is sent about you or your work, and nothing is installed."
            )
            if updates.ADDRESS
            else self.tr("This copy doesn't know where new versions are published.")
        )

    def changes(self) -> SettingsChanges:
        """What of the settings is chosen here; a question that was not put yet stays open."""
        if self._check.isChecked() == (self._before == "on"):
            return {"updates": self._before}
        return {"updates": "on" if self._check.isChecked() else "off"}
