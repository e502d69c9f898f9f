"""Runs the real program (`python -m app …`) and answers a test's questions about its window.

    python tests/e2e/probe.py PORT [arguments of the program]

It connects to 127.0.0.1:PORT and takes one JSON object a line: {"do": NAME, ...} is answered in
the GUI thread with {"value": ...} or {"error": TEXT}. The last line says {"ended": true} unless
the program cut itself short (`os._exit`). What it looks at and does goes by the public
object names, properties and slots alone. At SIGUSR1 it says on standard error where its threads
are.
"""

from __future__ import annotations

import atexit
import ctypes
import faulthandler
import json
import logging
import runpy
import signal
import socket
import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QPointF, QSize, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QWidget

Found = TypeVar("Found", bound=QObject)


class Probe(QObject):
    """Lives in the GUI thread; `asked` is emitted by the thread that reads the test's lines."""

    asked = Signal(str)

    def __init__(self, connection: socket.socket) -> None:
        super().__init__()
        self._connection = connection
        self.asked.connect(self.answer)

    def answer(self, line: str) -> None:
        question: dict[str, Any] = json.loads(line)
        name = question.pop("do")
        try:
            reply = {"value": ANSWERS[name](**question)}
        except Exception as error:  # noqa: BLE001 - the test shall see it, whatever it is
            reply = {"error": repr(error)}
        self._connection.sendall(json.dumps(reply).encode() + b"\n")

    def read(self) -> None:
        """Pass questions on until the test hangs up."""
        with self._connection.makefile(encoding="utf-8") as lines:
            for line in lines:
                self.asked.emit(line)


def state() -> dict[str, Any] | None:
    """How the window stands; None while there is none, or it is closed."""
    window = _window()
    if window is None or not window.isVisible():
        return None
    canvas, bar = _widget("canvas"), _widget("messageBar")
    shown = [label.text() for label in bar.findChildren(QLabel)] if bar.isVisible() else []
    buttons = [button for button in bar.findChildren(QPushButton) if button.isVisible()]
    result = _widget("comparisonView")
    dialog = QApplication.activeModalWidget()
    labels = ("jobStatus", "coverageLabel", "costLabel", "balanceLabel")
    return {
        "jobState": window.property("jobState"),
        "imageSize": _size(canvas) if canvas.isVisible() else None,
        "zoom": canvas.property("zoom"),
        "prompt": _found(QPlainTextEdit, "promptEdit").toPlainText(),
        "message": " ".join(shown).strip(),
        "choices": [button.text() for button in buttons],
        "result": result.isVisible(),
        "resultSize": _size(result) if result.isVisible() else None,
        "verdict": result.accessibleDescription(),
        "dialog": int(dialog.winId()) if dialog is not None and _is_on_screen(dialog) else 0,
        "focus": _object_name(QApplication.focusWidget()),
        **{name: _found(QLabel, name).text() for name in labels},
    }


def aim(x: float, y: float) -> list[float]:
    """Where on the screen a point of the picture is."""
    canvas = _widget("canvas")
    spot = canvas.imageToWidget(QPointF(x, y))  # type: ignore[attr-defined]  # a documented slot
    there = canvas.mapToGlobal(spot)
    return [there.x(), there.y()]


def picture_point(x: float, y: float) -> list[float]:
    """Which point of the picture is shown in the middle of a pixel of the screen."""
    canvas = _widget("canvas")
    spot = canvas.mapFromGlobal(QPointF(x, y))
    there = canvas.widgetToImage(spot)  # type: ignore[attr-defined]  # a documented slot
    return [there.x(), there.y()]


def middle(name: str) -> list[int]:
    """Where on the screen the middle of a widget is."""
    widget = _widget(name)
    there = widget.mapToGlobal(widget.rect().center())
    return [there.x(), there.y()]


def trigger(name: str) -> None:
    """Trigger an action, as its menu entry would."""
    action = _found(QAction, name)
    assert action.isEnabled(), f"{name} is disabled"
    action.trigger()


