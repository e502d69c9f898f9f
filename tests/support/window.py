"""The real program in a real window against the embedded service, driven by Qt's own events.

Things are found by the object names that users' scripts rely on; nothing inside is called.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import (
    Q_ARG,
    Q_RETURN_ARG,
    QDynamicPropertyChangeEvent,
    QEvent,
    QMetaObject,
    QMimeData,
    QObject,
    QPoint,
    QPointF,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QToolButton,
    QWidget,
)

from app.api.client import GptunnelClient, Timeouts
from app.application import Application
from app.cli import Options
from app.jobs.background import Background
from app.jobs.poller import Pace
from app.jobs.runner import Runner
from app.jobs.threads import Threads
from app.sandbox.server import SandboxServer
from tests.support.patience import PATIENCE, Stopwatch
from tests.support.qt import wait_until
from tests.support.scene import Scene

Place = tuple[float, float]

_SOON_MS = 500
# Of the real program the end-to-end tests ask for less; here several may compete for the disk.
_LONGEST_END = 5.0

WIDTH, HEIGHT = 256, 192

# As the program's own, but for the waits: nobody looks at these pictures.
_PACE = Pace(
    interval=0.02,
    spread=0.01,
    first_backoff=0.02,
    longest_backoff=0.05,
    longest_absence=0.05,
    longest_retry_after=0.1,
)
_FIRST_SIZE = QSize(1280, 820)
_TIMEOUTS = Timeouts(call=50.0, backoff=0.01)

LEFT, RIGHT, MIDDLE = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.RightButton,
    Qt.MouseButton.MiddleButton,
)
NO_KEYS = Qt.KeyboardModifier.NoModifier
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def picture(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """A picture that is different at every place."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (across, down, Image.radial_gradient("L").resize((width, height))))


def png(image: Image.Image) -> bytes:
    """Its file."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


@cache
def _some_picture() -> bytes:
    return png(picture())


def opened(data: bytes | Path) -> Image.Image:
    """A picture's file, decoded."""
    image = Image.open(io.BytesIO(data) if isinstance(data, bytes) else data)
    image.load()
    return image


