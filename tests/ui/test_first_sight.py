"""What a newcomer sees first: a window that fits the screen, and the ways in."""

from __future__ import annotations

import os

import pytest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QPushButton, QStyle

from app.ui.colours import DARK
from app.ui.ground import Ground
from app.ui.main_window import MainWindow
from app.ui.startup import choose_frame
from tests.support.language import spoken
from tests.support.window import Stage


def test_the_first_window_is_no_taller_than_the_screen(qapp: QApplication) -> None:
    room = qapp.primaryScreen().availableSize()
    assert room.height() < 820, "this screen couldn't tell"
    window = MainWindow(Ground(DARK))
    assert window.height() < room.height()
    window.deleteLater()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_ways_in_stand_in_two_columns(stage: Stage, qapp: QApplication, language: str) -> None:
    with spoken(qapp, language):
        stage.start()
        empty = stage.widget("emptyState")
        buttons = [each for each in empty.findChildren(QPushButton) if each.isVisible()]
        assert len(buttons) == 3
        assert len({(button.x(), button.width()) for button in buttons}) == 1
        labels = [each for each in empty.findChildren(QLabel) if each.isVisible()]
        hints = [each.x() for each in labels if each.x() > buttons[0].geometry().right()]
        assert len(hints) == 3
        assert len(set(hints)) == 1


def test_buttons_of_a_dialog_have_no_icons_of_the_system(stage: Stage) -> None:
    stage.start()
    box = QDialogButtonBox()
    box.ensurePolished()
    assert not box.style().styleHint(
        QStyle.StyleHint.SH_DialogButtonBox_ButtonsHaveIcons, None, box
    )


@pytest.mark.parametrize(
    ("theme", "users", "frame"),
    [
        ("system", "", ""),
        ("dark", "", "bradient"),
        ("light", "", "bradient"),
        ("dark", "adwaita", "adwaita"),
    ],
)
def test_a_theme_of_our_own_goes_with_a_frame_in_its_colours(
    monkeypatch: pytest.MonkeyPatch, theme: str, users: str, frame: str
) -> None:
    monkeypatch.setenv("QT_WAYLAND_DECORATION", users)
    if not users:
        monkeypatch.delenv("QT_WAYLAND_DECORATION")
    choose_frame(theme)
    assert os.environ.get("QT_WAYLAND_DECORATION", "") == frame
