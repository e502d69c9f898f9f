"""Reports of crashes, in the log's folder: a few of the latest, readable, without secrets."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import time
from pathlib import Path
from typing import TextIO

from app.diagnostics.redaction import Redact, shortened

KEPT = 10
"""Reports; older ones are deleted."""

_PATTERN = "crash-*.txt"
_RUNNING = "running.txt"
_LONGEST = 256_000


class CrashReports:
    """Writes reports into a folder, which is made when it is missing. No method raises."""

    def __init__(self, folder: Path, redact: Redact) -> None:
        self._folder = folder
        self._redact = redact
        self._running: TextIO | None = None

    def write(self, text: str) -> Path | None:
        """Keep a report as ``crash-YYYYmmdd-HHMMSS.txt``; None when that can't be."""
        content = shortened(self._redact(text), _LONGEST)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._new_file() as file:
                file.write(content)
        except OSError:
            return None  # a full or missing disk; the log has the same, if anything has
        self._prune()
        return Path(file.name)

    def watch(self) -> Path | None:
        """Have Python write down where it was if the process dies (faulthandler).

        Returns the report of the run before this one, if it died so.
        """
        path = self._folder / _RUNNING
        died = self._adopt(path)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            # Open as long as the program runs: a process that dies can't open anything.
            self._running = path.open("w", encoding="utf-8")
            faulthandler.enable(self._running)
        except OSError:
            return died  # without a folder there is nothing to keep a report in
        return died

    def end(self) -> None:
        """Stop watching: the program ends well, whatever faulthandler noted on the way."""
        if self._running is not None:
            # On Windows it also notes exceptions that are caught further up.
            faulthandler.disable()
            self._running.close()
            self._running = None
            with contextlib.suppress(OSError):  # the next start will find it empty, or adopt it
                (self._folder / _RUNNING).unlink()

    def _adopt(self, path: Path) -> Path | None:
        """Make a report of what the run before left; None when it was killed, or ended well."""
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None
        return self.write(f"Mask Painter ended in the middle of:\n\n{text}") if text else None

    def _new_file(self) -> TextIO:
        stamp = time.strftime("%Y%m%d-%H%M%S")
        number = 1
        while True:
            name = f"crash-{stamp}{f'-{number}' if number > 1 else ''}.txt"
            try:
                descriptor = os.open(
                    self._folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode=0o600
                )
            except FileExistsError:
                number += 1
                continue
            os.close(descriptor)
            return (self._folder / name).open("w", encoding="utf-8", errors="backslashreplace")

    def _prune(self) -> None:
        with contextlib.suppress(OSError):  # then there are more of them than need be
            reports = sorted(
                self._folder.glob(_PATTERN), key=lambda p: (p.stat().st_mtime_ns, p.name)
            )
            for path in reports[:-KEPT]:
                path.unlink()
