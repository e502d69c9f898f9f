"""Whatever is wrong with the system's key store: a sentence, and the key works all the same."""

from __future__ import annotations

from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringLocked
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QLineEdit

from tests.support.window import LEFT, Stage

SESSION_ONLY = "The key is used until the program ends, then it is forgotten."


class Refusing(KeyringBackend):
    """Raises whatever it is told to."""

    priority = 5.0
    error: BaseException

    def get_password(self, service: str, username: str) -> str | None:
        raise self.error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self.error

    def delete_password(self, service: str, username: str) -> None:
        raise self.error


class Plaintext(Refusing):
    """As a file that anybody can read."""

    priority = 0.5
    error = AssertionError("it must not be asked")


@pytest.fixture
def backend() -> Iterator[Refusing]:
    before = keyring.get_keyring()
    refusing = Refusing()  # type: ignore[no-untyped-call]  # keyring's own is not annotated
    keyring.set_keyring(refusing)
    yield refusing
    keyring.set_keyring(before)


def enter_key(stage: Stage) -> None:
    stage.action("preferences").trigger()
    dialogs = stage.window.findChildren(QDialog, "preferencesDialog")
    (dialog,) = (dialog for dialog in dialogs if dialog.isVisible())
    edit = dialog.findChild(QLineEdit, "apiKeyEdit")
    box = dialog.findChild(QDialogButtonBox)
    assert isinstance(edit, QLineEdit)
    assert isinstance(box, QDialogButtonBox)
    edit.setText(stage.server.key)
    QTest.mouseClick(box.button(QDialogButtonBox.StandardButton.Ok), LEFT)
    stage.activate()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (KeyringLocked("dismissed"), "The system's key store is locked."),
        (OSError("no bus"), "This system has no key store that can be reached."),
        (InitError("no collection"), "This system has no key store that can be reached."),
        (ValueError("its own trouble"), "The system's key store refused."),
        (SystemExit(1), "The system's key store refused."),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_a_key_that_cannot_be_kept_works_until_the_program_ends(
    stage: Stage,
    backend: Refusing,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    sentence: str,
) -> None:
    backend.error = error
    monkeypatch.delenv("GPTUNNEL_API_KEY")
    stage.start()
    enter_key(stage)
    stage.wait_for_message(f"{sentence} {SESSION_ONLY}")
    stage.wait(lambda: stage.label("balanceLabel") == "500 ₽")
    stage.close()
    log = (stage.data_dir / "logs" / "mask-painter.log").read_text(encoding="utf-8")
    assert "The key store's answer: Store" in log
    assert stage.server.key not in log


def test_a_key_is_not_given_to_whoever_would_show_it(
    stage: Stage, backend: Refusing, monkeypatch: pytest.MonkeyPatch
) -> None:
    plaintext = Plaintext()  # type: ignore[no-untyped-call]  # keyring's own is not annotated
    keyring.set_keyring(plaintext)
    monkeypatch.delenv("GPTUNNEL_API_KEY")
    stage.start()
    enter_key(stage)
    stage.wait_for_message("The only key store here would keep the key readable to others.")
    assert stage.message.endswith(SESSION_ONLY)


def test_a_locked_key_store_is_told_at_the_start(
    stage: Stage, backend: Refusing, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend.error = KeyringLocked("dismissed")
    monkeypatch.delenv("GPTUNNEL_API_KEY")
    stage.start()
    stage.wait_for_message("The system's key store is locked.")
    assert stage.message.endswith("A key entered in Preferences is used until the program ends.")
    assert [button.text() for button in stage.choices] == ["Preferences…"]


def test_where_there_is_no_key_store_nothing_is_missed_at_the_start(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GPTUNNEL_API_KEY")
    stage.start()
    log = stage.data_dir / "logs" / "mask-painter.log"
    stage.wait(lambda: "StoreUnavailable" in log.read_text(encoding="utf-8"))
    QApplication.processEvents()
    assert stage.message == ""
