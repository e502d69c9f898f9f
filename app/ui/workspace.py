"""What the window does: the picture that is open, its mask, the job, and the result beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app.canvas.canvas import Canvas
from app.canvas.geometry import Rect
from app.canvas.mask import MaskSnapshot
from app.jobs.background import Background
from app.jobs.loading import Source, TaskNotReady
from app.settings.settings import SettingsStore
from app.ui.backend import Backend
from app.ui.canvas_view import stepped_size
from app.ui.file_dialogs import FileDialogs
from app.ui.incoming import IncomingFile, IncomingImage, IncomingTask, incoming_from
from app.ui.job_desk import JobDesk
from app.ui.main_window import MainWindow
from app.ui.message_bar import Choice, Level
from app.ui.messages import exception_sentence
from app.ui.open_task_dialog import OpenTaskDialog
from app.ui.opener import Opener
from app.ui.picture_view import PictureView
from app.ui.result_desk import ResultDesk, Shown

# Masks are small beside pictures; these many are kept while other tasks are open.
_LEFT_MASKS = 8

_COVERAGE_MS = 60


class Workspace(QObject):
    """Pictures and masks: opening, painting on, importing and exporting them."""

    sourceChanged = Signal()

    def __init__(
        self, window: MainWindow, background: Background, store: SettingsStore, backend: Backend
    ) -> None:
        super().__init__(window)
        self.window = window
        self.store = store
        self.backend = backend
        self.opener = Opener(background, self)
        self.desk = JobDesk(background, self)
        self.results = ResultDesk(background, self)
        self.files = FileDialogs(window, store)
        self._source: Source | None = None
        self._open_again: Callable[[], None] | None = None
        self._left_masks: dict[str, MaskSnapshot] = {}
        self._connect_actions()
        self._connect_parts()
        self._show_source()

    @property
    def source(self) -> Source | None:
        """What is open."""
        return self._source

    @property
    def canvas(self) -> Canvas | None:
        """What is painted on; None when nothing is open, or a grid."""
        return self.window.canvas.canvas

    def use(self, backend: Backend) -> None:
        """Work with another service from now on."""
        self.backend = backend
        self.desk.use(backend)
        self.window.panel.set_sandbox(backend.is_sandbox)

    # Opening

    def open_task(self, task_id: str, mask: Path | None = None) -> None:
        """Open a task's picture, with the mask in a file if that is given."""
        self._open_again = partial(self.open_task, task_id, mask)
        self.window.messages.clear()
        self.opener.open_task(self.backend, task_id, mask)

    def open_file(self, path: Path, task_id: str | None = None, mask: Path | None = None) -> None:
        """Open a picture from disk, with the mask in another file if that is given."""
        self.window.messages.clear()
        self.opener.open_file(self.backend, path, task_id, mask)
        self.store.change(last_folder=str(path.parent))

    def open_incoming(self, mime: QMimeData) -> None:
        """Open what was dropped or pasted."""
        match incoming_from(mime):
            case IncomingFile(path=path):
                self.open_file(path)
            case IncomingTask(task_id=task_id):
                self.open_task(task_id)
            case IncomingImage() as incoming:
                self.window.messages.clear()
                self.opener.open_bytes(self.backend, incoming.png, self.tr("Pasted picture"))
            case None:
                self.say(
                    Level.INFO,
                    self.tr("There is no picture, task id or result link to open in this."),
                )

    def open_source(self, source: Source) -> None:
        """Show a picture that has been loaded, with the mask it brings, or was left with earlier
        in this session, or a black one.
        """
        self._leave_mask()
        self._source = source
        self.results.show(None)
        if source.is_grid:
            self.window.canvas.set_canvas(None)
            self.results.show(Shown(source.picture, source.task_id, is_grid=True))
        else:
            canvas = Canvas(source.picture)
            mask = source.mask or self._left_masks.pop(source.task_id or "", None)
            if mask is not None and mask.size == canvas.size:
                canvas.replace(mask, self.tr("Mask"))
            self.window.canvas.set_canvas(canvas)
        self.window.shared_view.fit()
        if source.task_id is not None and not self.backend.is_sandbox:
            self.store.remember_task(source.task_id)
        self._show_source()
        self.window.canvas.setFocus()
        self.sourceChanged.emit()
        if source.mask_problem is not None and not source.is_grid:
            self.say(Level.ERROR, exception_sentence(source.mask_problem))

    def _leave_mask(self) -> None:
        """Keep the mask of the task that is left, so that coming back finds it."""
        source, canvas = self._source, self.canvas
        self.window.canvas.finish_gesture()
        if source is not None and source.task_id and canvas is not None:
            self._left_masks.pop(source.task_id, None)
            if not canvas.mask.is_empty:
                self._left_masks[source.task_id] = canvas.snapshot()
            while len(self._left_masks) > _LEFT_MASKS:
                del self._left_masks[next(iter(self._left_masks))]

    def _ask_for_task(self) -> None:
        dialog = OpenTaskDialog(self.store.settings.recent_tasks, self.window)
        dialog.taskChosen.connect(self.open_task)
        dialog.open()

    def _ask_for_picture(self) -> None:
        self.files.ask_for_picture(self.tr("Open Picture"), self.open_file)

    def _on_failed(self, error: Exception) -> None:
        choices = []
        if isinstance(error, TaskNotReady) and self._open_again is not None:
            choices.append(Choice(self.tr("Check again"), self._open_again))
        self.say(Level.ERROR, exception_sentence(error), *choices)

    # The mask

    def import_mask(self, path: Path) -> None:
        """Take a mask from a file, undoably."""
        if self._source is not None:
            self.opener.import_mask(path, self._source.picture)

    def _ask_for_mask(self) -> None:
        self.files.ask_for_picture(self.tr("Import Mask"), self.import_mask)

    def _on_mask(self, snapshot: MaskSnapshot) -> None:
        canvas = self.canvas
        if canvas is not None and canvas.size == snapshot.size:
            self._changed(canvas.replace(snapshot, self.tr("Import mask")))

    def _ask_where_to_export(self) -> None:
        canvas, source = self.canvas, self._source
        if canvas is None or source is None:
            return
        name = f"{source.task_id or Path(source.name).stem}-mask.png"
        snapshot = canvas.snapshot()
        self.files.ask_where_to_save(
            self.tr("Export Mask"), name, lambda path: self.opener.export_mask(snapshot, path)
        )

    def _ask_where_to_save_result(self) -> None:
        content, shown = self.results.file_content(), self.results.shown
        if content is None or shown is None:
            return
        get_bytes, extension = content
        number = f"-{self.results.picked}" if self.results.picked else ""
        name = f"{shown.task_id or 'result'}{number}.{extension}"
        self.files.ask_where_to_save(
            self.tr("Save Result As"), name, lambda path: self.opener.write(get_bytes, path)
        )

    def _edit(self, change: Callable[[Canvas], Rect]) -> None:
        canvas = self.canvas
        if canvas is not None and not self.window.canvas.is_painting:
            self._changed(change(canvas))

    def _changed(self, rect: Rect) -> None:
        self.window.canvas.mask_changed(rect)
        self._show_edits()

    def _show_edits(self) -> None:
        canvas, actions = self.canvas, self.window.actions_
        actions["undo"].setEnabled(canvas is not None and canvas.history.can_undo)
        actions["redo"].setEnabled(canvas is not None and canvas.history.can_redo)

    def _coverage_soon(self) -> None:
        if not self._coverage_timer.isActive():
            self._coverage_timer.start()

    def _show_coverage(self) -> None:
        canvas = self.canvas
        self.window.panel.set_coverage(None if canvas is None else canvas.mask.coverage)

    def _on_written(self, path: Path) -> None:
        self.window.statusBar().showMessage(self.tr("Saved {name}").format(name=path.name), 6000)

    # Showing

    def say(self, level: Level, text: str, *choices: Choice, passes: bool = False) -> None:
        """Put a message into the bar."""
        self.window.messages.show_message(level, text, *choices, passes=passes)

    def _show_source(self) -> None:
        source, window = self._source, self.window
        if source is None:
            window.panel.set_source("", "")
        else:
            window.panel.set_source(source.name, self._details(source))
        title = f"{source.name} — " if source else ""
        window.setWindowTitle(f"{title}Mask Painter")
        for name in ("importMask", "exportMask", "clearMask", "invertMask"):
            window.actions_[name].setEnabled(self.canvas is not None)
        for name in ("zoomIn", "zoomOut", "fit", "actualSize"):
            window.actions_[name].setEnabled(source is not None)
        self._show_edits()
        self._show_coverage()

    def _details(self, source: Source) -> str:
        size = f"{source.picture.size} px"
        if source.is_grid:
            return f"{size} · " + self.tr("a grid of four")
        if source.task_id is None:
            return f"{size} · " + self.tr("no task: can be painted and exported")
        return size

    # Wiring

    def _connect_actions(self) -> None:
        actions = self.window.actions_
        view = self.window.canvas
        clear, invert = self.tr("Clear mask"), self.tr("Invert mask")
        slots: dict[str, Callable[[], object]] = {
            "openTask": self._ask_for_task,
            "openImage": self._ask_for_picture,
            "paste": lambda: self.open_incoming(QApplication.clipboard().mimeData()),
            "importMask": self._ask_for_mask,
            "exportMask": self._ask_where_to_export,
            "saveResult": self._ask_where_to_save_result,
            "quit": self.window.close,
            "undo": lambda: self._edit(Canvas.undo),
            "redo": lambda: self._edit(Canvas.redo),
            "clearMask": lambda: self._edit(lambda canvas: canvas.clear(clear)),
            "invertMask": lambda: self._edit(lambda canvas: canvas.invert(invert)),
            "zoomIn": lambda: self._zoomed_view().zoom_by(1),
            "zoomOut": lambda: self._zoomed_view().zoom_by(-1),
            "swapTools": self._swap_tools,
            "smallerBrush": lambda: self._step_brush(-1),
            "largerBrush": lambda: self._step_brush(1),
            "fit": self.window.shared_view.fit,
            "actualSize": lambda: self._zoomed_view().zoom_to(1.0),
        }
        for name, slot in slots.items():
            actions[name].triggered.connect(_without_argument(slot))
        actions["overlay"].setChecked(True)
        actions["overlay"].toggled.connect(view.set_overlay_shown)
        for name in ("brush", "eraser", "pan"):
            actions[f"{name}Tool"].triggered.connect(lambda _on, n=name: view.set_tool(n))
        actions["brushTool"].setChecked(True)
        options = self.window.options
        options.brushSizeChanged.connect(view.set_brush_size)
        options.overlayColourChanged.connect(view.set_overlay_colour)
        view.brushSizeWanted.connect(options.set_brush_size)

    def _swap_tools(self) -> None:
        actions = self.window.actions_
        name = "brushTool" if actions["eraserTool"].isChecked() else "eraserTool"
        actions[name].trigger()

    def _step_brush(self, steps: int) -> None:
        options = self.window.options
        options.set_brush_size(stepped_size(options.brush_size, steps))

    def _zoomed_view(self) -> PictureView:
        return self.window.canvas if self.canvas is not None else self.window.comparison

    def _connect_parts(self) -> None:
        window = self.window
        window.dropped.connect(self.open_incoming)
        # Counting is lazy, so it isn't asked for at every move of a stroke.
        self._coverage_timer = QTimer(self)
        self._coverage_timer.setSingleShot(True)
        self._coverage_timer.setInterval(_COVERAGE_MS)
        self._coverage_timer.timeout.connect(self._show_coverage)
        window.canvas.maskChanged.connect(self._coverage_soon)
        window.canvas.strokeEnded.connect(self._show_edits)
        window.canvas.strokeEnded.connect(window.messages.clear_hint)
        self.opener.opened.connect(self.open_source)
        self.opener.maskRead.connect(self._on_mask)
        self.opener.written.connect(self._on_written)
        self.opener.failed.connect(self._on_failed)
        self.opener.busyChanged.connect(window.show_opening)
        window.empty.cancelled.connect(self.opener.stop)


def _without_argument(slot: Callable[[], object]) -> Callable[[], None]:
    """`triggered` passes a bool that no slot here has a use for."""

    def call() -> None:
        slot()

    return call
