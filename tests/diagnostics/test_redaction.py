from __future__ import annotations

import base64
import json
import logging
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path
from urllib.parse import quote

import pytest

from app.diagnostics.log import FILE_NAME, last_lines, start_log, stop_log
from app.diagnostics.redaction import MARK, Redactor

KEY = "shds-Abc/12'3+\"q\\9="


@pytest.fixture
def redact() -> Redactor:
    return Redactor(lambda: {KEY, "older-key", "abc", ""})


@pytest.fixture
def log(tmp_path: Path, redact: Redactor) -> Iterator[Path]:
    handler = start_log(tmp_path / "logs", redact)
    yield tmp_path / "logs" / FILE_NAME
    stop_log(handler)


@pytest.mark.parametrize("form", [str, repr, json.dumps, lambda key: quote(key, safe="")])
def test_the_key_is_found_in_whatever_form(redact: Redactor, form: object) -> None:
    assert callable(form)
    text = f"before {form(KEY)} after, {form('older-key')}"
    assert KEY not in redact(text)
    assert form(KEY).strip("'\"") not in redact(text)
    assert "older-key" not in redact(text)
    assert redact(text).startswith("before ")
    assert " after, " in redact(text)


def test_what_is_as_short_as_a_word_stays(redact: Redactor) -> None:
    assert redact("abc of the alphabet") == "abc of the alphabet"


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: someone-elses",
        "authorization: Bearer someone-elses",
        "{'Authorization': 'someone-elses', 'Accept': '*/*'}",
        "{\"Authorization\": b'someone-elses'}",
        "('Authorization', 'someone-elses')",
        "Proxy-Authorization: Basic someone-elses",
        "via http://me:someone-elses@proxy:3128/x",
        "via socks5://someone-elses@proxy",
    ],
)
def test_what_a_header_or_an_address_carries_is_secret(redact: Redactor, text: str) -> None:
    assert "someone-elses" not in redact(text)
    assert MARK in redact(text)


def test_ordinary_texts_stay_as_they_are(redact: Redactor) -> None:
    for text in (
        "GET https://gptunnel.ru/task/image/0123?cache=100",
        "mail a@b.ru, see http://127.0.0.1:8000/",
        "the service doesn't accept the authorization",
        "x" * 1000,
    ):
        assert redact(text) == text


@pytest.mark.allow_log("asked with")
def test_tracebacks_in_the_log_are_whole_but_for_the_key(log: Path) -> None:
    try:
        try:
            raise ValueError(f"header {KEY}")
        except ValueError as error:
            raise RuntimeError(f"could not send {KEY}") from error
    except RuntimeError:
        logging.getLogger("app.somewhere").exception("asked with %r", KEY)
    text = log.read_text(encoding="utf-8")
    assert "Abc/12" not in text
    assert f"RuntimeError: could not send {MARK}" in text
    assert f"ValueError: header {MARK}" in text
    assert "test_redaction.py" in text


def test_libraries_chatter_is_not_logged(log: Path) -> None:
    for name in ("urllib3.connectionpool", "requests", "keyring"):
        logging.getLogger(name).info("GET /v1/%s", KEY)
    logging.getLogger("app.somewhere").debug("also not")
    logging.getLogger("app.somewhere").info("but this")
    assert log.read_text(encoding="utf-8").count("\n") == 1


@pytest.mark.allow_log("long|broken")
def test_the_log_is_kept_small_and_never_complains(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(120):
        logging.getLogger("app.somewhere").warning("long %d %s", number, "y" * 100_000)
    files = list(log.parent.iterdir())
    assert len(files) == 4
    assert all(path.stat().st_size <= 1_000_000 for path in files)
    (handler,) = (h for h in logging.getLogger().handlers if isinstance(h, RotatingFileHandler))
    mistaken = logging.LogRecord("app", logging.INFO, __file__, 1, "%d of them", (KEY,), None)
    handler.handle(mistaken)
    # Not through a logger: whoever else listens may not be as hardened.
    handler.handle(
        logging.LogRecord("app", logging.WARNING, __file__, 1, "broken \udcff \0 name", (), None)
    )
    assert "broken" in last_lines(log.parent, 200)
    assert capsys.readouterr().err == ""


def test_without_a_folder_warnings_go_to_the_console(
    redact: Redactor, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = start_log(None, redact)
    logging.getLogger("app.somewhere").info("not this")
    handler.handle(logging.LogRecord("app", logging.WARNING, __file__, 1, "but %s", (KEY,), None))
    stop_log(handler)
    assert capsys.readouterr().err.endswith(f"WARNING app: but {MARK}\n")


def test_the_keys_base64_is_no_key_of_a_header(redact: Redactor) -> None:
    login = base64.b64encode(f"user:{KEY}".encode()).decode()
    assert login not in redact(f"Proxy-Authorization: Basic {login}")
