"""The licences of what the program is made with: from what is installed, or out of the bundle."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.paths import resource

PROGRAM = "mask-painter"
THIRD_PARTY = "licences/THIRD-PARTY.txt"
"""The resource of a bundle that holds `as_text` of all its parts; a source tree has none."""

# Qt's wheels come without the texts, which are resources of ours.
_QT = frozenset({"pyside6_essentials", "shiboken6"})
_QT_TEXTS = ("QT.txt", "LGPL-3.txt", "GPL-3.txt", "QT-PARTS.txt")
_TEXT_NAME = re.compile(r"(licen[cs]e|copying|notice|copyright)[^/]*$", re.IGNORECASE)
_REQUIREMENT = re.compile(r"\s*([\w.-]+)\s*(?:\[([^]]*)])?")
_EXTRA = re.compile(r"""\bextra\s*==\s*['"]([^'"]+)['"]""")
_CLASSIFIER = "License :: OSI Approved :: "
_RULE = "=" * 78


@dataclass(frozen=True, slots=True)
class Component:
    """A piece of software by others that the program uses.

    `licence` is an SPDX expression where its maker gives one, else the maker's own words.
    """

    name: str
    version: str
    licence: str
    home: str = ""  # a web page
    texts: tuple[str, ...] = ()


def third_party() -> str:
    """All licences and notices as one text. Reads many files: not for the GUI thread.

    Raises OSError when the files of the program can't be read.
    """
    bundled = resource(THIRD_PARTY)
    if bundled.is_file():
        return bundled.read_text(encoding="utf-8")
    return as_text(components())


def as_text(parts: Iterable[Component]) -> str:
    """A list of the parts, then their licences in full; parts with the same texts share them."""
    parts = sorted(parts, key=lambda part: part.name.lower())
    sharing: dict[tuple[str, ...], list[Component]] = {}
    for part in parts:
        sharing.setdefault(part.texts, []).append(part)
    lines = ["Mask Painter is made with:", ""]
    lines += [f"    {part.name} {part.version}: {part.licence}" for part in parts]
    for texts, sharers in sharing.items():
        lines += ["", _RULE]
        lines += [f"{part.name} {part.version}  {part.home}".rstrip() for part in sharers]
        lines += [_RULE, "", "\n\n".join(text.strip("\n") for text in texts)]
    return "\n".join(lines) + "\n"


def components(root: str = PROGRAM) -> tuple[Component, ...]:
    """The installed distributions that this one needs, directly or not, itself left out.

    Empty when it is not installed itself, as when a source tree is run in place.
    """
    found: dict[str, Component] = {}
    waiting, seen = [(root, frozenset[str]())], set()
    while waiting:
        wanted = waiting.pop()
        if wanted in seen:
            continue
        seen.add(wanted)
        name, extras = wanted
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            # Asked for on other systems or by other Pythons only: what is installed counts.
            continue
        found[_normal(name)] = _component(distribution)
        waiting += _needs(distribution.requires or [], extras)
    found.pop(_normal(root), None)
    return tuple(sorted(found.values(), key=lambda part: part.name.lower()))


def _needs(requirements: list[str], extras: frozenset[str]) -> list[tuple[str, frozenset[str]]]:
    needed = []
    for text in requirements:
        condition = _EXTRA.search(text)
        match = _REQUIREMENT.match(text)
        if match is None or (condition is not None and condition[1] not in extras):
            continue
        inner = frozenset(extra.strip() for extra in (match[2] or "").split(",") if extra.strip())
        needed.append((match[1], inner))
    return needed


def _component(distribution: importlib.metadata.Distribution) -> Component:
    known = distribution.metadata
    classifiers = [text for text in known.get_all("Classifier") or [] if _CLASSIFIER in text]
    licence = (
        _field(known, "License-Expression")
        or _field(known, "License")
        or ", ".join(text.removeprefix(_CLASSIFIER) for text in classifiers)
        or "see below"
    )
    return Component(
        distribution.name,
        distribution.version,
        licence.strip().splitlines()[0],
        _home(_field(known, "Home-page"), known.get_all("Project-URL") or []),
        _texts(distribution),
    )


def _field(known: importlib.metadata.PackageMetadata, name: str) -> str:
    return next(iter(known.get_all(name) or []), "")


def _home(page: str, links: list[str]) -> str:
    """The page of the project, or whatever of its pages is named first."""
    by_label = {
        label.strip().lower(): url.strip()
        for label, _, url in (link.partition(",") for link in links)
    }
    for label in ("homepage", "source", "source code", "repository", "code"):
        if label in by_label:
            return by_label[label]
    return page or next(iter(by_label.values()), "")


def _texts(distribution: importlib.metadata.Distribution) -> tuple[str, ...]:
    if _normal(distribution.name) in _QT:
        paths = [resource(f"licences/{name}") for name in _QT_TEXTS]
        return tuple(path.read_text(encoding="utf-8") for path in paths)
    files = [
        file
        for file in distribution.files or []
        if ".dist-info/" in file.as_posix() and _TEXT_NAME.search(file.as_posix())
    ]
    return tuple(file.read_text(encoding="utf-8") for file in files)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "_", name).lower()
