"""What a bundle is made of: distributions of Python, Python itself, libraries of the system."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import shutil
import sqlite3
import ssl
import subprocess
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.licences import Component, components
from app.paths import resource
from bundling import wheels

_COMMON = Path("/usr/share/common-licenses")
_REFERENCE = re.compile(rf"{_COMMON}/([A-Za-z0-9.+-]*[A-Za-z0-9])")
_DEBIAN_LICENCE = re.compile(r"^License:[ \t]*(\S.*)$", re.MULTILINE)
_MOST_NAMES = 3  # of licences of one Debian package, before its text has to do
_SOURCES = {
    "debian": "https://snapshot.debian.org/package/{source}/{version}/",
    "ubuntu": "https://launchpad.net/ubuntu/+source/{source}/{version}",
}
"""Where a system publishes what its packages are built from, by its ID in os-release."""


@dataclass(frozen=True, slots=True)
class Part:
    """A component, where package managers find it (a "package URL"), and what it brings along:
    components of its own makers' bill of materials, as CycloneDX writes them.
    """

    component: Component
    purl: str
    inside: tuple[Mapping[str, Any], ...] = ()


def collect(files: Iterable[str]) -> tuple[Part, ...]:
    """The parts that these files, the sources of a bundle's, belong to."""
    paths = {Path(os.path.realpath(file)) for file in files if Path(file).is_absolute()}
    parts = [*_distributions(paths), _python(), _bootloader()]
    if sys.platform == "linux":
        parts += _debian_packages(paths)
    return tuple(sorted(parts, key=lambda part: part.component.name.lower()))


# Distributions


def _distributions(paths: set[Path]) -> Iterator[Part]:
    for component in components():
        distribution = importlib.metadata.distribution(component.name)
        files = {
            Path(os.path.realpath(str(file.locate()))): file for file in distribution.files or []
        }
        used = [path for path in files if path in paths]
        if used:
            name = re.sub(r"[-_.]+", "-", component.name).lower()
            purl = f"pkg:pypi/{name}@{component.version}"
            yield Part(component, purl, tuple(wheels.inside(files, used)))


# Python


def _python() -> Part:
    version = platform.python_version()
    folders = (Path(os.__file__).parent, Path(sys.base_prefix))
    debian = Path(f"/usr/share/doc/python{sys.version_info[0]}.{sys.version_info[1]}/copyright")
    candidates = [folder / "LICENSE.txt" for folder in folders] + [debian]
    text = next((file.read_text("utf-8") for file in candidates if file.is_file()), sys.copyright)
    home = "https://www.python.org"
    parts = resource("licences/PYTHON-PARTS.txt").read_text("utf-8")
    component = Component("Python", version, "PSF-2.0", home, (text, parts))
    inside = () if sys.platform == "linux" else tuple(_brought_by_python())
    return Part(component, f"pkg:generic/python@{version}", inside)


def _brought_by_python() -> Iterator[Mapping[str, Any]]:
    """What Python has in it where the system has none: on Linux these are packages."""
    versions = {
        "openssl": ssl.OPENSSL_VERSION.split()[1],
        "sqlite": sqlite3.sqlite_version,
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }
    for name, version in versions.items():
        purl = f"pkg:generic/{name}@{version}"
        yield {"type": "library", "name": name, "version": version, "purl": purl}


def _bootloader() -> Part:
    distribution = importlib.metadata.distribution("pyinstaller")
    texts = [
        file.read_text("utf-8")
        for file in distribution.files or []
        if file.name == "COPYING.txt" and ".dist-info/" in file.as_posix()
    ]
    licence = "GPL-2.0-or-later WITH Bootloader-exception"
    version = distribution.version
    component = Component(
        "PyInstaller's bootloader", version, licence, "https://pyinstaller.org", tuple(texts)
    )
    return Part(component, f"pkg:pypi/pyinstaller@{version}")


# The system


def _debian_packages(paths: set[Path]) -> Iterator[Part]:
    """The packages of Debian whose libraries PyInstaller has found; none on other systems."""
    if shutil.which("dpkg-query") is None:
        return
    foreign = [
        path for path in paths if path.is_relative_to("/usr/lib") or path.is_relative_to("/lib")
    ]
    packages = sorted({name for path in foreign if (name := debian_package(path))})
    system = platform.freedesktop_os_release()
    fields = ("Version", "Homepage", "Architecture", "source:Package", "source:Version")
    form = "\n".join(f"${{{field}}}" for field in fields)
    for package in packages:
        query = ["dpkg-query", "-W", "-f", form, package]
        done = subprocess.run(query, capture_output=True, text=True, check=True)
        version, home, architecture, source, of_source = done.stdout.split("\n")
        name = package.partition(":")[0]
        licence, texts = _debian_licence(name)
        purl = f"pkg:deb/{system['ID']}/{name}@{version}?arch={architecture}".replace("+", "%2B")
        if place := _SOURCES.get(system["ID"]):
            texts = (f"Built from {place.format(source=source, version=of_source)}", *texts)
        yield Part(Component(name, version, licence, home, texts), purl)


def debian_package(path: Path) -> str:
    """The Debian package that a file is of, such as "libx11-6:amd64"; "" for none."""
    # Where /lib is a link to /usr/lib, the database may know a file by either name.
    names = [str(path), str(path).removeprefix("/usr"), f"/usr{path}"]
    for name in names:
        done = subprocess.run(
            ["dpkg-query", "-S", name], capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            return done.stdout.splitlines()[0].rpartition(": ")[0]
    return ""


def _debian_licence(package: str) -> tuple[str, tuple[str, ...]]:
    """The package's licences by name where they are few, its notices, and what they refer to."""
    file = Path("/usr/share/doc") / package / "copyright"
    text = file.read_text(encoding="utf-8", errors="replace")
    names = sorted({name.strip() for name in _DEBIAN_LICENCE.findall(text)})
    licence = " AND ".join(names) if 0 < len(names) <= _MOST_NAMES else "several, see below"
    referred = sorted(set(_REFERENCE.findall(text)))
    texts = [(_COMMON / name).read_text("utf-8") for name in referred if (_COMMON / name).is_file()]
    return licence, (text, *texts)
