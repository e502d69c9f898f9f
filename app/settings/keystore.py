"""The operating system's key store, through keyring: whatever it does, the caller gets an
answer in time.

A key store may be absent, locked, in want of a password that the user has to type, or may
never answer at all. So each call runs in a daemon thread, one at a time, and its caller
waits for a bounded time; the outcome is a value, never an exception.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_SERVICE = "mask-painter"
_USER = "gptunnel"

# A bundle has no package metadata for keyring to find its backends by. First that works.
FROZEN_BACKENDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "win32": ("keyring.backends.Windows.WinVaultKeyring",),
        "darwin": ("keyring.backends.macOS.Keyring",),
        "linux": (
            "keyring.backends.SecretService.Keyring",
            "keyring.backends.kwallet.DBusKeyring",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class StoreDone:
    """The key store did what it was asked."""

    found: bool = True  # False: it was read, and holds no key


@dataclass(frozen=True, slots=True)
class StoreProblem:
    """The key store did not do it: the key is for this session only."""

    detail: str  # plain English, for the log; the key is never in it


class StoreUnavailable(StoreProblem):
    """There is no key store, or it can't be reached."""

    __slots__ = ()


class StoreInsecure(StoreUnavailable):
    """All there is would write the key to a file that others can read."""

    __slots__ = ()


class StoreLocked(StoreProblem):
    """It is locked, and was not unlocked."""

    __slots__ = ()


class StoreTimedOut(StoreProblem):
    """It gave no answer in time; what it was asked may still happen."""

    __slots__ = ()


class StoreClosed(StoreProblem):
    """The program is closing and no longer waits."""

    __slots__ = ()


class StoreFailed(StoreProblem):
    """It refused, or broke in a way that none of the others describes."""

    __slots__ = ()


StoreOutcome = StoreDone | StoreProblem


class KeyStore:
    """One secret in the OS key store. Every method may be called from any thread but the
    GUI's, and takes its timeout at most.

    ``landed`` is called with the key that the store holds, None for none, as soon as the
    store has done it: from another thread, before the waiting call returns, and also when
    nobody waits any longer. It is not called when the store did not do it.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._busy = False
        self._closed = False

    def read(self, landed: Callable[[str | None], None], timeout: float) -> StoreOutcome:
        """Ask for the key; ``landed`` gets it, or None when there is none."""

        def work(backend: KeyringBackend) -> StoreOutcome:
            key = backend.get_password(_SERVICE, _USER)
            landed(key)
            return StoreDone(found=bool(key))

        return self._run(work, timeout)

    def write(self, key: str, landed: Callable[[str | None], None], timeout: float) -> StoreOutcome:
        """Keep this key."""

        def work(backend: KeyringBackend) -> StoreOutcome:
            backend.set_password(_SERVICE, _USER, key)
            landed(key)
            return StoreDone()

        return self._run(work, timeout, secret=key)

    def delete(self, timeout: float) -> StoreOutcome:
        """Keep no key; done, too, when there was none."""

        def work(backend: KeyringBackend) -> StoreOutcome:
            # Backends raise for a secret that isn't there, each in its own way.
            found = backend.get_password(_SERVICE, _USER) is not None
            if found:
                backend.delete_password(_SERVICE, _USER)
            return StoreDone(found)

        return self._run(work, timeout)

    def close(self) -> None:
        """Let every waiting call return now, and every later one at once."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()

    def _run(
        self, work: Callable[[KeyringBackend], StoreOutcome], timeout: float, secret: str = ""
    ) -> StoreOutcome:
        answer: list[StoreOutcome] = []

        def call() -> None:
            outcome = _guarded(work, secret)
            with self._condition:
                answer.append(outcome)
                self._busy = False
                self._condition.notify_all()

        deadline = time.monotonic() + timeout
        with self._condition:
            # A call that hangs must not be overtaken: it might undo the later one.
            self._condition.wait_for(lambda: not self._busy or self._closed, timeout)
            if self._busy or self._closed:
                return self._silence("The key store is still busy with an earlier request.")
            self._busy = True
            threading.Thread(target=call, name="key-store", daemon=True).start()
            left = deadline - time.monotonic()
            self._condition.wait_for(lambda: bool(answer) or self._closed, left)
            if answer:
                return answer[0]
            return self._silence(f"The key store gave no answer in {timeout:g} s.")

    def _silence(self, detail: str) -> StoreProblem:
        return StoreClosed("The program is closing.") if self._closed else StoreTimedOut(detail)


