"""Runs in a session bus of its own (`dbus-run-session`), with a desktop that shows notifications.

Prints one JSON object: what the desktop was told, step by step.
"""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication

from tests.support.fake_desktop import FakeDesktop
from tests.support.window import Stage, staged


def steps(stage: Stage, desktop: FakeDesktop) -> dict[str, object]:
    said: dict[str, object] = {}
    task_id = stage.open()
    stage.do_some_work()
    other = QWindow()  # another program's, as far as ours can tell
    other.show()
    other.requestActivate()
    stage.wait(lambda: QApplication.activeWindow() is None)
    stage.held()
    said["title under way"] = stage.window.windowTitle().replace(task_id, "ID")
    stage.server.change_task(stage.server.task_ids[-1], status="done", percent=100)
    stage.wait(lambda: desktop.shown and desktop.counts)
    name, replaces, icon, title, body, actions, hints, expires = desktop.shown[0]
    said["notification"] = [name, replaces, icon, title, actions, expires]
    said["body"] = body.replace(task_id, "ID")
    said["hints"] = {hint: value for hint, (_, value) in hints.items()}
    said["title behind"] = stage.window.windowTitle().replace(task_id, "ID")
    said["counts"] = list(desktop.counts)
    stage.action("closeResult").trigger()
    desktop.click(1, "a token")
    stage.wait(lambda: stage.window.isActiveWindow() and desktop.closed)
    stage.wait(lambda: len(desktop.counts) == 2)
    stage.wait(stage.comparison.isVisible)
    said["shown"] = stage.comparison.isVisible()
    said["title in front"] = stage.window.windowTitle().replace(task_id, "ID")
    said["closed"] = desktop.closed
    said["counts after"] = desktop.counts
    other.close()
    return said


def main() -> None:
    application = QApplication(sys.argv[:1])
    patch = pytest.MonkeyPatch()
    with closing(FakeDesktop()) as desktop, staged(Path(sys.argv[1]), patch) as stage:
        said = steps(stage, desktop)
    patch.undo()
    application.closeAllWindows()
    sys.stdout.write(json.dumps(said))


main()
