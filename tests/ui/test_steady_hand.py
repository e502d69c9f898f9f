"""A stroke goes where the hand went, whatever else happens in the window meanwhile."""

from __future__ import annotations

from pathlib import Path

from PIL import ImageChops
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from tests.support.window import LEFT, Stage, mouse, opened, picture, png

PRESS, MOVE, RELEASE = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonRelease,
)


def painted(stage: Stage, tmp_path: Path) -> int:
    """How many pixels are white in the mask as it would be sent."""
    path = tmp_path / f"mask{len(list(tmp_path.iterdir()))}.png"
    return opened(stage.export(path)).histogram()[255]


def test_layout_waits_for_the_stroke_when_a_result_arrives(stage: Stage, tmp_path: Path) -> None:
    stage.open()
    stage.set_brush(10)
    stage.stroke((40, 40), (60, 40))
    before = painted(stage, tmp_path)
    gate = stage.server.faults.hold("picture")
    stage.action("submit").trigger()
    stage.wait(gate.is_reached)
    spot = stage.to_widget(150, 100)
    mouse(stage.canvas, PRESS, spot)
    size = stage.canvas.size()
    gate.release()
    stage.wait_for_state("done")
    assert stage.canvas.size() == size
    assert not stage.comparison.isVisible()
    mouse(stage.canvas, MOVE, spot + QPointF(1, 0))
    mouse(stage.canvas, RELEASE, spot + QPointF(1, 0))
    stage.wait(stage.comparison.isVisible)
    assert stage.canvas.size() != size
    dab = 3.15 * 5.5**2
    assert painted(stage, tmp_path) - before < 1.3 * dab + 12


def test_a_message_waits_for_the_stroke(stage: Stage) -> None:
    stage.open()
    spot = stage.to_widget(100, 100)
    mouse(stage.canvas, PRESS, spot)
    size = stage.canvas.size()
    stage.drop_text("nothing that can be opened")
    assert stage.message == ""
    assert stage.canvas.size() == size
    mouse(stage.canvas, RELEASE, spot)
    assert stage.message.startswith("There is no picture")


def test_picture_that_moves_under_the_pointer_leaves_a_gap_and_no_line(
    stage: Stage, tmp_path: Path
) -> None:
    stage.open()
    stage.set_brush(10)
    mouse(stage.canvas, PRESS, stage.to_widget(60, 60))
    stage.window.resize(stage.window.width() - 160, stage.window.height() - 60)
    there = stage.to_widget(180, 130)
    mouse(stage.canvas, MOVE, there)
    mouse(stage.canvas, RELEASE, there)
    mask = opened(stage.export(tmp_path / "mask.png"))
    assert mask.getpixel((60, 60)) == 255
    assert mask.getpixel((180, 130)) == 255
    assert mask.getpixel((120, 95)) == 0


def test_release_that_went_elsewhere_ends_the_stroke(stage: Stage, tmp_path: Path) -> None:
    stage.open()
    stage.set_brush(10)
    here, there = stage.to_widget(60, 60).toPoint(), stage.to_widget(180, 130).toPoint()
    QTest.mousePress(stage.canvas, LEFT, pos=here)
    # What QTest sends counts as coming from the system; the button is up by then.
    QTest.mouseRelease(stage.widget("jobStatus"), LEFT, pos=QPoint(1, 1))
    QTest.mouseMove(stage.canvas, there)
    stage.wait(lambda: stage.action("undo").isEnabled())
    mask = opened(stage.export(tmp_path / "mask.png"))
    assert mask.getpixel((60, 60)) == 255
    assert mask.getpixel((120, 95)) == 0
    assert mask.getpixel((180, 130)) == 0


def test_dialog_in_the_middle_of_a_stroke_ends_it(stage: Stage, tmp_path: Path) -> None:
    stage.open()
    stage.set_brush(10)
    mouse(stage.canvas, PRESS, stage.to_widget(60, 60))
    stage.choose_file("exportMask", tmp_path / "first.png")
    stage.wait((tmp_path / "first.png").exists)
    stage.stroke((180, 130), (181, 130))
    mask = opened(stage.export(tmp_path / "mask.png"))
    assert mask.getpixel((180, 130)) == 255
    assert mask.getpixel((120, 95)) == 0
    stage.action("undo").trigger()
    assert opened(stage.export(tmp_path / "undone.png")).getpixel((60, 60)) == 255


def test_mask_of_a_file_is_back_when_the_file_is_opened_again(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "own.png"
    path.write_bytes(png(picture(300, 200)))
    stage.open()
    stage.choose_file("openImage", path)
    stage.wait_for_picture((300, 200))
    stage.stroke((100, 100), (150, 100))
    mask = opened(stage.export(tmp_path / "painted.png"))
    stage.drop_text(stage.server.task_ids[0])
    stage.wait_for_picture((256, 192))
    stage.choose_file("openImage", path)
    stage.wait_for_picture((300, 200))
    again = opened(stage.export(tmp_path / "again.png"))
    assert ImageChops.difference(mask, again).getbbox() is None
    assert not stage.action("undo").isEnabled()


def test_space_let_go_elsewhere_does_not_stick(stage: Stage) -> None:
    stage.open()
    stage.canvas.setFocus()
    QTest.keyPress(stage.canvas, Qt.Key.Key_Space)
    stage.widget("promptEdit").setFocus()
    stage.stroke((60, 60), (90, 60))
    stage.wait(lambda: stage.label("coverageLabel") not in {"—", "0.0 %"})
