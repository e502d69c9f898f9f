"""What a drop or the clipboard brings: a file, a picture's bytes, or a task's id or link."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QImage, QImageWriter

from app.api.schema import task_id_from
from app.jobs.loading import read
from app.library.sidecar import ENDING as SIDECAR_ENDING

PNG = "image/png"
_ENDINGS = frozenset(
    {".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", SIDECAR_ENDING}
)
_ID = re.compile(r"[0-9a-f]{24}")
_LONGEST_TEXT = 100_000


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file on this computer; of so many, if it came with others."""

    path: Path
    count: int = 1


@dataclass(frozen=True, slots=True)
class IncomingImage:
    """A picture without a file."""

    image: QImage

    def png(self) -> bytes:
        """The picture as a file's bytes. Takes its time: not for the GUI thread."""
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        # QImage.save takes the format as a str alone, its type hint bytes alone.
        QImageWriter(buffer, QByteArray(b"png")).write(self.image)
        return bytes(content.data())


@dataclass(frozen=True, slots=True)
class IncomingTask:
    """A task's id, from text that was an id or a result's link."""

    task_id: str


Incoming = IncomingFile | IncomingImage | IncomingTask


def incoming_from(mime: QMimeData | None) -> Incoming | None:
    """The first thing in it that can be opened; None when there is none.

    An empty clipboard may have no data at all, whatever Qt's type says.
    """
    if mime is None:
        return None
    paths = _local_files(mime)
    if paths:
        usable = (path for path in paths if path.suffix.lower() in _ENDINGS)
        return IncomingFile(next(usable, paths[0]), len(paths))
    task_id = _task_in(mime.text())
    if task_id is not None:
        return IncomingTask(task_id)
    image = _image(mime)
    return IncomingImage(image) if image is not None else None


def picture_file_from(mime: QMimeData | None) -> Callable[[], bytes] | None:
    """What gives the bytes of the picture file in it, if any; to be called in the background.

    A file comes before pixels, and PNG, which keeps alpha and every grey, before the platform's
    own form. Calling raises FileUnreadable or NotAPicture.
    """
    if mime is None:
        return None
    paths = _local_files(mime)
    if paths:
        return partial(read, paths[0])
    data = bytes(mime.data(PNG).data()) if mime.hasFormat(PNG) else b""
    if data:
        return lambda: data
    image = _image(mime)
    return IncomingImage(image).png if image is not None else None


def _local_files(mime: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def _task_in(text: str) -> str | None:
    """A task's id, if that is all of it; else that of the first result's link, or the first thing
    in it that can be nothing but an id.
    """
    whole = task_id_from(text)
    if whole is not None:
        return whole
    words = text[:_LONGEST_TEXT].split()
    links = (task_id_from(word) for word in words if "/" in word or _ID.fullmatch(word))
    return next((task_id for task_id in links if task_id is not None), None)


def _image(mime: QMimeData) -> QImage | None:
    image = mime.imageData() if mime.hasImage() else None
    return image if isinstance(image, QImage) and not image.isNull() else None
