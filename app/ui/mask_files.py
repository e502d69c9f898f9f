"""The mask's way in and out: import and export, copy and paste."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PIL import Image
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QApplication

from app.canvas.canvas import Canvas
from app.canvas.codec import encode_mask, stored_image
from app.canvas.geometry import Size
from app.canvas.mask import MaskSnapshot
from app.canvas.mask_import import Channel, MaskImage, Reading, read_mask_image
from app.canvas.picture import strips
from app.canvas.progress import Progress
from app.jobs.background import Background, CallResult
from app.jobs.loading import read
from app.ui.copied_picture import CopiedPicture
from app.ui.file_dialogs import FileDialogs
from app.ui.incoming import picture_file_from
from app.ui.language import Words
from app.ui.main_window import MainWindow
from app.ui.mask_takers import MaskTakers
from app.ui.message_bar import Level
from app.ui.messages import exception_sentence
from app.ui.opener import Opener

if TYPE_CHECKING:
    from app.ui.mask_import_dialog import MaskImportDialog

_STATUS_MS = 6000

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """An image that was read; with its mask if there was nothing to ask."""

    image: MaskImage
    mask: MaskSnapshot | None


class MaskFiles(QObject):
    """One import at a time: a new one drops the one under way.

    `apply` makes a mask the canvas's, as one undoable step of the given label, "import", "paste"
    or "previous".
    """

    def __init__(
        self,
        window: MainWindow,
        background: Background,
        opener: Opener,
        files: FileDialogs,
        takers: MaskTakers,
        canvas: Callable[[], Canvas | None],
        apply: Callable[[MaskSnapshot, str], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._background = background
        self._opener = opener
        self._files = files
        self._canvas = canvas
        self._apply = apply
        self._name = ""
        self._label = ""
        self._said: Words = str
        self._call: int | None = None
        self._copying: int | None = None
        self._dialog: MaskImportDialog | None = None
        slots: dict[str, Callable[[], None]] = {
            "importMask": self._ask_for_mask,
            "exportMask": partial(takers.add, self._ask_where_to_export),
            "copyMask": partial(takers.add, self._copy),
            "pasteMask": self._paste,
        }
        for name, slot in slots.items():
            # `triggered` passes a bool that no slot here has a use for.
            window.actions_[name].triggered.connect(lambda _on, call=slot: call())

    def begin(self, name: str) -> None:
        """Another canvas is painted on; `name` is what its mask's file is called after."""
        self._name = name
        self._drop()
        for action in ("importMask", "exportMask", "copyMask", "pasteMask"):
            self._window.actions_[action].setEnabled(self._canvas() is not None)

    # Out

    def _ask_where_to_export(self, canvas: Canvas) -> None:
        content = partial(encode_mask, canvas.snapshot())
        self._files.ask_where_to_save(
            self.tr("Export Mask"),
            f"{Path(self._name).stem}-mask.png",
            lambda path: self._opener.write(content, path),
        )

    def _copy(self, canvas: Canvas) -> None:
        work = partial(_copied, canvas.snapshot())
        self._copying = self._background.call(work, self._on_copied)

    def _on_copied(self, result: CallResult[CopiedPicture]) -> None:
        if result.id != self._copying:
            return  # copied again since
        if result.value is None:
            self._say_error(result.error)
            return
        result.value.put_on_clipboard()
        self._window.tell(lambda: self.tr("The mask is copied"), _STATUS_MS)

    # In: reading

    def _ask_for_mask(self) -> None:
        if self._canvas() is not None:
            self._files.ask_for_picture(self.tr("Import Mask"), self.import_file)

    def _paste(self) -> None:
        if self._canvas() is None:
            return
        content = picture_file_from(QApplication.clipboard().mimeData())
        if content is None:
            self._say(
                Level.INFO,
                lambda: self.tr("There is no picture in the clipboard to take as mask."),
            )
        else:
            self._read(content, "paste")

    def import_file(self, path: Path) -> None:
        """Read a file as a mask; ask how, where that isn't clear."""
        self._read(partial(read, path), "import")

    def use(self, path: Path) -> None:
        """Take a mask of ours as it is, scaled to the picture if that has another size."""
        self._read(partial(read, path), "previous", asks=False)

    def _read(self, content: Callable[[], bytes], label: str, *, asks: bool = True) -> None:
        canvas = self._canvas()
        if canvas is None:
            return
        self._drop()
        if self._window.messages.is_saying(self._said):
            self._window.messages.clear()
        self._label = label
        picture, progress = canvas.picture, Progress()

        def work() -> _Read:
            image = read_mask_image(content(), picture.size, picture.orientation, progress)
            clear = image.leaves_no_question or not asks
            return _Read(image, image.mask(image.likely(), progress) if clear else None)

        self._start(work, self._on_read, progress)
        self._window.tell(lambda: self.tr("Reading the mask. Esc gives it up."))
        self._window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc, if nothing else wanted it, gives up the image that is being read."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() != Qt.Key.Key_Escape:
            return False
        self._drop()
        return True

    def _reading_ends(self) -> None:
        self._window.removeEventFilter(self)
        self._window.statusBar().clearMessage()

    def _on_read(self, result: CallResult[_Read]) -> None:
        self._reading_ends()
        # A message or a dialog would break into a stroke.
        self._window.when_settled(partial(self._show_read, result))

    def _show_read(self, result: CallResult[_Read]) -> None:
        if result.id != self._call:
            return  # another canvas or import has come while a stroke was finished
        self._call = None
        if result.value is None:
            self._say_error(result.error)
        elif result.value.mask is None:
            self._ask_how(result.value.image)
        else:
            self._apply(result.value.mask, self._label)
            self._say_what_was_taken(result.value.image)

    def _say_what_was_taken(self, image: MaskImage) -> None:
        if not image.planes[Channel.BRIGHTNESS].is_pure:
            self._say(
                Level.INFO,
                lambda: self.tr(
                    "The mask had greys close to black and white, as JPEG leaves them: "
                    "they were taken for black and white."
                ),
            )
        elif image.coverage(image.likely()) == 0:
            self._say(Level.INFO, lambda: self.tr("The mask is all black: nothing is marked."))

    # In: asking

    def _ask_how(self, image: MaskImage) -> None:
        canvas = self._canvas()
        if canvas is None:
            return
        titles: dict[str, Words] = {
            "import": lambda: self.tr("Import Mask"),
            "paste": lambda: self.tr("Paste Mask"),
        }
        from app.ui.mask_import_dialog import Ground, MaskImportDialog

        ground = Ground(canvas.picture, self._window.options.overlay_colour)
        self._dialog = MaskImportDialog(titles[self._label], image, ground, self._window)
        self._dialog.chosen.connect(partial(self._make, image))
        self._dialog.rejected.connect(self._on_cancelled)
        # Not modal: the mask below may be looked at from near meanwhile, and painted on.
        self._dialog.show()

    def _on_cancelled(self) -> None:
        self._dialog = None
        self._drop()

    def _make(self, image: MaskImage, reading: Reading) -> None:
        if self._dialog is not None:
            self._dialog.set_making()
        progress = Progress()
        self._start(lambda: image.mask(reading, progress), self._on_made, progress)

    def _on_made(self, result: CallResult[MaskSnapshot]) -> None:
        self._call = None
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.accept()
        if result.value is None:
            self._say_error(result.error)
        else:
            take = partial(self._take, self._canvas(), result.value, self._label)
            self._window.when_settled(take)

    def _take(self, canvas: Canvas | None, mask: MaskSnapshot, label: str) -> None:
        if canvas is not None and self._canvas() is canvas:
            self._apply(mask, label)

    # What both need

    def _start(
        self,
        work: Callable[[], T],
        receiver: Callable[[CallResult[T]], None],
        progress: Progress,
    ) -> None:
        self._call = self._background.call(work, receiver, progress.abandon)

    def _drop(self) -> None:
        """Give up the import that is under way."""
        call, self._call = self._call, None
        dialog, self._dialog = self._dialog, None
        if call is not None:
            self._background.cancel_call(call)
            self._reading_ends()
        if dialog is not None:
            dialog.close()

    def _say_error(self, error: Exception | None) -> None:
        if error is not None:
            self._say(Level.ERROR, partial(exception_sentence, error))

    def _say(self, level: Level, text: Words) -> None:
        self._said = text
        passes = level is Level.INFO
        self._window.when_settled(
            partial(self._window.messages.show_message, level, text, passes=passes)
        )


def _copied(snapshot: MaskSnapshot) -> CopiedPicture:
    return CopiedPicture(encode_mask(snapshot), _as_qimage(stored_image(snapshot)))


def _as_qimage(image: Image.Image) -> QImage:
    """An "L" image in memory of its own, row by row as Qt has them, padded to four bytes."""
    result = QImage(image.width, image.height, QImage.Format.Format_Grayscale8)
    stride, pixels = result.bytesPerLine(), memoryview(result.bits())
    for top, bottom in strips(Size(image.width, image.height), 1):
        rows = image.crop((0, top, image.width, bottom)).tobytes("raw", "L", stride)
        pixels[top * stride : bottom * stride] = rows
    return result
