"""The prompt goes to the service as it was typed, and what was typed isn't lost."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QWidget

from app.cli import Options
from tests.support.language import spoken
from tests.support.window import Stage, picture, png

PARAMETERS = 'a "red" door -- it\'s open... --ar 16:9 --v 6 ::2  --no text,  (c) 1/2 --raw'


@pytest.mark.parametrize("how", ["typed", "pasted"])
def test_parameters_reach_the_service_byte_for_byte(stage: Stage, how: str) -> None:
    stage.open()
    stage.stroke((60, 60), (140, 100))
    field = stage.find("promptEdit", QPlainTextEdit)
    if how == "typed":
        stage.type_prompt(PARAMETERS)
    else:
        mime = QMimeData()
        mime.setText(PARAMETERS)
        mime.setHtml(f"<b>{PARAMETERS}</b>")
        QApplication.clipboard().setMimeData(mime)
        field.setFocus()
        field.paste()
    stage.finish_job()
    (request,) = stage.paid()
    assert json.loads(request.body)["prompt"] == PARAMETERS
    assert json.dumps(PARAMETERS).encode() in request.body


def test_a_draft_stays_while_pictures_come_and_go(stage: Stage) -> None:
    stage.open()
    stage.type_prompt("a blue")
    stage.drop_text(stage.server.add_task(png(picture())))
    stage.wait(lambda: stage.server.task_ids[-1] in stage.window.windowTitle())
    assert stage.work[1] == "a blue"


def test_a_draft_outlives_the_program(stage: Stage) -> None:
    stage.open()
    stage.stroke((60, 60), (140, 100))
    stage.type_prompt("a red door")
    stage.finish_job()
    stage.find("promptEdit", QPlainTextEdit).selectAll()
    stage.type_prompt("a blue\nd")
    stage.action("previousPrompt").trigger()
    assert stage.work[1] == "a red door"
    stage.close()
    stage.start()
    assert stage.work[1] == "a blue\nd"
    stage.close()
    stage.start(Options(api_url=stage.server.url, prompt="a green door"))
    assert stage.work[1] == "a green door"


def test_what_was_submitted_is_no_draft_any_more(stage: Stage) -> None:
    stage.open()
    stage.do_some_work()
    stage.finish_job()
    stage.close()
    stage.start()
    assert stage.work[1] == ""
    stage.action("previousPrompt").trigger()
    assert stage.work[1] == "a blue door"


def test_a_long_prompt_is_counted(stage: Stage, qapp: QApplication) -> None:
    stage.start()
    field = stage.find("promptEdit", QPlainTextEdit)
    field.setPlainText("x" * 199)
    assert stage.label("promptLengthLabel") == ""
    stage.type_prompt("🙂")
    assert stage.label("promptLengthLabel") == "200 characters"
    field.setPlainText("y" * 20_000)
    with spoken(qapp, "ru"):
        assert (
            stage.label("promptLengthLabel").replace("\N{NO-BREAK SPACE}", " ")
            == "Символов: 20 000"
        )
    assert stage.message == ""


def test_russian_is_warned_of_with_the_first_letter(stage: Stage) -> None:
    stage.open()
    notes = stage.widget("preflightList")
    stage.type_prompt("a door --ar 16:9 ")
    assert not said(notes, "Russian")
    stage.type_prompt("с")
    assert said(notes, "The service may misread Russian. Midjourney understands English.")
    # It is a warning: the prompt is sent as it is.
    stage.stroke((60, 60), (140, 100))
    stage.finish_job()
    assert json.loads(stage.paid()[0].body)["prompt"] == "a door --ar 16:9 с"


def said(notes: QWidget, text: str) -> bool:
    labels = notes.findChildren(QLabel)
    return any(text in label.text() and label.isVisible() for label in labels)
