"""What the program is, and what it is made with."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QWidget

from app import __version__
from tests.support.window import CTRL, Stage


def about(stage: Stage) -> QDialog:
    stage.action("about").trigger()
    dialog = stage.find("aboutDialog", QDialog)
    stage.wait(lambda: dialog.isVisible() and dialog.isActiveWindow())
    return dialog


def licences(dialog: QWidget) -> QPlainTextEdit:
    (field,) = dialog.findChildren(QPlainTextEdit, "licencesText")
    return field


def test_it_says_what_runs_and_under_which_licences(stage: Stage) -> None:
    stage.start()
    dialog = about(stage)
    said = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    assert f"Mask Painter {__version__}" in said
    assert "PySide6 6." in said
    assert "Lesser General Public License, version 3" in said
    stage.wait(lambda: licences(dialog).toPlainText())
    text = licences(dialog).toPlainText()
    for part in ("GNU LESSER GENERAL PUBLIC LICENSE", "Pillow", "requests", "PySide6_Essentials"):
        assert part in text


def test_it_is_used_by_keys_alone(stage: Stage) -> None:
    stage.start()
    dialog = about(stage)
    field = licences(dialog)
    stage.wait(field.toPlainText)
    for _ in range(6):
        if not field.hasFocus():
            QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert field.hasFocus()
    QTest.keyClick(field, Qt.Key.Key_End, CTRL)
    bar = field.verticalScrollBar()
    assert bar.value() == bar.maximum() > 100
    QTest.keyClick(field, Qt.Key.Key_Escape)
    stage.wait(lambda: not stage.window.findChildren(QDialog))


def test_licences_that_are_gone_are_said_to_be(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> str:
        raise FileNotFoundError

    monkeypatch.setattr("app.ui.about_dialog.third_party", gone)
    stage.start()
    field = licences(about(stage))
    stage.wait(lambda: field.placeholderText() == "The licences can't be read.")
    assert field.toPlainText() == ""
