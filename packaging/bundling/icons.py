"""The program's icon in the sizes and files that each system wants, drawn from the one SVG."""

from __future__ import annotations

import os
from pathlib import Path

from PIL import Image

from app.paths import resource

SIZES = (16, 24, 32, 48, 64, 128, 256)
_MACOS_SIZES = (16, 32, 64, 128, 256, 512, 1024)


def draw(sizes: tuple[int, ...]) -> dict[int, Image.Image]:
    """The icon at these sizes, drawn anew for each."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(str(resource("app-icon.svg")))
    drawn: dict[int, Image.Image] = {}
    for size in sizes:
        image = QImage(size, size, QImage.Format.Format_RGBA8888_Premultiplied)
        image.fill(0)
        painter = QPainter(image)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        straight = image.convertToFormat(QImage.Format.Format_RGBA8888)
        drawn[size] = Image.frombytes("RGBA", (size, size), bytes(straight.constBits()))
    return drawn


def write_ico(path: Path) -> None:
    """Windows' icon, from the task bar's size to the large tiles'."""
    images = list(draw(SIZES).values())
    sizes = [image.size for image in images]
    images[-1].save(path, format="ICO", sizes=sizes, append_images=images[:-1])


def write_icns(path: Path) -> None:
    """The icon for macOS, with the sizes of doubly fine screens."""
    images = list(draw(_MACOS_SIZES).values())
    images[-1].save(path, format="ICNS", append_images=images[:-1])


def write_hicolor(folder: Path) -> None:
    """The files of the theme "hicolor", where desktops on Linux look, below this folder."""
    for size, image in draw(SIZES).items():
        target = folder / f"{size}x{size}/apps/mask-painter.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        image.save(target, optimize=True)
    target = folder / "scalable/apps/mask-painter.svg"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(resource("app-icon.svg").read_bytes())
