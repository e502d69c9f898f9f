"""What is open in the window: a task's picture, a file's, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.api.errors import KeyMissing, ServiceError, Unauthorized
from app.canvas.canvas import Canvas
from app.canvas.mask import MaskSnapshot
from app.canvas.picture import Picture
from app.jobs.background import Background
from app.jobs.loading import ArrivedDamaged, PictureWithheld, Source, TaskNotReady
from app.library.masks import Masks, MasksInMemory, MaskStore
from app.library.sidecar import ENDING
from app.settings.settings import SettingsStore
from app.ui.backend import Backend
from app.ui.compare_desk import CompareDesk
from app.ui.file_dialogs import FileDialogs
from app.ui.job_desk import JobDesk
from app.ui.job_pictures import JobPictures
from app.ui.language import Words
from app.ui.ledger_desk import LedgerDesk
from app.ui.main_window import MainWindow
from app.ui.mask_keeper import MaskKeeper
from app.ui.mask_teller import MaskTeller
from app.ui.message_bar import Choice, Level
from app.ui.messages import exception_sentence
from app.ui.opener import Opened, Opener
from app.ui.painting import Painting
from app.ui.paste_desk import PasteDesk
from app.ui.pasting import Wish
from app.ui.previous_mask import PreviousMask
from app.ui.result_desk import ResultDesk, shown_grid
from app.ui.sight_desk import SightDesk
from app.ui.source_teller import SourceTeller

MEGABYTE = 1024 * 1024
_STATUS_MS = 6000


class Workspace(QObject):
    """Opens pictures and says what is open. The parts of the window share it."""

    sourceChanged = Signal()
    backendChanged = Signal()
    maskArrived = Signal()
    """What was to be opened looks like a mask of what is open."""

    def __init__(
        self, window: MainWindow, background: Background, store: SettingsStore, backend: Backend
    ) -> None:
        super().__init__(window)
        self.window = window
        self.store = store
        self.backend = backend
        self.background = background
        self.desk = JobDesk(background, self)
        self.ledger = LedgerDesk(background, self)
        self.results = ResultDesk(background, self)
        self.job_pictures = JobPictures(background, self)
        self.pastes = PasteDesk(window, self.results, self)
        self.sights = SightDesk(window, self.results, self.pastes, background, self)
        CompareDesk(window, self.sights, background, self)
        self.keeper = MaskKeeper(window.canvas, _mask_store(backend), background, self)
        self._opener = Opener(background, self.keeper.masks, self)
        self._files = FileDialogs(window, store)
        self.painting = Painting(window, self._opener, self._files, background, self)
        self._previous_mask = PreviousMask(window, self.painting.use_mask, self)
        self._mask_teller = MaskTeller(window, self.keeper, self.say, self._take_mask)
        self._source_teller = SourceTeller(window, self.say, self.open_kept, self)
        self._source: Source | None = None
        self._open_again: Callable[[], None] | None = None
        self._connect()
        self.painting.paint_on(None, "")
        self._show_source()

    @property
    def source(self) -> Source | None:
        """What is open."""
        return self._source

    @property
    def canvas(self) -> Canvas | None:
        """What is painted on; None when nothing is open, or a grid."""
        return self.painting.canvas

    def limit_undo(self) -> None:
        """Hold no more of what can be undone than the preferences allow."""
        if self.canvas is not None:
            self.canvas.history.limit(self.store.settings.undo_memory * MEGABYTE)

    def use(self, backend: Backend) -> None:
        """Work with another service from now on."""
        self.backend = backend
        self.desk.use(backend)
        self.ledger.use(backend)
        self.job_pictures.forget()
        if self.results.shown is not None and self.results.shown.is_preview:
            self.results.show(None)  # it is of a job that goes on elsewhere
        self.window.panel.source.set_sandbox(backend.is_sandbox)
        self.backendChanged.emit()

    def say(
        self,
        level: Level,
        text: Words,
        *choices: Choice,
        passes: bool = False,
        must_choose: bool = False,
        topic: str = "",
    ) -> None:
        """Put a message into the bar, once no stroke is under way that it would disturb."""
        show = partial(self.window.messages.show_message, level, text, *choices)
        self.window.when_settled(partial(show, passes=passes, must_choose=must_choose, topic=topic))

    # Opening

    def open_task(self, task_id: str, mask: Path | None = None, wish: Wish | None = None) -> None:
        """Open a task's picture, with the mask in a file if that is given."""
        self._begin(lambda: self._opener.open_task(self.backend, task_id, mask, wish))

    def open_kept(self, task_id: str, mask: Path | None = None) -> None:
        """The same as it is kept on disk; the service is asked only for what isn't."""
        self._begin(lambda: self._opener.open_kept(self.backend, task_id, mask))

    def open_file(
        self,
        path: Path,
        task_id: str | None = None,
        mask: Path | None = None,
        beside: Picture | None = None,
    ) -> None:
        """Open a picture from disk, with the mask in another file if that is given; or the task
        that a sidecar tells of. `beside`: what is open, if it may be meant as a mask of that:
        `maskArrived` follows then instead of an opening.
        """
        self.store.change(last_folder=str(path.parent))
        if path.suffix.lower() == ENDING and task_id is None:
            self._begin(lambda: self._opener.open_saved(self.backend, path))
            return
        self._begin(lambda: self._opener.open_file(self.backend, path, task_id, mask, beside))

    def open_given(self, path: str) -> None:
        """Open a file that the system hands over: once the stroke that may be under way, which
        belongs to what is open now, has ended.
        """
        self.window.when_settled(partial(self.open_file, Path(path)))

    def open_result(self, source: Source, wish: Wish) -> None:
        """Open the picture of a task that is done, or what is wished for instead."""
        self._begin(lambda: self._opener.open_result(self.backend, source, wish))

    def open_image(self, content: Callable[[], bytes], name: str) -> None:
        """Open a picture that has no file; `content` gives the bytes of one, in the background."""
        self._begin(lambda: self._opener.open_bytes(self.backend, content, name))

    def _begin(self, opening: Callable[[], None]) -> None:
        self._open_again = partial(self._begin, opening)
        self.window.messages.clear()
        self._leave_mask()
        opening()

    def _leave_mask(self) -> None:
        """Keep the mask of what is open, so that coming back to it finds it."""
        self.window.canvas.finish_gesture()
        self.keeper.keep()

    def _on_opened(self, opened: Opened) -> None:
        self._leave_mask()
        if opened.source.seems_mask and self.canvas is not None:
            self.maskArrived.emit()
            return
        if not opened.is_given and not self._is_newest(opened):
            # It was open already, and has been painted on while it was opened again.
            self._opener.open_loaded(self.backend, replace(opened.source, mask=None))
            return
        self._source = source = opened.source
        self.painting.paint_on(opened.canvas, source.name)
        self.keeper.watch(source.key, opened.canvas)
        if opened.is_given or opened.kept.problem is not None:
            self.keeper.put_in_place(with_mask=opened.is_given)
        self.limit_undo()
        self.results.show(shown_grid(source) if source.is_grid else None)
        if source.saved is not None and source.saved.image is not None:
            self.results.pick(source.saved.image)
        self.window.shared_view.fit()
        if source.task_id is not None and not self.backend.is_sandbox:
            self.store.remember_task(source.task_id)
        self.ledger.look_at(source.task_id)
        self._previous_mask.know(opened.previous)
        self._show_source()
        self.sourceChanged.emit()
        self.window.focus_picture()
        self._mask_teller.tell(opened)
        self._source_teller.tell(source)

    def _is_newest(self, opened: Opened) -> bool:
        source = opened.source
        return source.is_grid or self.keeper.masks.is_newest(source.key, opened.kept)

    def _on_closing(self) -> None:
        self.window.canvas.finish_gesture()
        self.painting.edits.end()
        self.keeper.close()

    def _on_failed(self, error: Exception) -> None:
        choices = []
        again = self._open_again
        if isinstance(error, KeyMissing | Unauthorized):
            preferences = self.window.actions_["preferences"]
            choices.append(Choice(lambda: self.tr("Preferences…"), preferences.trigger))
        if again is not None and isinstance(error, TaskNotReady):
            choices.append(Choice(lambda: self.tr("Check again"), again))
        elif again is not None and _may_pass(error):
            choices.append(Choice(lambda: self.tr("Try again"), again))
        # Nothing is wrong with what has to be waited for.
        level = Level.WARNING if isinstance(error, TaskNotReady) else Level.ERROR
        self.say(level, partial(exception_sentence, error), *choices)

    def _take_mask(self, mask: MaskSnapshot) -> None:
        self.painting.take(mask, "import")

    def _ask_for_task(self) -> None:
        from app.ui.open_task_dialog import OpenTaskDialog

        dialog = OpenTaskDialog(self.store.settings.recent_tasks, self.window)
        dialog.taskChosen.connect(self.open_task)
        dialog.open()

    def _ask_for_picture(self) -> None:
        self._files.ask_for_picture(self.tr("Open Picture"), self.open_file, f"*{ENDING}")

    def _on_written(self, path: Path) -> None:
        self.window.tell(lambda: self.tr("Saved {name}").format(name=path.name), _STATUS_MS)

    # Showing

    def _show_source(self) -> None:
        source, window = self._source, self.window
        if source is None:
            window.panel.source.show_source("", "")
        else:
            window.panel.source.show_source(source.name, self._source_teller.details(source))
        window.panel.source.own_picture.setVisible(source is not None and source.is_pasted)
        for name in ("zoomIn", "zoomOut", "fit", "actualSize"):
            window.actions_[name].setEnabled(source is not None)

    def _connect(self) -> None:
        window, opener = self.window, self._opener
        slots = {
            "openTask": self._ask_for_task,
            "openImage": self._ask_for_picture,
            "quit": window.close,
        }
        for name, slot in slots.items():
            window.actions_[name].triggered.connect(slot)
        # Before anything else that closing does: the mask is written beside the rest.
        window.closing.connect(self._on_closing)
        window.canvas.settled.connect(window.messages.clear_hint)
        window.retranslated.connect(self._show_source)
        window.empty.cancelled.connect(opener.stop)
        opener.opened.connect(lambda opened: window.when_settled(partial(self._on_opened, opened)))
        opener.written.connect(self._on_written)
        opener.failed.connect(self._on_failed)
        opener.busyChanged.connect(window.show_opening)


def _mask_store(backend: Backend) -> MaskStore:
    library = backend.library
    return Masks(library.masks) if library is not None else MasksInMemory()


def _may_pass(error: Exception) -> bool:
    """Whether opening the same again may work, without anything having been mended."""
    if isinstance(error, ServiceError):
        return error.temporary
    return isinstance(error, ArrivedDamaged | PictureWithheld)
