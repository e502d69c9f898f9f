"""Colours and spacing: one place, for dark and light."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app.paths import resource
from app.ui.colours import DARK, HIGH_DARK, HIGH_LIGHT, LIGHT, Colours

# Distances in logical pixels: everything is a multiple of four.
TIGHT, NORMAL, WIDE = 4, 8, 16
PANEL_WIDTH = 300
ICON_SIZE = 20
# In pixels: letters for which widths and heights given as numbers are enough in any language.
_LETTERS = 13


def roomy(length: int, widget: QWidget) -> int:
    """A width or height with letters in it, as large as the widget's font makes it."""
    return round(length * max(1.0, widget.fontInfo().pixelSize() / _LETTERS))


_CHOSEN = "themeChosen"


def colours() -> Colours:
    """The colours of the scheme that is in force."""
    app = QApplication.instance()
    chosen = app.property(_CHOSEN) if app is not None else None
    scheme = _scheme(chosen or "")
    if scheme == Qt.ColorScheme.Unknown:
        scheme = QApplication.styleHints().colorScheme()
    is_high = wants_contrast()
    if scheme == Qt.ColorScheme.Dark:
        return HIGH_DARK if is_high else DARK
    return HIGH_LIGHT if is_high else LIGHT


def _scheme(theme: str) -> Qt.ColorScheme:
    schemes = {"dark": Qt.ColorScheme.Dark, "light": Qt.ColorScheme.Light}
    return schemes.get(theme, Qt.ColorScheme.Unknown)


def wants_contrast() -> bool:
    """Whether the system asks for high contrast; before Qt 6.10 it isn't heard. On Linux Qt hears
    GNOME and the desktops that it takes for its like, such as Xfce and Cinnamon, but not KDE.
    """
    hints = QApplication.styleHints()
    if not hasattr(hints, "accessibility"):
        return False
    return hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast


def follow_system(app: QApplication) -> None:
    """Change with the system's scheme and contrast from now on."""
    hints = app.styleHints()
    hints.colorSchemeChanged.connect(lambda _scheme: apply_theme(app))
    if hasattr(hints, "accessibility"):
        contrast = hints.accessibility().contrastPreferenceChanged
        contrast.connect(lambda _contrast: apply_theme(app))


def choose_scheme(app: QApplication, theme: str, *, with_sheet: bool = True) -> None:
    """Follow the system (any other word), or be always "dark" or "light". Without the style sheet,
    `put_on_sheet` has to follow.

    Qt is told, so that window frames and native dialogs follow where the platform can; what we
    draw ourselves doesn't depend on whether it can.
    """
    app.setProperty(_CHOSEN, theme)
    app.styleHints().setColorScheme(_scheme(theme))
    if with_sheet:
        apply_theme(app)
    else:
        app.setPalette(_palette(colours()))


def apply_theme(app: QApplication) -> None:
    """Give the application the palette and style sheet of the scheme in force."""
    app.setPalette(_palette(colours()))
    app.setStyleSheet(_style_sheet(colours()))


def _palette(c: Colours) -> QPalette:
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
    return palette


def put_on_sheet() -> None:
    """Give the windows that were built before there was a style sheet theirs.

    With one, each widget is measured by it again with whatever it is put into: building the
    window takes a third longer.
    """
    app = QApplication.instance()
    if isinstance(app, QApplication) and not app.styleSheet():
        app.setStyleSheet(_style_sheet(colours()))


def _style_sheet(c: Colours) -> str:
    names = ("theme", "high-contrast") if wants_contrast() else ("theme",)
    template = "".join(resource(f"{name}.qss").read_text(encoding="utf-8") for name in names)
    for name in Colours.__dataclass_fields__:
        template = template.replace(f"@{name};", f"{getattr(c, name)};")
    return template.replace("@controls", resource("controls").as_posix())
