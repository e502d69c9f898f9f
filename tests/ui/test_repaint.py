"""What is on the screen after a part was repainted is what a full repaint would show."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QNativeGestureEvent, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSlider, QWidget

from app.ui.picture_view import PictureView
from tests.support.qt import wait_until
from tests.support.window import NO_KEYS, RIGHT, Stage, mouse, picture, png

RED = QColor("#ff3b30")


@pytest.fixture(autouse=True)
def window(stage: Stage) -> None:
    stage.open(png(picture(700, 500)))


def pinch(stage: Stage, zoom: float) -> None:
    """Bring the canvas to any zoom, as two fingers on a touch pad do."""
    spot = stage.to_widget(350, 250)
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        spot,
        spot,
        stage.canvas.mapToGlobal(spot),
        zoom / stage.canvas.property("zoom") - 1,
        QPointF(),
    )
    QApplication.sendEvent(stage.canvas, event)
    assert stage.canvas.property("zoom") == pytest.approx(zoom)


def on_screen(stage: Stage) -> QImage:
    """The canvas as it is on the screen now, with nothing painted for the occasion."""
    QApplication.processEvents()
    whole = stage.window.screen().grabWindow(stage.window.winId()).toImage()
    corner = stage.canvas.mapTo(stage.window, stage.canvas.rect().topLeft())
    size = stage.canvas.size()
    image = whole.copy(corner.x(), corner.y(), size.width(), size.height())
    return image.convertToFormat(QImage.Format.Format_RGB32)


def assert_same(found: QImage, expected: QImage) -> None:
    assert found.size() == expected.size()
    if found != expected:
        places = [
            (x, y)
            for y in range(found.height())
            for x in range(found.width())
            if found.pixel(x, y) != expected.pixel(x, y)
        ]
        raise AssertionError(f"{len(places)} pixels differ, the first at {places[:5]}")


def redrawn(stage: Stage) -> QImage:
    """The same after everything, the overlay too, was drawn anew."""
    slider = stage.find("overlayOpacitySlider", QSlider)
    slider.setValue(slider.value() + 7)
    slider.setValue(slider.value() - 7)
    stage.canvas.update()
    return on_screen(stage)


def leave(stage: Stage) -> None:
    """Take the pointer, and with it the ring, away."""
    QApplication.sendEvent(stage.canvas, QEvent(QEvent.Type.Leave))


@pytest.mark.parametrize("zoom", [0.37, 1.0, 9.37])
def test_nothing_of_the_window_lets_the_desktop_through(stage: Stage, zoom: float) -> None:
    """On Wayland a window has an alpha channel of its own, as this image has."""
    pinch(stage, zoom)
    stage.stroke((300, 200), (400, 300))
    image = QImage(stage.window.size(), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    stage.window.render(image)
    assert set(bytes(image.convertToFormat(QImage.Format.Format_Alpha8).constBits())) == {255}


@pytest.mark.parametrize("zoom", [0.37, 1.0, 1.5, 3.7, 9.3])
def test_after_strokes(stage: Stage, zoom: float) -> None:
    stage.action("pixelGrid").setChecked(True)
    pinch(stage, zoom)
    on_screen(stage)
    blank = on_screen(stage)
    for size, places in (
        (37, [(320.3, 230.1), (381.9, 262.7), (340.2, 290.4)]),
        (6, [(300.7, 240.2), (400.1, 243.3)]),
        (90, [(350.0, 200.0)]),
        (25, [(-40.0, 250.0), (800.0, 260.0)]),
    ):
        stage.set_brush(size)
        for place in places:
            stage.stroke(place)
            on_screen(stage)  # each part by itself
        stage.stroke(*places)
        on_screen(stage)
    stage.stroke((340, 250), (360, 255), button=RIGHT)
    leave(stage)
    painted = on_screen(stage)
    assert painted != blank
    assert_same(painted, redrawn(stage))
    for _ in range(30):
        stage.action("undo").trigger()
        on_screen(stage)
    assert_same(on_screen(stage), blank)


@pytest.mark.parametrize("zoom", [0.37, 1.0, 1.5, 3.7])
def test_after_moves_of_a_large_brush(stage: Stage, zoom: float) -> None:
    """Of which only the newly covered crescent is redrawn."""
    pinch(stage, zoom)
    stage.set_brush(300)
    view, path = stage.canvas, [(310, 240), (317, 236), (341, 252), (341, 267), (330, 260)]
    for button in (Qt.MouseButton.LeftButton, RIGHT):
        spots = [stage.to_widget(*place) for place in path]
        mouse(view, QEvent.Type.MouseButtonPress, spots[0], button)
        on_screen(stage)
        for spot in spots[1:]:
            mouse(view, QEvent.Type.MouseMove, spot, button)
            on_screen(stage)
        mouse(view, QEvent.Type.MouseButtonRelease, spots[-1], button)
        leave(stage)
        painted = on_screen(stage)
        assert_same(painted, redrawn(stage))
        path = [(x + 60, y + 11) for x, y in path]


@pytest.mark.parametrize(
    ("zoom", "size"), [(0.37, 60), (3.7, 60), (1.0, 333), (3.7, 150), (1.0, 2)]
)
def test_ring_leaves_no_trace(stage: Stage, zoom: float, size: int) -> None:
    pinch(stage, zoom)
    stage.set_brush(size)
    leave(stage)
    blank = on_screen(stage)
    for x in range(300, 400, 9):
        event = QEvent.Type.MouseMove
        mouse(stage.canvas, event, stage.to_widget(x, 250.3), Qt.MouseButton.NoButton, NO_KEYS)
        assert on_screen(stage) != blank
    leave(stage)
    assert_same(on_screen(stage), blank)


@pytest.mark.parametrize("zoom", [0.37, 1.5, 3.7, 9.3])
def test_after_panning(stage: Stage, zoom: float) -> None:
    stage.action("pixelGrid").setChecked(True)
    pinch(stage, zoom)
    stage.stroke((300, 240), (400, 243))
    start = stage.to_widget(350, 250)
    for step in (QPointF(13, 7), QPointF(-40, 22), QPointF(5, -31)):
        stage.drag(stage.canvas, [start, start + step], Qt.MouseButton.MiddleButton)
        on_screen(stage)
    leave(stage)
    panned = on_screen(stage)
    pinch(stage, zoom * 2)
    on_screen(stage)
    pinch(stage, zoom)
    assert_same(panned, on_screen(stage))


def colour_at(stage: Stage, x: float, y: float) -> QColor:
    spot = stage.to_widget(x, y)
    return on_screen(stage).pixelColor(int(spot.x()), int(spot.y()))


def test_overlay_is_shown_in_its_colour_and_opacity_or_not_at_all(stage: Stage) -> None:
    slider = stage.find("overlayOpacitySlider", QSlider)
    pinch(stage, 1.0)
    leave(stage)
    under = colour_at(stage, 350, 250)
    stage.stroke((350, 250))
    leave(stage)
    for percent in (100, 50, 10):
        slider.setValue(percent)
        over = colour_at(stage, 350, 250)
        for part in ("red", "green", "blue"):
            was, colour = getattr(under, part)(), getattr(RED, part)()
            expected = was + (colour - was) * percent / 100
            assert getattr(over, part)() == pytest.approx(expected, abs=2)
    QTest.keyClick(stage.canvas, Qt.Key.Key_Q)
    assert colour_at(stage, 350, 250) == under
    QTest.keyClick(stage.canvas, Qt.Key.Key_Q)
    assert colour_at(stage, 350, 250) == over


def test_picture_is_shown_as_it_is_with_hard_pixels_from_300_percent(stage: Stage) -> None:
    expected = picture(700, 500)
    for zoom in (1.0, 4.0):
        pinch(stage, zoom)
        leave(stage)
        for x, y in ((351, 251), (352, 260), (340, 255)):
            for inside in (0.1, 0.9):
                colour = colour_at(stage, x + inside, y + inside)
                found = (colour.red(), colour.green(), colour.blue())
                assert found == expected.getpixel((x, y))


@pytest.mark.parametrize("zoom", [0.37, 1.5, 9.3])
def test_outline_after_strokes_is_what_a_full_repaint_shows(stage: Stage, zoom: float) -> None:
    stage.action("outline").setChecked(True)
    pinch(stage, zoom)
    on_screen(stage)
    stage.set_brush(37)
    for place in ((320.3, 230.1), (340.9, 252.7), (351.2, 260.4)):
        stage.stroke(place)
    stage.stroke((330, 240), (345, 250), button=RIGHT)
    leave(stage)
    # The dashes, which move, stand still as long as another window is active.
    other = QWidget()
    other.show()
    other.activateWindow()
    wait_until(lambda: not stage.window.isActiveWindow())

    def is_settled() -> bool:
        """The outline follows a stroke within a moment."""
        return on_screen(stage) == redrawn_with_outline(stage)

    wait_until(is_settled)
    other.close()


def redrawn_with_outline(stage: Stage) -> QImage:
    """The same after everything, the outline too, was drawn anew."""
    zoom = stage.canvas.property("zoom")
    before = stage.to_widget(0, 0)
    spot = stage.to_widget(350, 250)
    pinch(stage, zoom * 2)
    on_screen(stage)
    pinch(stage, zoom)
    assert (stage.to_widget(0, 0), stage.to_widget(350, 250)) == (before, spot)
    return on_screen(stage)


def test_checkerboard_goes_with_a_picture_that_is_panned(stage: Stage) -> None:
    stage.close()
    clear = picture(700, 500).convert("RGBA")
    clear.putalpha(60)
    stage.open(png(clear))
    pinch(stage, 2.0)
    leave(stage)
    spot = stage.to_widget(350, 250).toPoint()
    before = on_screen(stage).copy(spot.x() - 90, spot.y() - 90, 100, 100)
    start = QPointF(spot)
    stage.drag(stage.canvas, [start, start + QPointF(13, 7)], Qt.MouseButton.MiddleButton)
    leave(stage)
    panned = on_screen(stage)
    assert_same(panned.copy(spot.x() - 77, spot.y() - 83, 100, 100), before)
    pinch(stage, 4.0)
    on_screen(stage)
    pinch(stage, 2.0)
    assert_same(panned, on_screen(stage))


@pytest.mark.parametrize("ratio", [1, 2])
def test_on_any_screen_all_layers_fall_together(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, ratio: int
) -> None:
    monkeypatch.setattr(PictureView, "devicePixelRatioF", lambda _view: float(ratio))
    stage.action("pixelGrid").setChecked(True)
    stage.action("outline").setChecked(True)
    stage.action("fit").trigger()
    pinch(stage, 8.0)
    render(stage, ratio)
    stage.set_brush(20)
    stage.stroke((350, 250))
    start = stage.to_widget(350, 250)
    stage.drag(stage.canvas, [start, start + QPointF(13, 7)], Qt.MouseButton.MiddleButton)
    render(stage, ratio)
    stage.stroke((360, 250))
    leave(stage)

    def at(x: float, y: float) -> QColor:
        spot = stage.to_widget(x, y) * ratio
        return render(stage, ratio).pixelColor(int(spot.x()), int(spot.y()))

    # The outline follows a stroke within a moment.
    wait_until(lambda: at(370.05, 250.5).name() in {"#000000", "#ffffff"})
    for x in (341.5, 369.5, 338.5, 371.5):
        found = at(x, 250.5)
        colour = (found.red(), found.green(), found.blue())
        is_marked = 340 <= x <= 370
        assert (colour != picture(700, 500).getpixel((int(x), 250))) == is_marked


def render(stage: Stage, ratio: int) -> QImage:
    """The canvas painted for a screen with so many device pixels to a logical one."""
    size = stage.canvas.size()
    image = QImage(size * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    stage.canvas.render(image)
    return image


def test_as_sent_is_black_and_white_in_the_picture_alone(stage: Stage) -> None:
    for zoom in (0.37, 1.0, 3.7):
        pinch(stage, zoom)
        stage.stroke((350, 250), (360, 252))
        leave(stage)
        beside = on_screen(stage).pixelColor(2, 2) if zoom < 1 else None
        stage.action("asSent").setChecked(True)
        assert colour_at(stage, 352, 250) == QColor("white")
        assert colour_at(stage, 390, 290) == QColor("black")
        if beside is not None:
            assert on_screen(stage).pixelColor(2, 2) == beside
        stage.stroke((385, 285), (395, 295))
        leave(stage)
        sent = on_screen(stage)
        assert colour_at(stage, 390, 290) == QColor("white")
        assert_same(sent, redrawn(stage))
        stage.action("asSent").setChecked(False)
        assert colour_at(stage, 352, 250) != QColor("white")
        for _ in range(2):
            stage.action("undo").trigger()
