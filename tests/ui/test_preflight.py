"""What is noted beside Submit, and when Submit asks, goes off at once or doesn't go off."""

from __future__ import annotations

import io
import threading
from functools import partial

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.canvas.mask import MaskSnapshot
from app.canvas.preflight import MaskReport, inspect
from app.canvas.progress import Progress
from app.cli import Options
from tests.support.notes import Moments, asks, choose_note, notes
from tests.support.patience import PATIENCE
from tests.support.window import CTRL, LEFT, Stage, mouse, opened, picture, png

SPECKS = "Specks of fewer than 64 pixels: {}."
EMPTY = "Nothing is marked yet: paint over what should change."
RUSSIAN = "The service may misread Russian. Midjourney understands English."
SENT = "You submitted exactly this already: the service returns the same task."
EVERYTHING = "Nearly everything is marked: 100 %."


def press(stage: Stage) -> None:
    QTest.mouseClick(stage.widget("submitButton"), LEFT)


def has_paid(stage: Stage, times: int) -> bool:
    return len(stage.paid()) == times


def dab(stage: Stage, x: float, y: float, size: int = 3) -> None:
    stage.set_brush(size)
    stage.stroke((x, y))
    stage.set_brush(40)


def paint_with_specks(stage: Stage) -> None:
    """An area, and two dabs that nobody meant."""
    stage.stroke((60, 60), (140, 100))
    dab(stage, 20.5, 20.5)
    dab(stage, 230.5, 150.5)


def sent_mask(stage: Stage) -> Image.Image:
    return opened(stage.server.masks[-1])


def test_nothing_marked_is_noted_until_something_is(stage: Stage) -> None:
    stage.open()
    stage.wait(lambda: notes(stage) == [EMPTY])
    stage.stroke((60, 60), (140, 100))
    assert notes(stage) == []
    stage.action("clearMask").trigger()
    stage.wait(lambda: notes(stage) == [EMPTY])


