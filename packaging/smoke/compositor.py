"""A Wayland desktop: Weston, whose screen is a window on an X server's.

So its pictures are taken, and its pointer is moved, as on X11.
"""

from __future__ import annotations

import os
import subprocess
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from tests.support.x11 import Display

DESKTOP = ("libwayland-cursor0", "xkb-data")
"""Debian's packages that every Wayland desktop has, and the program takes from it."""
_SIZE = (1380, 980)  # smaller than the X server's screen: Weston hears of a pointer that comes in
_OUTSIDE, _CORNER = (1395, 995), (1370, 970)
_SETTINGS = """\
[shell]
panel-position=none
background-color=0xff000000
animation=none
startup-animation=none
close-animation=none
locking=false
"""


class Compositor(Display):
    """Weston on a display of its own, black and with nothing on it, while the `with` lasts.

    It draws no frames around windows: programs have to do that.
    """

    def __enter__(self) -> Self:
        super().__enter__()
        with ExitStack() as stack:
            stack.push(super().__exit__)
            self.folder = Path(stack.enter_context(TemporaryDirectory(prefix="wayland-")))
            self._start(stack)
            self._started = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._started.__exit__(kind, error, traceback)

    @property
    def socket(self) -> Path:
        """What programs find it by, in the variable WAYLAND_DISPLAY."""
        return self.folder / "wayland-0"

    def _start(self, stack: ExitStack) -> None:
        settings = self.folder / "weston.ini"
        settings.write_text(_SETTINGS, encoding="utf-8")
        command = ["weston", f"--config={settings}", "--backend=x11-backend.so", "--use-pixman"]
        command += [f"--width={_SIZE[0]}", f"--height={_SIZE[1]}", f"--socket={self.socket.name}"]
        own = {"DISPLAY": self.name, "XDG_RUNTIME_DIR": str(self.folder)}
        self.move(*_OUTSIDE)
        weston = stack.enter_context(
            subprocess.Popen(
                command,
                env={**os.environ, **own},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        stack.callback(weston.terminate)
        self.do("search", "--sync", "--onlyvisible", "--class", "Weston")
        self.move(*_CORNER)
        # Whoever the programs run as may come in.
        self.folder.chmod(0o755)
        self.socket.chmod(0o777)