class Stage(Scene):
    """One window at a time on one data folder. The key in the environment is the service's."""

    def __init__(self, server: SandboxServer, data_dir: Path, patch: pytest.MonkeyPatch) -> None:
        super().__init__(server)
        self.data_dir = data_dir
        self.states: list[str] = []
        self.is_newcomer = False  # who is shown the hint of the first picture
        self.application: Application | None = None
        patch.setenv("GPTUNNEL_API_KEY", server.key)
        patch.setattr("app.services.Runner", partial(Runner, pace=_PACE))
        patch.setattr("app.api.client.GptunnelClient", partial(GptunnelClient, timeouts=_TIMEOUTS))
        # Where a machine stands still for a moment, the threads are not to blame: see `close`.
        patch.setattr("app.application._SHUTDOWN_SECONDS", PATIENCE)
        patch.setattr("app.application.os._exit", _threads_outlived)
        # The offscreen platform's own screen is a small one.
        patch.setattr("app.ui.main_window.MainWindow._first_size", lambda _window: _FIRST_SIZE)

    # The program's life

    def start(self, options: Options | None = None) -> None:
        """Start the program as the command line would, against the service."""
        options = options or Options(api_url=self.server.url)
        self.application = Application(_with_data_dir(options, self.data_dir))
        if not self.is_newcomer:
            self.application.store.change(introduced=True)
        others = _main_windows()
        self.application.start()
        (self.window,) = (window for window in _main_windows() if window not in others)
        self.states.clear()
        self.window.installEventFilter(self)
        self.activate()

    def open(self, data: bytes | None = None, **options: Path | str) -> str:
        """Start with a task of this picture, wait until it can be painted, return its id."""
        task_id = self.server.add_task(_some_picture() if data is None else data)
        self.start(Options(api_url=self.server.url, task_id=task_id, **options))  # type: ignore[arg-type]  # the caller's
        self.wait_for_picture()
        return task_id

    def close(self) -> None:
        """Close the window, as its close button does."""
        if self.application is None:
            return
        application, self.application = self.application, None
        with Stopwatch() as watch:
            self.window.close()
            assert watch.seconds < _LONGEST_END, "Threads would have outlived the window."
        application.end()

    def activate(self) -> None:
        """Give the window the keyboard, as a window manager does when a dialog goes.

        What was done there may have brought up another dialog, which has it then.
        """
        self.window.activateWindow()
        wait_until(lambda: self.window.isActiveWindow() or self._dialog_is_active())

    def _dialog_is_active(self) -> bool:
        active = QApplication.activeWindow()
        return isinstance(active, QDialog) and active.parent() is self.window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note each state the window tells, in order."""
        if isinstance(event, QDynamicPropertyChangeEvent) and event.propertyName() == b"jobState":
            state = str(watched.property("jobState"))
            if self.states[-1:] != [state]:
                self.states.append(state)
        return False

    # The hand

    def to_widget(self, x: float, y: float, view: QWidget | None = None) -> QPointF:
        """Where a picture position is in the canvas (or another pane), as a script asks it."""
        return self._converted("imageToWidget", QPointF(x, y), view or self.canvas)

    def to_picture(self, spot: QPointF, view: QWidget | None = None) -> QPointF:
        """The picture position at a place in the canvas (or another pane)."""
        return self._converted("widgetToImage", spot, view or self.canvas)

    @staticmethod
    def _converted(slot: str, point: QPointF, view: QWidget) -> QPointF:
        found = QMetaObject.invokeMethod(
            view,
            slot,
            Qt.ConnectionType.DirectConnection,
            Q_RETURN_ARG(QPointF),
            Q_ARG(QPointF, point),
        )
        assert isinstance(found, QPointF)
        return found

    def stroke(
        self, *places: Place, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NO_KEYS
    ) -> None:
        """A whole gesture through these picture positions."""
        spots = [self.to_widget(*place) for place in places]
        self.drag(self.canvas, spots, button, keys)

    def drag(
        self,
        view: QWidget,
        spots: Sequence[QPointF],
        button: Qt.MouseButton = LEFT,
        keys: Qt.KeyboardModifier = NO_KEYS,
    ) -> None:
        """A whole gesture through these places of a widget."""
        mouse(view, QEvent.Type.MouseButtonPress, spots[0], button, keys)
        for spot in spots[1:]:
            mouse(view, QEvent.Type.MouseMove, spot, button, keys)
        mouse(view, QEvent.Type.MouseButtonRelease, spots[-1], button, keys)

    def set_brush(self, diameter: int) -> None:
        """Set the brush's size in its field."""
        self.widget("brushSizeSpin").setProperty("value", diameter)

    def zoom_to(self, zoom: float, x: float, y: float) -> None:
        """Turn the wheel over a picture position until this zoom is reached."""
        for _ in range(40):
            found = self.canvas.property("zoom")
            if abs(found - zoom) < 1e-9:
                return
            wheel(self.canvas, self.to_widget(x, y), 1 if found < zoom else -1)
        raise AssertionError(f"The wheel doesn't lead to {zoom}.")

    def type_prompt(self, text: str) -> None:
        """Write into the prompt field, which has the focus then."""
        prompt = self.widget("promptEdit")
        prompt.setFocus()
        for letter in text:
            if letter == "\n":
                QTest.keyClick(prompt, Qt.Key.Key_Return)
            elif letter.isascii():
                QTest.keyClicks(prompt, letter)
            else:  # which QTest can't
                key(prompt, QEvent.Type.KeyPress, Qt.Key.Key_unknown, letter)

    def choose_file(self, action: str, path: Path) -> None:
        """Trigger an action that asks for a file, and answer with this one."""
        self.action(action).trigger()
        wait_until(lambda: self.window.findChildren(QFileDialog))
        (dialog,) = self.window.findChildren(QFileDialog)
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        assert isinstance(name, QLineEdit)
        # Keys go to the window that is active, as a user's do.
        wait_until(lambda: QApplication.activeWindow() is dialog)
        name.setFocus()
        name.setText(str(path))
        QTest.keyClick(name, Qt.Key.Key_Return)
        wait_until(lambda: not self.window.findChildren(QFileDialog))
        self.activate()

    def export(self, path: Path) -> bytes:
        """Export the mask to a file, and return what was written."""
        self.choose_file("exportMask", path)
        self.wait(path.exists)
        return path.read_bytes()

    def wait_until_at_rest(self) -> None:
        """Wait until nothing is asked for, read, computed or about to be shown; jobs aside."""
        assert self.application is not None
        # What the start asks for after the first paint comes last.
        self.wait(lambda: "—" not in (self.label("balanceLabel"), self.label("spentTodayLabel")))
        owners = self.application.findChildren(Background)
        beside = [threads for owner in owners for threads in owner.findChildren(Threads)]

        def about_to() -> list[QTimer]:
            timers = [timer for timer in self.window.findChildren(QTimer) if timer.isSingleShot()]
            return [each for each in timers if each.isActive() and each.interval() < _SOON_MS]

        try:
            self.wait(lambda: not about_to() and not any(threads.count for threads in beside))
        except AssertionError as error:
            whose = [f"{timer.parent()}, {timer.interval()} ms" for timer in about_to()]
            counts = [threads.count for threads in beside]
            raise AssertionError(f"{error}, timers: {whose}, threads: {counts}") from None

    def lose_masks(self) -> None:
        """Take away all masks that are kept, once the last one has been: or it would be on its way
        to where nothing is any more.
        """
        assert self.application is not None
        self.application.workspace.keeper.keep()
        self.wait_until_at_rest()
        for path in (self.data_dir / "masks").iterdir():
            path.unlink()

    def finish_job(self, action: str = "submit") -> None:
        """Submit, and wait for the result."""
        self.action(action).trigger()
        self.wait_for_state("done", "failed", "unconfirmed")
        assert self.state == "done", self.message

    def held(self, percent: int = 40) -> str:
        """Submit, and have the new task stay at so many percent; returns its id."""
        gate = self.server.faults.hold("result")
        self.action("submit").trigger()
        self.wait(gate.is_reached)
        task_id = self.server.task_ids[-1]
        self.server.change_task(task_id, status="processing", percent=percent)
        gate.release()
        self.wait(lambda: self.widget("taskProgress").property("value") == percent)
        return task_id

    def drop(self, mime: QMimeData) -> None:
        """Drop something on the window."""
        spot, copy = QPoint(300, 300), Qt.DropAction.CopyAction
        for event in (
            QDragEnterEvent(spot, copy, mime, LEFT, NO_KEYS),
            QDropEvent(QPointF(spot), copy, mime, LEFT, NO_KEYS),
        ):
            QApplication.sendEvent(self.window, event)
            assert event.isAccepted()

    def drop_text(self, text: str) -> None:
        """Drop a text on the window."""
        mime = QMimeData()
        mime.setText(text)
        self.drop(mime)

    def choose(self, text: str) -> None:
        """Click a button of the message bar."""
        (button,) = (button for button in self.choices if button.text() == text)
        QTest.mouseClick(button, LEFT)

    def choose_close(self) -> None:
        """Click the cross of the message bar."""
        (cross,) = self.widget("messageBar").findChildren(QToolButton)
        QTest.mouseClick(cross, LEFT)

    @property
    def work(self) -> tuple[str, str]:
        """What the user would hate to lose: the marked share and the prompt."""
        prompt = self.find("promptEdit", QPlainTextEdit).toPlainText()
        return self.label("coverageLabel"), prompt

    def do_some_work(self) -> tuple[str, str]:
        """Paint and write something, and return it as `work` has it."""
        self.stroke((60, 60), (140, 100))
        self.type_prompt("a blue door")
        self.wait(lambda: self.work[0] not in {"", "—", "0.0 %"})
        assert self.work[1] == "a blue door"
        return self.work


