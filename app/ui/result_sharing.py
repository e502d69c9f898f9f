"""A result's way to other programs: through the clipboard, or dragged out as a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QSize, Qt, QTemporaryDir, QUrl
from PySide6.QtGui import QDrag

from app.canvas.codec import decode_picture
from app.canvas.picture import UPRIGHT
from app.jobs.background import CallResult
from app.library.exporting import write_for_user
from app.ui.candidate_strip import THUMBNAIL
from app.ui.copied_picture import CopiedPicture
from app.ui.message_bar import Level
from app.ui.messages import exception_sentence
from app.ui.picture_cache import level_image
from app.ui.result_desk import png_of
from app.ui.result_saver import ResultFile, file_in_sight, file_of
from app.ui.workspace import Workspace

_STATUS_MS = 6000


class ResultSharing(QObject):
    """Copies what is in sight; has a candidate's file made as soon as it is dragged."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._strip = workspace.window.panel.result.candidates
        self._folder: QTemporaryDir | None = None
        self._copying: int | None = None
        self._dragging: int | None = None
        workspace.window.actions_["copyResult"].triggered.connect(self._copy)
        self._strip.dragged.connect(self._make_file)

    # To the clipboard

    def _copy(self) -> None:
        file = file_in_sight(self._workspace)
        if file is not None:
            work = partial(_copied, file)
            self._copying = self._workspace.background.call(work, self._on_copied)

    def _on_copied(self, result: CallResult[CopiedPicture]) -> None:
        if result.id != self._copying:
            return  # copied again since
        if result.value is None:
            self._say_error(result.error)
            return
        result.value.put_on_clipboard()
        self._workspace.window.tell(lambda: self.tr("The picture is copied"), _STATUS_MS)

    # Out of the window

    def _make_file(self, number: int) -> None:
        file = file_of(self._workspace, number or None)
        if file is not None:
            # Kept as long as the window: who takes a file may read it long after it was let go.
            self._folder = self._folder or QTemporaryDir()
            work = partial(_written, file, Path(self._folder.path()))
            self._dragging = self._workspace.background.call(work, self._on_made)

    def _on_made(self, result: CallResult[Path]) -> None:
        if result.id != self._dragging:
            return
        button = self._strip.held
        if result.value is None:
            self._say_error(result.error)
        elif button is not None:  # the hand may have let go meanwhile
            mime = QMimeData()
            mime.setUrls([QUrl.fromLocalFile(str(result.value))])
            drag = QDrag(self._strip)
            drag.setMimeData(mime)
            drag.setPixmap(button.icon().pixmap(QSize(THUMBNAIL, THUMBNAIL)))
            button.let_go()
            drag.exec(Qt.DropAction.CopyAction)

    def _say_error(self, error: Exception | None) -> None:
        if error is not None:
            self._workspace.say(Level.ERROR, partial(exception_sentence, error))


def _copied(file: ResultFile) -> CopiedPicture:
    data = file.content()
    picture = decode_picture(data)
    image = level_image(picture.levels[0], picture.has_alpha).copy()
    # Who takes it from there may not look at its orientation.
    as_it_is = file.name.endswith(".png") and picture.orientation not in UPRIGHT
    return CopiedPicture(data if as_it_is else png_of(picture), image)


def _written(file: ResultFile, folder: Path) -> Path:
    path = folder / file.name
    write_for_user(path, file.content())
    return path
