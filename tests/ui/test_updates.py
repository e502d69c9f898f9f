"""Updates: off until somebody agrees, asked about once, told in one line, and never in the way."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog

from app import __version__
from app.api.updates import ADDRESS, UpdateCheck
from app.cli import Options
from tests.support.certificates import server_context, trusting_context
from tests.support.language import spoken
from tests.support.patience import PATIENCE
from tests.support.raw_server import Connection, RawServer, Script, answer, silent
from tests.support.window import Stage

PAGE = "https://example.org/mask-painter"
NEWER, SAME = "99.1.0", __version__
QUESTION = "Check for updates once a day?"
NEWS = f"Version {NEWER} is out. You have {__version__}."


def file(version: str = NEWER) -> Script:
    return answer(200, {"version": version, "page": PAGE})


class Publisher:
    """Puts files where the program looks for them; `stage` is one whose waits are short."""

    def __init__(self, stage: Stage, patch: pytest.MonkeyPatch) -> None:
        self.stage = stage
        self._patch = patch
        self._server: RawServer | None = None
        patch.setattr("app.ui.help_desk._SETTLED_MS", 10)
        patch.setattr("app.ui.updates._ROUND_MS", 10)
        patch.setattr("app.ui.updates.UpdateCheck", partial(UpdateCheck, tls=trusting_context()))

    def publish(self, *scripts: Script) -> RawServer:
        """What is answered, from the first question on."""
        self.end()
        self._server = RawServer(*scripts, tls=server_context("localhost")).__enter__()
        address = f"{self._server.origin}/version.json"
        self._patch.setattr("app.api.updates.ADDRESS", address)
        return self._server

    def end(self) -> None:
        if self._server is not None:
            self._server.__exit__(None, None, None)
            self._server = None

    def settle(self, **settings: object) -> None:
        """Begin as somebody who has used the program before, with these settings."""
        self.stage.data_dir.mkdir(exist_ok=True)
        known = {"window_geometry": "AAAA", **settings}
        (self.stage.data_dir / "settings.json").write_text(json.dumps(known))


@pytest.fixture
def publisher(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    ready = Publisher(stage, monkeypatch)
    yield ready
    stage.close()
    ready.end()


class Browser(QObject):
    """Opened in the place of the system's."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.pages.append(url.toString())


@pytest.fixture
def browser(qapp: QApplication) -> Iterator[Browser]:
    found = Browser()
    # Qt's binding takes a str, whatever its stubs say.
    QDesktopServices.setUrlHandler("https", found, "open")  # type: ignore[arg-type]
    yield found
    QDesktopServices.unsetUrlHandler("https")


def kept(stage: Stage) -> dict[str, object]:
    path = stage.data_dir / "settings.json"
    found = json.loads(path.read_text()) if path.exists() else {}
    return {name: value for name, value in found.items() if name.startswith("updates")}


def is_kept(stage: Stage, updates: str) -> bool:
    return kept(stage).get("updates", "") == updates


def has_more_than(server: RawServer, requests: int) -> bool:
    return len(server.requests) > requests


def check_box(stage: Stage) -> QCheckBox:
    """Open the preferences at their last page."""
    stage.action("preferences").trigger()
    return stage.find("updatesCheck", QCheckBox)


def finish_a_job(stage: Stage) -> None:
    stage.stroke((60, 60), (140, 100))
    stage.type_prompt("a blue door")
    stage.finish_job()


def rounds(stage: Stage) -> None:
    """Let the program look around a few times."""
    stage.wait(lambda: stage.window.findChildren(QTimer, "updatesRound"))
    seen = QSignalSpy(stage.find("updatesRound", QTimer).timeout)
    stage.wait(lambda: seen.count() >= 5)


def wait_for_log(stage: Stage, text: str) -> None:
    log = stage.data_dir / "logs" / "mask-painter.log"
    stage.wait(lambda: log.exists() and text in log.read_text(encoding="utf-8"))


# By hand


