"""The composition root: builds everything, wires it, and shuts it down."""

from __future__ import annotations

import gc
import logging
import os
import sys
import time
from functools import partial
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QLockFile, QObject, QTimer

from app import __version__
from app.adoption import Adoption
from app.api.address import DEFAULT_URL
from app.api.client import GptunnelClient
from app.cli import Options, complain, tell
from app.diagnostics.log import FOLDER as LOGS
from app.diagnostics.log import start_log, stop_log
from app.diagnostics.redaction import Redactor
from app.jobs.background import Background, CallResult
from app.jobs.journal import FILE_NAME, Journal
from app.jobs.journal_errors import JournalError
from app.jobs.journal_file import SetAside
from app.jobs.runner import Runner
from app.library.errors import LibraryError
from app.library.library import Library
from app.paths import default_data_dir
from app.sandbox.samples import SINGLE_ID
from app.sandbox.server import SandboxServer
from app.settings.secrets import Secrets
from app.settings.settings import SettingsStore
from app.ui.arrivals import Arrivals
from app.ui.backend import Backend, FolderInUse, Storage, service_name
from app.ui.first_hint import FirstHint
from app.ui.guard import Guard
from app.ui.help_desk import HelpDesk
from app.ui.history_commands import HistoryCommands
from app.ui.main_window import MainWindow
from app.ui.message_bar import Level
from app.ui.preferences import Preferences
from app.ui.recent_tasks import RecentTasks
from app.ui.remembered import remembered, restore
from app.ui.startup import (
    QtApplication,
    dress,
    has_display,
    let_go_of_clipboard,
    new_qt,
    when_painted,
)
from app.ui.submission import Submission
from app.ui.unix_signals import close_on_signals
from app.ui.workspace import Workspace

if TYPE_CHECKING:
    from app.ui.first_window import FirstWindow

_SHUTDOWN_SECONDS = 1.2
_PATIENCE_MS = 1000  # before the window says that the journal is still being opened
_SWITCH_SECONDS = 0.0005

_log = logging.getLogger(__name__)


