"""When something in the program fails: the mask is saved, a report kept, the user told."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from app.diagnostics.crashes import CrashReports
from app.diagnostics.hooks import Hooks, Uncaught
from app.ui.language import Words
from app.ui.message_bar import Choice, Level

if TYPE_CHECKING:
    from app.ui.workspace import Workspace

_log = logging.getLogger(__name__)


class Guard(QObject):
    """Takes over what Python does with exceptions that nobody catches, until `end`.

    `save_mask` is called in the GUI thread: it saves what is painted, and tells whether it did.
    `folder` is None when nothing may be written.
    """

    _happened = Signal()

    def __init__(
        self,
        folder: Path | None,
        redact: Callable[[str], str],
        save_mask: Callable[[], bool],
    ) -> None:
        super().__init__()
        self._reports = CrashReports(folder, redact) if folder is not None else None
        self._redact = redact
        self._save_mask = save_mask
        self._hooks = Hooks(self._on_uncaught, redact)
        self._workspace: Workspace | None = None
        self._died: Path | None = None
        # Queued also within the GUI thread: an event handler that failed half-way is no place
        # to change the window in.
        self._happened.connect(self._save_and_tell, Qt.ConnectionType.QueuedConnection)

    def begin(self) -> None:
        """Watch from now on."""
        self._hooks.install()
        if self._reports is not None:
            self._died = self._reports.watch()

    def speak_through(self, workspace: Workspace) -> None:
        """Tell the user from now on; first of all, when the run before this one died."""
        self._workspace = workspace
        if self._died is not None:
            _log.warning("The last run died; see %s", self._died.name)
            self._tell(
                lambda: self.tr(
                    "Mask Painter ended unexpectedly the last time; a report of it was kept."
                )
            )

    def end(self) -> None:
        """Watch no longer; what Python did before holds again."""
        self._workspace = None
        self._hooks.remove()
        if self._reports is not None:
            self._reports.end()

    def _on_uncaught(self, uncaught: Uncaught) -> None:
        if uncaught.in_main_thread:
            self._save()  # now: the next event may not come
        if self._reports is not None:
            # Not needed before; the start doesn't wait for it.
            from app.diagnostics.facts import program, system, text_of

            facts = text_of((program(), system()), self._redact)
            self._reports.write(f"Thread: {uncaught.thread}\n\n{uncaught.text}\n{facts}")
        self._happened.emit()

    def _save(self) -> bool:
        try:
            return self._save_mask()
        # It may be the very thing that is broken; the rest of the report goes on.
        except Exception:  # noqa: BLE001
            _log.exception("The mask could not be saved")
            return False

    def _save_and_tell(self) -> None:
        if self._save():
            self._tell(
                lambda: self.tr(
                    "Something went wrong inside the program; the mask is saved, "
                    "and a report of it was kept."
                )
            )
        elif self._reports is not None:
            self._tell(
                lambda: self.tr("Something went wrong inside the program; a report of it was kept.")
            )
        else:
            self._tell(lambda: self.tr("Something went wrong inside the program."))

    def _tell(self, text: Words) -> None:
        if self._workspace is None:
            return
        copy = self._workspace.window.actions_["copyDiagnostics"]
        self._workspace.say(
            Level.ERROR,
            text,
            Choice(lambda: self.tr("Copy Diagnostics"), copy.trigger),
            Choice(lambda: self.tr("Close"), lambda: None),  # the bar closes by any choice
        )
