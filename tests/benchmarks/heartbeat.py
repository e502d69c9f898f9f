"""How long the window stands still: a 10 ms heartbeat through a whole round with large pictures.

    python tests/benchmarks/heartbeat.py [--side 4096] [--rounds 3] [--sandbox] [--blame MS]

Prints, for each phase of a round, the longest gap between two beats of a timer in the GUI thread
(ms; 10 is none at all). The service is another process, so that only the program's own work
counts; with --sandbox it is the embedded one, which shares the process. --blame writes the stacks
of all threads to standard error whenever a beat is so many milliseconds late.
"""

# ruff: noqa: T201 - figures are what it is for

from __future__ import annotations

import argparse
import faulthandler
import gc
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PIL import Image, ImageChops  # noqa: E402
from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QPointF, Qt, QTimer, Slot  # noqa: E402

from app.application import Application  # noqa: E402
from app.cli import Options  # noqa: E402
from app.sandbox.server import SandboxServer  # noqa: E402
from app.sandbox.tasks import GRID_ACTIONS  # noqa: E402
from app.ui.startup import dress, new_qt  # noqa: E402
from tests.support.qt import wait_until  # noqa: E402
from tests.support.window import LEFT, mouse  # noqa: E402

BEAT_MS = 10
PATIENCE = 300.0
AFTERGLOW = 20  # beats that still belong to a phase: what it led to is painted then


# The service, in a process of its own


@dataclass(frozen=True)
class Service:
    """The process and what it said about itself."""

    process: subprocess.Popen[str]
    url: str
    key: str
    task_id: str

    def tell(self, word: str) -> None:
        """Have the newest task go on: "preview" or "done"."""
        assert self.process.stdin is not None
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()


def serve(side: int) -> None:
    """The service's process: takes words from standard input until that ends."""
    with SandboxServer(samples=False, duration=(1e6, 1e6)) as server:
        # Nothing is painted here: that would take the processor away from what is measured.
        server._service.studio.stop()
        parent = server.add_task(photograph(side, "PNG"))
        grid = server.add_task(photograph(2 * side, "PNG"))
        preview = server.add_task(photograph(side, "JPEG"))
        print(json.dumps([server.url, server.key, parent]), flush=True)
        for word in sys.stdin:
            picture, percent = (grid, 100) if word.strip() == "done" else (preview, 50)
            server.change_task(
                server.task_ids[-1],
                status="done" if percent == 100 else "processing",
                percent=percent,
                actions=GRID_ACTIONS if percent == 100 else (),
                result_url=f"{server.url}/task/image/{picture}?cache={percent}",
            )