@contextmanager
def staged(data_dir: Path, patch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A stage with a quick service of its own, both closed in the end."""
    with SandboxServer(duration=(0.2, 0.3), samples=False) as server:
        stage = Stage(server, data_dir, patch)
        yield stage
        stage.close()


def mouse(
    view: QWidget,
    kind: QEvent.Type,
    spot: QPointF,
    button: Qt.MouseButton = LEFT,
    keys: Qt.KeyboardModifier = NO_KEYS,
) -> None:
    """Send one mouse event, at a place between the pixels if need be."""
    none = Qt.MouseButton.NoButton
    moved = button if kind != QEvent.Type.MouseMove else none
    held = button if kind != QEvent.Type.MouseButtonRelease else none
    event = QMouseEvent(kind, spot, view.mapToGlobal(spot), moved, held, keys)
    QApplication.sendEvent(view, event)


def key(view: QWidget, kind: QEvent.Type, code: Qt.Key, text: str = "") -> None:
    """Press or release a key, past all shortcuts."""
    QApplication.sendEvent(view, QKeyEvent(kind, code, NO_KEYS, text))


def wheel(view: QWidget, spot: QPointF, notches: int, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    """Turn the wheel: up is positive."""
    event = QWheelEvent(
        spot,
        view.mapToGlobal(spot),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def shot(view: QWidget) -> QImage:
    """What a widget looks like."""
    return view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def _main_windows() -> list[QMainWindow]:
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMainWindow)]
    return [w for w in windows if w.objectName() == "mainWindow" and w.isVisible()]


def _with_data_dir(options: Options, data_dir: Path) -> Options:
    return options if options.data_dir is not None else replace(options, data_dir=data_dir)


def _threads_outlived(code: int) -> None:
    raise AssertionError("Threads outlived the window: the program would have been cut short.")
