from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from PySide6.QtCore import QByteArray, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from app.paths import resource
from app.ui.icons import icon
from app.ui.theme import choose_scheme

FOLDER = resource("icons")
NAMES = """
open-task open-image import-mask export-mask save-result undo redo clear-mask invert-mask grow-mask
shrink-mask brush eraser rectangle ellipse lasso polygon wand pan zoom-in zoom-out fit actual-size
submit cancel continue preferences shortcuts side-by-side swipe blink difference grid overlay
overlay-off key folder refresh wallet history sandbox image link info warning error success close
check chevron-down chevron-right plus trash clipboard external sun moon pressure mask-add
mask-subtract as-sent outline variation variation-strong variation-subtle reroll
search
""".split()  # noqa: SIM905 - a list of it fills sixty lines
SVG = "{http://www.w3.org/2000/svg}"
FRAME = {
    "width": "24",
    "height": "24",
    "viewBox": "0 0 24 24",
    "fill": "none",
    "stroke": "currentColor",
    "stroke-width": "1.75",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
}
# What each shape may say of itself: geometry, and nothing about looks.
SHAPES = {
    "path": {"d"},
    "circle": {"cx", "cy", "r"},
    "ellipse": {"cx", "cy", "rx", "ry"},
    "rect": {"x", "y", "width", "height", "rx"},
}


def rendered(svg: bytes, size: int) -> QImage:
    """The picture drawn at size × size on nothing; Qt's own complaints end the test."""
    renderer = QSvgRenderer(QByteArray(svg))
    assert renderer.isValid()
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


def ink(image: QImage) -> QRect:
    """The box around every pixel that is more than a breath of ink (alpha 24 of 255)."""
    size = image.width()
    marked = [
        (x, y) for y in range(size) for x in range(size) if image.pixelColor(x, y).alpha() > 24
    ]
    if not marked:
        return QRect()
    left, top = min(x for x, _ in marked), min(y for _, y in marked)
    right, bottom = max(x for x, _ in marked), max(y for _, y in marked)
    return QRect(left, top, right - left + 1, bottom - top + 1)


def test_the_family_is_complete_and_nothing_else_lies_about() -> None:
    assert sorted(file.name for file in FOLDER.iterdir()) == sorted(f"{name}.svg" for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_is_of_the_family(name: str) -> None:
    text = (FOLDER / f"{name}.svg").read_text("utf-8")
    root = ET.fromstring(text)
    assert root.tag == f"{SVG}svg"
    assert root.attrib == FRAME
    assert len(root) > 0
    for shape in root:
        kind = shape.tag.removeprefix(SVG)
        assert shape.attrib.keys() == SHAPES[kind]
        assert len(shape) == 0
    assert not re.search(r"#|rgb|url|style|class", text)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", [16, 48])
def test_an_icon_is_seen_in_the_theme_s_colour_and_keeps_its_padding(name: str, size: int) -> None:
    svg = (FOLDER / f"{name}.svg").read_bytes()
    image = rendered(svg.replace(b"currentColor", b"#ff8000"), size)
    box = ink(image)
    # 2 of 24 units on each side; a pixel that the line only touches may lie in it.
    padding = int(size * 2 / 24)
    inner = QRect(0, 0, size, size).adjusted(padding, padding, -padding, -padding)
    assert inner.contains(box)
    assert max(box.width(), box.height()) >= size * 0.4
    strongest = max(
        (image.pixelColor(x, y) for y in range(size) for x in range(size)), key=QColor.alpha
    )
    # Firm enough to be read, and tinted: premultiplied colours lose a step or two.
    assert strongest.alpha() > 130
    assert abs(strongest.red() - 0xFF) + abs(strongest.green() - 0x80) + strongest.blue() < 8


@pytest.mark.parametrize("side", [14, 16, 20, 24, 32, 48])
def test_a_line_is_firm_in_menus_as_well_as_in_bars(qapp: QApplication, side: int) -> None:
    choose_scheme(qapp, "dark")
    image = icon("plus").pixmap(QSize(side, side), 1.0).toImage()
    across = [image.pixelColor(side // 3, y).alphaF() for y in range(side)]
    # In device pixels: of one and a half at least, which are neither spread nor lost.
    assert sum(across) == pytest.approx(max(1.5, 1.75 * side / 24), abs=0.1)
    assert max(across) > 0.7


def test_no_two_icons_look_alike() -> None:
    pictures: dict[bytes, str] = {}
    for name in NAMES:
        image = rendered((FOLDER / f"{name}.svg").read_bytes(), 16)
        pixels = bytes(image.constBits())
        assert pixels not in pictures, (name, pictures[pixels])
        pictures[pixels] = name


@pytest.mark.parametrize("size", [16, 32, 256])
def test_the_application_s_icon_is_drawn_whole_in_colour_with_free_corners(size: int) -> None:
    image = rendered(resource("app-icon.svg").read_bytes(), size)
    assert ink(image) == QRect(0, 0, size, size)
    corners = [(0, 0), (size - 1, 0), (0, size - 1), (size - 1, size - 1)]
    assert all(image.pixelColor(x, y).alpha() < 128 for x, y in corners)
    colours = [image.pixelColor(x, y) for y in range(size) for x in range(size)]
    white = sum(min(c.red(), c.green(), c.blue()) > 235 for c in colours)
    vivid = sum(c.saturation() > 90 and c.alpha() == 255 for c in colours)
    assert white > 0.05 * size * size  # the mask
    assert vivid > 0.2 * size * size  # the picture and the brush
