"""The API key's whereabouts: environment, OS key store, this session's memory."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping

from app.settings.keys import NO_KEY, ApiKey, KeySource, clean_key, key_problem, valid_key
from app.settings.keystore import KeyStore, StoreOutcome

VARIABLE = "GPTUNNEL_API_KEY"


class Secrets:
    """Knows the key in use; every method may be called from any thread.

    A key in the environment wins over all others and is never stored. Below it, the key
    store's key holds once it has been read, until the user enters another one. `current`,
    `use_for_session` and `close` never wait; the others take up to their timeout (seconds),
    so they don't belong in the GUI thread. An unlock prompt of the system's may outlast the
    timeout: an answer that comes later still takes effect, unless the user has said
    something newer by then.
    """

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._environ = environ
        self._store = KeyStore()
        self._lock = threading.Lock()
        self._known = NO_KEY
        self._seen: set[str] = set()
        self._intent = 0  # counts what the user asked for, so that late answers can tell

    def __repr__(self) -> str:
        return f"Secrets({self.current()!r})"

    def current(self) -> ApiKey:
        """The key to use now, or `NO_KEY`."""
        value = clean_key(self._environ.get(VARIABLE, ""))
        return ApiKey(value, KeySource.ENVIRONMENT) if value else self._known

    def seen(self) -> frozenset[str]:
        """Every key that was ever met in this run, usable or not: what no text may show."""
        environment = self._environ.get(VARIABLE, "")
        with self._lock:
            return frozenset({environment.strip(), clean_key(environment), *self._seen} - {""})

    def use_for_session(self, text: str) -> None:
        """Use this key until the program ends; what the key store holds stays in it.

        Raises InvalidKey.
        """
        self._intend(ApiKey(valid_key(text), KeySource.SESSION))

    def load_stored(self, timeout: float = 5.0) -> StoreOutcome:
        """Read the key store's key, and use it if there is one."""
        with self._lock:
            intent = self._intent

        def landed(stored: str | None) -> None:
            with self._lock:
                self._seen.add(stored or "")
            # Not ours, or damaged: it could not be sent anyway.
            if stored and key_problem(stored) is None:
                self._settle(intent, ApiKey(stored, KeySource.KEY_STORE))

        return self._store.read(landed, timeout)

    def store(self, text: str, timeout: float = 30.0) -> StoreOutcome:
        """Use this key now, and put it into the key store.

        The default timeout leaves time for the system's unlock prompt. Raises InvalidKey,
        before anything is changed.
        """
        key = valid_key(text)
        intent = self._intend(ApiKey(key, KeySource.SESSION))

        def landed(_stored: str | None) -> None:
            self._settle(intent, ApiKey(key, KeySource.KEY_STORE))

        return self._store.write(key, landed, timeout)

    def forget(self, timeout: float = 30.0) -> StoreOutcome:
        """Use no key any more but the environment's, and take it out of the key store.

        After a StoreProblem the store may still hold it: it would be back at the next start.
        """
        self._intend(NO_KEY)
        return self._store.delete(timeout)

    def close(self) -> None:
        """Let calls that wait for the key store return now: the program is ending."""
        self._store.close()

    def _intend(self, key: ApiKey) -> int:
        with self._lock:
            self._known = key
            self._seen.add(key.value)
            self._intent += 1
            return self._intent

    def _settle(self, intent: int, key: ApiKey) -> None:
        """Take over what the key store answered, if nothing newer was asked for."""
        with self._lock:
            if intent == self._intent:
                self._known = key
