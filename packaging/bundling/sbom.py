"""A bundle's bill of materials, as CycloneDX 1.6 defines it: what is in it, from where, which
licence. Scanners read it to tell whether something in the bundle has a known hole.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from bundling import identity
from bundling.inventory import Part

_SPDX = re.compile(
    r"(?:MIT|MIT-0|MIT-CMU|Apache-2\.0|BSD-[23]-Clause|MPL-2\.0|PSF-2\.0|Zlib|ISC"
    r"|L?GPL-[23]\.[01]-(?:only|or-later)|Bootloader-exception)"
)


def document(parts: Iterable[Part], version: str, when: int) -> dict[str, Any]:
    """The whole document; `when` is the build's time in seconds since 1970."""
    listed = [_component(part) for part in parts]
    root = f"pkg:generic/{identity.COMMAND}@{version}"
    names = " ".join(entry["purl"] for entry in listed)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        # The same for the same content, so that a build can be repeated.
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{root} {names} {when}')}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(when, UTC).isoformat().replace("+00:00", "Z"),
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": identity.NAME,
                "version": version,
                "purl": root,
            },
        },
        "components": listed,
        "dependencies": [
            {"ref": root, "dependsOn": sorted(entry["bom-ref"] for entry in listed)},
            *({"ref": entry["bom-ref"]} for entry in listed),
        ],
    }


def _component(part: Part) -> dict[str, Any]:
    component = part.component
    entry: dict[str, Any] = {
        "type": "library",
        "bom-ref": part.purl,
        "name": component.name,
        "version": component.version,
        "licenses": [_licence(component.licence)],
        "purl": part.purl,
    }
    if component.home:
        entry["externalReferences"] = [{"type": "website", "url": component.home}]
    if part.inside:
        entry["components"] = [dict(inner) for inner in part.inside]
    return entry


def _licence(text: str) -> dict[str, Any]:
    """An expression where it is one in SPDX's words, else a name."""
    words = re.split(r" (?:AND|OR|WITH) ", text)
    if all(_SPDX.fullmatch(word) for word in words):
        return {"expression": text}
    return {"license": {"name": text}}
