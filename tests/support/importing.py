"""Masks to import, and the dialog that asks about them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from PIL import Image, ImageDraw
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QPushButton,
    QSlider,
    QSpinBox,
    QWidget,
)

from tests.support.window import HEIGHT, LEFT, WIDTH, Stage, opened, shot

T = TypeVar("T", bound=QWidget)


def blob(width: int = WIDTH, height: int = HEIGHT, ink: int = 255) -> Image.Image:
    """A mask that differs from its mirrored and turned selves."""
    mask = Image.new("L", (width, height))
    draw = ImageDraw.Draw(mask)
    draw.ellipse((width // 8, height // 6, width // 2, height // 2), fill=ink)
    draw.polygon([(width // 2, height - 20), (width - 9, height - 9), (width - 20, 30)], fill=ink)
    return mask


def greys() -> Image.Image:
    """Four upright bands of equal width: black, dark, light, white."""
    mask = Image.new("L", (WIDTH, HEIGHT))
    for band, value in enumerate((0, 90, 170, 255)):
        mask.paste(value, (band * WIDTH // 4, 0, (band + 1) * WIDTH // 4, HEIGHT))
    return mask


def file(folder: Path, image: Image.Image, name: str = "mask.png", **options: Any) -> Path:
    """Save an image; the options are those of Pillow's writer."""
    path = folder / name
    image.save(path, **options)
    return path


def dialogs(stage: Stage) -> list[QDialog]:
    """The dialogs about an image's meaning that are open: one at most."""
    found = stage.window.findChildren(QDialog, "maskImportDialog")
    return [dialog for dialog in found if dialog.isVisible()]


class ImportDialog:
    """The dialog about an image's meaning, once it is there."""

    def __init__(self, stage: Stage) -> None:
        stage.wait(lambda: dialogs(stage))
        (self.widget,) = dialogs(stage)
        self._stage = stage
        self.slider = self._find("thresholdSlider", QSlider)
        self.spin = self._find("thresholdSpin", QSpinBox)
        self.channel = self._find("channelCombo", QComboBox)
        self.invert = self._find("invertCheck", QCheckBox)
        self.preview = self._find("importPreview", QWidget)

    def _find(self, name: str, kind: type[T]) -> T:
        found = self.widget.findChild(kind, name)
        assert isinstance(found, kind)
        return found

    @property
    def marked(self) -> str:
        """The marked share, as the dialog tells it."""
        return self._find("importCoverage", QLabel).text()

    @property
    def hint(self) -> str:
        """What it says about another size; "" when nothing."""
        found = self.widget.findChild(QLabel, "scalingHint")
        return found.text() if isinstance(found, QLabel) else ""

    def is_marked(self, place: float) -> bool:
        """Whether the preview shows the mask's red at this place of the picture's width."""
        image = shot(self.preview)
        across = round(image.width() / 2 + (place - 0.5) * WIDTH)
        colour = image.pixelColor(QPoint(across, image.height() // 2))
        return colour.red() > colour.green() + 60

    def press(self, name: str) -> None:
        """Click the button of this text."""
        buttons = self.widget.findChildren(QPushButton)
        button = next(b for b in buttons if b.text().replace("&", "") == name)
        QTest.mouseClick(button, LEFT)

    def apply(self) -> None:
        """Click Apply, and wait until the dialog is gone."""
        self.press("Apply")
        self._stage.wait(lambda: not dialogs(self._stage))
        self._stage.activate()


def exported(stage: Stage, folder: Path) -> Image.Image:
    """The mask as it is exported now."""
    path = folder / f"exported{len(list(folder.iterdir()))}.png"
    return opened(stage.export(path))


def wait_for_mask(stage: Stage, coverage: str) -> None:
    """Wait until so much is marked."""
    stage.wait(lambda: stage.label("coverageLabel") == coverage)


def share(mask: Image.Image) -> str:
    """What the panel says of a mask."""
    white = mask.histogram()[255] / (mask.width * mask.height)
    return f"{white * 100:.1f} %"
