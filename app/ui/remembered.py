"""What the window shows again at the next start: the tools' options, how a mask is shown, and
how a result is.
"""

from __future__ import annotations

from app.settings.changes import SettingsChanges
from app.settings.settings import Settings
from app.tools.options import ToolOptions
from app.tools.pressure import PressureCurve
from app.ui.main_window import MainWindow


def restore(window: MainWindow, settings: Settings) -> None:
    """Show everything as it was when the settings were written."""
    options = window.options
    curve = pressure_curve(settings)
    options.set_pressure_curve(curve)
    options.set_tool_options(
        ToolOptions(
            brush_size=settings.brush_size,
            smoothing=settings.smoothing,
            pressure=curve if settings.pressure else None,
            tolerance=settings.tolerance,
            contiguous=settings.contiguous,
        )
    )
    options.set_overlay(settings.overlay_color, settings.overlay_opacity)
    window.panel.prompt.setPlainText(settings.prompt_draft)
    window.actions_["outline"].setChecked(settings.outline)
    window.actions_["pixelGrid"].setChecked(settings.pixel_grid)
    window.actions_["pasteBack"].setChecked(settings.paste_back)


def remembered(window: MainWindow) -> SettingsChanges:
    """The settings as the window shows them."""
    options = window.options
    tools = options.tool_options
    return {
        "window_geometry": window.geometry_text(),
        "window_state": window.state_text(),
        "history_shown": not window.history.isHidden(),
        "panes_share": window.panes.share,
        "brush_size": tools.brush_size,
        "smoothing": tools.smoothing,
        "pressure": tools.pressure is not None,
        "tolerance": tools.tolerance,
        "contiguous": tools.contiguous,
        "prompt_draft": window.panel.prompt.draft,
        "overlay_color": options.overlay_colour.name(),
        "overlay_opacity": options.overlay_percent,
        "outline": window.actions_["outline"].isChecked(),
        "pixel_grid": window.actions_["pixelGrid"].isChecked(),
        "paste_back": window.actions_["pasteBack"].isChecked(),
        "feather": window.panel.result.paste.feather,
    }


def pressure_curve(settings: Settings) -> PressureCurve:
    """The pen's curve as the preferences have it."""
    return PressureCurve(settings.pressure_minimum / 100, settings.pressure_softness / 100)