@contextmanager
def service(side: int) -> Iterator[Service]:
    """Start it, and wait until its pictures are drawn."""
    command = [sys.executable, __file__, "--serve", "--side", str(side)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        url, key, task_id = json.loads(process.stdout.readline())
        yield Service(process, url, key, task_id)
        assert process.stdin is not None
        process.stdin.close()


def photograph(side: int, kind: str) -> bytes:
    """A picture that compresses about as badly as a photograph: soft shapes, fine grain."""
    extent = (side, side)
    channels = []
    for seed in (60, 90, 120):
        shapes = Image.effect_noise((side // 64, side // 64), seed).resize(extent, 2)
        channels.append(ImageChops.add(shapes, Image.effect_noise(extent, 6), 1, -128))
    buffer = io.BytesIO()
    Image.merge("RGB", channels).save(buffer, kind, compress_level=1)
    return buffer.getvalue()


# The heart


class Heart(QObject):
    """Beats in the GUI thread, and remembers the longest gap since it was last asked."""

    def __init__(self, blame_ms: int) -> None:
        super().__init__()
        self.beats = 0
        self._blame = blame_ms / 1000
        self._longest = 0.0
        self._clock = QElapsedTimer()
        self._clock.start()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT_MS)

    def take(self) -> float:
        """The longest gap, in ms; begins anew."""
        longest, self._longest = self._longest, 0.0
        return longest

    def stop(self) -> None:
        """Beat no more."""
        self._timer.stop()
        faulthandler.cancel_dump_traceback_later()

    @Slot()
    def _beat(self) -> None:
        self.beats += 1
        self._longest = max(self._longest, self._clock.nsecsElapsed() / 1e6)
        self._clock.restart()
        if self._blame:
            # From a thread that doesn't need the interpreter's lock.
            faulthandler.dump_traceback_later(self._blame)


# The round


@dataclass(frozen=True)
class Figures:
    """Of one phase: the longest gap (ms), how long it took (s), what was in memory then (MB)."""

    gap: float
    seconds: float
    memory: float


class Round:
    """One life of the program."""

    def __init__(self, application: Application, heart: Heart) -> None:
        self._application = application
        self._heart = heart
        self.window = application.window
        self.figures: dict[str, Figures] = {}

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """What is done within counts as this phase, and a moment after it, too."""
        self._heart.take()
        begun = time.monotonic()
        yield
        seconds = time.monotonic() - begun
        last = self._heart.beats + AFTERGLOW
        wait(lambda: self._heart.beats >= last)
        self.figures[name] = Figures(self._heart.take(), seconds, resident_megabytes())

    def open_task(self, task_id: str) -> None:
        """Until the task's picture can be painted on."""
        self._application.workspace.open_task(task_id)
        wait(lambda: self.window.canvas.canvas is not None)

    def open_file(self, path: Path, side: int) -> None:
        """The same for a picture from disk, in the place of the sandbox's own."""
        self._application.workspace.open_file(path)
        wait(lambda: self.window.canvas.property("imageSize").width() == side)

    def paint(self) -> None:
        """Wide strokes across the picture, one pointer move per beat."""
        view, canvas = self.window.canvas, self.window.canvas.canvas
        assert canvas is not None
        side = canvas.size.width
        self.window.options.set_brush_size(side // 10)
        for row in (0.3, 0.5, 0.7):
            kind = QEvent.Type.MouseButtonPress
            for step in range(60):
                spot = view.imageToWidget(QPointF(side * (0.2 + 0.01 * step), side * row))
                mouse(view, kind, spot, LEFT)
                kind = QEvent.Type.MouseMove
                self.one_beat()
            mouse(view, QEvent.Type.MouseButtonRelease, spot, LEFT)

    def one_beat(self) -> None:
        """Let the event loop run until the next beat."""
        last = self._heart.beats + 1
        wait(lambda: self._heart.beats >= last)

    def submit(self) -> None:
        """Until the service has taken the job."""
        # The same request again would be the same task, done already.
        self.window.panel.prompt.setPlainText(f"round at {time.time()}")
        self.window.actions_["submit"].trigger()
        self.wait_for_state("waiting", "downloading", "done")

    def wait_for_state(self, *names: str) -> None:
        """Until the job is in one of these states."""
        wait(lambda: self.window.property("jobState") in {*names, "failed", "unconfirmed"})
        assert self.window.property("jobState") in names, self.window.messages.property("text")

    def pick_all(self) -> None:
        """Each candidate until it is shown alone, then the whole again."""
        sights = self._application.workspace.sights
        with self.phase("picking"):
            for number in range(1, 5):
                self.window.actions_[f"pick{number}"].trigger()
                wait(lambda: sights.seen is not None and sights.seen.sight == sights.wanted)
            self.window.actions_["pickWhole"].trigger()


def resident_megabytes() -> float:
    """What the process has in memory now; Linux only."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def wait(condition: Callable[[], object]) -> None:
    wait_until(condition, PATIENCE)


@contextmanager
def running(options: Options, blame: int) -> Iterator[Round]:
    """The program with its heart, from the window's first appearance to its end."""
    with tempfile.TemporaryDirectory() as folder:
        application = Application(replace(options, data_dir=Path(folder)))
        application.start()
        heart = Heart(blame)
        try:
            run = Round(application, heart)
            with run.phase("starting"):
                pass
            yield run
        finally:
            heart.stop()
            application.window.close()
            application.end()


def remote_round(blame: int, there: Service) -> dict[str, Figures]:
    """Against the service in the other process."""
    os.environ["GPTUNNEL_API_KEY"] = there.key
    with running(Options(api_url=there.url), blame) as run:
        with run.phase("loading"):
            run.open_task(there.task_id)
        with run.phase("painting"):
            run.paint()
        with run.phase("submitting"):
            run.submit()
        with run.phase("preview"):
            there.tell("preview")
            wait(run.window.comparison.isVisible)
        with run.phase("result"):
            there.tell("done")
            run.wait_for_state("done")
        run.pick_all()
        return run.figures


def sandbox_round(blame: int, picture: Path, side: int) -> dict[str, Figures]:
    """Against the embedded service, with a picture of one's own."""
    with running(Options(sandbox=True), blame) as run:
        with run.phase("loading"):
            run.open_file(picture, side)
        with run.phase("painting"):
            run.paint()
        with run.phase("submitting"):
            run.submit()
        with run.phase("result"):
            run.wait_for_state("done")
        run.pick_all()
        return run.figures


def report(rounds: list[dict[str, Figures]]) -> None:
    """The longest gaps per phase, over the rounds."""
    print(f"{'phase':12}{'best':>8}{'median':>8}{'worst':>8} ms   {'took':>6} s {'RSS':>6} MB")
    for phase in rounds[0]:
        figures = [one[phase] for one in rounds]
        gaps = [one.gap for one in figures]
        columns = "".join(f"{of(gaps):8.0f}" for of in (min, statistics.median, max))
        seconds = statistics.median(one.seconds for one in figures)
        # Of the first round: what Python has not collected yet counts in the later ones.
        print(f"{phase:12}{columns}      {seconds:6.1f}   {figures[0].memory:6.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", type=int, default=4096, help="width and height of the picture")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sandbox", action="store_true", help="use the embedded service")
    parser.add_argument("--blame", type=int, default=0, metavar="MS")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.side)
        return
    qt = new_qt()
    dress(qt, "en", "light")
    gc.freeze()  # as the program does
    if given.sandbox:
        with tempfile.TemporaryDirectory() as folder:
            picture = Path(folder) / "picture.png"
            picture.write_bytes(photograph(given.side, "PNG"))
            rounds = [sandbox_round(given.blame, picture, given.side) for _ in range(given.rounds)]
    else:
        with service(given.side) as there:
            rounds = [remote_round(given.blame, there) for _ in range(given.rounds)]
    report(rounds)
    qt.quit()


if __name__ == "__main__":
    main()
