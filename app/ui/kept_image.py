"""Small pictures that are kept as files, as images of Qt."""

from __future__ import annotations

from PySide6.QtGui import QImage

from app.canvas.codec import PictureError, displayable, open_image


def image_of(data: bytes) -> QImage | None:
    """The picture in a file's bytes; None if there is none. For any thread.

    Not by `QImage.fromData`: until that is done no other thread gets Python, the window's neither.
    """
    try:
        picture = displayable(open_image(data)[0]).convert("RGB")
    except PictureError:
        return None
    width, height = picture.size
    form = QImage.Format.Format_RGB888
    # A copy owns its pixels; the first one only borrows the bytes.
    return QImage(picture.tobytes(), width, height, width * 3, form).copy()
