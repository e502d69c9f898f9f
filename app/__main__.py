"""From the command line to an exit code; Qt is imported only when there is something to show."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

from app import cli


def main(arguments: Sequence[str]) -> int:
    """Run the program; see interface.md for the exit codes: 0 done, 1 failed, 2 bad input."""
    options = cli.parse(arguments)
    if options.export_mask is not None:
        from app.export import export_mask

        return export_mask(options)
    # Looking for garbage among what is being imported would make the start a quarter longer.
    gc.disable()
    from app.plain_imports import restore_import

    restore_import()
    if options.self_test:
        from app.selftest import self_test

        return self_test(options)
    from app.application import run_window

    return run_window(options)


def run() -> None:
    """The console script."""
    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
