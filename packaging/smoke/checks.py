"""What has to be so; SmokeFailed says what isn't."""

from __future__ import annotations

import io
import re
from pathlib import Path

from PIL import Image

from smoke.clean_root import HOME, CleanRoot, Said, SmokeFailed
from smoke.screen import differing_pixels

# What Qt and fontconfig say of an environment without a locale and a home.
EXPECTED = re.compile(
    r"Detected locale \"C\"|Qt depends on a UTF-8 locale|If this causes problems, reconfigure"
    r"|for more information\.$|Fontconfig error: No writable cache directories"
    r"|This plugin does not support (propagateSizeHints|raise)|QStandardPaths: "
    # ... and of a compositor that tells of the keyboard twice.
    r"|^qt\.qpa\.wayland\.textinput: .*Trying to disable"
)


def done(said: Said, what: str) -> Said:
    """Raises SmokeFailed when the program failed, or complained about something."""
    complaints = [line for line in said.err.splitlines() if line and not EXPECTED.search(line)]
    if said.code or complaints:
        words = "\n".join(complaints) or said.out
        raise SmokeFailed(f"{what} ended with code {said.code}:\n{words}")
    return said


def check_mask(path: Path, size: tuple[int, int]) -> None:
    """Raises SmokeFailed unless it is an empty mask of this size."""
    with Image.open(io.BytesIO(path.read_bytes())) as mask:
        if (mask.format, mask.mode, mask.size, mask.getextrema()) != ("PNG", "L", size, (0, 0)):
            raise SmokeFailed(f"{path.name} is not a black mask of {size}: {mask}")


def nothing_left(before: set[str], root: CleanRoot) -> None:
    """Raises SmokeFailed when there are files that weren't there before and aren't the user's own.

    Those are pictures and preferences, and what libraries keep in ~/.cache.
    """
    own = (f"{HOME}/.local/share/mask-painter/", f"{HOME}/.cache/")
    left = sorted(path for path in root.files() - before if not path.startswith(own))
    if left:
        raise SmokeFailed("This is left: " + ", ".join(left[:20]))


def compare(bundled: Image.Image, sources: Image.Image) -> None:
    """Raises SmokeFailed unless both are the same."""
    strange = differing_pixels(bundled, sources)
    if strange:
        raise SmokeFailed(
            f"{strange} pixels are not what the sources show (pictures are in build/smoke): "
            "either something is missing, or the bundle was built from other sources."
        )