def grab(path: str) -> bool:
    """Write a picture of the window."""
    return _widget("mainWindow").grab().save(path)


def watch_actions() -> None:
    """From now on, note each action that is triggered."""
    for action in _widget("mainWindow").findChildren(QAction):
        if action.objectName().endswith("Action"):
            name = action.objectName().removesuffix("Action")
            action.triggered.connect(lambda _on, name=name: TRIGGERED.append(name))


def triggered() -> list[str]:
    """What has been triggered since, in order."""
    return TRIGGERED


def checked(name: str) -> bool:
    """Whether an action is on."""
    return _found(QAction, name).isChecked()


def clipboard() -> str:
    """The text in the clipboard."""
    return QApplication.clipboard().text()


def has_image() -> bool:
    """Whether there is a picture in the clipboard."""
    return not QApplication.clipboard().image().isNull()


def choose(text: str) -> None:
    """Click a button of the message bar."""
    buttons = _widget("messageBar").findChildren(QPushButton)
    next(button for button in buttons if button.text() == text).click()


def window_id() -> int:
    """The window's id for the window system."""
    return int(_widget("mainWindow").winId())


def minimise() -> None:
    """Minimise the window, as its button does."""
    _widget("mainWindow").showMinimized()


def is_minimised() -> bool:
    """Whether the window is minimised."""
    return _widget("mainWindow").isMinimized()


def fail(how: str, text: str) -> None:
    """Have something go wrong inside the program, in a moment."""
    QTimer.singleShot(0, partial(FAILURES[how], text))


def _raise(text: str) -> None:
    raise ValueError(text)


def _die(_text: str) -> None:
    ctypes.string_at(0)


class _BadPaint(QWidget):
    def paintEvent(self, _event: object) -> None:
        self.update()
        raise ValueError(self.objectName())


def _paint_badly(text: str) -> None:
    widget = _BadPaint(_widget("mainWindow"))
    widget.setObjectName(text)
    widget.show()


FAILURES: dict[str, Callable[[str], None]] = {
    "slot": _raise,
    "paint": _paint_badly,
    "thread": lambda text: threading.Thread(target=_raise, args=[text]).start(),
    "log": lambda text: logging.getLogger("app.test").error("It is %s", text),
    "death": _die,
}


def close() -> bool:
    """Close the window as its close button does."""
    return _widget("mainWindow").close()


ANSWERS: dict[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        *(state, aim, picture_point, middle, window_id, clipboard, has_image),
        *(trigger, watch_actions, triggered, checked, choose),
        *(minimise, is_minimised, fail, grab, close),
    )
}
TRIGGERED: list[str] = []


def _window() -> QWidget | None:
    if QApplication.instance() is None:
        return None
    windows = QApplication.topLevelWidgets()
    return next((widget for widget in windows if widget.objectName() == "mainWindow"), None)


def _found(kind: type[Found], name: str) -> Found:
    found = _widget("mainWindow").findChild(kind, name)
    assert found is not None, f"there is no {name}"
    return found


def _widget(name: str) -> QWidget:
    window = _window()
    assert window is not None, "there is no window"
    return window if name == "mainWindow" else _found(QWidget, name)


def _is_on_screen(window: QWidget) -> bool:
    """Whether the window system shows it, and would let it have the keys."""
    handle = window.windowHandle()
    return handle is not None and handle.isExposed()


def _size(picture: QWidget) -> list[int]:
    """The size of the picture that a view shows."""
    size = picture.property("imageSize")
    assert isinstance(size, QSize)
    return [size.width(), size.height()]


def _object_name(widget: QWidget | None) -> str:
    return widget.objectName() if widget is not None else ""


def main() -> None:
    connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    atexit.register(connection.sendall, b'{"ended": true}\n')
    probe = Probe(connection)
    threading.Thread(target=probe.read, daemon=True).start()
    if sys.platform != "win32":
        faulthandler.register(signal.SIGUSR1)
    sys.argv[1:] = sys.argv[2:]
    runpy.run_module("app", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
