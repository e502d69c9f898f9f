"""What stands between this checkout and a version that people install.

    python packaging/release.py check [TAG]         say what is missing; nothing is, with code 0
    python packaging/release.py version-file PAGE   print the file that copies of the program ask
                                                    for; PAGE is where people get this version

packaging/decisions/release.md has the whole way. Runs with any Python that dev.py takes.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from bundling import identity  # noqa: E402 - found by the line above

from app import __version__  # noqa: E402

PLAIN = re.compile(r"\d+\.\d+\.\d+")


def main(arguments: Sequence[str]) -> int:
    """Carry out the command; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check").add_argument("tag", nargs="?", default="")
    commands.add_parser("version-file").add_argument("page")
    given = parser.parse_args(arguments)
    if given.command == "version-file":
        if not given.page.startswith("https://"):
            parser.error("the page's address has to begin with https://")
        print(version_file(given.page))
        return 0
    publisher = (identity.APPLICATION_ID, identity.MAIL, identity.HOME_PAGE)
    missing = list(problems(given.tag, *publisher, updates_address()))
    for sentence in missing:
        print(sentence, file=sys.stderr)
    return 1 if missing else 0


def problems(
    tag: str, application_id: str, mail: str, home_page: str, address: str
) -> Iterator[str]:
    """A sentence for each thing that has to be settled before this version is given away."""
    if not PLAIN.fullmatch(__version__):
        yield f"The version {__version__} is none like 1.2.3: app/__init__.py has it."
    if tag not in ("", f"v{__version__}"):
        yield f"The tag {tag} is not of version {__version__}: app/__init__.py has it."
    if application_id.startswith("local."):
        yield (
            f"APPLICATION_ID in packaging/bundling/identity.py is still {application_id}: "
            "put the publisher's own in its place."
        )
    if mail.endswith("@localhost"):
        yield f"MAIL in packaging/bundling/identity.py is still {mail}: nobody is there."
    if not home_page.startswith("https://"):
        yield "HOME_PAGE in packaging/bundling/identity.py is no https address of a page."
    if not address:
        yield (
            "ADDRESS in app/api/updates.py is empty: without it, no copy of this version ever "
            "hears of a newer one."
        )
    elif not address.startswith("https://"):
        yield f"ADDRESS in app/api/updates.py is {address}, which is not https."


def updates_address(source: Path = ROOT / "app" / "api" / "updates.py") -> str:
    """Where copies of the program look for newer versions; read, not imported, since the module
    needs libraries that whoever releases may not have.
    """
    for statement in ast.parse(source.read_text(encoding="utf-8")).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="ADDRESS")], value=ast.Constant(value=str(text))):
                return text
    raise LookupError(f"There is no ADDRESS in {source}.")


def version_file(page: str) -> str:
    """The file's text: this version, and its page."""
    return json.dumps({"version": __version__, "page": page})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
