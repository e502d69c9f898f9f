from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from types import ModuleType

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.backends.chainer import ChainerBackend
from keyring.errors import InitError, KeyringLocked, NoKeyringError, PasswordDeleteError

from app.settings.keys import ApiKey, InvalidKey, KeyProblem, KeySource
from app.settings.keystore import (
    FROZEN_BACKENDS,
    StoreClosed,
    StoreDone,
    StoreFailed,
    StoreInsecure,
    StoreLocked,
    StoreProblem,
    StoreTimedOut,
    StoreUnavailable,
)
from app.settings.secrets import Secrets

KEY = "shds-Abc123"
PLACE = ("mask-painter", "gptunnel")
SOON = 10.0  # seconds; far more than is needed


class MemoryKeyring(KeyringBackend):
    """A key store that works; `before` runs in front of each call."""

    priority = 5.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring's own is not annotated
        self.kept: dict[tuple[str, str], str] = {}
        self.before: Callable[[], None] = lambda: None
        self.threads: set[threading.Thread] = set()

    def get_password(self, service: str, username: str) -> str | None:
        self._enter()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._enter()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._enter()
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("No such password!")

    def _enter(self) -> None:
        self.threads.add(threading.current_thread())
        self.before()


class PlaintextKeyring(MemoryKeyring):
    """As keyrings.alt's: it works, but its priority says that it isn't recommended."""

    priority = 0.5


