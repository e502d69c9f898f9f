"""What is noted beside Submit, as a user sees it and clicks on it."""

from __future__ import annotations

import time

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QPushButton

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


def wait_a_moment(stage: Stage, seconds: float) -> None:
    """Let time go by, as nothing but time is what this is about."""
    end = time.monotonic() + seconds
    stage.wait(lambda: time.monotonic() >= end)
