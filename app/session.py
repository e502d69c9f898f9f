"""What stands behind the window: everything that isn't needed until it has been painted once."""

from __future__ import annotations

import logging
import time
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

from app.diagnostics.redaction import Redactor
from app.jobs.background import Background, CallResult
from app.jobs.journal_file import SetAside
from app.services import Services
from app.ui.arrivals import Arrivals
from app.ui.backend import Backend
from app.ui.first_hint import FirstHint
from app.ui.help_desk import HelpDesk
from app.ui.history_commands import HistoryCommands
from app.ui.main_window import MainWindow
from app.ui.message_bar import Level
from app.ui.preferences import Preferences
from app.ui.recent_tasks import RecentTasks
from app.ui.submission import Submission
from app.ui.workspace import Workspace

_PATIENCE_MS = 1000  # before the window says that the journal is still being opened

_log = logging.getLogger(__name__)


class Session(QObject):
    """Wires the window to services and storage, and brings up what the command line names."""

    def __init__(
        self, window: MainWindow, services: Services, redact: Redactor, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._services = services
        self._store, self._folder = services.store, services.folder
        self._secrets = services.secrets
        self._options = services.options
        self.background = Background(self)
        self.workspace = Workspace(window, self.background, self._store, services.backend())
        Arrivals(self.workspace)
        self.submission = Submission(self.workspace)
        HistoryCommands(self.workspace)
        self._preferences = Preferences(
            self.workspace,
            self._secrets,
            self.background,
            self._options.language or self._store.settings.language,
        )
        apply = self._preferences.apply
        HelpDesk(self.workspace, self.background, apply, self._folder.path, redact)
        FirstHint(window.canvas, self._store)
        self._recent = RecentTasks(self.workspace)
        self._opening = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._connect()
        self.workspace.use(self.workspace.backend)

    def open_named(self) -> None:
        """Open what the command line names."""
        options = self._options
        if options.image is not None:
            self.workspace.open_file(options.image, options.task_id, options.mask)
        elif options.task_id is not None:
            self.workspace.open_task(options.task_id, options.mask)
        elif options.sandbox:
            self._open_sample(options.mask)

    def begin(self) -> None:
        """Tell what there is to tell, and ask for what is to be known."""
        self.submission.say_storage_problem()
        self._tell_settings_warning()
        self._open_journal()
        self._recent.load()
        if self._has_key:
            self.submission.money.ask()
        else:
            self._preferences.load_stored_key()

    def try_sandbox(self) -> None:
        """Switch to the embedded service and open its sample."""
        self._services.try_sandbox()
        self._use_backend(self._services.backend())
        self._open_sample()

    def close(self, deadline: float) -> bool:
        """Save the settings and end every thread by this moment of `time.monotonic`; whether all
        have ended.
        """
        self._opening.stop()
        self.background.call(self._store.save, self._on_saved)
        ended = self._services.shutdown(deadline)
        ended = self.background.shutdown(max(0.0, deadline - time.monotonic())) and ended
        self._services.stop_sandbox()
        return ended

    def _on_saved(self, result: CallResult[None]) -> None:
        if result.error is not None:
            _log.warning("%s", result.error)

    @property
    def _has_key(self) -> bool:
        return self.workspace.backend.is_sandbox or bool(self._secrets.current().value)

    def _open_sample(self, mask: Path | None = None) -> None:
        from app.sandbox.samples import SINGLE_ID

        self.workspace.open_task(SINGLE_ID, mask)

    def _connect(self) -> None:
        self._opening.timeout.connect(self._tell_that_opening_takes_time)
        self._preferences.keyChanged.connect(self._on_key_changed)
        self._preferences.serviceChanged.connect(self._use_service)
        self._preferences.accountChanged.connect(self.submission.money.change_account)
        self._window.empty.sandboxWanted.connect(self.try_sandbox)
        self._window.empty.keyWanted.connect(self._preferences.open)

    # Storage

    def _open_journal(self) -> None:
        """Open the journal beside the window; whatever needs it waits in threads of its own."""
        if self._folder.journal is None or self._folder.problem is not None:
            return
        self._opening.start()
        self.background.call(self._folder.journal.open, self._on_journal_opened)

    def _tell_that_opening_takes_time(self) -> None:
        self._window.tell(lambda: self.tr("Checking the journal of jobs…"))

    def _on_journal_opened(self, result: CallResult[SetAside | None]) -> None:
        if not self._opening.isActive():
            self._window.statusBar().clearMessage()
        self._opening.stop()
        if result.error is not None:
            self._folder.problem = result.error
            self._use_backend(self._services.backend())
            self.submission.say_storage_problem()
            return
        storage = self.workspace.backend.storage
        if storage is not None:
            if result.value is not None:
                # Once the jobs have been told, or what they ask would take its place; it is asked
                # again when this has been read.
                tell = partial(self._tell_set_aside, result.value)
                storage.runner.resumed.connect(tell, Qt.ConnectionType.SingleShotConnection)
            self.workspace.desk.resume()
            self.workspace.ledger.refresh()

    def _tell_set_aside(self, set_aside: SetAside) -> None:
        _log.warning("The journal was damaged; it is %s now", set_aside.path)
        self.workspace.say(
            Level.WARNING,
            lambda: self.tr(
                "The journal of jobs was damaged. A new one has been begun with what could be "
                "read; the old one is kept as {path}."
            ).format(path=set_aside.path),
        )

    def _tell_settings_warning(self) -> None:
        if self._store.warning is not None:
            _log.warning("%s", self._store.warning)
            self.workspace.say(
                Level.WARNING,
                lambda: self.tr("Some preferences could not be read; their defaults are in force."),
            )

    # Services

    def _use_service(self) -> None:
        """The service's address has changed."""
        if not self.workspace.backend.is_sandbox:
            self._use_backend(self._services.backend())

    def _use_backend(self, backend: Backend) -> None:
        self.workspace.use(backend)
        self.submission.money.forget()
        self.submission.refresh()
        if self._has_key:
            self.submission.money.ask()
        if backend.storage is not None and backend.storage.journal.is_open:
            self.workspace.desk.resume()

    def _on_key_changed(self) -> None:
        self._window.empty.show_key_wanted(not self._has_key)
        if self.workspace.backend.is_sandbox:
            return
        if self._has_key:
            self.submission.money.ask()
        else:
            self.submission.money.miss_key()
