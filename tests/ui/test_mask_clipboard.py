"""The mask copied into the clipboard, and pasted from it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.support.importing import (
    ImportDialog,
    blob,
    dialogs,
    exported,
    file,
    greys,
    share,
    wait_for_mask,
)
from tests.support.window import CTRL, SHIFT, Stage, opened, picture, png


@pytest.fixture(autouse=True)
def _clipboard(qapp: QApplication) -> Iterator[None]:
    QApplication.clipboard().clear()
    yield
    QApplication.clipboard().clear()


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


def test_esc_gives_up_what_is_being_read(stage: Stage) -> None:
    stage.open()
    work = stage.do_some_work()
    QApplication.clipboard().setImage(QImage.fromData(png(greys())))
    paste(stage)
    told = stage.window.statusBar()
    assert told.currentMessage() == "Reading the mask. Esc gives it up."
    QTest.keyClick(stage.canvas, Qt.Key.Key_Escape)
    assert told.currentMessage() == ""
    QApplication.clipboard().setImage(QImage.fromData(png(blob())))
    paste(stage)
    wait_for_mask(stage, share(blob()))
    assert not dialogs(stage)
    stage.action("undo").trigger()
    stage.wait(lambda: stage.work == work)


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
    dialog = ImportDialog(stage)
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
