"""What is resident with a large picture open in the whole program, and painted on."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from PySide6.QtWidgets import QApplication

# The program's modules, which it imports when it comes to need them: here before it is measured.
import app.api.client
import app.sandbox.server
import app.session  # noqa: F401
from app.application import Application
from app.cli import Options
from tests.benchmarks.figures import Row
from tests.benchmarks.stand import LEFT, Hand, photograph, settle, walk
from tests.support.qt import wait_until

SIDE = 8192
SPARE = 150e6


def rows() -> Iterator[Row]:
    """All of it, and without what Qt and the program's modules take before there is a window.

    Linux only: what is resident can be read from a file there.
    """
    if not Path("/proc/self/statm").exists():
        yield Row(f"resident, {SIDE}²", "not measured: only Linux tells")
        return
    bare = resident()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "picture.png")
        # In another process, since what it takes would partly stay with this one.
        subprocess.run([sys.executable, "-m", __name__, str(path)], check=True)
        whole = _with_picture(path, Path(folder, "data"))
    picture, mask = SIDE * SIDE * 4, SIDE * SIDE
    parts = f"picture {picture / 1e6:.0f} + mask {mask / 1e6:.0f}"
    goal = f"≤ picture + mask + {SPARE / 1e6:.0f} MB"
    for what, less in (("resident", 0.0), ("resident beyond a bare QApplication", bare)):
        over = whole - less - picture - mask
        found = f"{(whole - less) / 1e6:.0f} MB = {parts} + {over / 1e6:.0f}"
        yield Row(f"{what}, {SIDE}²", found, goal, over <= SPARE)


def _with_picture(path: Path, data_dir: Path) -> float:
    """Open it as a user does, paint at several zooms, and see what is in memory then."""
    application = Application(Options(data_dir=data_dir, image=path, sandbox=True))
    application.start()
    view = application.window.canvas
    wait_until(lambda: view.canvas is not None, 120)
    settle()
    hand = Hand(application.window)
    corner = view.mapTo(application.window, view.rect().topLeft())
    for zoom in (0.1, 0.3, 1.0, 8.0):
        view.zoom_to(zoom)
        field = view.rect().translated(corner).adjusted(100, 100, -100, -100)
        spots = list(islice(walk(field, seed=4), 150))
        hand.press(spots[0], LEFT)
        hand.timed_moves(spots)
        hand.release(spots[-1], LEFT)
    assert view.canvas is not None
    assert view.canvas.mask.changed_pixels > 0
    found = resident()
    application.window.close()
    application.end()
    QApplication.processEvents()
    return found


def resident(process: int | str = "self") -> float:
    """What a process, by its number, has in memory now, in bytes; this one if none is named."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return float(pages * os.sysconf("SC_PAGE_SIZE"))


if __name__ == "__main__":
    photograph(SIDE).save(sys.argv[1], compress_level=1)
