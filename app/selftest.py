"""`--self-test`: the whole loop, offscreen, against the embedded service.

A real window is painted on with real pointer events; what the service received is compared
with what was painted.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli import Options, complain

if TYPE_CHECKING:
    from app.application import Application
    from app.sandbox.server import SandboxServer

_PATIENCE_SECONDS = 25.0
_DURATION = (1.0, 2.0)
_STROKE = ((0.30, 0.30), (0.55, 0.42), (0.45, 0.60))  # fractions of the picture


class SelfTestFailed(Exception):
    """A step that did not come about; `str()` says which."""


def self_test(options: Options) -> int:
    """Run every step, one line each; 0 only if the result arrived and the mask was right."""
    # Set before Qt is imported, and not overridable: the test must not need a display.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from app.application import Application
    from app.sandbox.server import SandboxServer
    from app.ui.startup import dress, new_qt

    with tempfile.TemporaryDirectory(prefix="mask-painter-", ignore_cleanup_errors=True) as folder:
        quiet = replace(options, sandbox=True, data_dir=Path(folder), image=None, mask=None)
        qt = new_qt()
        dress(qt, options.language, "system")
        sandbox = SandboxServer(duration=_DURATION)
        application = Application(replace(quiet, task_id=None), sandbox)
        application.store.change(notifications=False)
        application.start()
        try:
            _run(application, sandbox)
        except SelfTestFailed as failure:
            application.exit_code = 1
            complain(f"self-test failed: {failure}")
            return 1
        finally:
            application.window.close()
            application.end()
    _step("closed: nothing left running")
    return 0


def _run(application: Application, sandbox: SandboxServer) -> None:
    window = application.window
    _step(f"embedded service listens on {sandbox.url}")
    _wait("the sample picture", lambda: window.canvas.canvas is not None)
    canvas = window.canvas.canvas
    if canvas is None:
        raise SelfTestFailed("no canvas")
    _step(f"the sample task is open: {canvas.size} pixels")
    _paint(application)
    if canvas.mask.is_empty:
        raise SelfTestFailed("the stroke left no mark")
    _step(f"painted {canvas.mask.changed_pixels} pixels")
    painted = canvas.snapshot()
    window.panel.prompt.setPlainText("a rowing boat at the shore")
    window.actions_["submit"].trigger()
    _step("submitted")
    _wait("the result", lambda: window.property("jobState") in {"done", "failed", "unconfirmed"})
    if window.property("jobState") != "done":
        raise SelfTestFailed(f"the job ended {window.property('jobState')}: {window.messages.text}")
    _step(f"the result arrived: {_result_size(application)} pixels")
    from app.canvas.codec import encode_mask

    if sandbox.last_mask() != encode_mask(painted):
        raise SelfTestFailed("the mask that was sent is not the mask that was painted")
    _step("the mask that was sent is the mask that was painted")


def _paint(application: Application) -> None:
    """A stroke by pointer events, as a hand would make it."""
    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    view = application.window.canvas
    picture = view.picture
    if picture is None:
        raise SelfTestFailed("no picture")
    size = picture.size
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    positions = [view.imageToWidget(QPointF(size.width * x, size.height * y)) for x, y in _STROKE]
    kinds = [QEvent.Type.MouseButtonPress, *[QEvent.Type.MouseMove] * (len(positions) - 1)]
    steps = [*zip(kinds, positions, strict=True)]
    steps.append((QEvent.Type.MouseButtonRelease, positions[-1]))
    for kind, position in steps:
        button = none if kind == QEvent.Type.MouseMove else left
        held = none if kind == QEvent.Type.MouseButtonRelease else left
        spot = view.mapToGlobal(position)
        event = QMouseEvent(kind, position, spot, button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(view, event)


def _result_size(application: Application) -> str:
    shown = application.workspace.results.shown
    if shown is None or not shown.is_result:
        raise SelfTestFailed("the job is done, but no result is shown")
    return str(shown.picture.size)


def _wait(what: str, condition: Callable[[], bool]) -> None:
    """Let the event loop run until it holds."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    ticker = QTimer()
    deadline = time.monotonic() + _PATIENCE_SECONDS

    def look() -> None:
        if condition() or time.monotonic() > deadline:
            loop.quit()

    ticker.timeout.connect(look)
    ticker.start(20)
    loop.exec()
    ticker.stop()
    if not condition():
        raise SelfTestFailed(f"{what} did not arrive within {_PATIENCE_SECONDS:.0f} s")


def _step(text: str) -> None:
    print(f"ok  {text}", flush=True)
