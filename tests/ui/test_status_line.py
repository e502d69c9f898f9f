"""The status bar: zoom, size, the pixel under the pointer, how much is marked, a hint."""

from __future__ import annotations

from PIL import Image
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from tests.support.tour import settle
from tests.support.window import MIDDLE, NO_KEYS, Stage, mouse, picture, png

NAMES = ("zoomLabel", "sizeLabel", "positionLabel", "colourLabel", "markedLabel")


def point(stage: Stage, x: float, y: float, view: QWidget | None = None) -> None:
    view = view or stage.canvas
    spot = stage.to_widget(x, y, view)
    mouse(view, QEvent.Type.MouseMove, spot, Qt.MouseButton.NoButton, NO_KEYS)


def told(stage: Stage, name: str, text: str) -> None:
    stage.wait(lambda: stage.label(name) == text, 2)


def test_zoom_and_size(stage: Stage) -> None:
    stage.open(png(picture(700, 500)))
    assert stage.label("sizeLabel") == "700 × 500 px"
    for zoom, text in ((1.0, "100 %"), (0.125, "12.5 %"), (32.0, "3200 %"), (0.5, "50 %")):
        stage.zoom_to(zoom, 350, 250)
        assert stage.label("zoomLabel") == text


def test_pixel_under_the_pointer(stage: Stage) -> None:
    image = picture(700, 500)
    stage.open(png(image))
    for x, y in ((0, 0), (699, 499), (123, 321)):
        point(stage, x + 0.7, y + 0.2)
        told(stage, "positionLabel", f"{x}, {y}")
        told(stage, "colourLabel", f"#{image.crop((x, y, x + 1, y + 1)).tobytes().hex()}")
    point(stage, -3, 20)
    told(stage, "positionLabel", "-3, 20")
    told(stage, "colourLabel", "")
    point(stage, 20, 20)
    told(stage, "positionLabel", "20, 20")
    QApplication.sendEvent(stage.canvas, QEvent(QEvent.Type.Leave))
    told(stage, "positionLabel", "")


def test_pixel_follows_the_picture_that_moves_under_the_pointer(stage: Stage) -> None:
    stage.open(png(picture(700, 500)))
    stage.zoom_to(4.0, 350, 250)
    point(stage, 350.5, 250.5)
    told(stage, "positionLabel", "350, 250")
    start = stage.to_widget(350.5, 250.5)
    stage.drag(stage.canvas, [start, start + QPointF(40, 0)], MIDDLE)
    point(stage, 350.5, 250.5)
    stage.action("actualSize").trigger()
    stage.wait(lambda: stage.label("positionLabel") not in {"", "350, 250"}, 2)


def test_transparent_pixels_say_so(stage: Stage) -> None:
    image = Image.new("RGBA", (300, 100), (10, 20, 30, 255))
    image.paste((200, 100, 50, 128), (100, 0, 200, 100))
    image.paste((0, 0, 0, 0), (200, 0, 300, 100))
    stage.open(png(image))
    for x, text in ((50, "#0a141e"), (150, "#c86432 · 50 %"), (250, "transparent")):
        point(stage, x, 50)
        told(stage, "colourLabel", text)


def test_no_hint_while_there_is_nothing_to_paint_on(stage: Stage) -> None:
    stage.start()
    assert not stage.widget("hintLabel").isVisible()
    stage.drop_text(stage.server.add_task(png(picture())))
    stage.wait_for_picture()
    assert stage.widget("hintLabel").isVisible()


def test_marked_share_and_hint(stage: Stage) -> None:
    stage.open(png(picture(700, 500)))
    told(stage, "markedLabel", "Marked 0.0 %")
    stage.action("invertMask").trigger()
    told(stage, "markedLabel", "Marked 100.0 %")
    stage.action("rectangleTool").trigger()
    hint = stage.widget("hintLabel").accessibleName()
    stage.action("brushTool").trigger()
    assert "" != hint != stage.widget("hintLabel").accessibleName() != ""


def test_hint_has_whole_parts_and_the_tool_tip_all(stage: Stage) -> None:
    stage.open(png(picture(700, 500)))
    hint = stage.find("hintLabel", QLabel)
    stage.action("brushTool").trigger()
    for width, parts in ((1280, 3), (1000, 2)):
        stage.window.resize(width, 640)
        settle()
        shown = hint.text().split(" · ")
        assert shown == hint.accessibleName().split(" · ")[:parts]
        assert hint.toolTip() == ("" if parts == 3 else hint.accessibleName())


def test_nothing_jumps_while_the_pointer_moves(stage: Stage) -> None:
    stage.open(png(picture(700, 500)))
    labels = [stage.find(name, QLabel) for name in NAMES]
    places = [label.geometry() for label in labels]
    for x, y in ((1, 1), (650, 450), (-5000, -5000)):
        point(stage, x, y)
        told(stage, "positionLabel", f"{x}, {y}")
        QApplication.processEvents()
        assert [label.geometry() for label in labels] == places
        for label in labels:
            assert label.sizeHint().width() <= label.width()
    stage.zoom_to(32.0, 350, 250)
    QApplication.processEvents()
    assert [label.geometry() for label in labels] == places
