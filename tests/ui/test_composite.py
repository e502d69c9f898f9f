"""Layers in one image: whatever changed about them shows, and nothing else is composed again."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from app.canvas.geometry import Rect
from app.ui.composite import Composite

BLUE, TINTED, RED = "#0000ff", "#80007f", 0x80FF0000


@pytest.fixture
def picture() -> QImage:
    image = QImage(6, 4, QImage.Format.Format_RGB32)
    image.fill(QColor(BLUE))
    return image


class Overlay:
    """Bytes that a colour table makes an image of, as the mask's overlay is."""

    def __init__(self) -> None:
        self.memory = bytearray(8 * 4)
        form = QImage.Format.Format_Indexed8
        self.image = QImage(memoryview(self.memory), 6, 4, 8, form)
        self.image.setColorTable([0, RED])

    def set(self, x: int, y: int) -> None:
        self.memory[y * 8 + x] = 1


def pixels(image: QImage) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for y in range(image.height()):
        for x in range(image.width()):
            found.setdefault(image.pixelColor(x, y).name(), []).append((x, y))
    return found


def test_single_layer_is_shown_as_it_is(picture: QImage) -> None:
    assert Composite().image([picture]).cacheKey() == picture.cacheKey()


def test_only_parts_that_have_changed_are_composed_again(picture: QImage) -> None:
    composite, overlay = Composite(), Overlay()
    layers = [picture, overlay.image]
    assert set(pixels(composite.image(layers))) == {BLUE}
    for spot in ((1, 1), (4, 2), (5, 3)):
        overlay.set(*spot)
    composite.changed([Rect(1, 1, 2, 2), Rect(4, 2, 1, 1)])
    assert pixels(composite.image(layers))[TINTED] == [(1, 1), (4, 2)]
    assert pixels(composite.image(layers))[TINTED] == [(1, 1), (4, 2)]


def test_layers_that_come_go_or_get_other_colours_show_everywhere(picture: QImage) -> None:
    composite, overlay = Composite(), Overlay()
    overlay.set(5, 3)
    assert pixels(composite.image([picture, overlay.image]))[TINTED] == [(5, 3)]
    overlay.image.setColorTable([0, 0xFF00FF00])
    assert pixels(composite.image([picture, overlay.image]))["#00ff00"] == [(5, 3)]
    grid = QImage(6, 4, QImage.Format.Format_ARGB32_Premultiplied)
    grid.fill(0xFF000000)
    assert set(pixels(composite.image([picture, overlay.image, grid]))) == {"#000000"}
    assert set(pixels(composite.image([picture]))) == {BLUE}
    assert pixels(composite.image([picture, overlay.image]))["#00ff00"] == [(5, 3)]


def test_picture_in_its_place_is_another(picture: QImage) -> None:
    composite, overlay = Composite(), Overlay()
    composite.image([picture, overlay.image])
    painter = QPainter(picture)
    painter.fillRect(0, 0, 6, 4, QColor("#ffffff"))
    painter.end()
    assert set(pixels(composite.image([picture, overlay.image]))) == {"#ffffff"}
