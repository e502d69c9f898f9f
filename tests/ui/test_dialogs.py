"""The dialogs: opening a task, and preferences with the key."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSlider,
)

from app.cli import Options
from tests.support.window import HEIGHT, LEFT, WIDTH, Stage, picture, png

TASK_ID = "0123456789abcdef01234567"


class Dialog:
    """A dialog of the window, found by its name, once an action has opened it if one is named."""

    def __init__(self, stage: Stage, action: str, name: str) -> None:
        QApplication.clipboard().clear()
        if action:
            stage.action(action).trigger()
        dialogs = stage.window.findChildren(QDialog, name)
        (self.widget,) = (dialog for dialog in dialogs if dialog.isVisible())
        self._stage = stage

    def edit(self, name: str) -> QLineEdit:
        edit = self.widget.findChild(QLineEdit, name)
        assert isinstance(edit, QLineEdit)
        return edit

    def texts(self) -> str:
        labels = self.widget.findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())

    def button(self, text: str) -> QPushButton:
        buttons = self.widget.findChildren(QPushButton)
        return next(b for b in buttons if b.text().replace("&", "") == text)

    @property
    def ok(self) -> QPushButton:
        box = self.widget.findChild(QDialogButtonBox)
        assert isinstance(box, QDialogButtonBox)
        return box.button(QDialogButtonBox.StandardButton.Ok)

    def press(self, button: QPushButton) -> None:
        QTest.mouseClick(button, LEFT)
        self._stage.activate()


def open_task_dialog(stage: Stage) -> Dialog:
    return Dialog(stage, "openTask", "openTaskDialog")


def preferences(stage: Stage) -> Dialog:
    return Dialog(stage, "preferences", "preferencesDialog")


# Open Task


def test_task_is_checked_while_it_is_typed(stage: Stage) -> None:
    stage.start()
    dialog = open_task_dialog(stage)
    edit, verdict = dialog.edit("taskEdit"), dialog.widget.findChild(QLabel, "taskVerdict")
    assert isinstance(verdict, QLabel)
    assert not dialog.button("Open").isEnabled()
    QTest.keyClicks(edit, "abc!")
    assert verdict.text() == "This is neither a task id nor a result's link."
    assert not dialog.button("Open").isEnabled()
    edit.clear()
    QTest.keyClicks(edit, TASK_ID)
    assert verdict.text() == "Looks like a task id."
    assert dialog.button("Open").isEnabled()
    edit.setText(f" https://any.host/task/image/{TASK_ID}?cache=100 ")
    assert verdict.text() == f"Task {TASK_ID}"
    assert dialog.button("Open").isEnabled()


def test_link_opens_its_task(stage: Stage) -> None:
    task_id = stage.server.add_task(png(picture()))
    stage.start()
    dialog = open_task_dialog(stage)
    dialog.edit("taskEdit").setText(f"{stage.server.url}/task/image/{task_id}?cache=100")
    QTest.keyClick(dialog.edit("taskEdit"), Qt.Key.Key_Return)
    stage.wait_for_picture((WIDTH, HEIGHT))


def test_copied_link_is_there_already(stage: Stage) -> None:
    stage.start()
    stage.action("openTask").trigger()
    (dialog,) = stage.window.findChildren(QDialog, "openTaskDialog")
    dialog.close()
    QApplication.clipboard().setText(f"https://any.host/task/image/{TASK_ID}?cache=100")
    stage.action("openTask").trigger()
    edits = stage.window.findChildren(QLineEdit, "taskEdit")
    assert TASK_ID in next(edit.text() for edit in edits if edit.isVisible())
    QApplication.clipboard().clear()


def test_tasks_that_were_opened_are_offered(stage: Stage) -> None:
    first = stage.open()
    second = stage.server.add_task(png(picture()))
    stage.drop_text(second)
    stage.wait(lambda: second in stage.window.windowTitle())
    listing = open_task_dialog(stage).widget.findChild(QListWidget, "recentTasks")
    assert isinstance(listing, QListWidget)
    assert [listing.item(row).text() for row in range(listing.count())] == [second, first]


# Preferences: the key


def files(stage: Stage) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in stage.data_dir.rglob("*") if p.is_file()}


@pytest.mark.parametrize("remember", [True, False])
def test_key_that_is_entered_is_used_and_is_in_no_file(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, remember: bool
) -> None:
    monkeypatch.delenv("GPTUNNEL_API_KEY")
    stage.start()
    dialog = preferences(stage)
    assert "No key is set." in dialog.texts()
    edit, check = dialog.edit("apiKeyEdit"), dialog.widget.findChild(QCheckBox, "rememberKeyCheck")
    assert isinstance(check, QCheckBox)
    assert edit.echoMode() == QLineEdit.EchoMode.Password
    edit.setText(f"  {stage.server.key}\n")
    check.setChecked(remember)
    dialog.press(dialog.ok)
    stage.wait(lambda: stage.label("balanceLabel") == "500 ₽")
    if remember:  # there is no key store here
        stage.wait_for_message("then it is forgotten")
    stage.drop_text(stage.server.add_task(png(picture())))
    stage.wait_for_picture()
    stage.do_some_work()
    stage.finish_job()
    assert "A key is set until the program ends." in preferences(stage).texts()
    stage.close()
    found = files(stage)
    assert len(found) > 5
    assert [name for name, data in found.items() if stage.server.key.encode() in data] == []


def test_key_can_be_forgotten(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GPTUNNEL_API_KEY")
    stage.start()
    way_in = stage.widget("enterKeyButton")
    stage.wait(way_in.isVisible)
    assert stage.label("accountLabel") == "no API key"
    QTest.mouseClick(way_in, LEFT)
    dialog = Dialog(stage, "", "preferencesDialog")
    dialog.edit("apiKeyEdit").setText(stage.server.key)
    dialog.widget.findChildren(QCheckBox, "rememberKeyCheck")[0].setChecked(False)
    dialog.press(dialog.ok)
    stage.wait(lambda: stage.label("balanceLabel") == "500 ₽")
    assert not way_in.isVisible()
    dialog = preferences(stage)
    dialog.press(dialog.button("Forget the key"))
    assert "The key is forgotten." in dialog.texts()
    dialog.press(dialog.ok)
    stage.wait(way_in.isVisible)
    assert stage.label("balanceLabel") == "—"
    stage.drop_text(stage.server.add_task(png(picture())))
    stage.wait_for_message("There is no usable API key.")


def test_key_of_the_environment_wins_and_says_so(stage: Stage) -> None:
    stage.start()
    dialog = preferences(stage)
    assert "GPTUNNEL_API_KEY" in dialog.texts()
    assert not dialog.button("Forget the key").isVisible()
    dialog.edit("apiKeyEdit").setText("another")
    dialog.press(dialog.ok)
    stage.drop_text(stage.server.add_task(png(picture())))
    stage.wait_for_picture()


@pytest.mark.parametrize(
    ("key", "sentence"),
    [("two words", "no spaces"), ("ключ", "only Latin letters"), ("k" * 2000, "too long")],
)
def test_what_cannot_be_a_key_is_refused(stage: Stage, key: str, sentence: str) -> None:
    stage.start()
    dialog = preferences(stage)
    dialog.edit("apiKeyEdit").setText(key)
    assert sentence in dialog.texts()
    assert not dialog.ok.isEnabled()


# Preferences: service and look


@pytest.mark.parametrize(
    "url",
    [
        "gptunnel.ru",
        "ftp://gptunnel.ru",
        "http://gptunnel.ru",
        "https://key@gptunnel.ru",
        "https://",
        "https://gptunnel.ru/?key=1",
        "nonsense here",
        "https://host:port",
        "https://[",
    ],
)
def test_bad_address_is_refused(stage: Stage, url: str) -> None:
    stage.start()
    dialog = preferences(stage)
    dialog.edit("apiUrlEdit").setText(url)
    assert "The address must begin with https://" in dialog.texts()
    assert not dialog.ok.isEnabled()
    dialog.edit("apiUrlEdit").setText("https://gptunnel.ru")
    assert dialog.ok.isEnabled()


def test_another_address_is_used_at_once_and_kept(stage: Stage) -> None:
    stage.start(Options())
    dialog = preferences(stage)
    dialog.edit("apiUrlEdit").setText(stage.server.url)
    dialog.press(dialog.ok)
    stage.wait(lambda: stage.label("balanceLabel") == "500 ₽")
    stage.close()
    stage.start(Options())
    stage.wait(lambda: stage.label("balanceLabel") == "500 ₽")


def choose(dialog: Dialog, value: str) -> None:
    boxes = dialog.widget.findChildren(QComboBox)
    (box,) = (box for box in boxes if box.findData(value) >= 0)
    box.setCurrentIndex(box.findData(value))


def brightness(stage: Stage) -> int:
    image = stage.window.grab().toImage()
    return image.pixelColor(image.width() - 10, image.height() // 2).lightness()


def test_dark_and_light_differ_and_are_kept(stage: Stage) -> None:
    seen = {}
    stage.start()
    for theme in ("light", "dark"):
        dialog = preferences(stage)
        choose(dialog, theme)
        dialog.press(dialog.ok)
        seen[theme] = brightness(stage)
    assert seen["dark"] < 80 < 200 < seen["light"]
    stage.close()
    assert json.loads((stage.data_dir / "settings.json").read_text())["theme"] == "dark"


def test_cancelling_preferences_changes_nothing(stage: Stage) -> None:
    stage.start()
    before = brightness(stage)
    dialog = preferences(stage)
    choose(dialog, "light")
    dialog.edit("apiKeyEdit").setText("something")
    dialog.press(dialog.button("Cancel"))
    assert brightness(stage) == before


# What is remembered


def test_window_brush_and_overlay_are_as_they_were_left(stage: Stage) -> None:
    stage.start()
    stage.window.setGeometry(2, 60, 880, 640)
    stage.set_brush(123)
    stage.find("overlayOpacitySlider", QSlider).setValue(70)
    stage.close()
    stage.open()
    window = stage.window
    # Up and down only: the screen that Qt makes up for tests is narrower than the window.
    assert (window.geometry().y(), window.height()) == (60, 640)
    assert stage.widget("brushSizeSpin").property("value") == 123
    assert stage.find("overlayOpacitySlider", QSlider).value() == 70
    stage.stroke((128, 96))
    stage.wait(lambda: float(stage.label("coverageLabel").split()[0]) > 20)


@pytest.mark.allow_log("brush_size")
def test_settings_that_are_damaged_are_said_to_be(stage: Stage) -> None:
    stage.data_dir.mkdir()
    (stage.data_dir / "settings.json").write_text('{"brush_size": "huge", "theme": "dark"}')
    stage.start()
    stage.wait_for_message("Some preferences could not be read; their defaults are in force.")
    assert stage.widget("brushSizeSpin").property("value") == 40
