"""A window on a virtual screen: looked at once it stands still, then told to end."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageChops, ImageGrab

from smoke.clean_root import Said, SmokeFailed
from tests.support.x11 import Display

_PATIENCE = 60.0  # seconds
_STILL = 1.5  # seconds without a change
_LOOK = 0.1
_WINDOW = 0.25  # a window covers at least this share of the screen, which is black
_FEW_COLOURS = 4096  # a window without a picture has fewer


def picture_of(
    display: Display,
    command: Sequence[str],
    variables: Mapping[str, str] | None,
    folder: Path,
    shows: Callable[[Image.Image], bool],
    act: Callable[[Image.Image], None] | None = None,
) -> tuple[Image.Image, Said]:
    """Start a program, take a picture of the screen once nothing moves, and end the program.

    `variables` are all that it gets, or None for this process's own; `shows` tells whether what is
    waited for is there. `act` does something to that, and the picture is of what comes of it.
    Raises SmokeFailed when nothing comes up.
    """
    with tempfile.TemporaryFile(dir=folder) as said:
        process = subprocess.Popen(
            command, env=variables, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd=folder
        )
        try:
            picture = _still_picture(display, process, shows)
            if picture is not None and act is not None:
                act(picture)
                picture = _still_picture(display, process, shows)
        finally:
            process.terminate()
            try:
                code = process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                code = process.wait()
        said.seek(0)
        words = said.read().decode(errors="replace")
    if picture is None:
        raise SmokeFailed(f"No window came up, and the program ended with code {code}:\n{words}")
    return picture, Said(code, "", words)


def has_window(picture: Image.Image) -> bool:
    """Whether there is a window on the screen."""
    return 1 - picture.convert("L").histogram()[0] / (picture.width * picture.height) >= _WINDOW


def has_open_picture(picture: Image.Image) -> bool:
    """Whether there is a window with a picture in it."""
    return has_window(picture) and picture.getcolors(_FEW_COLOURS) is None


def without_surroundings(picture: Image.Image) -> Image.Image:
    """What of the screen isn't black: the window, wherever it is."""
    return picture.crop(picture.getbbox())


def differing_pixels(one: Image.Image, other: Image.Image) -> int:
    """How many aren't exactly the same; all of them when the sizes aren't."""
    if one.size != other.size:
        return max(one.width * one.height, other.width * other.height)
    red, green, blue = ImageChops.difference(one, other).split()
    return sum(ImageChops.lighter(ImageChops.lighter(red, green), blue).histogram()[1:])


def _still_picture(
    display: Display, process: subprocess.Popen[bytes], shows: Callable[[Image.Image], bool]
) -> Image.Image | None:
    """None when the program ends, or time runs out, before it is there and stands still."""
    last, since = _grab(display), time.monotonic()
    deadline = since + _PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(_LOOK)
        now = _grab(display)
        if now.tobytes() != last.tobytes():
            last, since = now, time.monotonic()
        elif time.monotonic() - since >= _STILL and shows(now):
            return now
    return None


def _grab(display: Display) -> Image.Image:
    return ImageGrab.grab(xdisplay=display.name).convert("RGB")
