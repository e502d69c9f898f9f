"""Where the window comes back, and how it is divided."""

from __future__ import annotations

import json
from base64 import b64encode

from PySide6.QtCore import QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QWidget

from tests.support.window import LEFT, Stage


def handle(stage: Stage) -> QWidget:
    (panes,) = stage.window.findChildren(QSplitter)
    return panes.handle(1)


def canvas_share(stage: Stage) -> float:
    widths = [view.width() for view in (stage.canvas, stage.comparison)]
    return widths[0] / sum(widths)


def with_result(stage: Stage) -> None:
    stage.open()
    stage.window.resize(1280, 820)
    stage.do_some_work()
    stage.finish_job()
    stage.wait(stage.comparison.isVisible)


def test_the_line_between_the_panes_stays_where_it_was_dragged(stage: Stage) -> None:
    with_result(stage)
    assert abs(canvas_share(stage) - 0.5) < 0.02
    line = handle(stage)
    stage.drag(line, [QPointF(0, 50), QPointF(100, 50), QPointF(200, 50)])
    dragged = canvas_share(stage)
    assert dragged > 0.65
    stage.action("closeResult").trigger()
    assert not stage.comparison.isVisible()
    stage.type_prompt("s")
    stage.finish_job()
    stage.wait(stage.comparison.isVisible)
    assert abs(canvas_share(stage) - dragged) < 0.02
    stage.close()
    with_result(stage)
    assert abs(canvas_share(stage) - dragged) < 0.02


def test_a_double_click_on_the_line_halves_the_room(stage: Stage) -> None:
    with_result(stage)
    line = handle(stage)
    stage.drag(line, [QPointF(0, 50), QPointF(-100, 50), QPointF(-200, 50)])
    assert canvas_share(stage) < 0.35
    QTest.mouseDClick(line, LEFT)
    assert abs(canvas_share(stage) - 0.5) < 0.02


def test_a_maximised_window_comes_back_maximised(stage: Stage) -> None:
    stage.start()
    stage.window.showMaximized()
    stage.wait(stage.window.isMaximized)
    stage.close()
    stage.start()
    assert stage.window.isMaximized()
    stage.window.showNormal()
    stage.wait(lambda: not stage.window.isMaximized())
    stage.close()
    stage.start()
    assert not stage.window.isMaximized()


def test_a_window_of_a_screen_that_is_gone_is_on_one_that_is_there(stage: Stage) -> None:
    far = QMainWindow()
    far.setGeometry(9000, 7000, 1280, 820)
    place = b64encode(far.saveGeometry().data()).decode()
    stage.data_dir.mkdir()
    (stage.data_dir / "settings.json").write_text(json.dumps({"window_geometry": place}))
    stage.start()
    screen = QApplication.primaryScreen().availableGeometry()
    assert screen.contains(stage.window.frameGeometry().topLeft())
    shown = stage.window.geometry().intersected(screen)
    assert shown.width() >= 0.9 * screen.width()
    assert shown.height() >= 0.9 * screen.height()
