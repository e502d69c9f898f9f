"""How many jobs are in which state, for a report of a fault; read beside whoever is writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

_BUSY_TIMEOUT = 1.0


def jobs_by_state(path: Path) -> Mapping[str, int]:
    """The numbers of a journal's file. Raises OSError when it can't be read; never writes."""
    try:
        address = f"{path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=_BUSY_TIMEOUT)) as connection:
            rows = connection.execute("SELECT state, COUNT(*) FROM jobs GROUP BY state")
            return {str(state): int(count) for state, count in rows}
    except sqlite3.Error as error:
        raise OSError(f"{error}") from error
