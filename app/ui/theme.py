"""Colours, spacing and icons: one place, for dark and light."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QIcon,
    QIconEngine,
    QImage,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from app.paths import resource

# Distances in logical pixels: everything is a multiple of four.
TIGHT, NORMAL, WIDE = 4, 8, 16
PANEL_WIDTH = 300
ICON_SIZE = 20
# In pixels: letters for which widths and heights given as numbers are enough in any language.
_LETTERS = 13
# Of the icons, in units of which they have 24 by 24; the last is in device pixels.
_STROKE, _UNITS = 1.75, 24
_FINEST_LINE = 1.5


def roomy(length: int, widget: QWidget) -> int:
    """A width or height with letters in it, as large as the widget's font makes it."""
    return round(length * max(1.0, widget.fontInfo().pixelSize() / _LETTERS))


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one scheme, held to WCAG AA: text stands out by 4.5, lines that tell by 3.

    `accent` and `accent_hover` are grounds for text in `on_accent`. `vivid` is the accent as a
    text or line on every other ground: links, marks, the focus. `edge` is around what can be
    written into; `line` only parts, and tells nothing.
    """

    window: str
    panel: str
    field: str
    surround: str
    line: str
    edge: str
    text: str
    muted: str
    disabled: str
    accent: str
    accent_hover: str
    on_accent: str
    vivid: str
    hover: str
    checked: str
    info: str
    warning: str
    error: str
    success: str


DARK = Colours(
    window="#2a2a2c",
    panel="#323235",
    field="#242426",
    surround="#3d3d3f",
    line="#454549",
    edge="#84848b",
    text="#ececee",
    muted="#babac0",
    disabled="#77777d",
    accent="#306fe6",
    accent_hover="#2b66d9",
    on_accent="#ffffff",
    vivid="#7aabff",
    hover="#3e3e42",
    checked="#2f4a7c",
    info="#233a5e",
    warning="#54431a",
    error="#5c2a2c",
    success="#23482f",
)

LIGHT = Colours(
    window="#f0f0f2",
    panel="#fafafb",
    field="#ffffff",
    surround="#c4c4c7",
    line="#d2d2d6",
    edge="#84848b",
    text="#1d1d20",
    muted="#5c5c64",
    disabled="#9a9aa2",
    accent="#1f63dd",
    accent_hover="#1a55c0",
    on_accent="#ffffff",
    vivid="#1a55c0",
    hover="#e2e2e6",
    checked="#cfe0ff",
    info="#dde9ff",
    warning="#fff0c8",
    error="#ffdedd",
    success="#d9f2df",
)


_SCHEMES = {"dark": Qt.ColorScheme.Dark, "light": Qt.ColorScheme.Light}
_CHOSEN = "themeChosen"


def colours() -> Colours:
    """The colours of the scheme that is in force."""
    app = QApplication.instance()
    chosen = app.property(_CHOSEN) if app is not None else None
    scheme = _SCHEMES.get(chosen or "", QApplication.styleHints().colorScheme())
    return DARK if scheme == Qt.ColorScheme.Dark else LIGHT


def choose_scheme(app: QApplication, theme: str) -> None:
    """Follow the system (any other word), or be always "dark" or "light".

    Qt is told, so that window frames and native dialogs follow where the platform can; what we
    draw ourselves doesn't depend on whether it can.
    """
    app.setProperty(_CHOSEN, theme)
    app.styleHints().setColorScheme(_SCHEMES.get(theme, Qt.ColorScheme.Unknown))
    apply_theme(app)


def apply_theme(app: QApplication) -> None:
    """Give the application the palette and style sheet of the scheme in force."""
    c = colours()
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: c.window,
        QPalette.ColorRole.WindowText: c.text,
        QPalette.ColorRole.Base: c.field,
        QPalette.ColorRole.AlternateBase: c.panel,
        QPalette.ColorRole.Text: c.text,
        QPalette.ColorRole.Button: c.panel,
        QPalette.ColorRole.ButtonText: c.text,
        QPalette.ColorRole.ToolTipBase: c.panel,
        QPalette.ColorRole.ToolTipText: c.text,
        QPalette.ColorRole.PlaceholderText: c.muted,
        QPalette.ColorRole.Highlight: c.accent,
        QPalette.ColorRole.HighlightedText: c.on_accent,
        QPalette.ColorRole.Link: c.vivid,
        QPalette.ColorRole.Mid: c.line,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(c.disabled))
    app.setPalette(palette)
    app.setStyleSheet(_style_sheet(c))


def _style_sheet(c: Colours) -> str:
    template = resource("theme.qss").read_text(encoding="utf-8")
    for name in Colours.__dataclass_fields__:
        template = template.replace(f"@{name};", f"{getattr(c, name)};")
    return template.replace("@controls", resource("controls").as_posix())


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
        role = "disabled" if mode == QIcon.Mode.Disabled else self._role
        if mode == QIcon.Mode.Selected:
            role = "on_accent"
        side = rect.width() * painter.device().devicePixelRatio()
        stroke = max(_STROKE, round(_FINEST_LINE * _UNITS / max(1, side), 2))
        _renderer(self._name, getattr(colours(), role), stroke).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return QPixmap.fromImage(image)

    def clone(self) -> QIconEngine:
        return _IconEngine(self._name, self._role)


@cache
def _renderer(name: str, colour: str, stroke: float) -> QSvgRenderer:
    source = resource(f"icons/{name}.svg").read_text(encoding="utf-8")
    source = source.replace("currentColor", colour)
    source = source.replace(f'stroke-width="{_STROKE}"', f'stroke-width="{stroke}"')
    return QSvgRenderer(QByteArray(source.encode()))
