"""What a drop or the clipboard brings: a file, a picture's bytes, or a task's id or link."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QImage, QImageWriter

from app.api.schema import task_id_from


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


def incoming_from(mime: QMimeData) -> Incoming | None:
    """The first thing in it that can be opened; None when there is none."""
    for url in mime.urls():
        if url.isLocalFile():
            return IncomingFile(Path(url.toLocalFile()))
    text = mime.text().strip()
    task_id = task_id_from(text) if text else None
    if task_id is not None:
        return IncomingTask(task_id)
    if mime.hasImage():
        image = mime.imageData()
        if isinstance(image, QImage) and not image.isNull():
            return IncomingImage(image)
    return None
