"""The composition root: shows the window, builds what stands behind it, and shuts it down."""

from __future__ import annotations

import gc
import importlib
import logging
import os
import sys
import time
from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

import shiboken6

# What is imported here is waited for before the window is seen at all.
from PySide6.QtCore import QObject, QTimer

from app import __version__
from app.cli import Options, complain, tell
from app.data_folder import DataFolder
from app.paths import default_data_dir
from app.settings.settings import SettingsStore
from app.ui.ground import Ground, first_colours
from app.ui.main_window import MainWindow
from app.ui.startup import (
    QtApplication,
    dress,
    has_display,
    let_go_of_clipboard,
    let_paint,
    new_qt,
    wait_for_paint,
)

if TYPE_CHECKING:
    from app.diagnostics.redaction import Redactor
    from app.sandbox.server import SandboxServer
    from app.session import Session
    from app.settings.secrets import Secrets
    from app.ui.first_window import FirstWindow
    from app.ui.guard import Guard
    from app.ui.workspace import Workspace

_SHUTDOWN_SECONDS = 1.2
_SWITCH_SECONDS = 0.0005
# What is seen of the window, and what stands behind it: in pieces of less than a frame each.
_SEEN = (
    *("app.ui.icons", "app.ui.actions", "app.ui.drop_hint", "app.ui.empty_state"),
    *("app.ui.figures", "app.ui.prompt_box", "app.ui.job_panel", "app.ui.centre"),
    *("app.ui.tool_bar", "app.ui.tool_fields", "app.ui.options_bar", "app.ui.menus"),
    *("app.ui.status_line", "app.ui.remembered"),
)
_BEHIND = (
    *("app.jobs.job", "app.ui.job_list", "app.ui.candidate_strip", "app.ui.offer_buttons"),
    *("app.canvas.codec", "app.canvas.canvas", "app.tools.toolbox", "app.ui.gesture_view"),
    *("app.ui.canvas_view", "app.canvas.difference", "app.ui.comparison_view"),
    *("app.jobs.journal_file", "app.jobs.lineage", "app.ui.history_dock", "app.ui.messages"),
    *("app.jobs.background", "app.services", "app.ui.mask_files", "app.ui.painting"),
    *("app.ui.opener", "app.ui.workspace", "app.ui.preflight", "app.ui.submission"),
    *("app.ui.history_commands", "app.ui.preferences", "app.session"),
)

_log = logging.getLogger(__name__)


