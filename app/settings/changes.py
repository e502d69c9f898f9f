"""What can be changed about the settings, for those who check types."""

from __future__ import annotations

from typing import TypedDict


class SettingsChanges(TypedDict, total=False):
    """The fields of `Settings`, each of which may be given to `SettingsStore.change`."""

    language: str
    theme: str
    brush_size: int
    overlay_color: str
    overlay_opacity: int
    outline: bool
    smoothing: int
    pressure: bool
    pressure_minimum: int
    pressure_softness: int
    tolerance: int
    contiguous: bool
    pixel_grid: bool
    paste_back: bool
    feather: int
    undo_memory: int
    api_url: str
    parallel_jobs: int
    notifications: bool
    use_wallet: bool
    updates: str
    updates_asked_at: int
    updates_skipped: str
    recent_tasks: tuple[str, ...]
    prompt_history: tuple[str, ...]
    prompt_draft: str
    last_folder: str
    window_geometry: str
    introduced: bool
    panes_share: int
    window_state: str
    history_shown: bool
