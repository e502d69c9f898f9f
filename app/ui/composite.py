"""Layers of a view as one image, so that a repaint is one copy, however many there are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QImage, QPainter

from app.canvas.geometry import Rect, united

# Of so many parts at most it is remembered that they have changed.
_MOST_PARTS = 64

# So many pixels of an indexed image take QPainter three times as long as if they are converted
# before.
_LARGE = 5_000


class Composite:
    """Images of a view's size, one over the other; only what has changed is composed again."""

    def __init__(self) -> None:
        self._image = QImage()
        self._keys: list[int] = []
        self._changed: list[Rect] = []

    def changed(self, parts: Sequence[Rect]) -> None:
        """Somebody has written into the memory of one of the images there."""
        self._changed += parts
        if len(self._changed) > _MOST_PARTS:
            self._changed = [united(self._changed)]

    def image(self, layers: Sequence[QImage]) -> QImage:
        """The layers from back to front, the first of which is opaque, in its format."""
        changed, self._changed = self._changed, []
        keys = [layer.cacheKey() for layer in layers]
        back = layers[0]
        if len(layers) == 1:
            self._image, self._keys = QImage(), []
            return back
        if keys != self._keys:
            self._keys = keys
            if self._image.size() != back.size():
                self._image = QImage(back.size(), back.format())
            changed = [Rect(0, 0, back.width(), back.height())]
        if changed:
            painter = QPainter(self._image)
            for part in changed:
                for layer in layers:
                    _draw(painter, layer, *part)
            painter.end()
        return self._image


def _draw(painter: QPainter, layer: QImage, x: int, y: int, width: int, height: int) -> None:
    """Draw a part of a layer in its place."""
    if width * height > _LARGE and layer.format() == QImage.Format.Format_Indexed8:
        piece = layer.copy(x, y, width, height)
        piece.convertTo(QImage.Format.Format_ARGB32_Premultiplied)
        painter.drawImage(x, y, piece)
    else:
        painter.drawImage(x, y, layer, x, y, width, height)
