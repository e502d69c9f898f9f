"""A key store that never answers, as one does whose unlock prompt nobody sees."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from keyring.backend import KeyringBackend

VARIABLE = "MASK_PAINTER_TEST_ASKED"
"""Names the file that is made when the key store is asked."""


class Keyring(KeyringBackend):
    """Named in PYTHON_KEYRING_BACKEND."""

    priority = 5

    def get_password(self, service: str, username: str) -> str | None:
        Path(os.environ[VARIABLE]).touch()
        threading.Event().wait()
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("nothing is stored")

    def delete_password(self, service: str, username: str) -> None:
        raise AssertionError("nothing is deleted")
