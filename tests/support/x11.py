"""A display of its own (Xvfb) and a real pointer and keyboard on it (xdotool)."""

from __future__ import annotations

import os
import shutil
import subprocess
from types import TracebackType
from typing import Self

from tests.support.patience import PATIENCE

MISSING = [name for name in ("Xvfb", "xdotool", "setxkbmap") if shutil.which(name) is None]
"""The programs that are needed and not installed."""

# Without -noreset, the keyboard's layout is forgotten when the program that set it ends; with -r, a
# key is pressed once, however late a busy machine releases it.
_XVFB = ("Xvfb", "-screen", "0", "1400x1000x24", "-nolisten", "tcp", "-noreset", "-r")


class Display:
    """Xvfb on a number that nobody uses, while the `with` statement lasts. No window manager."""

    def __init__(self, *options: str) -> None:
        self._options = options  # of Xvfb's, beyond those it always gets

    def __enter__(self) -> Self:
        reading, writing = os.pipe()
        # Xvfb looks for a free number itself, and says it when it is ready.
        self._server = subprocess.Popen(
            [*_XVFB, "-displayfd", str(writing), *self._options],
            pass_fds=[writing],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise RuntimeError(f"Xvfb did not start (exit code {self._server.wait()}).")
        self.name = f":{number}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.terminate()
        self._server.wait()

    @property
    def env(self) -> dict[str, str]:
        """What sends a Qt program to this display."""
        return {"DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb"}

    def do(self, *words: str | float) -> None:
        """Have xdotool do something; it returns when the X server has done it."""
        command = ["xdotool", *map(str, words)]
        own = {**os.environ, "DISPLAY": self.name}
        subprocess.run(command, env=own, stdout=subprocess.DEVNULL, check=True, timeout=PATIENCE)

    def move(self, x: float, y: float) -> None:
        """Put the pointer into the middle of this pixel of the screen."""
        self.do("mousemove", round(x), round(y))

    def drag(self, *spots: tuple[float, float]) -> None:
        """Press the left button at the first spot, go to each of the others, release it."""
        self.move(*spots[0])
        self.do("mousedown", 1)
        for spot in spots[1:]:
            self.move(*spot)
        self.do("mouseup", 1)

    def click(self, x: float, y: float) -> None:
        """Press and release the left button."""
        self.move(x, y)
        self.do("click", 1)

    def use_layout(self, layout: str) -> None:
        """Use a keyboard layout, such as "ru", from now on."""
        command = ["setxkbmap", "-display", self.name, "-layout", layout]
        subprocess.run(command, check=True, timeout=PATIENCE)

    def press(self, *keys: int) -> None:
        """Press keys together by their X11 codes, the last one last, and release them."""
        *held, key = keys
        down = [word for code in held for word in ("keydown", code)]
        up = [word for code in reversed(held) for word in ("keyup", code)]
        self.do(*down, "key", key, *up)
