"""Every way in which an exception gets past everybody leads to the hooks, and is told once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

# Run by itself: pytest has hooks of its own. Each line printed is one call of `receive`.
WAYS = """
import logging, sys, threading
from PySide6.QtCore import QEvent, QEventLoop, QObject, QThread, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QWidget
from app.diagnostics.hooks import Hooks

logging.disable()
lines = []
def receive(uncaught):
    last = uncaught.text.strip().splitlines()[-1]
    lines.append(("main " if uncaught.in_main_thread else "other ") + last)
    if "receiver" in last:
        raise OSError("while telling")

hooks = Hooks(receive, lambda text: text.replace("secret", "*"))
hooks.install()

class Window(QWidget):
    called = Signal()
    paints = 0
    def paintEvent(self, event):
        Window.paints += 1
        if Window.paints < 4:
            self.update()
            raise ValueError("in paintEvent secret")
    def customEvent(self, event):
        raise ValueError("in customEvent")
    def slot(self):
        raise ValueError("in a slot")

class Worker(QObject):
    def run(self):
        QThread.currentThread().quit()
        raise ValueError("in a QThread")

def fail(text):
    raise ValueError(text)

def deep(depth=0):
    deep(depth + 1)

class Unraisable:
    def __del__(self):
        raise ValueError("in __del__")

def nested():
    loop = QEventLoop()
    QTimer.singleShot(0, lambda: fail("in a nested loop"))
    QTimer.singleShot(5, loop.quit)
    loop.exec()

qt = QApplication([])
window = Window()
window.show()
window.called.connect(window.slot)
action = QAction(window)
action.triggered.connect(lambda: fail("in a lambda"))
thread, worker = QThread(), Worker()
worker.moveToThread(thread)
thread.started.connect(worker.run)
steps = iter([
    *[window.called.emit] * 3,
    action.trigger,
    lambda: QApplication.postEvent(window, QEvent(QEvent.Type.User)),
    thread.start,
    lambda: threading.Thread(target=fail, args=["in a thread"]).start(),
    lambda: threading.Thread(target=sys.exit, args=[3]).start(),
    lambda: Unraisable() and None,
    deep,
    nested,
    lambda: fail("receiver"),
    lambda: fail("the end"),
    qt.quit,
])

def go_on():
    step = next(steps)
    if step != qt.quit:
        QTimer.singleShot(20, go_on)
    step()

QTimer.singleShot(0, go_on)
code = qt.exec()
thread.wait()
for other in threading.enumerate():
    if other is not threading.main_thread() and not isinstance(other, threading._DummyThread):
        other.join()
hooks.remove()
assert sys.excepthook is sys.__excepthook__
print("\\n".join(lines))
sys.exit(code)
"""

EXPECTED = {
    "main ValueError: in paintEvent *",
    "main ValueError: in a slot",
    "main ValueError: in a lambda",
    "main ValueError: in customEvent",
    "other ValueError: in a QThread",
    "other ValueError: in a thread",
    "main ValueError: in __del__",
    "main RecursionError: maximum recursion depth exceeded",
    "main ValueError: in a nested loop",
    "main ValueError: receiver",
    "main ValueError: the end",
}


def test_every_way_is_told_once_and_the_program_goes_on() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WAYS], cwd=ROOT, capture_output=True, text=True, timeout=180,
        check=False,
    )  # fmt: skip
    told = done.stdout.strip().splitlines()
    assert set(told) == EXPECTED, done.stderr
    assert len(told) == len(EXPECTED)
    assert done.returncode == 0
    assert "secret" not in done.stderr
    assert done.stderr.count("ValueError: in a slot") == 1
    assert "A failure could not be reported." in done.stderr
