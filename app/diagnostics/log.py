"""The log: a file in the data folder that is kept small, and holds no key."""

from __future__ import annotations

import logging
import logging.handlers
import sys
from pathlib import Path

from app.diagnostics.redaction import Redact, shortened

FILE_NAME = "mask-painter.log"

_BYTES, _OLDER_FILES = 1_000_000, 3
_LONGEST_RECORD = 32_000
_FORMAT = "%(asctime)s [%(threadName)s] %(levelname)s %(name)s: %(message)s"
_OWN = "app"


class Formatter(logging.Formatter):
    """A record with its traceback, without the key, and of bounded length."""

    def __init__(self, redact: Redact) -> None:
        super().__init__(_FORMAT)
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """The text of the record."""
        return shortened(self._redact(super().format(record)), _LONGEST_RECORD)


class _LogFile(logging.handlers.RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:
        """Do nothing: the disk may be full or gone, and Python would print the record, and with
        it what the formatter takes out.
        """


class _Console(logging.StreamHandler):  # type: ignore[type-arg]  # generic in the stubs alone
    def handleError(self, record: logging.LogRecord) -> None:
        """Do nothing, as above."""


def start_log(folder: Path | None, redact: Redact) -> logging.Handler:
    """Write down what this program does and what goes wrong in it or the libraries it uses.

    Into a file of this folder, which is made when it is missing; raises OSError. Without a
    folder, warnings go to standard error. `stop_log` ends it.
    """
    handler: logging.Handler
    if folder is None:
        handler = _Console(sys.stderr)
        handler.setLevel(logging.WARNING)
    else:
        folder.mkdir(exist_ok=True)
        handler = _LogFile(
            folder / FILE_NAME,
            maxBytes=_BYTES,
            backupCount=_OLDER_FILES,
            encoding="utf-8",
            errors="backslashreplace",
            delay=True,
        )
        handler.setLevel(logging.INFO)
    handler.setFormatter(Formatter(redact))
    logging.getLogger().addHandler(handler)
    # The libraries stay at the root's WARNING: urllib3's DEBUG would tell every address.
    logging.getLogger(_OWN).setLevel(logging.INFO)
    return handler


def stop_log(handler: logging.Handler) -> None:
    """End what `start_log` began."""
    logging.getLogger().removeHandler(handler)
    logging.getLogger(_OWN).setLevel(logging.NOTSET)
    handler.close()


def last_lines(folder: Path, characters: int) -> str:
    """The end of the log, this much of it at most; "" when there is none. It is redacted again
    by whoever shows it: an older version may have written it.
    """
    try:
        with (folder / FILE_NAME).open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - 4 * characters))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return text[-characters:]
