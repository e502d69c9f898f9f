"""What a drop or the clipboard brings: a file, a picture's bytes, or a task's id or link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QImage, QImageWriter

from app.api.schema import task_id_from
from app.jobs.loading import read

PNG = "image/png"


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file on this computer."""

    path: Path


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
    path = _local_file(mime)
    if path is not None:
        return IncomingFile(path)
    text = mime.text().strip()
    task_id = task_id_from(text) if text else None
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
    path = _local_file(mime)
    if path is not None:
        return partial(read, path)
    data = bytes(mime.data(PNG).data()) if mime.hasFormat(PNG) else b""
    if data:
        return lambda: data
    image = _image(mime)
    return IncomingImage(image).png if image is not None else None


def _local_file(mime: QMimeData) -> Path | None:
    return next((Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()), None)


def _image(mime: QMimeData) -> QImage | None:
    image = mime.imageData() if mime.hasImage() else None
    return image if isinstance(image, QImage) and not image.isNull() else None
