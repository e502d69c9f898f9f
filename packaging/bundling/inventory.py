"""What a bundle is made of: distributions of Python, Python itself, libraries of the system."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.licences import Component, components

_COMMON = Path("/usr/share/common-licenses")
_REFERENCE = re.compile(rf"{_COMMON}/([A-Za-z0-9.+-]*[A-Za-z0-9])")
_DEBIAN_LICENCE = re.compile(r"^License:[ \t]*(\S.*)$", re.MULTILINE)
_MOST_NAMES = 3  # of licences of one Debian package, before its text has to do
_LIBRARY = re.compile(r"(?:lib)?(?P<name>[A-Za-z][A-Za-z0-9_]*?)\d*(?:-[0-9a-f]{8})?(?:\.[\w.]+)?$")


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
        files = [Path(os.path.realpath(str(file.locate()))) for file in distribution.files or []]
        used = {file for file in files if file in paths}
        if used:
            name = re.sub(r"[-_.]+", "-", component.name).lower()
            inside = tuple(_brought_along(files, used))
            yield Part(component, f"pkg:pypi/{name}@{component.version}", inside)


def _brought_along(files: list[Path], used: set[Path]) -> Iterator[Mapping[str, Any]]:
    """What wheels say is in them (PEP 770), less what of it the bundle leaves out."""
    dropped = {_library(file.name) for file in files if file not in used and ".so" in file.name}
    dropped -= {_library(file.name) for file in used}
    for file in files:
        if file.parent.name != "sboms" or file.suffix != ".json":
            continue
        for entry in json.loads(file.read_text(encoding="utf-8")).get("components", []):
            name = str(entry["name"])
            if _library(name.removeprefix("PIL.")) in dropped or name == "pillow":
                continue
            kept = ("type", "name", "version", "purl", "licenses", "hashes")
            yield {key: entry[key] for key in kept if key in entry}


def _library(name: str) -> str:
    """What a library is called, however its file is: "libtiff-20b7e810.so.6" is "tiff"."""
    found = _LIBRARY.match(name)
    return (found["name"] if found else name).lower().removeprefix("lib")


# Python


def _python() -> Part:
    version = platform.python_version()
    folders = (Path(os.__file__).parent, Path(sys.base_prefix))
    debian = Path(f"/usr/share/doc/python{sys.version_info[0]}.{sys.version_info[1]}/copyright")
    candidates = [folder / "LICENSE.txt" for folder in folders] + [debian]
    text = next((file.read_text("utf-8") for file in candidates if file.is_file()), sys.copyright)
    home = "https://www.python.org"
    return Part(
        Component("Python", version, "PSF-2.0", home, (text,)), f"pkg:generic/python@{version}"
    )


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
    for package in packages:
        query = ["dpkg-query", "-W", "-f", "${Version}\n${Homepage}\n${Architecture}", package]
        done = subprocess.run(query, capture_output=True, text=True, check=True)
        version, home, architecture = done.stdout.split("\n")
        name = package.partition(":")[0]
        licence, texts = _debian_licence(name)
        purl = f"pkg:deb/debian/{name}@{version}?arch={architecture}".replace("+", "%2B")
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
