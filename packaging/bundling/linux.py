"""What the bundle gets on Linux: entries for menus and software centres, and a Debian package."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from app import __version__
from bundling import icons, identity
from bundling.inventory import debian_package
from bundling.papers import ROOT

SOURCES = ROOT / "packaging" / "linux"
_NEEDED = re.compile(r"^\s+NEEDED\s+(\S+)$", re.MULTILINE)
_SEARCHED = re.compile(r"^\s+(?:RPATH|RUNPATH)\s+(\S+)$", re.MULTILINE)
_GLIBC = re.compile(r"\bGLIBC_(\d+)\.(\d+)\b")
# What nothing is linked with: Qt ends by a crash on Wayland without the keyboards' layouts.
_DATA = (
    "fontconfig-config",
    "fonts-dejavu-core | fonts-freefont-ttf | fonts-liberation",
    "xkb-data",
)

_CONTROL = """\
Package: {package}
Version: {version}
Architecture: {architecture}
Maintainer: {name} <{mail}>
Installed-Size: {size}
Depends: {depends}
Recommends: {recommends}
Section: graphics
Priority: optional
{homepage}Description: {summary}
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
    values = {
        "ID": identity.APPLICATION_ID,
        "DEVELOPER": identity.APPLICATION_ID.rpartition(".")[0],
        "HOME": identity.HOME_PAGE,
        "VERSION": __version__,
        "DATE": date,
    }
    for mark, value in values.items():
        text = text.replace(f"@{mark}@", value)
    return text.replace('  <url type="homepage"></url>\n', "")


def forget_foreign_paths(folder: Path) -> None:
    """Let nothing in the bundle look for libraries outside of it, as a Python does that somebody
    has built for themselves.
    """
    for path in _binaries(folder):
        places = searched_places(path)
        kept = [place for place in places if place.startswith("$ORIGIN")]
        if kept != places:
            change = ["--set-rpath", ":".join(kept)] if kept else ["--remove-rpath"]
            _output("patchelf", *change, str(path))


def searched_places(binary: Path) -> list[str]:
    """The folders where this program or library looks for what it is linked with, first of all."""
    found = _SEARCHED.search(_output("objdump", "-p", str(binary)))
    return found[1].split(":") if found else []


def add_installer(folder: Path) -> None:
    """Write what installs the bundle into somebody's home."""
    text = (SOURCES / "install.sh").read_text(encoding="utf-8")
    target = folder / "install.sh"
    values = {"GLIBC": _glibc(_linked(folder).values()), "ID": identity.APPLICATION_ID}
    for mark, value in values.items():
        text = text.replace(f"@{mark}@", value)
    target.write_text(text, encoding="utf-8")
    target.chmod(0o755)


def write_deb(bundle: Path, work: Path, target: Path, when: int) -> None:
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
    changes = gzip.compress(_changelog(when).encode(), mtime=0)
    (papers / "changelog.gz").write_bytes(changes)
    overrides = work / "usr/share/lintian/overrides" / identity.COMMAND
    overrides.parent.mkdir(parents=True)
    shutil.copy(SOURCES / "lintian-overrides", overrides)
    depends, recommends = _packages(bundle)
    control = work / "DEBIAN/control"
    control.parent.mkdir()
    control.write_text(
        _CONTROL.format(
            package=identity.COMMAND,
            version=__version__,
            architecture=_output("dpkg", "--print-architecture").strip(),
            name=identity.NAME,
            mail=identity.MAIL,
            size=sum(path.lstat().st_size for path in bundle.rglob("*")) // 1024,
            depends=", ".join(depends),
            recommends=", ".join(recommends),
            summary=identity.SUMMARY,
            homepage=f"Homepage: {identity.HOME_PAGE}\n" if identity.HOME_PAGE else "",
        ),
        encoding="utf-8",
    )
    (control.parent / "md5sums").write_text(_md5_sums(work), encoding="utf-8")
    _make_plain(work, when)
    pack = ("dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(work), str(target))
    _output(*pack, SOURCE_DATE_EPOCH=str(when))


def _md5_sums(work: Path) -> str:
    """What dpkg compares the installed files with, when it is asked to."""
    files = sorted(path for path in (work / "usr").rglob("*") if not path.is_symlink())
    return "".join(
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}"
        f"  {path.relative_to(work)}\n"
        for path in files
        if path.is_file()
    )


def _make_plain(work: Path, when: int) -> None:
    """Let everything be readable by all, whatever who builds has set, and as old as is said."""
    for path in (work, *work.rglob("*")):
        if not path.is_symlink():
            runs = path.stat().st_mode & 0o100 and ".so" not in path.name
            path.chmod(0o755 if path.is_dir() or runs else 0o644)
        os.utime(path, (when, when), follow_symlinks=False)


def _changelog(when: int) -> str:
    """What Debian's tools read: the version, and when it was built."""
    date = format_datetime(datetime.fromtimestamp(when, UTC))
    return (
        f"{identity.COMMAND} ({__version__}) unstable; urgency=medium\n\n"
        f"  * Version {__version__}.\n\n -- {identity.NAME} <{identity.MAIL}>  {date}\n"
    )


def _packages(bundle: Path) -> tuple[list[str], list[str]]:
    """Debian's packages that the bundle can't do without, and those that it mostly can: what
    Wayland alone needs, and certificates.
    """
    inside = {path.name for path in bundle.rglob("*") if ".so" in path.name}
    linked = _linked(bundle)
    needs: dict[str, bool] = {}  # by the library's name, whether more than Wayland needs it
    for path, told in linked.items():
        for library in set(_NEEDED.findall(told)) - inside:
            needs[library] = needs.get(library, False) or "wayland" not in str(path).lower()
    known = _libraries()
    owners = {library: debian_package(known[library]).partition(":")[0] for library in needs}
    depends = {owners[library] for library, always in needs.items() if always}
    recommends = {owners[library] for library in needs} - depends
    depends.discard("libc6")
    versioned = f"libc6 (>= {_glibc(linked.values())})"
    # The system's own list of whom to trust is what a company's certificate is added to.
    return [versioned, *sorted(depends), *_DATA], sorted({"ca-certificates", *recommends})


def _binaries(folder: Path) -> list[Path]:
    """Each program and library in it."""
    return [path for path in folder.rglob("*") if path.is_file() and _is_binary(path)]


def _linked(folder: Path) -> dict[Path, str]:
    """What objdump says of each program and library in it."""
    return {path: _output("objdump", "-p", str(path)) for path in _binaries(folder)}


def _glibc(told: Iterable[str]) -> str:
    """The least version of glibc that all of them are content with."""
    found = (_GLIBC.findall(text) for text in told)
    versions = ((int(major), int(minor)) for pairs in found for major, minor in pairs)
    return ".".join(map(str, max(versions, default=(2, 0))))


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


def _output(*command: str, **variables: str) -> str:
    environment = {**os.environ, **variables}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout
