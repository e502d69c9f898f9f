"""Keep the interface's translations in step with the sources.

    python packaging/translations.py update     after a text in app/ was changed
    python packaging/translations.py release    after a translation was changed

`update` extracts the texts of app/**/*.py into resources/translations/*.ts: it keeps finished
translations, adds new texts as unfinished ones and drops those that are gone. `release` makes the
.qm files that the program loads; both kinds are committed. Translate in between, in Qt Linguist
(`pyside6-linguist`) or any editor; the contexts are the names of classes, "actions" for the table
of actions, and the empty one for the functions of modules.

English is the language of the sources. Its catalogue holds plural forms only, and is there even
without any: where none is found, Qt takes the user's second language instead.

Run it in the environment of packaging/dev.py: the tools come with PySide6.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
CATALOGUES = {"en": ("-pluralonly",), "ru": ()}
# Without locations and in alphabetical order, a moved line of code changes nothing.
EXTRACTION = ("-locations", "none", "-sort-messages", "-no-obsolete", "-source-language", "en")


def main(arguments: Sequence[str]) -> int:
    """Carry out the command; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=("update", "release"))
    command = parser.parse_args(arguments).command
    try:
        for language in CATALOGUES:
            if command == "update":
                update(ts_file(language), language)
            else:
                release(ts_file(language), ts_file(language).with_suffix(".qm"))
    except subprocess.CalledProcessError as error:
        print(f"{error.cmd[0]} failed with code {error.returncode}.", file=sys.stderr)
        return 1
    return 0


def ts_file(language: str) -> Path:
    """The committed catalogue of a language."""
    return FOLDER / f"mask_painter_{language}.ts"


def update(catalogue: Path, language: str) -> None:
    """Bring a .ts file, which need not exist yet, in line with the sources."""
    sources = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("app/**/*.py"))
    options = [*EXTRACTION, "-target-language", language, *CATALOGUES[language]]
    _run("pyside6-lupdate", *options, *sources, "-ts", str(catalogue))


def release(catalogue: Path, compiled: Path) -> None:
    """Make the .qm file of a .ts file, from finished translations only."""
    _run("pyside6-lrelease", "-nounfinished", str(catalogue), "-qm", str(compiled))


def _run(tool: str, *arguments: str) -> None:
    """Run a tool of this environment; raises CalledProcessError with its output on stderr."""
    path = shutil.which(tool, path=sysconfig.get_path("scripts"))
    if path is None:
        sys.exit(f"{tool} is not in this environment: run packaging/dev.py test once.")
    done = subprocess.run(
        [path, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        print(done.stdout, file=sys.stderr, end="")
        raise subprocess.CalledProcessError(done.returncode, [tool, *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