def test_a_good_mask_is_submitted_without_a_word(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    press(stage)
    stage.wait_for_state("done")
    assert len(stage.paid()) == 1


def test_specks_are_told_while_editing_and_removed_by_a_click(stage: Stage) -> None:
    stage.open()
    paint_with_specks(stage)
    stage.wait(lambda: notes(stage) == [SPECKS.format(2)])
    choose_note(stage, "Remove them")
    stage.wait(lambda: notes(stage) == [])
    stage.finish_job()
    without = sent_mask(stage)
    assert without.getpixel((20, 20)) == without.getpixel((230, 150)) == 0
    assert without.getpixel((100, 80)) == 255
    stage.action("undo").trigger()
    stage.wait(lambda: notes(stage) == [SPECKS.format(2)])


def test_the_topmost_speck_is_shown_close_by(stage: Stage) -> None:
    stage.open()
    paint_with_specks(stage)
    stage.wait(lambda: notes(stage))
    choose_note(stage, "Show")
    assert stage.canvas.property("zoom") == 8.0
    spot = stage.to_widget(20.5, 20.5)
    assert stage.canvas.rect().adjusted(40, 40, -40, -40).contains(spot.toPoint())


def test_a_mask_of_specks_alone_cannot_be_emptied_by_the_click(stage: Stage) -> None:
    stage.open()
    dab(stage, 20.5, 20.5)
    stage.wait(lambda: notes(stage))
    assert notes(stage)[0].startswith("Too little is marked to paint anything in: ")
    buttons = stage.widget("preflightList").findChildren(QPushButton)
    assert [button.text() for button in buttons if button.isVisible()] == ["Show"]


@pytest.mark.parametrize("way", ["button", "keys"])
def test_a_doubt_that_comes_with_the_press_asks_once(
    stage: Stage, way: str, moments: Moments
) -> None:
    def submit() -> None:
        if way == "button":
            press(stage)
        else:
            QTest.keyClick(stage.canvas, Qt.Key.Key_Return, CTRL)

    stage.open()
    paint_with_specks(stage)
    submit()
    stage.wait(lambda: asks(stage))
    assert notes(stage) == [SPECKS.format(2)]
    submit()
    assert (stage.state, stage.paid()) == ("idle", [])
    moments.go_by(0.55)
    submit()
    stage.wait_for_state("done")
    assert len(stage.paid()) == 1
    assert not asks(stage)


@pytest.mark.usefixtures("moments")
def test_a_double_click_is_no_answer(stage: Stage) -> None:
    stage.open()
    paint_with_specks(stage)
    button, spot = stage.widget("submitButton"), QPointF(20, 10)
    for kind in (
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.MouseButtonRelease,
    ):
        mouse(button, kind, spot)
    stage.wait(lambda: asks(stage))
    assert stage.paid() == []


def test_a_doubt_that_was_in_sight_for_a_second_needs_no_second_press(
    stage: Stage, moments: Moments
) -> None:
    stage.open()
    paint_with_specks(stage)
    stage.wait(lambda: notes(stage) == [SPECKS.format(2)])
    moments.go_by(1.05)
    press(stage)
    assert not asks(stage)
    stage.wait_for_state("done")
    assert len(stage.paid()) == 1


@pytest.mark.usefixtures("moments")
def test_a_doubt_that_has_only_just_come_into_sight_asks(stage: Stage) -> None:
    stage.open()
    paint_with_specks(stage)
    stage.wait(lambda: notes(stage) == [SPECKS.format(2)])
    press(stage)
    assert asks(stage)
    assert stage.paid() == []


def test_nobody_is_asked_twice_about_the_same_mask(stage: Stage, moments: Moments) -> None:
    stage.open()
    paint_with_specks(stage)
    press(stage)
    moments.go_by(0.55)
    press(stage)
    stage.wait_for_state("done")
    stage.type_prompt("a red door")
    # The doubt goes, and is back the moment before the press.
    stage.action("clearMask").trigger()
    stage.wait(lambda: notes(stage) == [EMPTY])
    stage.action("undo").trigger()
    stage.action("submit").trigger()
    assert not asks(stage)
    stage.wait(lambda: len(stage.paid()) == 2)
    stage.wait_for_state("done")


def test_what_asked_is_taken_back_when_the_doubt_is(stage: Stage) -> None:
    stage.open()
    paint_with_specks(stage)
    press(stage)
    stage.wait(lambda: asks(stage))
    choose_note(stage, "Remove them")
    stage.wait(lambda: not asks(stage))
    assert notes(stage) == []
    press(stage)
    stage.wait_for_state("done")


def test_nearly_everything_is_doubted_and_inverted_by_a_click(stage: Stage) -> None:
    stage.open()
    stage.action("invertMask").trigger()
    stage.wait(lambda: notes(stage) == [EVERYTHING])
    choose_note(stage, "Invert the mask")
    stage.wait(lambda: notes(stage) == [EMPTY])


def test_russian_is_noted_letter_by_letter_and_sent_all_the_same(
    stage: Stage, moments: Moments
) -> None:
    stage.open()
    stage.stroke((60, 60), (140, 100))
    stage.type_prompt("a door")
    assert notes(stage) == []
    stage.type_prompt(", с")
    assert notes(stage) == [RUSSIAN]
    stage.type_prompt("иняя")
    moments.go_by(1.05)
    stage.finish_job()
    assert "a door, синяя".encode() in b"".join(
        request.body.decode("unicode_escape").encode() for request in stage.paid()
    )
    QTest.keyClick(stage.widget("promptEdit"), Qt.Key.Key_A, CTRL)
    stage.type_prompt("a door")
    assert RUSSIAN not in notes(stage)


def test_a_balance_below_the_last_price_is_doubted(stage: Stage) -> None:
    stage.server.balance = 20.0
    stage.open()
    stage.do_some_work()
    stage.finish_job()
    low = "The balance is 2 ₽, and the last job cost 18 ₽."
    stage.wait(lambda: low in notes(stage))
    stage.server.balance = 200.0
    choose_note(stage, "Ask again")
    stage.wait(lambda: low not in notes(stage))


def test_the_same_once_more_is_asked_about_at_each_press_alone(
    stage: Stage, moments: Moments
) -> None:
    stage.open()
    stage.do_some_work()
    stage.finish_job()
    for number in (2, 3):
        assert notes(stage) == [], "nobody is told what they have just done"
        press(stage)
        assert (asks(stage), notes(stage)) == (True, [SENT])
        stage.type_prompt("s")
        assert (asks(stage), notes(stage)) == (False, [])
        QTest.keyClick(stage.widget("promptEdit"), Qt.Key.Key_Backspace)
        assert (asks(stage), notes(stage)) == (False, [])
        press(stage)
        assert len(stage.paid()) == number - 1
        moments.go_by(0.55)
        press(stage)
        stage.wait(partial(has_paid, stage, number))
        stage.wait_for_state("done")


def test_the_same_of_an_earlier_session_is_asked_about(stage: Stage) -> None:
    task_id = stage.open()
    stage.do_some_work()
    stage.finish_job()
    stage.close()
    stage.start(Options(api_url=stage.server.url, task_id=task_id))
    stage.wait_for_picture()
    stage.wait_for_message("Your mask is back.")
    stage.type_prompt("a blue door")
    stage.wait_until_at_rest()
    assert (asks(stage), notes(stage)) == (False, [])
    press(stage)
    stage.wait(lambda: (asks(stage), notes(stage)) == (True, [SENT]))
    assert len(stage.paid()) == 1
    stage.stroke((20, 20), (30, 20))
    stage.wait(lambda: (asks(stage), notes(stage)) == (False, []))


def test_more_than_three_doubts_are_all_shown_when_asked_about(
    stage: Stage, moments: Moments
) -> None:
    stage.server.balance = 0.0
    stage.open()
    stage.wait(lambda: stage.label("balanceLabel") == "0 ₽")
    stage.action("invertMask").trigger()
    stage.find("eraserToolAction", type(stage.action("eraserTool"))).trigger()
    # A ring around a dot, so that nearly everything is marked and there is a speck.
    stage.set_brush(12)
    stage.stroke((100.5, 100.5))
    stage.action("brushTool").trigger()
    dab(stage, 100.5, 100.5)
    stage.type_prompt("дверь")
    stage.wait(lambda: len(notes(stage)) == 3)
    assert RUSSIAN not in notes(stage)
    moments.go_by(1.05)
    press(stage)
    assert asks(stage)
    assert len(notes(stage)) == 4
    assert RUSSIAN in notes(stage)
    assert stage.paid() == []


def test_what_blocks_is_noted_and_never_overridden(stage: Stage, moments: Moments) -> None:
    stage.open()
    stage.wait(lambda: notes(stage) == [EMPTY])
    for _ in range(3):
        press(stage)
        stage.wait_for_message("The mask is empty")
        moments.go_by(0.55)
    assert stage.paid() == []
    assert not asks(stage)


# Large enough that the mask is inspected beside the window.
LARGE = (1700, 1300)


def large(stage: Stage) -> None:
    stage.open(png(picture(*LARGE)))
    stage.set_brush(200)
    stage.stroke((400, 400), (900, 700))


def test_what_is_sent_is_what_was_seen_at_the_press(stage: Stage) -> None:
    large(stage)
    expected = stage_mask(stage)
    stage.action("submit").trigger()
    stage.stroke((400, 1100), (900, 1100))
    stage.wait_for_state("done")
    assert len(stage.paid()) == 1
    assert sent_mask(stage).tobytes() == expected


def stage_mask(stage: Stage) -> bytes:
    path = stage.data_dir.parent / "expected.png"
    return Image.open(io.BytesIO(stage.export(path))).tobytes()


def test_large_masks_are_checked_before_anything_is_sent(stage: Stage) -> None:
    large(stage)
    dab(stage, 100.5, 100.5, 5)
    for _ in range(2):
        stage.action("submit").trigger()
    stage.wait(lambda: asks(stage))
    assert notes(stage) == [SPECKS.format(1)]
    assert stage.paid() == []
    assert stage.state == "idle"


def test_a_picture_opened_while_the_mask_is_checked_is_not_submitted(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    def held(snapshot: MaskSnapshot, progress: Progress) -> MaskReport:
        assert gate.wait(PATIENCE)
        return inspect(snapshot, progress)

    large(stage)
    monkeypatch.setattr("app.ui.preflight_inspector.inspect", held)
    stage.action("submit").trigger()
    stage.wait(lambda: stage.window.statusBar().currentMessage() == "Checking the mask…")
    stage.drop_text(stage.server.add_task(png(picture())))
    stage.wait_for_picture((256, 192))
    stage.wait_for_message("Nothing was submitted: another picture was opened first.")
    gate.set()
    stage.wait(lambda: notes(stage) == [EMPTY])
    assert stage.paid() == []
    stage.stroke((60, 60), (140, 100))
    press(stage)
    stage.wait_for_state("done")
    assert sent_mask(stage).size == (256, 192)
