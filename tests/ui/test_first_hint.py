"""What the first picture is shown with, until its reader knows."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton, QWidget

from tests.support.window import HEIGHT, LEFT, NO_KEYS, WIDTH, Stage, mouse, opened, picture, png


@pytest.fixture
def newcomer(stage: Stage) -> Stage:
    stage.is_newcomer = True
    return stage


def hints(stage: Stage) -> list[QWidget]:
    found = stage.window.findChildren(QWidget, "firstHint")
    return [hint for hint in found if hint.isVisible()]


def test_it_says_how_to_paint_and_goes_with_the_first_stroke_for_good(
    newcomer: Stage, tmp_path: Path
) -> None:
    stage = newcomer
    stage.start()
    assert not hints(stage)
    stage.drop_text(stage.server.add_task(png(picture(900, 900))))
    stage.wait_for_picture()
    (hint,) = hints(stage)
    assert hint.accessibleName() == (
        "Paint over what should change. [ and ] change the brush's size, "
        "the right button erases, Ctrl+Enter submits."
    )
    # Painted right where it lies, as if it weren't there.
    where = QPointF(hint.geometry().center())
    stage.set_brush(5)
    spot = stage.to_picture(where)
    assert stage.window.childAt(stage.canvas.mapTo(stage.window, where.toPoint())) is stage.canvas
    stage.drag(stage.canvas, [where])
    assert not hints(stage)
    mask = opened(stage.export(tmp_path / "mask.png"))
    assert mask.getpixel((int(spot.x()), int(spot.y()))) == 255
    stage.action("clearMask").trigger()
    assert not hints(stage)
    stage.close()
    stage.open()
    assert not hints(stage)


def test_its_cross_closes_it_for_good_and_gives_the_keys_back(newcomer: Stage) -> None:
    newcomer.open()
    (cross,) = (
        button
        for button in newcomer.canvas.findChildren(QToolButton)
        if button.accessibleName() == "Close the hint"
    )
    QTest.mouseClick(cross, LEFT)
    assert not hints(newcomer)
    assert newcomer.canvas.hasFocus()
    assert newcomer.label("coverageLabel") == "0.0 %"
    newcomer.close()
    newcomer.open()
    assert not hints(newcomer)


def test_it_makes_way_for_the_brush(newcomer: Stage) -> None:
    newcomer.open()
    (hint,) = hints(newcomer)
    mouse(newcomer.canvas, QEvent.Type.MouseMove, QPointF(hint.geometry().center()), keys=NO_KEYS)
    assert not hints(newcomer)
    mouse(newcomer.canvas, QEvent.Type.MouseMove, QPointF(2, 2))
    assert hints(newcomer) == [hint]


def test_who_brings_a_mask_needs_no_hint(newcomer: Stage, tmp_path: Path) -> None:
    path = tmp_path / "mask.png"
    Image.new("L", (WIDTH, HEIGHT), 255).save(path)
    newcomer.open(mask=path)
    newcomer.wait(lambda: newcomer.label("coverageLabel") == "100.0 %")
    assert not hints(newcomer)


def test_it_stays_in_sight_however_small_the_pane(newcomer: Stage) -> None:
    newcomer.open()
    newcomer.window.resize(960, 600)
    (hint,) = hints(newcomer)
    newcomer.wait(lambda: newcomer.canvas.rect().contains(hint.geometry()))
