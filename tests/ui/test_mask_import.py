"""Any image as the mask: taken at once where it is clear, asked about where it isn't."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
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
from tests.support.window import HEIGHT, LEFT, WIDTH, Stage, picture, png

_KINDS: dict[str, dict[str, Any]] = {
    "m.png": {},
    "m.gif": {},
    "m.bmp": {},
    "m.tiff": {},
    "m.webp": {"lossless": True},
    "m.jpg": {"quality": 95},
}


@pytest.mark.parametrize("name", _KINDS)
def test_black_and_white_of_any_kind_is_taken_at_once_and_undone_in_one_step(
    stage: Stage, tmp_path: Path, name: str
) -> None:
    stage.open()
    work = stage.do_some_work()
    path = file(tmp_path, blob(), name, **_KINDS[name])
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
    dialog = ImportDialog(stage)
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
    dialog = ImportDialog(stage)
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
    dialog = ImportDialog(stage)
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
    dialog = ImportDialog(stage)
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
    dialog = ImportDialog(stage)
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
    dialog = ImportDialog(stage)
    assert not dialog.channel.isVisible()
    dialog.apply()
    wait_for_mask(stage, share(blob()))
    assert exported(stage, tmp_path).tobytes() == blob().tobytes()


# What may happen meanwhile


def test_painting_goes_on_while_the_dialog_is_open(stage: Stage, tmp_path: Path) -> None:
    stage.open()
    stage.choose_file("importMask", file(tmp_path, greys()))
    dialog = ImportDialog(stage)
    work = stage.do_some_work()
    assert dialogs(stage)
    dialog.apply()
    wait_for_mask(stage, "50.0 %")
    stage.action("undo").trigger()
    stage.wait(lambda: stage.work == work)


def test_another_picture_closes_the_dialog(stage: Stage, tmp_path: Path) -> None:
    stage.open()
    stage.choose_file("importMask", file(tmp_path, greys()))
    ImportDialog(stage)
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
    ImportDialog(stage)
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
