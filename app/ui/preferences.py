"""What follows from the preferences dialog: the key, the service's address, the look."""

from __future__ import annotations

import logging
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from app.jobs.background import Background, CallResult
from app.settings.changes import SettingsChanges
from app.settings.keystore import (
    StoreFailed,
    StoreInsecure,
    StoreLocked,
    StoreOutcome,
    StoreProblem,
    StoreTimedOut,
    StoreUnavailable,
)
from app.settings.secrets import Secrets
from app.settings.settings import SettingsError
from app.ui.language import set_language
from app.ui.message_bar import Choice, Level
from app.ui.remembered import pressure_curve
from app.ui.theme import choose_scheme
from app.ui.workspace import Workspace

_log = logging.getLogger(__name__)


class Preferences(QObject):
    """Opens the dialog and carries out what it says.

    `language` is the one in force, which the command line may have said.
    """

    keyChanged = Signal()
    serviceChanged = Signal()
    accountChanged = Signal()
    """Another account is to pay."""

    def __init__(
        self, workspace: Workspace, secrets: Secrets, background: Background, language: str
    ) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._secrets = secrets
        self._background = background
        self._language, self._theme = language, workspace.store.settings.theme
        actions = workspace.window.actions_
        actions["preferences"].triggered.connect(self.open)
        # The menu changes it too; the dialog shows what holds.
        actions["pixelGrid"].toggled.connect(lambda on: workspace.store.change(pixel_grid=on))
        figures = workspace.window.panel.figures
        figures.walletChosen.connect(lambda on: self.apply({"use_wallet": on}))

    def open(self) -> None:
        """Show the dialog beside whatever is going on."""
        from app.ui.preferences_dialog import PreferencesDialog

        settings, key = self._workspace.store.settings, self._secrets.current()
        dialog = PreferencesDialog(settings, key, self._workspace.window)
        dialog.keyEntered.connect(self._use_key)
        dialog.keyForgotten.connect(self._forget_key)
        dialog.settingsChosen.connect(self.apply)
        dialog.languageTried.connect(self._show_language)
        dialog.themeTried.connect(self._show_theme)
        dialog.rejected.connect(partial(self._show_language, self._language))
        dialog.rejected.connect(partial(self._show_theme, self._theme))
        dialog.open()

    def load_stored_key(self) -> None:
        """Read the key store's key in the background; `keyChanged` follows, also if it has none."""
        self._background.call(self._secrets.load_stored, self._on_loaded)

    def _use_key(self, text: str, keep: bool) -> None:
        if keep:
            # Unlike a partial, a function shows nobody the key in its repr.
            self._background.call(lambda: self._secrets.store(text), self._on_stored)
        else:
            self._secrets.use_for_session(text)
            self._workspace.window.messages.clear()
            self.keyChanged.emit()

    def _forget_key(self) -> None:
        self._background.call(self._secrets.forget, self._on_forgotten)

    def _on_loaded(self, result: CallResult[StoreOutcome]) -> None:
        self._log(result)
        problem = result.value
        self.keyChanged.emit()
        if self._secrets.current().value:
            return
        if isinstance(problem, StoreLocked | StoreTimedOut | StoreFailed):
            # There may be a key in it. Where there is no store at all, there is nothing to miss.
            preferences = self._workspace.window.actions_["preferences"]
            self._workspace.say(
                Level.WARNING,
                lambda: self._with_problem(
                    problem, self.tr("A key entered in Preferences is used until the program ends.")
                ),
                Choice(lambda: self.tr("Preferences…"), preferences.trigger),
            )

    def _log(self, result: CallResult[StoreOutcome]) -> None:
        if isinstance(result.value, StoreProblem):
            kind, detail = type(result.value).__name__, result.value.detail
            _log.info("The key store's answer: %s: %s", kind, detail)

    def _on_stored(self, result: CallResult[StoreOutcome]) -> None:
        self._log(result)
        problem = result.value
        if isinstance(problem, StoreProblem):
            self._workspace.say(
                Level.WARNING,
                lambda: self._with_problem(
                    problem,
                    self.tr("The key is used until the program ends, then it is forgotten."),
                ),
            )
        else:
            self._workspace.window.messages.clear()
        self.keyChanged.emit()

    def _on_forgotten(self, result: CallResult[StoreOutcome]) -> None:
        self._log(result)
        problem = result.value
        if isinstance(problem, StoreProblem) and not isinstance(problem, StoreUnavailable):
            self._workspace.say(
                Level.WARNING,
                lambda: self._with_problem(
                    problem, self.tr("It may still hold the key: remove it there by hand.")
                ),
            )
        self.keyChanged.emit()

    def _with_problem(self, problem: StoreProblem, consequence: str) -> str:
        return f"{self._problem_text(problem)} {consequence}"

    def _problem_text(self, problem: StoreProblem) -> str:
        match problem:
            case StoreInsecure():
                return self.tr("The only key store here would keep the key readable to others.")
            case StoreUnavailable():
                return self.tr("This system has no key store that can be reached.")
            case StoreLocked():
                return self.tr("The system's key store is locked.")
            case StoreTimedOut():
                return self.tr("The system's key store gives no answer.")
        return self.tr("The system's key store refused.")

    def apply(self, changes: SettingsChanges) -> None:
        """Put these preferences in force, and keep them."""
        store = self._workspace.store
        before = store.settings
        settings = store.change(**changes)
        if settings.language != before.language:
            self._show_language(settings.language)
        if settings.theme != before.theme:
            self._show_theme(settings.theme)
        window = self._workspace.window
        window.options.set_pressure_curve(pressure_curve(settings))
        window.actions_["pixelGrid"].setChecked(settings.pixel_grid)
        self._workspace.limit_undo()
        storage = self._workspace.backend.storage
        if storage is not None:
            storage.runner.limit = settings.parallel_jobs
        self._background.call(store.save, self._on_saved)
        if settings.api_url != before.api_url:
            self.serviceChanged.emit()
        elif settings.use_wallet != before.use_wallet:
            self.accountChanged.emit()

    def _show_language(self, language: str) -> None:
        qt = QApplication.instance()
        if isinstance(qt, QApplication) and language != self._language:
            self._language = language
            set_language(qt, language)

    def _show_theme(self, theme: str) -> None:
        qt = QApplication.instance()
        if isinstance(qt, QApplication) and theme != self._theme:
            self._theme = theme
            choose_scheme(qt, theme)

    def _on_saved(self, result: CallResult[None]) -> None:
        error = result.error
        if isinstance(error, SettingsError):
            self._workspace.say(
                Level.WARNING,
                lambda: self.tr(
                    "The preferences can't be saved, so they hold until the program ends: {reason}."
                ).format(reason=error.reason),
            )
