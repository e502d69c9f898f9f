"""Runs the program as probe.py does; Ctrl+T is pressed as soon as its window is seen, while what
stands behind it is still being built.

    python tests/e2e/early.py PORT [arguments of the program]
"""

from __future__ import annotations

import subprocess

from PySide6.QtWidgets import QApplication, QMainWindow

from app import application
from app.ui.startup import let_paint
from tests.e2e import probe

_hand = iter(("windowfocus --sync", "key ctrl+t"))


def press_and_paint() -> None:
    """As the program does it, after a press of the user's."""
    (window,) = (top for top in QApplication.topLevelWidgets() if isinstance(top, QMainWindow))
    if (does := next(_hand, "")) == "windowfocus --sync":
        # There is no window manager to do it.
        does += f" {int(window.winId())}"
    if does:
        subprocess.run(["xdotool", *does.split()], check=True)
    let_paint()
    assert QApplication.activeModalWidget() is None


vars(application)["let_paint"] = press_and_paint

if __name__ == "__main__":
    probe.main()