class Hang:
    """Blocks the key store until it is released."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.released = threading.Event()

    def __call__(self) -> None:
        self.entered.set()
        assert self.released.wait(60)


@pytest.fixture
def backend() -> Iterator[MemoryKeyring]:
    before = keyring.get_keyring()
    memory = MemoryKeyring()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)


@pytest.fixture
def hang(backend: MemoryKeyring) -> Iterator[Hang]:
    hang = Hang()
    backend.before = hang
    yield hang
    hang.released.set()
    for thread in backend.threads:
        thread.join(SOON)


@pytest.fixture
def secrets(backend: MemoryKeyring) -> Secrets:
    return Secrets({})


def settle(backend: MemoryKeyring, hang: Hang) -> None:
    hang.released.set()
    for thread in list(backend.threads):
        thread.join(SOON)


def test_a_stored_key_is_there_after_a_restart(backend: MemoryKeyring, secrets: Secrets) -> None:
    assert secrets.store(f'Bearer "{KEY}"\n') == StoreDone()
    assert secrets.current() == ApiKey(KEY, KeySource.KEY_STORE)
    assert backend.kept == {PLACE: KEY}
    again = Secrets({})
    assert again.current().source is KeySource.NONE
    assert again.load_stored() == StoreDone()
    assert again.current() == ApiKey(KEY, KeySource.KEY_STORE)


def test_an_empty_key_store_is_no_problem(secrets: Secrets) -> None:
    assert secrets.load_stored() == StoreDone(found=False)
    assert secrets.current() == ApiKey("", KeySource.NONE)
    assert secrets.forget() == StoreDone(found=False)


def test_a_forgotten_key_is_gone_everywhere(backend: MemoryKeyring, secrets: Secrets) -> None:
    secrets.store(KEY)
    assert secrets.forget() == StoreDone()
    assert secrets.current().source is KeySource.NONE
    assert backend.kept == {}


def test_the_environment_wins_and_is_never_stored(backend: MemoryKeyring) -> None:
    secrets = Secrets({"GPTUNNEL_API_KEY": f" {KEY}\n"})
    backend.kept[PLACE] = "stored"
    secrets.load_stored()
    secrets.use_for_session("typed")
    assert secrets.current() == ApiKey(KEY, KeySource.ENVIRONMENT)
    assert secrets.current().problem is None
    secrets.forget()
    assert secrets.current().source is KeySource.ENVIRONMENT
    assert KEY not in backend.kept.values()


def test_a_blank_variable_counts_as_none_and_a_broken_one_is_told() -> None:
    assert Secrets({"GPTUNNEL_API_KEY": " "}).current().source is KeySource.NONE
    broken = Secrets({"GPTUNNEL_API_KEY": "ключ"}).current()
    assert (broken.source, broken.problem) == (KeySource.ENVIRONMENT, KeyProblem.NOT_ASCII)


def test_a_key_for_this_session_replaces_the_stored_one_in_memory_alone(
    backend: MemoryKeyring, secrets: Secrets
) -> None:
    backend.kept[PLACE] = "stored"
    secrets.load_stored()
    secrets.use_for_session(KEY)
    assert secrets.current() == ApiKey(KEY, KeySource.SESSION)
    assert backend.kept[PLACE] == "stored"


@pytest.mark.parametrize("take", [Secrets.use_for_session, Secrets.store])
def test_what_cannot_be_a_key_changes_nothing(
    backend: MemoryKeyring, secrets: Secrets, take: Callable[[Secrets, str], object]
) -> None:
    secrets.use_for_session(KEY)
    with pytest.raises(InvalidKey):
        take(secrets, "two words")
    assert secrets.current() == ApiKey(KEY, KeySource.SESSION)
    assert backend.kept == {}


def test_what_someone_else_stored_there_is_not_sent(
    backend: MemoryKeyring, secrets: Secrets
) -> None:
    backend.kept[PLACE] = "not a key\n"
    secrets.load_stored()
    assert secrets.current().source is KeySource.NONE


class LockedException(Exception):
    pass


class PanicException(BaseException):
    """As code in Rust raises it (pyo3), of which `cryptography` is made."""


@pytest.mark.parametrize(
    ("raised", "problem"),
    [
        (InitError("no collection"), StoreUnavailable),
        (NoKeyringError("none"), StoreUnavailable),
        (RuntimeError("not viable"), StoreUnavailable),
        (ConnectionRefusedError("D-Bus"), StoreUnavailable),
        (ImportError("jeepney"), StoreUnavailable),
        (KeyringLocked("dismissed"), StoreLocked),
        (LockedException("dismissed"), StoreLocked),
        (ValueError(f"cannot encode {KEY}"), StoreFailed),
        (PanicException(f"no _cffi_backend for {KEY}"), StoreFailed),
        (SystemExit(1), StoreFailed),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else type(value).__name__,
)
def test_whatever_the_key_store_raises_the_key_works_for_this_session(
    backend: MemoryKeyring, secrets: Secrets, raised: BaseException, problem: type[StoreProblem]
) -> None:
    def refuse() -> None:
        raise raised

    backend.before = refuse
    outcome = secrets.store(KEY)
    assert type(outcome) is problem
    assert secrets.current() == ApiKey(KEY, KeySource.SESSION)
    assert KEY not in repr(outcome)
    assert type(secrets.load_stored()) is problem
    assert secrets.current() == ApiKey(KEY, KeySource.SESSION)
    assert type(secrets.forget()) is problem
    assert secrets.current().source is KeySource.NONE


@pytest.mark.parametrize(
    ("kind", "problem"),
    [
        (fail.Keyring, StoreUnavailable),
        (null.Keyring, StoreUnavailable),
        (PlaintextKeyring, StoreInsecure),
    ],
)
def test_no_key_goes_where_it_would_be_lost_or_readable(
    backend: MemoryKeyring,
    secrets: Secrets,
    kind: type[KeyringBackend],
    problem: type[StoreProblem],
) -> None:
    refused = kind()
    keyring.set_keyring(refused)
    assert type(secrets.store(KEY)) is problem
    assert type(secrets.load_stored()) is problem
    assert secrets.current().source is KeySource.SESSION
    assert not getattr(refused, "kept", None)


def test_keyrings_alt_is_refused_whatever_priority_it_claims(
    backend: MemoryKeyring, secrets: Secrets
) -> None:
    module = ModuleType("keyrings.alt.file")
    kind = type("PlaintextKeyring", (MemoryKeyring,), {"__module__": module.__name__})
    keyring.set_keyring(kind())
    assert type(secrets.store(KEY)) is StoreInsecure


@pytest.mark.parametrize("secure_first", [True, False])
def test_of_a_chain_only_a_secure_first_link_is_used(
    backend: MemoryKeyring, secrets: Secrets, secure_first: bool
) -> None:
    plaintext = PlaintextKeyring()
    links = [backend, plaintext] if secure_first else [plaintext, backend]
    keyring.set_keyring(type("Chain", (ChainerBackend,), {"backends": links, "priority": 10})())
    outcome = secrets.store(KEY)
    assert type(outcome) is (StoreDone if secure_first else StoreInsecure)
    assert plaintext.kept == {}
    assert backend.kept == ({PLACE: KEY} if secure_first else {})


def test_a_hanging_key_store_costs_the_timeout_and_a_late_answer_counts(
    backend: MemoryKeyring, secrets: Secrets, hang: Hang
) -> None:
    backend.kept[PLACE] = KEY
    assert type(secrets.load_stored(timeout=0.05)) is StoreTimedOut
    assert secrets.current().source is KeySource.NONE
    settle(backend, hang)  # the user has typed the password into the system's prompt
    assert secrets.current() == ApiKey(KEY, KeySource.KEY_STORE)


def test_a_late_answer_does_not_undo_what_was_entered_since(
    backend: MemoryKeyring, secrets: Secrets, hang: Hang
) -> None:
    backend.kept[PLACE] = "stored"
    secrets.load_stored(timeout=0.05)
    secrets.use_for_session(KEY)
    settle(backend, hang)
    assert secrets.current() == ApiKey(KEY, KeySource.SESSION)


def test_a_call_never_overtakes_one_that_hangs(
    backend: MemoryKeyring, secrets: Secrets, hang: Hang
) -> None:
    assert type(secrets.store("first", timeout=0.05)) is StoreTimedOut
    assert type(secrets.store("second", timeout=0.05)) is StoreTimedOut
    assert len(backend.threads) == 1
    settle(backend, hang)
    assert backend.kept == {PLACE: "first"}
    assert secrets.current() == ApiKey("second", KeySource.SESSION)
    assert secrets.store("second") == StoreDone()
    assert backend.kept == {PLACE: "second"}


def test_a_call_waits_for_the_one_before_it(
    backend: MemoryKeyring, secrets: Secrets, hang: Hang
) -> None:
    assert type(secrets.store("first", timeout=0.05)) is StoreTimedOut
    later = threading.Timer(0.05, hang.released.set)
    later.start()
    assert secrets.store("second", timeout=SOON) == StoreDone()
    assert backend.kept == {PLACE: "second"}
    later.join(SOON)


def test_closing_ends_the_wait_at_once(secrets: Secrets, hang: Hang) -> None:
    outcomes: list[object] = []
    waiting = threading.Thread(target=lambda: outcomes.append(secrets.load_stored(timeout=60)))
    waiting.start()
    assert hang.entered.wait(SOON)
    secrets.close()
    waiting.join(SOON)
    assert [type(outcome) for outcome in outcomes] == [StoreClosed]
    assert type(secrets.store(KEY)) is StoreClosed


def test_the_key_store_is_never_called_in_the_callers_thread(
    backend: MemoryKeyring, secrets: Secrets
) -> None:
    secrets.store(KEY)
    secrets.load_stored()
    secrets.forget()
    assert threading.current_thread() not in backend.threads
    assert all(thread.daemon for thread in backend.threads)


def test_the_key_shows_nowhere(
    backend: MemoryKeyring, secrets: Secrets, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shown = [repr(secrets.store(KEY)), repr(secrets), str(secrets), repr(secrets.current())]
    assert KEY not in " ".join([*shown, caplog.text])


def test_every_key_of_this_run_is_known_to_whoever_takes_them_out(
    backend: MemoryKeyring,
) -> None:
    environ = {"GPTUNNEL_API_KEY": ' Bearer "environment" '}
    secrets = Secrets(environ)
    backend.kept[PLACE] = "stored\nbadly"
    secrets.load_stored()
    secrets.use_for_session("typed")
    secrets.store("kept")
    secrets.forget()
    assert {"environment", "stored\nbadly", "typed", "kept"} <= secrets.seen()
    assert "" not in secrets.seen()


def test_a_bundle_names_its_backends_itself_and_each_can_be_imported(
    backend: MemoryKeyring, secrets: Secrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    from keyring.core import _load_keyring_class

    for names in FROZEN_BACKENDS.values():
        for name in names:
            assert issubclass(_load_keyring_class(name), KeyringBackend)
    backend.kept[PLACE] = KEY
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    if sys.platform != "linux":
        return  # it would read the real key store of whoever runs this
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    outcome = secrets.load_stored()
    # What keyring would have found is not asked.
    assert type(outcome) is StoreUnavailable
    assert "SecretService" in outcome.detail
    assert backend.threads == set()


def test_keyring_is_imported_only_when_the_key_store_is_needed() -> None:
    code = """
import sys
from app.settings.secrets import Secrets
secrets = Secrets({"GPTUNNEL_API_KEY": "abc"})
assert secrets.current().value == "abc"
assert "keyring" not in sys.modules
sys.modules["keyring"] = None  # as if it were not installed
print(type(secrets.load_stored()).__name__)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=180)
    assert (run.stdout.strip(), run.stderr) == ("StoreUnavailable", "")
