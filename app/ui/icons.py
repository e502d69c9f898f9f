"""Our icons, drawn in the theme's colours at whatever size is asked for."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QImage, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from app.paths import resource
from app.ui.theme import colours

# In units of which an icon has 24 by 24; the last is in device pixels.
_STROKE, _UNITS = 1.75, 24
_FINEST_LINE = 1.5


@cache
def icon(name: str, role: str = "text") -> QIcon:
    """An icon of ours, drawn in the colour `role` of the scheme in force."""
    return QIcon(_IconEngine(name, role))


class _IconEngine(QIconEngine):
    """Draws an SVG in the theme's colour at whatever size is asked for: sharp at any scale.

    In menus and lists, where it is small, its lines are firmer: thinner than _FINEST_LINE device
    pixels they would be a grey haze.
    """

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = rect.width() * painter.device().devicePixelRatio()
        stroke = max(_STROKE, round(_FINEST_LINE * _UNITS / max(1, side), 2))
        _renderer(self._name, self._colour(mode), stroke).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        # A button asks for it whenever it is painted, and drawing it takes longer than the rest.
        key = f"{self._name} {self._colour(mode)} {size.width()} {size.height()}"
        pixmap = QPixmap()
        if QPixmapCache.find(key, pixmap):
            return pixmap
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        pixmap = QPixmap.fromImage(image)
        QPixmapCache.insert(key, pixmap)
        return pixmap

    def _colour(self, mode: QIcon.Mode) -> str:
        role = "disabled" if mode == QIcon.Mode.Disabled else self._role
        if mode == QIcon.Mode.Selected:
            role = "on_accent"
        colour: str = getattr(colours(), role)
        return colour

    def clone(self) -> QIconEngine:
        return _IconEngine(self._name, self._role)


@cache
def _renderer(name: str, colour: str, stroke: float) -> QSvgRenderer:
    source = resource(f"icons/{name}.svg").read_text(encoding="utf-8")
    source = source.replace("currentColor", colour)
    source = source.replace(f'stroke-width="{_STROKE}"', f'stroke-width="{stroke}"')
    return QSvgRenderer(QByteArray(source.encode()))
