"""Build what a designer installs on this system, into dist/: `dev.py bundle` runs it.

A folder with the program and all it needs, as an archive (Linux: tar.xz and a Debian package,
Windows: zip and an installer, macOS: the application in a zip), with its bill of materials and
SHA256SUMS. packaging/decisions/release.md says how Windows' and macOS' are signed.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from bundling import archive, icons, identity, linux, macos, windows
from bundling.papers import ROOT, SBOM, build_time

from app import __version__

BUILD = ROOT / "build" / "bundle"
DIST = ROOT / "dist"
SPEC = ROOT / "packaging" / "mask_painter.spec"
SYSTEM: str = sys.platform
_SYSTEMS = {"linux": "linux", "win32": "windows", "darwin": "macos"}
_MACHINES = {"AMD64": "x86_64", "arm64": "aarch64"}


def main() -> int:
    """Build; 0 when everything is there."""
    argparse.ArgumentParser(prog="dev.py bundle", description=__doc__).parse_args()
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir(parents=True)
    folder = freeze()
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir()
    made = [*_pack(folder), DIST / f"{release_name()}.cdx.json"]
    shutil.copy(BUILD / SBOM, made[-1])
    archive.write_sums(made, DIST / archive.SUMS)
    for file in made:
        print(f"{file.relative_to(ROOT)}: {file.stat().st_size / 1e6:.1f} MB")
    return 0


def release_name() -> str:
    """What this version is called for this system, such as "mask-painter-1.2.3-linux-x86_64"."""
    machine = _MACHINES.get(platform.machine(), platform.machine())
    return f"{identity.COMMAND}-{__version__}-{_SYSTEMS[SYSTEM]}-{machine}"


def freeze(*, bare: bool = False, into: Path = BUILD / "frozen") -> Path:
    """Have PyInstaller make the folder, or (macOS) the application; where it is.

    With `bare`, the window of bundling/bare_window.py by the same recipe. Raises SystemExit with
    PyInstaller's last words when it fails.
    """
    if SYSTEM != "linux" and not bare:
        (BUILD / "icons").mkdir(exist_ok=True)
        icons.write_ico(BUILD / "icons/mask-painter.ico")
        icons.write_icns(BUILD / "icons/mask-painter.icns")
        (BUILD / "version.txt").write_text(windows.version_resource(__version__), encoding="utf-8")
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level=WARN"]
    command += ["--distpath", str(into), "--workpath", str(BUILD / "work"), str(SPEC)]
    settings = {
        # Python's modules as they are: archives pack them better themselves, and they start sooner.
        "PYINSTALLER_ZLIB_COMPRESSION_LEVEL": "0",
        # And without the columns in which errors happen: a report tells the line, which will do.
        "PYTHONNODEBUGRANGES": "1",
        # The same for the same sources, where modules are packed in the order of a set.
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": str(build_time()),
    }
    command += ["--", *(["bare"] if bare else [])]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, check=False)
    if done.returncode:
        raise SystemExit(f"PyInstaller failed with code {done.returncode}; its words are above.")
    if bare:
        return into / "bare-window"
    return into / (f"{identity.NAME}.app" if SYSTEM == "darwin" else identity.COMMAND)


def furnish(folder: Path, when: int) -> None:
    """Add what a system wants beside the program: on Linux, menu entry, icons and installer."""
    if SYSTEM == "linux":
        linux.forget_foreign_paths(folder)
        linux.add_share(folder / "share", when)
        linux.add_installer(folder)


def _pack(folder: Path) -> list[Path]:
    """What is given away of the folder, in DIST."""
    when = build_time()
    furnish(folder, when)
    if SYSTEM == "linux":
        made = [DIST / f"{release_name()}.tar.xz"]
        archive.write_tar_xz(folder, made[0], when)
        if shutil.which("dpkg-deb"):
            made.append(DIST / f"{release_name()}.deb")
            linux.write_deb(folder, BUILD / "deb", made[-1], when)
        return made
    target = DIST / f"{release_name()}.zip"
    if SYSTEM == "darwin":
        macos.run(*macos.notarise(folder, BUILD / "notary.zip"), macos.pack(folder, target))
        return [target]
    windows.sign(folder / f"{identity.COMMAND}.exe")
    archive.write_zip(folder, target, when)
    made = [target]
    if shutil.which("makensis"):
        made.append(DIST / f"{release_name()}-setup.exe")
        windows.write_installer(folder, BUILD / "icons/mask-painter.ico", __version__, made[-1])
    return made


if __name__ == "__main__":
    sys.exit(main())
