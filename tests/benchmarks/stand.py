"""What is measured stands here: the real canvas in a window of 1200 × 800, without the rest of
the program, and beside it a widget that does nothing, to tell what Qt itself takes."""

from __future__ import annotations

import gc
import itertools
import math
import random
import time
from collections.abc import Iterable, Iterator
from functools import cache

from PIL import Image, ImageChops
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.canvas.canvas import Canvas
from app.canvas.picture import Picture, picture_from_image
from app.jobs.garbage import GuiGarbage
from app.tools.options import ToolOptions
from app.ui.canvas_view import CanvasView
from app.ui.shared_view import SharedView
from app.ui.startup import dress, new_qt

WIDTH, HEIGHT = 1200, 800
PAUSE = 0.0  # seconds; the system makes it some 0.05 ms
LEFT, RIGHT, MIDDLE = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.RightButton,
    Qt.MouseButton.MiddleButton,
)


def start_qt() -> QApplication:
    """The QApplication as the program makes it, its garbage handled as in the program."""
    qt = new_qt()
    dress(qt, "en", "dark")
    gc.freeze()
    GuiGarbage(qt)
    return qt


@cache
def picture(side: int) -> Picture:
    """A square picture with large shapes and fine grain, such as photographs have."""
    return picture_from_image(photograph(side))


def photograph(side: int) -> Image.Image:
    """The same as a Pillow image; made of tiles, since noise takes long to make."""
    tile = min(side, 1024)
    channels = []
    for seed in (60, 90, 120):
        shapes = Image.effect_noise((tile // 64, tile // 64), seed).resize((tile, tile), 2)
        part = ImageChops.add(shapes, Image.effect_noise((tile, tile), 6), 1, -128)
        channel = Image.new("L", (side, side))
        for x, y in itertools.product(range(0, side, tile), repeat=2):
            channel.paste(part, (x, y))
        channels.append(channel)
    return Image.merge("RGB", channels)


class Stand:
    """A canvas in a window of its own, and the hand over it."""

    def __init__(self, side: int) -> None:
        self.shared = SharedView()
        self.view = CanvasView(self.shared)
        self.view.resize(WIDTH, HEIGHT)
        self.view.show()
        self.canvas = Canvas(picture(side))
        self.view.set_canvas(self.canvas)
        settle()

    def close(self) -> None:
        """Take the window away."""
        self.view.hide()
        self.view.set_canvas(None)
        self.view.deleteLater()
        settle()

    def show(self, zoom: float | None) -> None:
        """Show the middle of the picture at a zoom, or all of it for None."""
        self.shared.fit()
        if zoom is not None:
            self.view.zoom_to(zoom)
        settle()

    def use_brush(self, diameter: int) -> None:
        """Paint with a brush of so many picture pixels."""
        self.view.set_options(ToolOptions(brush_size=diameter))

    @staticmethod
    def middle() -> QRect:
        """The middle of the view, where there is picture at any zoom."""
        return QRect(WIDTH // 2 - 300, HEIGHT // 2 - 300, 600, 600)

    def field(self) -> QRect:
        """The part of the view in which there is picture, less a margin."""
        viewport = self.view.viewport
        whole = QRect(0, 0, WIDTH, HEIGHT)
        extent = viewport.extent
        shown = QRect(viewport.origin_x, viewport.origin_y, extent.width, extent.height)
        return whole.intersected(shown).adjusted(20, 20, -20, -20)


class Nothing(QWidget):
    """A widget that asks for a small repaint at each pointer move, and paints nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.resize(WIDTH, HEIGHT)
        self.show()
        settle()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        self.update(spot.x(), spot.y(), 10, 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        pass


class PaintCount(QObject):
    """Counts a widget's paint events."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def walk(field: QRect, seed: int) -> Iterator[QPoint]:
    """Where a hand goes that paints in this part of a view: 5 to 30 pixels from one event to the
    next, in curves, and back when it comes to the edge."""
    rng = random.Random(seed)
    x, y = float(field.center().x()), float(field.center().y())
    heading, speed, bend = rng.uniform(0, 6.28), 15.0, 0.0
    while True:
        yield QPoint(round(x), round(y))
        speed = max(5.0, min(30.0, speed + rng.gauss(0, 3)))
        bend = 0.8 * bend + rng.gauss(0, 0.1)
        heading += bend
        dx, dy = speed * math.cos(heading), speed * math.sin(heading)
        if not field.left() < x + dx < field.right():
            heading, dx = math.pi - heading, -dx
        if not field.top() < y + dy < field.bottom():
            heading, dy = -heading, -dy
        x, y = x + dx, y + dy


class Hand:
    """A mouse over a widget that is a window. Its events take the way that a real mouse's take,
    from the windowing system's plug-in on; each call returns when Qt has done all that follows,
    the repaint on the screen included."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._window = widget.windowHandle()

    def press(self, spot: QPoint, button: Qt.MouseButton) -> None:
        """Press a button."""
        QTest.mousePress(self._window, button, pos=spot)
        settle()

    def move(self, spot: QPoint) -> None:
        """Move, with whatever buttons are held."""
        QTest.mouseMove(self._window, spot)

    def timed_moves(self, spots: Iterable[QPoint]) -> list[float]:
        """Move along at a hand's pace, and tell how long each move takes in milliseconds.

        Between two moves the process gives the processor away for a moment, as it does in life
        while it waits for the hand. Without that, an empty repaint stays in the nearest cache and
        takes 0.01 ms instead of 0.05; the longer it is away, the longer both take.
        """
        times = []
        for spot in spots:
            time.sleep(PAUSE)
            begun = time.perf_counter()
            QTest.mouseMove(self._window, spot)
            times.append((time.perf_counter() - begun) * 1000)
        return times

    def release(self, spot: QPoint, button: Qt.MouseButton) -> None:
        """Let the button go."""
        QTest.mouseRelease(self._window, button, pos=spot)
        settle()

    def timed_wheel(self, spot: QPoint, notches: int) -> float:
        """Turn the wheel (up is positive), and tell how long it takes in milliseconds."""
        turn, place = QPoint(0, 120 * notches), QPointF(spot)
        time.sleep(PAUSE)
        begun = time.perf_counter()
        QTest.wheelEvent(self._window, place, turn)
        QApplication.processEvents()
        return (time.perf_counter() - begun) * 1000


def settle() -> None:
    """Until nothing is left to do."""
    for _ in range(20):
        QApplication.sendPostedEvents()
        QApplication.processEvents()
