"""The key in a real gnome-keyring, as on most Linux desktops."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings.keystore import StoreDone

ROOT = Path(__file__).parents[2]
MISSING = [
    name for name in ("dbus-run-session", "gnome-keyring-daemon") if shutil.which(name) is None
]


@pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
def test_the_key_is_kept_in_a_real_key_store_and_a_locked_one_costs_a_sentence(
    tmp_path: Path,
) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}
    del env["PYTHON_KEYRING_BACKEND"], env["DBUS_SESSION_BUS_ADDRESS"]
    for name in ("XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        env[name] = str(tmp_path / name)
        (tmp_path / name).mkdir(mode=0o700)
    script = Path(__file__).with_name("real_keyring.py")
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, str(script)],
        env=env, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said == {
        "empty": repr(StoreDone(found=False)),
        "store": repr(StoreDone()),
        "load": repr(StoreDone()),
        "same": True,
        "forget": repr(StoreDone()),
        "forget again": repr(StoreDone(found=False)),
        # There is nobody to ask for the password.
        "locked": "StoreLocked",
        "store locked": "StoreLocked",
        "source": "session",
    }
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert kept
    assert not [content for content in kept if b"shds-Real" in content]
