"""News of newer versions: asked for by hand, or once a day by whoever has agreed to that."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from app import __version__
from app.api import updates
from app.api.address import Origin
from app.api.errors import Unreachable
from app.api.updates import Release, UpdateCheck
from app.jobs.background import Background, CallResult
from app.jobs.job import JobEvent
from app.settings.changes import SettingsChanges
from app.ui.message_bar import Choice, Level
from app.ui.workspace import Workspace

_ROUND_MS = 60_000
_DAY = 24 * 60 * 60

_log = logging.getLogger(__name__)


class Updates(QObject):
    """Asks, and says what came of it; by itself only where the bar is free and nobody paints.

    Whether to ask by itself is a question of its own, put once: after a job that went well, and
    not before the program's second start. `apply` puts the answer in force, and keeps it.
    """

    def __init__(
        self,
        workspace: Workspace,
        background: Background,
        apply: Callable[[SettingsChanges], None],
    ) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._window = workspace.window
        self._store = workspace.store
        self._background = background
        self._apply = apply
        self._asking: int | None = None
        self._is_by_hand = False
        self._has_question = False
        self._news: Release | None = None
        # Written when the window is closed for the first time.
        self._is_new_here = not self._store.settings.window_geometry
        self._round = QTimer(self, interval=_ROUND_MS)
        self._round.setObjectName("updatesRound")
        self._round.timeout.connect(self._look_around)
        for arrived in (workspace.desk.eventArrived, workspace.desk.otherArrived):
            arrived.connect(self._on_job)

    def begin(self) -> None:
        """From now on do by itself what the user has agreed to."""
        self._round.start()
        self._look_around()

    def check(self) -> None:
        """Ask now: the user wants to know."""
        if not updates.ADDRESS:
            self._workspace.say(
                Level.INFO,
                lambda: self.tr(
                    "This copy doesn't know where new versions are published, so it can't check "
                    "for updates."
                ),
            )
            return
        self._window.tell(lambda: self.tr("Checking for updates…"))
        self._is_by_hand = True
        if self._asking is None:
            self._ask()

    def _ask(self) -> None:
        question = UpdateCheck(updates.ADDRESS)
        self._asking = self._background.call(question, self._on_answer, question.abort)

    def _on_answer(self, result: CallResult[Release]) -> None:
        self._asking = None
        by_hand, self._is_by_hand = self._is_by_hand, False
        if by_hand:
            self._window.statusBar().clearMessage()
        release = result.value
        if release is None:
            _log.warning("The newest version isn't known: %s", result.error)
            if by_hand:
                self._say_that_it_failed(result.error)
            return
        _log.info("The newest version is %s", release.version)
        is_news = release.is_newer_than(__version__)
        if by_hand and is_news:
            self._tell_news(release)
        elif by_hand:
            self._workspace.say(
                Level.INFO,
                lambda: self.tr("You have the newest version, {version}.").format(
                    version=__version__
                ),
            )
        elif is_news and release.version != self._store.settings.updates_skipped:
            self._news = release
            self._look_around()

    # By itself

    def _on_job(self, event: JobEvent) -> None:
        if event.result is None or self._is_new_here or not updates.ADDRESS:
            return
        if not self._store.settings.updates:
            self._has_question = True
            # The result is looked at first.
            self._round.start()

    def _look_around(self) -> None:
        if self._has_question and self._is_calm:
            self._has_question = False
            if not self._store.settings.updates:  # the preferences may have answered it
                self._put_question()
        elif self._news is not None and self._is_calm:
            news, self._news = self._news, None
            self._tell_news(news)
        elif self._is_due:
            self._store.change(updates_asked_at=int(time.time()))
            self._ask()

    @property
    def _is_calm(self) -> bool:
        """Whether a message would interrupt nobody."""
        window = self._window
        return (
            window.isActiveWindow()
            and not window.messages.isVisible()
            and window.canvas.is_settled
            and QApplication.activeModalWidget() is None
        )

    @property
    def _is_due(self) -> bool:
        settings = self._store.settings
        if settings.updates != "on" or not updates.ADDRESS or self._asking is not None:
            return False
        # The sandbox promises to use no network. A clock that was put back counts as another day.
        recently = 0 <= time.time() - settings.updates_asked_at < _DAY
        return not self._workspace.backend.is_sandbox and not recently

    # What is said

    def _put_question(self) -> None:
        # Asked once, also when another message takes its place.
        self._apply({"updates": "off"})
        self._workspace.say(
            Level.INFO,
            lambda: self.tr(
                "Check for updates once a day? Only the newest version's number is asked for; "
                "nothing is sent about you, and nothing installed."
            ),
            Choice(lambda: self.tr("Check once a day"), partial(self._apply, {"updates": "on"})),
            Choice(lambda: self.tr("Don't check"), lambda: None),
        )

    def _tell_news(self, release: Release) -> None:
        skip: SettingsChanges = {"updates_skipped": release.version}
        self._workspace.say(
            Level.INFO,
            lambda: self.tr("Version {version} is out. You have {current}.").format(
                version=release.version, current=__version__
            ),
            Choice(lambda: self.tr("Open its page"), partial(self._open_page, release.page)),
            Choice(lambda: self.tr("Don't remind me of it"), partial(self._apply, skip)),
        )

    def _open_page(self, page: str) -> None:
        if not QDesktopServices.openUrl(QUrl(page)):
            self._workspace.say(
                Level.WARNING,
                lambda: self.tr("No browser could be opened. The page is {page}").format(page=page),
            )

    def _say_that_it_failed(self, error: Exception | None) -> None:
        host = Origin.of(updates.ADDRESS).host

        def text() -> str:
            if isinstance(error, Unreachable):
                told = self.tr(
                    "Whether there is a newer version isn't known: {host} can't be reached. "
                    "Check the network and try again."
                )
            else:
                told = self.tr(
                    "Whether there is a newer version isn't known: {host} gives no answer that "
                    "makes sense. Try again later."
                )
            return told.format(host=host)

        self._workspace.say(Level.WARNING, text, Choice(lambda: self.tr("Check again"), self.check))
