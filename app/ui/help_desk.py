"""What the Help menu does. None of it is imported before it is wanted: the start is quicker so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.diagnostics.redaction import Redact
from app.jobs.background import Background
from app.settings.changes import SettingsChanges
from app.ui.workspace import Workspace

if TYPE_CHECKING:
    from app.ui.diagnostics import Diagnostics
    from app.ui.updates import Updates

_SETTLED_MS = 10_000


class HelpDesk(QObject):
    """Shows what the program is, collects diagnostics, and looks for updates, which some time after
    the start it may do by itself. `apply` puts preferences in force.
    """

    def __init__(
        self,
        workspace: Workspace,
        background: Background,
        apply: Callable[[SettingsChanges], None],
        data_dir: Path,
        redact: Redact,
    ) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._background = background
        self._apply = apply
        self._data_dir = data_dir
        self._redact = redact
        self._diagnostics: Diagnostics | None = None
        self._updates: Updates | None = None
        slots = {
            "about": self._show_about,
            "copyDiagnostics": self._copy_diagnostics,
            "checkForUpdates": self._check_for_updates,
        }
        for name, slot in slots.items():
            workspace.window.actions_[name].triggered.connect(slot)
        QTimer.singleShot(_SETTLED_MS, self, self._begin_updates)

    def _show_about(self) -> None:
        from app.ui.about_dialog import AboutDialog

        AboutDialog(self._background, self._workspace.window).open()

    def _copy_diagnostics(self) -> None:
        from app.ui.diagnostics import Diagnostics

        if self._diagnostics is None:
            self._diagnostics = Diagnostics(
                self._workspace, self._background, self._data_dir, self._redact
            )
        self._diagnostics.copy()

    def _check_for_updates(self) -> None:
        self._the_updates().check()

    def _begin_updates(self) -> None:
        self._the_updates().begin()

    def _the_updates(self) -> Updates:
        from app.ui.updates import Updates

        if self._updates is None:
            self._updates = Updates(self._workspace, self._background, self._apply)
        return self._updates