class Application(QObject):
    """Everything of one run. `start` shows the window; `close` ends what runs beside it."""

    def __init__(self, options: Options, sandbox: SandboxServer | None = None) -> None:
        super().__init__()
        self.options = options
        self._sandbox = sandbox
        self._folder = DataFolder(options.data_dir or default_data_dir())
        self._log_handler: logging.Handler | None = None
        self._guard: Guard | None = None
        self._session: Session | None = None
        self._is_shown = False
        self._first_window: FirstWindow | None = None
        self._early: list[Callable[[], None]] = []  # what to open as soon as that can be done
        self.exit_code = 0  # of the process, should it have to be cut short
        path = None if self._folder.problem else self._folder.path / "settings.json"
        self.store = SettingsStore(path)
        self.store.load()

    def show(self) -> None:
        """Show the window where it was, with its surfaces alone: whoever started the program sees
        that it comes.
        """
        settings = self.store.settings
        # Not before: what it holds needs the QApplication.
        if isinstance(qt := QtApplication.instance(), QtApplication):
            qt.fileGiven.connect(self._on_given)
        self._is_shown = True
        ground = Ground(first_colours(settings.theme))
        self.window = window = MainWindow(ground)
        window.dropped.connect(self._on_dropped)
        window.restore_place(settings)
        window.show()
        wait_for_paint(ground)

    def start(self) -> None:
        """Show the window as it stays, then build what stands behind it.

        That takes longer than the window itself. What the user does meanwhile waits, and is done
        then; all else that comes, such as another size, is answered at once.
        """
        from app.ui.theme import put_on_sheet

        if not self._is_shown:
            self.show()
        window, settings = self.window, self.store.settings
        for module in _SEEN:
            importlib.import_module(module)
            let_paint()
        window.build(settings)
        self._restore()
        put_on_sheet()
        let_paint()
        # Qt does so for whatever a window holds when it is shown.
        window.empty.take_keys()
        for module in _BEHIND:
            importlib.import_module(module)
            let_paint()
        for _ in window.furnish(settings):
            let_paint()
        self._build()
        # Whoever finds it by its name finds all that is in it.
        window.setObjectName("mainWindow")
        window.closing.connect(self.close)
        self._begin()
        if window.isHidden():
            # The system has closed it meanwhile, which a user can't.
            window.closing.emit()

    def _restore(self) -> None:
        """Have the window's parts as they were left, and as they soon will be."""
        from app.ui.recent_menu import RecentTask
        from app.ui.remembered import restore

        options, settings, window = self.options, self.store.settings, self.window
        restore(window, settings)
        window.panel.source.set_sandbox(options.sandbox)
        if options.prompt:
            window.panel.prompt.setPlainText(options.prompt)
        if options.sandbox or options.task_id is not None or options.image is not None:
            window.show_opening(True)
        else:
            window.show_recent(tuple(RecentTask(task_id) for task_id in settings.recent_tasks))

    @cached_property
    def _secrets(self) -> Secrets:
        from app.settings.secrets import Secrets

        return Secrets()

    @cached_property
    def _redact(self) -> Redactor:
        from app.diagnostics.redaction import Redactor

        return Redactor(self._secrets.seen)

    def _build(self) -> None:
        from app.services import Services
        from app.session import Session

        self._log_handler = self._start_log()
        self._folder.open()
        if self._folder.problem is not None:
            self.store.keep_no_longer()
        services = Services(self.options, self.store, self._secrets, self._folder, self._sandbox)
        if self.options.sandbox:
            services.try_sandbox()
        self._session = Session(self.window, services, self._redact, self)

    def _begin(self) -> None:
        _log.info("Mask Painter %s has started", __version__)
        self.session.open_named()
        if self._guard is not None:
            self._guard.speak_through(self.workspace)
        self.session.begin()
        for open_it in self._early:
            open_it()

    def _on_given(self, path: str) -> None:
        if self._session is None:
            self._early.append(partial(self._on_given, path))
        else:
            self.workspace.open_given(path)

    def _on_dropped(self, incoming: object) -> None:
        """Keep what is dropped while nobody hears of it; unlike keys, drops don't wait."""
        if self._session is None:
            self._early.append(partial(self.window.dropped.emit, incoming))

    @property
    def session(self) -> Session:
        """What stands behind the window, once `start` has returned."""
        if self._session is None:
            raise RuntimeError("There is no session before the start.")
        return self._session

    @property
    def workspace(self) -> Workspace:
        """What is open in the window."""
        return self.session.workspace

    @property
    def is_second(self) -> bool:
        """Whether another running copy has the data folder."""
        return self._folder.is_anothers

    def hand_over(self) -> bool:
        """Have the first window open what the command line names; whether it does. Blocks."""
        from app.ui.second_start import hand_over

        return hand_over(self._folder.path, self.options)

    def listen(self) -> None:
        """From now on do what second starts ask for, if the data folder is ours."""
        if self._folder.is_ours:
            # QtNetwork takes its time, and the window needs it for nothing else.
            from app.ui.first_window import FirstWindow

            self._first_window = FirstWindow(self._folder.path, self.workspace)

    def watch(self) -> None:
        """From now on, what nobody catches is told, and reported in the data folder."""
        from app.ui.guard import Guard

        self._guard = Guard(self._folder.logs, self._redact, self._save_mask)
        self._guard.begin()

    def close(self) -> None:
        """End everything that runs beside the window, in bounded time."""
        if isinstance(qt := QtApplication.instance(), QtApplication):
            qt.fileGiven.disconnect(self._on_given)
        if self._first_window is not None:
            self._first_window.close()
        from app.ui.remembered import remembered

        self.store.change(**remembered(self.window))
        self._secrets.close()
        ended = self.session.close(time.monotonic() + _SHUTDOWN_SECONDS)
        if self._folder.journal is not None:
            self._folder.journal.close()
        if self._guard is not None:
            self._guard.end()
        if self._log_handler is not None:
            from app.diagnostics.log import stop_log

            _log.info("Mask Painter ends")
            stop_log(self._log_handler)
            self._log_handler = None
        self._folder.leave()
        if not ended:
            # A thread is inside a call that can't be interrupted, such as decoding; everything
            # is written, and destroying its QThread would abort the process.
            os._exit(self.exit_code)

    def end(self) -> None:
        """Destroy the window; the application is of no use afterwards."""
        shiboken6.delete(self.window)

    def _save_mask(self) -> bool:
        if self._session is None:
            return False
        saved = self.workspace.keeper.save_now()
        return saved and self.workspace.canvas is not None

    def _start_log(self) -> logging.Handler:
        from app.diagnostics.log import start_log

        try:
            return start_log(self._folder.logs, self._redact)
        except OSError:
            return start_log(None, self._redact)


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
    application.show()
    settings = application.store.settings
    dress(qt, options.language or settings.language, settings.theme)
    # A thread that computes in Python lets the window have its turn after so many seconds; with
    # Python's own 5 ms each event would be that late.
    sys.setswitchinterval(_SWITCH_SECONDS)
    application.watch()
    application.start()
    QTimer.singleShot(0, application, application.listen)
    from app.ui.unix_signals import close_on_signals

    close_on_signals(application.window)
    # What is imported by now lives as long as the program. Without it, looking for garbage takes
    # the window 3 ms now and then instead of 25.
    gc.freeze()
    code = qt.exec() if application.window.isVisible() else application.exit_code
    # Widgets must go before the QApplication does, and Python would not promise that order.
    application.end()
    let_go_of_clipboard()
    return code
