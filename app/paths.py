"""Where things are: bundled resources, and the user's data folder."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

LOGS = "logs"
"""The folder of the log and of reports of crashes, in the user's data folder."""


def resource(relative: str) -> Path:
    """Path of a bundled resource, for instance ``resource("icons/brush.svg")``.

    Found inside a PyInstaller bundle, inside the installed package, or in the source tree,
    in this order. The path is returned whether or not the file exists.
    """
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen) / "resources" / relative
    return _unfrozen() / relative


@cache
def _unfrozen() -> Path:
    package = Path(__file__).resolve().parent
    installed = package / "resources"
    return installed if installed.is_dir() else package.parent / "resources"


def default_data_dir() -> Path:
    """The platform's user data folder for Mask Painter; not created here.

    Windows: ``%LOCALAPPDATA%``; macOS: ``~/Library/Application Support``; elsewhere the
    XDG base directory specification's ``$XDG_DATA_HOME``, by default ``~/.local/share``.
    """
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return Path(base) / "Mask Painter" if base else Path.home() / "AppData/Local/Mask Painter"
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support/Mask Painter"
    xdg = os.environ.get("XDG_DATA_HOME", "")
    # The specification says that a relative path in the variable is to be ignored.
    base_dir = Path(xdg) if Path(xdg).is_absolute() else Path.home() / ".local/share"
    return base_dir / "mask-painter"