def test_by_hand_a_newer_version_is_told_and_its_page_opens(
    publisher: Publisher, browser: Browser
) -> None:
    stage = publisher.stage
    server = publisher.publish(file())
    publisher.settle(updates_skipped=NEWER)
    stage.start()
    stage.action("checkForUpdates").trigger()
    assert stage.wait_for_message("is out") == NEWS
    assert [button.text() for button in stage.choices] == ["Open its page", "Don't remind me of it"]
    stage.choose("Open its page")
    stage.wait(lambda: browser.pages == [PAGE])
    assert (stage.message, len(server.requests)) == ("", 1)


def test_by_hand_the_newest_version_is_said_to_be(publisher: Publisher) -> None:
    publisher.publish(file(SAME))
    publisher.stage.start()
    publisher.stage.action("checkForUpdates").trigger()
    publisher.stage.wait_for_message(f"You have the newest version, {__version__}.")


@pytest.mark.allow_log("The newest version isn't known")
def test_by_hand_a_failure_is_told_and_can_be_tried_again(publisher: Publisher) -> None:
    stage = publisher.stage
    publisher.publish(answer(200, b"<html>"), lambda connection: connection.reset(), file(SAME))
    stage.start()
    stage.action("checkForUpdates").trigger()
    stage.wait_for_message("localhost gives no answer that makes sense")
    stage.choose("Check again")
    stage.wait_for_message("localhost can't be reached")
    stage.choose("Check again")
    stage.wait_for_message("You have the newest version")


def test_window_closes_at_once_while_an_answer_is_waited_for(publisher: Publisher) -> None:
    server = publisher.publish(silent)
    publisher.stage.start()
    publisher.stage.action("checkForUpdates").trigger()
    publisher.stage.wait(server.asked.is_set)
    publisher.stage.close()
    assert server.left.wait(PATIENCE)


