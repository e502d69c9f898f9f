"""What is noted beside Submit, as a user sees it and clicks on it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QPushButton

from tests.support.tour import settle
from tests.support.window import LEFT, Stage


def notes(stage: Stage) -> list[str]:
    """What is noted, from the top, by the names that a screen reader tells."""
    frames = stage.widget("preflightList").findChildren(QFrame, "finding")
    lines = [frame for frame in frames if frame.isVisible()]
    return [line.accessibleName() for line in sorted(lines, key=lambda line: line.y())]


def choose_note(stage: Stage, text: str) -> None:
    """Click one of the choices under a note."""
    buttons = stage.widget("preflightList").findChildren(QPushButton)
    (button,) = (button for button in buttons if button.isVisible() and button.text() == text)
    QTest.mouseClick(button, LEFT)


def asks(stage: Stage) -> bool:
    """Whether the button asks for another press."""
    return stage.find("submitButton", QPushButton).text() == "Submit anyway"


class Moments:
    """The time by which it is told what has been read: it stands still until it is let go by."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._now = 1000.0
        patch.setattr("app.ui.preflight.time", SimpleNamespace(monotonic=lambda: self._now))

    def go_by(self, seconds: float) -> None:
        """Let so much time go by, in which everything finds its place."""
        settle()
        self._now += seconds
