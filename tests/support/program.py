"""The real program as a process of its own, with the probe of tests/e2e/probe.py inside."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from app.sandbox.server import SandboxServer
from tests.support.guards import EXPECTED_QT_MESSAGES
from tests.support.patience import PATIENCE, Stopwatch, wait_for

ROOT = Path(__file__).resolve().parents[2]
PROBE = ROOT / "tests" / "e2e" / "probe.py"

_START_SECONDS = PATIENCE
_ANSWER_SECONDS = PATIENCE
_LONG_STANDSTILL = 1.0


@dataclass(frozen=True, slots=True)
class End:
    """How the process ended: exit code, seconds since it was told to (but for those in which the
    machine stood still), what it said on stderr.

    `orderly`: by itself, not by cutting itself short because a thread could not be ended; which it
    may do on a machine that stands still meanwhile.
    """

    code: int
    seconds: float
    complaints: str
    orderly: bool


class Process(Protocol):
    """What is asked of one, as subprocess.Popen has it."""

    def send_signal(self, number: int, /) -> None:
        """Send it a signal, if it is still there."""

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code once it has ended, which is waited for; -N for the signal N."""


Start = Callable[[Sequence[str], Mapping[str, str], Path], Process]
"""Starts a process: its arguments, its environment, and the file for its standard error."""


def start_python(arguments: Sequence[str], env: Mapping[str, str], errors: Path) -> Process:
    """Start this Python with these arguments."""
    with errors.open("wb") as stderr:
        return subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=env, stderr=stderr)


class ProgramEnded(AssertionError):
    """The process is gone, with what it said on standard error."""


class Program:
    """Started by the `with` statement, and killed at its end if it still runs.

    `script` is the probe, or one that brings it along; `start` is what starts it.
    """

    def __init__(
        self,
        *arguments: str | Path,
        data_dir: Path,
        env: Mapping[str, str] | None = None,
        script: tuple[str | Path, ...] = (PROBE,),
        start: Start = start_python,
    ) -> None:
        self._start = start
        self._script = [*map(str, script)]
        self._arguments = [*map(str, arguments), "--data-dir", str(data_dir)]
        self._env = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
        self._stderr = data_dir.parent / f"{data_dir.name}.stderr"

    def __enter__(self) -> Self:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            arguments = [*self._script, str(port), *self._arguments]
            self._process = self._start(arguments, self._env, self._stderr)
            listener.settimeout(_START_SECONDS)
            try:
                self._connection, _ = listener.accept()
            except TimeoutError:
                self._process.send_signal(signal.SIGKILL)
                raise ProgramEnded(self._said()) from None
        self._connection.settimeout(_ANSWER_SECONDS)
        self._answers = self._connection.makefile(encoding="utf-8")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._answers.close()
        self._connection.close()
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def ask(self, what: str, /, **fields: object) -> Any:
        """Ask the probe; see ANSWERS there."""
        try:
            self._connection.sendall(json.dumps({"do": what, **fields}).encode() + b"\n")
            line = self._answers.readline()
        except TimeoutError:
            raise AssertionError(f"It gives no answer. {self._where_it_is()}") from None
        except OSError as error:
            raise ProgramEnded(f"{error!r}: {self._said()}") from None
        if not line:
            raise ProgramEnded(self._said())
        answer = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer["value"]

    def _where_it_is(self) -> str:
        if sys.platform != "win32":
            self._process.send_signal(signal.SIGUSR1)
            with contextlib.suppress(AssertionError):  # It may be gone.
                wait_for(lambda: "Current thread" in self._said(), seconds=5)
        return self._said()

    def until(
        self, condition: Callable[[dict[str, Any]], object], seconds: float = PATIENCE
    ) -> Any:
        """Wait until the window's state satisfies the condition, and return that state."""
        state: Any = None

        def fits() -> bool:
            nonlocal state
            state = self.ask("state")
            return state is not None and bool(condition(state))

        try:
            wait_for(fits, seconds)
        except AssertionError as error:
            raise AssertionError(f"{error} {state}\n{self._said()}") from None
        return state

    def until_state(self, name: str) -> Any:
        """Wait until the job is in a state; one that comes after it will not do."""
        return self.until(lambda state: state["jobState"] == name)

    def until_open(self) -> Any:
        """Wait until a picture can be painted on."""
        return self.until(lambda state: state["imageSize"])

    def close(self) -> End:
        """Close the window as its close button does."""
        # The program may be gone before the answer is.
        return self._end(lambda: self._connection.sendall(b'{"do": "close"}\n'))

    def terminate(self) -> End:
        """Ask the process to end as the system does (SIGTERM)."""
        return self._end(lambda: self._process.send_signal(signal.SIGTERM))

    def send(self, number: int) -> None:
        """Send the process a signal."""
        self._process.send_signal(number)

    def interrupt(self) -> None:
        """Press Ctrl+C in its terminal."""
        self._process.send_signal(signal.SIGINT)

    def until_killed(self) -> None:
        """Wait until the process has been killed; any other end is an error."""
        code = self._process.wait(PATIENCE)
        assert code == -signal.SIGKILL, f"ended with {code}: {self._said()}"

    def until_ended(self) -> str:
        """Wait until the process has ended, however that was; what it said on standard error."""
        self._process.wait(PATIENCE)
        return self._said()

    def _end(self, tell: Callable[[], None]) -> End:
        begun = time.monotonic()
        with Stopwatch() as watch:
            tell()
            code = self._process.wait(PATIENCE)
            seconds = watch.seconds
        stood_still = time.monotonic() - begun - seconds > _LONG_STANDSTILL
        orderly = '{"ended": true}\n' in self._answers.readlines() or stood_still
        return End(code, seconds, self._complaints(), orderly)

    def _complaints(self) -> str:
        expected = re.compile("|".join(EXPECTED_QT_MESSAGES))
        lines = self._said().splitlines()
        return "\n".join(line for line in lines if not expected.search(line))

    def _said(self) -> str:
        return self._stderr.read_text(encoding="utf-8", errors="replace")


def with_service(server: SandboxServer) -> dict[str, str]:
    """The environment that sends the program to a service."""
    return {"GPTUNNEL_API_URL": server.url, "GPTUNNEL_API_KEY": server.key}
