"""Any image as the mask: imported or pasted, asked about where it has greys, and copied out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QPushButton,
    QSlider,
    QSpinBox,
    QWidget,
)

from tests.support.window import CTRL, HEIGHT, LEFT, SHIFT, WIDTH, Stage, opened, picture, png, shot

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
    path = folder / name
    image.save(path, **options)
    return path


def dialogs(stage: Stage) -> list[QDialog]:
    found = stage.window.findChildren(QDialog, "maskImportDialog")
    return [dialog for dialog in found if dialog.isVisible()]


class Import:
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
        return self._find("importCoverage", QLabel).text()

    @property
    def hint(self) -> str:
        found = self.widget.findChild(QLabel, "scalingHint")
        return found.text() if isinstance(found, QLabel) else ""

    def is_marked(self, place: float) -> bool:
        """Whether the preview shows the mask's red at this place of the picture's width."""
        image = shot(self.preview)
        across = round(image.width() / 2 + (place - 0.5) * WIDTH)
        colour = image.pixelColor(QPoint(across, image.height() // 2))
        return colour.red() > colour.green() + 60

    def press(self, name: str) -> None:
        buttons = self.widget.findChildren(QPushButton)
        button = next(b for b in buttons if b.text().replace("&", "") == name)
        QTest.mouseClick(button, LEFT)

    def apply(self) -> None:
        self.press("Apply")
        self._stage.wait(lambda: not dialogs(self._stage))
        self._stage.activate()


def exported(stage: Stage, folder: Path) -> Image.Image:
    path = folder / f"exported{len(list(folder.iterdir()))}.png"
    return opened(stage.export(path))


def wait_for_mask(stage: Stage, coverage: str) -> None:
    stage.wait(lambda: stage.label("coverageLabel") == coverage)


def share(mask: Image.Image) -> str:
    """What the panel says of a mask."""
    white = mask.histogram()[255] / (mask.width * mask.height)
    return f"{white * 100:.1f} %"


@pytest.fixture(autouse=True)
def _clipboard(qapp: QApplication) -> Iterator[None]:
    QApplication.clipboard().clear()
    yield
    QApplication.clipboard().clear()


# Import


@pytest.mark.parametrize("name", ["m.png", "m.gif", "m.bmp", "m.tiff", "m.webp", "m.jpg"])
def test_black_and_white_of_any_kind_is_taken_at_once_and_undone_in_one_step(
    stage: Stage, tmp_path: Path, name: str
) -> None:
    stage.open()
    work = stage.do_some_work()
    options = {"lossless": True} if name.endswith("webp") else {"quality": 95}
    path = file(tmp_path, blob(), name, **(options if name[-4:] in {"webp", ".jpg"} else {}))
    stage.choose_file("importMask", path)
    wait_for_mask(stage, share(blob()))
    assert not dialogs(stage)
    assert ("taken for black and white" in stage.message) == (name == "m.jpg")
    assert exported(stage, tmp_path).tobytes() == blob().tobytes()
    assert stage.action("undo").text().replace("&", "") == "Undo Import Mask"
    stage.action("undo").trigger()
    stage.wait(lambda: stage.work == work)
    stage.action("redo").trigger()
    wait_for_mask(stage, share(blob()))


def test_greys_are_asked_about_and_the_threshold_is_seen_at_once(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open(png(Image.new("RGB", (WIDTH, HEIGHT), "grey")))
    work = stage.do_some_work()
    stage.choose_file("importMask", file(tmp_path, greys()))
    dialog = Import(stage)
    assert stage.work == work
    assert not dialog.widget.isModal()
    assert (dialog.slider.value(), dialog.marked) == (128, "50.0 %")
    assert not dialog.channel.isVisible(), "there is nothing to choose from"
    assert [dialog.is_marked(place) for place in (0.12, 0.37, 0.62, 0.87)] == [False, False, True,
                                                                               True]  # fmt: skip
    dialog.slider.setValue(200)
    assert (dialog.spin.value(), dialog.marked) == (200, "25.0 %")
    assert [dialog.is_marked(place) for place in (0.37, 0.62, 0.87)] == [False, False, True]
    dialog.spin.setValue(90)
    assert (dialog.slider.value(), dialog.marked) == (90, "75.0 %")
    assert [dialog.is_marked(place) for place in (0.12, 0.37)] == [False, True]
    QTest.mouseClick(dialog.invert, LEFT, pos=QPoint(8, dialog.invert.height() // 2))
    assert dialog.marked == "25.0 %"
    assert [dialog.is_marked(place) for place in (0.12, 0.37)] == [True, False]
    dialog.apply()
    wait_for_mask(stage, "25.0 %")
    expected = greys().point(lambda value: 0 if value >= 90 else 255)
    assert exported(stage, tmp_path).tobytes() == expected.tobytes()
    stage.action("undo").trigger()
    stage.wait(lambda: stage.work == work)


@pytest.mark.parametrize("way", ["Cancel", "escape", "close"])
def test_cancelled_import_leaves_the_mask_as_it_was(stage: Stage, tmp_path: Path, way: str) -> None:
    stage.open()
    work = stage.do_some_work()
    before = exported(stage, tmp_path).tobytes()
    stage.choose_file("importMask", file(tmp_path, greys()))
    dialog = Import(stage)
    dialog.slider.setValue(20)
    if way == "escape":
        QTest.keyClick(dialog.slider, Qt.Key.Key_Escape)
    elif way == "close":
        dialog.widget.close()
    else:
        dialog.press(way)
    stage.wait(lambda: not dialogs(stage))
    stage.activate()
    assert stage.work == work
    assert exported(stage, tmp_path).tobytes() == before
    assert stage.action("undo").text().replace("&", "") == "Undo Brush Stroke"


def test_enter_applies(stage: Stage, tmp_path: Path) -> None:
    stage.open()
    stage.choose_file("importMask", file(tmp_path, greys()))
    dialog = Import(stage)
    stage.wait(lambda: QApplication.activeWindow() is dialog.widget)
    QTest.keyClick(dialog.slider, Qt.Key.Key_Return)
    wait_for_mask(stage, "50.0 %")
    assert not dialogs(stage)


def test_noise_near_black_repaints_nothing_and_is_told(stage: Stage, tmp_path: Path) -> None:
    noise = Image.effect_noise((WIDTH, HEIGHT), 10).point(lambda value: max(0, value - 120))
    stage.open()
    stage.do_some_work()
    stage.choose_file("importMask", file(tmp_path, noise))
    wait_for_mask(stage, "0.0 %")
    stage.wait_for_message("they were taken for black and white")


def test_mask_of_nothing_is_told(stage: Stage, tmp_path: Path) -> None:
    stage.open()
    stage.do_some_work()
    stage.choose_file("importMask", file(tmp_path, Image.new("L", (WIDTH, HEIGHT))))
    stage.wait_for_message("The mask is all black: nothing is marked.")
    wait_for_mask(stage, "0.0 %")


# Size


def test_mask_of_the_same_shape_is_scaled_but_not_silently(stage: Stage, tmp_path: Path) -> None:
    stage.open()
    work = stage.do_some_work()
    half = blob().resize((WIDTH // 2, HEIGHT // 2), Image.Resampling.NEAREST)
    stage.choose_file("importMask", file(tmp_path, half))
    dialog = Import(stage)
    assert dialog.hint == "The mask is 128 × 96, the picture 256 × 192: it will be scaled."
    assert dialog.marked.startswith("about ")
    assert stage.work == work
    dialog.apply()
    stage.wait(lambda: stage.work != work)
    smooth = half.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)
    mask = exported(stage, tmp_path)
    assert mask.size == (WIDTH, HEIGHT)
    assert mask.tobytes() == smooth.point([0] * 128 + [255] * 128).tobytes()


@pytest.mark.parametrize("size", [(200, 100), (WIDTH, HEIGHT + 1), (HEIGHT, WIDTH)])
def test_mask_of_another_shape_is_refused_with_both_sizes(
    stage: Stage, tmp_path: Path, size: tuple[int, int]
) -> None:
    stage.open()
    work = stage.do_some_work()
    stage.choose_file("importMask", file(tmp_path, Image.new("L", size, 255)))
    stage.wait_for_message(
        f"The mask is {size[0]} × {size[1]} pixels, but the picture is 256 × 192."
    )
    assert not dialogs(stage)
    assert stage.work == work
    stage.choose_file("importMask", file(tmp_path, blob(), "right.png"))
    wait_for_mask(stage, share(blob()))
    assert stage.message == "", "what was wrong is right now"


# Alpha


def test_hole_in_a_picture_is_the_mask_and_brightness_the_other_choice(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open()
    holed = picture()
    holed.putalpha(blob().point(lambda value: 255 - value))
    stage.choose_file("importMask", file(tmp_path, holed))
    dialog = Import(stage)
    assert dialog.channel.isVisible()
    names = [dialog.channel.itemText(row) for row in range(dialog.channel.count())]
    assert names == ["Alpha (opacity)", "Brightness"]
    assert dialog.invert.isChecked(), "what is transparent is to be changed"
    assert dialog.marked == share(blob())
    dialog.channel.setCurrentIndex(1)
    assert not dialog.invert.isChecked()
    assert dialog.marked != share(blob())
    dialog.channel.setCurrentIndex(0)
    assert dialog.invert.isChecked()
    dialog.apply()
    wait_for_mask(stage, share(blob()))
    assert exported(stage, tmp_path).tobytes() == blob().tobytes()


def test_layer_of_one_colour_is_the_mask(stage: Stage, tmp_path: Path) -> None:
    stage.open()
    layer = Image.new("RGB", (WIDTH, HEIGHT), "black")
    layer.putalpha(blob(ink=200))
    stage.choose_file("importMask", file(tmp_path, layer))
    dialog = Import(stage)
    assert not dialog.channel.isVisible()
    dialog.apply()
    wait_for_mask(stage, share(blob()))
    assert exported(stage, tmp_path).tobytes() == blob().tobytes()


# What may happen meanwhile


def test_painting_goes_on_while_the_dialog_is_open(stage: Stage, tmp_path: Path) -> None:
    stage.open()
    stage.choose_file("importMask", file(tmp_path, greys()))
    dialog = Import(stage)
    work = stage.do_some_work()
    assert dialogs(stage)
    dialog.apply()
    wait_for_mask(stage, "50.0 %")
    stage.action("undo").trigger()
    stage.wait(lambda: stage.work == work)


def test_another_picture_closes_the_dialog(stage: Stage, tmp_path: Path) -> None:
    stage.open()
    stage.choose_file("importMask", file(tmp_path, greys()))
    Import(stage)
    other = stage.server.add_task(png(Image.new("RGB", (120, 90))))
    stage.drop_text(other)
    stage.wait_for_picture((120, 90))
    assert not dialogs(stage)
    assert stage.label("coverageLabel") == "0.0 %"


def test_another_import_takes_the_place_of_the_one_asked_about(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open()
    stage.choose_file("importMask", file(tmp_path, greys()))
    Import(stage)
    stage.choose_file("importMask", file(tmp_path, blob(), "other.png"))
    wait_for_mask(stage, share(blob()))
    assert not dialogs(stage)


def many_pixels() -> bytes:
    return png(Image.new("1", (10_001, 10_000)))


BROKEN = {
    "damaged or cut short": lambda: png(picture())[:-300],
    "not a picture": lambda: b"GIF, honestly",
    "more than 100 megapixels": many_pixels,
}


@pytest.mark.parametrize("sentence", BROKEN)
def test_what_can_t_be_read_leaves_the_mask(stage: Stage, tmp_path: Path, sentence: str) -> None:
    path = tmp_path / "mask.png"
    path.write_bytes(BROKEN[sentence]())
    stage.open()
    work = stage.do_some_work()
    stage.choose_file("importMask", path)
    stage.wait_for_message(sentence)
    assert stage.work == work


# Copy and paste


def copied(stage: Stage) -> QMimeData:
    """What the mask's copy put into the clipboard."""
    QApplication.clipboard().clear()
    QTest.keyClick(stage.canvas, Qt.Key.Key_C, CTRL)
    stage.wait(lambda: not QApplication.clipboard().image().isNull())
    return QApplication.clipboard().mimeData()


