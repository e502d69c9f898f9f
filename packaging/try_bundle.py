"""Unpack what `dev.py bundle` has made for this system, and try the program that is in it.

Its version, then the whole round of --self-test: without a display, and with nothing of this
checkout. On Linux, `dev.py smoke` tries far more. Runs with any Python that dev.py takes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app import __version__  # noqa: E402 - found by the line above

PROGRAMS = {
    "linux": ("tar.xz", "mask-painter/mask-painter"),
    "win32": ("zip", "mask-painter/mask-painter.exe"),
    "darwin": ("zip", "Mask Painter.app/Contents/MacOS/mask-painter"),
}
"""By system: the archive's kind, and where the program is in it."""
SECONDS = 180


def main(dist: Path = ROOT / "dist") -> int:
    """Try it; 0 when all is well."""
    kind, inside = PROGRAMS[sys.platform]
    archives = list(dist.glob(f"mask-painter-{__version__}-*.{kind}"))
    if len(archives) != 1:
        print(f"There is no archive of this version in {dist}: dev.py bundle makes it.")
        return 1
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        unpack(archives[0], folder)
        for option in ("--version", "--self-test"):
            problem = start(folder / inside, option)
            print(f"{archives[0].name} {option}: {problem or 'ok'}", flush=True)
            if problem:
                return 1
    return 0


def unpack(archive: Path, folder: Path) -> None:
    """As its user would. Raises OSError or CalledProcessError."""
    if sys.platform == "darwin":
        # Alone in knowing what macOS notes beside files.
        subprocess.run(["ditto", "-x", "-k", str(archive), str(folder)], check=True)
    elif sys.platform == "win32":
        shutil.unpack_archive(archive, folder)
    else:
        subprocess.run(["tar", "-xf", str(archive), "-C", str(folder)], check=True)


def start(program: Path, option: str) -> str:
    """What is wrong with the program when it is started so; "" for nothing."""
    own = ("PYTHON", "VIRTUAL_ENV", "QT_", "GPTUNNEL_", "MASK_PAINTER_")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(own)}
    try:
        done = subprocess.run(
            [str(program), option],
            cwd=program.parent,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
    except OSError as error:
        return f"it does not start: {error}"
    except subprocess.TimeoutExpired:
        return f"it has not ended after {SECONDS} s"
    if done.returncode:
        return f"code {done.returncode}\n{done.stdout}{done.stderr}"
    # A program without a console, as Windows' is, has nowhere to write to.
    if option == "--version" and __version__ not in done.stdout and sys.platform != "win32":
        return f"it says {done.stdout!r}"
    return ""


if __name__ == "__main__":
    sys.exit(main())
