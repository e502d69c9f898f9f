"""The result against the original: side by side, swipe, blink, difference; the cross; the view."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from app.sandbox.faults import Fault, Reply
from app.ui.compare_notes import paint_caption, paint_hint, paint_legend, paint_sides
from tests.support.tour import settle
from tests.support.window import (
    HEIGHT,
    LEFT,
    MIDDLE,
    SHIFT,
    WIDTH,
    Stage,
    mouse,
    opened,
    picture,
    png,
    shot,
    wheel,
)

MODES = ("compareSideBySide", "compareSwipe", "compareBlink", "compareDifference")
SIDE_BY_SIDE, SWIPE, BLINK, DIFFERENCE = MODES
GREEN = (0, 255, 0)
CENTRE = (WIDTH / 2, HEIGHT / 2)
ICONS = Qt.ToolButtonStyle.ToolButtonIconOnly
Colour = tuple[int, ...]

# In each candidate this is green: a part that was marked (see Stage.do_some_work), and in the
# second one a part that was not.
MARKED, UNMARKED = (95, 75, 110, 85), (180, 120, 212, 144)


def grid(scale: int = 1) -> Image.Image:
    """What the service answers: four candidates, each `scale` times the original's size."""
    width, height = WIDTH * scale, HEIGHT * scale
    sheet = Image.new("RGB", (2 * width, 2 * height))
    for number in (1, 2, 3, 4):
        candidate = picture()
        candidate.paste(GREEN, MARKED)
        if number == 2:
            candidate.paste(GREEN, UNMARKED)
        scaled = candidate.resize((width, height), Image.Resampling.LANCZOS)
        sheet.paste(scaled, ((number - 1) % 2 * width, (number - 1) // 2 * height))
    return sheet


def submit(stage: Stage, result: Image.Image) -> None:
    """Have the service answer with this picture."""
    stage.server.faults.add(
        Fault("picture", Reply(200, png(result), content_type="image/png"), times=99)
    )
    stage.finish_job()
    stage.wait(stage.comparison.isVisible)


def pick(stage: Stage, number: int, width: int = WIDTH) -> None:
    QTest.keyClick(stage.comparison, Qt.Key(ord(str(number))))
    stage.wait(lambda: stage.comparison.property("imageSize").width() == width)


@pytest.fixture
def done(stage: Stage) -> None:
    """A window with a finished job; its second candidate is in sight at 100 %."""
    stage.open()
    stage.do_some_work()
    submit(stage, grid())
    pick(stage, 2)
    stage.zoom_to(1.0, WIDTH / 2, HEIGHT / 2)


def checked(stage: Stage) -> list[str]:
    return [mode for mode in MODES if stage.action(mode).isChecked()]


def choose(stage: Stage, mode: str) -> None:
    """Compare in this way; a difference is waited for."""
    stage.action(mode).trigger()
    if mode == DIFFERENCE:
        stage.wait(lambda: "Changed" in stage.comparison.accessibleDescription())


def seen(stage: Stage, x: float, y: float) -> Colour:
    """The colour in the pane at a place of its picture."""
    spot = stage.to_widget(x + 0.5, y + 0.5, stage.comparison)
    colour = shot(stage.comparison).pixelColor(int(spot.x()), int(spot.y()))
    return colour.red(), colour.green(), colour.blue()


def is_seen(stage: Stage, x: float, y: float, colour: object) -> bool:
    return seen(stage, x, y) == colour


def original_at(x: int, y: int) -> Colour:
    colour = picture().getpixel((x, y))
    assert isinstance(colour, tuple)
    return colour


def line_of(stage: Stage) -> QPointF:
    """Where the line can be taken, away from its handle."""
    return QPointF(stage.comparison.width() / 2, stage.comparison.height() / 4)


def move(view: QWidget, spot: QPointF) -> None:
    mouse(view, QEvent.Type.MouseMove, spot, Qt.MouseButton.NoButton)


# The modes


def test_y_goes_through_the_four_ways_and_begins_anew(stage: Stage, done: None) -> None:
    assert checked(stage) == [SIDE_BY_SIDE]
    for mode in (*MODES[1:], *MODES[:2]):
        QTest.keyClick(stage.canvas, Qt.Key.Key_Y)
        assert checked(stage) == [mode]


def test_there_is_nothing_to_compare_without_a_result(stage: Stage) -> None:
    stage.open()
    names = (*MODES, "cycleCompare")
    assert [name for name in names if stage.action(name).isEnabled()] == []
    stage.do_some_work()
    submit(stage, grid())
    assert [name for name in names if not stage.action(name).isEnabled()] == []
    stage.action("closeResult").trigger()
    assert [name for name in names if stage.action(name).isEnabled()] == []


def bar_buttons(stage: Stage) -> dict[str, QToolButton]:
    """The buttons over the pictures, by the name of what they do."""
    bar = stage.widget("compareBar")
    return {
        button.defaultAction().objectName().removesuffix("Action"): button
        for button in bar.findChildren(QToolButton)
        if button.isVisible()
    }


def test_ways_to_compare_are_in_sight_over_the_pictures(stage: Stage, done: None) -> None:
    stage.window.resize(1400, 800)
    buttons = bar_buttons(stage)
    assert tuple(buttons) == (*MODES, "saveResult", "closeResult")
    stage.wait(lambda: buttons[SWIPE].toolButtonStyle() != ICONS)
    for mode in (*MODES[1:], SIDE_BY_SIDE):
        QTest.mouseClick(buttons[mode], LEFT)
        assert checked(stage) == [mode]
        assert [name for name, button in buttons.items() if button.isChecked()] == [mode]
        QTest.mouseClick(buttons[mode], LEFT)
        assert checked(stage) == [mode]
    stage.widget("compareBar").setFixedWidth(300)
    stage.wait(lambda: buttons[SWIPE].toolButtonStyle() == ICONS)
    QTest.mouseClick(buttons["closeResult"], LEFT)
    assert not stage.comparison.isVisible()
    assert not stage.widget("compareBar").isVisible()


def test_mode_and_view_stay_for_the_next_candidate_and_the_next_result(
    stage: Stage, done: None
) -> None:
    choose(stage, SWIPE)
    assert seen(stage, 100, 80) == original_at(100, 80)
    zoom = stage.canvas.property("zoom")
    for mode in MODES:
        choose(stage, mode)
        pick(stage, 3)
        pick(stage, 2)
        assert checked(stage) == [mode]
        assert stage.comparison.property("zoom") == stage.canvas.property("zoom") == zoom
    choose(stage, SWIPE)
    stage.action("closeResult").trigger()
    stage.type_prompt("s")
    submit(stage, grid())
    pick(stage, 2)
    assert checked(stage) == [SWIPE]
    assert seen(stage, 100, 80) == original_at(100, 80)


def test_a_result_is_seen_before_its_difference(stage: Stage, done: None) -> None:
    choose(stage, DIFFERENCE)
    stage.stroke((200, 40), (220, 40))
    submit(stage, grid())
    assert checked(stage) == [SIDE_BY_SIDE]
    pick(stage, 1)
    assert seen(stage, 100, 80) == GREEN


def test_pane_zooms_and_pans_in_each_way(stage: Stage, done: None) -> None:
    pane = stage.comparison
    for mode in MODES:
        choose(stage, mode)
        zoom = pane.property("zoom")
        wheel(pane, stage.to_widget(WIDTH * 0.4, HEIGHT * 0.4, pane), 1)
        assert stage.canvas.property("zoom") == pane.property("zoom") > zoom
        start = QPointF(pane.width() * 0.3, pane.height() * 0.6)
        under = stage.to_picture(start, pane)
        for button in (LEFT, MIDDLE):
            stage.drag(pane, [start, start + QPointF(8, 4)], button)
        moved = stage.to_widget(under.x(), under.y(), pane) - start
        assert (round(moved.x()), round(moved.y())) == (16, 8)


def test_nothing_else_is_seen_between_two_candidates(stage: Stage, done: None) -> None:
    """A candidate is cut out beside the window, and takes the place of the one before."""
    assert seen(stage, 200, 130) == GREEN
    QTest.keyClick(stage.comparison, Qt.Key.Key_3)
    assert picked(stage) == 3
    assert stage.comparison.property("imageSize").width() == WIDTH
    assert seen(stage, 200, 130) == GREEN
    stage.wait(lambda: seen(stage, 200, 130) == original_at(200, 130))
    assert seen(stage, 100, 80) == GREEN


def test_preview_is_not_compared(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    stage.held()
    stage.wait(stage.comparison.isVisible)
    assert not any(stage.action(name).isEnabled() for name in (*MODES, "cycleCompare"))
    assert stage.widget("compareBar").isVisible()
    before = shot(stage.comparison)
    stage.comparison.setFocus()
    QTest.keyPress(stage.comparison, Qt.Key.Key_Backslash)
    assert shot(stage.comparison) == before
    QTest.keyRelease(stage.comparison, Qt.Key.Key_Backslash)
    move(stage.comparison, stage.to_widget(30, 40, stage.comparison))
    assert crosses(stage, stage.canvas) == []


@pytest.mark.parametrize("odd", [(1, 0), (0, 1), (1, 1)])
def test_candidates_of_an_odd_grid_are_of_one_size(stage: Stage, odd: tuple[int, int]) -> None:
    """The row or column in the middle is no candidate's."""
    whole = picture(2 * WIDTH + odd[0], 2 * HEIGHT + odd[1])
    stage.open()
    stage.do_some_work()
    submit(stage, whole)
    for number in (1, 2, 3, 4):
        pick(stage, number)
        left = (number - 1) % 2 * (WIDTH + odd[0])
        top = (number - 1) // 2 * (HEIGHT + odd[1])
        size = stage.comparison.property("imageSize")
        assert (size.width(), size.height()) == (WIDTH, HEIGHT)
        stage.zoom_to(1.0, WIDTH / 2, HEIGHT / 2)
        for x, y in ((1, 1), (WIDTH - 2, HEIGHT - 2)):
            expected = whole.getpixel((left + x, top + y))
            stage.wait(partial(is_seen, stage, x, y, expected))


# Swipe


def test_original_is_left_of_the_line_and_the_result_right(stage: Stage, done: None) -> None:
    assert seen(stage, 100, 80) == GREEN
    choose(stage, SWIPE)
    assert seen(stage, 100, 80) == original_at(100, 80)
    assert seen(stage, 200, 130) == GREEN


def test_line_is_dragged_and_stays_at_its_fraction(stage: Stage, done: None) -> None:
    choose(stage, SWIPE)
    pane, line = stage.comparison, line_of(stage)
    zoom, corner = pane.property("zoom"), stage.to_widget(0, 0, pane)
    move(pane, line)
    assert pane.cursor().shape() == Qt.CursorShape.SplitHCursor
    stage.drag(pane, [line, line - QPointF(30, 0), QPointF(pane.width() / 4, line.y())])
    assert seen(stage, 100, 80) == GREEN
    assert seen(stage, 20, 80) == original_at(20, 80)
    assert (pane.property("zoom"), stage.to_widget(0, 0, pane)) == (zoom, corner)
    move(pane, line)
    assert pane.cursor().shape() == Qt.CursorShape.ArrowCursor
    stage.window.resize(stage.window.width() + 200, stage.window.height())
    QApplication.processEvents()
    place = QPointF(pane.width() / 4, line.y())
    move(pane, place)
    assert pane.cursor().shape() == Qt.CursorShape.SplitHCursor
    stage.drag(pane, [place, QPointF(pane.width() + 500, line.y())])
    assert seen(stage, 200, 130) == original_at(200, 130)


def test_long_names_keep_to_their_side_of_a_line_in_the_middle(qapp: QApplication) -> None:
    pane = QImage(300, 100, QImage.Format.Format_ARGB32)
    pane.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pane)
    paint_sides(painter, pane.size(), 150, "Original " * 5, "Candidate 2 · the marked region only")
    painter.end()
    drawn = [x for x in range(300) if any(pane.pixelColor(x, y).alpha() for y in range(100))]
    assert {drawn[0], drawn[-1]} == {20, 279}
    assert not set(drawn) & set(range(140, 160))


@pytest.mark.parametrize(
    "paint",
    [
        lambda painter, pane: paint_caption(painter, pane, "Candidate 2 · the marked region only"),
        lambda painter, pane: paint_hint(painter, pane, "Hold this or that to see the original"),
        lambda painter, pane: paint_legend(painter, pane, "Changed outside: 0.0 %", "8", "255"),
    ],
    ids=["caption", "hint", "legend"],
)
def test_what_is_written_over_a_narrow_pane_keeps_inside(
    qapp: QApplication,
    paint: Callable[[QPainter, QSize], None],
) -> None:
    pane = QImage(210, 100, QImage.Format.Format_ARGB32)
    pane.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pane)
    font = painter.font()
    font.setPixelSize(20)
    painter.setFont(font)
    paint(painter, pane.size())
    painter.end()
    drawn = [x for x in range(210) if any(pane.pixelColor(x, y).alpha() for y in range(100))]
    assert 0 < drawn[0] == 209 - drawn[-1] < 60


def line_at(stage: Stage) -> float:
    """Where the line is seen, as a fraction of the pane: it is white from top to bottom."""
    pane = shot(stage.comparison)
    white = [x for x in range(pane.width()) if pane.pixelColor(x, 3).name() == "#ffffff"]
    return (white[0] + 1) / pane.width()


def test_line_moves_by_keys_where_it_has_them_and_candidates_elsewhere(
    stage: Stage, done: None
) -> None:
    choose(stage, SWIPE)
    pane = stage.comparison
    pane.setFocus()
    assert line_at(stage) == pytest.approx(0.5, abs=0.005)
    for _ in range(3):
        QTest.keyClick(pane, Qt.Key.Key_Right)
    assert line_at(stage) == pytest.approx(0.53, abs=0.005)
    QTest.keyClick(pane, Qt.Key.Key_Left, SHIFT)
    assert line_at(stage) == pytest.approx(0.43, abs=0.005)
    QTest.keyClick(pane, Qt.Key.Key_Home)
    assert seen(stage, 100, 80) == GREEN
    QTest.keyClick(pane, Qt.Key.Key_End)
    assert seen(stage, 200, 130) == original_at(200, 130)
    assert picked(stage) == 2
    stage.canvas.setFocus()
    QTest.keyClick(stage.canvas, Qt.Key.Key_Right)
    assert picked(stage) == 3
    choose(stage, BLINK)
    pane.setFocus()
    QTest.keyClick(pane, Qt.Key.Key_Left)
    assert picked(stage) == 2


def picked(stage: Stage) -> int:
    """The number of the candidate that is marked in the strip; 0 for the whole grid."""
    buttons = stage.widget("candidateStrip").findChildren(QToolButton)
    return [button.isChecked() for button in buttons if button.isVisible()].index(True)


def test_dragging_the_line_over_a_grid_picks_nothing(stage: Stage, done: None) -> None:
    choose(stage, SWIPE)
    pick(stage, 0, 2 * WIDTH)
    line = QPointF(stage.comparison.width() / 2, stage.comparison.height() / 2 + 40)
    stage.drag(stage.comparison, [line, line + QPointF(80, 0)])
    assert picked(stage) == 0
    spot = stage.to_widget(WIDTH / 2, HEIGHT / 2, stage.comparison)
    QTest.mouseClick(stage.comparison, LEFT, pos=spot.toPoint())
    stage.wait(lambda: stage.comparison.property("imageSize").width() == WIDTH)


def test_each_candidate_of_a_grid_is_compared_with_the_original(stage: Stage, done: None) -> None:
    pick(stage, 0, 2 * WIDTH)
    stage.zoom_to(2.0, WIDTH / 2, HEIGHT / 2)  # so the grid, twice as wide, is at 100 %
    choose(stage, SWIPE)
    for y in (80, HEIGHT + 80):
        assert seen(stage, 100, y) == original_at(100, 80)
        assert seen(stage, WIDTH + 100, y) == GREEN


# Blink


@pytest.mark.parametrize("code", [Qt.Key.Key_Backslash, Qt.Key.Key_Tab])
def test_original_is_seen_while_the_key_is_held(stage: Stage, done: None, code: Qt.Key) -> None:
    pane = stage.comparison
    pane.setFocus()
    for mode in MODES:
        choose(stage, mode)
        before = seen(stage, 200, 130)
        QTest.keyPress(pane, code)
        assert seen(stage, 200, 130) == original_at(200, 130)
        assert seen(stage, 100, 80) == original_at(100, 80)
        QTest.keyRelease(pane, code)
        assert seen(stage, 200, 130) == before != original_at(200, 130)
        assert pane.hasFocus()


def test_key_let_go_elsewhere_does_not_stick(stage: Stage, done: None) -> None:
    stage.comparison.setFocus()
    QTest.keyPress(stage.comparison, Qt.Key.Key_Backslash)
    assert seen(stage, 100, 80) != GREEN
    stage.widget("promptEdit").setFocus()
    assert seen(stage, 100, 80) == GREEN


# Difference


def test_difference_shows_what_changed_over_the_dimmed_original(stage: Stage, done: None) -> None:
    choose(stage, DIFFERENCE)
    for x, y in ((100, 80), (200, 130)):
        assert len(set(seen(stage, x, y))) > 1
    (grey,) = picture().convert("L").crop((30, 150, 31, 151)).tobytes()
    assert seen(stage, 30, 150) == pytest.approx([18 + 0.36 * grey] * 3, abs=1)


def expected_share(stage: Stage) -> str:
    """The share of the green outside the mask that was sent, as the pane writes it."""
    white = opened(stage.server.last_mask()).histogram()[255]
    left, top, right, bottom = UNMARKED
    changed = (right - left) * (bottom - top)
    return f"{100 * changed / (WIDTH * HEIGHT - white):.1f} %"


def test_share_outside_the_mask_is_told(stage: Stage, done: None) -> None:
    choose(stage, DIFFERENCE)
    share = expected_share(stage)
    assert share == "1.7 %"
    rule = "A pixel counts that differs by 8 of 255 or more."
    said = f"Changed outside the mask: {share}. {rule}"
    assert stage.comparison.accessibleDescription() == said
    pick(stage, 1)
    said = f"Changed outside the mask: 0.0 %. {rule}"
    stage.wait(lambda: stage.comparison.accessibleDescription() == said)


def test_each_candidate_has_its_share_in_the_grid(stage: Stage, done: None) -> None:
    pick(stage, 0, 2 * WIDTH)
    choose(stage, DIFFERENCE)
    share = expected_share(stage)
    said = (
        f"Changed outside the mask: candidate 1 0.0 %, candidate 2 {share}, "
        "candidate 3 0.0 %, candidate 4 0.0 %. "
    )
    stage.wait(lambda: stage.comparison.accessibleDescription().startswith(said))


def test_mask_that_counts_is_the_one_that_was_sent(stage: Stage, done: None) -> None:
    stage.stroke((170, 132), (220, 132))  # over what changed
    choose(stage, DIFFERENCE)
    assert f": {expected_share(stage)}." in stage.comparison.accessibleDescription()


def outline(stage: Stage, left: int = 0, top: int = 0) -> set[Colour]:
    """The colours beside the edges of the mask that was sent, of a candidate that is there."""
    mask = opened(stage.server.last_mask())
    edges = [x for x in range(WIDTH - 1) if mask.getpixel((x, 80)) != mask.getpixel((x + 1, 80))]
    assert len(edges) == 2
    return {seen(stage, left + x + step, top + 80) for x in edges for step in (0, 1)}


def is_outlined(stage: Stage, left: int, top: int) -> bool:
    return outline(stage, left, top) == BLACK_AND_WHITE


BLACK_AND_WHITE = {(0, 0, 0), (255, 255, 255)}


def test_mask_is_outlined_in_the_difference(stage: Stage, done: None) -> None:
    choose(stage, DIFFERENCE)
    assert outline(stage) == BLACK_AND_WHITE


@pytest.mark.parametrize("mode", MODES)
def test_mask_is_outlined_on_both_when_that_is_wanted(stage: Stage, done: None, mode: str) -> None:
    choose(stage, mode)
    QTest.keyClick(stage.comparison, Qt.Key.Key_Q, SHIFT)
    stage.wait(lambda: outline(stage) == BLACK_AND_WHITE)
    QTest.keyPress(stage.comparison, Qt.Key.Key_Backslash)
    assert not outline(stage) & BLACK_AND_WHITE
    QTest.keyRelease(stage.comparison, Qt.Key.Key_Backslash)
    pick(stage, 1)
    stage.wait(lambda: outline(stage) == BLACK_AND_WHITE)
    QTest.keyClick(stage.comparison, Qt.Key.Key_Q, SHIFT)
    assert mode == DIFFERENCE or not outline(stage) & BLACK_AND_WHITE


def test_mask_is_outlined_on_each_candidate_of_a_grid(stage: Stage, done: None) -> None:
    pick(stage, 0, 2 * WIDTH)
    stage.zoom_to(2.0, WIDTH / 2, HEIGHT / 2)
    stage.action("outline").trigger()
    for left in (0, WIDTH):
        for top in (0, HEIGHT):
            stage.wait(partial(is_outlined, stage, left, top))


@pytest.mark.allow_log("The mask that was sent can't be read")
def test_without_the_mask_the_whole_counts(stage: Stage, done: None) -> None:
    stage.lose_masks()
    choose(stage, DIFFERENCE)
    assert stage.comparison.accessibleDescription().startswith("Changed: ")


def test_result_of_another_size_is_aligned(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    submit(stage, grid(3))
    pick(stage, 2, 3 * WIDTH)
    choose(stage, DIFFERENCE)
    # A little more than expected_share: scaling has made its edges soft.
    said = stage.comparison.accessibleDescription()
    assert 1.7 <= float(said.partition(": ")[2].partition(" %")[0]) < 2.5
    choose(stage, SWIPE)
    stage.zoom_to(3.0, WIDTH / 2, HEIGHT / 2)
    assert stage.comparison.property("zoom") == pytest.approx(1.0)
    for x, y in ((100, 80), (60, 90)):
        assert seen(stage, 3 * x + 1, 3 * y + 1) == original_at(x, y)


# The cross


def crosses(stage: Stage, pane: QWidget) -> list[tuple[float, float]]:
    """What the crosses of a pane point at, in pixels of its picture."""
    found = []
    for cross in pane.findChildren(QWidget, "crosshair"):
        if cross.isVisible():
            middle = QPointF(cross.mapTo(pane, QPoint(0, 0))) + QPointF(cross.rect().center())
            point = stage.to_picture(middle + QPointF(0.5, 0.5), pane)
            found.append((point.x(), point.y()))
    return sorted(found)


def test_cross_is_at_the_same_place_of_the_other_pane(stage: Stage, done: None) -> None:
    for view, other in ((stage.canvas, stage.comparison), (stage.comparison, stage.canvas)):
        for place in ((30.5, 40.5), (200.5, 150.5)):
            move(view, stage.to_widget(*place, view))
            (cross,) = crosses(stage, other)
            assert cross == pytest.approx(place, abs=1)
            assert crosses(stage, view) == []
        move(view, stage.to_widget(-3, 40, view))
        assert crosses(stage, other) == []
        move(view, stage.to_widget(30, 40, view))
        QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
        assert crosses(stage, other) == []


def test_grid_has_a_cross_in_each_candidate(stage: Stage, done: None) -> None:
    pick(stage, 0, 2 * WIDTH)
    stage.action("fit").trigger()
    move(stage.canvas, stage.to_widget(64, 48))
    places = [(x + 64, y + 48) for x in (0, WIDTH) for y in (0, HEIGHT)]
    for cross, place in zip(crosses(stage, stage.comparison), places, strict=True):
        assert cross == pytest.approx(place, abs=2.5)
    move(stage.comparison, stage.to_widget(WIDTH + 64, HEIGHT + 48, stage.comparison))
    (cross,) = crosses(stage, stage.canvas)
    assert cross == pytest.approx((64, 48), abs=2.5)


def test_cross_stays_at_its_place_when_the_panes_change(stage: Stage, done: None) -> None:
    for view, other in ((stage.canvas, stage.comparison), (stage.comparison, stage.canvas)):
        stage.window.resize(1280, 820)
        settle()
        spot = stage.to_widget(*CENTRE, view)
        move(view, spot)
        on_screen = view.mapToGlobal(spot)
        stage.window.resize(1180, 700)
        settle()
        there = stage.to_picture(view.mapFromGlobal(on_screen), view)
        (cross,) = crosses(stage, other)
        assert cross == pytest.approx((there.x(), there.y()), abs=2)
        assert cross != pytest.approx(CENTRE, abs=2)


def test_cross_goes_when_the_pane_leaves_the_pointer(stage: Stage, done: None) -> None:
    stage.action("actualSize").trigger()
    move(stage.comparison, QPointF(stage.comparison.rect().bottomRight() - QPoint(5, 5)))
    stage.window.resize(1000, 640)
    settle()
    assert crosses(stage, stage.canvas) == []
    QApplication.sendEvent(stage.comparison, QEvent(QEvent.Type.Leave))


def test_no_cross_under_a_stroke(stage: Stage, done: None) -> None:
    start = stage.to_widget(60, 60)
    move(stage.canvas, start)
    assert len(crosses(stage, stage.comparison)) == 1
    mouse(stage.canvas, QEvent.Type.MouseButtonPress, start)
    mouse(stage.canvas, QEvent.Type.MouseMove, start + QPointF(30, 0))
    assert crosses(stage, stage.comparison) == []
    mouse(stage.canvas, QEvent.Type.MouseButtonRelease, start + QPointF(30, 0))


def test_cross_goes_with_the_result(stage: Stage, done: None) -> None:
    move(stage.comparison, stage.to_widget(60, 60, stage.comparison))
    assert len(crosses(stage, stage.canvas)) == 1
    QTest.keyClick(stage.canvas, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert not stage.comparison.isVisible()
    assert crosses(stage, stage.canvas) == []
