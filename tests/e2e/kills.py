"""One life of the program that SIGKILL ends, and the next one on the same data folder."""

from __future__ import annotations

import base64
import contextlib
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from enum import Enum, auto
from pathlib import Path

from PIL import Image, ImageDraw

from app.jobs.job import Job
from app.jobs.journal import FILE_NAME, Journal
from app.sandbox.server import SandboxServer
from tests.support.forking import start_killed
from tests.support.patience import PATIENCE
from tests.support.program import Program, with_service
from tests.support.sandbox_client import picture, png
from tests.support.scene import PAID

PRICE = 18.0
# Small: painting its results takes the service, in the test's process, most of its time.
SIZE = (128, 96)
# What is written under another name first; of these none may stay. (SQLite keeps one file beside
# the journal until the next transaction, if the last one was cut short.)
_TEMPORARY = (".new-*", ".probe-*", ".*.tmp", "*.new")


class Then(Enum):
    """How the next start finds a job, and what becomes of it."""

    NOTHING = auto()  # it was never written down, and nothing was sent
    NOT_SENT = auto()  # it has failed, and nothing was sent
    KEPT = auto()  # the same; sent at the user's word, it ends in a result
    IN_DOUBT = auto()  # it is unconfirmed; asked again at the user's word, it ends in a result
    GOES_ON = auto()  # it goes on by itself, and ends in a result
    DONE = auto()  # it was done


class Place:
    """A data folder, a service of its own with one finished task, that task's picture and a mask.

    `turn` makes each place a little different: another mask, other words.
    """

    def __init__(self, folder: Path, server: SandboxServer, turn: int) -> None:
        self.server = server
        self.data = folder / "data"
        self.image, self.mask_file = folder / "picture.png", folder / "mask.png"
        data = png(picture(*SIZE))
        self.image.write_bytes(data)
        self.task_id = server.add_task(data)
        mask = Image.new("L", SIZE)
        ImageDraw.Draw(mask).ellipse((16 + 12 * turn, 24, 72 + 12 * turn, 68), fill=255)
        self.mask_file.write_bytes(png(mask))
        self.mask = mask.tobytes()
        self.prompt = ("a lighthouse", "маяк у моря", "")[turn % 3]
        self._balance = server.balance
        self._asked = 0

    def program(self, *arguments: str | Path, point: str = "never") -> Program:
        self._asked = self._questions()
        return Program(
            *arguments,
            *("--lang", "en"),
            data_dir=self.data,
            env=with_service(self.server),
            script=(point,),
            start=start_killed,
        )

    def open(self, *arguments: str | Path, point: str = "never") -> Program:
        """The program with the task's picture from a file."""
        return self.program(self.image, "--task", self.task_id, *arguments, point=point)

    def painted(self, point: str = "never") -> Program:
        """The same with the mask and the prompt."""
        return self.open("--mask", self.mask_file, "--prompt", self.prompt, point=point)

    def until_open(self, program: Program) -> None:
        """Wait until there is a picture to paint on, and the service was asked about its task."""
        program.until_open()
        self.server.wait_for_request("result", count=self._asked + 1)

    def _questions(self) -> int:
        return sum(request.endpoint == "result" for request in self.server.requests)

    @property
    def paid(self) -> int:
        """Paid requests that have left the program."""
        return sum(request.endpoint in PAID for request in self.server.requests)

    @property
    def charged(self) -> float:
        """Roubles that the service has taken."""
        return self._balance - self.server.balance

    def bodies(self) -> set[bytes]:
        """The different paid requests."""
        return {request.body for request in self.server.requests if request.endpoint in PAID}

    def jobs(self) -> tuple[Job, ...]:
        """What the journal says; read from a copy, since opening it may change it."""
        with self._copied() as path, contextlib.closing(Journal(path)) as journal:
            return journal.jobs(self.server.url)

    def queued(self) -> int:
        """How many jobs wait in the queue, their requests kept; read beside the program."""
        address = f"{(self.data / FILE_NAME).as_uri()}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=PATIENCE)) as connection:
            rows = "SELECT COUNT(*) FROM jobs WHERE state = 'idle' AND request_body IS NOT NULL"
            return int(connection.execute(rows).fetchone()[0])

    def is_sound(self) -> bool:
        """Whether SQLite finds the journal whole."""
        with self._copied() as path, contextlib.closing(sqlite3.connect(path)) as connection:
            return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]

    def leftovers(self) -> list[str]:
        """Files under a temporary name, and damaged ones, which a kill must not make."""
        kinds = (*_TEMPORARY, "*damaged*")
        return sorted(path.name for kind in kinds for path in self.data.rglob(kind))

    @contextlib.contextmanager
    def _copied(self) -> Iterator[Path]:
        folder = self.data.with_name("copy")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for path in self.data.glob(f"{FILE_NAME}*"):
            shutil.copy(path, folder)
        yield folder / FILE_NAME
        shutil.rmtree(folder)


def mask_of(program: Program) -> bytes:
    """The mask in the window, one byte a pixel."""
    return zlib.decompress(base64.b64decode(program.ask("mask")))
