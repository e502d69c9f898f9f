"""Tasks that were open lately: in the File menu, and as pictures while nothing is open."""

from __future__ import annotations

import json

from PIL import Image
from PySide6.QtGui import QAction, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolButton

from app.cli import Options
from tests.support.window import LEFT, Stage, picture, png


def entries(stage: Stage) -> list[QAction]:
    """What can be opened, in the menu's order."""
    menu = stage.find("recentMenu", QMenu)
    assert menu.actions()[-1] is stage.find("clearRecentAction", QAction)
    return [action for action in menu.actions()[:-1] if not action.isSeparator()]


def tiles(stage: Stage) -> list[QToolButton]:
    found = stage.window.findChildren(QToolButton, "recentTask")
    return [tile for tile in found if tile.isVisible()]


def names(stage: Stage) -> list[str]:
    return [action.text().partition("  ")[2] for action in entries(stage)]


def opened_before(stage: Stage) -> tuple[str, str]:
    """Two tasks that were opened in this order; the window is closed."""
    first = stage.server.add_task(png(Image.new("RGB", (90, 60), "red")))
    second = stage.server.add_task(png(Image.new("RGB", (90, 60), "blue")))
    stage.start()
    stage.drop_text(first)
    stage.wait(lambda: first in stage.window.windowTitle())
    stage.drop_text(second)
    stage.wait(lambda: second in stage.window.windowTitle())
    stage.close()
    return first, second


def colour(tile: QToolButton) -> QColor:
    size = tile.iconSize()
    return tile.icon().pixmap(size).toImage().pixelColor(size.width() // 2, size.height() // 2)


def test_nothing_is_offered_before_anything_was_open(stage: Stage) -> None:
    stage.start()
    assert not stage.find("recentMenu", QMenu).menuAction().isEnabled()
    assert tiles(stage) == []


def test_the_newest_comes_first_and_opens_without_a_word_to_the_service(stage: Stage) -> None:
    first, second = opened_before(stage)
    stage.start()
    assert names(stage) == [second, first]
    asked = len([request for request in stage.server.requests if request.endpoint == "result"])
    entries(stage)[1].trigger()
    stage.wait(lambda: first in stage.window.windowTitle())
    assert names(stage) == [first, second]
    assert [request.endpoint for request in stage.server.requests].count("result") == asked


def test_tiles_show_what_they_open(stage: Stage) -> None:
    first, second = opened_before(stage)
    stage.start()
    stage.wait(lambda: [colour(tile).name() for tile in tiles(stage)] == ["#0000fe", "#fe0000"])
    assert [tile.accessibleName() for tile in tiles(stage)] == [second, first]
    QTest.mouseClick(tiles(stage)[1], LEFT)
    stage.wait(lambda: first in stage.window.windowTitle())


def test_a_tile_whose_kept_image_is_cut_short_is_made_anew(stage: Stage) -> None:
    opened_before(stage)
    stage.start()
    stage.wait(lambda: [colour(tile).name() for tile in tiles(stage)] == ["#0000fe", "#fe0000"])
    stage.close()
    kept = list((stage.data_dir / "thumbnails").glob("*.thumbnail"))
    assert len(kept) == 2
    for file in kept:
        content = file.read_bytes()
        file.write_bytes(content[: content.index(b"\xff\xda") + 20])
    stage.start()
    stage.wait(lambda: [colour(tile).name() for tile in tiles(stage)] == ["#0000fe", "#fe0000"])
    for file in kept:
        assert file.read_bytes().endswith(b"\xff\xd9")


def test_a_result_is_called_by_its_prompt(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    stage.type_prompt(" & more")
    stage.finish_job()
    result = stage.server.task_ids[-1]
    stage.close()
    document = json.loads((stage.data_dir / "settings.json").read_text())
    document["recent_tasks"].insert(0, result)
    (stage.data_dir / "settings.json").write_text(json.dumps(document))
    stage.start()
    stage.wait(lambda: names(stage)[0] == "a blue door && more")
    assert tiles(stage)[0].accessibleName() == "a blue door & more"


def test_the_list_can_be_cleared(stage: Stage) -> None:
    opened_before(stage)
    stage.start()
    stage.find("clearRecentAction", QAction).trigger()
    assert names(stage) == []
    assert tiles(stage) == []
    stage.close()
    assert json.loads((stage.data_dir / "settings.json").read_text())["recent_tasks"] == []


def test_the_sandbox_knows_nothing_of_the_service_s_tasks(stage: Stage) -> None:
    opened_before(stage)
    stage.start(Options(sandbox=True))
    stage.wait_for_picture()
    assert names(stage) == []
    stage.close()
    stage.start()
    assert len(names(stage)) == 2


def test_a_task_that_is_kept_nowhere_is_still_offered(stage: Stage) -> None:
    task_id = stage.server.add_task(png(picture()))
    stage.data_dir.mkdir()
    (stage.data_dir / "settings.json").write_text(json.dumps({"recent_tasks": [task_id]}))
    stage.start()
    (tile,) = tiles(stage)
    QTest.mouseClick(tile, LEFT)
    stage.wait_for_picture()
