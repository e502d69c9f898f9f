"""All states and dialogs for who can't see them, can't use a mouse, or needs large type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.sandbox.server import SandboxServer
from app.ui.theme import choose_scheme
from tests.support.accessible import faults, nodes
from tests.support.language import spoken
from tests.support.reading import cut_off
from tests.support.tour import tour
from tests.support.window import Stage


def test_a_message_is_read_out_with_how_serious_it_is(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []

    def hear(event: QAccessibleEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            heard.append(event.message())

    monkeypatch.setattr("PySide6.QtGui.QAccessible.updateAccessibility", hear)
    stage.start()
    stage.drop_text("nothing to be opened, this")
    stage.wait(lambda: heard)
    assert heard == ["Note: There is no picture, task id or result link to open in this."]


@dataclass(frozen=True, slots=True)
class Sight:
    """What was found in some state."""

    faults: tuple[str, ...]
    cut_off: tuple[str, ...]
    unreached: tuple[str, ...]


def unreached(dialog: QWidget) -> list[str]:
    """What Tab doesn't lead to, in a dialog."""
    stops = {node.what: str(node) for node in nodes(dialog) if node.takes_tab}
    for _ in range(2 * len(stops)):
        focus = dialog.focusWidget() or dialog
        stops.pop(focus, None)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    return list(stops.values())


@pytest.fixture(scope="module", params=[("en", 1.0), ("ru", 1.5)], ids=["en", "ru-large"])
def sights(
    request: pytest.FixtureRequest, qapp: QApplication, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Sight]]:
    language, scale = request.param
    before, font = qapp.font(), qapp.font()
    font.setPointSizeF(before.pointSizeF() * scale)
    qapp.setFont(font)
    choose_scheme(qapp, "dark")
    # As with a screen reader: what Qt has told of a list follows the list.
    QAccessible.setActive(True)
    folder = tmp_path_factory.mktemp("tour")
    with (
        spoken(qapp, language),
        SandboxServer(duration=(0.2, 0.3)) as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr("app.sandbox.server.SandboxServer", lambda: server)
        stage = Stage(server, folder / "data", patch)
        found = {}
        try:
            for state, window in tour(stage, folder):
                beyond_tab = unreached(window) if isinstance(window, QDialog) else []
                found[state] = Sight(
                    tuple(faults(window)), tuple(cut_off(window)), tuple(beyond_tab)
                )
        finally:
            stage.close()
        yield found
    QAccessible.setActive(False)
    qapp.setFont(before)


def test_a_screen_reader_knows_everything_by_its_name(sights: dict[str, Sight]) -> None:
    assert {state: sight.faults for state, sight in sights.items() if sight.faults} == {}


def test_nothing_is_cut_off(sights: dict[str, Sight]) -> None:
    assert {state: sight.cut_off for state, sight in sights.items() if sight.cut_off} == {}


def test_tab_leads_everywhere_in_a_dialog(sights: dict[str, Sight]) -> None:
    assert {state: sight.unreached for state, sight in sights.items() if sight.unreached} == {}
