"""What the bundle gets on Linux: entries for menus and software centres, and a Debian package."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from app import __version__
from bundling import icons, identity
from bundling.inventory import debian_package
from bundling.papers import ROOT

SOURCES = ROOT / "packaging" / "linux"
_NEEDED = re.compile(r"^\s+NEEDED\s+(\S+)$", re.MULTILINE)
_GLIBC = re.compile(r"\bGLIBC_(\d+)\.(\d+)\b")
_FONTS = "fontconfig-config, fonts-dejavu-core | fonts-freefont-ttf | fonts-liberation"

_CONTROL = """\
Package: {package}
Version: {version}
Architecture: {architecture}
Maintainer: {name} <mask-painter@localhost>
Installed-Size: {size}
Depends: {depends}
Recommends: {recommends}
Section: graphics
Priority: optional
Description: {summary}
 Mask Painter opens a Midjourney picture, gives you a brush to mark what should
 change, sends mask and prompt to the service GPTunnel, and shows the results
 beside the original. Everything that it needs of Python and Qt is inside.
"""


def add_share(folder: Path, when: int) -> None:
    """Write desktop file, metainfo and icons into `folder`, as they lie below /usr/share."""
    applications = folder / "applications"
    applications.mkdir(parents=True)
    shutil.copy(SOURCES / "mask-painter.desktop", applications)
    metainfo = folder / "metainfo"
    metainfo.mkdir()
    target = metainfo / f"{identity.APPLICATION_ID}.metainfo.xml"
    target.write_text(metainfo_text(when), encoding="utf-8")
    icons.write_hicolor(folder / "icons" / "hicolor")


def metainfo_text(when: int) -> str:
    """The AppStream metainfo of this version, built at that time."""
    text = (SOURCES / "mask-painter.metainfo.xml").read_text(encoding="utf-8")
    date = datetime.fromtimestamp(when, UTC).date().isoformat()
    for mark, value in (("ID", identity.APPLICATION_ID), ("VERSION", __version__), ("DATE", date)):
        text = text.replace(f"@{mark}@", value)
    return text


def add_installer(folder: Path) -> None:
    """Write what installs the bundle into somebody's home."""
    target = folder / "install.sh"
    shutil.copy(SOURCES / "install.sh", target)
    target.chmod(0o755)


def write_deb(bundle: Path, work: Path, target: Path) -> None:
    """A Debian package of the bundle, without its installer: /usr/lib, and what lies in share."""
    shutil.rmtree(work, ignore_errors=True)
    library = work / "usr/lib" / identity.COMMAND
    shutil.copytree(bundle, library, symlinks=True)
    (library / "install.sh").unlink()
    shutil.move(library / "share", work / "usr/share")
    command = work / "usr/bin" / identity.COMMAND
    command.parent.mkdir()
    command.symlink_to(f"../lib/{identity.COMMAND}/{identity.COMMAND}")
    papers = work / "usr/share/doc" / identity.COMMAND
    papers.mkdir(parents=True)
    shutil.copy(library / "_internal/resources/licences/THIRD-PARTY.txt", papers / "copyright")
    for path in work.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    depends, recommends = _packages(bundle)
    control = work / "DEBIAN/control"
    control.parent.mkdir()
    control.write_text(
        _CONTROL.format(
            package=identity.COMMAND,
            version=__version__,
            architecture=_output("dpkg", "--print-architecture").strip(),
            name=identity.NAME,
            size=sum(path.lstat().st_size for path in bundle.rglob("*")) // 1024,
            depends=", ".join(depends),
            recommends=", ".join(recommends),
            summary=identity.SUMMARY,
        ),
        encoding="utf-8",
    )
    _output("dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(work), str(target))


def _packages(bundle: Path) -> tuple[list[str], list[str]]:
    """Debian's packages that the bundle can't do without, and those that it mostly can: what
    Wayland alone needs, and certificates.
    """
    binaries = [path for path in bundle.rglob("*") if path.is_file() and _is_binary(path)]
    inside = {path.name for path in bundle.rglob("*") if ".so" in path.name}
    needs: dict[str, bool] = {}  # by the library's name, whether more than Wayland needs it
    newest = (0, 0)
    for path in binaries:
        told = _output("objdump", "-p", str(path))
        newest = max([newest, *((int(a), int(b)) for a, b in _GLIBC.findall(told))])
        for library in set(_NEEDED.findall(told)) - inside:
            needs[library] = needs.get(library, False) or "wayland" not in str(path).lower()
    known = _libraries()
    owners = {library: debian_package(known[library]).partition(":")[0] for library in needs}
    depends = {owners[library] for library, always in needs.items() if always}
    recommends = {owners[library] for library in needs} - depends
    depends.discard("libc6")
    versioned = f"libc6 (>= {newest[0]}.{newest[1]})"
    # The system's own list of whom to trust is what a company's certificate is added to.
    return [versioned, *sorted(depends), _FONTS], sorted({"ca-certificates", *recommends})


def _is_binary(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _libraries() -> dict[str, Path]:
    """Where the system's libraries lie, by their names; the first that the loader finds."""
    found: dict[str, Path] = {}
    for line in _output("/sbin/ldconfig", "-p").splitlines()[1:]:
        name, _, path = line.strip().partition(" (")
        found.setdefault(name, Path(path.rpartition("=> ")[2]))
    return found


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
