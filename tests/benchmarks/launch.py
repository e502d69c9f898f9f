"""How long a program takes from its start to its first frame, and what it holds once it is at rest.

Both are seen from outside, so that the program needs no switch for it: the X server keeps its
screen in a file, and that is watched.
"""

from __future__ import annotations

import mmap
import os
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.benchmarks.figures import Times
from tests.benchmarks.memory import resident
from tests.support.x11 import Display

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 60.0  # seconds
_LOOK = 0.001
_STEP = 20  # rows of the screen from one that is looked at to the next
_WINDOW, _POINTER = 0.25, 0.01  # so much of the screen isn't black: at least, or at most
_REST, _STIR = 1.5, 0.2e6  # at rest: no frame, and no more bytes than these, in so many seconds


@dataclass(slots=True)
class Program:
    """A window's program, and what was measured of it: milliseconds and bytes."""

    name: str
    command: Sequence[str]
    starts: list[float] = field(default_factory=list)  # to the first frame
    filled: list[float] = field(default_factory=list)  # to the second frame
    settled: list[float] = field(default_factory=list)  # to the last frame that differs
    held: list[float] = field(default_factory=list)

    @property
    def times(self) -> Times:
        """From start to first frame."""
        return Times(tuple(self.starts))


@dataclass(frozen=True, slots=True)
class Started:
    """A process that has painted: when it was started (`time.perf_counter`), and how long it took
    to the first frame, in milliseconds.
    """

    pid: int
    begun: float
    took: float


class Stage:
    """A display of its own that programs are started on, one after the other."""

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            self._display = stack.enter_context(Display("-fbdir", str(self._folder)))
            self._screen = stack.enter_context(_mapped(self._folder / "Xvfb_screen0"))
            self._stack = stack.pop_all()
        self._rows = _rows_to_look_at(self._screen)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    def measure(self, programs: Sequence[Program], starts: int, rests: int) -> None:
        """Start each so many times for its first frame, and so many for what it holds at rest.

        They take turns, so that what else the machine does meets all of them. The first turn isn't
        counted: there are caches to fill, of Python's bytecode, of fonts, of files.
        """
        for turn in range(starts + 1):
            for program in programs:
                with self._started(program) as started:
                    if turn:
                        program.starts.append(started.took)
        for _ in range(rests):
            for program in programs:
                with self._started(program) as started:
                    held, second, last = self._at_rest(started)
                    program.held.append(held)
                    program.filled.append((second - started.begun) * 1000)
                    program.settled.append((last - started.begun) * 1000)

    @contextmanager
    def _started(self, program: Program) -> Iterator[Started]:
        """Start it and wait for its first frame; it is ended after the `with`."""
        home = self._folder / program.name
        home.mkdir(mode=0o700, exist_ok=True)
        own = {"HOME": str(home), "XDG_RUNTIME_DIR": str(home), "DISPLAY": self._display.name}
        begun = time.perf_counter()
        with subprocess.Popen(
            program.command,
            cwd=ROOT,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", **own},
            stderr=subprocess.DEVNULL,
        ) as process:
            try:
                self._wait(lambda: self._painted() >= _WINDOW, program, process)
                yield Started(process.pid, begun, (time.perf_counter() - begun) * 1000)
            finally:
                process.terminate()
                process.wait()
        self._wait(lambda: self._painted() <= _POINTER, program)

    def _wait(
        self,
        condition: Callable[[], bool],
        program: Program,
        process: subprocess.Popen[bytes] | None = None,
    ) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not condition():
            ended = process is not None and process.poll() is not None
            if ended or time.monotonic() > deadline:
                raise RuntimeError(f"{program.name} {'ended' if ended else 'painted nothing'}.")
            time.sleep(_LOOK)

    def _at_rest(self, started: Started) -> tuple[float, float, float]:
        """What it holds, and when the screen has changed first and last, once neither changes any
        more.
        """
        seen, held = self._seen(), resident(started.pid)
        changed = since = time.perf_counter()
        first: float | None = None
        deadline = since + _PATIENCE
        while time.perf_counter() < min(since + _REST, deadline):
            time.sleep(_LOOK)
            now, holds = self._seen(), resident(started.pid)
            if now != seen:
                seen, changed = now, time.perf_counter()
                first = first or changed
            if abs(holds - held) > _STIR:
                held, since = holds, time.perf_counter()
            since = max(since, changed)
        return held, first or changed, changed

    def _painted(self) -> float:
        """How much of the screen isn't black."""
        seen = self._seen()
        return 1 - seen.count(0) / len(seen)

    def _seen(self) -> bytes:
        return b"".join(self._screen[row] for row in self._rows)


@contextmanager
def _mapped(path: Path) -> Iterator[mmap.mmap]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        yield content


def _rows_to_look_at(screen: mmap.mmap) -> list[slice]:
    """Some of the rows in a file of X11's "xwd" format, in which Xvfb keeps its screen."""
    fields = struct.unpack(">25I", screen[:100])
    header, height, row, colours = fields[0], fields[5], fields[12], fields[19]
    begin = header + 12 * colours
    return [slice(begin + y * row, begin + (y + 1) * row) for y in range(0, height, _STEP)]
