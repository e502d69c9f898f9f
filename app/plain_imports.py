"""Python's own `import`, in the place of PySide6's."""

from __future__ import annotations

import builtins

import PySide6  # noqa: F401  # which puts its own there


def restore_import() -> None:
    """Have `import` be what it was before PySide6 was imported; to be called before the rest is.

    PySide6's knows `from __feature__ import …`, which nothing here uses, and to know who does it
    reads the source of every module that is imported: at the start a third of the time, and 7 MB
    that stay. What it was before, PySide6 keeps beside it, under a name that it documents.
    """
    original = getattr(builtins, "__orig_import__", None)
    if original is not None:
        builtins.__import__ = original
