"""Dropping and pasting: a file, a picture without a file, a task's id or link."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton

from app.cli import Options
from app.sandbox.samples import SINGLE_ID
from tests.support.window import CTRL, HEIGHT, LEFT, NO_KEYS, WIDTH, Stage, opened, picture, png


def image(colour: str = "green") -> QImage:
    made = QImage(120, 90, QImage.Format.Format_RGB32)
    made.fill(QColor(colour))
    return made


def test_dropped_file(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "Ёлка & co.png"
    path.write_bytes(png(picture()))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    stage.start()
    stage.drop(mime)
    stage.wait_for_picture((WIDTH, HEIGHT))
    assert "Ёлка & co.png" in stage.window.windowTitle()


def test_dropped_picture_without_a_file(stage: Stage) -> None:
    mime = QMimeData()
    mime.setImageData(image())
    stage.start()
    stage.drop(mime)
    stage.wait_for_picture((120, 90))


@pytest.mark.parametrize("form", ["{id}", "{url}/task/image/{id}?cache=100", " {id}\n"])
def test_dropped_id_or_link(stage: Stage, form: str) -> None:
    task_id = stage.server.add_task(png(picture()))
    stage.start()
    stage.drop_text(form.format(id=task_id, url=stage.server.url))
    stage.wait_for_picture((WIDTH, HEIGHT))


def test_dropped_link_from_a_browser(stage: Stage) -> None:
    task_id = stage.server.add_task(png(picture()))
    mime = QMimeData()
    mime.setUrls([QUrl(f"{stage.server.url}/task/image/{task_id}?cache=100")])
    stage.start()
    stage.drop(mime)
    stage.wait_for_picture((WIDTH, HEIGHT))


def urls(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


@pytest.mark.parametrize(
    "text",
    [
        "Here it is:\n{url}/task/image/{id}?cache=100\n{url}/task/image/other?cache=100",
        "{url}/\n{url}/task/image/{id}?cache=100",
        "task {id} is done",
    ],
)
def test_dropped_text_with_a_link_or_an_id_in_it(stage: Stage, text: str) -> None:
    task_id = stage.server.add_task(png(picture()))
    stage.start()
    stage.drop_text(text.format(id=task_id, url=stage.server.url))
    stage.wait_for_picture((WIDTH, HEIGHT))


def test_of_several_files_the_first_that_can_be_opened_is(stage: Stage, tmp_path: Path) -> None:
    notes, first, second = (tmp_path / name for name in ("notes.txt", "first.png", "second.png"))
    notes.write_text("nothing to see")
    for path in (first, second):
        path.write_bytes(png(picture()))
    stage.start()
    stage.drop(urls(notes, first, second))
    stage.wait_for_picture((WIDTH, HEIGHT))
    assert "first.png" in stage.window.windowTitle()
    stage.wait(lambda: stage.message)
    assert stage.message == "Of 3 files, “first.png” is opened: one is open at a time."


def test_it_is_seen_that_something_can_be_dropped(stage: Stage) -> None:
    stage.start()
    hint, mime = stage.widget("dropHint"), QMimeData()
    mime.setImageData(image())
    spot, copy = QPoint(300, 300), Qt.DropAction.CopyAction
    for leave in (QDragLeaveEvent(), QDropEvent(QPointF(spot), copy, mime, LEFT, NO_KEYS)):
        QApplication.sendEvent(stage.window, QDragEnterEvent(spot, copy, mime, LEFT, NO_KEYS))
        assert hint.isVisible()
        QApplication.sendEvent(stage.window, leave)
        assert not hint.isVisible()
    stage.wait_for_picture((120, 90))


def test_what_is_dragged_from_the_window_is_not_for_the_window(stage: Stage) -> None:
    class Ours(QDragEnterEvent):
        def source(self) -> QObject:
            return stage.window

    stage.start()
    mime = QMimeData()
    mime.setImageData(image())
    event = Ours(QPoint(300, 300), Qt.DropAction.CopyAction, mime, LEFT, NO_KEYS)
    event.ignore()
    QApplication.sendEvent(stage.window, event)
    assert not event.isAccepted()
    assert not stage.widget("dropHint").isVisible()


def test_a_file_over_the_prompt_is_for_the_window_and_text_for_the_prompt(
    stage: Stage, tmp_path: Path
) -> None:
    stage.start()
    edit = stage.find("promptEdit", QPlainTextEdit).viewport()
    words = QMimeData()
    words.setText("a blue door")
    for mime, is_opened in ((urls(tmp_path / "picture.png"), True), (words, False)):
        event = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, mime, LEFT, NO_KEYS)
        QApplication.sendEvent(edit, event)
        assert stage.widget("dropHint").isVisible() is is_opened
        QApplication.sendEvent(stage.window, QDragLeaveEvent())


# A dropped mask


def half(path: Path, size: tuple[int, int] = (WIDTH, HEIGHT), white: int = 255) -> Path:
    mask = Image.new("L", size)
    mask.paste(white, (0, 0, size[0] // 2, size[1]))
    mask.save(path)
    return path


def test_what_looks_like_a_mask_of_the_open_picture_can_be_taken_as_one(
    stage: Stage, tmp_path: Path
) -> None:
    task_id = stage.open()
    stage.drop(urls(half(tmp_path / "mask.png")))
    stage.wait_for_message("“mask.png” looks like a mask of the open picture.")
    assert task_id in stage.window.windowTitle()
    stage.choose("Use as mask")
    stage.wait(lambda: stage.work[0] == "50.0 %")
    stage.action("undo").trigger()
    stage.wait(lambda: stage.work[0] == "0.0 %")


def test_or_be_opened_as_a_picture_after_all(stage: Stage, tmp_path: Path) -> None:
    stage.open()
    stage.drop(urls(half(tmp_path / "mask.png")))
    stage.wait(lambda: len(stage.choices) == 2)
    stage.choose("Open as picture")
    stage.wait(lambda: "mask.png" in stage.window.windowTitle())


@pytest.mark.parametrize(
    ("size", "white"), [((WIDTH, HEIGHT), 128), ((WIDTH // 2, HEIGHT // 2), 255)]
)
def test_greys_and_other_sizes_are_pictures(
    stage: Stage, tmp_path: Path, size: tuple[int, int], white: int
) -> None:
    stage.open()
    stage.drop(urls(half(tmp_path / "drawing.png", size, white)))
    stage.wait(lambda: "drawing.png" in stage.window.windowTitle())


def test_a_black_and_white_picture_opens_where_nothing_is_open(
    stage: Stage, tmp_path: Path
) -> None:
    stage.start()
    stage.drop(urls(half(tmp_path / "drawing.png")))
    stage.wait_for_picture((WIDTH, HEIGHT))


def test_dropped_nonsense_says_so(stage: Stage) -> None:
    stage.start()
    stage.drop_text("nothing to be opened, this")
    stage.wait_for_message("There is no picture, task id or result link to open in this.")


def test_pasted_picture(stage: Stage, tmp_path: Path) -> None:
    QApplication.clipboard().setImage(image())
    stage.start()
    QTest.keyClick(stage.window, Qt.Key.Key_V, CTRL)
    stage.wait_for_picture((120, 90))
    stage.set_brush(10)
    stage.stroke((50, 50))
    assert opened(stage.export(tmp_path / "mask.png")).size == (120, 90)
    QApplication.clipboard().clear()


def test_paste_in_the_prompt_pastes_text_there(stage: Stage) -> None:
    QApplication.clipboard().setText("0123456789abcdef01234567")
    stage.start()
    stage.type_prompt("")
    QTest.keyClick(stage.widget("promptEdit"), Qt.Key.Key_V, CTRL)
    assert stage.work[1] == "0123456789abcdef01234567"
    assert stage.message == ""
    QApplication.clipboard().clear()


def test_picture_without_a_task_is_painted_but_not_submitted(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(png(picture()))
    stage.start(Options(api_url=stage.server.url, image=path))
    stage.wait_for_picture()
    work = stage.do_some_work()
    stage.action("submit").trigger()
    stage.wait_for_message("This picture belongs to no task")
    assert (stage.work, stage.paid()) == (work, [])


def test_picture_given_for_a_task_is_not_downloaded(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(png(picture()))
    task_id = stage.server.add_task(png(picture()))
    stage.start(Options(api_url=stage.server.url, image=path, task_id=task_id, prompt="a door"))
    stage.wait_for_picture()
    assert "picture" not in {request.endpoint for request in stage.server.requests}
    assert stage.work[1] == "a door"
    stage.stroke((60, 60), (140, 100))
    stage.finish_job()
    assert f'"taskId":"{task_id}"'.encode() in stage.paid()[0].body


def test_picture_kept_from_before_is_not_downloaded_again(stage: Stage) -> None:
    task_id = stage.open()
    stage.close()
    stage.start(Options(api_url=stage.server.url, task_id=task_id))
    stage.wait_for_picture()
    assert [request.endpoint for request in stage.server.requests].count("picture") == 1


def test_three_ways_in_are_offered_and_the_sandbox_is_one(stage: Stage, tmp_path: Path) -> None:
    stage.start()
    empty = stage.widget("emptyState")
    assert empty.isVisible()
    buttons = [b for b in empty.findChildren(QPushButton) if b.isVisible()]
    assert [b.text() for b in buttons] == ["Open a task…", "Open a picture…", "Try the sandbox"]
    QTest.mouseClick(buttons[2], LEFT)
    stage.wait_for_picture()
    assert SINGLE_ID in stage.window.windowTitle()
    path = tmp_path / "own.png"
    path.write_bytes(png(Image.new("RGB", (200, 160), "blue")))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    stage.drop(mime)
    stage.wait_for_picture((200, 160))
    stage.stroke((60, 60), (140, 100))
    stage.action("submit").trigger()
    stage.wait(lambda: stage.state == "waiting")
    assert stage.paid() == []  # all of it went to the sandbox


def test_masks_of_tasks_that_were_left_are_back_on_return(stage: Stage) -> None:
    first = stage.open()
    stage.do_some_work()
    work = stage.work[0]
    second = stage.server.add_task(png(Image.new("RGB", (100, 80))))
    stage.drop_text(second)
    stage.wait_for_picture((100, 80))
    assert stage.label("coverageLabel") == "0.0 %"
    stage.drop_text(first)
    stage.wait_for_picture((WIDTH, HEIGHT))
    assert stage.label("coverageLabel") == work