def paste(stage: Stage) -> None:
    QTest.keyClick(stage.canvas, Qt.Key.Key_V, CTRL | SHIFT)


@pytest.mark.parametrize("orientation", [1, 6])
def test_copied_mask_comes_back_by_paste_exactly(
    stage: Stage, tmp_path: Path, orientation: int
) -> None:
    buffer, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = orientation
    picture().save(buffer, "PNG", exif=exif)
    stage.open(buffer.getvalue())
    stage.do_some_work()
    work = stage.work
    sent = stage.export(tmp_path / "sent.png")
    mime = copied(stage)
    # The clipboard has the mask of that moment, whatever is painted later.
    stage.stroke((20, 150), (90, 160))
    stage.wait(lambda: stage.work != work)
    later = stage.work
    assert bytes(mime.data("image/png").data()) == sent
    image = mime.imageData()
    assert isinstance(image, QImage)
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    size = (grey.width(), grey.height())
    pixels = Image.frombytes("L", size, bytes(grey.bits()), "raw", "L", grey.bytesPerLine())
    assert (size, pixels.tobytes()) == (opened(sent).size, opened(sent).tobytes())
    paste(stage)
    stage.wait(lambda: stage.work == work)
    assert stage.export(tmp_path / "again.png") == sent
    assert stage.action("undo").text().replace("&", "") == "Undo Paste Mask"
    stage.action("undo").trigger()
    stage.wait(lambda: stage.work == later)