def test_without_an_address_it_says_so_and_nothing_is_offered(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = publisher.stage
    monkeypatch.setattr("app.api.updates.ADDRESS", "")
    publisher.settle(updates="on")
    stage.start()
    stage.action("checkForUpdates").trigger()
    stage.wait_for_message("This copy doesn't know where new versions are published")
    box = check_box(stage)
    assert (box.isChecked(), box.isEnabled()) == (True, False)


def test_address_that_is_set_is_a_safe_one() -> None:
    assert not ADDRESS or ADDRESS.startswith("https://")


# Once a day


def test_once_a_day_it_asks_by_itself_and_tells_of_a_newer_version(publisher: Publisher) -> None:
    stage = publisher.stage
    server = publisher.publish(file())
    publisher.settle(updates="on", updates_asked_at=int(time.time()) - 90_000)
    stage.start()
    assert stage.wait_for_message("is out") == NEWS
    stage.choose_close()
    rounds(stage)
    stage.close()
    stage.start()
    rounds(stage)
    assert (stage.message, len(server.requests)) == ("", 1)


def test_version_that_is_not_wanted_is_not_told_again(publisher: Publisher) -> None:
    stage = publisher.stage
    server = publisher.publish(file(), file(), file("99.2.0"))
    for told in (NEWER, "", "99.2.0"):
        asked = len(server.requests)
        publisher.settle(**{**kept(stage), "updates": "on", "updates_asked_at": 0})
        stage.start()
        if told:
            stage.wait_for_message(told)
            stage.choose("Don't remind me of it")
        stage.wait(partial(has_more_than, server, asked))
        stage.wait_until_at_rest()
        rounds(stage)
        assert stage.message == ""
        stage.close()


@pytest.mark.parametrize("settings", [{}, {"updates": "off"}])
def test_nobody_is_asked_who_has_not_agreed(
    publisher: Publisher, settings: dict[str, object]
) -> None:
    server = publisher.publish(file())
    publisher.settle(**settings)
    publisher.stage.start()
    rounds(publisher.stage)
    assert server.connection_count == 0


def test_the_sandbox_uses_no_network(publisher: Publisher) -> None:
    server = publisher.publish(file())
    publisher.settle(updates="on")
    publisher.stage.start(Options(sandbox=True))
    rounds(publisher.stage)
    assert server.connection_count == 0


@pytest.mark.allow_log("The newest version isn't known")
@pytest.mark.parametrize(
    ("script", "logged"),
    [
        (answer(500), "isn't known: The service reported a fault"),
        (answer(200, {"version": "2"}), "isn't known: The service's answer could not"),
        (file(SAME), f"The newest version is {SAME}"),
    ],
)
def test_whatever_else_comes_of_it_is_for_the_log(
    publisher: Publisher, script: Script, logged: str
) -> None:
    stage = publisher.stage
    server = publisher.publish(script)
    publisher.settle(updates="on")
    stage.start()
    wait_for_log(stage, logged)
    rounds(stage)
    assert (stage.message, len(server.requests)) == ("", 1)


def test_news_wait_until_nobody_is_disturbed(publisher: Publisher) -> None:
    stage = publisher.stage
    disturbed = threading.Event()

    def answer_then(connection: Connection) -> None:
        assert disturbed.wait(PATIENCE)
        file()(connection)

    publisher.publish(answer_then)
    publisher.settle(updates="on")
    stage.start()
    stage.drop_text("nothing that could be opened")
    before = stage.wait_for_message("There is no picture")
    disturbed.set()
    wait_for_log(stage, f"The newest version is {NEWER}")
    rounds(stage)
    assert stage.message == before
    stage.choose_close()
    stage.wait_for_message("is out")


# The question


def test_once_a_job_went_well_it_is_asked_whether_and_then_never_again(
    publisher: Publisher,
) -> None:
    stage = publisher.stage
    server = publisher.publish(file(SAME))
    publisher.settle()
    stage.open()
    rounds(stage)
    assert stage.message == ""
    finish_a_job(stage)
    assert stage.wait_for_message(QUESTION)
    stage.choose("Check once a day")
    stage.wait(lambda: server.requests)
    assert check_box(stage).isChecked()
    stage.close()
    assert is_kept(stage, "on")
    stage.open()
    finish_a_job(stage)
    rounds(stage)
    assert stage.message == ""


@pytest.mark.parametrize("way", ["answered", "displaced"])
def test_whoever_does_not_agree_is_left_alone(publisher: Publisher, way: str) -> None:
    stage = publisher.stage
    server = publisher.publish(file())
    publisher.settle()
    stage.open()
    finish_a_job(stage)
    stage.wait_for_message(QUESTION)
    if way == "answered":
        stage.choose("Don't check")
    else:
        stage.drop_text("nothing that could be opened")
        stage.choose_close()
        finish_a_job(stage)
    rounds(stage)
    assert (stage.message, server.connection_count) == ("", 0)
    stage.close()
    assert is_kept(stage, "off")


def test_newcomer_is_not_asked(publisher: Publisher) -> None:
    stage = publisher.stage
    publisher.publish(file())
    stage.open()
    finish_a_job(stage)
    rounds(stage)
    assert stage.message == ""
    stage.close()
    assert is_kept(stage, "")


def test_preferences_turn_it_on_and_leave_an_open_question_open(publisher: Publisher) -> None:
    stage = publisher.stage
    server = publisher.publish(file())
    publisher.settle()
    stage.start()
    for wanted in ("", "on", "off"):
        box = check_box(stage)
        box.setChecked(wanted == "on")
        dialog = box.window()
        assert isinstance(dialog, QDialog)
        dialog.accept()
        stage.wait(lambda: not stage.window.findChildren(QDialog))
        stage.activate()
        stage.wait(partial(is_kept, stage, wanted))
        if wanted == "on":
            stage.wait(lambda: server.requests)


def test_news_change_with_the_language(publisher: Publisher, qapp: QApplication) -> None:
    stage = publisher.stage
    publisher.publish(file())
    with spoken(qapp, "en"):
        stage.start()
        stage.action("checkForUpdates").trigger()
        assert stage.wait_for_message(NEWER) == NEWS
        with spoken(qapp, "ru"):
            assert stage.message == f"Вышла версия {NEWER}. У вас {__version__}."
            buttons = [button.text() for button in stage.choices]
            assert buttons == ["Открыть страницу", "Не напоминать об этой версии"]
