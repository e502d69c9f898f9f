"""Copy Diagnostics: what a report of a fault should say, collected and put into the clipboard."""

from __future__ import annotations

import dataclasses
from functools import partial
from pathlib import Path

import PySide6
from PySide6.QtCore import QLocale, QObject, QSysInfo, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.diagnostics import facts
from app.diagnostics.facts import Section
from app.diagnostics.redaction import Redact
from app.jobs.background import Background, CallResult
from app.jobs.journal import FILE_NAME
from app.jobs.summary import jobs_by_state
from app.ui.message_bar import Level
from app.ui.workspace import Workspace

_SHOWN_MS = 6000


class Diagnostics(QObject):
    """Collects them without holding up the window."""

    def __init__(
        self, workspace: Workspace, background: Background, data_dir: Path, redact: Redact
    ) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._background = background
        self._data_dir = data_dir
        self._redact = redact

    def copy(self) -> None:
        """Collect, and put the text into the clipboard a moment later."""
        workspace = self._workspace
        # What only this thread may ask; all else is disk.
        known = (_window_system(), _service(workspace))
        values = dataclasses.asdict(workspace.store.settings)
        problem = workspace.backend.problem
        work = partial(_text, known, values, self._data_dir, problem, self._redact)
        self._background.call(work, self._on_collected)

    def _on_collected(self, result: CallResult[str]) -> None:
        if result.value is None:
            self._workspace.say(Level.ERROR, lambda: self.tr("The diagnostics can't be collected."))
            return
        QApplication.clipboard().setText(result.value)
        self._workspace.window.tell(
            lambda: self.tr("Diagnostics copied: they hold no key and no prompts"), _SHOWN_MS
        )


def _text(
    known: tuple[Section, ...],
    values: dict[str, object],
    data_dir: Path,
    problem: Exception | None,
    redact: Redact,
) -> str:
    sections = (
        facts.program(),
        facts.system(),
        *known,
        facts.folder(data_dir, problem),
        Section("Jobs", tuple(_jobs(data_dir / FILE_NAME))),
        facts.settings(values),
    )
    return facts.text_of(sections, redact, facts.recent_log(data_dir))


def _jobs(journal: Path) -> list[tuple[str, str]]:
    try:
        return [(state, str(count)) for state, count in sorted(jobs_by_state(journal).items())]
    except OSError as error:
        return [("not known", str(error))]


def _window_system() -> Section:
    qt = QApplication.instance()
    style = qt.style().name() if isinstance(qt, QApplication) else ""
    lines = [
        ("Qt", f"{qVersion()}, PySide6 {PySide6.__version__}, {QSysInfo.buildAbi()}"),
        ("Platform", f"{QGuiApplication.platformName()}, style {style}"),
        ("Language", f"{QLocale().name()}, the system's {QLocale.system().name()}"),
        ("Colours", QGuiApplication.styleHints().colorScheme().name),
    ]
    for screen in QGuiApplication.screens():
        size = screen.size()
        lines.append(
            ("Screen", f"{size.width()} × {size.height()} at {screen.devicePixelRatio():g}")
        )
    return Section("Window system", tuple(lines))


def _service(workspace: Workspace) -> Section:
    backend, window = workspace.backend, workspace.window
    canvas = workspace.canvas
    return Section(
        "At work",
        (
            ("Service", "sandbox" if backend.is_sandbox else "network"),
            ("Picture", f"{canvas.size} pixels" if canvas is not None else "none"),
            ("Job", str(window.property("jobState"))),
        ),
    )
