"""Programs forked from tests/e2e/template.py: real processes, with their imports behind them."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from tests.support.program import ROOT, Process, start_python

_TEMPLATE = ROOT / "tests" / "e2e" / "template.py"
_KILLED = ROOT / "tests" / "e2e" / "killed.py"
_lock = threading.Lock()


def start_killed(arguments: Sequence[str], env: Mapping[str, str], errors: Path) -> Process:
    """Start tests/e2e/killed.py; on Linux without importing the whole program each time anew,
    which is nearly half of a start.
    """
    if sys.platform != "linux":
        return start_python([str(_KILLED), *arguments], env, errors)
    errors.write_bytes(b"")
    with _lock:  # Several threads may want the first one.
        address = _template()
    connection = socket.create_connection(address)
    order = {"arguments": arguments, "env": dict(env), "errors": str(errors)}
    connection.sendall(json.dumps(order).encode() + b"\n")
    return _Forked(connection)


class _Forked:
    """One of the template's processes, which tells how it ended."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._answers = connection.makefile()
        self._id = int(self._answers.readline())
        self._code: int | None = None

    def send_signal(self, number: int, /) -> None:
        if self._code is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._id, number)

    def wait(self, timeout: float | None = None) -> int:
        if self._code is None:
            self._connection.settimeout(timeout)
            self._code = int(self._answers.readline())
            self._answers.close()
            self._connection.close()
        return self._code


@cache
def _template() -> tuple[str, int]:
    """Where the template listens, which is there until this process ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        process = subprocess.Popen(
            [sys.executable, str(_TEMPLATE), str(listener.fileno())],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            pass_fds=[listener.fileno()],
        )
        address: tuple[str, int] = listener.getsockname()
    assert process.stdin is not None
    # Its end tells the template that nobody is left.
    atexit.register(process.wait)
    atexit.register(process.stdin.close)
    return address
