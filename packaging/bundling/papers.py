"""What a bundle says about itself: the licences of its parts, and its bill of materials."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

from app import __version__
from app.licences import THIRD_PARTY, as_text
from bundling import sbom
from bundling.inventory import collect
from bundling.recipe import Entry

ROOT = Path(__file__).resolve().parents[2]
SBOM = "sbom.cdx.json"


def write(folder: Path, sources: Iterable[str]) -> list[Entry]:
    """Write them into the folder; returns what of them goes into the bundle's resources.

    `sources` are the files that the bundle is made of.
    """
    parts = collect(sources)
    path = folder / "resources" / THIRD_PARTY
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(as_text(part.component for part in parts), encoding="utf-8")
    bill = json.dumps(sbom.document(parts, __version__, build_time()), indent=1, ensure_ascii=False)
    (folder / SBOM).write_text(bill + "\n", encoding="utf-8")
    return [(f"resources/{THIRD_PARTY}", str(path), "DATA")]


def build_time() -> int:
    """When this is said to be built, in seconds since 1970: the same for the same commit.

    SOURCE_DATE_EPOCH wins; without it and without git, it is now.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isdecimal():
        return int(given)
    command = ["git", "-c", "safe.directory=*", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    try:
        return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    except (OSError, ValueError, subprocess.CalledProcessError):
        return int(time.time())
