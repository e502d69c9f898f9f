"""What is in the wheels that a bundle is made from, beside Python's modules."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from importlib.metadata import PackagePath
from pathlib import Path
from typing import Any

from PIL import features

Entry = Mapping[str, Any]
"""A component, as CycloneDX writes it."""

_LIBRARY = re.compile(
    r"lib(?P<name>[A-Za-z]\w*?)(?:-[0-9a-f]{8})?\.so\.(?P<version>\d+(?:\.\d+)*)$"
)
_EXTENSION = re.compile(r"#c-ext/(?P<module>[\w.]+)$")


def inside(files: Mapping[Path, PackagePath], used: Iterable[Path]) -> Iterator[Entry]:
    """What came along with these of a wheel's files; all are given, with their names in it."""
    used = list(used)
    modules = {".".join((*files[path].parent.parts, path.name.partition(".")[0])) for path in used}
    bills = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in files
        if path.parent.name == "sboms" and path.suffix == ".json"
    ]
    told = list(brought_along(bills, modules))
    if "PySide6.QtCore" in modules:
        told.append(_qt())
    yield from told
    yield from _libraries((path.name for path in used), told)


def brought_along(bills: Iterable[Entry], modules: Set[str]) -> Iterator[Entry]:
    """What a wheel's own bills of materials (PEP 770) say is in it, less what was for building it
    alone, or comes with none of these modules.
    """
    for bill in bills:
        entries = [entry for entry in bill.get("components", []) if entry["name"] != "pillow"]
        unused = {entry.get("bom-ref") for entry in entries if not _is_shipped(entry, modules)}
        users = defaultdict[str, set[str]](set)
        for edge in bill.get("dependencies", []):
            for part in edge.get("dependsOn", []):
                users[part].add(edge["ref"])
        while more := {part for part, by in users.items() if by <= unused} - unused:
            unused |= more
        for entry in entries:
            if entry.get("bom-ref") not in unused:
                yield _told(entry)


def _is_shipped(entry: Entry, modules: Set[str]) -> bool:
    # Pillow can be built with it, and its wheels aren't: it is under the GPL.
    if entry["name"] == "libimagequant" and not features.check("libimagequant"):
        return False
    extension = _EXTENSION.search(entry.get("purl", ""))
    is_used = extension is None or extension["module"] in modules
    return is_used and entry.get("scope") != "excluded"


def _told(entry: Entry) -> Entry:
    told = {
        key: entry[key]
        for key in ("type", "name", "version", "purl", "licenses", "hashes")
        if key in entry
    }
    # Pillow gives its parts no other address than their names in the document.
    name = str(entry.get("bom-ref", ""))
    if name.startswith("pkg:generic/") and "version" in entry:
        told.setdefault("purl", f"{name.partition('@')[0]}@{entry['version']}")
    return told


def _libraries(names: Iterable[str], told: Iterable[Entry]) -> list[Entry]:
    """Shared libraries among these files of a wheel that it doesn't tell of."""
    known = [word.removeprefix("lib") for e in told for word in str(e["name"]).lower().split()]
    found: dict[str, str] = {}
    for library in filter(None, map(_LIBRARY.match, sorted(names))):
        name = library["name"].lower().rstrip("0123456789")
        if name.startswith("icu"):
            name = "icu"  # three files of one project
        # "webpdemux" is of "webp", "openjp2" of "openjpeg".
        if not any(name.startswith(word) or word.startswith(name) for word in known):
            found[name] = library["version"]
    return [
        {
            "type": "library",
            "name": name,
            "version": version,
            "purl": f"pkg:generic/{name}@{version}",
        }
        for name, version in found.items()
    ]


def _qt() -> Entry:
    from PySide6.QtCore import qVersion

    version = qVersion()
    return {
        "type": "framework",
        "name": "Qt",
        "version": version,
        "purl": f"pkg:generic/qt@{version}",
        "cpe": f"cpe:2.3:a:qt:qt:{version}:*:*:*:*:*:*:*",
        "licenses": [{"license": {"id": "LGPL-3.0-only"}}],
    }
