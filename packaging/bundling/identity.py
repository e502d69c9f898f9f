"""What the program is called, to people and to each system."""

from __future__ import annotations

from typing import Any

NAME = "Mask Painter"
COMMAND = "mask-painter"
"""Also the name of the desktop file, which Wayland and X11 know the windows by."""

SUMMARY = "Repaint one part of a Midjourney picture"

APPLICATION_ID = "local.maskpainter.maskpainter"
"""For AppStream and macOS. "local" claims nobody's domain: whoever publishes the program puts their
own in its place before the first release, and never changes it afterwards.
"""

MAIL = "mask-painter@localhost"
"""Of whoever answers for the packages; to be replaced, too."""

HOME_PAGE = ""
"""The program's own page on the web, for software centres; "" as long as it has none."""

PICTURES = {
    "image/png": ("PNG picture", ("png",), "public.png"),
    "image/jpeg": ("JPEG picture", ("jpg", "jpeg"), "public.jpeg"),
    "image/webp": ("WebP picture", ("webp",), "org.webmproject.webp"),
}
"""What can be opened with the program, by MIME type: a name, the files' ends, and macOS's type."""


def info_plist(version: str) -> dict[str, Any]:
    """What macOS is told beyond what PyInstaller fills in: name, identifier, icon, and the version
    that people see. This one tells which of two copies is the newer.
    """
    return {
        "CFBundleDisplayName": NAME,
        "CFBundleVersion": version,
        "CFBundleLocalizations": ["en", "ru"],
        "CFBundleDevelopmentRegion": "en",
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": name,
                "CFBundleTypeRole": "Viewer",
                # Others stay the first choice: a double click on a picture isn't ours.
                "LSHandlerRank": "Alternate",
                "LSItemContentTypes": [kind],
            }
            for name, _, kind in PICTURES.values()
        ],
        # As PySide6's wheels have it (packaging/constraints.txt).
        "LSMinimumSystemVersion": "13.0",
        "LSApplicationCategoryType": "public.app-category.graphics-design",
        "NSHighResolutionCapable": True,
        # Dark as the system is: only an explicit "yes" would keep it light.
        "NSRequiresAquaSystemAppearance": False,
        "NSSupportsAutomaticGraphicsSwitching": True,
    }