class Application(QObject):
    """Everything of one run. `start` shows the window; `close` ends what runs beside it."""

    def __init__(self, options: Options, sandbox: SandboxServer | None = None) -> None:
        super().__init__()
        self.options = options
        self.sandbox = sandbox
        self._data_dir = options.data_dir or default_data_dir()
        self._secrets = Secrets()
        self._redact = Redactor(self._secrets.seen)
        self._journal: Journal | None = None
        self._log_handler: logging.Handler | None = None
        self._guard: Guard | None = None
        self._lock: QLockFile | None = None
        self._first_window: FirstWindow | None = None
        self.exit_code = 0  # of the process, should it have to be cut short
        self._runners: list[Runner] = []
        self._opening = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._opening.timeout.connect(self._tell_that_opening_takes_time)
        self._problem = self._take_folder()
        self.store = SettingsStore(None if self._problem else self._data_dir / "settings.json")
        self.store.load()

    def start(self) -> None:
        """Build the window and open what the command line names."""
        self._log_handler = self._start_log()
        if self.options.sandbox and self.sandbox is None:
            self.sandbox = SandboxServer()
        # Not before: what it holds needs the QApplication.
        self._background = Background(self)
        self.window = MainWindow()
        self.workspace = Workspace(self.window, self._background, self.store, self._make_backend())
        Arrivals(self.workspace)
        self.submission = Submission(self.workspace)
        HistoryCommands(self.workspace)
        self._preferences = Preferences(
            self.workspace,
            self._secrets,
            self._background,
            self.options.language or self.store.settings.language,
        )
        self._preferences.keyChanged.connect(self._on_key_changed)
        self._preferences.serviceChanged.connect(self._use_service)
        self._preferences.accountChanged.connect(self.submission.money.change_account)
        HelpDesk(
            self.workspace, self._background, self._preferences.apply, self._data_dir, self._redact
        )
        FirstHint(self.window.canvas, self.store)
        self._recent = RecentTasks(self.workspace)
        self.window.empty.sandboxWanted.connect(self.try_sandbox)
        self.window.closing.connect(self.close)
        if isinstance(qt := QtApplication.instance(), QtApplication):
            qt.fileGiven.connect(self.workspace.open_given)
        self._restore_options()
        self.window.restore_layout(self.store.settings)
        self.window.show()
        # What follows needs imports and disk; the first paint doesn't wait for it.
        QTimer.singleShot(0, self, self._after_first_paint)

    @property
    def is_second(self) -> bool:
        """Whether another running copy has the data folder."""
        return isinstance(self._problem, FolderInUse)

    @property
    def _owns_folder(self) -> bool:
        return self._lock is not None and self._lock.isLocked()

    def hand_over(self) -> bool:
        """Have the first window open what the command line names; whether it does. Blocks."""
        from app.ui.second_start import hand_over

        return hand_over(self._data_dir, self.options)

    def listen(self) -> None:
        """From now on do what second starts ask for, if the data folder is ours."""
        if self._owns_folder:
            # QtNetwork takes its time, and the window needs it for nothing else.
            from app.ui.first_window import FirstWindow

            self._first_window = FirstWindow(self._data_dir, self.workspace)

    def watch(self) -> None:
        """From now on, what nobody catches is told, and reported in the data folder."""
        logs = self._data_dir / LOGS if self._owns_folder else None
        self._guard = Guard(logs, self._redact, self._save_mask)
        self._guard.begin()

    def try_sandbox(self) -> None:
        """Switch to the embedded service and open its sample."""
        self.sandbox = self.sandbox or SandboxServer()
        self._use_backend(self._make_backend())
        self.workspace.open_task(SINGLE_ID)

    def close(self) -> None:
        """End everything that runs beside the window, in bounded time."""
        self._opening.stop()
        if self._first_window is not None:
            self._first_window.close()
        self._remember_options()
        self._secrets.close()
        deadline = time.monotonic() + _SHUTDOWN_SECONDS
        shutdowns = [runner.shutdown for runner in self._runners] + [self._background.shutdown]
        ended = True
        for shutdown in shutdowns:
            ended = shutdown(max(0.0, deadline - time.monotonic())) and ended
        if self.sandbox is not None:
            self.sandbox.stop()
        if self._journal is not None:
            self._journal.close()
        if self._guard is not None:
            self._guard.end()
        if self._log_handler is not None:
            _log.info("Mask Painter ends")
            stop_log(self._log_handler)
            self._log_handler = None
        if not ended:
            # A thread is inside a call that can't be interrupted, such as decoding; everything
            # is written, and destroying its QThread would abort the process.
            os._exit(self.exit_code)

    def end(self) -> None:
        """Destroy the window; the application is of no use afterwards."""
        shiboken6.delete(self.window)

    def _save_mask(self) -> bool:
        saved = self.workspace.keeper.save_now()
        return saved and self.workspace.canvas is not None

    # Storage and services

    def _start_log(self) -> logging.Handler:
        try:
            return start_log(self._data_dir / LOGS if self._owns_folder else None, self._redact)
        except OSError:
            return start_log(None, self._redact)

    def _take_folder(self) -> Exception | None:
        """Make the data folder and take it for this process; the reason when that can't be."""
        self._library: Library | None = None
        try:
            self._data_dir.mkdir(parents=True, exist_ok=True)
            # Before anything is written: the folder may be another copy's.
            self._lock = lock = QLockFile(str(self._data_dir / "lock"))
            lock.setStaleLockTime(0)
            if not lock.tryLock(0) and lock.error() == QLockFile.LockError.LockFailedError:
                return FolderInUse(self._data_dir)
            self._library = Library(self._data_dir)
        except OSError as error:
            return LibraryError.from_os(error, self._data_dir / "lock")
        except LibraryError as error:
            return error
        try:
            self._journal = Journal(self._data_dir / FILE_NAME, later=True)
        except JournalError as error:
            return error
        return None

    def _open_journal(self) -> None:
        """Open the journal beside the window; whatever needs it waits in threads of its own."""
        if self._journal is None or self._problem is not None:
            return
        self._opening.start()
        self._background.call(self._journal.open, self._on_journal_opened)

    def _tell_that_opening_takes_time(self) -> None:
        self.window.tell(lambda: self.tr("Checking the journal of jobs…"))

    def _on_journal_opened(self, result: CallResult[SetAside | None]) -> None:
        if not self._opening.isActive():
            self.window.statusBar().clearMessage()
        self._opening.stop()
        if result.error is not None:
            self._problem = result.error
            self._use_backend(self._make_backend())
            self.submission.say_storage_problem()
            return
        storage = self.workspace.backend.storage
        if storage is not None:
            if result.value is not None:
                # Once the jobs have been told, or what they ask would take its place; it is asked
                # again when this has been read.
                storage.runner.resumed.connect(partial(self._tell_set_aside, result.value))
            storage.runner.resume()
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

    def _make_backend(self) -> Backend:
        """The sandbox when it is wanted, else the service of the command line or preferences."""
        sandbox = self.sandbox
        if sandbox is not None:
            sandbox.start()
            url, key = sandbox.url, sandbox.key

            def make_client() -> GptunnelClient:
                return GptunnelClient(url, key)

        else:
            url = self.options.api_url or self.store.settings.api_url or DEFAULT_URL
            secrets = self._secrets

            def make_client() -> GptunnelClient:
                return GptunnelClient(url, secrets.current().value or None)

        storage = None
        if self._journal is not None and self._library is not None and self._problem is None:
            runner = Runner(
                self._journal,
                self._library,
                make_client,
                service_name(url, is_sandbox=sandbox is not None),
                limit=self.store.settings.parallel_jobs,
            )
            self._runners.append(runner)
            storage = Storage(runner, self._library, self._journal)
        adoption = None
        if sandbox is not None:
            adoption = Adoption(sandbox, self._library, service_name(url, is_sandbox=True))
        return Backend(
            url,
            sandbox is not None,
            make_client,
            storage,
            self._problem,
            adoption.adopt if adoption is not None else None,
            adoption.know_again if adoption is not None else None,
        )

    def _use_service(self) -> None:
        """The service's address has changed."""
        if self.sandbox is None:
            self._use_backend(self._make_backend())

    def _use_backend(self, backend: Backend) -> None:
        self.workspace.use(backend)
        self.submission.money.forget()
        self.submission.refresh()
        if backend.is_sandbox or self._secrets.current().value:
            self.submission.money.ask()

    # The start

    def _restore_options(self) -> None:
        settings, window = self.store.settings, self.window
        self.workspace.use(self.workspace.backend)
        restore(window, settings)
        if self.options.prompt:
            window.panel.prompt.setPlainText(self.options.prompt)

    def _remember_options(self) -> None:
        self.store.change(**remembered(self.window))
        self._background.call(self.store.save, self._on_saved)

    def _on_saved(self, result: CallResult[None]) -> None:
        if result.error is not None:
            _log.warning("%s", result.error)

    def _after_first_paint(self) -> None:
        _log.info("Mask Painter %s has started", __version__)
        options = self.options
        if options.image is not None:
            self.workspace.open_file(options.image, options.task_id, options.mask)
        elif options.task_id is not None or options.sandbox:
            self.workspace.open_task(options.task_id or SINGLE_ID, options.mask)
        if self._guard is not None:
            self._guard.speak_through(self.workspace)
        self.submission.say_storage_problem()
        self._tell_settings_warning()
        self._open_journal()
        self._recent.load()
        backend = self.workspace.backend
        if backend.is_sandbox or self._secrets.current().value:
            self.submission.money.ask()
        else:
            self._preferences.load_stored_key()

    def _tell_settings_warning(self) -> None:
        if self.store.warning is not None:
            _log.warning("%s", self.store.warning)
            self.workspace.say(
                Level.WARNING,
                lambda: self.tr("Some preferences could not be read; their defaults are in force."),
            )

    def _on_key_changed(self) -> None:
        if self._secrets.current().value and not self.workspace.backend.is_sandbox:
            self.submission.money.ask()


def run_window(options: Options) -> int:
    """Show the window and run until it is closed."""
    if not has_display():
        complain("there is no display; use xvfb-run, or --self-test, which needs none.")
        return 2
    qt = new_qt()
    application = Application(options)
    if application.is_second:
        if application.hand_over():
            tell("the window that is open already has been brought to the front.")
            return 0
        # The first one may have ended meanwhile.
        application = Application(options)
    settings = application.store.settings
    dress(qt, options.language or settings.language, settings.theme)
    # What is imported by now lives as long as the program. Without it, looking for garbage takes
    # the window 3 ms now and then instead of 25.
    gc.freeze()
    # A thread that computes in Python lets the window have its turn after so many seconds; with
    # Python's own 5 ms each event would be that late.
    sys.setswitchinterval(_SWITCH_SECONDS)
    application.watch()
    application.start()
    when_painted(application.window, application.listen)
    close_on_signals(application.window)
    code = qt.exec()
    # Widgets must go before the QApplication does, and Python would not promise that order.
    application.end()
    let_go_of_clipboard()
    return code
