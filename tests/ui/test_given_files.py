"""Files that macOS hands over: by "Open With", the Dock, or a second start."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from tests.support.window import Stage, picture, png


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
