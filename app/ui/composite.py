"""Layers of a view as one image, so that a repaint is one copy, however many there are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QImage, QPainter

from app.canvas.geometry import Rect, united

# Of so many parts at most it is remembered that they have changed.
_MOST_PARTS = 64


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
                x, y, width, height = part.x, part.y, part.width, part.height
                for layer in layers:
                    painter.drawImage(x, y, layer, x, y, width, height)
            painter.end()
        return self._image
