"""Run, or test, Mask Painter from a bare checkout: see USAGE in dev_commands.py.

This file alone is kept readable for every Python since 2.7, so that an old one gets a sentence
instead of a SyntaxError; everything else is in the dev_*.py files beside it. Standard library only.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 -- the very message for those who run an old one
    sys.exit(
        "Mask Painter needs Python 3.11 or newer, and this is Python %d.%d: run it as, "  # noqa: UP031
        "for instance, python3.12 packaging/dev.py" % sys.version_info[:2]
    )

from dev_commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