@pytest.mark.parametrize("form", ["image", "png", "file"])
def test_mask_from_another_program_is_pasted(stage: Stage, tmp_path: Path, form: str) -> None:
    stage.open()
    mime = QMimeData()
    if form == "image":
        mime.setImageData(QImage.fromData(png(blob())))
    elif form == "png":
        mime.setData("image/png", png(blob()))
    else:
        mime.setUrls([QUrl.fromLocalFile(str(file(tmp_path, blob())))])
    QApplication.clipboard().setMimeData(mime)
    paste(stage)
    wait_for_mask(stage, share(blob()))
    assert exported(stage, tmp_path).tobytes() == blob().tobytes()


def test_pasted_greys_are_asked_about(stage: Stage) -> None:
    stage.open()
    QApplication.clipboard().setImage(QImage.fromData(png(greys())))
    paste(stage)
    dialog = Import(stage)
    assert dialog.widget.windowTitle() == "Paste Mask"
    dialog.slider.setValue(200)
    dialog.apply()
    wait_for_mask(stage, "25.0 %")


@pytest.mark.parametrize("content", ["", "just words"])
def test_clipboard_without_a_picture_is_told(stage: Stage, content: str) -> None:
    stage.open()
    work = stage.do_some_work()
    if content:
        QApplication.clipboard().setText(content)
    stage.action("pasteMask").trigger()
    stage.wait_for_message("There is no picture in the clipboard to take as mask.")
    assert stage.work == work


def test_copy_in_the_prompt_copies_text(stage: Stage) -> None:
    stage.open()
    stage.type_prompt("a blue door")
    QTest.keyClick(stage.widget("promptEdit"), Qt.Key.Key_A, CTRL)
    QTest.keyClick(stage.widget("promptEdit"), Qt.Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == "a blue door"


def test_without_a_picture_there_is_nothing_to_copy_or_paste(stage: Stage) -> None:
    stage.start()
    for name in ("importMask", "exportMask", "copyMask", "pasteMask"):
        assert not stage.action(name).isEnabled()
