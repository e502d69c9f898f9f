"""Files that the system hands over, and what is dropped, also while the window is being built."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from app.ui.startup import let_paint
from tests.support.window import HEIGHT, WIDTH, Stage, picture, png


def test_file_that_the_system_gives_is_opened(
    qapp: QApplication, stage: Stage, tmp_path: Path
) -> None:
    stage.start()
    for number, size in enumerate(((300, 200), (200, 300))):
        path = tmp_path / f"Картинка {number}.png"
        path.write_bytes(png(picture(*size)))
        QApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile(str(path))))
        stage.wait_for_picture(size)


def test_what_is_no_file_changes_nothing(qapp: QApplication, stage: Stage) -> None:
    stage.open()
    QApplication.sendEvent(qapp, QFileOpenEvent(QUrl("https://example.org/picture.png")))
    stage.wait_until_at_rest()
    assert stage.message == ""


def start_with(stage: Stage, patch: pytest.MonkeyPatch, early: Callable[[], object]) -> None:
    """Start; `early` is done as soon as the window has been seen."""
    todo = [early]

    def painted() -> None:
        let_paint()
        assert stage.application is not None
        stage.window = stage.application.window
        while todo:
            todo.pop()()

    patch.setattr("app.application.let_paint", painted)
    stage.start()


def test_file_given_while_the_window_is_being_built_is_opened(
    qapp: QApplication, stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(png(picture()))
    event = QFileOpenEvent(QUrl.fromLocalFile(str(path)))
    start_with(stage, monkeypatch, lambda: QApplication.sendEvent(qapp, event))
    stage.wait_for_picture((WIDTH, HEIGHT))


@pytest.mark.parametrize("what", ["file", "link"])
def test_what_is_dropped_while_the_window_is_being_built_is_opened(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, what: str
) -> None:
    def drop() -> None:
        # What was dragged is gone when the program comes to it.
        mime = QMimeData()
        if what == "file":
            path = tmp_path / "picture.png"
            path.write_bytes(png(picture()))
            mime.setUrls([QUrl.fromLocalFile(str(path))])
        else:
            task_id = stage.server.add_task(png(picture()))
            mime.setText(f"{stage.server.url}/task/image/{task_id}?cache=100")
        stage.drop(mime)
        mime.clear()

    start_with(stage, monkeypatch, drop)
    stage.wait_for_picture((WIDTH, HEIGHT))