def _guarded(work: Callable[[KeyringBackend], StoreOutcome], secret: str) -> StoreOutcome:
    try:
        backend = _backend()
        if isinstance(backend, StoreProblem):
            return backend
        return work(backend)
    # Backends raise what D-Bus, ctypes and other people's code raise, and code in Rust panics,
    # which is no Exception. All of it means that the key can't be kept, none of it may end the
    # program.
    except BaseException as error:  # noqa: BLE001
        return _problem(error, secret)


def _backend() -> KeyringBackend | StoreUnavailable:
    """The key store to use, or why there is none that may be. Slow, may block, may raise."""
    if _is_out_of_reach():
        return StoreUnavailable("There is no session bus to reach a key store by.")
    import keyring  # slow (D-Bus, entry points), so not before it is needed
    from keyring.backends.chainer import ChainerBackend

    backend = _frozen_backend() if getattr(sys, "frozen", False) else keyring.get_keyring()
    # A chain would go on to its next link, secure or not, when the first one refuses.
    if isinstance(backend, ChainerBackend):
        backend = next(iter(backend.backends), backend)
    return _refusal(backend) or backend


def _is_out_of_reach() -> bool:
    """Whether that can be told without keyring, which takes 16 MB: on Linux all that keyring comes
    with is behind the session bus. Whoever chose another backend has done so in one of its ways.
    """
    if sys.platform != "linux" or os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return False
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    chosen = (
        "keyring" in sys.modules
        or "PYTHON_KEYRING_BACKEND" in os.environ
        or (folder / "python_keyring" / "keyringrc.cfg").exists()
    )
    return not chosen


def _frozen_backend() -> KeyringBackend:
    """The platform's key store, by name. Raises NoKeyringError."""
    from keyring.core import load_keyring
    from keyring.errors import NoKeyringError

    reasons: list[str] = []
    for name in FROZEN_BACKENDS.get(sys.platform, FROZEN_BACKENDS["linux"]):
        try:
            return load_keyring(name)
        # RuntimeError says that it isn't viable here; anything else means the same.
        except Exception as error:  # noqa: BLE001
            reasons.append(f"{name}: {error}")
    raise NoKeyringError("; ".join(reasons))


def _refusal(backend: KeyringBackend) -> StoreUnavailable | None:
    """Why a key must not be given to this backend; None when it may be."""
    from keyring.backends import fail, null

    if isinstance(backend, (fail.Keyring, null.Keyring)):
        return StoreUnavailable("There is no key store on this system.")
    kind = type(backend)
    name = f"{kind.__module__}.{kind.__qualname__}"
    # keyring itself recommends none of priority below 1.
    if name.startswith("keyrings.alt.") or backend.priority < 1:
        return StoreInsecure(f"The key store {name} does not protect what it keeps.")
    return None


def _problem(error: BaseException, secret: str) -> StoreProblem:
    name = type(error).__name__
    text = f"{name}: {error}"
    detail = text.replace(secret, "…") if secret else text
    if isinstance(error, (ImportError, OSError)):
        return StoreUnavailable(detail)
    from keyring.errors import InitError, KeyringLocked, NoKeyringError

    # The names are SecretStorage's, which keyring lets through; only Linux has it.
    if isinstance(error, KeyringLocked) or name in {"LockedException", "PromptDismissedException"}:
        return StoreLocked(detail)
    absent = isinstance(error, (InitError, NoKeyringError))
    # A bare RuntimeError is how keyring says that a backend is not viable here.
    if absent or type(error) is RuntimeError or name == "SecretServiceNotAvailableException":
        return StoreUnavailable(detail)
    return StoreFailed(detail)
