"""What is said of a picture that has been opened: its details, and what isn't as one may expect."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from app.jobs.loading import Source
from app.library.sidecar import ENDING, Sidecar
from app.ui.main_window import MainWindow
from app.ui.mask_teller import Say
from app.ui.message_bar import Choice, Level
from app.ui.messages import exception_sentence


class SourceTeller(QObject):
    """`open_task` opens a task by its id."""

    def __init__(
        self, window: MainWindow, say: Say, open_task: Callable[[str], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._say = say
        self._open_task = open_task

    def details(self, source: Source) -> str:
        """One line about it, for the panel."""
        size = f"{source.picture.size} px"
        if source.is_grid:
            return f"{size} · " + self.tr("a grid of four")
        if source.task_id is None:
            return f"{size} · " + self.tr("no task: can be painted and exported")
        if source.is_claimed and source.saved is not None:
            beside = Path(source.name).with_suffix(ENDING).name
            return f"{size} · " + self.tr("a task's, says {name}").format(name=beside)
        if source.is_pasted:
            return f"{size} · " + self.tr("only the marked region was pasted in")
        return size

    def tell(self, source: Source) -> None:
        """It has just been opened."""
        if source.saved is not None:
            self._tell_saved(source, source.saved)
        self._tell_pasting(source)

    def _tell_saved(self, source: Source, saved: Sidecar) -> None:
        """Take over what its sidecar knows; say so where its picture is only a part of a task."""
        prompt = self._window.panel.prompt
        if source.task_id is None:
            self._say(
                Level.INFO,
                partial(self._part_sentence, saved),
                Choice(lambda: self.tr("Open the task"), partial(self._open_task, saved.task_id)),
                passes=True,
            )
        elif saved.prompt.strip() and prompt.toPlainText() != saved.prompt:
            prompt.replace_text(saved.prompt)

    def _part_sentence(self, saved: Sidecar) -> str:
        if saved.feather is not None:
            return self.tr(
                "Only the marked region of this picture is a task's. To go on with the task, open "
                "that one."
            )
        return self.tr(
            "This is candidate {number} of a task, cut out of its picture. To go on with the task, "
            "open that one."
        ).format(number=saved.image)

    def _tell_pasting(self, source: Source) -> None:
        """Say what isn't as it was wished for about a picture that was pasted, or should be."""
        problem, size = source.paste_problem, source.picture.size
        if problem is not None and source.is_pasted:
            self._say(
                Level.WARNING,
                lambda: self.tr(
                    "Only the marked region was taken over, but this picture can't be kept: when "
                    "the task is opened again, the service's own is there. {reason}"
                ).format(reason=exception_sentence(problem)),
            )
        elif problem is not None:
            self._say(
                Level.WARNING,
                lambda: self.tr(
                    "The marked region can't be pasted into the original, so this is the "
                    "service's own picture. {reason}"
                ).format(reason=exception_sentence(problem)),
            )
        elif source.scaled_from is not None:
            self._say(
                Level.INFO,
                lambda: self.tr(
                    "The service's picture has {size} pixels, and so must the mask: the original "
                    "was scaled to that."
                ).format(size=size),
                passes=True,
            )
