"""A picture on its way to the clipboard."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.ui.incoming import PNG


@dataclass(frozen=True, slots=True, eq=False)
class CopiedPicture:
    """Its file, which most programs ask for, and its pixels; both made in the background."""

    png: bytes
    image: QImage

    def put_on_clipboard(self) -> None:
        """Offer it to other programs, in the place of what was copied before."""
        mime = QMimeData()
        mime.setData(PNG, self.png)
        mime.setImageData(self.image)
        QApplication.clipboard().setMimeData(mime)
