"""Runs in a session bus of its own (`dbus-run-session`), with a real gnome-keyring in it.

Prints one JSON object: what the key store answered, step by step.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing

import secretstorage

from app.settings.secrets import Secrets

KEY = "shds-Real-Keyring-123"
PATIENCE = 30.0


def main() -> None:
    # It goes into the background once it is ready, and ends with the bus.
    subprocess.run(
        ["gnome-keyring-daemon", "--unlock", "--components=secrets"],
        input=b"the login password",
        stdout=subprocess.DEVNULL,
        check=True,
    )
    sys.stdout.write(json.dumps(steps()))


def steps() -> dict[str, object]:
    said: dict[str, object] = {}
    first = Secrets({})
    said["empty"] = repr(first.load_stored(PATIENCE))
    said["store"] = repr(first.store(KEY, PATIENCE))
    sys.frozen = True  # type: ignore[attr-defined]  # as in a bundle
    again = Secrets({})
    said["load"] = repr(again.load_stored(PATIENCE))
    said["same"] = again.current().value == KEY
    said["forget"] = repr(again.forget(PATIENCE))
    said["forget again"] = repr(again.forget(PATIENCE))
    again.store(KEY, PATIENCE)
    with closing(secretstorage.dbus_init()) as bus:
        secretstorage.get_default_collection(bus).lock()
    locked = Secrets({})
    said["locked"] = type(locked.load_stored(PATIENCE)).__name__
    said["store locked"] = type(locked.store(KEY + "2", PATIENCE)).__name__
    said["source"] = str(locked.current().source)
    return said


main()
